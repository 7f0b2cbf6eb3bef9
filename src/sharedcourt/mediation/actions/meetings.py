"""Finding a time that suits all, and opening the room."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from sharedcourt.core import clock, codes, transaction
from sharedcourt.core.errors import ActionRefused, Conflict, Invalid, NotAllowed
from sharedcourt.law.workdays import is_workday
from sharedcourt.mediation import live, policy, telling
from sharedcourt.mediation.actions.locking import locked, note, require_state
from sharedcourt.mediation.actors import Actor, actors
from sharedcourt.mediation.models import Case, Meeting, Participant, SlotAnswer, TimeSlot
from sharedcourt.mediation.states import CaseState, MeetingState
from sharedcourt.people.models import User
from sharedcourt.rooms import actions as rooms
from sharedcourt.rooms import backends
from sharedcourt.rooms.actions import SeatSpec
from sharedcourt.rooms.models import Room
from sharedcourt.sites import actions as sites
from sharedcourt.sites.models import Site
from sharedcourt.sites.queries import open_sites

FEWEST_SLOTS, MOST_SLOTS = 2, 6
LENGTHS = (30, 60, 90, 120)
DOOR_OPENS_BEFORE = timedelta(minutes=30)
DOOR_CLOSES_AFTER = timedelta(hours=2)
NOW_BEGINS_AFTER = timedelta(minutes=1)


def _checked_slots(starts: Sequence[datetime]) -> list[datetime]:
    first, last = settings.SHAREDCOURT_SESSION_HOURS
    chosen = sorted(set(starts))
    if not FEWEST_SLOTS <= len(chosen) <= MOST_SLOTS:
        message = _("Propose between %(fewest)d and %(most)d different times.")
        raise Invalid(message % {"fewest": FEWEST_SLOTS, "most": MOST_SLOTS}, field="slots")
    for moment in chosen:
        here = clock.local(moment)
        if moment <= clock.now():
            raise Invalid(_("A time proposed must lie in the future."), field="slots")
        if not is_workday(here.date()) or not first <= here.hour < last:
            message = _("Propose times on working days between %(first)d:00 and %(last)d:00.")
            raise Invalid(message % {"first": first, "last": last}, field="slots")
    return chosen


def ahead_of(case: Case) -> Meeting | None:
    """The meeting that is being arranged, lies ahead or goes on."""
    return case.meetings.filter(state__in=[MeetingState.PROPOSING, MeetingState.FIXED]).first()


def _new_meeting(case: Case, *, by: User, starts: Sequence[datetime], length: int) -> Meeting:
    if length not in LENGTHS:
        raise Invalid(_("Choose one of the lengths."), field="length_minutes")
    if ahead_of(case) is not None:
        raise Conflict(_("A meeting is being arranged already. Cancel it first."))
    meeting = Meeting.objects.create(case=case, length_minutes=length)
    _seat_participant(meeting, by, None, is_host=True)
    for actor in actors(case.dispute):
        _seat_participant(meeting, actor.user, actor, is_host=False)
    TimeSlot.objects.bulk_create(TimeSlot(meeting=meeting, starts_at=start) for start in starts)
    return meeting


def _seat_participant(meeting: Meeting, user: User, actor: Actor | None, *, is_host: bool) -> Participant:
    return Participant.objects.create(
        meeting=meeting,
        user=user,
        party=actor.party if actor else None,
        is_host=is_host,
        position=meeting.participants.count(),
    )


@transaction.atomic
def propose_times(*, by: User, case: Case, starts: Sequence[datetime], length_minutes: int = 60) -> Meeting:
    """The mediator proposes two to six times on working days; everyone is asked."""
    row = locked(case)
    policy.require_mediator(by, row)
    require_state(row, CaseState.MEDIATING)
    meeting = _new_meeting(row, by=by, starts=_checked_slots(starts), length=length_minutes)
    note(
        "mediation.meeting.proposed",
        row,
        by=by,
        subject=meeting,
        slots=[slot.starts_at for slot in meeting.slots.all()],
    )
    _ask(meeting, by)
    return meeting


@transaction.atomic
def propose_now(*, by: User, case: Case, length_minutes: int = 60) -> Meeting:
    """Everyone may be at hand: one time, at once, on any day; it is fixed when all have said yes."""
    row = locked(case)
    policy.require_mediator(by, row)
    require_state(row, CaseState.MEDIATING)
    start = (clock.now() + NOW_BEGINS_AFTER).replace(second=0, microsecond=0)
    meeting = _new_meeting(row, by=by, starts=[start], length=length_minutes)
    note("mediation.meeting.proposed", row, by=by, subject=meeting, slots=[start], at_once=True)
    _ask(meeting, by)
    return meeting


def _ask(meeting: Meeting, by: User) -> None:
    link = reverse("mediation:meeting", args=[meeting.pk])
    telling.tell(telling.people(meeting.case), "mediation.times", meeting.case, by=by, link=link)


def _locked_meeting(meeting: Meeting) -> Meeting:
    case = locked(meeting.case)
    row = Meeting.objects.select_for_update().get(pk=meeting.pk)
    row.case = case
    return row


@transaction.atomic
def answer_times(*, by: User, meeting: Meeting, answers: dict[UUID, bool], site: Site | None = None) -> Meeting:
    """One answer per time, and from where the person takes part: an own device, or a shared court (ODMR 16)."""
    row = _locked_meeting(meeting)
    participant = row.participants.filter(user=by).first()
    if participant is None:
        raise NotAllowed(_("Only those who take part answer."))
    if row.state != MeetingState.PROPOSING:
        raise Conflict(_("The time has been settled meanwhile. Look again."))
    if site is not None and not open_sites().filter(pk=site.pk).exists():
        raise Invalid(_("This shared court cannot be booked. Choose another one."), field="site")
    slots = {slot.pk: slot for slot in row.slots.all()}
    if not answers or not set(answers) <= set(slots):
        raise Invalid(_("Say for each time whether it suits you."), field="slots")
    for pk, suits in answers.items():
        SlotAnswer.objects.update_or_create(slot=slots[pk], user=by, defaults={"suits": suits})
    participant.site = site
    participant.save(update_fields=["site"])
    note(
        "mediation.meeting.answered",
        row.case,
        by=by,
        subject=row,
        suits=sum(answers.values()),
        of=len(answers),
        at_site=site is not None,
    )
    _settle(row)
    return row


def suiting_slots(meeting: Meeting) -> list[TimeSlot]:
    """Times to which everyone but the mediator, who proposed them, has said yes."""
    wanted = set(meeting.participants.filter(is_host=False).values_list("user_id", flat=True))
    found = []
    for slot in meeting.slots.prefetch_related("answers"):
        yes = {answer.user_id for answer in slot.answers.all() if answer.suits}
        if wanted and wanted <= yes:
            found.append(slot)
    return found


def _settle(meeting: Meeting) -> None:
    """A single time to which all said yes is fixed by itself; of several, the mediator is told."""
    suiting = suiting_slots(meeting)
    if not suiting:
        return
    mediator = meeting.case.mediator
    if meeting.slots.count() == 1 and mediator is not None:
        try:
            with transaction.atomic():
                _fix(meeting, suiting[0], by=mediator)
        except ActionRefused:
            pass
        else:
            return
    if mediator is not None:
        link = reverse("mediation:meeting", args=[meeting.pk])
        telling.tell([mediator], "mediation.time_suits", meeting.case, link=link, starts=suiting[0].starts_at)


@transaction.atomic
def fix_time(*, by: User, meeting: Meeting, slot: TimeSlot) -> Meeting:
    """Fix a time that suits all: screens are booked, the room is made, everyone is told. Fixing twice changes nothing."""
    row = _locked_meeting(meeting)
    policy.require_mediator(by, row.case)
    if row.state == MeetingState.FIXED:
        return row
    if row.state != MeetingState.PROPOSING:
        raise Conflict(_("This meeting has been cancelled or held."))
    if slot.pk not in {each.pk for each in suiting_slots(row)}:
        raise Invalid(_("This time does not suit everyone."), field="slot")
    return _fix(row, slot, by=by)


def _fix(meeting: Meeting, slot: TimeSlot, *, by: User) -> Meeting:
    now = clock.now()
    meeting.fix()
    meeting.starts_at = max(slot.starts_at, now.replace(second=0, microsecond=0))
    meeting.ends_at = meeting.starts_at + timedelta(minutes=meeting.length_minutes)
    participants = list(meeting.participants.select_related("user", "site", "party"))
    for participant in participants:
        if participant.site is not None:
            participant.booking = sites.book(
                by=by,
                site=participant.site,
                scope=meeting.case.dispute_id,
                user=participant.user,
                starts_at=meeting.starts_at,
                ends_at=meeting.ends_at,
            )
            participant.save(update_fields=["booking"])
    places = backends.chosen().capabilities().max_people
    room = rooms.open_room(
        by=by,
        scope=meeting.case.dispute_id,
        title=f"调解 {codes.display(meeting.case.dispute.code)}",
        panel_path=reverse("mediation:panel", args=[meeting.pk]),
        subject_id=meeting.pk,
        opens_at=meeting.starts_at - DOOR_OPENS_BEFORE,
        closes_at=meeting.ends_at + DOOR_CLOSES_AFTER,
        seats=[_seat(participant) for participant in participants[:places]],
    )
    meeting.room_id = room.pk
    for participant in participants[places:]:
        _tell_of_missing_seat(participant)
    meeting.save()
    note("mediation.meeting.fixed", meeting.case, by=by, subject=meeting, starts_at=meeting.starts_at, room=room.pk)
    telling.tell(
        [participant.user for participant in participants],
        "mediation.fixed",
        meeting.case,
        link=reverse("mediation:meeting", args=[meeting.pk]),
        starts=meeting.starts_at,
    )
    return meeting


def _seat(participant: Participant) -> SeatSpec:
    side = "neutral" if participant.is_host else participant.party.side if participant.party else ""
    return SeatSpec(participant.user, participant.role, participant.is_host, side=side)


@transaction.atomic
def cancel(*, by: User | None, meeting: Meeting) -> Meeting:
    """It will not take place: bookings end and the room closes. Propose other times afterwards to put it off."""
    row = _locked_meeting(meeting)
    if by is not None:
        policy.require_mediator_or_manager(by, row.case)
    return _cancel(row, by=by, kind="mediation.cancelled")


def _cancel(row: Meeting, *, by: User | None, kind: str) -> Meeting:
    if row.state == MeetingState.CANCELLED:
        return row
    if row.state == MeetingState.HELD:
        raise Conflict(_("The meeting has been held already."))
    row.cancel()
    row.cancelled_at = clock.now()
    row.save()
    _leave_room(row, by=by)
    note("mediation.meeting.cancelled", row.case, by=by, subject=row)
    telling.tell(telling.everyone(row.case), kind, row.case, by=by)
    return row


def _leave_room(meeting: Meeting, *, by: User | None) -> None:
    for participant in meeting.participants.filter(booking__isnull=False).select_related("booking"):
        if participant.booking is not None:
            sites.cancel(by=by, booking=participant.booking)
    room = Room.objects.filter(pk=meeting.room_id).first()  # type: ignore[misc]
    if room is not None:
        rooms.close_room(by=by if by is not None and meeting.case.mediator_id == by.pk else None, room=room)


@transaction.atomic
def reschedule(*, by: User, meeting: Meeting, starts: Sequence[datetime], length_minutes: int | None = None) -> Meeting:
    """Cancel and propose other times, in one act."""
    length = length_minutes or meeting.length_minutes
    policy.require_mediator(by, meeting.case)
    cancel(by=by, meeting=meeting)
    return propose_times(by=by, case=meeting.case, starts=starts, length_minutes=length)


@transaction.atomic
def end_meeting(*, by: User | None, meeting: Meeting) -> Meeting:
    """The mediator ends the session; the case goes on, ends or is concluded by itself."""
    row = _locked_meeting(meeting)
    if by is not None:
        policy.require_mediator(by, row.case)
    if row.state == MeetingState.HELD:
        return row
    if row.state != MeetingState.FIXED:
        raise Conflict(_("The meeting has not been fixed or was cancelled."))
    return _hold(row, by=by)


def _hold(row: Meeting, *, by: User | None) -> Meeting:
    row.hold()
    row.held_at = clock.now()
    row.save()
    live.changed(row.case, "meeting")
    _leave_room(row, by=by)
    note("mediation.meeting.held", row.case, by=by, subject=row)
    return row


# ---------- what becomes of a meeting without its mediator's word


@transaction.atomic
def break_off(*, meeting: Meeting) -> Meeting:
    """It does not go on: what had begun was held, what had not is cancelled."""
    return _break_off(_locked_meeting(meeting), kind="mediation.cancelled")


@transaction.atomic
def not_begun(*, meeting: Meeting) -> Meeting:
    """Its time is long over. What began and was not ended was held; for what nobody began another time is needed."""
    return _break_off(_locked_meeting(meeting), kind="mediation.not_begun")


@transaction.atomic
def room_closed(*, room_id: UUID) -> None:
    """The host has closed the room: the meeting is over, and another one can be arranged."""
    meeting = Meeting.objects.filter(room_id=room_id, state=MeetingState.FIXED).select_related("case").first()
    if meeting is not None:
        break_off(meeting=meeting)


def _break_off(row: Meeting, *, kind: str) -> Meeting:
    if row.state in {MeetingState.HELD, MeetingState.CANCELLED}:
        return row
    if row.started_at is not None:
        return _hold(row, by=None)
    return _cancel(row, by=None, kind=kind)


@transaction.atomic
def participants_changed(*, dispute_id: UUID) -> None:
    """Somebody has joined the dispute while a meeting is ahead: they take part in it too."""
    case = Case.objects.filter(dispute=dispute_id).first()
    if case is None:
        return
    meeting = ahead_of(case)
    if meeting is None:
        return
    row = _locked_meeting(meeting)
    there = set(row.participants.values_list("user_id", flat=True))
    room: Any = Room.objects.filter(pk=row.room_id).first()  # type: ignore[misc]
    for actor in actors(row.case.dispute):
        if actor.user.pk in there:
            continue
        participant = _seat_participant(row, actor.user, actor, is_host=False)
        if room is not None:
            _seat_in(room, participant)
        kind = "mediation.fixed" if room is not None else "mediation.times"
        context: dict[str, Any] = {"starts": row.starts_at} if room is not None else {}
        telling.tell([actor.user], kind, row.case, link=reverse("mediation:meeting", args=[row.pk]), **context)


def _seat_in(room: Room, participant: Participant) -> None:
    """A seat if the room has one left: whoever joins the dispute is not turned away because a room is full or closed."""
    try:
        with transaction.atomic():
            rooms.add_seat(by=None, room=room, seat=_seat(participant))
    except ActionRefused:
        _tell_of_missing_seat(participant)


def _tell_of_missing_seat(participant: Participant) -> None:
    case = participant.meeting.case
    if case.mediator is not None:
        link = reverse("mediation:meeting", args=[participant.meeting_id])
        telling.tell([case.mediator], "mediation.no_seat", case, link=link, person=participant.user.name)
