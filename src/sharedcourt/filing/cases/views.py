"""Pages of a case: where to sue, the case itself for everyone who may see it, my cases."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sharedcourt.core.entered import whole
from sharedcourt.core.errors import ActionRefused, Invalid
from sharedcourt.core.language import language
from sharedcourt.core.once import acts_once
from sharedcourt.disputes.models import Dispute, Side
from sharedcourt.disputes.queries import parties_of
from sharedcourt.disputes.queries import visible_to as disputes_seen
from sharedcourt.filing.cases import actions, courts, policy, queries
from sharedcourt.filing.cases.actions import refusing
from sharedcourt.filing.cases.forms import CourtForm, initial_of
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.cases.page import of as page_of
from sharedcourt.filing.cases.states import EDITABLE, ENDED, ON_TRIAL, OPEN, CaseState
from sharedcourt.filing.showing import PAGE, acted, court_chosen, judge_chosen, refusal_of, status_of
from sharedcourt.law import filing as rules
from sharedcourt.law.jurisdiction import Competence
from sharedcourt.law.jurisdiction_words import reason_words
from sharedcourt.people.models import Organisation, User
from sharedcourt.people.policy import person_of

GROUPS: dict[str, tuple[str, ...]] = {
    "preparing": (CaseState.DRAFTING, CaseState.RETURNED),
    "with_court": (CaseState.SUBMITTED, CaseState.REFUSING),
    "on_trial": tuple(ON_TRIAL),
    "ended": tuple(ENDED),
}


# ---------- where to sue


def _suing(request: HttpRequest, pk: UUID) -> Dispute:
    dispute = get_object_or_404(disputes_seen(request.user), pk=pk)
    if not policy.may_sue(request.user, dispute):
        raise Http404
    return dispute


@login_required
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, dispute_id: UUID) -> HttpResponse:
    """First where the parties are domiciled, then which of the competent courts, each with its reason."""
    dispute = _suing(request, dispute_id)
    standing = queries.of_dispute(dispute)
    if standing is not None and standing.state in OPEN:
        return redirect("filing:case", pk=standing.pk)
    if not policy.may_begin(dispute):
        raise Http404
    if dispute.opened_for_court and not parties_of(dispute).filter(side=Side.RESPONDENT).exists():
        return redirect("filing:suing", dispute_id=dispute.pk)

    def made(court: Organisation, form: CourtForm) -> Case:
        return actions.begin(
            by=person_of(request),
            dispute=dispute,
            court=court,
            homes=form.homes,
            clause=form.clause,
            received_at=form.cleaned_data["received_at"],
        )

    return _choose_court(request, dispute, made, {}, None)


@login_required
@require_http_methods(["GET", "POST"])
def court(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Another court, or another place to hand the papers in, while the case can still be changed."""
    found = get_object_or_404(queries.visible_to(request.user), pk=pk)
    if not policy.is_plaintiff(request.user, found) or found.state not in EDITABLE:
        raise Http404

    def made(chosen: Organisation, form: CourtForm) -> Case:
        return actions.change_court(
            by=person_of(request),
            case=found,
            court=chosen,
            homes=form.homes,
            clause=form.clause,
            received_at=form.cleaned_data["received_at"],
        )

    return _choose_court(request, found.dispute, made, initial_of(found), found)


def _choose_court(
    request: HttpRequest,
    dispute: Dispute,
    made: Callable[[Organisation, CourtForm], Case],
    initial: dict[str, Any],
    case: Case | None,
) -> HttpResponse:
    parties = list(parties_of(dispute))
    labels = [party.name for party in parties]
    form = CourtForm(request.POST or None, cause=dispute.cause, parties=parties, labels=labels, initial=initial)
    found: Competence | None = None
    refusal: ActionRefused | None = None
    if form.is_bound and form.is_valid():
        try:
            found = courts.competence(dispute, form.homes, form.clause)
            if request.POST.get("step") == "choose":
                there = made(court_chosen(request), form)
                begins_plaint = case is None and dispute.opened_for_court
                return (
                    redirect("filing:plaint", case_id=there.pk)
                    if begins_plaint
                    else redirect("filing:case", pk=there.pk)
                )
        except ActionRefused as refused:
            refusal = refused
    context = {
        "dispute": dispute,
        "case": case,
        "form": form,
        "amount": courts.amount_of(dispute),
        "homes": [(form[f"home-{party.pk}"], form[f"other-{party.pk}"]) for party in parties],
        "proposals": [(each, each.text(language())) for each in courts.proposals(found)] if found else [],
        "set_aside": [(each, each.text(language())) for each in found.set_aside] if found else [],
        "level": courts.level_words(found.level, language()) if found else "",
        "level_certain": found.level_certain if found else True,
        "general_rule_only": rules.by_general_rule_only(dispute.cause),
        "also": [reason_words(code, language()) for code in found.missing] if found else [],
        "refusal": refusal,
        "chosen": request.POST.get("court") or (str(case.court_id) if case is not None else ""),
        "nav": "cases",
    }
    return render(request, "filing/cases/court.html", context, status=status_of(refusal, form))


