"""Bringing a case: about what and for whom, who sues, who is sued, what proves it; then on to the court and the plaint."""

import secrets
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sharedcourt.core.errors import ActionRefused
from sharedcourt.core.language import language
from sharedcourt.core.once import acts_once
from sharedcourt.disputes import actions as disputes
from sharedcourt.disputes import policy as dispute_policy
from sharedcourt.disputes.intake.sending import Unclear, keep_evidence
from sharedcourt.disputes.models import Dispute, Evidence, Party, Side
from sharedcourt.disputes.queries import evidence_of, parties_of
from sharedcourt.disputes.queries import visible_to as disputes_seen
from sharedcourt.filing.cases import actions as cases
from sharedcourt.filing.cases import queries
from sharedcourt.filing.cases.states import OPEN
from sharedcourt.filing.cases.suing_forms import (
    DEFENDANTS,
    OPENING,
    PLAINTIFFS,
    ClaimForm,
    Institution,
    PartyForm,
    StartForm,
    form_of,
)
from sharedcourt.filing.showing import status_of
from sharedcourt.law import causes
from sharedcourt.law.errors import LawError
from sharedcourt.people.models import Organisation, User
from sharedcourt.people.policy import person_of
from sharedcourt.sites.models import Site


def _site(request: HttpRequest) -> Site | None:
    """The shared court at whose screen the person stands."""
    terminal = getattr(request, "terminal", None)
    return terminal.site if terminal is not None else None


@login_required
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """What the dispute is about and who sues. Nothing is kept here; the answers lead to the next page."""
    institutions = dispute_policy.applicant_organisations(request.user)
    asked = request.GET if "whom" in request.GET or "cause" in request.GET else None
    form = StartForm(asked, institutions=institutions, lang=language())
    if form.is_bound and form.is_valid():
        return redirect("filing:sue_new", cause=form.cleaned_data["cause"], whom=form.cleaned_data["whom"])
    context = {"form": form, "nav": "cases"}
    return render(request, "filing/cases/sue.html", context, status=422 if form.is_bound else 200)


def _opening(user: User, cause: str, whom: str) -> tuple[type[PartyForm], Organisation | None]:
    """The page for whoever sues. Raises Http404 for a cause there is not, or an institution that is not the person's."""
    try:
        causes.cause(cause)
    except LawError as error:
        raise Http404 from error
    if whom in OPENING:
        return OPENING[whom], None
    for institution in dispute_policy.applicant_organisations(user):
        if str(institution.pk) == whom:
            return Institution, institution
    raise Http404


@sensitive_post_parameters("name", "resident_id", "phone", "address")
@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, cause: str, whom: str) -> HttpResponse:
    """Who sues. The button opens the dispute, once however often it is pressed."""
    user = person_of(request)
    page, institution = _opening(user, cause, whom)
    form = page(request.POST or None, request.FILES or None, user=user, opens=True)
    refusal: ActionRefused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            acting = form.acting()
            dispute = disputes.open_for_court(
                by=user,
                cause=cause,
                institution=institution,
                plaintiff=form.entered,
                acting=acting,
                amount=form.cleaned_data["amount"],
                site=_site(request),
                idempotency_key=f"sue-{request.POST.get('key', '')}",
            )
            return redirect("filing:suing_add", dispute_id=dispute.pk, what="defendant")
        except ActionRefused as refused:
            refusal = refused
            refused.put_beside(form)
    context = {
        **_page(form),
        "cause": causes.cause(cause).title(language()),
        "key": request.POST.get("key") or secrets.token_hex(16),
        "institution": institution,
        "back": "start",
        "once": False,
    }
    return render(request, "filing/cases/sue_party.html", context, status=status_of(refusal, form))


def _page(form: PartyForm) -> dict[str, Any]:
    return {"form": form, "title": form.title, "lead": form.lead, "nav": "cases"}


