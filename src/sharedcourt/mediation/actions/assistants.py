"""Interpreters and helpers: proposed by the mediator, agreed to by the person they stand beside, then invited or seated."""

from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from sharedcourt.core import clock, codes, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import ActionRefused, Conflict, Invalid, NotAllowed
from sharedcourt.ledger.models import Entry
from sharedcourt.mediation import live, policy, telling
from sharedcourt.mediation.actions.guidance import present_meeting
from sharedcourt.mediation.actions.locking import note
from sharedcourt.mediation.models import Assistant, Meeting, Participant
from sharedcourt.mediation.states_room import AssistantState
from sharedcourt.notices import actions as notices
from sharedcourt.people.actions import invite
from sharedcourt.people.models import Membership, Role, User
from sharedcourt.people.phones import normal_phone
from sharedcourt.rooms import actions as rooms
from sharedcourt.rooms.actions import SeatSpec
from sharedcourt.rooms.models import Room, Seat
from sharedcourt.rooms.states import RoomState


def directors_for(meeting: Meeting) -> QuerySet[User]:
    """Directors of the shared courts at which somebody takes part: they may help without an invitation."""
    hosts = meeting.participants.filter(site__isnull=False).values("site__host")
    directors = Membership.objects.filter(organisation__in=hosts, role=Role.COURT_AFFAIRS_DIRECTOR, is_active=True)
    return User.objects.filter(pk__in=directors.values("user"), is_active=True)


@transaction.atomic
def propose(
    *,
    by: User,
    meeting: Meeting,
    helps: UUID,
    kind: str,
    name: str = "",
    phone: str = "",
    director: UUID | None = None,
) -> Assistant:
    """The mediator proposes somebody beside one participant: by name and phone, or a director of a shared court."""
    row, _room = present_meeting(meeting)
    policy.require_mediator(by, row.case)
    beside = row.participants.filter(pk=helps, is_host=False).first()
    if beside is None:
        raise Invalid(_("Choose whom this person stands beside."), field="helps")
    if kind not in Assistant.Kind.values:
        raise Invalid(_("Choose one of the list."), field="kind")
    user = directors_for(row).filter(pk=director).first() if director is not None else None
    if director is not None and user is None:
        raise Invalid(_("Choose one of the list."), field="director")
    number = "" if user is not None else normal_phone(phone)
    if row.participants.filter(user__in=User.objects.filter(pk=user.pk) if user else _with(number)).exists():
        raise Invalid(_("This person takes part in the meeting already."), field="phone")
    assistant = Assistant.objects.create(
        meeting=row,
        kind=kind,
        helps=beside,
        user=user,
        name=user.name if user is not None else needed(name, "name", _("Enter the name.")),
        phone=number,
        proposed_by=by,
    )
    note("mediation.assistant.proposed", row.case, by=by, subject=assistant, kind=kind, beside=beside.user_id)
    live.changed(row.case, "assistants")
    return assistant


def _with(phone: str) -> QuerySet[User]:
    found = User.objects.with_phone(phone)
    return User.objects.filter(pk=found.pk) if found is not None else User.objects.none()


@transaction.atomic
def answer(*, by: User, meeting: Meeting, assistant_id: UUID, given: bool) -> Assistant:
    """The person helped agrees, or not. Only they can; answering twice changes nothing."""
    row, room = present_meeting(meeting)
    assistant = row.assistants.select_for_update().select_related("helps").filter(pk=assistant_id).first()
    if assistant is None or assistant.helps.user_id != by.pk:
        raise NotAllowed(_("Only the person who is to be helped may answer."))
    if assistant.state != AssistantState.PROPOSED:
        return assistant
    assistant.answered_at = clock.now()
    if not given:
        assistant.refuse()
        assistant.save()
        note("mediation.assistant.refused", row.case, by=by, subject=assistant)
    else:
        assistant.agree()
        assistant.save()
        note("mediation.assistant.agreed", row.case, by=by, subject=assistant)
        if assistant.user is not None:
            _seat(assistant, assistant.user, room)
        else:
            _invite(assistant, room)
    live.changed(row.case, "assistants")
    return assistant


