"""Taking a hearing at different times for oneself, and recording what is done in it."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from sharedcourt.core.errors import Conflict
from sharedcourt.hearings import locking
from sharedcourt.hearings.in_turn.models import Turn
from sharedcourt.hearings.models import Form, Hearing
from sharedcourt.people.models import User


def locked(hearing: Hearing) -> Hearing:
    """The hearing as it stands now, its dispute and the ledger held first. Raises Conflict for any other form of hearing."""
    row = locking.locked(hearing)
    if row.form != Form.IN_TURN:
        raise Conflict(_("This hearing is not held at different times."))
    return row


def turn_of(pk: UUID, hearing: Hearing) -> Turn:
    """A turn of a hearing that is locked."""
    rows = Turn.objects.select_for_update(of=("self",), no_key=True).select_related("question", "party")
    return rows.get(pk=pk, question__hearing=hearing)


def note(what: str, hearing: Hearing, *, by: User | None, subject: Any = None, **facts: Any) -> None:
    """Record an action under the dispute."""
    locking.note(f"hearings.in_turn.{what}", hearing, by=by, subject=subject, **facts)
