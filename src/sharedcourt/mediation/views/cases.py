"""The list of cases and the page of one."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sharedcourt.core import clock
from sharedcourt.core.errors import ActionRefused, Invalid
from sharedcourt.disputes.policy import is_applicant
from sharedcourt.disputes.queries import parties_of
from sharedcourt.law.mediation_rules import RECUSAL_GROUNDS, TerminationReason
from sharedcourt.law.workdays import add_workdays
from sharedcourt.mediation import policy, queries
from sharedcourt.mediation.actions import agreements, cases, ending, mediators, meetings
from sharedcourt.mediation.actors import actor_of, role_label
from sharedcourt.mediation.conflicts import ties
from sharedcourt.mediation.models import Case, Extension
from sharedcourt.mediation.states import RUNNING, CaseState, MeetingState
from sharedcourt.mediation.views import answers, performance
from sharedcourt.mediation.views.answers import Refusal
from sharedcourt.people.models import Organisation, Role, User
from sharedcourt.people.policy import has_role

PAGE = 20
SUGGESTED_TIMES = ((1, 9, 0), (1, 14, 0), (2, 10, 0), (2, 14, 30))


@login_required
@require_GET
def case_list(request: HttpRequest) -> HttpResponse:
    """The desk of a manager or mediator: tabs, search by code, what is due."""
    user = answers.person(request)
    manager = has_role(user, Role.ORGANISATION_MANAGER)
    tab = request.GET.get("tab") or ("offered" if manager else "mine")
    if tab not in queries.TABS:
        tab = "running"
    mine = queries.desk_of(user)
    text = request.GET.get("q", "")
    rows = queries.search(mine if text else queries.in_tab(mine, tab, user), text)
    page = Paginator(rows.order_by("-offered_at", "-pk"), PAGE).get_page(request.GET.get("page"))
    counts = queries.tab_counts(mine, user)
    tabs = [(key, label, counts[key]) for key, label in queries.TABS.items() if manager or key != "offered"]
    context = {"page": page, "tab": "" if text else tab, "tabs": tabs, "q": text, "nav": "desk"}
    return render(request, "mediation/list.html", context)


@login_required
@require_GET
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """One case, as far as this person may see and act."""
    found = get_object_or_404(queries.visible_to(request.user), pk=case_id)
    return render(request, "mediation/case.html", case_context(request, found))


def case_context(request: HttpRequest, found: Case, refusal: Refusal | None = None) -> dict[str, Any]:
    user = answers.person(request)
    assignment = found.assignments.filter(ended_at=None).select_related("mediator").first()
    is_manager = policy.is_manager(user, found)
    actor = actor_of(user, found.dispute)
    parties = list(parties_of(found.dispute))
    version = agreements.current_version(found)
    missing = dict(cases.missing_consents(found)) if found.state in RUNNING else {}
    ahead = found.meetings.filter(state__in=[MeetingState.PROPOSING, MeetingState.FIXED]).first()
    may_choose = (
        actor is not None
        and actor.may_settle
        and found.state == CaseState.ACCEPTED
        and assignment is None
        and found.joint_choice_due is not None
        and found.joint_choice_due >= clock.today()
    )
    changes_again = (
        actor is not None
        and actor.may_settle
        and assignment is not None
        and mediators.has_changed_mediator(user, found)
    )
    extension = found.extensions.filter(decided_at=None).first()
    return {
        "case": found,
        "refusal": refusal,
        "posted": request.POST,
        "is_manager": is_manager,
        "is_mediator": policy.is_mediator(user, found),
        "is_applicant": is_applicant(user, found.dispute),
        "actor": actor,
        "assignment": assignment,
        "asked_me": assignment is not None and assignment.mediator_id == user.pk and assignment.confirmed_at is None,
        "needs_mediator": assignment is None and found.state in {CaseState.ACCEPTED, CaseState.MEDIATING},
        "grounds": RECUSAL_GROUNDS,
        "disclosure_answer": assignment.consents.filter(user=user).first() if assignment else None,
        "mediators": _mediators(found, parties) if is_manager or may_choose or changes_again else [],
        "may_choose": may_choose,
        "changes_again": changes_again,
        "preselected": _preselected(found, user, is_manager=is_manager, may_choose=may_choose),
        "rows": [(party, role_label(party), missing.get(role_label(party), "")) for party in parties],
        "version": version,
        "meeting": ahead,
        "held": found.meetings.filter(state=MeetingState.HELD),
        "running": found.state in RUNNING,
        "suggested": _suggested_times(),
        "lengths": meetings.LENGTHS,
        "extension": extension,
        "extension_answer": extension.consents.filter(user=user).first() if extension else None,
        "reasons": [(int(reason), reason) for reason in ending.BY_MEDIATOR],
        "ended_reason": TerminationReason(found.end_reason) if found.end_reason else None,
        "declines": found.declines.select_related("organisation"),
        "organisations": _other_organisations(found) if found.state == CaseState.DECLINED else [],
        "performance": performance.shown(user, found, version),
        "nav": "desk",
    }


def _mediators(found: Case, parties: list[Any]) -> list[tuple[Any, list[Any]]]:
    return [(mediator, ties(mediator, found.dispute, parties)) for mediator in mediators.mediators_of(found)]


def _preselected(found: Case, user: User, *, is_manager: bool, may_choose: bool) -> User | None:
    """The manager sees whom a party has named after a change; a party sees their own choice."""
    if is_manager:
        return mediators.wished(found)
    choice = found.choices.filter(user=user).select_related("mediator").first() if may_choose else None
    return choice.mediator if choice is not None else None


def _other_organisations(found: Case) -> list[Organisation]:
    declined = found.declines.values("organisation")
    return list(Organisation.objects.filter(kind=Organisation.Kind.MEDIATION, is_active=True).exclude(pk__in=declined))


def _suggested_times() -> list[str]:
    today = clock.today()
    found = []
    for days, hour, minute in SUGGESTED_TIMES:
        day = add_workdays(today, days)
        found.append(datetime(day.year, day.month, day.day, hour, minute).strftime("%Y-%m-%dT%H:%M"))  # noqa: DTZ001
    return found


def _accept(request: HttpRequest, found: Case) -> None:
    cases.accept(by=answers.person(request), case=found)
    messages.success(request, _("The case is accepted. The 30 days run from today."))


def _decline(request: HttpRequest, found: Case) -> None:
    cases.decline(by=answers.person(request), case=found, reason=request.POST.get("reason", ""))
    messages.info(request, _("The case is declined. The applicant chooses another organisation."))


def _assign(request: HttpRequest, found: Case) -> None:
    mediator = answers.member(answers.identifier(request, "mediator"))
    mediators.assign(by=answers.person(request), case=found, mediator=mediator)
    messages.success(request, _("The mediator is asked and must first declare any ties."))


def _prefer(request: HttpRequest, found: Case) -> None:
    mediator = answers.member(answers.identifier(request, "mediator"))
    mediators.prefer_mediator(by=answers.person(request), case=found, mediator=mediator)
    messages.success(request, _("Your wish is noted. If every party names the same mediator, that one is asked."))


def _disclose(request: HttpRequest, found: Case) -> None:
    mediators.disclose(
        by=answers.person(request),
        case=found,
        disclosure=request.POST.get("disclosure", ""),
        text=request.POST.get("text", ""),
    )


def _answer_disclosure(request: HttpRequest, found: Case) -> None:
    mediators.answer_disclosure(by=answers.person(request), case=found, given=answers.yes(request, "given"))


def _change_mediator(request: HttpRequest, found: Case) -> None:
    named = request.POST.get("mediator", "")
    nobody = named == "nobody"
    mediators.ask_for_another_mediator(
        by=answers.person(request),
        case=found,
        reason=request.POST.get("reason", ""),
        choice=answers.member(answers.identifier(request, "mediator")) if named and not nobody else None,
        names_nobody=nobody,
    )
    if nobody:
        messages.info(request, _("Naming nobody counts as refusing the mediation. It has ended."))
    else:
        messages.info(request, _("The organisation has been asked for another mediator."))


def _extend(request: HttpRequest, found: Case) -> None:
    cases.propose_extension(by=answers.person(request), case=found, until=answers.day(request, "until"))


def _answer_extension(request: HttpRequest, found: Case) -> None:
    extension = Extension.objects.filter(case=found, decided_at=None).first()
    if extension is None:
        raise Invalid(_("The question has been decided."))
    cases.answer_extension(by=answers.person(request), extension=extension, given=answers.yes(request, "given"))


def _propose(request: HttpRequest, found: Case) -> str:
    meeting = meetings.propose_times(
        by=answers.person(request),
        case=found,
        starts=answers.moments(request, "slots"),
        length_minutes=answers.whole(request, "length_minutes", 60),
    )
    return reverse("mediation:meeting", args=[meeting.pk])


def _now(request: HttpRequest, found: Case) -> str:
    meeting = meetings.propose_now(by=answers.person(request), case=found)
    return reverse("mediation:meeting", args=[meeting.pk])


def _choose_organisation(request: HttpRequest, found: Case) -> None:
    organisation = Organisation.objects.filter(pk=answers.identifier(request, "organisation")).first()
    if organisation is None:
        raise Invalid(_("Choose one of the list."), field="organisation")
    cases.choose_organisation(by=answers.person(request), case=found, organisation=organisation)


def _end(request: HttpRequest, found: Case) -> None:
    ending.end(
        by=answers.person(request),
        case=found,
        reason=answers.whole(request, "reason"),
        explanation=request.POST.get("explanation", ""),
    )
    messages.info(request, _("The mediation has ended. Everyone has been told which ways remain."))


def _leave(request: HttpRequest, found: Case) -> None:
    ending.leave_mediation(by=answers.person(request), case=found, explanation=request.POST.get("explanation", ""))


def _seal(request: HttpRequest, found: Case) -> None:
    version = agreements.current_version(found)
    if version is None:
        raise Invalid(_("There is no agreement."))
    agreements.seal(by=answers.person(request), version=version)


VERBS: dict[str, Callable[[HttpRequest, Case], str | None]] = {
    "accept": _accept,
    "decline": _decline,
    "assign": _assign,
    "prefer": _prefer,
    "disclose": _disclose,
    "answer-disclosure": _answer_disclosure,
    "change-mediator": _change_mediator,
    "extend": _extend,
    "answer-extension": _answer_extension,
    "propose": _propose,
    "now": _now,
    "choose-organisation": _choose_organisation,
    "end": _end,
    "leave": _leave,
    "record-payment": performance.record_payment,
    "undo-payment": performance.undo_payment,
    "declare-performed": performance.declare_performed,
    "seal": _seal,
}


@login_required
@require_POST
def act(request: HttpRequest, case_id: UUID, verb: str) -> HttpResponse:
    """One thing a person does on the case's page; a refusal shows the page again with what was typed."""
    found = get_object_or_404(queries.visible_to(request.user), pk=case_id)
    do = answers.chosen(VERBS, verb)
    try:
        target = do(request, found)
    except ActionRefused as error:
        refusal = Refusal.of(error, verb)
        fresh = get_object_or_404(queries.visible_to(request.user), pk=case_id)
        return render(request, "mediation/case.html", case_context(request, fresh, refusal), status=refusal.status)
    if target is None and not queries.visible_to(request.user).filter(pk=case_id).exists():
        return redirect("mediation:list")
    return redirect(target or reverse("mediation:case", args=[case_id]))
