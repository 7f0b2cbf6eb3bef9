"""Relief asked for with the filing, and fees looked at again, over the API (FEE 43, 48, 49)."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Status

from sharedcourt.filing.api import router
from sharedcourt.filing.api_fees import (
    BillOut,
    EarlyReliefDecisionIn,
    EarlyReliefOut,
    FeeReviewDecisionIn,
    FeeReviewIn,
    ReliefIn,
    _bill,
    _fresh,
)
from sharedcourt.filing.cases import queries as cases
from sharedcourt.filing.fees import early, reviews
from sharedcourt.people.policy import person_of


@router.post("/fees/{uuid:pk}/review", response={201: BillOut}, operation_id="filing_fee_review")
def ask_for_review(request: HttpRequest, pk: UUID, body: FeeReviewIn) -> Status[Any]:
    """Whoever pays asks for the fee to be looked at again."""
    found = _bill(request, pk)
    reviews.ask(by=person_of(request), bill=found, **body.dict())
    return Status(201, _fresh(request, found))


@router.post("/fees/{uuid:pk}/reviewed", response=BillOut, operation_id="filing_fee_reviewed")
def decide_review(request: HttpRequest, pk: UUID, body: FeeReviewDecisionIn) -> Any:
    """The court decides again; on a decision the president, whose decision the administrator enters."""
    found = _bill(request, pk)
    reviews.decide(by=person_of(request), bill=found, **body.dict())
    return _fresh(request, found)


@router.post("/cases/{uuid:pk}/early-relief", response={201: EarlyReliefOut}, operation_id="filing_fee_early")
def ask_early(request: HttpRequest, pk: UUID, body: ReliefIn) -> Status[Any]:
    """Ask with the filing to pay later, less or nothing."""
    found = get_object_or_404(cases.visible_to(request.user), pk=pk)
    return Status(201, early.ask(by=person_of(request), case=found, **body.dict()))


@router.post("/cases/{uuid:pk}/early-relief/decide", response=EarlyReliefOut, operation_id="filing_fee_early_decide")
def decide_early(request: HttpRequest, pk: UUID, body: EarlyReliefDecisionIn) -> Any:
    """The court decides whether the fee may be paid later, before it accepts the case."""
    found = get_object_or_404(cases.visible_to(request.user), pk=pk)
    return early.decide(by=person_of(request), case=found, **body.dict())
