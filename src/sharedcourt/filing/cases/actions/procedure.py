"""From small claims or summary to another procedure: by a ruling to the ordinary one (CPL 169, 170; CPLI 258, 269)."""

from typing import Any
from uuid import UUID

from django.db import transaction as db
from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import ActionRefused, Conflict, NotAllowed
from sharedcourt.documents import actions as documents
from sharedcourt.documents.actions import SignerSpec
from sharedcourt.documents.models import SigningFile
from sharedcourt.documents.states import SigningState
from sharedcourt.filing import roles
from sharedcourt.filing.cases import papers, policy, queries, recusing, telling
from sharedcourt.filing.cases.locking import locked, note, require_state
from sharedcourt.filing.cases.models import Case, Procedure, ProcedureChange
from sharedcourt.filing.cases.states import ON_TRIAL
from sharedcourt.law import filing as rules
from sharedcourt.ledger.actions import personal
from sharedcourt.people.models import User

RULING_KIND = "filing.procedure_ruling"
RULING = "filing/typst/case_refusal.typ"
LONGEST_BENCH = 120


@transaction.atomic
def go_to_ordinary(*, by: User, case: Case, reasons: str, bench: str) -> ProcedureChange:
    """Draw up the ruling that moves the case to ordinary procedure, while the trial period runs (CPL 169, 170; CPLI 258).

    `bench` says who tries it then. It counts once the judge has signed it and the seal is on. Raises Conflict, Invalid, NotAllowed.
    """
    row = locked(case)
    policy.require_judge(by, row)
    require_state(row, *ON_TRIAL)
    if row.procedure not in rules.ORDINARY_ARTICLES:
        raise Conflict(_("The case is in ordinary procedure."))
    _require_in_time(row)
    if queries.open_change(row) is not None:
        raise Conflict(_("The ruling has been drawn up; sign it or take it back."))
    why = needed(reasons, "reasons", _("Say why the case does not fit this procedure."))
    who = " ".join(needed(bench, "bench", _("Say who tries the case from now on.")).split())[:LONGEST_BENCH]
    payload = papers.to_ordinary(row, why, who)
    ruling = documents.open_for_signing(
        by=by,
        kind=RULING_KIND,
        scope=row.dispute_id,
        template=RULING,
        payload=payload,
        signers=[SignerSpec(by, roles.PRINTED_JUDGE, role=roles.JUDGE)],
        sealer=row.court,
        title="民事裁定书",
    )
    made = ProcedureChange.objects.create(
        case=row, before=row.procedure, reasons=why, bench=who, judge=by, ruling=ruling
    )
    note("filing.case.ordinary_drawn_up", row, by=by, subject=made, reasons=personal(why))
    return made


def _require_in_time(row: Case) -> None:
    assert row.trial_due is not None
    if clock.today() > row.trial_due:
        raise Conflict(_("The trial period is over; until then the ruling could be made (CPLI 258)."))


@transaction.atomic
def take_ordinary_back(*, by: User, case: Case) -> Case:
    """The judge takes the unsigned ruling back; the case stays in its procedure."""
    row = locked(case)
    policy.require_judge(by, row)
    change = queries.open_change(row)
    if change is None:
        return row
    if change.ruling.state != SigningState.OPEN:
        raise Conflict(_("The ruling has been signed."))
    documents.supersede(by=by, signing_file=change.ruling, reason=_("Taken back before signing."))
    change.taken_back_at = clock.now()
    change.save(update_fields=["taken_back_at"])
    note("filing.case.ordinary_taken_back", row, by=by, subject=change)
    return row


@transaction.atomic
def go_to_summary(*, by: User, case: Case, reasons: str) -> Case:
    """A case does not fit small claims procedure: the other rules of summary procedure apply, without a ruling (CPL 169; CPLI 278, 279).

    The trial period counts from acceptance. Twice changes nothing.
    """
    row = locked(case)
    policy.require_judge(by, row)
    require_state(row, *ON_TRIAL)
    if row.procedure == Procedure.SUMMARY:
        return row
    if row.procedure != Procedure.SMALL:
        raise Conflict(_("The case is in ordinary procedure."))
    _require_in_time(row)
    if queries.open_change(row) is not None:
        raise Conflict(_("The ruling has been drawn up; sign it or take it back."))
    why = needed(reasons, "reasons", _("Say why the case does not fit this procedure."))
    _change(row, Procedure.SUMMARY)
    note("filing.case.went_summary", row, by=by, due=row.trial_due, reasons=personal(why))
    told = {"due": row.trial_due, "procedure": Procedure.SUMMARY.label}
    telling.tell([*queries.plaintiffs(row), *queries.defendants(row)], "filing.procedure_changed", row, by=by, **told)
    return row


def _change(row: Case, procedure: Procedure) -> None:
    assert row.accepted_at is not None
    accepted_on = clock.local(row.accepted_at).date()
    not_counted = sum(row.entrustments.values_list("days_not_counted", flat=True))
    row.procedure = procedure
    row.trial_due = rules.changed_trial_deadline(procedure, accepted_on, not_counted)
    row.save(update_fields=["procedure", "trial_due"])


def require_may_sign(by: User, signing_file: SigningFile) -> None:
    """Signed by the judge who drew it up, while the case is theirs and the trial period runs."""
    change = ProcedureChange.objects.filter(ruling=signing_file, taken_back_at=None).select_related("case").first()
    if change is None or change.judge_id != by.pk or not policy.is_judge(by, change.case):
        raise NotAllowed(_("Only the judge of this case may do this."))
    recusing.require_working(by, change.case)
    require_state(change.case, *ON_TRIAL)
    _require_in_time(change.case)


def ruling_signed(*, file_id: UUID) -> None:
    """The court's seal follows after the commit."""
    if ProcedureChange.objects.filter(ruling=file_id).exists():
        db.on_commit(lambda: seal_quietly(file_id), robust=True)


def seal_quietly(file_id: UUID) -> None:
    """Seal by the system; what fails now is tried again by the scheduled work."""
    try:
        documents.seal(by=None, signing_file=SigningFile.objects.get(pk=file_id))
    except ActionRefused:
        return


def sealed(*, file_id: UUID) -> None:
    """The ruling is complete: the case is in ordinary procedure. Service and the other half of the fee follow from the ledger entry."""
    found = ProcedureChange.objects.filter(ruling=file_id, effective_at=None, taken_back_at=None).first()
    if found is None:
        return
    row = locked(found.case)
    change = ProcedureChange.objects.select_for_update(no_key=True).get(pk=found.pk)
    change.effective_at = clock.now()
    change.save(update_fields=["effective_at"])
    _change(row, Procedure.ORDINARY)
    note("filing.case.went_ordinary", row, by=None, due=row.trial_due, ruling=file_id)
    told: dict[str, Any] = {"due": row.trial_due, "procedure": Procedure.ORDINARY.label}
    telling.tell([*queries.plaintiffs(row), *queries.defendants(row)], "filing.procedure_changed", row, **told)
