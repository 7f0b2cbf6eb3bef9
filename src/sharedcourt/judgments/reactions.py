"""What this room does when others act: subscriptions run inside the acting transaction."""

from typing import Any

from sharedcourt.filing.cases.models import Case, Outcome
from sharedcourt.judgments.actions.deciding import FLAGS
from sharedcourt.judgments.actions.taking import await_text
from sharedcourt.law.publication import Kind
from sharedcourt.ledger import events
from sharedcourt.ledger.models import Entry

# What is known of the paper by which a case has ended; a case that went to another court has none.
_KINDS: dict[str, Kind] = {
    Outcome.JUDGMENT: Kind.JUDGMENT,
    Outcome.MEDIATED: Kind.MEDIATION_LETTER,
    Outcome.WITHDRAWN: Kind.RULING,
    Outcome.DISMISSED: Kind.RULING,
}


def _case_closed(entry: Entry) -> None:
    assert entry.subject is not None
    case = Case.objects.select_related("court", "number", "dispute").filter(pk=entry.subject).first()
    if case is None or case.outcome not in _KINDS:
        return
    facts: dict[str, Any] = dict.fromkeys(FLAGS, False)
    facts["by_mediation"] = case.outcome == Outcome.MEDIATED
    await_text(case=case, facts={"kind": _KINDS[case.outcome].value, **facts})


def register() -> None:
    """Called once, when the app is ready."""
    events.on("filing.case.closed")(_case_closed)
