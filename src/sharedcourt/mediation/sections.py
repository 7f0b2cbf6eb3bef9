"""What a dispute's page shows of its mediation, and what is to be done next."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sharedcourt.disputes.models import Dispute
from sharedcourt.disputes.sections import Section
from sharedcourt.disputes.tasks_list import TodoItem
from sharedcourt.mediation import policy
from sharedcourt.mediation.actions.agreements import current_version
from sharedcourt.mediation.actors import actor_of
from sharedcourt.mediation.models import Case, Meeting
from sharedcourt.mediation.states import CLOSED, CaseState, MeetingState, VersionState
from sharedcourt.people.models import User


def _case(dispute: Dispute) -> Case | None:
    return Case.objects.filter(dispute=dispute).select_related("organisation", "mediator", "dispute").first()


def section(request: HttpRequest, dispute: Dispute) -> Section | None:
    """The mediation on the dispute's page: organisation, mediator, limits, meeting, agreement."""
    case = _case(dispute)
    if case is None:
        return None
    context = {
        "case": case,
        "meeting": _ahead(case),
        "version": current_version(case),
    }
    return Section("mediation/section.html", context, order=30)


def _ahead(case: Case) -> Meeting | None:
    return case.meetings.filter(state__in=[MeetingState.PROPOSING, MeetingState.FIXED]).first()


def todo(user: User, dispute: Dispute) -> list[TodoItem]:
    """This room's lines of the task list."""
    case = _case(dispute)
    if case is None:
        return []
    page = reverse("mediation:case", args=[case.pk])
    if case.state == CaseState.DECLINED:
        return [TodoItem(_("Choose another mediation organisation"), page, "todo")]
    if case.state == CaseState.OFFERED:
        mine = policy.is_manager(user, case)
        return [
            TodoItem(
                _("The mediation organisation accepts the case"),
                page,
                "todo" if mine else "waiting",
                case.acceptance_due,
            )
        ]
    items = _disclosure(user, case, page) + _time(user, case)
    return items + _agreement(user, case)


def _disclosure(user: User, case: Case, page: str) -> list[TodoItem]:
    if case.state != CaseState.ACCEPTED:
        return []
    assignment = case.assignments.filter(ended_at=None).first()
    if assignment is not None and assignment.disclosure == "disclosed" and assignment.confirmed_at is None:
        answered = assignment.consents.filter(user=user).exists()
        return [TodoItem(_("Read what the mediator disclosed"), page, "done" if answered else "todo")]
    if case.mediator_id is None:
        return [TodoItem(_("A mediator is assigned"), page, "waiting", case.assignment_due)]
    return []


def _time(user: User, case: Case) -> list[TodoItem]:
    meeting = _ahead(case)
    if case.state in CLOSED:
        return []
    if meeting is None:
        if case.state == CaseState.MEDIATING and not case.meetings.filter(state=MeetingState.HELD).exists():
            return [TodoItem(_("The mediator proposes times to meet"), "", "waiting")]
        return []
    link = reverse("mediation:meeting", args=[meeting.pk])
    if meeting.state == MeetingState.PROPOSING:
        answered = meeting.slots.filter(answers__user=user).exists()
        return [TodoItem(_("Say which time suits you"), link, "done" if answered else "todo")]
    return [TodoItem(_("Take part in the video meeting"), link, "todo")]


def _agreement(user: User, case: Case) -> list[TodoItem]:
    version = current_version(case)
    meeting = case.meetings.filter(state__in=[MeetingState.FIXED, MeetingState.HELD]).order_by("-created_at").first()
    if version is None or meeting is None:
        return []
    actor = actor_of(user, case.dispute)
    link = reverse("mediation:panel", args=[meeting.pk]) if actor is not None or policy.is_mediator(user, case) else ""
    if version.state == VersionState.PROPOSED:
        done = version.confirmations.filter(user=user).exists()
        return [TodoItem(_("Read and confirm the agreement"), link, "done" if done else "todo")]
    if version.state == VersionState.SIGNING:
        signed = (
            version.signing_file is not None
            and version.signing_file.slots.filter(user=user, signed_at__isnull=False).exists()
        )
        return [TodoItem(_("Sign the agreement"), link, "done" if signed else "todo")]
    return [TodoItem(_("The agreement is in effect"), link, "done")]
