"""The dispute's own page, lists, and what officers and organisations do with it."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sharedcourt.core import clock, codes, sought
from sharedcourt.core.errors import ActionRefused, Invalid
from sharedcourt.core.once import acts_once
from sharedcourt.core.tables import csv_response
from sharedcourt.disputes import actions, policy, queries, sections, statement, tasks_list, timeline
from sharedcourt.disputes.forms import EvidenceForm, WithdrawForm
from sharedcourt.disputes.intake.sending import Unclear, keep_evidence
from sharedcourt.disputes.intake.views import person
from sharedcourt.disputes.listing import Listing
from sharedcourt.disputes.models import Dispute, Party, Stage
from sharedcourt.disputes.states import EDITABLE, ENDED, OPEN
from sharedcourt.law.causes import cause as cause_of
from sharedcourt.people.models import IdentityLevel, User


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def disputes(request: HttpRequest) -> HttpResponse:
    """The list of somebody who works with disputes; what is searched for is posted."""
    if request.method == "POST":
        return sought.keep(request)
    listing = Listing(queries.at_work(request.user), request.GET, sought.text_of(request))
    context = {
        "listing": listing,
        "sought": request.GET.get(sought.KEY, "") if listing.text else "",
        "page": listing.page,
        "may_open": policy.may_open(request.user),
        "offers": sections.offers_for(request.user) if policy.may_open(request.user) else [],
        "nav": "desk",
    }
    return render(request, "disputes/list.html", context)


@login_required
@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The list as asked for, as a file."""
    listing = Listing(queries.at_work(request.user), request.GET, sought.text_of(request))
    return csv_response(_export_rows(listing), f"disputes-{clock.today():%Y%m%d}.csv")


def _export_rows(listing: Listing) -> Iterator[list[Any]]:
    yield [_("Code"), _("Cause"), _("State"), _("Applicant"), _("Respondents"), _("Amount claimed"), _("As of"),
           _("Submitted"), _("Mediation organisation")]  # fmt: skip
    for dispute in listing.exported():
        yield [
            codes.display(dispute.code),
            cause_title(dispute),
            dispute.get_state_display(),
            dispute.applicant_name,
            "、".join(party.name for party in dispute.respondents),  # type: ignore[attr-defined]
            dispute.amount_claimed,
            dispute.calculated_on,
            clock.local(dispute.submitted_at).strftime("%Y-%m-%d %H:%M") if dispute.submitted_at else "",
            dispute.mediation_organisation.name if dispute.mediation_organisation else "",
        ]


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """A party's own disputes; with only one, its page."""
    own = queries.with_applicants(queries.of_parties(request.user))
    found = list(own.select_related("applicant", "mediation_organisation").defer("elements")[:50])
    if len(found) == 1 and "all" not in request.GET:
        return redirect("disputes:detail", pk=found[0].pk)
    context = {"disputes": found, "offers": sections.offers_for(request.user), "nav": "desk"}
    return render(request, "disputes/mine.html", context)


def cause_title(dispute: Dispute) -> str:
    """The cause in the language of the page."""
    from django.utils.translation import get_language

    return cause_of(dispute.cause).title(get_language() or "zh")


def seen(request: HttpRequest, pk: UUID) -> Dispute:
    """The dispute, or 404."""
    found = queries.visible_to(request.user).select_related("applicant", "mediation_organisation", "site", "opened_by")
    return get_object_or_404(found, pk=pk)


