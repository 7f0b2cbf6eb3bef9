"""Pages of enforcement: applying with everything filled in, the application, the court's desk."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sharedcourt.core import clock
from sharedcourt.core.entered import whole
from sharedcourt.core.errors import ActionRefused, Conflict, Invalid
from sharedcourt.core.language import language, worded
from sharedcourt.core.once import acts_once
from sharedcourt.disputes.queries import of_parties
from sharedcourt.documents import actions as documents
from sharedcourt.filing.enforcing import actions, deciding, papers, policy, queries, titles
from sharedcourt.filing.enforcing.forms import FIELDS, ApplicationForm
from sharedcourt.filing.enforcing.models import Enforcement
from sharedcourt.filing.enforcing.states import EDITABLE, HOLDING, EnforcementState
from sharedcourt.filing.enforcing.titles import Basis
from sharedcourt.filing.finding import courts_here
from sharedcourt.filing.showing import acted, desk_of, refusal_of, status_of
from sharedcourt.law import enforcement as rules
from sharedcourt.law import fees
from sharedcourt.law import filing as filing_rules
from sharedcourt.people.models import User
from sharedcourt.people.policy import person_of

TAB_NAMES = {
    "to_take_in": gettext_lazy("To take in"),
    "returned": gettext_lazy("Being corrected"),
    "refusing": gettext_lazy("Refusal being signed"),
    "registered": gettext_lazy("Registered"),
    "ended": gettext_lazy("Ended"),
}
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


# ---------- applying


@login_required
@require_http_methods(["GET", "POST"])
@acts_once
def enforce(request: HttpRequest, dispute_id: UUID) -> HttpResponse:
    """Everything that is known is filled in; the creditor chooses the court and says where property may be."""
    dispute = get_object_or_404(of_parties(request.user), pk=dispute_id)
    if not policy.may_apply(request.user, dispute):
        raise Http404
    basis = titles.of_dispute(dispute)
    if basis is None:
        raise Http404
    standing = queries.of_dispute(dispute)
    if standing is not None and standing.state in HOLDING:
        return redirect("filing:enforcement", pk=standing.pk)

    def made(form: ApplicationForm) -> Enforcement:
        return actions.apply(by=person_of(request), dispute=dispute, entered=form.entered())

    return _fill_in(request, basis, made, None)


@login_required
@require_http_methods(["GET", "POST"])
@acts_once
def change(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same page for an application that is not signed yet, or that the court has returned."""
    found = get_object_or_404(queries.visible_to(request.user), pk=pk)
    basis = titles.of_dispute(found.dispute)
    if not policy.is_creditor(request.user, found) or found.state not in EDITABLE or basis is None:
        raise Http404

    def made(form: ApplicationForm) -> Enforcement:
        return actions.draw_up_again(by=person_of(request), enforcement=found, entered=form.entered())

    return _fill_in(request, basis, made, found)


def _fill_in(
    request: HttpRequest,
    basis: Basis,
    made: Callable[[ApplicationForm], Enforcement],
    former: Enforcement | None,
) -> HttpResponse:
    creditors, debtors = queries.sides(basis.dispute)
    form = ApplicationForm(
        request.POST if request.method == "POST" else None,
        debtors=debtors,
        grounds=[(ground.value, worded(rules.GROUND_WORDS[ground])) for ground in _grounds(basis)],
        typed=basis.agreement is None,
        kept=former.entered if former is not None else None,
    )
    refusal: ActionRefused | None = None
    if form.is_bound and form.is_valid():
        try:
            if request.POST.get("step") == "draw-up":
                return redirect("filing:enforcement", pk=made(form).pk)
            actions.examined(basis, form.entered())
        except ActionRefused as refused:
            field = FIELDS.get(refused.field or "", refused.field)
            form.add_error(field if field in form.fields else None, str(refused))
            refusal = refused
    context = {
        **_shown(basis, form),
        "dispute": basis.dispute,
        "basis": basis,
        "former": former,
        "form": form,
        "creditors": creditors,
        "debtors": debtors,
        "correction": queries.open_correction(former) if former is not None else None,
        "nav": "desk",
    }
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "filing/enforcing/apply.html", context, status=status)


def _grounds(basis: Basis) -> list[rules.CourtGround]:
    first = rules.CourtGround.MADE_IT if basis.title is rules.Title.CONFIRMED else rules.CourtGround.FIRST_INSTANCE
    return [first, rules.CourtGround.PROPERTY]


def _shown(basis: Basis, form: ApplicationForm) -> dict[str, Any]:
    """What is outstanding, until when, before which courts; as far as it can be said now."""
    today = clock.today()
    entered = form.entered() if form.is_bound and form.is_valid() else None
    found: titles.Outstanding | None = None
    nothing = ""
    try:
        found = titles.outstanding(basis, entered, today)
    except Conflict as refused:
        nothing = str(refused)
    except Invalid:
        pass
    try:
        courts = titles.courts(basis, entered.property_at if entered is not None else "")
    except Invalid:
        courts = titles.courts(basis)
    return {
        "found": found,
        "nothing": nothing,
        "items": [(worded(item.name), item.amount, worded(item.how)) for item in found.claimed.items] if found else [],
        "dues": [each for each in found.standing.dues if each.due < today] if found and found.standing else [],
        "courts": [(each, here, each.text(language())) for each, here in courts_here(courts)],
        "fee": fees.enforcement_fee(found.claimed.total) if found else None,
        "fee_source": rules.source_of("fee", today)[0],
        "late_source": rules.source_of("late_application", today)[0],
        "agreed_source": rules.source_of("agreed_liability", today)[0],
        "over": found is not None and found.limit.over(today),
    }


