"""Taking a case for oneself, and recording what is done with it."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from sharedcourt.core.errors import Conflict
from sharedcourt.filing.cases.models import Case
from sharedcourt.ledger.actions import record
from sharedcourt.ledger.locks import hold_scope
from sharedcourt.people.models import User

WITH = ("dispute", "court", "received_at", "desk", "judge", "clerk", "number", "plaint", "ruling", "filed_by", "site")


def locked(case: Case) -> Case:
    """The case as it stands now, its dispute held first; nobody else changes it before we are done."""
    hold_scope(case.dispute_id)
    return Case.objects.select_for_update(of=("self",), no_key=True).select_related(*WITH).get(pk=case.pk)


def hold(scope: UUID) -> None:
    """Lock the cases of a dispute that is locked already (`ledger.locks`)."""
    list(Case.objects.select_for_update(no_key=True).filter(dispute=scope).order_by("pk").values_list("pk"))


def require_state(case: Case, *states: str) -> None:
    """Raises Conflict when the case has moved on."""
    if case.state not in states:
        message = _("The case is now: %(state)s. Look again, then decide.")
        raise Conflict(message % {"state": case.known_state.label})


def note(action: str, case: Case, *, by: User | None, subject: Any = None, **facts: Any) -> None:
    """Record an action under the dispute."""
    record(action, by=by, subject=subject or case, scope=case.dispute_id, **facts)
