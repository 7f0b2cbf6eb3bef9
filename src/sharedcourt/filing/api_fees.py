"""Court fees over the API: the same actions, policies and refusals as the pages."""

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Schema, Status
from ninja.pagination import paginate

from sharedcourt.core import clock
from sharedcourt.core.errors import Conflict, Invalid
from sharedcourt.core.paging import Each
from sharedcourt.documents import actions as documents
from sharedcourt.filing.api import router
from sharedcourt.filing.cases import queries as cases
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.fees import actions, paying, policy, providers, queries, receipt, reconciliation, settling
from sharedcourt.filing.fees.forms import FIRST_DAY
from sharedcourt.filing.fees.models import Bill, BillKind, Refund
from sharedcourt.filing.fees.states import BillState
from sharedcourt.people.policy import person_of


class FeeRefundOut(Schema):
    id: UUID
    amount: Decimal
    ground: str
    article: str
    state: str
    due: date | None


class FeeDiscrepancyOut(Schema):
    """Money that could not be booked. Only the court sees it."""

    id: UUID
    amount: Decimal
    reason: str
    paid_at: datetime
    resolved_at: datetime | None


class FeeReliefOut(Schema):
    id: UUID
    kind: str
    item: str = Field(description="of article 47 (defer), 46 (reduce) or 45 (waive) of the Measures")
    reasons: str
    granted: bool | None
    share: Decimal | None
    decision: str
    decided_at: datetime | None


class BillOut(Schema):
    """A bill for a court fee, in yuan. `due` is the last day to pay, in China."""

    id: UUID
    case: UUID
    number: str
    court: UUID
    kind: str
    state: str
    claim: Decimal | None
    summary: bool
    full: Decimal
    amount: Decimal
    due: date
    paid: Decimal
    paid_at: datetime | None
    refunded: Decimal
    refunds: list[FeeRefundOut]
    reliefs: list[FeeReliefOut]
    discrepancies: list[FeeDiscrepancyOut]


class FeePaymentOut(Schema):
    """Where to pay. With the built-in provider no money moves: `demonstration`."""

    id: UUID
    amount: Decimal
    address: str
    demonstration: bool


class FeeOutcomeOut(Schema):
    outcome: str = Field(description="none, open, booked, kept or failed")


class ReliefIn(Schema):
    kind: str = Field(description="defer, reduce or waive")
    item: str = Field(description="of article 47, 46 or 45 of the Measures")
    reasons: str


class ReliefDecisionIn(Schema):
    granted: bool
    reasons: str
    share: Decimal | None = Field(
        default=None,
        max_digits=3,
        decimal_places=2,
        description="by how much the fee is reduced: 0.3 at least, below 1",
    )
    due: date | None = None


class ClaimIn(Schema):
    amount: Decimal = Field(ge=0, max_digits=15, decimal_places=2, description="yuan")
    inquiry_over: bool = False


class FeeDecisionIn(Schema):
    """How a counterclaim or an appeal ended. `shares`: party's id → what it bears in yuan, together the whole fee."""

    ending: str = Field(description="as of a case; of an appeal judgment, mediated, withdrawn, remanded or dismissed")
    shares: dict[UUID, Decimal] = {}


class EndingIn(Schema):
    """`shares`: party's id → what it bears in yuan, together the whole fee. `collect`: pay back what others bear and bill them.

    `counterclaims`: bill's id → how that counterclaim ended; without more as the case did.
    """

    ending: str = Field(description="judgment, mediated, withdrawn, dismissed, transferred or transferred_as_crime")
    effective_on: date
    shares: dict[UUID, Decimal] = {}
    collect: bool = False
    counterclaims: dict[UUID, FeeDecisionIn] = {}


class AppealsEndedIn(Schema):
    """`appeals`: bill's id → how that appeal ended; one that is not named goes on."""

    appeals: dict[UUID, FeeDecisionIn]
    effective_on: date
    collect: bool = False


class FeePartOut(Schema):
    """What was asked for costs in the end, proposed until the court has confirmed it. Yuan."""

    ending: str
    fee: Decimal
    kept: Decimal = Field(description="paid and not gone back")
    refund: Decimal
    outstanding: Decimal
    article: str
    confirmed: bool


class OtherFeePartOut(FeePartOut):
    """The same of a counterclaim or an appeal: `bill` is what it was billed with."""

    bill: UUID
    kind: str


