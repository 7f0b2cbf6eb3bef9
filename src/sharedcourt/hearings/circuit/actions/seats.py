"""Seats for the public at a stop: registered for, waited for, given up, and ticked at the door. Only where a hearing is in open court (CPL 137)."""

from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext as _

from sharedcourt.core import cipher, clock, codes, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.hearings.circuit import policy, queries, telling
from sharedcourt.hearings.circuit.models import PublicSeat, Stop
from sharedcourt.hearings.circuit.states import LIVE_SEATS, SeatState, TourState
from sharedcourt.ledger.actions import personal, record
from sharedcourt.ledger.locks import hold_ledger
from sharedcourt.people.limits import too_often
from sharedcourt.people.models import User
from sharedcourt.people.phones import normal_phone

MOST_PEOPLE = 5
PER_PHONE_AND_DAY = 5
DAY_S = 24 * 3600
LONGEST_NAME = 40


def _locked(pk: UUID) -> Stop:
    hold_ledger()
    Stop.objects.select_for_update(no_key=True).get(pk=pk)
    return queries.stops().get(pk=pk)


def _note(action: str, seat: PublicSeat, *, by: User | None) -> None:
    record(f"hearings.circuit.{action}", by=by, subject=seat, scope=None, stop=seat.stop_id, people=seat.people)


def held(stop: Stop) -> int:
    """How many seats are kept for people."""
    found = stop.registered.filter(state=SeatState.HELD).aggregate(total=Sum("people"))["total"]
    return int(found or 0)


def require_offered(stop: Stop) -> None:
    """Raises Conflict where the public may not register (any more)."""
    if stop.tour.state != TourState.ANNOUNCED or stop.cancelled_at is not None:
        raise Conflict(_("The court does not come there."))
    if stop.starts_at <= clock.now():
        raise Conflict(_("It has begun: ask at the door."))
    if not stop.is_open or not stop.seats:  # type: ignore[attr-defined]
        raise Conflict(_("There are no seats for the public here."))


@transaction.atomic
def register(*, stop: Stop, name: str, phone: str, people: int) -> tuple[PublicSeat, str]:
    """Somebody of the public registers. Gives the registration and its code, which goes to their phone and is kept as a hash only.

    Without seats enough they wait. Raises `Invalid` (`name`, `phone`, `people`), and `Conflict` where nothing is offered, when
    this phone has registered here already, or too often today.
    """
    row = _locked(stop.pk)
    require_offered(row)
    plain = needed(name, "name", _("Enter your name."))[:LONGEST_NAME]
    number = normal_phone(phone)
    if not 1 <= people <= MOST_PEOPLE:
        raise Invalid(_("Between 1 and %(count)d people.") % {"count": MOST_PEOPLE}, field="people")
    phone_hash = cipher.keyed_hash("phone", number)
    if row.registered.filter(phone_hash=phone_hash, state__in=LIVE_SEATS).exists():
        raise Conflict(
            _("This number has registered here already. The code is in the message that was sent."), field="phone"
        )
    if too_often("circuit-seat", number, most=PER_PHONE_AND_DAY, seconds=DAY_S):
        raise Conflict(_("This number has registered too often today."), field="phone")
    code = codes.generate()
    seat = PublicSeat(
        stop=row,
        name=plain,
        phone=number,
        phone_hash=phone_hash,
        people=people,
        code_hash=cipher.keyed_hash("circuit.seat", code),
    )
    if held(row) + people <= row.seats:
        seat.hold()
    seat.save()
    record(
        "hearings.circuit.registered",
        by=None,
        subject=seat,
        scope=None,
        stop=row.pk,
        people=people,
        phone=personal(number),
        held=seat.state == SeatState.HELD,
    )
    kind = "hearings.circuit_seat_held" if seat.state == SeatState.HELD else "hearings.circuit_seat_waiting"
    telling.tell(seat, kind, row, code=code, code_shown=codes.display(code))
    return seat, code


@transaction.atomic
def give_up(*, seat: PublicSeat, by: User | None = None) -> PublicSeat:
    """By whoever holds the code, or (`by`) by the court. Doing it twice changes nothing; whoever waited longest moves up."""
    stop = _locked(seat.stop_id)
    if by is not None:
        policy.require_running(by, stop.tour)
    row = PublicSeat.objects.select_for_update(no_key=True).get(pk=seat.pk)
    if row.state == SeatState.GIVEN_UP:
        return row
    if row.came_at is not None:
        raise Conflict(_("You have been ticked at the door already."))
    row.give_up()
    row.save()
    _note("seat_given_up", row, by=by)
    promote(stop)
    return row


def promote(stop: Stop) -> int:
    """Let those on the waiting list move up in their order, as far as there are seats; returns how many. The stop is locked."""
    if stop.cancelled_at is not None or stop.starts_at <= clock.now():
        return 0
    free, moved = stop.seats - held(stop), 0
    for seat in stop.registered.filter(state=SeatState.WAITING).order_by("created_at", "id"):
        if seat.people > free:
            continue
        seat.hold()
        seat.save()
        free -= seat.people
        moved += 1
        _note("seat_held", seat, by=None)
        telling.tell(seat, "hearings.circuit_seat_free", stop)
    return moved


def end_all(stop: Stop, *, by: User | None) -> int:
    """Nothing is held in public there: every registration ends and is told so. The stop is locked."""
    ended = 0
    for seat in stop.registered.filter(state__in=LIVE_SEATS, came_at=None).order_by("created_at", "id"):
        seat.give_up()
        seat.save()
        ended += 1
        _note("seat_given_up", seat, by=by)
        telling.tell(seat, "hearings.circuit_off", stop)
    return ended


@transaction.atomic
def came(*, by: User, seat: PublicSeat, here: bool = True) -> PublicSeat:
    """At the door: whoever has a seat (or waited and found one) is ticked, or the tick is taken back."""
    stop = _locked(seat.stop_id)
    policy.require_running(by, stop.tour)
    row = PublicSeat.objects.select_for_update(no_key=True).get(pk=seat.pk)
    if row.state == SeatState.GIVEN_UP:
        raise Conflict(_("These seats were given up."))
    if not stop.is_open:  # type: ignore[attr-defined]
        raise NotAllowed(_("Nothing here is in open court: nobody of the public attends."))
    row.came_at, row.ticked_by = (clock.now(), by) if here else (None, None)
    row.save(update_fields=["came_at", "ticked_by"])
    record("hearings.circuit.came", by=by, subject=row, scope=None, stop=stop.pk, here=here)
    return row


def clear() -> int:
    """Scheduled: where nothing is held in open court any more nobody waits in vain; returns how many registrations ended."""
    ended = 0
    for pk in list(queries.to_clear().values_list("pk", flat=True)):
        with transaction.atomic():
            stop = _locked(pk)
            if not stop.is_open:  # type: ignore[attr-defined]
                ended += end_all(stop, by=None)
    return ended
