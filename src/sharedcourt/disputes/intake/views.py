"""The pages of the application: forward, back, away and back again, nothing lost."""

import secrets
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sharedcourt.core.errors import ActionRefused, Invalid
from sharedcourt.core.once import acts_once
from sharedcourt.disputes import actions, elements, policy, queries, statement, texts
from sharedcourt.disputes.intake import papers
from sharedcourt.disputes.intake.forms import STEPS, Optional, step_of_field
from sharedcourt.disputes.models import Agent, Dispute, Evidence, Party, Side
from sharedcourt.law.money import format_rate
from sharedcourt.people.models import User
from sharedcourt.sites.models import Site

ORDER = list(STEPS)


def person(request: HttpRequest) -> User:
    """The signed-in person (the view requires one)."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def editable(request: HttpRequest, pk: UUID) -> Dispute:
    """A draft of one's own institution; 404 for everybody else, and for a dispute that has left the draft."""
    seen = queries.visible_to(request.user).select_related("applicant", "mediation_organisation", "site")
    dispute = get_object_or_404(seen, pk=pk)
    if not policy.is_applicant(request.user, dispute) or dispute.opened_for_court:
        raise Http404
    return dispute


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """What one needs at hand; the button begins a draft (once, however often it is pressed)."""
    user = person(request)
    institutions = policy.applicant_organisations(user)
    if not institutions:
        raise Http404
    if request.method == "POST":
        applicant = next((each for each in institutions if str(each.pk) == request.POST.get("applicant")), None)
        site = _site(request.POST.get("site"))
        dispute = actions.open_draft(
            by=user, applicant=applicant, site=site, idempotency_key=request.POST.get("key", "")
        )
        return redirect("disputes:edit", pk=dispute.pk, step=ORDER[0])
    site = _site(request.GET.get("site"))
    context = {"institutions": institutions, "key": f"page-{secrets.token_hex(16)}", "site": site, "nav": "desk"}
    return render(request, "disputes/intake/new.html", context)


def _site(value: str | None) -> Site | None:
    known = _uuid(value)
    return Site.objects.filter(pk=known, is_open=True).first() if known is not None else None


def _uuid(value: str | None) -> UUID | None:
    try:
        return UUID(value or "")
    except ValueError:
        return None


@login_required
@require_http_methods(["GET", "POST"])
@acts_once
def edit(request: HttpRequest, pk: UUID, step: str) -> HttpResponse:
    """One page. `back=check` in the address: it was opened from check-your-answers and returns there."""
    dispute = editable(request, pk)
    if not policy.may_edit(request.user, dispute):
        return redirect("disputes:detail", pk=dispute.pk)
    if step == "papers":
        return papers.page(request, dispute, person(request))
    if step not in STEPS:
        raise Http404
    if step == "check":
        return check(request, dispute)
    if step == "debt":
        return debt(request, dispute)
    question = STEPS[step]
    assert question is not None
    to_check = (request.GET.get("back") or request.POST.get("back")) == "check"
    user = person(request)
    if request.method == "POST":
        form = question(request.POST, request.FILES, dispute=dispute, user=user)
        if isinstance(form, Optional) and "add" not in request.POST and form.is_left_empty():
            return _onward(dispute, step, to_check=to_check)
        if form.is_valid() and form.keep():
            if "leave" in request.POST:
                messages.success(request, _("Saved. The draft is in your list."))
                return redirect("disputes:list")
            if "add" in request.POST:
                return redirect(request.get_full_path())
            return _onward(dispute, step, to_check=to_check)
    else:
        form = question(dispute=dispute, user=user)
    context: dict[str, Any] = {
        **_frame(dispute, step),
        "form": form,
        "question": form,
        "to_check": to_check,
        "parties": Party.objects.filter(dispute=dispute, removed_at=None, side=Side.RESPONDENT).exclude(
            capacity="borrower"
        ),
        "payments": statement.dated(dispute.elements)["payments"],
        "evidence": queries.evidence_of(dispute) if step == "evidence" else [],
    }
    return render(request, form.template, context, status=422 if form.errors else 200)


