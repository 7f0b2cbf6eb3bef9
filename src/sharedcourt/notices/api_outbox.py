"""The rest of messages over the API: how many are unread, and the operator's outbox."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Schema
from ninja.pagination import paginate

from sharedcourt.core.paging import Each
from sharedcourt.notices import queries
from sharedcourt.notices.api import router
from sharedcourt.notices.models import Message


class UnreadOut(Schema):
    unread: int


class OutboxLine(Schema):
    """An SMS or e-mail that this installation wrote: when, of what kind and what became of it. Its text is its reader's own."""

    id: UUID
    channel: str
    kind: str
    state: str
    attempts: int
    error: str
    kept_here: bool
    created_at: datetime
    sent_at: datetime | None
    delivered_at: datetime | None


@router.get("/unread", response=UnreadOut, operation_id="notices_unread", summary="How many messages are unread")
def unread(request: HttpRequest) -> dict[str, int]:
    """Of those on this site."""
    return {"unread": queries.unread_count(request.user)}


@router.get("/outbox", response=list[OutboxLine], operation_id="notices_outbox", summary="What was sent (operator)")
@paginate
def outbox(request: HttpRequest) -> Each:
    """SMS and e-mail, newest first, with what became of each."""
    if not queries.may_see_outbox(request.user):
        raise Http404
    return Each(queries.outbox(), _line)


def _line(message: Message) -> dict[str, Any]:
    names = ("id", "channel", "kind", "attempts", "error", "created_at", "sent_at", "delivered_at")
    return {name: getattr(message, name) for name in names} | {
        "state": str(message.state),
        "kept_here": message.is_local,
    }
