"""Taking an application for oneself, and recording what is done with it."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from sharedcourt.core.errors import Conflict
from sharedcourt.filing.models import Confirmation
from sharedcourt.ledger.actions import record
from sharedcourt.ledger.locks import hold_scope
from sharedcourt.people.models import User


def locked(confirmation: Confirmation) -> Confirmation:
    """The application as it stands now, its dispute held first; nobody else changes it before we are done."""
    hold_scope(confirmation.dispute_id)
    return (
        Confirmation.objects.select_for_update(of=("self",), no_key=True)
        .select_related("dispute", "court", "judge", "number", "agreement", "application", "ruling")
        .get(pk=confirmation.pk)
    )


def hold(scope: UUID) -> None:
    """Lock the applications of a dispute that is locked already (`ledger.locks`)."""
    list(Confirmation.objects.select_for_update(no_key=True).filter(dispute=scope).order_by("pk").values_list("pk"))


def require_state(confirmation: Confirmation, *states: str) -> None:
    """Raises Conflict when the application has moved on."""
    if confirmation.state not in states:
        message = _("The application is now: %(state)s. Look again, then decide.")
        raise Conflict(message % {"state": confirmation.known_state.label})


def note(action: str, confirmation: Confirmation, *, by: User | None, subject: Any = None, **facts: Any) -> None:
    """Record an action under the dispute."""
    record(action, by=by, subject=subject or confirmation, scope=confirmation.dispute_id, **facts)
