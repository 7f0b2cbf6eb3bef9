"""The court's side up to the number: form, competence, correction, acceptance, judge."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Conflict, Invalid
from sharedcourt.disputes import actions as disputes
from sharedcourt.disputes.states import EDITABLE as DISPUTE_EDITABLE
from sharedcourt.filing import correcting, numbers
from sharedcourt.filing.cases import checks, policy, queries, small, telling
from sharedcourt.filing.cases.actions.parties import end_as_withdrawn
from sharedcourt.filing.cases.locking import locked, note, require_state
from sharedcourt.filing.cases.models import Case, Correction, JudgeReason, Procedure
from sharedcourt.filing.cases.states import ON_TRIAL, CaseState
from sharedcourt.law import filing as rules
from sharedcourt.law import small_claims
from sharedcourt.law.errors import LawError
from sharedcourt.ledger.actions import personal
from sharedcourt.people.models import User


@transaction.atomic
def pass_on(*, by: User, case: Case) -> Case:
    """The receiving court has looked at the form only and passes the case on to the competent court (跨域立案)."""
    row = locked(case)
    if row.passed_on_at is not None and row.received_at is not None and policy.has_role_at(by, row.received_at):
        return row
    policy.require_at_desk(by, row)
    require_state(row, CaseState.SUBMITTED)
    if row.received_at is None or row.desk_id == row.court_id:
        raise Conflict(_("The case is with the competent court already."))
    row.desk, row.passed_on_at, row.passed_on_by = row.court, clock.now(), by
    row.save()
    note("filing.case.passed_on", row, by=by, received_at=row.received_at_id, court=row.court_id)
    telling.tell(queries.clerks_of(row.court), "filing.case_to_review", row, by=by, due=row.review_due)
    telling.tell(queries.plaintiffs(row), "filing.case_passed_on", row, by=by, court=row.court.name)
    return row


@transaction.atomic
def return_for_correction(*, by: User, case: Case, items: Sequence[str], days: int) -> Correction:
    """Give it back once, with everything that is missing, to be corrected within `days` (ODLR 9; 登记立案规定 7)."""
    row = locked(case)
    policy.require_at_desk(by, row)
    require_state(row, CaseState.SUBMITTED)
    assert row.desk is not None
    listed, due = correcting.listed(items), correcting.due_in(days)
    if row.corrections.filter(court=row.desk).exists():
        raise Conflict(_("This court has asked for corrections already and may do so once: accept or refuse now."))
    correction = Correction.objects.create(case=row, court=row.desk, items=listed, due=due, asked_by=by)  # type: ignore[misc]
    row.review_due = due
    row.give_back()
    row.save()
    note("filing.case.returned", row, by=by, subject=correction, due=due, items=personal("\n".join(listed)))
    telling.tell(queries.plaintiffs(row), "filing.case_returned", row, by=by, due=due)
    return correction


def lapse(*, case: Case) -> Case:
    """Not corrected in time: the plaint is returned and this is kept on record (登记立案规定 7). It can be brought again."""
    with transaction.atomic():
        row = locked(case)
        correction = queries.open_correction(row)
        if row.state == CaseState.RETURNED and correction is not None and clock.today() > correction.due:
            end_as_withdrawn(row, by=None)
    return row


@transaction.atomic
def accept(
    *,
    by: User,
    case: Case,
    procedure: str = Procedure.SUMMARY,
    excluded: Sequence[str] = (),
    agreed: bool = False,
) -> Case:
    """Register the case: number, judge, trial period (CPL 126). Accepting twice gives the same number.

    `excluded`: items of CPL 166 that the clerk has found; `agreed`: both parties agree to small claims procedure (CPL 165(2)).
    The fee follows from the ledger entry `filing.case.accepted`, to which the room's other parts subscribe. Raises Invalid,
    Conflict (no judge, no court code, moved on), NotAllowed.
    """
    row = locked(case)
    policy.require_deciding(by, row)
    if row.number is not None:
        return row
    require_state(row, CaseState.SUBMITTED)
    checks.require_open_gates(row)
    today = clock.today()
    if procedure in Procedure.values and procedure not in rules.procedures_at(row.court.court_level):
        raise Invalid(_("Only a basic court tries cases in summary or small claims procedure."), field="procedure")
    try:
        row.trial_due = rules.trial_deadline(procedure, today)
    except LawError as error:
        raise Invalid(_("Choose a procedure."), field="procedure") from error
    fits = _require_fits(row, procedure, excluded, agreed=agreed)
    row.procedure = procedure
    # The series is locked first: whoever accepts after us counts our case among the judge's.
    row.number = numbers.give(row.court, rules.CASE_KIND, on=today)
    judge = queries.next_judge(row)
    if judge is None:
        raise Conflict(_("This court has no judge on the platform who could try it. Appoint one first."))
    row.accepted_at, row.accepted_by = clock.now(), by
    row.judge, row.judge_reason, row.clerk = judge, JudgeReason.FEWEST, queries.next_clerk(row)
    row.accept()
    row.save()
    if row.dispute.state in DISPUTE_EDITABLE:
        disputes.advance(by=None, dispute=row.dispute, transition="go_to_court")
    facts = {"number": row.number.text, "judge": judge.pk, "why": JudgeReason.FEWEST.value, "procedure": procedure}
    facts["clerk"] = row.clerk_id
    facts |= {"proposed": fits.procedure, "because": fits.reason.value, "excluded": list(excluded), "agreed": agreed}
    note("filing.case.accepted", row, by=by, due=row.trial_due, **facts)
    told = {"number": row.number.text, "court": row.court.name}
    telling.tell(queries.plaintiffs(row), "filing.case_accepted", row, by=by, **told)
    telling.tell([judge], "filing.case_to_try", row, by=by, due=row.trial_due, **told)
    telling.tell([row.clerk] if row.clerk is not None else [], "filing.case_to_record", row, by=by, **told)
    telling.tell_sued(queries.officers_of_sued(row), row, by=by, **told)
    return row


def _require_fits(row: Case, procedure: str, excluded: Sequence[str], *, agreed: bool) -> small_claims.Proposed:
    """What is proposed for the case. Raises Invalid where the law does not allow the procedure chosen (CPL 165, 166)."""
    if not set(excluded) <= set(small_claims.Excluded):
        raise Invalid(_("Choose from the list."), field="excluded")
    found = small.proposed(row, [small_claims.Excluded(each) for each in excluded])
    try:
        small_claims.require_fits(procedure, found, agreed=agreed)
    except LawError as error:
        raise Invalid(error.text(), field=error.field or "procedure") from error
    return found


@transaction.atomic
def reassign(*, by: User, case: Case, judge_id: UUID | None, reason: str) -> Case:
    """The court administrator gives the case to another judge of the court; the reason is recorded."""
    row = locked(case)
    policy.require_administrator(by, row)
    require_state(row, *ON_TRIAL)
    judge = next((each for each in queries.judges_of(row.court) if each.pk == judge_id), None)
    if judge is None or judge.pk in queries.people_in(row.dispute):
        raise Invalid(_("Choose a judge of this court who has no part in the dispute."), field="judge")
    why = needed(reason, "reason", _("Say why another judge tries the case."))
    if row.judge_id != judge.pk:
        former, row.judge, row.judge_reason = row.judge, judge, JudgeReason.NAMED
        row.save()
        note("filing.case.reassigned", row, by=by, judge=judge.pk, reason=personal(why))
        told = {"number": row.number, "court": row.court.name}
        telling.tell([judge], "filing.case_to_try", row, by=by, due=row.trial_due, **told)
        telling.tell([former] if former is not None else [], "filing.case_taken_over", row, by=by, **told)
    return row


@transaction.atomic
def assign_clerk(*, by: User, case: Case, clerk_id: UUID | None, reason: str) -> Case:
    """The court administrator gives the record of the case to a court clerk; who had it no longer opens the case. The reason is recorded."""
    row = locked(case)
    policy.require_administrator(by, row)
    require_state(row, *ON_TRIAL)
    clerk = next((each for each in queries.court_clerks_of(row.court) if each.pk == clerk_id), None)
    if clerk is None or clerk.pk in queries.people_in(row.dispute):
        raise Invalid(_("Choose a court clerk of this court who has no part in the dispute."), field="clerk")
    why = needed(reason, "reason", _("Say why this clerk keeps the record."))
    if row.clerk_id != clerk.pk:
        former, row.clerk = row.clerk, clerk
        row.save()
        note("filing.case.clerk_assigned", row, by=by, clerk=clerk.pk, reason=personal(why))
        told = {"number": row.number, "court": row.court.name}
        telling.tell([clerk], "filing.case_to_record", row, by=by, **told)
        telling.tell([former] if former is not None else [], "filing.record_taken_over", row, by=by, **told)
    return row
