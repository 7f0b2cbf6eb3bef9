"""What people do about a recording. The only writers of its course; pieces, composing and watching have their own."""

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.errors import Conflict, NotAllowed
from sharedcourt.ledger.locks import hold_ledger
from sharedcourt.people.models import User
from sharedcourt.rooms import backends, live
from sharedcourt.rooms.circles import TALKS, is_here
from sharedcourt.rooms.models import Room, RoomKind, Seat
from sharedcourt.rooms.policy import may_host, may_take, may_take_part
from sharedcourt.rooms.recording import orders, policy, queries, tasks
from sharedcourt.rooms.recording.models import PausedFor, Purpose, Recording, RecordingConsent, RecordingSpan
from sharedcourt.rooms.recording.noting import locked, note
from sharedcourt.rooms.recording.states import LIVE, RecordingState
from sharedcourt.rooms.states import RoomState, SeatState


def _locked_live(room_id: UUID) -> Recording:
    hold_ledger()
    found = (
        Recording.objects.select_for_update(of=("self",))
        .select_related("room")
        .filter(room_id=room_id, state__in=LIVE)
        .first()
    )
    if found is None:
        raise Conflict(_("Nothing is being recorded."), field="recording")
    return found


def _require_host(by: User, room: Room) -> None:
    if not may_host(by, room):
        raise NotAllowed(_("Only the person presiding over the room may do this."))


@transaction.atomic
def ask(*, by: User, room: Room) -> Recording:
    """The host asks everyone inside whether the session may be recorded; asking is the host's own yes.

    Raises `Conflict` when a recording is under way already, and in a hearing, which is recorded without a question.
    """
    _require_host(by, room)
    hold_ledger()
    kept = Room.objects.select_for_update(no_key=True).get(pk=room.pk)
    if kept.state != RoomState.OPEN:
        raise Conflict(_("The room is closed."))
    if kept.kind == RoomKind.HEARING:
        raise Conflict(_("A hearing is always recorded."), field="recording")
    if queries.live(room.pk) is not None:
        raise Conflict(_("A recording is under way already."), field="recording")
    recording = Recording.objects.create(room=kept, asked_by=by)
    note("asked", recording, by=by, purpose=recording.purpose)
    _write_answer(recording, Seat.objects.get(room=kept, user=by), by=by, given=True)
    settle(room_id=room.pk)
    live.changed(room.pk)
    return recording


def _write_answer(recording: Recording, seat: Seat, *, by: User, given: bool) -> None:
    now = clock.now()
    written, _made = RecordingConsent.objects.update_or_create(
        recording=recording, seat=seat, defaults={"given": given, "answered_at": now}
    )
    if given and written.agreed_at is None:
        written.agreed_at = now
        written.save(update_fields=["agreed_at"])
    note("consented" if given else "refused", recording, by=by, seat=seat.pk)


@transaction.atomic
def answer(*, by: User, seat: Seat, session: str, given: bool) -> Recording:
    """A person inside says yes or no; a no (also a yes taken back) ends the recording.

    Raises `Conflict` when nothing is asked, `NotAllowed` outside the room and in a hearing.
    """
    hold_ledger()
    held = Seat.objects.select_for_update(of=("self",), no_key=True).select_related("room", "user").get(pk=seat.pk)
    if not may_take(by, held) or not may_take_part(held, session):
        raise NotAllowed(_("You are not in the room."))
    recording = _locked_live(held.room_id)
    if recording.purpose == Purpose.HEARING:
        raise NotAllowed(_("A hearing is always recorded."))
    _write_answer(recording, held, by=by, given=given)
    if given:
        settle(room_id=held.room_id)
    elif recording.state == RecordingState.ASKED:
        _give_up(recording)
    else:
        finish(recording, by=by, reason="consent")
    live.changed(held.room_id)
    return recording


def _give_up(recording: Recording) -> None:
    recording.give_up()
    recording.ended_at = clock.now()
    recording.save()


@transaction.atomic
def hold(*, by: User, room: Room, on: bool) -> Recording:
    """The host pauses the recording, or lets it go on. Doing either twice changes nothing.

    Raises `NotAllowed` where a room above leads: there only what it notes as a break interrupts the recording.
    """
    _require_host(by, room)
    if room.is_led:
        raise NotAllowed(_("The recording of a hearing stops only for a break that is noted."))
    return interrupt(by=by, room=room, on=on, reason=PausedFor.HOST)


