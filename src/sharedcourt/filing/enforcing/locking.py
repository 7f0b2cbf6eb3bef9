"""Taking an application for enforcement for oneself, and recording what is done with it."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from sharedcourt.core.errors import Conflict
from sharedcourt.filing.enforcing.models import Enforcement
from sharedcourt.filing.enforcing.states import EnforcementState
from sharedcourt.ledger.actions import record
from sharedcourt.ledger.locks import hold_scope
from sharedcourt.people.models import User

WITH = ("dispute", "court", "number", "confirmation__number", "case__number", "application", "ruling", "notice")


def locked(enforcement: Enforcement) -> Enforcement:
    """The application as it stands now, its dispute held first; nobody else changes it before we are done."""
    hold_scope(enforcement.dispute_id)
    rows = Enforcement.objects.select_for_update(of=("self",), no_key=True).select_related(*WITH)
    return rows.get(pk=enforcement.pk)


def hold(scope: UUID) -> None:
    """Lock the applications of a dispute that is locked already (`ledger.locks`)."""
    list(Enforcement.objects.select_for_update(no_key=True).filter(dispute=scope).order_by("pk").values_list("pk"))


def require_state(enforcement: Enforcement, *states: str) -> None:
    """Raises Conflict when the application has moved on."""
    if enforcement.state not in states:
        message = _("The application is now: %(state)s. Look again, then decide.")
        raise Conflict(message % {"state": EnforcementState(enforcement.state).label})


def note(action: str, enforcement: Enforcement, *, by: User | None, subject: Any = None, **facts: Any) -> None:
    """Record an action under the dispute."""
    record(action, by=by, subject=subject or enforcement, scope=enforcement.dispute_id, **facts)
