"""The court's side: arrange a hearing, hold its time, move it, cancel it, ask others to come."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError
from django.urls import reverse
from django.utils.translation import gettext as _

from sharedcourt.core import transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.cases.states import ON_TRIAL
from sharedcourt.hearings import policy, queries, telling
from sharedcourt.hearings.attendance import actions as attendance
from sharedcourt.hearings.circuit import stopping
from sharedcourt.hearings.locking import locked, note, require_state
from sharedcourt.hearings.models import BESIDE, Capacity, Courtroom, Form, Hearing, Participant
from sharedcourt.hearings.scheduling import calling, forms_of_hearing, holding, hours, people, summons
from sharedcourt.hearings.scheduling.models import Summoned
from sharedcourt.hearings.states import BEFORE, HearingState
from sharedcourt.ledger.actions import personal
from sharedcourt.ledger.locks import hold_scope
from sharedcourt.people.models import User
from sharedcourt.people.phones import normal_phone

MOST_OPEN = 5  # hearings of a case that have not begun
MOST_CALLED = 30  # witnesses, experts and interpreters of a hearing
LONGEST_NAME = 60


@transaction.atomic
def arrange(
    *,
    by: User,
    case: Case,
    form: str = Form.ONLINE,
    judges: Iterable[UUID] = (),
    presiding: UUID | None = None,
    must_be_panel: bool = False,
    clerk_id: UUID | None = None,
) -> Hearing:
    """Begin to arrange a hearing of an accepted case: its parties and their agents take part, its judge or a panel tries it.

    Every party is asked whether it agrees to be heard online (ODLR 4). `must_be_panel`: a case of CPL 42. Raises Invalid, Conflict.
    """
    hold_scope(case.dispute_id)
    row = Case.objects.select_related("dispute", "court", "judge", "number").get(pk=case.pk)
    if not policy.may_arrange_in(by, row):
        raise NotAllowed(_("Only the judge and the court clerk of the case arrange hearings."))
    if row.state not in ON_TRIAL or row.judge is None:
        raise Conflict(_("Hearings are arranged once the court has accepted the case."))
    if form not in {Form.ONLINE, Form.MIXED, Form.ON_SITE, Form.CIRCUIT}:
        raise Invalid(_("Choose how the hearing is to be held."), field="form")
    if row.hearings.filter(state__in=BEFORE).count() >= MOST_OPEN:
        raise Conflict(_("Several hearings of this case have not begun yet. Cancel one of them first."))
    last = row.hearings.order_by("-session_number").values_list("session_number", flat=True).first()
    hearing = Hearing(case=row, court=row.court, session_number=(last or 0) + 1, form=form, arranged_by=by)
    try:
        with transaction.atomic():
            hearing.save()
    except IntegrityError as error:
        raise Conflict(_("Somebody has just arranged a hearing of this case. Look again.")) from error
    chosen = list(judges) or [row.judge.pk]
    people.seat_bench(
        hearing,
        judges=chosen,
        presiding=presiding or (row.judge.pk if row.judge.pk in chosen else None),
        must_be_panel=must_be_panel,
        clerk_id=clerk_id,
    )
    hearing.save()
    note("hearings.hearing.arranged", hearing, by=by, form=form, judges=[str(pk) for pk in chosen])
    people.entered(hearing, by=by)
    telling.tell(telling.parties(hearing), "hearings.arranged", hearing, by=by)
    return hearing


@transaction.atomic
def change_bench(
    *,
    by: User,
    hearing: Hearing,
    judges: Iterable[UUID],
    presiding: UUID | None = None,
    must_be_panel: bool = False,
    clerk_id: UUID | None = None,
) -> Hearing:
    """Others try the hearing or keep its record; whose time is not needed any more is free.

    The parties are told who they are now, so that they can ask for a withdrawal (recusal), with new summonses; so is who was replaced.
    """
    row = locked(hearing)
    policy.require_arranging(by, row)
    require_state(row, *BEFORE)
    before, seats = _bench(row), _seats(row)
    if row.state == HearingState.SCHEDULED:
        holding.give_back(row, by=by)
    elsewhere = attendance.leave_places(row, by=by)
    people.seat_bench(row, judges=judges, presiding=presiding, must_be_panel=must_be_panel, clerk_id=clerk_id)
    row.save()
    attendance.keep_places(row, elsewhere, by=by)
    if row.state == HearingState.SCHEDULED:
        holding.take(row)
    bench = [str(pk) for pk in row.panel.values_list("user_id", flat=True)]
    note("hearings.hearing.bench_changed", row, by=by, judges=bench, clerk=row.clerk_id)
    now = _bench(row)
    if seats != _seats(row):
        _tell_bench(row, now, by)
        _tell_replaced(row, [user for pk, user in before.items() if pk not in now], by)
        summons.renew(row, by=by)
    return row


def _seats(row: Hearing) -> tuple[UUID | None, set[tuple[UUID, str]]]:
    """Who keeps the record, and as what each sits."""
    return row.clerk_id, set(row.panel.values_list("user_id", "bench"))


def _bench(row: Hearing) -> dict[UUID, User]:
    """Who tries the hearing and who keeps its record, by id."""
    found = {member.user.pk: member.user for member in row.panel.select_related("user").order_by("created_at")}
    if row.clerk is not None:
        found[row.clerk.pk] = row.clerk
    return found


def _tell_bench(row: Hearing, now: dict[UUID, User], by: User) -> None:
    """The parties and the court; before the hearing has its time nobody else knows of it."""
    told = telling.everybody(row) if row.state == HearingState.SCHEDULED else telling.parties(row)
    names = {
        "judges": "、".join(user.name for pk, user in now.items() if pk != row.clerk_id),
        "clerk": row.clerk.name if row.clerk is not None else "–",
    }
    telling.tell([*told, *telling.at_court(row)], "hearings.bench_changed", row, by=by, **names)


def _tell_replaced(row: Hearing, users: list[User], by: User) -> None:
    """They may not see the hearing any more: the link leads to their own list."""
    telling.tell(users, "hearings.bench_left", row, by=by, link=reverse("hearings:mine"))


# ---------- its time


def _courtroom(hearing: Hearing, courtroom_id: UUID | None) -> Courtroom:
    found = queries.courtrooms_of(hearing.court_id).filter(pk=courtroom_id).first() if courtroom_id else None
    if found is None:
        raise Invalid(_("Choose a courtroom of this court."), field="courtroom")
    return found


def _require_form(hearing: Hearing) -> None:
    """The form must be one that the answers of the parties and the court's grounds leave open."""
    if hearing.form == Form.IN_TURN or forms_of_hearing.standing_of(hearing).allows(hearing.form):
        return
    raise Invalid(
        _("Not every party has agreed to this form. Wait for the answers, or decide on another form."), field="form"
    )


