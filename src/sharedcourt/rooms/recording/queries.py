"""Reads of recordings: what browsers of the room are told, and what may be watched."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from sharedcourt.core import clock
from sharedcourt.people.policy import is_person, within_reach
from sharedcourt.rooms import backends
from sharedcourt.rooms import queries as rooms
from sharedcourt.rooms.models import Room, Seat, SeatEvent
from sharedcourt.rooms.recording import policy
from sharedcourt.rooms.recording.models import Purpose, Recording, RecordingConsent, RecordingSpan
from sharedcourt.rooms.recording.states import LIVE, RecordingState
from sharedcourt.rooms.states import SeatState

PIECE_S = 5


def live(room_id: UUID) -> Recording | None:
    """The recording that is asked for, running or paused in this room (one query)."""
    return Recording.objects.filter(room_id=room_id, state__in=LIVE).select_related("room").first()


def rooms_readable(user: Any) -> QuerySet[Room]:
    """Rooms whose recordings the person may know of: where they took part, or which they oversee."""
    if not is_person(user):
        return Room.objects.none()
    took_part = Seat.objects.filter(user=user, joined_at__isnull=False).exclude(state=SeatState.WITHDRAWN)
    took_part = took_part.exclude(role_key__in=policy.GUESTS)
    readable = Room.objects.filter(Q(pk__in=took_part.values("room_id")) | policy.overseen(user)).distinct()
    return within_reach(user, readable)


def visible_to(user: Any) -> QuerySet[Recording]:
    """Recordings that exist for this person, deleted ones too: that they were deleted is no secret to those in them."""
    rooms = rooms_readable(user).order_by().values("pk")
    return (
        Recording.objects.filter(room__in=rooms)
        .exclude(state__in=[RecordingState.ASKED, RecordingState.REFUSED])
        .select_related("room")
    )


def consents(recording: Recording, seats: Iterable[Seat]) -> dict[UUID, RecordingConsent]:
    """Answers that count: given since the person last came in anew (a lost line in between changes nothing)."""
    came = {
        event.seat_id: event.created_at
        for event in SeatEvent.objects.filter(seat__in=list(seats), kind=SeatEvent.Kind.JOINED).order_by("created_at")
    }
    return {
        answer.seat_id: answer
        for answer in recording.consents.all()
        if answer.seat_id not in came or answer.answered_at >= came[answer.seat_id]
    }


def recorded_ms(spans: Iterable[RecordingSpan], now: datetime) -> int:
    """How long it has run, pauses left out."""
    return sum(round(((span.ended_at or now) - span.begun_at).total_seconds() * 1000) for span in spans)


def view(room_id: UUID) -> dict[str, Any]:
    """What every browser inside is told; the same as long as nothing has changed."""
    recording = live(room_id)
    # Where the media server records by itself the host's page does not.
    by_page = not backends.chosen().capabilities().records
    if recording is None:
        return {"id": None, "state": "", "by_page": by_page}
    seats = [seat for seat in Seat.objects.filter(room_id=room_id) if seat.state == SeatState.PRESENT]
    answers = consents(recording, Seat.objects.filter(room_id=room_id))
    spans = list(recording.spans.all())
    running = spans[-1] if spans and spans[-1].ended_at is None else None
    hearing = recording.purpose == Purpose.HEARING
    return {
        "id": str(recording.pk),
        "state": str(recording.state),
        "purpose": recording.purpose,
        "paused_for": recording.paused_for,
        "span": str(running.pk) if running else None,
        "span_began_ms": round(running.begun_at.timestamp() * 1000) if running else None,
        "before_ms": recorded_ms([span for span in spans if span.ended_at], clock.now()),
        "answers": {str(seat.pk): answers[seat.pk].given for seat in seats if seat.pk in answers},
        "record": [str(pk) for pk in _recorded_seats(room_id, answers, hearing=hearing)],
        "by_page": by_page,
        "piece_s": PIECE_S,
        "trouble": recording.trouble_since is not None,
    }


def roster(room_id: UUID) -> rooms.Roster:
    """The roster as a backend is told it: with whom it may record now."""
    found = rooms.roster(room_id)
    recording = live(room_id)
    if recording is not None and recording.state == RecordingState.ON:
        answers = consents(recording, Seat.objects.filter(room_id=room_id))
        hearing = recording.purpose == Purpose.HEARING
        found.recorded = frozenset(map(str, _recorded_seats(room_id, answers, hearing=hearing)))
    return found


def _recorded_seats(room_id: UUID, answers: dict[UUID, RecordingConsent], *, hearing: bool) -> list[UUID]:
    """Whose pictures and sound are kept: of a mediation nobody's who has not said yes."""
    inside = [SeatState.PRESENT, SeatState.DISCONNECTED]
    seats = Seat.objects.filter(room_id=room_id, state__in=inside)
    return [seat.pk for seat in seats if hearing or (seat.pk in answers and answers[seat.pk].given)]
