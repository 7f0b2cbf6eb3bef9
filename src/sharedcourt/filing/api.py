"""Judicial confirmation over the API: the same actions, policies and refusals as the pages."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status
from ninja.pagination import paginate

from sharedcourt.core.errors import Conflict, Invalid
from sharedcourt.core.paging import Each
from sharedcourt.disputes import handover
from sharedcourt.disputes.models import Dispute
from sharedcourt.disputes.queries import of_parties
from sharedcourt.filing import queries
from sharedcourt.filing.actions import confirmations, court, summoning, withdrawing
from sharedcourt.filing.finding import courts_here
from sharedcourt.filing.folder import uploads
from sharedcourt.filing.models import Confirmation
from sharedcourt.law.divisions import division_name
from sharedcourt.people.models import Organisation
from sharedcourt.people.policy import person_of

router = Router(tags=["filing"])


class ConfirmationOut(Schema):
    """An application for judicial confirmation. Days are the last day of a limit, in China."""

    id: UUID
    dispute: UUID
    state: str
    court: UUID
    court_name: str
    court_ground: str
    apply_by: date
    acceptance_due: date | None
    decision_due: date | None
    number: str
    judge: UUID | None
    ground: str = Field(description="item of article 355 (not taken in) or 358 (not confirmed; 355-1 … found later)")
    application: UUID | None
    ruling: UUID | None
    submitted_at: datetime | None
    ended_at: datetime | None
    question: str = Field(description="what the court has asked for and nobody has answered yet")
    question_due: date | None
    called_at: datetime | None = Field(description="when all parties are to come together, while that lies ahead")
    called_to: str
    withdrawal_asked: bool = Field(description="a party has asked for leave to take it back, undecided")


class CourtOut(Schema):
    """A competent court; `id` is empty where it does not work on this platform."""

    id: UUID | None
    name: str
    division: str
    level: str
    ground: str
    article: str


class CourtsOut(Schema):
    """All courts that may confirm the agreement, a handful."""

    courts: list[CourtOut]


class HomesIn(Schema):
    homes: dict[UUID, str] = Field(
        description="party's id → district or county of the domicile, six digits (GB/T 2260)"
    )


class ApplicationIn(HomesIn):
    court: UUID


class SupplementAnswerIn(Schema):
    answer: str
    files: list[UUID] = Field(default=[], description="your own uploads that belong to no dispute yet")


class GroundIn(Schema):
    ground: str = Field(description="the item of the article, 1 to 5 (355)")
    reasons: str


class WithdrawalIn(Schema):
    reasons: str = Field("", description="why; needed once the court has taken the application in")


class WithdrawalDecisionIn(Schema):
    allowed: bool
    decision: str


class SummonsIn(Schema):
    at: datetime
    place: str
    what: str = ""


class AttendanceIn(Schema):
    came: dict[UUID, str] = Field(description="party's id → came, excused or refused, for every party")
    note: str


class QuestionIn(Schema):
    what: str
    days: int


class DecisionIn(Schema):
    """`checked`: none of the grounds of article 358 was found. Without `granted`, its item and the reasons in words."""

    granted: bool
    checked: bool = False
    ground: str = ""
    reasons: str = ""


class ReassignmentIn(Schema):
    judge: UUID
    reason: str


def _confirmation(request: HttpRequest, pk: UUID) -> Confirmation:
    return get_object_or_404(queries.visible_to(request.user), pk=pk)


def _dispute(request: HttpRequest, pk: UUID) -> Dispute:
    return get_object_or_404(of_parties(request.user), pk=pk)


def _out(row: Confirmation, user: Any) -> ConfirmationOut:
    at_court = row.court_id in queries.courts_of(user)
    call = next((each for each in row.summonses.all() if each.held_at is None), None)
    question = next((each for each in row.supplements.all() if each.answered_at is None), None)
    return ConfirmationOut(
        id=row.pk,
        dispute=row.dispute_id,
        state=str(row.state if at_court else row.known_state),
        court=row.court_id,
        court_name=row.court.name,
        court_ground=row.court_ground,
        apply_by=row.apply_by,
        acceptance_due=row.acceptance_due,
        decision_due=row.decision_due,
        number=row.number.text if row.number is not None else "",
        judge=row.judge_id,
        ground=row.ground if at_court or row.ended_at else "",
        application=row.application_id,
        ruling=row.ruling_id if row.ended_at else None,
        submitted_at=row.submitted_at,
        ended_at=row.ended_at,
        question=question.what if question is not None else "",
        question_due=question.due if question is not None else None,
        called_at=call.at if call is not None else None,
        called_to=call.place if call is not None else "",
        withdrawal_asked=any(each.decided_at is None for each in row.withdrawal_requests.all()),
    )


@router.get("/confirmations", response=list[ConfirmationOut], operation_id="filing_confirmations")
@paginate
def list_confirmations(request: HttpRequest, state: str = "", q: str = "") -> Each:
    """Applications you may see, newest first; by state, by case number or dispute code."""
    rows = queries.search(queries.visible_to(request.user), q)
    if state:
        rows = rows.filter(queries.known_as(request.user, state))
    rows = rows.order_by("-created_at", "-pk").prefetch_related("supplements", "summonses", "withdrawal_requests")
    return Each(rows, lambda row: _out(row, request.user))


@router.get("/confirmations/{uuid:pk}", response=ConfirmationOut, operation_id="filing_confirmation")
def read_confirmation(request: HttpRequest, pk: UUID) -> Any:
    """One application. Reading it after the ruling is receiving the ruling."""
    row = _confirmation(request, pk)
    if row.services.filter(user=person_of(request), opened_at=None).exists():
        confirmations.opened(by=person_of(request), confirmation=row)
    return _out(row, request.user)


@router.post("/disputes/{uuid:pk}/courts", response=CourtsOut, operation_id="filing_courts")
def competent_courts(request: HttpRequest, pk: UUID, body: HomesIn) -> Any:
    """The courts that may confirm the agreement, from where the parties are domiciled."""
    agreement = handover.agreement_of(_dispute(request, pk))
    if agreement is None:
        raise Conflict(_("There is no agreement in effect that could be confirmed."))
    found = confirmations.courts_for(agreement, body.homes)
    rows = [
        {
            "id": here.pk if here is not None else None,
            "name": here.name if here is not None else division_name(each.division),
            "division": each.division,
            "level": each.level.value,
            "ground": each.ground.value,
            "article": each.article,
        }
        for each, here in courts_here(found)
    ]
    return {"courts": rows}


@router.post("/disputes/{uuid:pk}/confirmation", response={201: ConfirmationOut}, operation_id="filing_apply")
def apply_together(request: HttpRequest, pk: UUID, body: ApplicationIn) -> Status[Any]:
    """Draw up the joint application; every party then signs it, in person."""
    dispute = _dispute(request, pk)
    chosen = Organisation.objects.filter(pk=body.court).first()
    if chosen is None:
        raise Invalid(_("Choose one of the competent courts."), field="court")
    made = confirmations.apply_together(by=person_of(request), dispute=dispute, court=chosen, homes=body.homes)
    return Status(201, _out(_confirmation(request, made.pk), request.user))


@router.post("/confirmations/{uuid:pk}/withdraw", response=ConfirmationOut, operation_id="filing_withdraw")
def withdraw(request: HttpRequest, pk: UUID, body: WithdrawalIn) -> Any:
    """Take the application back; once the court has taken it in, ask the court for leave."""
    row = _confirmation(request, pk)
    made = withdrawing.withdraw(by=person_of(request), confirmation=row, reasons=body.reasons)
    return _out(made, request.user)


@router.post(
    "/confirmations/{uuid:pk}/decide-withdrawal", response=ConfirmationOut, operation_id="filing_decide_withdrawal"
)
def decide_withdrawal(request: HttpRequest, pk: UUID, body: WithdrawalDecisionIn) -> Any:
    """The judge draws up the ruling that allows the withdrawal, or goes on with the review."""
    row = _confirmation(request, pk)
    return _out(withdrawing.decide(by=person_of(request), confirmation=row, **body.dict()), request.user)


@router.post("/confirmations/{uuid:pk}/summon", response=ConfirmationOut, operation_id="filing_summon")
def summon(request: HttpRequest, pk: UUID, body: SummonsIn) -> Any:
    """The judge calls all parties to come together and be asked."""
    row = _confirmation(request, pk)
    summoning.summon(by=person_of(request), confirmation=row, **body.dict())
    return _out(row, request.user)


@router.post("/confirmations/{uuid:pk}/attendance", response=ConfirmationOut, operation_id="filing_attendance")
def attendance(request: HttpRequest, pk: UUID, body: AttendanceIn) -> Any:
    """The judge records who came and what came of it."""
    row = _confirmation(request, pk)
    summoning.record(by=person_of(request), confirmation=row, came=body.came, note_text=body.note)
    return _out(row, request.user)


@router.post("/confirmations/{uuid:pk}/answer", response=ConfirmationOut, operation_id="filing_answer")
def answer(request: HttpRequest, pk: UUID, body: SupplementAnswerIn) -> Any:
    """Answer what the court asked."""
    row = _confirmation(request, pk)
    by = person_of(request)
    files = [file for pk in body.files if (file := uploads.own(by, pk)) is not None]
    confirmations.answer_question(by=by, confirmation=row, answer=body.answer, files=files)
    return _out(row, request.user)


@router.post("/confirmations/{uuid:pk}/accept", response=ConfirmationOut, operation_id="filing_accept")
def accept(request: HttpRequest, pk: UUID) -> Any:
    """The filing clerk takes it in: case number, judge, thirty days."""
    return _out(court.accept(by=person_of(request), confirmation=_confirmation(request, pk)), request.user)


@router.post("/confirmations/{uuid:pk}/turn-away", response=ConfirmationOut, operation_id="filing_turn_away")
def turn_away(request: HttpRequest, pk: UUID, body: GroundIn) -> Any:
    """Not taken in, for a ground of article 355."""
    row = _confirmation(request, pk)
    return _out(
        court.turn_away(by=person_of(request), confirmation=row, ground=body.ground, reasons=body.reasons), request.user
    )


@router.post("/confirmations/{uuid:pk}/ask", response=ConfirmationOut, operation_id="filing_ask")
def ask(request: HttpRequest, pk: UUID, body: QuestionIn) -> Any:
    """The judge asks both parties for more."""
    row = _confirmation(request, pk)
    court.ask_for_more(by=person_of(request), confirmation=row, what=body.what, days=body.days)
    return _out(row, request.user)


@router.post(
    "/confirmations/{uuid:pk}/treat-as-withdrawn", response=ConfirmationOut, operation_id="filing_treat_as_withdrawn"
)
def treat_as_withdrawn(request: HttpRequest, pk: UUID) -> Any:
    """The answer the judge asked for is overdue: the application counts as taken back."""
    return _out(court.treat_as_withdrawn(by=person_of(request), confirmation=_confirmation(request, pk)), request.user)


@router.post("/confirmations/{uuid:pk}/decide", response=ConfirmationOut, operation_id="filing_decide")
def decide(request: HttpRequest, pk: UUID, body: DecisionIn) -> Any:
    """The judge draws up the ruling; it counts once signed, in person, and sealed."""
    row = _confirmation(request, pk)
    return _out(court.decide(by=person_of(request), confirmation=row, **body.dict()), request.user)


@router.post("/confirmations/{uuid:pk}/reconsider", response=ConfirmationOut, operation_id="filing_reconsider")
def reconsider(request: HttpRequest, pk: UUID) -> Any:
    """The judge takes the unsigned ruling back."""
    return _out(court.reconsider(by=person_of(request), confirmation=_confirmation(request, pk)), request.user)


@router.post("/confirmations/{uuid:pk}/reassign", response=ConfirmationOut, operation_id="filing_reassign")
def reassign(request: HttpRequest, pk: UUID, body: ReassignmentIn) -> Any:
    """The court administrator gives the review to another judge."""
    row = _confirmation(request, pk)
    return _out(
        court.reassign(by=person_of(request), confirmation=row, judge_id=body.judge, reason=body.reason), request.user
    )
