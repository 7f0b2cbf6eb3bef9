"""Two decided cases of the same people: enforcement of one has been applied for, of the other it is to be signed."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from sharedcourt.core import clock
from sharedcourt.documents import actions as documents
from sharedcourt.filing.cases import actions as cases
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.enforcing import actions
from sharedcourt.filing.enforcing.models import Enforcement
from sharedcourt.filing.enforcing.titles import Entered
from sharedcourt.filing.enforcing.views import VERBS
from tests.world import World, strokes

OPERATIONS = ("enforcement", "withdraw_enforcement", "accept_enforcement", "return_enforcement", "refuse_enforcement",
              "take_enforcement_refusal_back", "enforcement_draft")  # fmt: skip


def ids_of(world: World, submitted: Case, signing: Case) -> dict[str, Any]:
    """What the addresses of enforcement name."""
    asked, drawn = _applied(world, submitted), _applied(world, signing)
    assert asked.application is not None
    documents.sign(by=world.officer, signing_file=asked.application, strokes=strokes(), intends=True)
    pages = ("enforcement", "enforcement-draft", *(f"enforcement-act {verb}" for verb in VERBS))
    found: dict[str, Any] = {f"filing:{name} pk": asked.pk for name in pages}
    found |= {f"filing_{name} pk": asked.pk for name in OPERATIONS}
    return found | {
        "filing:enforcement-change pk": drawn.pk,
        "filing_change_enforcement pk": drawn.pk,
        "filing:enforce dispute_id": submitted.dispute_id,
        "filing_enforce pk": submitted.dispute_id,
        "filing_enforceable pk": submitted.dispute_id,
    }


def _applied(world: World, case: Case) -> Enforcement:
    assert case.judge is not None
    closed = cases.close(by=case.judge, case=case, outcome="judgment")
    debtor = closed.dispute.parties.get(capacity="borrower")
    yesterday = clock.today() - timedelta(days=1)
    entered = Entered(against=(debtor.pk,), ground="first_instance", owed=Decimal(1000), due=yesterday)
    return actions.apply(by=world.officer, dispute=closed.dispute, entered=entered)
