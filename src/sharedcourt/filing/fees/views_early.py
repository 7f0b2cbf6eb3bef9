"""One page: what the plaintiff asks about the fee with the filing, and the court's decision on paying later (FEE 48, 49)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sharedcourt.core.errors import ActionRefused
from sharedcourt.core.once import acts_once
from sharedcourt.filing.cases import policy as cases
from sharedcourt.filing.cases import queries as case_queries
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.cases.states import CaseState
from sharedcourt.filing.fees import early, policy, queries
from sharedcourt.filing.fees.forms import KIND_WORDS, DecisionForm, ReliefForm, item_words
from sharedcourt.filing.fees.models import EarlyRelief, ReliefKind
from sharedcourt.people.models import User
from sharedcourt.people.policy import person_of


@login_required
@require_http_methods(["GET", "POST"])
@acts_once
def early_relief(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Ask, or decide; a refusal shows the page again with what was typed."""
    found = get_object_or_404(case_queries.visible_to(request.user), pk=case_id)
    by, asked = person_of(request), early.of(found)
    suing, deciding = cases.is_plaintiff(by, found), policy.decides(by, found)
    if not (suing or deciding or cases.works_at(by, found)):
        raise Http404
    form: Any = _form(request, found, asked, deciding=deciding and not suing)
    if request.method == "POST":
        try:
            if not suing:
                policy.require_decider(by, found)
            if form.is_valid():
                _act(by, found, form, suing=suing)
                messages.success(
                    request, _("The court has your application.") if suing else _("Decided; the plaintiff is told.")
                )
                return redirect("filing:fees-early", case_id=case_id)
        except ActionRefused as refused:
            field = "ground" if refused.field in {"kind", "item"} else refused.field
            form.add_error(field if field in form.fields else None, str(refused.message))
            return _page(request, found, form, suing=suing, deciding=deciding, status=refused.status)
        return _page(request, found, form, suing=suing, deciding=deciding, status=422)
    return _page(request, found, form, suing=suing, deciding=deciding, status=200)


def _form(request: HttpRequest, found: Case, asked: EarlyRelief | None, *, deciding: bool) -> Any:
    sent = request.POST if request.method == "POST" else None
    if deciding:
        return DecisionForm(sent, kind=asked.kind if asked is not None else "")
    payer = queries.payer_of(found)
    return ReliefForm(sent, natural_person=payer is not None and payer.is_person)


def _act(by: User, found: Case, form: Any, *, suing: bool) -> None:
    entered = form.cleaned_data
    if suing:
        kind, _dash, item = entered["ground"].partition("-")
        early.ask(by=by, case=found, kind=kind, item=item, reasons=entered["reasons"])
    else:
        granted = entered["granted"] == "yes"
        early.decide(by=by, case=found, granted=granted, reasons=entered["reasons"], due=entered["due"])


def _page(request: HttpRequest, found: Case, form: Any, *, suing: bool, deciding: bool, status: int) -> HttpResponse:
    asked = early.of(found)
    undecided = asked is None or asked.decided_at is None
    context = {
        "case": found,
        "asked": asked,
        "kind": KIND_WORDS[ReliefKind(asked.kind)] if asked is not None else "",
        "ground": item_words(asked.kind, asked.item) if asked is not None else "",
        "may_ask": suing and undecided and early.is_open(found),
        "may_decide": deciding
        and not suing
        and asked is not None
        and undecided
        and asked.kind == ReliefKind.DEFER
        and found.state == CaseState.SUBMITTED,
        "form": form,
        "nav": "cases" if suing else "desk",
    }
    return render(request, "filing/fees/early.html", context, status=status)
