"""What hearings do when the video room records: subscriptions run inside the room's transaction."""

from collections.abc import Callable

from sharedcourt.hearings.courtroom.actions import opening, presence
from sharedcourt.hearings.courtroom.gate import CourtGate
from sharedcourt.hearings.courtroom.queries import chapters
from sharedcourt.hearings.models import Hearing, Participant
from sharedcourt.ledger import events
from sharedcourt.ledger.models import Entry
from sharedcourt.people.models import User
from sharedcourt.rooms import gates
from sharedcourt.rooms.models import RoomKind, Seat
from sharedcourt.rooms.recording import chapters as films


def _seat(entry: Entry) -> Seat | None:
    """The seat of an entry, when it is in a room that is led from above."""
    if entry.subject is None:
        return None
    return Seat.objects.select_related("room", "user").filter(pk=entry.subject, room__is_led=True).first()


def _by(entry: Entry) -> User | None:
    return User.objects.filter(pk=entry.actor).first() if entry.actor else None


def _on(action: str, act: Callable[..., None], *, with_actor: bool = False) -> None:
    def react(entry: Entry) -> None:
        seat = _seat(entry)
        if seat is not None and with_actor:
            act(seat, by=_by(entry))
        elif seat is not None:
            act(seat)

    events.on(action)(react)


def _on_arranged(entry: Entry) -> None:
    hearing = Hearing.objects.select_related("case").filter(pk=entry.subject).first() if entry.subject else None
    if hearing is not None:
        opening.keep_up(hearing=hearing)


def _on_people(entry: Entry) -> None:
    """Somebody takes part now, or does not any more: the latter's row is still there."""
    found = (
        Participant.objects.select_related("hearing__case").filter(pk=entry.subject).first() if entry.subject else None
    )
    if found is not None:
        gone = found.pk if entry.action == "hearings.participant.excused" else None
        opening.keep_up(hearing=found.hearing, without=gone)


def register() -> None:
    """Called once, when the app is ready."""
    for action in ("hearings.hearing.moved", "hearings.hearing.cancelled", "hearings.hearing.bench_changed"):
        events.on(action)(_on_arranged)
    for action in ("hearings.participant.entered", "hearings.participant.excused"):
        events.on(action)(_on_people)
    gates.register(RoomKind.HEARING, CourtGate())
    films.register(chapters)
    _on("rooms.seat.joined", presence.came_in)
    _on("rooms.seat.returned", presence.came_back)
    _on("rooms.seat.lost", presence.was_lost)
    _on("rooms.seat.left", presence.has_left, with_actor=True)
    _on("rooms.seat.withdrawn", presence.was_withdrawn, with_actor=True)
    _on("rooms.seat.admitted", presence.let_in, with_actor=True)
    _on("rooms.seat.removed", presence.was_removed, with_actor=True)
    _on("rooms.seat.muted", presence.was_muted, with_actor=True)
