"""The plaintiff's side: begin a case, say where, hand it in, take it back."""

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.disputes import actions as disputes
from sharedcourt.disputes import policy as dispute_policy
from sharedcourt.disputes.models import Dispute, Party, Side
from sharedcourt.disputes.queries import parties_of
from sharedcourt.disputes.states import DisputeState
from sharedcourt.documents.models import SigningFile
from sharedcourt.filing.cases import checks, courts, policy, queries, telling
from sharedcourt.filing.cases.locking import locked, note, require_state
from sharedcourt.filing.cases.models import Case, Outcome
from sharedcourt.filing.cases.states import EDITABLE, OPEN, CaseState
from sharedcourt.law.filing import review_deadline
from sharedcourt.ledger.locks import hold_scope
from sharedcourt.people.models import Organisation, User
from sharedcourt.sites.models import Site

AFTER_MEDIATION = (DisputeState.TERMINATED, DisputeState.WITHDRAWN)
# With these nothing has been decided: the same claim may be brought again (CPL 127(5)).
BROUGHT_AGAIN = ("", Outcome.WITHDRAWN, Outcome.DISMISSED, Outcome.TRANSFERRED)


def begin(
    *,
    by: User,
    dispute: Dispute,
    court: Organisation,
    homes: Mapping[UUID, str],
    clause: Mapping[str, Any] | None = None,
    received_at: Organisation | None = None,
    site: Site | None = None,
    idempotency_key: str = "",
) -> Case:
    """Begin a case on a dispute before one of the competent courts; nothing of the dispute is entered again.

    `homes` says where each party is domiciled, by party id, as a division of six digits. `received_at` is another court that
    takes the papers in and passes them on (跨域立案). The same key, or the same court while the case is being prepared, gives the
    same case again. Raises NotAllowed, Invalid, Conflict.
    """
    key = hashlib.sha256(idempotency_key.encode()).hexdigest() if idempotency_key else ""
    if key and (earlier := Case.objects.filter(filed_by=by, idempotency_key=key).first()) is not None:
        return earlier
    try:
        return _begin(by, dispute, court, homes, clause or {}, received_at, site, key)
    except IntegrityError as error:
        there = Case.objects.filter(dispute=dispute, state__in=OPEN).first()
        if there is not None and _is_same(there, by, court):
            return there
        raise Conflict(_("There is a case about this dispute already.")) from error


def _is_same(there: Case, by: User, court: Organisation) -> bool:
    return there.filed_by_id == by.pk and there.court_id == court.pk and there.state == CaseState.DRAFTING


@transaction.atomic
def _begin(
    by: User,
    dispute: Dispute,
    court: Organisation,
    homes: Mapping[UUID, str],
    clause: Mapping[str, Any],
    received_at: Organisation | None,
    site: Site | None,
    key: str,
) -> Case:
    hold_scope(dispute.pk)
    row = Dispute.objects.get(pk=dispute.pk)
    if not policy.may_sue(by, row):
        raise NotAllowed(_("Only the applicant's side may go to court with this dispute."))
    if not policy.may_begin(row):
        message = _(
            "The dispute is now: %(state)s. A case can begin before mediation or after it has ended without agreement."
        )
        raise Conflict(message % {"state": DisputeState(row.state).label})
    if Case.objects.filter(dispute=row, state=CaseState.CLOSED).exclude(outcome__in=BROUGHT_AGAIN).exists():
        raise Conflict(_("This dispute has been decided already. What remains is to ask for a retrial."))
    ground = courts.ground_for(court, courts.competence(row, homes, clause))
    case = Case.objects.create(
        dispute=row,
        court=court,
        court_ground=ground,
        received_at=_receiving(received_at, court),
        site=site or row.site,
        filed_by=by,
        idempotency_key=key,
        cause=row.cause,
        amount=courts.amount_of(row),
        homes={str(party): division for party, division in homes.items()},  # type: ignore[misc]
        clause=dict(clause),  # type: ignore[misc]
        from_mediation=row.state in AFTER_MEDIATION and row.submitted_at is not None,
    )
    where = {"court": court.pk, "ground": ground, "received_at": case.received_at_id}
    note("filing.case.begun", case, by=by, from_mediation=case.from_mediation, **where)
    return case


def _receiving(chosen: Organisation | None, court: Organisation) -> Organisation | None:
    if chosen is None or chosen.pk == court.pk:
        return None
    if chosen.kind != Organisation.Kind.COURT or not chosen.is_active:
        raise Invalid(_("Choose a court that works on this platform."), field="received_at")
    return chosen


@transaction.atomic
def change_court(
    *,
    by: User,
    case: Case,
    court: Organisation,
    homes: Mapping[UUID, str],
    clause: Mapping[str, Any] | None = None,
    received_at: Organisation | None = None,
) -> Case:
    """Choose another competent court, or another place to hand it in, while the case can still be changed."""
    row = locked(case)
    policy.require_plaintiff(by, row)
    require_state(row, *EDITABLE)
    if row.corrections.exists() and court.pk != row.court_id:
        raise Conflict(_("A court has looked at this case. Take it back to go to another one."))
    row.court_ground = courts.ground_for(court, courts.competence(row.dispute, homes, clause, amount=row.plaint_amount))
    row.court, row.received_at = court, _receiving(received_at, court)
    row.homes = {str(party): division for party, division in homes.items()}  # type: ignore[misc]
    row.clause = dict(clause or {})  # type: ignore[misc]
    row.save()
    note(
        "filing.case.court_changed", row, by=by, court=court.pk, ground=row.court_ground, received_at=row.received_at_id
    )
    return row


