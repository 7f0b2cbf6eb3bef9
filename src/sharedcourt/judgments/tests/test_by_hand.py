"""Judgments in the manner of other courts than the generator's: nothing of their secrets is published, what must stay stays."""

from datetime import date

import pytest

from sharedcourt.judgments.anonymising import left_over, propose
from sharedcourt.judgments.structure import PartName, recognise
from sharedcourt.judgments.tests.by_hand import SAMPLES, Sample

ON = date(2026, 11, 1)


@pytest.fixture(params=SAMPLES)
def sample(request: pytest.FixtureRequest) -> Sample:
    return SAMPLES[request.param]


def test_no_secret_is_left(sample):
    made = propose(sample.text, on=ON)
    left = [
        sample.text[start:end]
        for start, end in sample.secrets
        if not set(range(start, end)) <= {at for change in made.changes for at in range(change.start, change.end)}
    ]
    assert left == []
    assert left_over(made, decided=ON) == ()


def test_what_must_stay_stays_and_what_is_changed_without_need_is_marked_as_doubtful(sample):
    made = propose(sample.text, on=ON)
    for start, end in sample.kept:
        assert not any(change.start < end and start < change.end for change in made.changes), sample.text[start:end]
    assert all(
        change.doubtful or any(change.start < end and start < change.end for start, end in sample.secrets)
        for change in made.changes
    )


def test_head_and_foot_are_recognised(sample):
    found = recognise(sample.text)
    assert found.court.value
    assert found.kind.value in ("民事判决书", "民事裁定书")
    assert found.number.value.startswith("（")
    assert found.cause.value.endswith("纠纷")
    assert found.decided_on
    assert found.people.panel
    assert found.people.clerks
    assert {PartName.HEAD, PartName.PARTIES, PartName.COURSE, PartName.REASONING, PartName.ORDER} <= {
        part.name for part in found.parts
    }