def _frame(dispute: Dispute, step: str) -> dict[str, Any]:
    at = ORDER.index(step)
    return {
        "dispute": dispute,
        "step": step,
        "number": at + 1,
        "steps": len(ORDER),
        "previous": ORDER[at - 1] if at else "",
        "following": ORDER[at + 1] if at + 1 < len(ORDER) else "",
        "nav": "desk",
    }


def _onward(dispute: Dispute, step: str, *, to_check: bool) -> HttpResponse:
    if to_check and step in {"loan", "rate", "repayment", "repaid", "dates"}:
        return redirect(f"/disputes/{dispute.pk}/edit/debt/?back=check")
    following = "check" if to_check else ORDER[ORDER.index(step) + 1]
    return redirect("disputes:edit", pk=dispute.pk, step=following)


def debt(request: HttpRequest, dispute: Dispute) -> HttpResponse:
    """What the figures come to, line by line; or which answer is missing."""
    context: dict[str, Any] = {**_frame(dispute, "debt"), "to_check": request.GET.get("back") == "check"}
    try:
        context["lines"] = statement.debt_lines(dispute.elements)
        context["rates"] = statement.rate_text(dispute.elements)
    except Invalid as refused:
        context["problem"], context["problem_step"] = str(refused.message), step_of_field(refused.field)
    return render(request, "disputes/intake/debt.html", context)


def check(request: HttpRequest, dispute: Dispute) -> HttpResponse:
    """Check your answers, declare, submit."""
    context = _frame(dispute, "check")
    status = 200
    if request.method == "POST":
        try:
            actions.submit(by=person(request), dispute=dispute, declared=request.POST.get("declared") == "on")
        except ActionRefused as refused:
            context["problem"], context["problem_step"] = str(refused.message), step_of_field(refused.field)
            status = 422
        else:
            return redirect("disputes:submitted", pk=dispute.pk)
    elif (missing := actions.missing_before_submission(dispute)) is not None:
        context["missing"], context["missing_step"] = str(missing.message), step_of_field(missing.field)
    try:
        context["lines"] = statement.debt_lines(dispute.elements)
        context["claimed"] = elements.claimed(dispute.elements)
    except (Invalid, KeyError):
        context["lines"] = []
    given = statement.dated(dispute.elements)
    context.update(
        parties=Party.objects.filter(dispute=dispute, removed_at=None, side=Side.RESPONDENT),
        evidence=queries.evidence_of(dispute),
        agent=Agent.objects.filter(party__dispute=dispute, user=person(request)).select_related("party").first(),
        given=given,
        method=elements.REPAYMENT_METHODS.get(given.get("repayment_method", ""), ""),
        claims=[elements.CLAIMS[claim] for claim in given.get("claims") or []],
        payments=given["payments"],
        declaration=texts.DECLARATION,
        sham_warning=texts.SHAM_WARNING,
    )
    for name in ("annual_rate", "penalty_uplift"):
        if given.get(name):
            context[name] = format_rate(Decimal(given[name]))
    return render(request, "disputes/intake/check.html", context, status=status)


@login_required
@require_POST
def remove(request: HttpRequest, pk: UUID, what: str, which: str) -> HttpResponse:
    """Take a person, a payment or a file out of the draft."""
    dispute = editable(request, pk)
    user = person(request)
    if what == "party":
        party = get_object_or_404(Party, pk=_uuid(which), dispute=dispute, side=Side.RESPONDENT)
        actions.remove_party(by=user, party=party)
        step = "others"
    elif what == "payment":
        payments = list(dispute.elements.get("payments") or [])
        if which not in map(str, range(len(payments))):
            raise Http404
        payments.pop(int(which))
        actions.save_elements(by=user, dispute=dispute, elements={"payments": payments})
        step = "repaid"
    elif what == "evidence":
        evidence = get_object_or_404(Evidence, pk=_uuid(which), dispute=dispute)
        actions.remove_evidence(by=user, evidence=evidence)
        step = "evidence"
    else:
        raise Http404
    return redirect("disputes:edit", pk=dispute.pk, step=step)


@login_required
def submitted(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The code, and what happens next."""
    dispute = editable(request, pk)
    if dispute.submitted_at is None:
        return redirect("disputes:edit", pk=dispute.pk, step="check")
    return render(request, "disputes/intake/submitted.html", {"dispute": dispute, "nav": "desk"})
