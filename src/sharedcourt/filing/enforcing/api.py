"""Enforcement over the API: the same actions, policies and refusals as the pages. Signing is `documents_sign`, in person."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Field, Schema, Status
from ninja.pagination import paginate

from sharedcourt.core import clock
from sharedcourt.core.paging import Each
from sharedcourt.disputes.models import Dispute
from sharedcourt.disputes.queries import of_parties
from sharedcourt.filing.api import router
from sharedcourt.filing.enforcing import actions, deciding, policy, queries, titles
from sharedcourt.filing.enforcing.models import Enforcement
from sharedcourt.filing.enforcing.titles import Entered
from sharedcourt.filing.enforcing.views import draft_of
from sharedcourt.filing.finding import courts_here
from sharedcourt.law import fees
from sharedcourt.people.policy import person_of


class EnforcementItemOut(Schema):
    key: str
    name: str = Field(description="in Chinese, as printed")
    how: str = Field(description="how it is computed")
    amount: str


class EnforcementOut(Schema):
    """An application for enforcement. Yuan; days are the last day of a limit, in China."""

    id: UUID
    dispute: UUID
    state: str
    title_number: str = Field(description="number of the ruling or case that is enforced")
    court: UUID
    court_name: str
    court_ground: str
    against: list[UUID]
    as_of: date
    amount: str
    items: list[EnforcementItemOut]
    limit_on: date
    application: UUID | None
    submitted_at: datetime | None
    review_due: date | None
    number: str
    notice: UUID | None
    notice_due: date | None
    ground: str
    ruling: UUID | None
    asked: list[str] = Field(description="what the court has asked to be corrected and has not got back")


class EnforceableCourtOut(Schema):
    """A competent court; `id` is empty where it does not work on this platform."""

    id: UUID | None
    division: str
    level: str
    ground: str
    article: str


class EnforceableOut(Schema):
    """What can be enforced today. `typed`: no agreement on the platform says the sums, so they have to be sent."""

    title: str
    title_number: str
    typed: bool
    items: list[EnforcementItemOut]
    total: str
    limit_on: date | None
    safe_limit_on: date | None = Field(
        description="earlier, if everything fell due at once; which of the two counts is not settled"
    )
    fee: str = Field(description="collected after enforcement from the debtor, never in advance")
    courts: list[EnforceableCourtOut]


class EnforcementIn(Schema):
    """`ground`: made_it, first_instance or property (then `property_at`, six digits of GB/T 2260). The sums only where `typed`."""

    against: list[UUID]
    ground: str
    property_at: str = ""
    clues: str = ""
    facts: str = ""
    owed: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    due: date | None = None
    interest: Decimal = Decimal(0)
    interest_how: str = ""


class EnforcementReturnIn(Schema):
    items: list[str]
    days: int


class EnforcementRefusalIn(Schema):
    ground: str
    reasons: str


def _enforcement(request: HttpRequest, pk: UUID) -> Enforcement:
    return get_object_or_404(queries.visible_to(request.user), pk=pk)


def _dispute(request: HttpRequest, pk: UUID) -> Dispute:
    found = get_object_or_404(of_parties(request.user), pk=pk)
    if not policy.may_apply(request.user, found):
        raise Http404
    return found


def _entered(body: EnforcementIn) -> Entered:
    return Entered(**{**body.dict(), "against": tuple(body.against)})


def _out(row: Enforcement) -> EnforcementOut:
    asked = next((each for each in row.corrections.all() if each.answered_at is None), None)
    return EnforcementOut(
        id=row.pk,
        dispute=row.dispute_id,
        state=str(row.state),
        title_number=row.title_number,
        court=row.court_id,
        court_name=row.court.name,
        court_ground=row.court_ground,
        against=[UUID(pk) for pk in row.against],
        as_of=row.as_of,
        amount=str(row.amount),
        items=[
            EnforcementItemOut(key=item["key"], name=item["name"][0], how=item["how"][0], amount=item["amount"])
            for item in row.items
        ],
        limit_on=row.limit_on,
        application=row.application_id,
        submitted_at=row.submitted_at,
        review_due=row.review_due,
        number=row.number.text if row.number is not None else "",
        notice=row.notice_id,
        notice_due=row.notice_due,
        ground=row.ground,
        ruling=row.ruling_id if row.ended_at else None,
        asked=list(asked.items) if asked is not None else [],
    )


@router.get("/enforcements", response=list[EnforcementOut], operation_id="filing_enforcements")
@paginate
def list_enforcements(request: HttpRequest, state: str = "", q: str = "") -> Each:
    """Applications for enforcement you may see, newest first; by state, by case number or dispute code."""
    rows = queries.search(queries.visible_to(request.user), q)
    if state:
        rows = rows.filter(state=state)
    return Each(rows.order_by("-created_at", "-pk").prefetch_related("corrections"), _out)


@router.get("/enforcements/{uuid:pk}", response=EnforcementOut, operation_id="filing_enforcement")
def read_enforcement(request: HttpRequest, pk: UUID) -> Any:
    """One application."""
    return _out(_enforcement(request, pk))


@router.get("/disputes/{uuid:pk}/enforceable", response=EnforceableOut, operation_id="filing_enforceable")
def read_enforceable(request: HttpRequest, pk: UUID, property_at: str = "") -> Any:
    """What is outstanding today under an agreement or a decision, until when, and which courts enforce it."""
    basis = actions.basis_of(_dispute(request, pk))
    found = titles.outstanding(basis, None, clock.today()) if basis.agreement is not None else None
    items = found.claimed.items if found is not None else ()
    total = found.claimed.total if found is not None else Decimal(0)
    return {
        "title": basis.title.value,
        "title_number": basis.number,
        "typed": found is None,
        "items": [
            {"key": item.key, "name": item.name[0], "how": item.how[0], "amount": str(item.amount)} for item in items
        ],
        "total": str(total),
        "limit_on": found.limit.ends_on if found is not None else None,
        "safe_limit_on": found.limit.safe if found is not None else None,
        "fee": str(fees.enforcement_fee(total)) if found is not None else "",
        "courts": [
            {
                "id": here.pk if here is not None else None,
                "division": each.division,
                "level": each.level.value,
                "ground": each.ground.value,
                "article": each.article,
            }
            for each, here in courts_here(titles.courts(basis, property_at))
        ],
    }


@router.post("/disputes/{uuid:pk}/enforcement", response={201: EnforcementOut}, operation_id="filing_enforce")
def enforce(request: HttpRequest, pk: UUID, body: EnforcementIn) -> Status[Any]:
    """Draw up the application; whoever drew it up signs it, in person, and then the court has it."""
    made = actions.apply(by=person_of(request), dispute=_dispute(request, pk), entered=_entered(body))
    return Status(201, _out(_enforcement(request, made.pk)))


@router.put("/enforcements/{uuid:pk}", response=EnforcementOut, operation_id="filing_change_enforcement")
def change_enforcement(request: HttpRequest, pk: UUID, body: EnforcementIn) -> Any:
    """Draw it up again, before signing or as the court asked; the sums are counted anew."""
    row = _enforcement(request, pk)
    actions.draw_up_again(by=person_of(request), enforcement=row, entered=_entered(body))
    return _out(_enforcement(request, pk))


@router.get("/enforcements/{uuid:pk}/draft", operation_id="filing_enforcement_draft")
def read_draft(request: HttpRequest, pk: UUID, fmt: Literal["pdf", "docx"] = "pdf") -> HttpResponse:
    """The application as a draft, PDF or Word."""
    row = _enforcement(request, pk)
    if not policy.is_creditor(request.user, row) or row.application is None:
        raise Http404
    return draft_of(row, fmt)


@router.post("/enforcements/{uuid:pk}/withdraw", response=EnforcementOut, operation_id="filing_withdraw_enforcement")
def withdraw_enforcement(request: HttpRequest, pk: UUID) -> Any:
    """Take the application back before the court has decided."""
    return _out(actions.withdraw(by=person_of(request), enforcement=_enforcement(request, pk)))


@router.post("/enforcements/{uuid:pk}/accept", response=EnforcementOut, operation_id="filing_accept_enforcement")
def accept_enforcement(request: HttpRequest, pk: UUID) -> Any:
    """The filing clerk registers it with the next number; the notice goes under the court's seal and is served."""
    deciding.accept(by=person_of(request), enforcement=_enforcement(request, pk))
    return _out(_enforcement(request, pk))


