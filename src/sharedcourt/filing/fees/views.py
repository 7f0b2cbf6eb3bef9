"""Pages of court fees: the bill for who pays and for the court, the court's list, the books compared."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from sharedcourt.core import clock
from sharedcourt.core.errors import ActionRefused, Unavailable
from sharedcourt.core.tables import csv_response
from sharedcourt.disputes.models import Party, Side
from sharedcourt.disputes.queries import parties_of
from sharedcourt.documents import actions as documents
from sharedcourt.filing.cases.states import CaseState
from sharedcourt.filing.fees import (
    actions,
    paying,
    policy,
    providers,
    queries,
    reconciliation,
    reviews,
    settling,
)
from sharedcourt.filing.fees import receipt as receipts
from sharedcourt.filing.fees.forms import (
    KIND_WORDS,
    AppealsForm,
    ClaimForm,
    CounterclaimForm,
    DayForm,
    DecisionForm,
    EndingForm,
    NothingForm,
    PartyBillForm,
    RefundForm,
    ReliefForm,
    ResolutionForm,
    ReviewDecisionForm,
    ReviewForm,
    identifier,
    item_words,
)
from sharedcourt.filing.fees.models import OF_CLAIM, SETTLED, Bill, BillKind, Discrepancy, Refund, ReliefKind
from sharedcourt.filing.fees.states import BillState, PaymentState
from sharedcourt.law.fees import bearers_article, collected_from_loser
from sharedcourt.people.models import Organisation, User
from sharedcourt.people.policy import person_of

PAGE = 20
TAB_NAMES = {
    "open": gettext_lazy("To be paid"),
    "overdue": gettext_lazy("Overdue"),
    "relief": gettext_lazy("Relief asked for"),
    "settling": gettext_lazy("To be settled"),
    "discrepancies": gettext_lazy("Does not fit"),
    "refunds": gettext_lazy("To be paid back"),
    "ended": gettext_lazy("Ended"),
}


# ---------- one bill


@login_required
@require_GET
def bill(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The bill as it stands: what it is made of, how to pay, what goes back."""
    found = get_object_or_404(queries.visible_to(request.user), pk=pk)
    return _page(request, found)


