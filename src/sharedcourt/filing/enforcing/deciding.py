"""The court's side of enforcement: register with a number, return for correction, refuse by a ruling, serve."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Invalid, NotAllowed
from sharedcourt.documents import actions as documents
from sharedcourt.documents.models import SigningFile
from sharedcourt.filing import correcting, issuing, numbers, rulings
from sharedcourt.filing.cases import queries as cases
from sharedcourt.filing.enforcing import papers, policy, queries, telling
from sharedcourt.filing.enforcing.locking import locked, note, require_state
from sharedcourt.filing.enforcing.models import Enforcement, EnforcementCorrection
from sharedcourt.filing.enforcing.states import EnforcementState
from sharedcourt.law import enforcement as rules
from sharedcourt.ledger.actions import personal
from sharedcourt.people.models import User


@transaction.atomic
def accept(*, by: User, enforcement: Enforcement) -> Enforcement:
    """Register the application with the next number of the court's enforcement cases. Accepting twice gives the same number.

    The notice of registration goes under the court's seal and is served on the creditor's side.
    """
    row = locked(enforcement)
    policy.require_clerk(by, row)
    if row.number is not None:
        return row
    require_state(row, EnforcementState.SUBMITTED)
    assert row.submitted_at is not None
    row.number = numbers.give(row.court, rules.case_kind(clock.today()), on=clock.today())
    row.accepted_at, row.accepted_by = clock.now(), by
    row.notice_due = rules.notice_deadline(clock.local(row.submitted_at).date())
    row.accept()
    row.notice = documents.issue(
        by=by,
        kind=issuing.ENFORCEMENT_NOTICE,
        scope=row.dispute_id,
        template=papers.NOTICE,
        payload=papers.notice(row),
        sealer=row.court,
        title="受理案件通知书",
    )
    row.save()
    note("filing.enforcement.accepted", row, by=by, number=row.number.text, notice_due=row.notice_due)
    told = {"number": row.number.text, "court": row.court.name}
    telling.tell(queries.creditors(row.dispute), "filing.enforcement_accepted", row, by=by, **told)
    return row


@transaction.atomic
def return_for_correction(
    *, by: User, enforcement: Enforcement, items: Sequence[str], days: int
) -> EnforcementCorrection:
    """Give it back with everything that is missing, to be corrected within `days` (登记立案规定 7, 18)."""
    row = locked(enforcement)
    policy.require_clerk(by, row)
    require_state(row, EnforcementState.SUBMITTED)
    listed, due = correcting.listed(items), correcting.due_in(days)
    correction = EnforcementCorrection.objects.create(enforcement=row, items=listed, due=due, asked_by=by)  # type: ignore[misc]
    row.review_due = due
    row.give_back()
    row.save()
    facts = {"due": due, "items": personal("\n".join(listed))}
    note("filing.enforcement.returned", row, by=by, subject=correction, **facts)
    telling.tell(queries.creditors(row.dispute), "filing.enforcement_returned", row, by=by, due=due)
    return correction


@transaction.atomic
def refuse(*, by: User, enforcement: Enforcement, ground: str, reasons: str) -> Enforcement:
    """Draw up the ruling not to accept, for one of the grounds; it counts once a judge and the clerk have signed and the seal is on.

    That the two years are over is no ground: only the debtor may object (CPLI 481).
    """
    row = locked(enforcement)
    policy.require_clerk(by, row)
    require_state(row, EnforcementState.SUBMITTED)
    if ground not in set(rules.NotAccepted):
        raise Invalid(_("Choose one of the grounds."), field="ground")
    why = needed(reasons, "reasons", _("Write down why, so that the creditor understands."))
    part = cases.people_in(row.dispute)
    judge = rulings.draw_up_refusal(
        row,
        by=by,
        judge=next((each for each in cases.judges_of(row.court) if each.pk not in part), None),
        ground=ground,
        reasons=why,
        kind=issuing.ENFORCEMENT_REFUSAL,
        title="执行裁定书",
        payload=papers.refusal,
    )
    facts = {"ground": ground, "judge": judge.pk, "reasons": personal(row.reasons)}
    note("filing.enforcement.refusal_drawn_up", row, by=by, **facts)
    telling.tell([judge], "filing.enforcement_refusal_to_sign", row, by=by)
    return row


@transaction.atomic
def take_refusal_back(*, by: User, enforcement: Enforcement) -> Enforcement:
    """Clerk or signing judge take the ruling back before both have signed it; the review goes on, what one had signed counts not."""
    row = locked(enforcement)
    if not policy.is_clerk(by, row) and not policy.signs_refusal(by, row):
        raise NotAllowed(_("Only who draws up or signs the ruling may take it back."))
    require_state(row, EnforcementState.REFUSING)
    rulings.take_refusal_back(row, by=by)
    note("filing.enforcement.refusal_taken_back", row, by=by)
    return row


def require_may_sign(by: User, signing_file: SigningFile) -> None:
    """The ruling is signed by the judge and the clerk it names, as long as they have that office there."""
    row = Enforcement.objects.filter(ruling=signing_file).select_related("dispute", "ruling").first()
    if row is None or not policy.signs_refusal(by, row) or not policy.works_at(by, row):
        raise NotAllowed(_("Only those whom the ruling names sign it."))
    require_state(row, EnforcementState.REFUSING)


def ruling_signed(*, file_id: UUID) -> None:
    """The court's seal follows after the commit."""
    if Enforcement.objects.filter(ruling=file_id).exists():
        rulings.seal_after_commit(file_id)


def sealed(*, file_id: UUID) -> None:
    """A paper of the court is complete: the notice or the ruling is served on the creditor's side at once (ODLR 31)."""
    registered = Enforcement.objects.filter(notice=file_id, state=EnforcementState.ACCEPTED).first()
    if registered is not None:
        _serve(locked(registered), file_id)
        return
    found = Enforcement.objects.filter(ruling=file_id, state=EnforcementState.REFUSING).first()
    if found is None:
        return
    row = locked(found)
    assert row.ruling is not None
    row.refuse()
    row.ended_at = clock.now()
    row.save()
    note("filing.enforcement.refused", row, by=None, ground=row.ground, sha256=row.ruling.current_file.sha256)
    _serve(row, file_id)
    telling.tell(queries.creditors(row.dispute), "filing.enforcement_refused", row, court=row.court.name)


def _serve(row: Enforcement, file_id: UUID) -> None:
    agreed = queries.confirmed_electronically(row.dispute)
    file = SigningFile.objects.get(pk=file_id)
    for user in queries.creditors(row.dispute):
        service = rulings.served(user=user, confirmed=bool(agreed.get(user.pk)), enforcement=row, file=file)
        note("filing.service.reached", row, by=None, subject=service, basis=service.basis)
