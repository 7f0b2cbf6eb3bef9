"""Taking a hearing for oneself, and recording what is done with it."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from sharedcourt.core.errors import Conflict
from sharedcourt.hearings.locking import locked
from sharedcourt.hearings.models import Hearing
from sharedcourt.hearings.states import ENDED
from sharedcourt.ledger.actions import record
from sharedcourt.people.models import User


def locked_hearing(pk: UUID) -> Hearing:
    """The hearing as it stands now, its dispute and the ledger held first; nobody else changes it before we are done."""
    return locked(Hearing.objects.select_related("case").get(pk=pk))


def require_not_over(hearing: Hearing) -> None:
    """Raises Conflict when the hearing has been closed or cancelled."""
    if hearing.state in ENDED:
        raise Conflict(_("The hearing is over."))


def note(action: str, hearing: Hearing, *, by: User | None, subject: Any = None, **facts: Any) -> None:
    """Record an action under the dispute."""
    record(f"hearings.{action}", by=by, subject=subject or hearing, scope=hearing.case.dispute_id, **facts)
