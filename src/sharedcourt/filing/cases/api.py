"""Cases over the API: the same actions, policies and refusals as the pages. Its operations join the router of filing."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Status
from ninja.pagination import paginate

from sharedcourt.core.errors import ActionRefused, Invalid
from sharedcourt.core.paging import Each
from sharedcourt.disputes.models import Dispute
from sharedcourt.disputes.queries import parties_of
from sharedcourt.disputes.queries import visible_to as disputes_seen
from sharedcourt.filing.api import router
from sharedcourt.filing.cases import actions, courts, policy, queries
from sharedcourt.filing.cases.actions import refusing
from sharedcourt.filing.cases.described import (
    BulkFilingIn,
    BulkFilingOut,
    CaseAcceptIn,
    CaseBeginIn,
    CaseClerkIn,
    CaseCourtIn,
    CaseJudgeIn,
    CaseMediationIn,
    CaseOrdinaryIn,
    CaseOutcomeIn,
    CaseRefusalIn,
    CaseReturnIn,
    CaseSubmitIn,
    CaseSummaryIn,
    CounterCheckIn,
    CounterCheckOut,
    CourtCaseOut,
    CourtProposalsOut,
    FilingIn,
    FilingOut,
    PlacesIn,
)
from sharedcourt.filing.cases.models import Case
from sharedcourt.people.models import Organisation
from sharedcourt.people.policy import person_of


def _case(request: HttpRequest, pk: UUID) -> Case:
    return get_object_or_404(queries.visible_to(request.user), pk=pk)


def _suing(request: HttpRequest, pk: UUID) -> Dispute:
    dispute = get_object_or_404(disputes_seen(request.user), pk=pk)
    if not policy.may_sue(request.user, dispute):
        raise Http404
    return dispute


def _here(pk: UUID | None, field: str) -> Organisation:
    found = Organisation.objects.filter(pk=pk, kind=Organisation.Kind.COURT).first() if pk is not None else None
    if found is None:
        raise Invalid(_("Choose a court that works on this platform."), field=field)
    return found


def _clause(places: PlacesIn) -> dict[str, Any]:
    return places.clause.dict() if places.clause is not None and (places.clause.division or places.clause.thing) else {}


def _homes(dispute: Dispute, given: dict[UUID, str] | None) -> dict[UUID, str]:
    return given if given is not None else courts.guessed_homes(list(parties_of(dispute)))


def _out(row: Case, user: Any) -> CourtCaseOut:
    asked = next((each for each in row.corrections.all() if each.answered_at is None), None)
    return CourtCaseOut(
        id=row.pk,
        dispute=row.dispute_id,
        state=str(row.state if row.court_id in queries.courts_of(user) else row.known_state),
        cause=row.cause,
        court=row.court_id,
        court_name=row.court.name,
        court_ground=row.court_ground,
        received_at=row.received_at_id,
        passed_on_at=row.passed_on_at,
        amount=row.amount,
        from_mediation=row.from_mediation,
        plaint=row.plaint_id,
        submitted_at=row.submitted_at,
        review_due=row.review_due,
        missing=list(asked.items) if asked is not None else [],
        number=row.number.text if row.number is not None else "",
        accepted_at=row.accepted_at,
        judge=row.judge_id,
        clerk=row.clerk_id,
        procedure=row.procedure,
        trial_due=row.trial_due,
        ground=row.ground if row.ended_at else "",
        ruling=row.ruling_id if row.ended_at else None,
        outcome=row.outcome,
        ended_at=row.ended_at,
    )


def _again(request: HttpRequest, row: Case) -> CourtCaseOut:
    return _out(_case(request, row.pk), request.user)


@router.get("/cases", response=list[CourtCaseOut], operation_id="filing_cases")
@paginate
def list_cases(request: HttpRequest, state: str = "", q: str = "") -> Each:
    """Cases you may see, newest first; by state, or by case number, dispute code or contract number."""
    rows = queries.search(request.user, q) if q else queries.visible_to(request.user)
    if state:
        rows = rows.filter(queries.known_as(request.user, state))
    rows = rows.order_by("-created_at", "-pk").prefetch_related("corrections")
    return Each(rows, lambda row: _out(row, request.user))


@router.get("/cases/{uuid:pk}", response=CourtCaseOut, operation_id="filing_case")
def read_case(request: HttpRequest, pk: UUID) -> Any:
    """One case. Reading it after a ruling of refusal is receiving the ruling."""
    row = _case(request, pk)
    if row.ruling_id and refusing.unread(row, person_of(request)).exists():
        refusing.opened(by=person_of(request), case=row)
    return _out(row, request.user)


@router.post("/disputes/{uuid:pk}/case-courts", response=CourtProposalsOut, operation_id="filing_case_courts")
def competent_courts(request: HttpRequest, pk: UUID, body: PlacesIn) -> Any:
    """The courts before which the dispute may be brought, and why."""
    dispute = _suing(request, pk)
    found = courts.competence(dispute, _homes(dispute, body.homes), _clause(body))
    rows = [
        {
            "id": each.court.pk if each.court is not None else None,
            "name": each.name,
            "division": each.division,
            "level": each.level,
            "reason": each.reason,
            "article": each.article,
        }
        for each in courts.proposals(found)
    ]
    return {"courts": rows, "level_certain": found.level_certain, "missing": list(found.missing)}


@router.post("/disputes/{uuid:pk}/case", response={201: CourtCaseOut}, operation_id="filing_begin_case")
def begin(request: HttpRequest, pk: UUID, body: CaseBeginIn) -> Status[Any]:
    """Begin a case on a dispute; the same idempotency key gives the same case."""
    dispute = _suing(request, pk)
    made = actions.begin(
        by=person_of(request),
        dispute=dispute,
        court=_here(body.court, "court"),
        homes=_homes(dispute, body.homes),
        clause=_clause(body),
        received_at=_here(body.received_at, "received_at") if body.received_at else None,
        idempotency_key=body.idempotency_key,
    )
    return Status(201, _again(request, made))


@router.post("/cases/bulk", response=BulkFilingOut, operation_id="filing_bulk")
def bulk(request: HttpRequest, body: BulkFilingIn) -> Any:
    """Begin and hand in up to a hundred cases; each stands for itself, and the same key gives the same case again."""
    return {"filings": [_filed(request, item) for item in body.filings]}


def _filed(request: HttpRequest, item: FilingIn) -> FilingOut:
    answer = FilingOut(idempotency_key=item.idempotency_key, case=None, state="", error="", field="")
    try:
        dispute = _suing(request, item.dispute)
        homes = _homes(dispute, item.homes)
        made = actions.begin(
            by=person_of(request),
            dispute=dispute,
            court=_here(item.court, "court") if item.court else _only_court(dispute, homes, _clause(item)),
            homes=homes,
            clause=_clause(item),
            received_at=_here(item.received_at, "received_at") if item.received_at else None,
            idempotency_key=item.idempotency_key,
        )
        answer.case, answer.state = made.pk, str(made.state)
        address = item.address.dict() if item.address is not None else None
        row = actions.submit(
            by=person_of(request), case=made, declared=item.declared, address=address, without_plaint=True
        )
        answer.state = str(row.state)
    except Http404:
        answer.error, answer.field = _("There is no such dispute."), "dispute"
    except ActionRefused as refused:
        answer.error, answer.field = str(refused), refused.field or ""
    return answer


def _only_court(dispute: Dispute, homes: dict[UUID, str], clause: dict[str, Any]) -> Organisation:
    here = [
        each.court for each in courts.proposals(courts.competence(dispute, homes, clause)) if each.court is not None
    ]
    if len(here) != 1:
        raise Invalid(_("Choose one of the competent courts."), field="court")
    return here[0]


@router.put("/cases/{uuid:pk}/court", response=CourtCaseOut, operation_id="filing_change_court")
def change_court(request: HttpRequest, pk: UUID, body: CaseCourtIn) -> Any:
    """Another competent court, or another place to hand the papers in, while the case can still be changed."""
    row = _case(request, pk)
    made = actions.change_court(
        by=person_of(request),
        case=row,
        court=_here(body.court, "court"),
        homes=_homes(row.dispute, body.homes),
        clause=_clause(body),
        received_at=_here(body.received_at, "received_at") if body.received_at else None,
    )
    return _again(request, made)


@router.post("/cases/{uuid:pk}/submit", response=CourtCaseOut, operation_id="filing_submit_case")
def submit(request: HttpRequest, pk: UUID, body: CaseSubmitIn) -> Any:
    """Hand the case in, or in again after correction; twice changes nothing."""
    address = body.address.dict() if body.address is not None else None
    row = actions.submit(
        by=person_of(request),
        case=_case(request, pk),
        declared=body.declared,
        address=address,
        without_plaint=body.without_plaint,
    )
    return _again(request, row)


@router.post("/cases/{uuid:pk}/withdraw", response=CourtCaseOut, operation_id="filing_withdraw_case")
def withdraw(request: HttpRequest, pk: UUID) -> Any:
    """Take the case back before it has been accepted."""
    return _again(request, actions.withdraw(by=person_of(request), case=_case(request, pk)))


@router.post("/cases/{uuid:pk}/pass-on", response=CourtCaseOut, operation_id="filing_pass_on_case")
def pass_on(request: HttpRequest, pk: UUID) -> Any:
    """The receiving court passes the case on to the competent one."""
    return _again(request, actions.pass_on(by=person_of(request), case=_case(request, pk)))


@router.post("/cases/{uuid:pk}/accept", response=CourtCaseOut, operation_id="filing_accept_case")
def accept(request: HttpRequest, pk: UUID, body: CaseAcceptIn) -> Any:
    """The filing clerk accepts it: number, judge, trial period; twice gives the same number."""
    row = actions.accept(by=person_of(request), case=_case(request, pk), **body.dict())
    return _again(request, row)


@router.post("/cases/{uuid:pk}/return", response=CourtCaseOut, operation_id="filing_return_case")
def return_for_correction(request: HttpRequest, pk: UUID, body: CaseReturnIn) -> Any:
    """Return it for correction, once, with everything that is missing."""
    row = _case(request, pk)
    actions.return_for_correction(by=person_of(request), case=row, items=body.items, days=body.days)
    return _again(request, row)


@router.post("/cases/{uuid:pk}/refuse", response=CourtCaseOut, operation_id="filing_refuse_case")
def refuse(request: HttpRequest, pk: UUID, body: CaseRefusalIn) -> Any:
    """Draw up the ruling not to accept; it counts once signed, in person, and sealed."""
    row = _case(request, pk)
    return _again(request, actions.refuse(by=person_of(request), case=row, ground=body.ground, reasons=body.reasons))


@router.post("/cases/{uuid:pk}/take-refusal-back", response=CourtCaseOut, operation_id="filing_take_refusal_back")
def take_refusal_back(request: HttpRequest, pk: UUID) -> Any:
    """Take the unsigned ruling back."""
    return _again(request, actions.take_refusal_back(by=person_of(request), case=_case(request, pk)))


@router.post("/cases/{uuid:pk}/reassign", response=CourtCaseOut, operation_id="filing_reassign_case")
def reassign(request: HttpRequest, pk: UUID, body: CaseJudgeIn) -> Any:
    """The court administrator gives the case to another judge."""
    row = _case(request, pk)
    return _again(request, actions.reassign(by=person_of(request), case=row, judge_id=body.judge, reason=body.reason))


@router.post("/cases/{uuid:pk}/assign-clerk", response=CourtCaseOut, operation_id="filing_assign_clerk")
def assign_clerk(request: HttpRequest, pk: UUID, body: CaseClerkIn) -> Any:
    """The court administrator gives the record of the case to a court clerk."""
    row = _case(request, pk)
    made = actions.assign_clerk(by=person_of(request), case=row, clerk_id=body.clerk, reason=body.reason)
    return _again(request, made)


@router.post("/cases/{uuid:pk}/identity-checks", response={201: CounterCheckOut}, operation_id="filing_check_identity")
def check_identity(request: HttpRequest, pk: UUID, body: CounterCheckIn) -> Status[Any]:
    """A clerk records that they have seen a party or agent at the counter (ODLR 7)."""
    row, by = _case(request, pk), person_of(request)
    made = actions.check_identity(by=by, case=row, person_id=body.person, document=body.document, note=body.note)
    found = {
        "person": made.user_id,
        "checked_by": made.checked_by_id,
        "document": made.document,
        "stage": made.stage,
        "at": made.created_at,
    }
    return Status(201, found)


@router.post("/cases/{uuid:pk}/ask-mediation", response=CourtCaseOut, operation_id="filing_ask_mediation")
def ask_mediation(request: HttpRequest, pk: UUID) -> Any:
    """The judge asks every party whether the case may go to mediation."""
    row = _case(request, pk)
    actions.send_to_mediation(by=person_of(request), case=row)
    return _again(request, row)


@router.post("/cases/{uuid:pk}/answer-mediation", response=CourtCaseOut, operation_id="filing_answer_mediation")
def answer_mediation(request: HttpRequest, pk: UUID, body: CaseMediationIn) -> Any:
    """A party agrees to mediation or not; it begins when the last one agrees."""
    row = _case(request, pk)
    actions.answer_mediation(by=person_of(request), case=row, agreed=body.agreed, for_parties=body.for_parties)
    return _again(request, row)


@router.post("/cases/{uuid:pk}/take-back", response=CourtCaseOut, operation_id="filing_take_back_case")
def take_back(request: HttpRequest, pk: UUID) -> Any:
    """Mediation has ended; the trial goes on, its period longer by the days that do not count."""
    return _again(request, actions.take_back(by=person_of(request), case=_case(request, pk)))


@router.post("/cases/{uuid:pk}/close", response=CourtCaseOut, operation_id="filing_close_case")
def close(request: HttpRequest, pk: UUID, body: CaseOutcomeIn) -> Any:
    """The judge closes the case."""
    row = _case(request, pk)
    return _again(request, actions.close(by=person_of(request), case=row, outcome=body.outcome))


@router.post("/cases/{uuid:pk}/to-ordinary", response=CourtCaseOut, operation_id="filing_to_ordinary")
def to_ordinary(request: HttpRequest, pk: UUID, body: CaseOrdinaryIn) -> Any:
    """The judge draws up the ruling for ordinary procedure; it counts once signed and sealed."""
    row = _case(request, pk)
    actions.go_to_ordinary(by=person_of(request), case=row, **body.dict())
    return _again(request, row)


@router.post("/cases/{uuid:pk}/take-ordinary-back", response=CourtCaseOut, operation_id="filing_take_ordinary_back")
def take_ordinary_back(request: HttpRequest, pk: UUID) -> Any:
    """The judge takes the unsigned ruling for ordinary procedure back."""
    return _again(request, actions.take_ordinary_back(by=person_of(request), case=_case(request, pk)))


@router.post("/cases/{uuid:pk}/to-summary", response=CourtCaseOut, operation_id="filing_to_summary")
def to_summary(request: HttpRequest, pk: UUID, body: CaseSummaryIn) -> Any:
    """The judge moves a small claim to summary procedure."""
    row = _case(request, pk)
    return _again(request, actions.go_to_summary(by=person_of(request), case=row, reasons=body.reasons))