@transaction.atomic
def set_plaint(*, by: User | None, case: Case, plaint: SigningFile | None, amount: Decimal | None = None) -> Case:
    """The plaint that is being signed or has been (None takes it out again); of this dispute, while the case can be changed.

    `amount` is what it comes to, in yuan; None where it claims no money. `by` None is the system.
    """
    row = locked(case)
    if by is not None:
        policy.require_plaintiff(by, row)
    require_state(row, *EDITABLE)
    if plaint is not None and plaint.scope != row.dispute_id:
        raise Invalid(_("This document does not belong to the case."), field="plaint")
    if row.plaint_id != (plaint.pk if plaint is not None else None):
        row.plaint, row.plaint_amount = plaint, amount
        row.amount = courts.amount_in(row)
        row.save(update_fields=["plaint", "plaint_amount", "amount"])
        note("filing.case.plaint_chosen", row, by=by, plaint=row.plaint_id)
    return row


@transaction.atomic
def submit(
    *,
    by: User,
    case: Case,
    declared: bool = False,
    address: Mapping[str, Any] | None = None,
    without_plaint: bool = False,
) -> Case:
    """Hand the case in: the court has seven days (CPL 126). Doing it twice changes nothing.

    `declared`: what is stated is true and no other court has it. `address` is the plaintiff's confirmation of the address for
    service, where it has not been given yet. `without_plaint`: an institution's complete elements stand in the place of the signed
    plaint, as its program hands in many loans alike; everybody else signs one. An application for mediation that nobody has taken up is taken back.
    """
    row = locked(case)
    policy.require_plaintiff(by, row)
    if row.state == CaseState.SUBMITTED:
        return row
    require_state(row, *EDITABLE)
    if not declared:
        raise Invalid(_("Confirm the declaration before you submit."), field="declared")
    _require_addresses(by, row, address or {})
    problem = checks.blocking(row, without_plaint=without_plaint)
    if problem is not None:
        raise Invalid(problem.words, field=problem.key)
    if row.dispute.state in policy.ASKED:
        disputes.withdraw(by=by, dispute=row.dispute, reason=_("The applicant goes to court."))
    elif row.dispute.state not in policy.MAY_BEGIN:
        raise Conflict(_("The dispute is in mediation now. End that first."))
    correction = queries.open_correction(row)
    now = clock.now()
    if correction is not None:
        correction.answered_at = now
        correction.save(update_fields=["answered_at"])
    row.desk = row.received_at if row.received_at is not None and row.passed_on_at is None else row.court
    row.amount = courts.amount_in(row)
    row.submitted_at, row.review_due = now, review_deadline(clock.today())
    row.submit()
    row.save()
    note(
        "filing.case.submitted",
        row,
        by=by,
        desk=row.desk_id,
        due=row.review_due,
        again=correction is not None,
        plaint=row.plaint_id,
    )
    telling.tell(queries.plaintiffs(row), "filing.case_submitted", row, court=row.desk.name, due=row.review_due)
    telling.tell(queries.clerks_of(row.desk), "filing.case_to_review", row, by=by, due=row.review_due)
    return row


def _require_addresses(by: User, case: Case, address: Mapping[str, Any]) -> None:
    """Every plaintiff the person acts for has confirmed an address for service; the one given serves those who have not."""
    for party in parties_of(case.dispute).filter(side=Side.APPLICANT):
        if hasattr(party, "service_address"):
            continue
        if not dispute_policy.acts_for(by, party) and not dispute_policy.is_officer(by, case.dispute):
            continue
        _confirm(by, Party.objects.select_for_update(no_key=True).get(pk=party.pk), address)


def _confirm(by: User, party: Party, address: Mapping[str, Any]) -> None:
    values = {
        "receiver": str(address.get("receiver", "")),
        "address": str(address.get("address", "")),
        "phone": str(address.get("phone", "")),
        "email": str(address.get("email", "")),
        "e_service": bool(address.get("e_service")),
        "judgments_too": bool(address.get("judgments_too")),
    }
    disputes.give_service_address(by=by, party=party, **values)


@transaction.atomic
def withdraw(*, by: User, case: Case) -> Case:
    """Take the case back before the court has accepted it. Afterwards only the court can allow it (CPL 148)."""
    row = locked(case)
    policy.require_plaintiff(by, row)
    if row.state == CaseState.WITHDRAWN:
        return row
    if not policy.may_dispose(by, row):
        raise NotAllowed(_("With general authority only, an agent cannot take the case back (CPL 62)."))
    require_state(row, CaseState.DRAFTING, CaseState.SUBMITTED, CaseState.RETURNED)
    end_as_withdrawn(row, by=by)
    return row


@transaction.atomic
def give_up(*, by: User, dispute: Dispute) -> Dispute:
    """Give up a draft that was opened for a court, while no case has begun on it. Twice changes nothing."""
    hold_scope(dispute.pk)
    if Case.objects.filter(dispute=dispute, state__in=OPEN).exists():
        raise Conflict(_("Take the case back first."))
    return disputes.give_up(by=by, dispute=dispute)


def end_as_withdrawn(row: Case, *, by: User | None) -> None:
    """The locked case ends before acceptance; the court that had it is told."""
    had = row.desk if row.state != CaseState.DRAFTING else None
    row.withdraw()
    row.ended_at = clock.now()
    row.save()
    note("filing.case.withdrawn", row, by=by)
    told = queries.plaintiffs(row) + (queries.clerks_of(had) if had is not None else [])
    telling.tell(told, "filing.case_withdrawn", row, by=by)