def _where(room: Room) -> str:
    return reverse("rooms:room", args=[room.pk])


def _invite(assistant: Assistant, room: Room) -> None:
    case = assistant.meeting.case
    assistant.invitation, link = invite(
        by=assistant.proposed_by,
        phone=assistant.phone,
        name=assistant.name,
        scope=case.dispute_id,
        next_path=_where(room),
    )
    assistant.save(update_fields=["invitation"])
    notices.tell(
        user=None,
        phone=assistant.phone,
        kind="mediation.assistant",
        context={"code": codes.display(case.dispute.code)},
        scope=case.dispute_id,
        link=link,
        channels=["sms"],
        by=assistant.proposed_by,
    )


def _seat(assistant: Assistant, user: User, room: Room) -> None:
    """A seat beside the person helped, let in beforehand: the mediator proposed it and the person agreed."""
    if Seat.objects.filter(room=room, user=user).exists():
        raise Conflict(_("This person already has a seat in the room."))
    assistant.sit()
    assistant.user = user
    assistant.save()
    beside = Seat.objects.filter(room=room, user=assistant.helps.user_id).first()
    interprets = assistant.kind != Assistant.Kind.HELPER
    seat = rooms.add_seat(
        by=assistant.proposed_by,
        room=room,
        seat=SeatSpec(
            user,
            assistant.kind,
            # An interpreter goes with the mediator, a helper with the person helped.
            side="neutral" if interprets else beside.side if beside is not None else "",
            beside=None if interprets else beside,
            keeps_size=assistant.kind == Assistant.Kind.SIGN_INTERPRETER,
        ),
    )
    rooms.admit(by=assistant.proposed_by, seat=seat)
    note("mediation.assistant.seated", assistant.meeting.case, by=user, subject=assistant)
    if assistant.invitation is None:
        notices.tell(
            user=user,
            kind="mediation.assistant",
            context={"code": codes.display(assistant.meeting.case.dispute.code)},
            scope=assistant.meeting.case.dispute_id,
            link=_where(room),
            by=assistant.proposed_by,
        )


def invitation_accepted(entry: Entry) -> None:
    """The invited interpreter or helper has signed in by the link: the seat is made, if the room has one left.

    The acceptance stands even so: nobody is turned away at the sign-in because a room is full or closed.
    """
    assert entry.subject is not None
    assistant = (
        Assistant.objects.select_for_update(of=("self",))
        .filter(invitation_id=entry.subject, state=AssistantState.AGREED)
        .select_related("meeting__case__dispute", "helps", "proposed_by", "invitation")
        .first()
    )
    if assistant is None or entry.actor is None:
        return
    room = Room.objects.filter(pk=assistant.meeting.room_id).first()  # type: ignore[misc]
    user = User.objects.get(pk=entry.actor)
    if room is not None and not Seat.objects.filter(room=room, user=user).exists():
        try:
            with transaction.atomic():
                _seat(assistant, user, room)
        except ActionRefused:
            if room.state == RoomState.OPEN:
                _tell_of_missing_seat(assistant, user)
        live.changed(assistant.meeting.case, "assistants")


def _tell_of_missing_seat(assistant: Assistant, user: User) -> None:
    case = assistant.meeting.case
    if case.mediator is not None:
        link = reverse("mediation:meeting", args=[assistant.meeting_id])
        telling.tell([case.mediator], "mediation.assistant_no_seat", case, link=link, person=user.name)


def helped(meeting: Meeting) -> QuerySet[Participant]:
    """Whom somebody can stand beside: everyone but the mediator."""
    return meeting.participants.filter(is_host=False).select_related("user")
