"""What a called judge sees: the file's summary, and the way into the room. For everybody else there is nothing here (404)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from sharedcourt.core.errors import ActionRefused
from sharedcourt.disputes.queries import parties_of
from sharedcourt.mediation import elements, plans
from sharedcourt.mediation.actions import guidance as actions
from sharedcourt.mediation.actions import plans as plan_actions
from sharedcourt.mediation.actions import sessions
from sharedcourt.mediation.actors import role_label
from sharedcourt.mediation.models import Guidance, Plan
from sharedcourt.mediation.views import answers


def summary(guidance: Guidance) -> dict[str, Any]:
    """The file in short: parties by role, the loan, the undisputed facts, the common plan. Nothing said in a separate talk."""
    case = guidance.case
    facts = sessions.current_facts(case)
    plan = Plan.objects.filter(case=case).first()
    computed = None
    if plan is not None:
        plan.case = case
        try:
            computed = plan_actions.compute(case, plans.clean(plan.inputs))
        except ActionRefused:
            computed = None
    return {
        "guidance": guidance,
        "case": case,
        "parties": [(role_label(party), party.name) for party in parties_of(case.dispute)],
        "loan": elements.loan(case.dispute),
        "facts": facts.facts if facts is not None else [],
        "facts_confirmed": facts is not None and sessions.facts_confirmed(facts, case),
        "plan": plan,
        "computed": computed,
        "room": reverse("rooms:room", args=[guidance.meeting.room_id]),
    }


def _guidance(request: HttpRequest, guidance_id: UUID) -> Guidance:
    return get_object_or_404(actions.open_to(request.user), pk=guidance_id)


@login_required
@require_GET
@never_cache
def page(request: HttpRequest, guidance_id: UUID) -> HttpResponse:
    """The summary, for the judge who is called, while the call is open."""
    return render(request, "mediation/guidance.html", {**summary(_guidance(request, guidance_id)), "nav": "desk"})


def _decline(request: HttpRequest, guidance: Guidance) -> None:
    actions.decline(by=answers.person(request), guidance=guidance)


VERBS: dict[str, Callable[[HttpRequest, Guidance], None]] = {"decline": _decline}


@login_required
@require_POST
def act(request: HttpRequest, guidance_id: UUID, verb: str) -> HttpResponse:
    """The judge cannot come."""
    do = answers.chosen(VERBS, verb)
    found = _guidance(request, guidance_id)
    try:
        do(request, found)
    except ActionRefused as error:
        context = {**summary(found), "refusal": answers.Refusal.of(error, verb)}
        return render(request, "mediation/guidance.html", context, status=answers.Refusal.of(error, verb).status)
    return redirect("/desk/")