class FeeProposalOut(FeePartOut):
    """What the claim of a case costs in the end; `others`: the counterclaims and settled appeals whose bills you may see."""

    others: list[OtherFeePartOut]


class FeeReviewIn(Schema):
    about: str = Field(description="decision (the president of the court looks again) or sum (how it was worked out)")
    reasons: str


class FeeReviewDecisionIn(Schema):
    changed: bool
    reasons: str
    amount: Decimal | None = Field(
        default=None, ge=0, max_digits=15, decimal_places=2, description="by the tariff, yuan"
    )


class EarlyReliefDecisionIn(Schema):
    granted: bool
    reasons: str
    due: date | None = None


class EarlyReliefOut(Schema):
    """Relief asked for with the filing, before there is a bill."""

    kind: str
    item: str
    reasons: str
    granted: bool | None
    due: date | None
    decision: str


class AppealBillIn(Schema):
    party: UUID
    amount: Decimal | None = Field(default=None, description="what it is about; empty: without an amount")


class CounterclaimBillIn(AppealBillIn):
    brought_on: date


class FeeResolutionIn(Schema):
    note: str
    pay_back: bool = False


class BookLineOut(Schema):
    kind: str
    reference: UUID
    number: str
    ours: Decimal | None
    theirs: Decimal | None
    verdict: str


class BooksOut(Schema):
    """One court's day beside the provider's statement; what differs comes first."""

    lines: list[BookLineOut]
    differences: int
    ours: Decimal
    theirs: Decimal


def _bill(request: HttpRequest, pk: UUID) -> Bill:
    return get_object_or_404(queries.visible_to(request.user), pk=pk)


def _case(request: HttpRequest, pk: UUID) -> Case:
    """A case whose fee the person may know of."""
    found = get_object_or_404(cases.visible_to(request.user), pk=pk)
    get_object_or_404(queries.visible_to(request.user).filter(case=found)[:1])
    return found


def _refund(row: Refund) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("id", "amount", "ground", "article", "state", "due")}


def _out(row: Bill, user: Any) -> dict[str, Any]:
    at_court = policy.keeps(user, row.case) or policy.is_judge(user, row.case)
    payments = list(row.payments.all())
    plain = ("id", "kind", "state", "claim", "summary", "full", "amount", "due", "paid", "paid_at", "refunded")
    kept = [each for payment in payments for each in payment.discrepancies.all()] if at_court else []
    names = ("id", "kind", "item", "reasons", "granted", "share", "decision", "decided_at")
    return {name: getattr(row, name) for name in plain} | {
        "case": row.case_id,
        "number": row.case.number.text if row.case.number is not None else "",
        "court": row.court_id,
        "refunds": [_refund(each) for payment in payments for each in payment.refunds.all()],
        "reliefs": [{name: getattr(each, name) for name in names} for each in row.reliefs.all()],
        "discrepancies": [
            {name: getattr(each, name) for name in ("id", "amount", "reason", "paid_at", "resolved_at")}
            for each in kept
        ],
    }


def _fresh(request: HttpRequest, row: Bill) -> dict[str, Any]:
    return _out(_bill(request, row.pk), request.user)


@router.get("/fees", response=list[BillOut], operation_id="filing_fees")
@paginate
def list_bills(request: HttpRequest, state: str = "", q: str = "") -> Each:
    """Bills you may see, newest first; by state, by case number or dispute code."""
    rows = queries.search(queries.visible_to(request.user), q)
    if state:
        rows = rows.filter(state=state)
    rows = rows.prefetch_related("payments__refunds", "payments__discrepancies", "reliefs")
    return Each(rows.order_by("-created_at", "-pk"), lambda row: _out(row, request.user))


@router.get("/fees/books", response=BooksOut, operation_id="filing_fee_books")
def read_books(request: HttpRequest, court: UUID | None = None, day: date | None = None) -> Any:
    """What a court booked on a day beside the provider's statement; without more your first court, today."""
    courts = queries.courts_kept_by(request.user)
    kept = next((each for each in courts if court in {None, each.pk}), None)
    if kept is None:
        raise Http404
    if day is not None and not FIRST_DAY <= day <= clock.today():
        raise Invalid(_("There are no books of that day."), field="day")
    found = reconciliation.of_day(kept, day or clock.today())
    lines = [
        {name: getattr(line, name) for name in ("kind", "reference", "number", "ours", "theirs")}
        | {"verdict": line.verdict.value}
        for line in found.lines
    ]
    return {"lines": lines, "differences": found.differences, "ours": found.ours, "theirs": found.theirs}


