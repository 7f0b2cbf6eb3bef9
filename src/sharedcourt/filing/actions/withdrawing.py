"""Taking the application back after the court has taken it in: with the court's leave, by a ruling (CPLI 357(1))."""

from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Conflict
from sharedcourt.documents import actions as documents
from sharedcourt.documents.actions import SignerSpec
from sharedcourt.filing import papers, policy, roles, telling
from sharedcourt.filing.actions.confirmations import take_back
from sharedcourt.filing.actions.court import ORDER, ORDER_KIND, agreement_in_effect
from sharedcourt.filing.actions.locking import locked, note, require_state
from sharedcourt.filing.models import Confirmation, WithdrawalRequest
from sharedcourt.filing.states import ConfirmationState
from sharedcourt.ledger.actions import personal
from sharedcourt.people.models import User


@transaction.atomic
def withdraw(*, by: User, confirmation: Confirmation, reasons: str = "") -> Confirmation:
    """A party takes the application back: at once until the court has taken it in, afterwards it asks the court (CPLI 357).

    The agreement itself stays binding. Twice is once.
    """
    row = locked(confirmation)
    policy.require_signer(by, row)
    if row.state == ConfirmationState.WITHDRAWN:
        return row
    if row.state in {ConfirmationState.SIGNING, ConfirmationState.SUBMITTED}:
        take_back(row, by=by, reason=_("A party has taken the application back."))
        return row
    require_state(row, ConfirmationState.ACCEPTED)
    if row.withdrawal_requests.filter(decided_at=None).exists():
        return row
    text = needed(reasons, "reasons", _("Say why you want to take the application back."))
    asked = WithdrawalRequest.objects.create(confirmation=row, asked_by=by, reasons=text)
    note("filing.confirmation.withdrawal_asked", row, by=by, subject=asked, reasons=personal(text))
    told = [*telling.applicants(row), *telling.court(row)]
    telling.tell(told, "filing.withdrawal_asked", row, by=by)
    return row


@transaction.atomic
def decide(*, by: User, confirmation: Confirmation, allowed: bool, decision: str) -> Confirmation:
    """The judge allows it, by a ruling that counts once signed and sealed, or goes on with the review; with the reason."""
    row = locked(confirmation)
    policy.require_judge(by, row)
    require_state(row, ConfirmationState.ACCEPTED)
    asked = row.withdrawal_requests.select_for_update(no_key=True, of=("self",)).filter(decided_at=None).first()
    if asked is None:
        raise Conflict(_("Nobody has asked to take the application back."))
    text = needed(decision, "decision", _("Write down why, so that the parties understand."))
    asked.allowed, asked.decided_at, asked.decided_by, asked.decision = allowed, clock.now(), by, text
    asked.save()
    if not allowed:
        note("filing.confirmation.withdrawal_refused", row, by=by, subject=asked, decision=personal(text))
        telling.tell(telling.applicants(row), "filing.withdrawal_refused", row, by=by)
        return row
    row.draw_up_leave()
    row.reasons = _("A party has taken the application back.")
    row.ruling = documents.open_for_signing(
        by=by,
        kind=ORDER_KIND,
        scope=row.dispute_id,
        template=ORDER,
        payload=papers.leave(row, agreement_in_effect(row), asked.asked_by.name, text),
        signers=[SignerSpec(by, roles.PRINTED_JUDGE, role=roles.JUDGE)],
        sealer=row.court,
        title="民事裁定书",
    )
    row.save()
    note("filing.confirmation.leave_drawn_up", row, by=by, subject=asked, decision=personal(text))
    return row
