"""Taking a case for oneself until the transaction ends. Always the dispute first, then the case, then a file."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from sharedcourt.core.errors import Conflict
from sharedcourt.disputes.models import Dispute
from sharedcourt.ledger.actions import record
from sharedcourt.mediation.models import Case
from sharedcourt.mediation.states import CaseState
from sharedcourt.people.models import User


def locked(case: Case) -> Case:
    """The case as it stands now, with its dispute; nobody else changes either before we are done."""
    dispute = Dispute.objects.select_for_update(no_key=True).get(pk=case.dispute_id)
    row = (
        Case.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organisation", "mediator")
        .get(pk=case.pk)
    )
    row.dispute = dispute
    return row


def hold(scope: UUID) -> None:
    """Lock the case of a dispute that is locked already (`ledger.locks`)."""
    Case.objects.select_for_update(no_key=True).filter(dispute=scope).values_list("pk").first()


def require_state(case: Case, *states: str) -> None:
    """Raises Conflict when the case has moved on."""
    if case.state not in states:
        message = _("The case is now: %(state)s. Look again, then decide.")
        raise Conflict(message % {"state": CaseState(case.state).label})


def note(action: str, case: Case, *, by: User | None, subject: Any = None, **facts: Any) -> None:
    """Record an action under the dispute."""
    record(action, by=by, subject=subject or case, scope=case.dispute_id, **facts)
