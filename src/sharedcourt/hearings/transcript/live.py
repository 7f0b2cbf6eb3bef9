"""Telling the pages that show a record what has changed in it, after the commit.

The database is the truth: a page that has missed something sees a gap in the count and asks for what lies between.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

from sharedcourt.hearings.transcript import queries
from sharedcourt.hearings.transcript.models import Line, LineState, Transcript


def group(transcript_id: UUID | str) -> str:
    """The channel layer's name for everyone who has the record before them."""
    return f"transcript.{transcript_id}"


def _send(transcript_id: UUID, event: dict[str, Any]) -> None:
    async_to_sync(get_channel_layer().group_send)(group(transcript_id), event)


def written(transcript: Transcript, lines: Sequence[Line], *, before: int) -> None:
    """Lines that were written; `before` is the count that a page must have reached to need nothing else.

    A proposal goes to the clerk's pages alone (`Line.state` is looked at by each connection).
    """
    body = {"before": before, "seq": transcript.seq, "lines": [queries.view_of(line) for line in lines]}
    event = {"type": "transcript.written", "body": body}
    transaction.on_commit(lambda: _send(transcript.pk, event), robust=True)


def changed(transcript: Transcript) -> None:
    """Another page writes, or the record has gone a step further: every page looks again."""
    transaction.on_commit(lambda: _send(transcript.pk, {"type": "transcript.changed"}), robust=True)


def for_readers(body: dict[str, Any]) -> dict[str, Any]:
    """What is told to whoever is not the clerk: proposals are no part of the record."""
    return {**body, "lines": [line for line in body["lines"] if line["state"] != LineState.PROPOSED]}
