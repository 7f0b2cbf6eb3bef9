"""A party's own pages: read and answer, agree or refuse, say who shares the debt, and what happens next."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sharedcourt.core.errors import ActionRefused, Invalid
from sharedcourt.core.once import acts_once
from sharedcourt.disputes import actions, policy, queries, statement, tasks_list, texts
from sharedcourt.disputes.forms import (
    AnswerForm,
    ConsentForm,
    CoObligorForm,
    CorrectionForm,
    RefusalForm,
    relation_words,
)
from sharedcourt.disputes.intake.views import person
from sharedcourt.disputes.models import Answer, Dispute, Party
from sharedcourt.disputes.states import OPEN
from sharedcourt.disputes.views import cause_title, correctable, seen


def own(request: HttpRequest, pk: UUID) -> tuple[Dispute, Party]:
    """The dispute and one's own place on the respondent's side; 404 for everybody else."""
    dispute = seen(request, pk)
    party = queries.party_of(request.user, dispute)
    if party is None or party.side != "respondent":
        raise Http404
    return dispute, party


def _add(form: Any, refused: ActionRefused) -> None:
    refused.put_beside(form)


def _following(dispute: Dispute, party: Party) -> str:
    """Where the way goes on after the answer."""
    return "disputes:consent" if queries.consent_of(party) is None else "disputes:detail"


@login_required
@require_http_methods(["GET", "POST"])
@acts_once
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the bank says, in plain words; right in one tap, or item by item."""
    dispute, party = own(request, pk)
    if dispute.state not in OPEN:
        return redirect("disputes:detail", pk=dispute.pk)
    items = statement.items(dispute, party)
    earlier = Answer.objects.filter(party=party).first()
    admit_all = "admit_all" in request.POST
    form = AnswerForm(
        request.POST if request.method == "POST" and not admit_all else None, items=items, earlier=earlier
    )
    if request.method == "POST":
        try:
            if admit_all:
                actions.answer(by=person(request), dispute=dispute, admit_all=True)
                return redirect(_following(dispute, party), pk=dispute.pk)
            if form.is_valid():
                actions.answer(
                    by=person(request), dispute=dispute, answers=form.answers(), note=form.cleaned_data["note"]
                )
                return redirect(_following(dispute, party), pk=dispute.pk)
        except ActionRefused as refused:
            if admit_all:
                messages.warning(request, str(refused.message))
                return redirect("disputes:detail", pk=dispute.pk)
            _add(form, refused)
    try:
        lines = statement.debt_lines(dispute.elements)
    except Invalid:
        lines = []
    context = {
        "dispute": dispute,
        "cause": cause_title(dispute),
        "party": party,
        "items": items,
        "lines": lines,
        "form": form,
        "earlier": earlier,
        "one_by_one": bool(form.errors) or "each" in request.GET,
        "evidence": queries.evidence_of(dispute),
        "nav": "desk",
    }
    return render(request, "disputes/party/answer.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def consent(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Form, rights, duties and effects; then three boxes, each for itself."""
    dispute, party = own(request, pk)
    if dispute.state not in OPEN:
        return redirect("disputes:detail", pk=dispute.pk)
    form = ConsentForm(request.POST or None, party=party)
    if request.method == "POST" and form.is_valid():
        try:
            actions.agree_to_mediate(by=person(request), dispute=dispute, **form.cleaned_data)
        except ActionRefused as refused:
            _add(form, refused)
        else:
            asks = party.capacity == "borrower" and policy.may_name_co_obligor(request.user, dispute)
            return redirect("disputes:co-obligor" if asks else "disputes:thanks", pk=dispute.pk)
    context = {
        "dispute": dispute,
        "form": form,
        "texts": texts,
        "given": queries.consent_of(party),
        "nav": "desk",
    }
    return render(request, "disputes/party/consent.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def refuse(request: HttpRequest, pk: UUID) -> HttpResponse:
    """No is an answer; what follows from it is said before."""
    dispute, party = own(request, pk)
    if dispute.state not in OPEN:
        return redirect("disputes:detail", pk=dispute.pk)
    form = RefusalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_consent(by=person(request), dispute=dispute, given=False, reason=form.cleaned_data["reason"])
        except ActionRefused as refused:
            _add(form, refused)
        else:
            messages.info(request, _("Your refusal has been recorded, and the mediation organisation knows it."))
            return redirect("disputes:detail", pk=dispute.pk)
    given = queries.consent_of(party)
    context = {"dispute": dispute, "form": form, "is_withdrawal": given is not None and given.given, "nav": "desk"}
    return render(request, "disputes/party/refuse.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def co_obligor(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Does anybody share this debt? One person at a time, or nobody."""
    dispute, party = own(request, pk)
    if dispute.state not in OPEN:
        return redirect("disputes:detail", pk=dispute.pk)
    if request.method == "POST" and "nobody" in request.POST:
        return redirect("disputes:thanks", pk=dispute.pk)
    form = CoObligorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.name_co_obligor(
                by=person(request),
                dispute=dispute,
                name=form.cleaned_data["name"],
                phone=form.cleaned_data["phone"],
                relation=relation_words(party, form.cleaned_data["relation"], dispute),
            )
        except ActionRefused as refused:
            _add(form, refused)
        else:
            messages.success(request, _("We have sent an invitation by SMS."))
            return redirect("disputes:thanks", pk=dispute.pk)
    others = [each for each in queries.parties_of(dispute) if each.capacity in {"co_obligor", "guarantor"}]
    context = {
        "dispute": dispute,
        "form": form,
        "others": others,
        "correctable": correctable(person(request), dispute, others),
        "nav": "desk",
    }
    return render(request, "disputes/party/co_obligor.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: UUID, party_pk: UUID) -> HttpResponse:
    """Somebody who was named wrongly, or by mistake, and has not joined: put right, or taken out."""
    dispute = seen(request, pk)
    party = get_object_or_404(Party.objects.select_related("dispute"), pk=party_pk, dispute=dispute, removed_at=None)
    if not policy.may_correct(request.user, dispute, party):
        raise Http404
    take_out = "take_out" in request.POST
    form = CorrectionForm(
        request.POST if request.method == "POST" and not take_out else None,
        initial={"name": party.name, "phone": party.phone},
    )
    try:
        if take_out:
            actions.take_out_party(by=person(request), party=party)
            messages.success(request, _("This person has been taken out, and the invitation has ended."))
            return redirect("disputes:detail", pk=dispute.pk)
        if request.method == "POST" and form.is_valid():
            values = form.cleaned_data
            number = values["resident_id"] or None
            actions.correct_party(
                by=person(request), party=party, name=values["name"], phone=values["phone"], resident_id=number
            )
            messages.success(request, _("It has been corrected."))
            return redirect("disputes:detail", pk=dispute.pk)
    except ActionRefused as refused:
        if take_out:
            messages.warning(request, str(refused.message))
            return redirect("disputes:detail", pk=dispute.pk)
        _add(form, refused)
    context = {
        "dispute": dispute,
        "party": party,
        "form": form,
        "may_take_out": party.capacity != "borrower",
        "nav": "desk",
    }
    return render(request, "disputes/party/correct.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def thanks(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Done for now, and what happens next."""
    dispute, party = own(request, pk)
    parties = list(queries.parties_of(dispute))
    mine = next((each for each in parties if each.pk == party.pk), party)
    context = {
        "dispute": dispute,
        "todo": tasks_list.of(request.user, dispute, parties, mine),
        "nav": "desk",
    }
    return render(request, "disputes/party/thanks.html", context)
