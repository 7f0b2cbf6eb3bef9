"""A paper on the desk of a court, and a batch of which a sample is looked at."""

from typing import Any

from sharedcourt.core import clock
from sharedcourt.filing.cases.models import Case
from sharedcourt.judgments import actions
from sharedcourt.judgments.models import Batch, Item, Sample
from sharedcourt.judgments.states import BatchState
from sharedcourt.judgments.tests import papers
from sharedcourt.people.models import User

OPERATIONS = ("take_in", "take_file", "send_batch")


def ids_of(sued: Case, judge: User) -> dict[str, Any]:
    """What the addresses of the desk name."""
    court = sued.court
    taken = [
        actions.take_in(
            by=judge,
            court=court,
            text=papers.loan(serial).replace(papers.court_name(), court.name),
            effective_on=clock.today(),
        )
        for serial in (901, 902)
    ]
    paper = taken[0]
    facts = {"court": court, "source": Batch.Source.ZIP, "name": "a.zip", "begun_by": judge, "rounds": 1}
    batch, _other = (Batch.objects.create(state=BatchState.SAMPLING, refused=2, **facts) for _number in range(2))
    sample, _second = (Sample.objects.create(batch=batch, round=1, judgment=row, revision=0) for row in taken)
    for place in range(2):
        Item.objects.create(batch=batch, place=place, name=f"{place}.png", problem="unknown_type")
    batches = ("desk-batch", "desk-batch-act hand-over", "desk-batch-act take-back", "desk-sample")
    operations = ("batch", "refused", "hand_over", "take_back", "samples", "answer_sample")
    found: dict[str, Any] = {f"judgments:{name} pk": batch.pk for name in batches}
    found |= {f"judgments_desk_{name} pk": batch.pk for name in operations}
    found |= {f"judgments_desk_{name} court": court.pk for name in OPERATIONS}
    return found | {
        "judgments:desk-case pk": sued.pk,
        "judgments_desk_bring pk": sued.pk,
        "judgments pk": paper.pk,
        "judgments sample_id": sample.pk,
    }
