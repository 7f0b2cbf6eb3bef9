"""What fees do when others act: subscriptions run inside the acting transaction."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from sharedcourt.disputes import tasks_list
from sharedcourt.documents import queries as documents
from sharedcourt.documents.models import SigningFile
from sharedcourt.filing import issuing
from sharedcourt.filing.cases import checks as cases
from sharedcourt.filing.cases import sections as case_sections
from sharedcourt.filing.fees import actions, early, queries, sections, settling, telling, wording
from sharedcourt.ledger import events
from sharedcourt.ledger import queries as ledger
from sharedcourt.ledger.models import Entry


def _on_accepted(entry: Entry) -> None:
    assert entry.subject is not None
    bill = actions.bill_accepted_case(case_id=entry.subject)
    if bill is not None:
        early.carry_over(bill, entry.subject)


def _on_ordinary(entry: Entry) -> None:
    assert entry.subject is not None
    actions.bill_other_half(case_id=entry.subject)


def _on_closed(entry: Entry) -> None:
    assert entry.subject is not None
    settling.announce(case_id=entry.subject)


def _receipts_of(scope: UUID) -> "QuerySet[Any, Any]":
    """Receipts are between the payers and the court."""
    return SigningFile.objects.filter(scope=scope, kind=issuing.FEE_RECEIPT).order_by().values("pk")


def register() -> None:
    """Called once, when the app is ready."""
    wording.register()
    cases.register_gate(early.require_decided)
    telling.register()
    events.on("filing.case.accepted")(_on_accepted)
    events.on("filing.case.went_ordinary")(_on_ordinary)
    events.on("filing.case.closed")(_on_closed)
    documents.register_files(queries.receipts_for)
    ledger.leave_out(_receipts_of)
    case_sections.register(sections.section)
    case_sections.register_step(sections.early_step)
    case_sections.register_step(sections.steps)
    tasks_list.register(sections.todo)