def _prepared(request: HttpRequest, dispute_id: UUID) -> Dispute:
    """A dispute whose parties the person may still change; 404 for everybody else."""
    dispute = get_object_or_404(disputes_seen(request.user), pk=dispute_id)
    if not dispute_policy.may_prepare(request.user, dispute):
        raise Http404
    return dispute


@login_required
@require_GET
def suing(request: HttpRequest, dispute_id: UUID) -> HttpResponse:
    """Who sues whom, and what comes next; everything can be corrected from here until the case is handed in."""
    dispute = get_object_or_404(disputes_seen(request.user), pk=dispute_id)
    case = queries.of_dispute(dispute)
    if not dispute_policy.may_prepare(request.user, dispute):
        if case is not None and dispute_policy.is_applicant(request.user, dispute) and dispute.opened_for_court:
            return redirect("filing:case", pk=case.pk)
        raise Http404
    user = person_of(request)
    parties = list(parties_of(dispute))
    context = {
        "dispute": dispute,
        "cause": causes.cause(dispute.cause).title(language()),
        "plaintiffs": [
            (party, _may_change(user, party), _may_take_out(user, dispute, party), _names_agents(user, dispute, party))
            for party in parties
            if party.side == Side.APPLICANT
        ],
        "defendants": [party for party in parties if party.side == Side.RESPONDENT],
        "evidence": evidence_of(dispute),
        "case": case if case is not None and case.state in OPEN else None,
        "nav": "cases",
    }
    return render(request, "filing/cases/suing.html", context)


def _may_change(user: User, party: Party) -> bool:
    return party.user_id is None or party.user_id == user.pk


def _names_agents(user: User, dispute: Dispute, party: Party) -> bool:
    return dispute_policy.may_keep_agents(user, party) and dispute_policy.agents_change(dispute, party)


def _may_take_out(user: User, dispute: Dispute, party: Party) -> bool:
    if party.user_id is not None:
        return party.user_id == user.pk and dispute.opened_by_id != user.pk
    return party.organisation_id is None


def _keep(
    request: HttpRequest, dispute: Dispute, form: PartyForm, act: Callable[[], Any], **context: Any
) -> HttpResponse:
    """The page of one party: kept by the action, or shown again with what is wrong beside its field."""
    refusal: ActionRefused | None = None
    if form.is_bound and form.is_valid():
        try:
            act()
            return redirect("filing:suing", dispute_id=dispute.pk)
        except ActionRefused as refused:
            refusal = refused
            refused.put_beside(form)
    shown = {**_page(form), "dispute": dispute, "back": "suing", "once": True, **context}
    return render(request, "filing/cases/sue_party.html", shown, status=status_of(refusal, form))


@sensitive_post_parameters("name", "resident_id", "phone", "address")
@login_required
@require_http_methods(["GET", "POST"])
@acts_once
def add(request: HttpRequest, dispute_id: UUID, what: str) -> HttpResponse:
    """One more defendant, or somebody who sues together with those who are named."""
    dispute, user = _prepared(request, dispute_id), person_of(request)
    page = (DEFENDANTS | PLAINTIFFS).get(what)
    if page is None:
        raise Http404
    form = page(request.POST or None, request.FILES or None, user=user)

    def act() -> None:
        if what in DEFENDANTS:
            disputes.add_defendant(by=user, dispute=dispute, entered=form.entered)
        else:
            acting = form.acting()
            disputes.add_plaintiff(by=user, dispute=dispute, entered=form.entered, acting=acting)

    return _keep(request, dispute, form, act, what=what)


def _party(dispute: Dispute, party_id: UUID) -> Party:
    rows = Party.objects.filter(dispute=dispute, removed_at=None).select_related("organisation", "dispute")
    return get_object_or_404(rows, pk=party_id)


