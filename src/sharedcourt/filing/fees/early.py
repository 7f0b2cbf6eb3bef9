"""Judicial assistance asked for with the filing, before there is a bill (FEE 48, 49): deferral is decided before the case is accepted."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Conflict, Invalid
from sharedcourt.filing.cases import locking
from sharedcourt.filing.cases import policy as cases
from sharedcourt.filing.cases import queries as case_queries
from sharedcourt.filing.cases import telling as case_telling
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.cases.states import EDITABLE, CaseState
from sharedcourt.filing.fees import policy, queries
from sharedcourt.filing.fees.actions import ITEMS, new_day, note
from sharedcourt.filing.fees.models import Bill, EarlyRelief, Relief, ReliefKind
from sharedcourt.ledger.actions import personal
from sharedcourt.people.models import User

BEFORE_ACCEPTANCE = (*EDITABLE, CaseState.SUBMITTED)


def of(case: Case) -> EarlyRelief | None:
    """What was asked for with the filing."""
    return EarlyRelief.objects.filter(case=case).select_related("asked_by", "decided_by").first()


def is_open(case: Case) -> bool:
    """Whether something can still be asked for with the filing."""
    return case.state in BEFORE_ACCEPTANCE


@transaction.atomic
def ask(*, by: User, case: Case, kind: str, item: str, reasons: str) -> EarlyRelief:
    """The plaintiff's side asks with the filing to pay later, less, or nothing (FEE 44-48). Undecided it can be asked for anew."""
    row = locking.locked(case)
    cases.require_plaintiff(by, row)
    locking.require_state(row, *BEFORE_ACCEPTANCE)
    if kind not in set(ReliefKind):
        raise Invalid(_("Choose what you ask for."), field="kind")
    payer = queries.payer_of(row)
    if kind == ReliefKind.WAIVE and (payer is None or not payer.is_person):
        raise Invalid(_("Only natural persons can be exempted from the fee."), field="kind")
    if item not in ITEMS[ReliefKind(kind)] or len(item) != 1:
        raise Invalid(_("Choose the reason that fits."), field="item")
    text = needed(reasons, "reasons", _("Write down your circumstances and which papers prove them."))
    standing = EarlyRelief.objects.select_for_update(no_key=True).filter(case=row).first()
    if standing is not None and standing.decided_at is not None:
        raise Conflict(_("The court has decided already."))
    asked = standing or EarlyRelief(case=row)
    asked.asked_by, asked.kind, asked.item, asked.reasons = by, kind, item, text
    asked.save()
    locking.note("filing.fees.early_asked", row, by=by, subject=asked, kind=kind, reasons=personal(text))
    if row.state == CaseState.SUBMITTED:
        case_telling.tell(case_queries.clerks_of(row.court), "filing.fee_early", row, by=by)
    return asked


@transaction.atomic
def decide(*, by: User, case: Case, granted: bool, reasons: str, due: date | None = None) -> EarlyRelief:
    """Grant or refuse a deferral before the case is accepted (FEE 47, 49). `due`: until when; needed when granted.

    Whether the fee is reduced or waived is decided on the bill.
    """
    row = locking.locked(case)
    policy.require_decider(by, row)
    locking.require_state(row, CaseState.SUBMITTED)
    asked = EarlyRelief.objects.select_for_update(no_key=True).filter(case=row).first()
    if asked is None or asked.kind != ReliefKind.DEFER:
        raise Conflict(_("Nothing has been asked for that is still open."))
    if asked.decided_at is not None:
        raise Conflict(_("The court has decided already."))
    text = needed(reasons, "reasons", _("Write down why, so that the plaintiff understands."))
    asked.due = new_day(due, must=True) if granted else None
    asked.granted, asked.decided_at, asked.decided_by, asked.decision = granted, clock.now(), by, text
    asked.save()
    facts = {"granted": granted, "due": asked.due, "reasons": personal(text)}
    locking.note("filing.fees.early_decided", row, by=by, subject=asked, **facts)
    case_telling.tell(case_queries.plaintiffs(row), "filing.fee_early_decided", row, by=by)
    return asked


def require_decided(case: Case) -> None:
    """Raises Conflict while a deferral is undecided: it is decided before acceptance (FEE 49)."""
    if EarlyRelief.objects.filter(case=case, kind=ReliefKind.DEFER, decided_at=None).exists():
        raise Conflict(_("The plaintiff asks to pay later. Decide on that before you accept the case (FEE 49)."))


def carry_over(bill: Bill, case_id: UUID) -> None:
    """What was asked for with the filing stands on the bill: decided, or to be decided. Inside the transaction of acceptance."""
    asked = EarlyRelief.objects.filter(case=case_id).first()
    if asked is None:
        return
    relief = Relief.objects.create(
        bill=bill,
        asked_by=asked.asked_by,
        kind=asked.kind,
        item=asked.item,
        reasons=asked.reasons,
        decided_at=asked.decided_at,
        decided_by=asked.decided_by,
        granted=asked.granted,
        due=asked.due if asked.granted else bill.due if asked.decided_at else None,
        decision=asked.decision,
    )
    if asked.granted and asked.due is not None:
        bill.due = max(bill.due, asked.due)
        bill.defer()
        bill.save()
    elif asked.decided_at is None:
        note("filing.fees.relief_asked", bill, by=asked.asked_by, subject=relief, kind=asked.kind)
