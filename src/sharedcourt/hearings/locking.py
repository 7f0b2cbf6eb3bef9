"""Taking a hearing for oneself, and recording what is done with it."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from sharedcourt.core.errors import Conflict
from sharedcourt.hearings.models import Hearing
from sharedcourt.hearings.queries import WITH
from sharedcourt.hearings.states import HearingState
from sharedcourt.ledger.actions import record
from sharedcourt.ledger.locks import hold_ledger, hold_scope
from sharedcourt.people.models import User


def locked(hearing: Hearing) -> Hearing:
    """The hearing as it stands now, after its dispute, its case and the ledger; nobody else changes it before we are done.

    After the ledger, because rooms below, which hold it, change a hearing when somebody's line is lost.
    """
    hold_scope(hearing.case.dispute_id)
    hold_ledger()
    return alone(hearing.pk)


def alone(pk: UUID) -> Hearing:
    """The same for whoever holds the ledger already."""
    return Hearing.objects.select_for_update(of=("self",), no_key=True).select_related(*WITH).get(pk=pk)


def require_state(hearing: Hearing, *states: str) -> None:
    """Raises Conflict when the hearing has moved on."""
    if hearing.state not in states:
        message = _("The hearing is now: %(state)s. Look again, then decide.")
        raise Conflict(message % {"state": HearingState(hearing.state).label})


def note(action: str, hearing: Hearing, *, by: User | None, subject: Any = None, **facts: Any) -> None:
    """Record an action under the dispute."""
    record(action, by=by, subject=subject or hearing, scope=hearing.case.dispute_id, **facts)
