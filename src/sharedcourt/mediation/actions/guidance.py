"""The mediator calls a liaison judge into the room: asked, joined, left; counted as guidance (调解指导)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.ledger.models import Entry
from sharedcourt.mediation import live, policy, telling
from sharedcourt.mediation.actions.locking import locked, note
from sharedcourt.mediation.models import Case, Guidance, Meeting, Participant
from sharedcourt.mediation.states import MeetingState
from sharedcourt.mediation.states_room import CALLED, GuidanceState
from sharedcourt.people.models import Membership, Organisation, Role, User
from sharedcourt.people.policy import is_person
from sharedcourt.rooms import actions as rooms
from sharedcourt.rooms.actions import SeatSpec
from sharedcourt.rooms.models import Room, Seat, SeatEvent
from sharedcourt.rooms.states import SeatState

SEAT_LABEL = "liaison_judge"


@dataclass(frozen=True)
class Judge:
    """A liaison judge who can be called, and of which court."""

    user: User
    court: Organisation


def courts_of(case: Case) -> QuerySet[Organisation]:
    """The courts linked with a case: those of the shared courts it comes from or is held at, and those of the district in which
    the mediation organisation works."""
    held_at = Participant.objects.filter(meeting__case=case, site__isnull=False).values("site")
    near = Q(supervised_sites__pk=case.dispute.site_id) | Q(supervised_sites__in=held_at)
    if case.organisation.division:
        near |= Q(division=case.organisation.division)
    return Organisation.objects.filter(near, kind=Organisation.Kind.COURT, is_active=True).distinct()


def judges_for(case: Case) -> list[Judge]:
    """Liaison judges of the linked courts who have no part in the case and are not called already."""
    called = case.guidances.filter(state__in=CALLED).values("judge")
    rows = (
        Membership.objects.filter(
            organisation__in=courts_of(case).values("pk"), role=Role.LIAISON_JUDGE, is_active=True, user__is_active=True
        )
        .exclude(user__in=called)
        .exclude(user__meetings__meeting__case=case)
        .select_related("user", "organisation")
        .order_by("created_at")
    )
    return [Judge(row.user, row.organisation) for row in rows]


def open_to(user: Any) -> QuerySet[Guidance]:
    """Calls by which this judge may now read a summary and enter; for everybody else they do not exist."""
    if not is_person(user):
        return Guidance.objects.none()
    return Guidance.objects.filter(judge=user, state__in=CALLED, meeting__state=MeetingState.FIXED).select_related(
        "meeting", "case__dispute", "case__organisation", "case__mediator", "court", "judge"
    )


def present_meeting(meeting: Meeting) -> tuple[Meeting, Room]:
    """The locked meeting, fixed, and its room; raises Conflict."""
    case = locked(meeting.case)
    row = Meeting.objects.select_for_update().get(pk=meeting.pk)
    row.case = case
    room = Room.objects.filter(pk=row.room_id).first() if row.room_id else None
    if row.state != MeetingState.FIXED or room is None:
        raise Conflict(_("This meeting is not open."))
    return row, room


@transaction.atomic
def ask(*, by: User, meeting: Meeting, judge_id: UUID) -> Guidance:
    """Call a liaison judge of a linked court. The seat is made and, because the judge was called, let in beforehand.

    Asking again while the call is open gives the same call. Raises `Invalid` for anybody who cannot be called.
    """
    row, room = present_meeting(meeting)
    policy.require_mediator(by, row.case)
    standing = row.guidances.filter(judge_id=judge_id, state__in=CALLED).first()
    if standing is not None:
        return standing
    judge = next((each for each in judges_for(row.case) if each.user.pk == judge_id), None)
    if judge is None:
        raise Invalid(_("Choose one of the liaison judges of the court."), field="judge")
    guidance = Guidance.objects.create(  # type: ignore[misc]
        case=row.case, meeting=row, judge=judge.user, court=judge.court, asked_by=by, asked_at=clock.now()
    )
    seat = Seat.objects.filter(room=room, user=judge.user).first()
    if seat is None:
        seat = rooms.add_seat(by=by, room=room, seat=SeatSpec(judge.user, SEAT_LABEL, side="neutral"))
    rooms.admit(by=by, seat=seat)
    note("mediation.guidance.asked", row.case, by=by, subject=guidance, judge=judge.user.pk, court=judge.court.pk)
    link = reverse("mediation:guidance", args=[guidance.pk])
    telling.tell([judge.user], "mediation.guidance", row.case, by=by, link=link, mediator=by.name)
    live.changed(row.case, "guidance")
    return guidance


def _own(by: User, guidance: Guidance) -> Guidance:
    locked(guidance.case)
    row = Guidance.objects.select_for_update().select_related("case__dispute", "meeting").get(pk=guidance.pk)
    if row.judge_id != by.pk:
        raise NotAllowed(_("Only the judge who was called may do this."))
    return row


@transaction.atomic
def decline(*, by: User, guidance: Guidance) -> Guidance:
    """The judge cannot come now; the mediator is told."""
    row = _own(by, guidance)
    if row.state == GuidanceState.DECLINED:
        return row
    if row.state != GuidanceState.ASKED:
        raise Conflict(_("This call is no longer open."))
    row.decline()
    row.save()
    _give_up_seat(row)
    note("mediation.guidance.declined", row.case, by=by, subject=row)
    if row.case.mediator is not None:
        telling.tell([row.case.mediator], "mediation.guidance_declined", row.case, by=by)
    live.changed(row.case, "guidance")
    return row


@transaction.atomic
def withdraw(*, by: User, meeting: Meeting, guidance_id: UUID) -> Guidance:
    """The mediator no longer needs the judge who has not come yet."""
    row, _room = present_meeting(meeting)
    policy.require_mediator(by, row.case)
    guidance = row.guidances.select_for_update().filter(pk=guidance_id).first()
    if guidance is None:
        raise Invalid(_("Choose one of the list."), field="guidance")
    if guidance.state != GuidanceState.ASKED:
        return guidance
    guidance.withdraw()
    guidance.save()
    _give_up_seat(guidance)
    note("mediation.guidance.withdrawn", row.case, by=by, subject=guidance)
    live.changed(row.case, "guidance")
    return guidance


def _give_up_seat(guidance: Guidance) -> None:
    """Whoever does not come has no seat any more: the mediator, who called, takes it back."""
    seat = Seat.objects.filter(room_id=guidance.meeting.room_id, user=guidance.judge).first()  # type: ignore[misc]
    if seat is not None and seat.state != SeatState.REMOVED and guidance.case.mediator is not None:
        rooms.remove(by=guidance.case.mediator, seat=seat)


def _seat(entry: Entry) -> Seat:
    assert entry.subject is not None
    return Seat.objects.get(pk=entry.subject)


@transaction.atomic
def seat_joined(entry: Entry) -> None:
    """The judge has entered the room: the guidance begins."""
    seat = _seat(entry)
    guidance = (
        Guidance.objects.select_for_update()
        .filter(meeting__room_id=seat.room_id, judge_id=seat.user_id, state=GuidanceState.ASKED)
        .select_related("case__dispute")
        .first()
    )
    if guidance is None:
        return
    _joined(guidance, at=clock.now())


def _joined(guidance: Guidance, *, at: datetime) -> None:
    guidance.join()
    guidance.joined_at = at
    guidance.save()
    note("mediation.guidance.joined", guidance.case, by=guidance.judge, subject=guidance)
    live.changed(guidance.case, "guidance")


def _was_inside(guidance: Guidance) -> bool:
    """Whether the judge has been inside since the call; a joining that was not told of is made up for."""
    if guidance.state == GuidanceState.ASKED:
        came = SeatEvent.objects.filter(
            seat__room_id=guidance.meeting.room_id,  # type: ignore[misc]
            seat__user_id=guidance.judge_id,
            kind=SeatEvent.Kind.JOINED,
            created_at__gte=guidance.asked_at,
        ).first()
        if came is not None:
            _joined(guidance, at=came.created_at)
    return bool(guidance.state == GuidanceState.JOINED)


@transaction.atomic
def seat_left(entry: Entry) -> None:
    """The judge has left, or was shown out: the guidance ends and counts."""
    seat = _seat(entry)
    for guidance in (
        Guidance.objects.select_for_update()
        .filter(meeting__room_id=seat.room_id, judge_id=seat.user_id, state__in=CALLED)
        .select_related("case__dispute")
    ):
        if _was_inside(guidance):
            _left(guidance, by=seat.user)


def room_closed(entry: Entry) -> None:
    """With the room every call in it ends."""
    for guidance in (
        Guidance.objects.select_for_update()
        .filter(meeting__room_id=entry.subject, state__in=CALLED)  # type: ignore[misc]
        .select_related("case__dispute")
    ):
        if _was_inside(guidance):
            _left(guidance, by=None)
        else:
            guidance.withdraw()
            guidance.save()
            note("mediation.guidance.withdrawn", guidance.case, by=None, subject=guidance)


def _left(guidance: Guidance, *, by: User | None) -> None:
    guidance.leave()
    guidance.left_at = clock.now()
    guidance.save()
    note("mediation.guidance.left", guidance.case, by=by, subject=guidance, court=guidance.court_id)
    live.changed(guidance.case, "guidance")