def _page(
    request: HttpRequest, found: Bill, verb: str = "", bound: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    user = person_of(request)
    pays, decides = policy.pays(user, found), policy.decides(user, found.case)
    at_court = decides or policy.keeps(user, found.case)
    relief = queries.open_relief(found) if found.is_payable else None
    payment = found.payments.filter(state=PaymentState.OPENED).exclude(address="").first()
    shown: dict[str, forms.Form] = {
        "relief": ReliefForm(natural_person=found.payer.is_person),
        "decide": DecisionForm(kind=relief.kind if relief is not None else ""),
        "claim": ClaimForm(),
        "review": ReviewForm(),
        "reviewed": ReviewDecisionForm(),
    }
    if at_court:
        parties = list(parties_of(found.case.dispute))
        shown |= {name.replace("-", "_"): _about_parties(name, None, parties, found) for name in ABOUT_PARTIES}
    if bound is not None:
        shown[verb.replace("-", "_")] = bound
    rows = list(found.reliefs.select_related("decided_by", "asked_by"))
    refunds = Refund.objects.filter(payment__bill=found).order_by("created_at")
    context = {
        "bill": found,
        "case": found.case,
        "pays": pays,
        "decides": decides,
        "at_court": at_court,
        "payment": payment if pays else None,
        "is_demonstration": providers.configured().is_demonstration,
        "relief": relief,
        "reliefs": [(row, KIND_WORDS[ReliefKind(row.kind)], item_words(row.kind, row.item)) for row in rows],
        "refunds": list(refunds),
        **_reviews(user, found),
        "discrepancies": _discrepancies(found, bound if verb == "resolve" else None) if at_court else [],
        "others": list(queries.visible_to(user).filter(case=found.case).exclude(pk=found.pk).order_by("created_at")),
        "of_claim": found.kind in OF_CLAIM,
        "ended": found.case.state == CaseState.CLOSED,
        **_settlement(found),
        "forms": shown,
        "verb": verb,
        "bound": bound,
        "nav": "desk" if at_court else "cases",
    }
    return render(request, "filing/fees/bill.html", context, status=status)


def _reviews(user: User, found: Bill) -> dict[str, Any]:
    """What was asked to be looked at again, and whether this person decides on it."""
    rows = list(found.reviews.select_related("asked_by", "decided_by"))
    standing = next((row for row in rows if row.decided_at is None), None)
    decides = standing is not None and reviews.decides(user, found, standing)
    return {"reviews": rows, "review": standing, "decides_review": decides}


def _settlement(found: Bill) -> dict[str, Any]:
    """What it costs in the end: as it was confirmed, or as it is proposed for the claim once the case has ended."""
    if found.kind not in SETTLED:
        return {}
    settlement = queries.settlement_of(found)
    if settlement is not None:
        return {"settlement": settlement}
    proposal = settling.proposed(found.case, list(queries.of_claim(found.case))) if found.kind in OF_CLAIM else None
    if proposal is None:
        return {}
    today = clock.today()
    source, certain = collected_from_loser(today)
    return {
        "proposal": proposal,
        "proposed_counterclaims": settling.proposed_counterclaims(found.case),
        "bearers": bearers_article(proposal.ending, today),
        "collected_source": source,
        "collected_certain": certain,
    }


def _discrepancies(found: Bill, bound: forms.Form | None) -> list[tuple[Discrepancy, forms.Form]]:
    """Each with its own form; the one that was refused with what was typed."""
    rows = Discrepancy.objects.filter(payment__bill=found).order_by("created_at")
    sent = str(bound["discrepancy"].value()) if bound is not None else ""
    return [
        (row, bound if bound is not None and sent == str(row.pk) else ResolutionForm(auto_id=f"{row.pk}-%s"))
        for row in rows
    ]


@login_required
@never_cache
@require_GET
def receipt(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The receipt as a PDF under the court's seal."""
    found = get_object_or_404(queries.visible_to(request.user), pk=pk)
    if found.state != BillState.PAID:
        raise Http404
    try:
        paper = receipts.receipt_of(bill=found)
    except Unavailable as refused:
        messages.error(request, str(refused))
        return redirect("filing:fees-bill", pk=pk)
    content = documents.download(by=person_of(request), signing_file=paper)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="fee-{found.pk}.pdf"'
    return response


# ---------- what people do with it


def _pay(request: HttpRequest, found: Bill, by: User, form: Any) -> None:
    paying.begin(by=by, bill=found)


def _ask(request: HttpRequest, found: Bill, by: User, form: Any) -> None:
    if paying.ask(bill=found) == "open":
        messages.info(request, _("The provider says that nothing has been paid yet."))


def _relief(request: HttpRequest, found: Bill, by: User, form: Any) -> None:
    kind, _dash, item = form.cleaned_data["ground"].partition("-")
    reasons = form.cleaned_data["reasons"]
    actions.ask_for_relief(by=by, bill=found, kind=kind, item=item, reasons=reasons)
    messages.success(
        request, _("The court has your application. While it has not decided, nothing happens if you do not pay.")
    )


def _decide(request: HttpRequest, found: Bill, by: User, form: Any) -> None:
    entered = form.cleaned_data
    actions.decide_relief(
        by=by,
        bill=found,
        granted=entered["granted"] == "yes",
        reasons=entered["reasons"],
        share=entered.get("share"),
        due=entered["due"],
    )
    messages.success(request, _("Decided; the plaintiff is told."))


def _lapse(request: HttpRequest, found: Bill, by: User, form: Any) -> None:
    actions.treat_as_withdrawn(by=by, bill=found)
    messages.success(request, _("Recorded. Now make the ruling and close the case."))


def _claim(request: HttpRequest, found: Bill, by: User, form: Any) -> None:
    entered = form.cleaned_data
    actions.change_claim(by=by, case=found.case, amount=entered["amount"], inquiry_over=entered["inquiry_over"])
    messages.success(request, _("The claim has been changed, and the fee with it."))


def _ordinary(request: HttpRequest, found: Bill, by: User, form: Any) -> None:
    actions.go_to_ordinary(by=by, case=found.case)


def _settle(request: HttpRequest, found: Bill, by: User, form: Any) -> None:
    made = settling.settle(by=by, case=found.case, **form.cleaned_data)
    messages.success(request, _("The refund is ordered.") if made else _("Confirmed. Nothing goes back."))


def _settle_appeals(request: HttpRequest, found: Bill, by: User, form: Any) -> None:
    made = settling.settle_appeals(by=by, case=found.case, **form.cleaned_data)
    messages.success(request, _("The refund is ordered.") if made else _("Confirmed. Nothing goes back."))


def _counterclaim(request: HttpRequest, found: Bill, by: User, form: Any) -> None:
    entered = form.cleaned_data
    settling.bill_counterclaim(
        by=by,
        case=found.case,
        party_id=identifier(entered["party"]),
        amount=entered["amount"],
        brought_on=entered["brought_on"],
    )
    messages.success(request, _("Billed; that party is told."))


def _appeal(request: HttpRequest, found: Bill, by: User, form: Any) -> None:
    entered = form.cleaned_data
    settling.bill_appeal(by=by, case=found.case, party_id=identifier(entered["party"]), amount=entered["amount"])
    messages.success(request, _("Billed; that party is told."))


def _resolve(request: HttpRequest, found: Bill, by: User, form: Any) -> None:
    entered = form.cleaned_data
    actions.resolve(
        by=by,
        bill=found,
        discrepancy_id=identifier(entered["discrepancy"]),
        note_text=entered["note"],
        pay_back=entered["pay_back"],
    )


def _refund_again(request: HttpRequest, found: Bill, by: User, form: Any) -> None:
    actions.order_refund_again(by=by, bill=found, refund_id=identifier(form.cleaned_data["refund"]))


def _review(request: HttpRequest, found: Bill, by: User, form: Any) -> None:
    entered = form.cleaned_data
    reviews.ask(by=by, bill=found, about=entered["about"], reasons=entered["reasons"])
    messages.success(request, _("The court has your application and answers with its reason."))


def _reviewed(request: HttpRequest, found: Bill, by: User, form: Any) -> None:
    entered = form.cleaned_data
    changed = entered["changed"] == "yes"
    reviews.decide(by=by, bill=found, changed=changed, reasons=entered["reasons"], amount=entered["amount"])
    messages.success(request, _("Decided; the party is told."))


Verb = Callable[[HttpRequest, Bill, User, Any], None]
VERBS: dict[str, Verb] = {
    "pay": _pay,
    "ask": _ask,
    "relief": _relief,
    "decide": _decide,
    "lapse": _lapse,
    "claim": _claim,
    "ordinary": _ordinary,
    "settle": _settle,
    "settle-appeals": _settle_appeals,
    "counterclaim": _counterclaim,
    "appeal": _appeal,
    "resolve": _resolve,
    "refund-again": _refund_again,
    "review": _review,
    "reviewed": _reviewed,
}
FORMS: dict[str, type[forms.Form]] = {
    "claim": ClaimForm,
    "resolve": ResolutionForm,
    "refund-again": RefundForm,
    "review": ReviewForm,
    "reviewed": ReviewDecisionForm,
}


def _form(verb: str, found: Bill, sent: Any) -> forms.Form:
    if verb == "relief":
        return ReliefForm(sent, natural_person=found.payer.is_person)
    if verb == "decide":
        relief = queries.open_relief(found)
        return DecisionForm(sent, kind=relief.kind if relief is not None else "")
    if verb in ABOUT_PARTIES:
        return _about_parties(verb, sent, list(parties_of(found.case.dispute)), found)
    return FORMS.get(verb, NothingForm)(sent)


ABOUT_PARTIES = ("settle", "settle-appeals", "counterclaim", "appeal")


def _about_parties(verb: str, sent: Any, parties: list[Party], found: Bill) -> forms.Form:
    """Forms that name the parties of the case."""
    if verb == "settle":
        ending = settling.OF_OUTCOME.get(found.case.outcome)
        return EndingForm(
            sent,
            parties=parties,
            ending=ending.value if ending is not None else "",
            counterclaims=list(queries.of_others(found.case, BillKind.COUNTERCLAIM)),
        )
    if verb == "settle-appeals":
        return AppealsForm(sent, parties=parties, appeals=list(queries.of_others(found.case, BillKind.APPEAL)))
    if verb == "counterclaim":
        return CounterclaimForm(
            sent, parties=[party for party in parties if party.side == Side.RESPONDENT], name="counterclaim"
        )
    return PartyBillForm(sent, parties=parties, name="appeal")


def _require(verb: str, by: User, found: Bill) -> None:
    """Who may is asked before what was typed is looked at."""
    if verb in {"pay", "relief", "review"}:
        policy.require_payer(by, found)
    elif verb in {"decide", "lapse", "reviewed"}:
        policy.require_decider(by, found.case)
    elif verb != "ask":
        policy.require_court(by, found.case)


@login_required
@require_POST
def act(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """One thing a person does with the bill; a refusal shows the page again with what was typed."""
    found = get_object_or_404(queries.visible_to(request.user), pk=pk)
    if verb not in VERBS:
        raise Http404
    by = person_of(request)
    form = _form(verb, found, request.POST)
    try:
        _require(verb, by, found)
        if not form.is_valid():
            return _page(request, found, verb, form, 422)
        VERBS[verb](request, found, by, form)
    except ActionRefused as refused:
        form.is_valid()
        field = "ground" if refused.field in {"kind", "item"} else refused.field
        form.add_error(field if field in form.fields else None, str(refused.message))
        fresh = get_object_or_404(queries.visible_to(request.user), pk=pk)
        return _page(request, fresh, verb, form, refused.status)
    return redirect("filing:fees-bill", pk=pk)


# ---------- the court's list and books


@login_required
@require_GET
def bills(request: HttpRequest) -> HttpResponse:
    """Bills of the court, what is due first at the top; for who pays, their own."""
    user = person_of(request)
    rows = queries.at_court_of(user)
    courts = queries.courts_kept_by(user)
    at_court = queries.works_at_court(user)
    text, tab = request.GET.get("q", ""), request.GET.get("tab", "open")
    tab = tab if tab in queries.TABS else "open"
    if not at_court:
        rows = queries.visible_to(user).order_by("-created_at", "-pk")
        rows = queries.search(rows, text)
    else:
        rows = queries.search(rows, text).order_by("-created_at", "-pk") if text else queries.in_tab(user, tab)
    counts = queries.tab_counts(user) if at_court else {}
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "tab": "" if text else tab,
        "tabs": [(key, name, counts[key]) for key, name in TAB_NAMES.items()] if at_court else [],
        "compares": bool(courts),
        "q": text,
        "nav": "desk",
    }
    return render(request, "filing/fees/bills.html", context)


def _books(request: HttpRequest) -> tuple[DayForm, Organisation | None, date | None]:
    courts = queries.courts_kept_by(request.user)
    if not courts:
        raise Http404
    sent = request.GET if request.GET.get("court") else {"court": str(courts[0].pk), "day": clock.today().isoformat()}
    form = DayForm(sent, courts=courts)
    if not form.is_valid():
        return form, None, None
    chosen = next(court for court in courts if str(court.pk) == form.cleaned_data["court"])
    return form, chosen, form.cleaned_data["day"]


@login_required
@require_GET
def books(request: HttpRequest) -> HttpResponse:
    """A day's bookings beside the provider's statement, what differs first."""
    form, court, day = _books(request)
    found = None
    if court is not None and day is not None:
        try:
            found = reconciliation.of_day(court, day)
        except Unavailable as refused:
            form.add_error(None, str(refused.message))
    context = {"form": form, "found": found, "court": court, "day": day, "nav": "desk"}
    return render(request, "filing/fees/reconciliation.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def books_csv(request: HttpRequest) -> HttpResponseBase:
    """The same as a table."""
    _form, court, day = _books(request)
    if court is None or day is None:
        return redirect("filing:fees-reconciliation")
    try:
        found = reconciliation.of_day(court, day)
    except Unavailable as refused:
        return HttpResponse(str(refused.message), status=503, content_type="text/plain; charset=utf-8")
    head = [_("Kind"), _("Reference"), _("Case number"), _("Booked here"), _("At the provider"), _("Result")]
    lines = [[line.kind_words, line.reference, line.number, line.ours, line.theirs, line.words] for line in found.lines]
    return csv_response([head, *lines], f"fees-{court.court_code or court.pk}-{day.isoformat()}.csv")
