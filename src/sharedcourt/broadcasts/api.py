"""The public part of broadcasts over HTTP: what is on, what comes, what may be watched again."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Router, Schema
from ninja.pagination import paginate

from sharedcourt.broadcasts import presenting, queries
from sharedcourt.broadcasts.models import Broadcast
from sharedcourt.core.paging import Each

router = Router(tags=["broadcasts"])


class PublicBroadcastOut(Schema):
    """A line of a list: nobody's name is in it."""

    id: UUID
    kind: Literal["live", "stopped", "coming", "replay"]
    court: str
    number: str
    cause: str
    starts_at: datetime | None


class BroadcastChapterOut(Schema):
    """A place in a replay, in seconds."""

    second: float
    words: str


class WatchedBroadcastOut(PublicBroadcastOut):
    """What is needed to play it. Names are those that may be shown; else the role stands for them."""

    session: int
    plaintiffs: str
    defendants: str
    judges: list[str]
    playlist: str
    delay_s: int
    chapters: list[BroadcastChapterOut]
    devices_today: int
    devices: int


def _line(row: Broadcast) -> dict[str, Any]:
    shown = presenting.item(row)
    return {
        "id": shown.pk,
        "kind": shown.kind,
        "court": shown.court,
        "number": shown.number,
        "cause": shown.cause,
        "starts_at": shown.starts_at,
    }


@router.get("", auth=None, response=list[PublicBroadcastOut], operation_id="broadcasts_now")
@paginate
def list_now(request: HttpRequest) -> Any:
    """What is on now, then what comes; at most fifty of each."""
    return [_line(row) for row in (*queries.on_now(), *queries.coming())]


@router.get("/replays", auth=None, response=list[PublicBroadcastOut], operation_id="broadcasts_replays")
@paginate
def list_replays(
    request: HttpRequest,
    court: UUID | None = None,
    cause: str = "",
    since: date | None = None,
    until: date | None = None,
) -> Each:
    """Hearings that may be watched again, newest first; by court, cause and days."""
    sought = queries.Sought(court, cause, since, until)
    return Each(queries.replays(sought), _line)


@router.get("/{uuid:pk}", auth=None, response=WatchedBroadcastOut, operation_id="broadcasts_watch")
def watch(request: HttpRequest, pk: UUID) -> Any:
    """One broadcast that the public may know of, with where its playlist is."""
    found = queries.checked(list(queries.public().filter(pk=pk)))
    if not found:
        raise Http404
    shown = presenting.shown(found[0])
    return {
        **_line(found[0]),
        "session": shown.session,
        "plaintiffs": shown.plaintiffs,
        "defendants": shown.defendants,
        "judges": list(shown.judges),
        "playlist": shown.playlist,
        "delay_s": shown.delay_s,
        "chapters": [{"second": chapter.second, "words": chapter.words} for chapter in shown.chapters],
        "devices_today": shown.today,
        "devices": shown.all,
    }
