"""What a recording does when people of the room come and go: inside their own transaction, so that nothing slips in between."""

from uuid import UUID

from sharedcourt.ledger import events
from sharedcourt.ledger.models import Entry
from sharedcourt.people.models import User
from sharedcourt.rooms.models import Caucus, Seat
from sharedcourt.rooms.recording import actions, orders, queries
from sharedcourt.rooms.recording.states import RecordingState


def _room_of(entry: Entry) -> UUID:
    assert entry.subject is not None
    return Seat.objects.values_list("room_id", flat=True).get(pk=entry.subject)


def _on_coming(entry: Entry) -> None:
    actions.settle(room_id=_room_of(entry), entering=entry.subject)


def _on_change(entry: Entry) -> None:
    actions.settle(room_id=_room_of(entry))


def _on_return(entry: Entry) -> None:
    """Whoever was away may never have answered, and is asked now; the media server may have forgotten what was asked of it."""
    room_id = _room_of(entry)
    actions.settle(room_id=room_id, returning=entry.subject)
    recording = queries.live(room_id)
    if recording is not None and recording.state == RecordingState.ON:
        orders.give(recording)


def _on_caucus(entry: Entry) -> None:
    assert entry.subject is not None
    actions.settle(room_id=Caucus.objects.values_list("room_id", flat=True).get(pk=entry.subject))


def _on_closed(entry: Entry) -> None:
    if entry.subject is not None:
        by = User.objects.filter(pk=entry.actor).first() if entry.actor else None
        actions.room_closed(room_id=entry.subject, by=by)


def register() -> None:
    """Called once, when the app is ready."""
    events.on("rooms.seat.joined")(_on_coming)
    events.on("rooms.seat.returned")(_on_return)
    for action in ("rooms.seat.left", "rooms.seat.removed", "rooms.caucus.moved"):
        events.on(action)(_on_change)
    for action in ("rooms.caucus.begun", "rooms.caucus.ended"):
        events.on(action)(_on_caucus)
    events.on("rooms.room.closed")(_on_closed)
