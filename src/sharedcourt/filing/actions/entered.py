"""Taking an application for oneself, and what people type."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from sharedcourt.core.errors import Conflict, Invalid
from sharedcourt.filing.models import Confirmation
from sharedcourt.filing.states import ConfirmationState
from sharedcourt.ledger.actions import record
from sharedcourt.ledger.locks import hold_scope
from sharedcourt.people.models import User

LONGEST = 2000


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
        raise Conflict(message % {"state": ConfirmationState(confirmation.state).label})


def needed(text: str, field: str, message: str) -> str:
    """A text that must be given, trimmed and bounded; raises Invalid."""
    kept = text.strip()
    if not kept:
        raise Invalid(message, field=field)
    if len(kept) > LONGEST:
        raise Invalid(_("Use at most %(count)d characters.") % {"count": LONGEST}, field=field)
    return kept


def note(action: str, confirmation: Confirmation, *, by: User | None, subject: Any = None, **facts: Any) -> None:
    """Record an action under the dispute."""
    record(action, by=by, subject=subject or confirmation, scope=confirmation.dispute_id, **facts)
