"""The performance of an agreement over the API: what has been received, what is late, and the creditor's entries."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Schema

from sharedcourt.disputes.states import DisputeState
from sharedcourt.mediation import queries
from sharedcourt.mediation.actions import performing
from sharedcourt.mediation.api import router
from sharedcourt.mediation.models import AgreementVersion, Payment
from sharedcourt.people.models import User


class DueOut(Schema):
    """A payment of the agreement; number 0 is the first payment."""

    number: int
    due: date
    amount: Decimal
    paid: Decimal
    cleared_on: date | None


class ArrearsOut(Schema):
    """What is late. With `all_due_since` everything has fallen due, and the sums are all that is owed today."""

    number: int
    due: date
    days_late: int
    all_due_since: date | None
    principal: Decimal
    interest: Decimal
    penalty: Decimal
    total: Decimal


class PaymentOut(Schema):
    """An entry of the creditor; an undone one counts no longer."""

    id: UUID
    amount: Decimal
    received_on: date
    entered_at: datetime
    entered_by: UUID
    undone_at: datetime | None
    undo_reason: str


class PerformanceOut(Schema):
    """Where an agreement stands today. Sums are yuan."""

    as_of: date
    performed: bool
    received: Decimal
    remaining: Decimal
    dues: list[DueOut]
    arrears: ArrearsOut | None
    payments: list[PaymentOut]


class ReceivedIn(Schema):
    """Money that arrived."""

    amount: Decimal
    received_on: date
    key: str = Field("", max_length=40, description="of this sending: repeated, it counts once")


class WrongEntryIn(Schema):
    """What was wrong with an entry."""

    reason: str


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


def _versions(request: HttpRequest) -> Any:
    seen = queries.visible_to(request.user).order_by().values("pk")
    return AgreementVersion.objects.filter(case__in=seen).select_related("case__dispute")


def performance_out(version: AgreementVersion) -> PerformanceOut:
    entries = list(version.payments.all())
    found = performing.standing_of(version, payments=entries)
    is_done = version.case.dispute.state == DisputeState.DONE
    arrears, missed = found.arrears, found.arrears.missed
    return PerformanceOut(
        as_of=found.as_of,
        performed=is_done,
        received=found.received,
        remaining=Decimal("0.00") if is_done else found.remaining,
        dues=[
            DueOut(number=each.number, due=each.due, amount=each.amount, paid=each.paid, cleared_on=each.cleared_on)
            for each in found.dues
        ],
        arrears=ArrearsOut(
            number=missed.number,
            due=missed.due,
            days_late=arrears.days_late,
            all_due_since=arrears.accelerated_on,
            principal=arrears.principal,
            interest=arrears.interest,
            penalty=arrears.penalty,
            total=arrears.total,
        )
        if missed is not None and not is_done
        else None,
        payments=[
            PaymentOut(
                id=each.pk,
                amount=each.amount,
                received_on=each.received_on,
                entered_at=each.created_at,
                entered_by=each.entered_by_id,
                undone_at=each.undone_at,
                undo_reason=each.undo_reason,
            )
            for each in entries
        ],
    )


@router.get("/versions/{version_id}/performance", response=PerformanceOut, summary="How an agreement is performed")
def performance(request: HttpRequest, version_id: UUID) -> Any:
    """Every payment of the agreement and how much of it has been paid, what is late, and what has been entered."""
    return performance_out(get_object_or_404(_versions(request), pk=version_id))


@router.post("/versions/{version_id}/payments", response=PerformanceOut, summary="Enter a payment that has arrived")
def record_payment(request: HttpRequest, version_id: UUID, body: ReceivedIn) -> Any:
    """The creditor enters what has arrived: all of a payment, part of it, or several at once."""
    version = get_object_or_404(_versions(request), pk=version_id)
    performing.record_payment(
        by=_user(request), version=version, amount=body.amount, received_on=body.received_on, key=body.key
    )
    return performance_out(_versions(request).get(pk=version_id))


@router.post("/payments/{payment_id}/undo", response=PerformanceOut, summary="Undo a wrong entry")
def undo_payment(request: HttpRequest, payment_id: UUID, body: WrongEntryIn) -> Any:
    """The entry was wrong: it counts no longer and stays to be read, with the reason."""
    mine = Payment.objects.filter(version__in=_versions(request).order_by().values("pk"))
    payment = get_object_or_404(mine.select_related("version__case__dispute"), pk=payment_id)
    performing.undo_payment(by=_user(request), payment=payment, reason=body.reason)
    return performance_out(_versions(request).get(pk=payment.version_id))


@router.post(
    "/versions/{version_id}/performed", response=PerformanceOut, summary="Declare that nothing is owed any more"
)
def declare_performed(request: HttpRequest, version_id: UUID) -> Any:
    """The creditor declares that nothing is owed any more."""
    performing.declare_performed(by=_user(request), version=get_object_or_404(_versions(request), pk=version_id))
    return performance_out(_versions(request).get(pk=version_id))