# ---------- one case, for whoever may see it


@login_required
@require_GET
def case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The case as it stands. Whoever opens it after a ruling of refusal has received the ruling."""
    found = get_object_or_404(queries.visible_to(request.user), pk=pk)
    if found.ruling_id and refusing.unread(found, person_of(request)).exists():
        refusing.opened(by=person_of(request), case=found)
    return render(request, "filing/cases/case.html", page_of(request, found))


def _submit(request: HttpRequest, found: Case, by: User) -> None:
    posted = request.POST
    address = {name: posted.get(name, "") for name in ("receiver", "address", "phone", "email")}
    yes = {name: posted.get(name) == "yes" for name in ("e_service", "judgments_too")}
    actions.submit(by=by, case=found, declared=posted.get("declared") == "yes", address={**address, **yes})
    messages.success(request, _("Handed in. You are told as soon as the court has decided."))


def _withdraw(request: HttpRequest, found: Case, by: User) -> None:
    actions.withdraw(by=by, case=found)
    messages.info(request, _("The case has been taken back. It can be brought again."))


def _pass_on(request: HttpRequest, found: Case, by: User) -> None:
    made = actions.pass_on(by=by, case=found)
    messages.success(request, _("Passed on to %(court)s.") % {"court": made.court.name})


def _accept(request: HttpRequest, found: Case, by: User) -> None:
    posted = request.POST
    made = actions.accept(
        by=by,
        case=found,
        procedure=posted.get("procedure", ""),
        excluded=posted.getlist("excluded"),
        agreed=posted.get("both_agree") == "yes",
    )
    messages.success(request, _("Accepted as %(number)s.") % {"number": made.number})


def _return(request: HttpRequest, found: Case, by: User) -> None:
    actions.return_for_correction(
        by=by,
        case=found,
        items=request.POST.get("items", "").splitlines(),
        days=whole(request.POST.get("days", "")),
    )
    messages.info(request, _("Returned. The plaintiff has been told everything that is missing, and until when."))


def _refuse(request: HttpRequest, found: Case, by: User) -> None:
    actions.refuse(by=by, case=found, ground=request.POST.get("ground", ""), reasons=request.POST.get("reasons", ""))
    messages.info(
        request, _("The ruling is drawn up. A judge of the court and you sign it; the seal follows by itself.")
    )


def _take_refusal_back(request: HttpRequest, found: Case, by: User) -> None:
    actions.take_refusal_back(by=by, case=found)
    messages.info(request, _("The unsigned ruling has been taken back."))


def _reassign(request: HttpRequest, found: Case, by: User) -> None:
    actions.reassign(by=by, case=found, judge_id=judge_chosen(request), reason=request.POST.get("reason", ""))
    messages.success(request, _("The case has been given to another judge."))


def _assign_clerk(request: HttpRequest, found: Case, by: User) -> None:
    try:
        clerk_id = UUID(request.POST.get("clerk", ""))
    except ValueError:
        clerk_id = None
    actions.assign_clerk(by=by, case=found, clerk_id=clerk_id, reason=request.POST.get("reason", ""))
    messages.success(request, _("The record of the case has been given to the clerk."))


def _check_identity(request: HttpRequest, found: Case, by: User) -> None:
    try:
        person = UUID(request.POST.get("person", ""))
    except ValueError:
        person = None
    document, note = request.POST.get("document", ""), request.POST.get("note", "")
    actions.check_identity(by=by, case=found, person_id=person, document=document, note=note)
    messages.success(request, _("Recorded. It counts for this stage of the case."))


def _ask_mediation(request: HttpRequest, found: Case, by: User) -> None:
    actions.send_to_mediation(by=by, case=found)
    messages.success(request, _("Every party has been asked. The case goes to mediation when all have agreed."))


def _answer_mediation(request: HttpRequest, found: Case, by: User) -> None:
    answer = request.POST.get("agreed", "")
    if answer not in {"yes", "no"}:
        raise Invalid(_("Choose yes or no."), field="agreed")
    try:
        parties = [UUID(value) for value in request.POST.getlist("for_party")]
    except ValueError:
        raise Invalid(_("Say for whom you do this."), field="for_party") from None
    actions.answer_mediation(by=by, case=found, agreed=answer == "yes", for_parties=parties)
    messages.success(request, _("The court has your answer."))


def _take_back(request: HttpRequest, found: Case, by: User) -> None:
    actions.take_back(by=by, case=found)
    messages.info(request, _("The trial goes on."))


def _close(request: HttpRequest, found: Case, by: User) -> None:
    actions.close(by=by, case=found, outcome=request.POST.get("outcome", ""))
    messages.success(request, _("The case is closed."))


def _ordinary(request: HttpRequest, found: Case, by: User) -> None:
    posted = request.POST
    actions.go_to_ordinary(by=by, case=found, reasons=posted.get("reasons", ""), bench=posted.get("bench", ""))
    messages.info(request, _("The ruling is drawn up. Read and sign it; the seal and the fee follow by themselves."))


def _take_ordinary_back(request: HttpRequest, found: Case, by: User) -> None:
    actions.take_ordinary_back(by=by, case=found)
    messages.info(request, _("The unsigned ruling has been taken back."))


def _summary(request: HttpRequest, found: Case, by: User) -> None:
    actions.go_to_summary(by=by, case=found, reasons=request.POST.get("reasons", ""))
    messages.success(request, _("The case goes on in summary procedure; the parties have been told."))


VERBS: dict[str, Callable[[HttpRequest, Case, User], None]] = {
    "submit": _submit,
    "withdraw": _withdraw,
    "pass-on": _pass_on,
    "accept": _accept,
    "return": _return,
    "refuse": _refuse,
    "take-refusal-back": _take_refusal_back,
    "reassign": _reassign,
    "assign-clerk": _assign_clerk,
    "check-identity": _check_identity,
    "ask-mediation": _ask_mediation,
    "answer-mediation": _answer_mediation,
    "take-back": _take_back,
    "to-ordinary": _ordinary,
    "take-ordinary-back": _take_ordinary_back,
    "to-summary": _summary,
    "close": _close,
}


@login_required
@require_POST
@acts_once
def act(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """One thing a person does with the case; a refusal shows the page again with what was typed."""
    found = get_object_or_404(queries.visible_to(request.user), pk=pk)
    refused = acted(request, found, verb, VERBS)
    if refused is not None:
        fresh = get_object_or_404(queries.visible_to(request.user), pk=pk)
        context = page_of(request, fresh, refusal_of(refused, verb))
        return render(request, "filing/cases/case.html", context, status=refused.status)
    return redirect("filing:case", pk=pk)


# ---------- my cases


@login_required
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """All cases of a person, whichever side and for whomever they act, newest first; by group or as found."""
    text, group = request.GET.get("q", ""), request.GET.get("group", "")
    rows = queries.of_parties(request.user)
    if text:
        rows = rows.filter(pk__in=queries.search(request.user, text).values("pk"))
    elif group in GROUPS:
        rows = rows.filter(state__in=GROUPS[group])
    page = Paginator(rows.order_by("-created_at", "-id"), PAGE).get_page(request.GET.get("page"))
    names = {
        "preparing": _("Being prepared"),
        "with_court": _("With the court"),
        "on_trial": _("On trial"),
        "ended": _("Ended"),
    }
    context = {
        "page": page,
        "rows": queries.with_names(list(page.object_list)),
        "drafts": queries.being_prepared(request.user) if not text and group in {"", "preparing"} else [],
        "tabs": [("", _("All")), *names.items()],
        "group": "" if text else group,
        "q": text,
        "nav": "cases",
    }
    return render(request, "filing/cases/mine.html", context)