@sensitive_post_parameters("name", "resident_id", "phone", "address")
@login_required
@require_http_methods(["GET", "POST"])
@acts_once
def party(request: HttpRequest, dispute_id: UUID, party_id: UUID) -> HttpResponse:
    """Correct a party."""
    dispute, user = _prepared(request, dispute_id), person_of(request)
    row = _party(dispute, party_id)
    if not _may_change(user, row):
        raise Http404
    form = form_of(row, user)(request.POST or None, request.FILES or None, user=user, party=row)

    def act() -> None:
        acting = form.acting()
        disputes.change_named(by=user, party=row, entered=form.entered, acting=acting)

    return _keep(request, dispute, form, act, party=row)


@login_required
@require_POST
def remove(request: HttpRequest, dispute_id: UUID, party_id: UUID) -> HttpResponse:
    """Take a party out."""
    dispute = _prepared(request, dispute_id)
    try:
        disputes.take_out_named(by=person_of(request), party=_party(dispute, party_id))
    except ActionRefused as refused:
        messages.warning(request, str(refused.message))
    if not dispute_policy.may_prepare(request.user, dispute):
        return redirect("filing:cases")
    return redirect("filing:suing", dispute_id=dispute.pk)


@login_required
@require_http_methods(["GET", "POST"])
@acts_once
def claim(request: HttpRequest, dispute_id: UUID) -> HttpResponse:
    """Another cause, or another sum."""
    dispute = _prepared(request, dispute_id)
    known = {"cause": dispute.cause, "amount": dispute.amount_claimed}
    form = ClaimForm(request.POST or None, initial=known, lang=language())
    refusal: ActionRefused | None = None
    if form.is_bound and form.is_valid():
        try:
            disputes.change_claim(by=person_of(request), dispute=dispute, **form.cleaned_data)
            return redirect("filing:suing", dispute_id=dispute.pk)
        except ActionRefused as refused:
            refusal = refused
            refused.put_beside(form)
    context = {"form": form, "title": _("What is it about?"), "dispute": dispute, "back": "suing", "once": True}
    return render(request, "filing/cases/sue_party.html", {**context, "nav": "cases"}, status=status_of(refusal, form))


@login_required
@require_http_methods(["GET", "POST"])
@acts_once
def evidence(request: HttpRequest, dispute_id: UUID) -> HttpResponse:
    """What proves it: files are added, or taken out again, until the case is handed in."""
    dispute, user = _prepared(request, dispute_id), person_of(request)
    refusal: ActionRefused | None = None
    if request.method == "POST":
        try:
            if "remove" in request.POST:
                _remove_evidence(user, dispute, request.POST["remove"])
            elif not keep_evidence(user, dispute, request.POST, request.FILES):
                return redirect("filing:suing", dispute_id=dispute.pk)
            return redirect("filing:suing_evidence", dispute_id=dispute.pk)
        except ActionRefused as refused:
            refusal = refused
    context = {
        "dispute": dispute,
        "evidence": evidence_of(dispute).filter(party__side=Side.APPLICANT),
        "waiting": refusal.waiting if isinstance(refusal, Unclear) else [],
        "refusal": refusal,
        "nav": "cases",
    }
    return render(request, "filing/cases/sue_evidence.html", context, status=422 if refusal else 200)


def _remove_evidence(user: User, dispute: Dispute, which: str) -> None:
    try:
        pk = UUID(which)
    except ValueError as error:
        raise Http404 from error
    disputes.remove_evidence(by=user, evidence=get_object_or_404(Evidence, pk=pk, dispute=dispute))


@login_required
@require_POST
def give_up(request: HttpRequest, dispute_id: UUID) -> HttpResponse:
    """Give the draft up, while no case has begun on it."""
    dispute = _prepared(request, dispute_id)
    try:
        cases.give_up(by=person_of(request), dispute=dispute)
    except ActionRefused as refused:
        messages.warning(request, str(refused.message))
        return redirect("filing:suing", dispute_id=dispute.pk)
    messages.info(request, _("The draft has been given up. Nobody was told of it."))
    return redirect("filing:cases")