@router.get("/fees/{uuid:pk}", response=BillOut, operation_id="filing_fee")
def read_bill(request: HttpRequest, pk: UUID) -> Any:
    """One bill: how it is made up, what goes back, what was asked of the court."""
    return _out(_bill(request, pk), request.user)


@router.get("/fees/{uuid:pk}/receipt", operation_id="filing_fee_receipt")
def read_receipt(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The receipt of a paid bill as a PDF under the court's seal; asked for again it is the same file."""
    found = _bill(request, pk)
    if found.state != BillState.PAID:
        raise Conflict(_("The fee has not been paid."))
    paper = receipt.receipt_of(bill=found)
    return HttpResponse(documents.download(by=person_of(request), signing_file=paper), content_type="application/pdf")


@router.post("/fees/{uuid:pk}/pay", response={201: FeePaymentOut}, operation_id="filing_fee_pay")
def pay(request: HttpRequest, pk: UUID) -> Status[Any]:
    """Begin to pay; the answer has the address of the payment page. Begun twice it is the same payment."""
    made = paying.begin(by=person_of(request), bill=_bill(request, pk))
    out = {"id": made.pk, "amount": made.amount, "address": made.address}
    return Status(201, {**out, "demonstration": providers.configured().is_demonstration})


@router.post("/fees/{uuid:pk}/ask", response=FeeOutcomeOut, operation_id="filing_fee_ask")
def ask(request: HttpRequest, pk: UUID) -> Any:
    """Ask the provider how the payment stands, and book it if it was paid."""
    found = _bill(request, pk)
    return {"outcome": paying.ask(bill=found)}


@router.post("/fees/{uuid:pk}/relief", response={201: BillOut}, operation_id="filing_fee_relief")
def ask_for_relief(request: HttpRequest, pk: UUID, body: ReliefIn) -> Status[Any]:
    """Ask the court to pay later, less or nothing."""
    found = _bill(request, pk)
    actions.ask_for_relief(by=person_of(request), bill=found, **body.dict())
    return Status(201, _fresh(request, found))


@router.post("/fees/{uuid:pk}/decide", response=BillOut, operation_id="filing_fee_decide")
def decide(request: HttpRequest, pk: UUID, body: ReliefDecisionIn) -> Any:
    """The judge or the administrator decides on what was asked."""
    found = _bill(request, pk)
    actions.decide_relief(by=person_of(request), bill=found, **body.dict())
    return _fresh(request, found)


@router.post("/fees/{uuid:pk}/lapse", response=BillOut, operation_id="filing_fee_lapse")
def lapse(request: HttpRequest, pk: UUID) -> Any:
    """Not paid in time: the judge or the administrator records that the suit counts as withdrawn."""
    found = _bill(request, pk)
    actions.treat_as_withdrawn(by=person_of(request), bill=found)
    return _fresh(request, found)


@router.post(
    "/fees/{uuid:pk}/discrepancies/{uuid:discrepancy}/resolve", response=BillOut, operation_id="filing_fee_resolve"
)
def resolve(request: HttpRequest, pk: UUID, discrepancy: UUID, body: FeeResolutionIn) -> Any:
    """Deal with money that could not be booked."""
    found = _bill(request, pk)
    actions.resolve(
        by=person_of(request), bill=found, discrepancy_id=discrepancy, note_text=body.note, pay_back=body.pay_back
    )
    return _fresh(request, found)


@router.post("/fees/{uuid:pk}/refunds/{uuid:refund}/again", response=BillOut, operation_id="filing_fee_refund_again")
def refund_again(request: HttpRequest, pk: UUID, refund: UUID) -> Any:
    """Have a refund that the provider refused tried once more."""
    found = _bill(request, pk)
    actions.order_refund_again(by=person_of(request), bill=found, refund_id=refund)
    return _fresh(request, found)


@router.post("/cases/{uuid:pk}/claim", response=list[BillOut], operation_id="filing_fee_claim")
def change_claim(request: HttpRequest, pk: UUID, body: ClaimIn) -> Any:
    """The amount claimed has changed: more is billed, less goes back."""
    found = _case(request, pk)
    made = actions.change_claim(by=person_of(request), case=found, **body.dict())
    return [_out(row, request.user) for row in made]


@router.post("/cases/{uuid:pk}/ordinary", response=list[BillOut], operation_id="filing_fee_ordinary")
def go_to_ordinary(request: HttpRequest, pk: UUID) -> Any:
    """The case has gone to ordinary procedure: the other half is billed."""
    made = actions.go_to_ordinary(by=person_of(request), case=_case(request, pk))
    return [_out(row, request.user) for row in made]


@router.post("/cases/{uuid:pk}/settle-fee", response=list[FeeRefundOut], operation_id="filing_fee_settle")
def settle(request: HttpRequest, pk: UUID, body: EndingIn) -> Any:
    """The case has ended: what was paid beyond the fee goes back, of the claim and of counterclaims."""
    entered = body.dict(exclude={"counterclaims"})
    said = _decisions(body.counterclaims)
    made = settling.settle(by=person_of(request), case=_case(request, pk), **entered, counterclaims=said)
    return [_refund(each) for each in made]


def _decisions(sent: dict[UUID, FeeDecisionIn]) -> dict[UUID, settling.Decision]:
    return {pk: settling.Decision(each.ending, each.shares) for pk, each in sent.items()}


@router.post("/cases/{uuid:pk}/settle-appeals", response=list[FeeRefundOut], operation_id="filing_fee_settle_appeals")
def settle_appeals(request: HttpRequest, pk: UUID, body: AppealsEndedIn) -> Any:
    """Appeals have ended: their fee is settled, and what was paid beyond it goes back."""
    made = settling.settle_appeals(
        by=person_of(request),
        case=_case(request, pk),
        appeals=_decisions(body.appeals),
        effective_on=body.effective_on,
        collect=body.collect,
    )
    return [_refund(each) for each in made]


@router.get("/cases/{uuid:pk}/fee-proposal", response=FeeProposalOut, operation_id="filing_fee_proposal")
def read_proposal(request: HttpRequest, pk: UUID) -> Any:
    """What the case costs in the end, once it has ended."""
    found = _case(request, pk)
    part = _part(found, list(queries.of_claim(found)))
    if part is None:
        raise Conflict(_("The case has not ended."))
    seen = queries.visible_to(request.user).filter(case=found, kind__in=(BillKind.COUNTERCLAIM, BillKind.APPEAL))
    others = [(bill, _part(found, [bill])) for bill in seen.order_by("created_at")]
    return part | {
        "others": [{**each, "bill": bill.pk, "kind": bill.kind} for bill, each in others if each is not None]
    }


def _part(case: Case, bills: list[Bill]) -> dict[str, Any] | None:
    settled = queries.settlement_of(bills[0]) if bills else None
    if settled is not None:
        names = ("ending", "fee", "refund", "outstanding", "article")
        kept = sum((bill.refundable for bill in bills), Decimal(0))
        return {name: getattr(settled, name) for name in names} | {"kept": kept, "confirmed": True}
    proposal = settling.proposed(case, bills)
    if proposal is None:
        return None
    return {**asdict(proposal), "ending": proposal.ending.value, "confirmed": False}


@router.post("/cases/{uuid:pk}/counterclaim-fee", response={201: BillOut}, operation_id="filing_fee_counterclaim")
def bill_counterclaim(request: HttpRequest, pk: UUID, body: CounterclaimBillIn) -> Status[Any]:
    """Bill a counterclaim that is tried together: half the fee, once for each party."""
    made = settling.bill_counterclaim(
        by=person_of(request),
        case=_case(request, pk),
        party_id=body.party,
        amount=body.amount,
        brought_on=body.brought_on,
    )
    return Status(201, _fresh(request, made))


@router.post("/cases/{uuid:pk}/appeal-fee", response={201: BillOut}, operation_id="filing_fee_appeal")
def bill_appeal(request: HttpRequest, pk: UUID, body: AppealBillIn) -> Status[Any]:
    """Bill an appeal against a judgment by what it is about, once for each party."""
    made = settling.bill_appeal(by=person_of(request), case=_case(request, pk), party_id=body.party, amount=body.amount)
    return Status(201, _fresh(request, made))