@login_required
@require_safe
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything about a dispute that this person may see, and what they should do next."""
    dispute = seen(request, pk)
    user = person(request)
    parties = list(queries.parties_of(dispute))
    mine = next(
        (
            each
            for each in parties
            if each.user_id == user.pk or any(agent.user_id == user.pk for agent in each.agents.all())
        ),
        None,
    )
    todo = tasks_list.of(user, dispute, parties, mine)
    may_invite = policy.may_invite(user, dispute)
    sent = timeline.messages_about(dispute, user)
    try:
        lines = statement.debt_lines(dispute.elements)
    except Invalid:
        lines = []
    context: dict[str, Any] = {
        "dispute": dispute,
        "cause": cause_title(dispute),
        "code_url": f"{settings.PUBLIC_URL}/d/{dispute.code}/",
        "parties": [
            {
                **_party_card(each, mine),
                "keeps_agents": policy.may_keep_agents(user, each) and policy.agents_change(dispute, each),
            }
            for each in parties
        ],
        "correctable": correctable(user, dispute, parties),
        "mine": mine,
        "todo": todo,
        "next": next((item for item in todo if item.state == "todo" and item.url), None),
        "summary": statement.summary(dispute),
        "lines": lines,
        "answers": _side_by_side(dispute, parties),
        "evidence": queries.evidence_of(dispute),
        "messages_sent": sent,
        "timeline": timeline.lines(dispute),
        "sections": sections.of(request, dispute),
        "may_invite": may_invite and dispute.state in OPEN,
        "may_edit": policy.may_edit(user, dispute) and not dispute.opened_for_court,
        "may_withdraw": policy.is_applicant(user, dispute)
        and not dispute.opened_for_court
        and (dispute.state in OPEN or dispute.state in EDITABLE),
        "may_add_evidence": mine is not None and dispute.state not in ENDED and dispute.state not in EDITABLE,
        "may_name": mine is not None and mine.side == "respondent" and dispute.state in OPEN,
        "may_lay_down": mine is not None and policy.agents_change(dispute, mine),
        "ended": dispute.state in ENDED,
        "nav": "desk",
    }
    return render(request, "disputes/detail.html", context)


def correctable(user: User, dispute: Dispute, parties: list[Party]) -> set[UUID]:
    """Parties whom this person may still correct or take out."""
    if dispute.state not in OPEN:
        return set()
    waiting = [each for each in parties if each.is_person and each.user_id is None]
    return {each.pk for each in waiting if policy.may_correct(user, dispute, each)}


def _party_card(party: Party, mine: Party | None) -> dict[str, Any]:
    """What is shown of a party: phone and number masked, how surely they are known, what they agreed to."""
    agreed = {consent.stage: consent.given for consent in party.consents_in_force}  # type: ignore[attr-defined]
    level = party.user.identity_level if party.user is not None else IdentityLevel.NONE
    return {
        "party": party,
        "is_mine": mine is not None and mine.pk == party.pk,
        "level": IdentityLevel(level).label,
        "agreed": agreed.get(Stage.ONLINE_MEDIATION),
        "agents": list(party.agents.all()),
        "service": getattr(party, "service_address", None),
    }


def _side_by_side(dispute: Dispute, parties: list[Party]) -> dict[str, Any] | None:
    """The items of the statement, and beside each what every respondent says to it."""
    answered = [(party, party.answer) for party in parties if getattr(party, "answer", None) is not None]
    if not answered:
        return None
    rows: dict[str, Any] = {}
    for party, _answer in answered:
        for item in statement.items(dispute, party):
            rows.setdefault(item.key, {"item": item, "cells": {}})
    for row in rows.values():
        row["cells"] = [answer.answers.get(row["item"].key) for _party, answer in answered]
    heads = [party for party, _answer in answered]
    table = [{"item": row["item"], "cells": list(zip(heads, row["cells"], strict=True))} for row in rows.values()]
    return {
        "parties": heads,
        "rows": table,
        "notes": [(party, answer.note) for party, answer in answered if answer.note],
    }


@login_required
@require_safe
def code(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A sheet to print and hand over: the code, its QR, and what to do, in plain words."""
    dispute = seen(request, pk)
    if not dispute.is_public:
        raise Http404
    context = {"dispute": dispute, "code_url": f"{settings.PUBLIC_URL}/d/{dispute.code}/", "nav": "desk"}
    return render(request, "disputes/code.html", context)


@login_required
@require_safe
def timeline_csv(request: HttpRequest, pk: UUID) -> StreamingHttpResponse:
    """The timeline as a file, with what became of each message; `seq` finds each entry's proof."""
    dispute, reader = seen(request, pk), person(request)

    def rows() -> Iterator[list[Any]]:
        yield [_("Number in the ledger"), _("When"), _("Who"), _("What"), _("Detail")]
        for line in timeline.with_deliveries(dispute, reader):
            yield [line.seq, clock.local(line.at).strftime("%Y-%m-%d %H:%M:%S"), line.who, line.what, line.detail]

    return csv_response(rows(), f"timeline-{codes.display(dispute.code)}.csv")


@login_required
@require_POST
def invite(request: HttpRequest, pk: UUID, party_pk: UUID) -> HttpResponse:
    """Send a party the personal link by SMS."""
    dispute = seen(request, pk)
    party = get_object_or_404(Party.objects.select_related("dispute"), pk=party_pk, dispute=dispute, removed_at=None)
    try:
        actions.invite_party(by=person(request), party=party)
    except ActionRefused as refused:
        messages.warning(request, str(refused.message))
    else:
        messages.success(request, _("The invitation is on its way by SMS."))
    return redirect("disputes:detail", pk=dispute.pk)


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the application back, after a second look."""
    dispute = seen(request, pk)
    user: User = person(request)
    if not policy.is_applicant(user, dispute) or dispute.opened_for_court:
        raise Http404
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(by=user, dispute=dispute, reason=form.cleaned_data["reason"])
        except ActionRefused as refused:
            form.add_error(None, str(refused.message))
        else:
            messages.success(request, _("The application has been withdrawn."))
            return redirect("disputes:detail", pk=dispute.pk)
    context = {"dispute": dispute, "form": form, "nav": "desk"}
    return render(request, "disputes/withdraw.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
@acts_once
def add_evidence(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A party adds files after the application was submitted."""
    dispute = seen(request, pk)
    user = person(request)
    if queries.party_of(user, dispute) is None or dispute.state in EDITABLE:
        raise Http404
    form, waiting = EvidenceForm(request.POST or None), []
    if request.method == "POST" and form.is_valid():
        try:
            added = keep_evidence(user, dispute, request.POST, request.FILES)
        except ActionRefused as refused:
            waiting = refused.waiting if isinstance(refused, Unclear) else []
            form.add_error(None, str(refused.message))
        else:
            if added:
                messages.success(request, _("The evidence has been added. The other side can see it."))
                return redirect("disputes:detail", pk=dispute.pk)
            form.add_error(None, _("Choose a file first."))
    context = {"dispute": dispute, "form": form, "waiting": waiting, "nav": "desk"}
    return render(request, "disputes/add_evidence.html", context, status=422 if form.errors else 200)