@transaction.atomic
def interrupt(*, by: User | None, room: Room, on: bool, reason: PausedFor) -> Recording:
    """The same for a room above, which asks its own policy first, with the reason that stands in the log."""
    recording = _locked_live(room.pk)
    if recording.state == RecordingState.ASKED:
        raise Conflict(_("The recording has not begun."), field="recording")
    recording.held, recording.held_for = on, reason
    recording.save(update_fields=["held", "held_for"])
    settle(room_id=room.pk, by=by)
    live.changed(room.pk)
    recording.refresh_from_db()
    return recording


@transaction.atomic
def end(*, by: User, room: Room) -> Recording:
    """The host ends the recording (or takes the question back); what was recorded is then put together.

    A hearing's ends with the room.
    """
    _require_host(by, room)
    recording = _locked_live(room.pk)
    if recording.purpose == Purpose.HEARING:
        raise NotAllowed(_("A hearing is recorded until it is closed."))
    if recording.state == RecordingState.ASKED:
        note("refused", recording, by=by)
        _give_up(recording)
    else:
        finish(recording, by=by, reason="host")
    live.changed(room.pk)
    return recording


def finish(recording: Recording, *, by: User | None, reason: str) -> None:
    """End a recording that began. Inside a transaction that holds it."""
    _close_span(recording, reason)
    recording.finish()
    recording.paused_for, recording.ended_at, recording.end_reason = "", clock.now(), reason
    recording.save()
    note("ended", recording, by=by, reason=reason)
    orders.give(recording)
    transaction.on_commit(lambda: tasks.look_later(recording.pk), robust=True)


def _close_span(recording: Recording, reason: str) -> None:
    recording.spans.filter(ended_at__isnull=True).update(ended_at=clock.now(), ended_for=reason)


def settle(
    *, room_id: UUID, entering: UUID | None = None, returning: UUID | None = None, by: User | None = None
) -> None:
    """Let the recording run exactly while it may: everyone inside has said yes, nobody is apart, the host is here.

    A hearing's begins by itself as soon as the host is inside; where a room above leads, when it has put it on record.

    Called whenever somebody comes, goes, answers or is spoken with apart, in the same transaction; `entering` is a seat that is
    just being taken, `returning` one whose lost line is back. Doing it twice changes nothing, and takes no lock.
    """
    found = queries.live(room_id) or _hearing_begun(room_id, entering)
    if found is None or not _is_due(found, _hindrance(found, entering, returning)):
        return
    with transaction.atomic():
        recording = _locked_live(room_id)
        hindrance = _hindrance(recording, entering, returning)
        if not _is_due(recording, hindrance):
            return
        if hindrance is None:
            _run(recording, by=by)
        elif recording.state == RecordingState.ON:
            recording.pause()
            recording.paused_for = hindrance
            recording.save()
            _close_span(recording, hindrance)
            note("paused", recording, by=by, reason=hindrance)
            orders.give(recording)
        else:
            recording.paused_for = hindrance
            recording.save(update_fields=["paused_for"])


def settle_all() -> None:
    """Scheduled: a room that everyone has lost has nobody whose coming or going would settle its recording."""
    for room_id in Recording.objects.filter(state__in=LIVE).values_list("room_id", flat=True):
        settle(room_id=room_id)


def _hearing_begun(room_id: UUID, entering: UUID | None) -> Recording | None:
    """Where the law wants the record nobody asks for it: it is there from the moment whoever presides is inside."""
    hosts = Seat.objects.filter(
        Q(room__is_led=False) | Q(room__on_record_at__isnull=False),
        room_id=room_id,
        is_host=True,
        room__kind=RoomKind.HEARING,
        room__state=RoomState.OPEN,
    )
    if not any(seat.state == SeatState.PRESENT or seat.pk == entering for seat in hosts):
        return None
    with transaction.atomic():
        hold_ledger()
        return queries.live(room_id) or Recording.objects.create(room_id=room_id, purpose=Purpose.HEARING)


