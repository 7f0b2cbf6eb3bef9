"""Taking a record for oneself, and writing in the ledger what is done with it."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from sharedcourt.core.errors import Conflict
from sharedcourt.hearings.transcript.models import Transcript
from sharedcourt.hearings.transcript.queries import WITH
from sharedcourt.hearings.transcript.states import TranscriptState
from sharedcourt.ledger.actions import record
from sharedcourt.ledger.locks import hold_scope
from sharedcourt.people.models import User


def locked(transcript: Transcript) -> Transcript:
    """The record as it stands now, its dispute held first; nobody else changes it before we are done."""
    hold_scope(transcript.hearing.case.dispute_id)
    return alone(transcript)


def alone(transcript: Transcript) -> Transcript:
    """The record alone. For keystrokes, which write nothing in the ledger and touch nothing else of the dispute: holding the whole
    dispute for each of them would make everybody wait for the typist."""
    rows = Transcript.objects.select_for_update(of=("self",), no_key=True).select_related(*WITH)
    return rows.get(pk=transcript.pk)


def hold(scope: UUID) -> None:
    """Lock the records of a dispute that is locked already (`ledger.locks`)."""
    rows = Transcript.objects.select_for_update(no_key=True).filter(hearing__case__dispute=scope)
    list(rows.order_by("pk").values_list("pk"))


def require_state(transcript: Transcript, *states: TranscriptState) -> None:
    """Raises Conflict when the record has moved on."""
    if transcript.state not in states:
        message = _("The record is now: %(state)s. Look again, then decide.")
        raise Conflict(message % {"state": TranscriptState(transcript.state).label})


def note(what: str, transcript: Transcript, *, by: User | None, subject: Any = None, **facts: Any) -> None:
    """Record an action under the dispute."""
    record(
        f"hearings.transcript.{what}",
        by=by,
        subject=subject or transcript,
        scope=transcript.hearing.case.dispute_id,
        **facts,
    )