def _put(
    row: Hearing, by: User, starts_at: datetime | None, minutes: int, courtroom_id: UUID | None, clerk_id: UUID | None
) -> None:
    """Check everything and put the time into the hearing; nothing is taken yet."""
    if row.form == Form.IN_TURN:
        raise Conflict(_("This hearing is held at different times and has no hour of its own."))
    if row.case.state not in ON_TRIAL:
        raise Conflict(_("The case has ended."))
    _require_form(row)
    starts, ends = hours.checked(row, starts_at, minutes)
    row.courtroom = _courtroom(row, courtroom_id)
    row.starts_at, row.ends_at = starts, ends
    if clerk_id is not None:
        clerk = queries.clerks_of(row.court_id).filter(pk=clerk_id).first()
        if clerk is None:
            raise Invalid(_("Choose a clerk of this court who has no part in the dispute."), field="clerk")
        row.clerk = clerk
    if row.clerk is None:
        raise Invalid(_("Say who keeps the record."), field="clerk")
    people.require_lawful(row, list(row.panel.values_list("bench", flat=True)))
    people.require_seats(row)


def _is_put(row: Hearing, starts_at: datetime | None, minutes: int, courtroom_id: UUID | None) -> bool:
    if starts_at is None or (row.starts_at, row.courtroom_id) != (starts_at, courtroom_id):
        return False
    return row.ends_at == starts_at + timedelta(minutes=minutes)


@transaction.atomic
def schedule(
    *,
    by: User,
    hearing: Hearing,
    starts_at: datetime | None,
    minutes: int,
    courtroom_id: UUID | None,
    clerk_id: UUID | None = None,
) -> Hearing:
    """Hold the time of everybody, of the courtroom and of the terminals, issue the summonses, and tell everyone.

    Two who want the same at the same instant: one gets it, the other a Conflict. Doing it twice with the same time changes nothing.
    """
    row = locked(hearing)
    policy.require_arranging(by, row)
    if row.state == HearingState.SCHEDULED and _is_put(row, starts_at, minutes, courtroom_id):
        return row
    require_state(row, HearingState.PLANNED)
    people.entered(row, by=by)
    _put(row, by, starts_at, minutes, courtroom_id, clerk_id)
    row.schedule()
    row.save()
    holding.take(row)
    holding.book_places(row, by=by)
    note("hearings.hearing.scheduled", row, by=by, starts_at=row.starts_at, courtroom=row.courtroom_id)
    row = stopping.leave_if_elsewhere(row, by=by)
    calling.announce(row, "hearings.scheduled", by)
    return row