def _is_due(recording: Recording, hindrance: PausedFor | None) -> bool:
    """Whether how it stands does not agree with what hinders it."""
    if recording.state == RecordingState.PAUSED:
        return bool(hindrance != recording.paused_for)
    return bool((hindrance is None) == (recording.state == RecordingState.ASKED))


def _hindrance(recording: Recording, entering: UUID | None, returning: UUID | None) -> PausedFor | None:
    seats = list(Seat.objects.filter(room_id=recording.room_id))
    coming = (entering, returning)
    inside = [seat for seat in seats if seat.state == SeatState.PRESENT or seat.pk in coming]
    if recording.held and recording.purpose == Purpose.HEARING:
        # Private talks of a hearing take place within a break, and it stays the reason (REC 3).
        return PausedFor(recording.held_for)
    if any(policy.is_apart(seat) for seat in seats):
        return PausedFor.CIRCLE
    if not _runs_alone(recording.room) and not any(
        seat.is_host and (is_here(seat) or seat.pk in coming) for seat in seats
    ):
        return PausedFor.AWAY
    if recording.purpose == Purpose.MEDIATION:
        answers = queries.consents(recording, seats)
        # Whoever is just coming in anew has yet to be asked, whatever was answered before.
        asked = [seat for seat in inside if seat.pk == entering or not (seat.pk in answers and answers[seat.pk].given)]
        if asked:
            return PausedFor.CONSENT
    return PausedFor(recording.held_for) if recording.held else None


def _runs_alone(room: Room) -> bool:
    """Whether the media server records a hearing: a lost line of whoever presides is no break of its record (REC 3)."""
    return room.is_led and backends.chosen().capabilities().records


def _run(recording: Recording, *, by: User | None) -> None:
    first = recording.state == RecordingState.ASKED
    recording.run()
    recording.paused_for = ""
    recording.started_at = recording.started_at or clock.now()
    recording.save()
    RecordingSpan.objects.create(recording=recording, begun_at=clock.now())
    note("begun" if first else "resumed", recording, by=by)
    orders.give(recording)


@transaction.atomic
def try_again(*, by: User, room: Room) -> Recording:
    """The host has the order repeated that the media server did not carry out."""
    _require_host(by, room)
    recording = _locked_live(room.pk)
    orders.give(recording)
    return recording


@transaction.atomic
def report(*, by: User, room: Room, what: str) -> Recording:
    """The host's page says that it lost a part (`lost`), or that its browser cannot record (`unable`)."""
    _require_host(by, room)
    recording = _locked_live(room.pk)
    orders.note_fault(recording.pk, what, by=by)
    return recording


@transaction.atomic
def room_closed(*, room_id: UUID, by: User | None) -> None:
    """The room is over, and its recording with it."""
    if queries.live(room_id) is None:
        return
    recording = _locked_live(room_id)
    if recording.state == RecordingState.ASKED:
        _give_up(recording)
    else:
        finish(recording, by=by, reason="closed")


@transaction.atomic
def say_stands(*, by: User, recording: Recording, stands: bool) -> Recording:
    """A party says expressly whether the recording may take the place of the written record (ODMR 22).

    It does once every party who took part has said yes, on both sides; undisputed facts are written down even so. A no takes it back.
    """
    row = locked(recording.pk)
    seat = Seat.objects.filter(room=row.room, user=by).first()
    if seat is None or not policy.must_agree(seat):
        raise NotAllowed(_("Only the parties decide on this."))
    if row.state == RecordingState.DELETED:
        raise Conflict(_("The recording has been deleted."))
    given, now = row.consents.filter(seat=seat).first(), clock.now()
    if given is None:
        given = RecordingConsent(recording=row, seat=seat, given=row.purpose == Purpose.HEARING, answered_at=now)
    given.stands, given.stands_said_at = stands, now
    given.save()
    parties = [one for one in row.room.seats.all() if policy.must_agree(one)]
    yes = set(row.consents.filter(stands=True).values_list("seat_id", flat=True))
    agreed = {one.side for one in parties if one.pk in yes}
    row.stands_for_record = agreed >= set(TALKS) and all(one.pk in yes for one in parties)
    row.save(update_fields=["stands_for_record"])
    note("stands", row, by=by, seat=seat.pk, stands=stands, for_record=row.stands_for_record)
    return row
