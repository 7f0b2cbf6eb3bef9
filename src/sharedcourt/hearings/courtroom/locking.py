"""Taking a hearing for oneself, and writing down what happens in it.

A hearing stands by itself: its row comes after the ledger (`ledger.locks`), because rooms below, which hold the ledger, change it
when somebody's line is lost.
"""

from typing import Any
from uuid import UUID

from sharedcourt.hearings.courtroom.models import HearingEvent
from sharedcourt.hearings.models import Hearing, Participant
from sharedcourt.ledger.actions import personal, record
from sharedcourt.people.models import User

K = HearingEvent.Kind
# What is also a step of a lifecycle stands in the ledger under the name that the table of states gives it.
STEPS: dict[str, str] = {
    K.OPENED: "hearings.hearing.opened",
    K.PAUSED: "hearings.hearing.paused",
    K.SUSPENDED: "hearings.hearing.suspended",
    K.RESUMED: "hearings.hearing.resumed",
    K.CLOSED: "hearings.hearing.closed",
    K.CAME: "hearings.participant.available",
    K.ENTERED: "hearings.participant.in_hearing",
    K.SENT_OUT: "hearings.participant.sent_out",
    K.LOST: "hearings.participant.disconnected",
    K.LEFT: "hearings.participant.left",
    K.IN_COURT: "hearings.participant.appeared",
}


def participant(pk: UUID, hearing: Hearing) -> Participant:
    """Somebody who takes part in a hearing that is locked."""
    found = Participant.objects.select_for_update(of=("self",), no_key=True).select_related("user", "party")
    return found.get(pk=pk, hearing=hearing)


def note(action: str, hearing: Hearing, *, by: User | None, subject: Any = None, **facts: Any) -> None:
    """One line of the ledger, under the dispute."""
    record(action, by=by, subject=subject or hearing, scope=hearing.case.dispute_id, hearing=hearing.pk, **facts)


def happened(
    kind: HearingEvent.Kind,
    hearing: Hearing,
    *,
    by: User | None,
    participant: Participant | None = None,
    person: User | None = None,
    what: str = "",
    words: str = "",
) -> HearingEvent:
    """One line of the list of the hearing, and the same in the ledger with the words as a fingerprint."""
    whose = participant.user if participant is not None else person
    line = HearingEvent.objects.create(
        hearing=hearing, kind=kind, by=by, participant=participant, person=whose, what=what, words=words
    )
    facts: dict[str, Any] = {"person": whose.pk} if whose is not None else {}
    if words:
        facts["words"] = personal(words)
    note(STEPS.get(kind, f"hearings.court.{kind.value}"), hearing, by=by, subject=line, what=what, **facts)
    return line