@transaction.atomic
def move(
    *,
    by: User,
    hearing: Hearing,
    starts_at: datetime | None,
    minutes: int,
    courtroom_id: UUID | None,
    clerk_id: UUID | None = None,
    reason: str = "",
) -> Hearing:
    """Another time or courtroom: what was held is free again, everybody is told, new summonses replace the old ones.

    Moved outside the time of its stop it is not held on circuit any more, and the court is told to look at its form.
    """
    row = locked(hearing)
    policy.require_arranging(by, row)
    require_state(row, HearingState.SCHEDULED)
    if _is_put(row, starts_at, minutes, courtroom_id) and clerk_id in (None, row.clerk_id):
        return row
    why = needed(reason, "reason", _("Say why the hearing is moved."))
    holding.give_back(row, by=by)
    holding.leave_places(row, by=by)
    people.entered(row, by=by, take=False)
    before, clerk = row.starts_at, row.clerk
    _put(row, by, starts_at, minutes, courtroom_id, clerk_id)
    row.move()
    row.save()
    holding.take(row)
    holding.book_places(row, by=by)
    facts = {"starts_at": row.starts_at, "before": before, "courtroom": row.courtroom_id, "reason": personal(why)}
    note("hearings.hearing.moved", row, by=by, **facts)
    row = stopping.leave_if_elsewhere(row, by=by)
    calling.announce(row, "hearings.moved", by)
    if clerk is not None and clerk.pk != row.clerk_id:
        _tell_replaced(row, [clerk], by)
    return row


@transaction.atomic
def cancel(*, by: User | None, hearing: Hearing, reason: str = "") -> Hearing:
    """It is not held; what was held is free again. `by` None: the case has ended. Doing it twice changes nothing."""
    row = locked(hearing)
    if by is not None:
        policy.require_arranging(by, row)
    if row.state == HearingState.CANCELLED:
        return row
    require_state(row, *BEFORE)
    why = needed(reason, "reason", _("Say why the hearing is cancelled."))
    people_told = telling.everybody(row)
    holding.give_back(row, by=by)
    holding.leave_places(row, by=by)
    summons.withdraw(row, by=by)
    row.cancel()
    row.save()
    note("hearings.hearing.cancelled", row, by=by, reason=personal(why))
    telling.tell(people_told, "hearings.cancelled", row, by=by)
    return row


# ---------- witnesses, experts, interpreters, helpers


@transaction.atomic
def call(
    *, by: User, hearing: Hearing, capacity: str, name: str, phone: str, beside: UUID | None = None
) -> Participant:
    """Ask a witness, expert, interpreter or helper to come, by phone; the personal link goes out as soon as the hearing has its time.

    A sign-language interpreter and a helper stand `beside` one who takes part, who is told (ODLR 2). Raises `Invalid`, `Conflict`.
    """
    row = locked(hearing)
    policy.require_arranging(by, row)
    require_state(row, *BEFORE)
    if capacity not in people.CALLED:
        raise Invalid(_("Choose as what this person takes part."), field="capacity")
    helped = _helped(row, capacity, beside)
    called = " ".join(name.split())
    if not called or len(called) > LONGEST_NAME:
        raise Invalid(_("Enter the name."), field="name")
    number = normal_phone(phone)
    user = User.objects.with_phone(number)
    if user is not None and (
        row.participants.filter(user=user).exists() or row.panel.filter(user=user).exists() or row.clerk_id == user.pk
    ):
        raise Invalid(_("This person takes part in the hearing already."), field="phone")
    others = row.participants.filter(summoned__isnull=False).select_related("summoned")
    if any(each.summoned.phone == number for each in others):
        raise Invalid(_("This person takes part in the hearing already."), field="phone")
    if len(others) >= MOST_CALLED:
        raise Conflict(_("No more people can be asked to this hearing."))
    place = Participant.Place.COURT if row.form == Form.ON_SITE else Participant.Place.OWN_DEVICE
    if helped is not None and helped.place == Participant.Place.COURT:
        place = Participant.Place.COURT
    participant = Participant.objects.create(hearing=row, capacity=capacity, name=called, place=place, beside=helped)
    Summoned.objects.create(participant=participant, phone=number, asked_by=by)
    people.require_seats(row)
    note("hearings.participant.called", row, by=by, subject=participant, capacity=capacity, phone=personal(number))
    if row.state == HearingState.SCHEDULED:
        calling.send(row, participant)
    if helped is not None and helped.user is not None:
        words = Capacity(capacity).label
        telling.tell([helped.user], "hearings.stands_beside", row, by=by, name=called, capacity=words)
    return participant


def _helped(row: Hearing, capacity: str, beside: UUID | None) -> Participant | None:
    """Whom somebody stands beside; None for a capacity that stands by itself."""
    if capacity not in BESIDE:
        return None
    rows = row.participants.exclude(capacity__in=BESIDE).select_related("user")
    found = rows.filter(pk=beside).first() if beside is not None else None
    if found is None:
        raise Invalid(_("Choose whom this person stands beside."), field="beside")
    return found


@transaction.atomic
def excuse(*, by: User, hearing: Hearing, participant_id: UUID | None) -> Hearing:
    """The person need not come after all; their link ends and their time is free."""
    row = locked(hearing)
    policy.require_arranging(by, row)
    require_state(row, *BEFORE)
    rows = row.participants.filter(party=None).select_related("summoned", "user")
    found = rows.filter(pk=participant_id).first() if participant_id is not None else None
    if found is None:
        raise Invalid(_("This person does not take part in the hearing."), field="participant")
    if found.user is not None:
        telling.tell([found.user], "hearings.excused", row, by=by)
    people.end_link(found, row, by=by)
    people.drop(row, found, by=by)
    return row
