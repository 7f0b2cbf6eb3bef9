"""What fees do when others act: subscriptions run inside the acting transaction."""

from sharedcourt.disputes import tasks_list
from sharedcourt.filing.cases import sections as case_sections
from sharedcourt.filing.fees import actions, sections, telling, wording
from sharedcourt.ledger import events
from sharedcourt.ledger.models import Entry


def _on_accepted(entry: Entry) -> None:
    assert entry.subject is not None
    actions.bill_accepted_case(case_id=entry.subject)


def register() -> None:
    """Called once, when the app is ready."""
    wording.register()
    telling.register()
    events.on("filing.case.accepted")(_on_accepted)
    case_sections.register(sections.section)
    case_sections.register_step(sections.steps)
    tasks_list.register(sections.todo)
