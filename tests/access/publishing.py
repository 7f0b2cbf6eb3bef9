"""A paper on the desk of a court, and a batch of which a sample is looked at."""

from typing import Any

from sharedcourt.filing.cases.models import Case
from sharedcourt.judgments import actions
from sharedcourt.judgments.models import Batch, Sample
from sharedcourt.judgments.states import BatchState
from sharedcourt.judgments.tests import papers
from sharedcourt.people.models import User

OPERATIONS = ("take_in", "take_file", "send_batch")


def ids_of(sued: Case, judge: User) -> dict[str, Any]:
    """What the addresses of the desk name."""
    court = sued.court
    paper = actions.take_in(by=judge, court=court, text=papers.loan(901).replace(papers.court_name(), court.name))
    batch = Batch.objects.create(
        court=court, source=Batch.Source.ZIP, name="a.zip", begun_by=judge, state=BatchState.SAMPLING, rounds=1
    )
    sample = Sample.objects.create(batch=batch, round=1, judgment=paper, revision=0)
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
