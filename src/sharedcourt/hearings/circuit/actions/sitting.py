"""The court at a stop: which hearings, what was tried there, and whose camera is the courtroom."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from sharedcourt.core import transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Conflict, Invalid
from sharedcourt.hearings import policy as hearings
from sharedcourt.hearings.attendance.locking import locked_hearing
from sharedcourt.hearings.circuit import policy, stopping
from sharedcourt.hearings.circuit.models import Equipment, Stop, StopCheck, StopHearing
from sharedcourt.hearings.models import Form, Hearing
from sharedcourt.hearings.scheduling import calling
from sharedcourt.hearings.states import BEFORE, ENDED
from sharedcourt.ledger.actions import personal, record
from sharedcourt.ledger.locks import hold_ledger
from sharedcourt.people.models import User
from sharedcourt.rooms import places

# What a browser says of its line, and the most that is believed.
FIGURES = {"rtt_ms": 60_000, "jitter_ms": 60_000, "loss_percent": 100, "kbps": 10_000_000}


def _stop(pk: Any) -> Stop:
    hold_ledger()
    return Stop.objects.select_for_update(of=("self",), no_key=True).select_related("tour__court").get(pk=pk)


def _note(action: str, hearing: Hearing, *, by: User, **facts: Any) -> None:
    scope = hearing.case.dispute_id
    record(f"hearings.circuit.{action}", by=by, subject=hearing, scope=scope, hearing=hearing.pk, **facts)


@transaction.atomic
def attach(*, by: User, stop: Stop, hearing: Hearing) -> StopHearing:
    """The hearing is held at this stop, and so on circuit; everybody is told where, with new summonses. Twice changes nothing.

    Raises `Conflict` when it has begun or is at another stop, `Invalid` when it is another court's or at another time.
    """
    held = locked_hearing(hearing.pk)
    row = _stop(stop.pk)
    policy.require_running(by, row.tour)
    if row.cancelled_at is not None:
        raise Conflict(_("This stop has been cancelled."))
    earlier = StopHearing.objects.filter(hearing=held).first()
    if earlier is not None and earlier.stop_id == row.pk:
        return earlier
    if earlier is not None:
        raise Conflict(_("The hearing is held at another stop."))
    hearings.require_arranging(by, held)
    if held.state not in BEFORE:
        raise Conflict(_("The hearing has begun or is over."))
    if held.form == Form.IN_TURN:
        raise Conflict(_("This hearing is held at different times and has no hour of its own."))
    if held.court_id != row.tour.court_id:
        raise Invalid(_("The hearing is another court's."), field="hearing")
    if not stopping.fits(row, held):
        raise Invalid(_("The hearing is at another time than the stop."), field="hearing")
    made = StopHearing.objects.create(stop=row, hearing=held, form_before=held.form)
    held.form = Form.CIRCUIT
    held.save(update_fields=["form"])
    _note("attached", held, by=by, stop=row.pk)
    calling.tell_change(held, "hearings.circuit_attached", by)
    return made


@transaction.atomic
def detach(*, by: User, held: StopHearing) -> None:
    """The hearing is not held at the stop; it has the form again that it had before, and everybody is told. Only while it has not begun."""
    hearing = locked_hearing(held.hearing_id)
    row = _stop(held.stop_id)
    policy.require_running(by, row.tour)
    if not StopHearing.objects.filter(pk=held.pk).exists():
        return
    hearings.require_arranging(by, hearing)
    if hearing.state not in (*BEFORE, *ENDED):
        raise Conflict(_("The hearing has begun."))
    if hearing.state in ENDED:
        stopping.leave(hearing, by=by)
    else:
        stopping.leave_and_tell(hearing, by=by)


@transaction.atomic
def check(
    *, by: User, stop: Stop, item: str, in_order: bool, text: str = "", figures: dict[str, Any] | None = None
) -> StopCheck:
    """What was found about one thing at the stop; what is not in order needs words. Raises `Invalid` (`item`, `text`)."""
    row = _stop(stop.pk)
    policy.require_running(by, row.tour)
    if item not in Equipment.values:
        raise Invalid(_("This is not on the list."), field="item")
    words = text.strip()[:1000] if in_order else needed(text, "text", _("Say what is not in order."))
    kept = _figures(figures or {}) if item == Equipment.NETWORK else {}
    made = StopCheck.objects.create(stop=row, item=item, in_order=in_order, note=words, figures=kept, by=by)
    facts = {"note": personal(words)} if words else {}
    record(
        "hearings.circuit.checked",
        by=by,
        subject=made,
        scope=None,
        stop=row.pk,
        item=item,
        in_order=in_order,
        **kept,
        **facts,
    )
    return made


def _figures(said: dict[str, Any]) -> dict[str, int]:
    """Whole numbers within reason; what is not one is left out."""
    found = {}
    for name, most in FIGURES.items():
        value = said.get(name)
        text = str(value).strip()
        if value is not None and text.isascii() and text.isdecimal() and int(text[:12]) <= most:
            found[name] = int(text[:12])
    return found


@transaction.atomic
def set_courtroom(*, by: User, held: StopHearing, here: bool) -> StopHearing:
    """On-site mode: the screen and camera of the person who says so are the courtroom, and remote parties are on that screen.

    One in each hearing; while it is connected, bench and clerk are in the hearing by it. Raises `Conflict` when the hearing is over,
    and for who neither tries it nor keeps its record, as nobody else has a seat of the court in its video room.
    """
    hearing = locked_hearing(held.hearing_id)
    row = _stop(held.stop_id)
    policy.require_running(by, row.tour)
    if hearing.state in ENDED:
        raise Conflict(_("The hearing is over."))
    if here and not (hearings.is_on_panel(by, hearing) or hearings.is_clerk(by, hearing)):
        raise Conflict(_("The courtroom is at the screen of somebody who tries the hearing or keeps its record."))
    kept = StopHearing.objects.select_for_update(no_key=True).get(pk=held.pk)
    before = kept.courtroom_id
    kept.courtroom = by if here else None
    kept.save(update_fields=["courtroom"])
    _note("courtroom_set", hearing, by=by, person=by.pk, here=here)
    if hearing.room_id is not None:
        room_id, place = hearing.room_id, row.place
        left = before if before not in (None, kept.courtroom_id) else None

        def show() -> None:
            if left is not None:
                places.show(room_id=room_id, user_id=left, place=place, keeps_size=False)
            places.show(
                room_id=room_id, user_id=by.pk, place=courtroom_words(place) if here else place, keeps_size=here
            )

        transaction.on_commit(show)
    return kept


def courtroom_words(place: str) -> str:
    """What stands under the picture of the courtroom: in Chinese, as the place itself is written, for it is kept for all who look."""
    with translation.override("zh-hans"):
        return _("Courtroom on circuit: %(place)s") % {"place": place}


def show_courtroom(held: StopHearing) -> None:
    """After the commit of whoever came in: the courtroom's picture keeps its size, and the place stands under it."""
    hearing, person, place = held.hearing, held.courtroom_id, held.stop.place
    if hearing.room_id is None or person is None:
        return
    room_id = hearing.room_id
    transaction.on_commit(
        lambda: places.show(room_id=room_id, user_id=person, place=courtroom_words(place), keeps_size=True)
    )