@router.post("/enforcements/{uuid:pk}/return", response=EnforcementOut, operation_id="filing_return_enforcement")
def return_enforcement(request: HttpRequest, pk: UUID, body: EnforcementReturnIn) -> Any:
    """Give it back with everything that is missing."""
    row = _enforcement(request, pk)
    deciding.return_for_correction(by=person_of(request), enforcement=row, items=body.items, days=body.days)
    return _out(_enforcement(request, pk))


@router.post("/enforcements/{uuid:pk}/refuse", response=EnforcementOut, operation_id="filing_refuse_enforcement")
def refuse_enforcement(request: HttpRequest, pk: UUID, body: EnforcementRefusalIn) -> Any:
    """Draw up the ruling not to accept; it counts once signed, in person, and sealed."""
    row = _enforcement(request, pk)
    deciding.refuse(by=person_of(request), enforcement=row, ground=body.ground, reasons=body.reasons)
    return _out(_enforcement(request, pk))


@router.post(
    "/enforcements/{uuid:pk}/take-refusal-back",
    response=EnforcementOut,
    operation_id="filing_take_enforcement_refusal_back",
)
def take_refusal_back(request: HttpRequest, pk: UUID) -> Any:
    """Take the unsigned ruling back."""
    deciding.take_refusal_back(by=person_of(request), enforcement=_enforcement(request, pk))
    return _out(_enforcement(request, pk))
