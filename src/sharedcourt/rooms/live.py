"""Telling the browsers of a room that something has changed, after the commit.

The database is the truth; these messages only say "look again" (or carry what is not kept, like signals). One that gets lost
is made up for by the look that every connection takes by itself every ten seconds.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction


def group(room_id: UUID | str) -> str:
    """The channel layer's name for everyone connected to the room."""
    return f"room.{room_id}"


def _send(room_id: UUID | str, event: dict[str, Any]) -> None:
    async_to_sync(get_channel_layer().group_send)(group(room_id), event)


def changed(room_id: UUID, *, by_session: str = "") -> None:
    """Every connection looks again at its seat and tells its browser the roster; not the one that looks by itself."""
    event = {"type": "room.changed", "by_session": by_session}
    transaction.on_commit(lambda: _send(room_id, event), robust=True)


def moderated(room_id: UUID, seat_id: UUID, action: str) -> None:
    """The host's request to one browser: `mute` or `camera_off`."""
    event = {"type": "room.moderated", "seat": str(seat_id), "action": action}
    transaction.on_commit(lambda: _send(room_id, event), robust=True)


def said(room_id: UUID, line: dict[str, Any]) -> None:
    """A new line of chat, for those in the circle it was said in."""
    transaction.on_commit(lambda: _send(room_id, {"type": "room.chat", "line": line}), robust=True)


def reacted(room_id: UUID, seat_id: UUID, circle: str, kind: str) -> None:
    """A reaction, for those in the same circle; it is not kept."""
    event = {"type": "room.reaction", "seat": str(seat_id), "circle": circle, "kind": kind}
    transaction.on_commit(lambda: _send(room_id, event), robust=True)


def push(
    room_id: UUID,
    kind: str,
    body: dict[str, Any],
    *,
    circle: str | None = None,
    seats: Collection[UUID] | None = None,
) -> None:
    """Send `{"type": "panel", "kind": kind, "body": body}` to every browser inside the room, after the commit; with a
    `circle`, only to those in it, with `seats`, only to these.

    The page then fires `sc:panel` on `body`; fragments with `hx-trigger="sc:panel from:body"` fetch themselves again. `body` must be
    JSON, small (a hint, not the content) and free of what some of those present may not see.
    """
    chosen = None if seats is None else [str(seat) for seat in seats]
    event = {"type": "room.panel", "kind": kind, "body": body, "circle": circle, "seats": chosen}
    transaction.on_commit(lambda: _send(room_id, event), robust=True)