# ---------- one application


@login_required
@require_GET
def enforcement(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The application as it stands, and what to do next."""
    return _page(request, get_object_or_404(queries.visible_to(request.user), pk=pk))


def _page(
    request: HttpRequest, found: Enforcement, refused: ActionRefused | None = None, verb: str = ""
) -> HttpResponse:
    user = person_of(request)
    creditors, debtors = queries.sides(found.dispute)
    creditor, clerk = policy.is_creditor(user, found), policy.is_clerk(user, found)
    refusing = found.state == EnforcementState.REFUSING
    slot = found.application.slots.first() if found.application is not None else None
    proposed, longest = filing_rules.correction_days(clock.today())
    signs = policy.signs_refusal(user, found)
    context = {
        "enforcement": found,
        "creditors": creditors,
        "against": [party for party in debtors if str(party.pk) in found.against],
        "items": [(worded(tuple(item["name"])), item["amount"], worded(tuple(item["how"]))) for item in found.items],
        "is_creditor": creditor,
        "may_withdraw": creditor
        and found.state in (*EDITABLE, EnforcementState.SUBMITTED)
        and policy.may_dispose(user, found.dispute),
        "signer": slot,
        "signs": slot is not None and slot.user_id == user.pk,
        "taking_in": clerk and found.state == EnforcementState.SUBMITTED,
        "signs_refusal": refusing and signs,
        "may_take_refusal_back": refusing and (clerk or signs),
        "corrections": list(found.corrections.select_related("asked_by")),
        "court_reason": worded(rules.GROUND_WORDS[rules.CourtGround(found.court_ground)]),
        "fee": fees.enforcement_fee(found.amount),
        "late": found.submitted_at is not None and clock.local(found.submitted_at).date() > found.limit_on,
        "grounds": [(key.value, worded(pair)) for key, pair in rules.NOT_ACCEPTED_WORDS.items()],
        "ground_words": worded(rules.NOT_ACCEPTED_WORDS[rules.NotAccepted(found.ground)]) if found.ground else "",
        "conditions": rules.source_of("conditions", clock.today()),
        "services": list(found.services.select_related("user", "file")),
        "proposed_days": proposed,
        "longest_days": longest,
        "refusal": refusal_of(refused, verb),
        "posted": request.POST,
        "nav": "desk",
    }
    return render(request, "filing/enforcing/enforcement.html", context, status=status_of(refused))


@login_required
@never_cache
@require_GET
def draft(request: HttpRequest, pk: UUID, fmt: str) -> HttpResponse:
    """The application as it is printed, as a Word file or a PDF that says that it is a draft. For the creditor."""
    found = get_object_or_404(queries.visible_to(request.user), pk=pk)
    if not policy.is_creditor(request.user, found) or found.application is None or fmt not in {"docx", "pdf"}:
        raise Http404
    return draft_of(found, fmt)


def draft_of(found: Enforcement, fmt: str) -> HttpResponse:
    """The draft as a file; kept nowhere. The application has been drawn up."""
    assert found.application is not None
    payload = found.application.payload
    if fmt == "docx":
        content, kind = papers.word_draft(payload), WORD
    else:
        content, kind = documents.preview(template=papers.APPLICATION, payload=payload), "application/pdf"
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="enforcement-{found.pk}.{fmt}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _withdraw(request: HttpRequest, found: Enforcement, by: User) -> None:
    actions.withdraw(by=by, enforcement=found)
    messages.info(request, _("The application has been taken back. It can be made again while the two years last."))


def _accept(request: HttpRequest, found: Enforcement, by: User) -> None:
    made = deciding.accept(by=by, enforcement=found)
    messages.success(request, _("Registered as %(number)s.") % {"number": made.number})


def _return(request: HttpRequest, found: Enforcement, by: User) -> None:
    deciding.return_for_correction(
        by=by,
        enforcement=found,
        items=request.POST.get("items", "").splitlines(),
        days=whole(request.POST.get("days", "")),
    )
    messages.info(request, _("Returned. The creditor has been told everything that is missing, and until when."))


def _refuse(request: HttpRequest, found: Enforcement, by: User) -> None:
    deciding.refuse(
        by=by,
        enforcement=found,
        ground=request.POST.get("ground", ""),
        reasons=request.POST.get("reasons", ""),
    )
    messages.info(
        request, _("The ruling is drawn up. A judge of the court and you sign it; the seal follows by itself.")
    )


def _take_refusal_back(request: HttpRequest, found: Enforcement, by: User) -> None:
    deciding.take_refusal_back(by=by, enforcement=found)
    messages.info(request, _("The unsigned ruling has been taken back."))


VERBS: dict[str, Callable[[HttpRequest, Enforcement, User], None]] = {
    "withdraw": _withdraw,
    "accept": _accept,
    "return": _return,
    "refuse": _refuse,
    "take-refusal-back": _take_refusal_back,
}


@login_required
@require_POST
def act(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """One thing a person does with the application; a refusal shows the page again with what was typed."""
    found = get_object_or_404(queries.visible_to(request.user), pk=pk)
    refused = acted(request, found, verb, VERBS)
    if refused is not None:
        return _page(request, get_object_or_404(queries.visible_to(request.user), pk=pk), refused, verb)
    return redirect("filing:enforcement", pk=pk)


# ---------- the court's desk


@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """The court's applications for enforcement: what is due first at the top."""
    if not queries.works_at_desk(person_of(request)):
        raise Http404
    return render(request, "filing/enforcing/desk.html", desk_of(request, queries, TAB_NAMES))
