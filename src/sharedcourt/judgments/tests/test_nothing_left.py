"""Whatever a person answers, nothing is publishable that shows somewhere what is hidden elsewhere; invented papers lose all their secrets."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench._judgments import stream
from sharedcourt.judgments import kept, publishing
from sharedcourt.judgments.anonymising import Proposal, State, propose
from sharedcourt.judgments.models import Judgment
from sharedcourt.judgments.structure import recognise
from sharedcourt.judgments.text import plain
from sharedcourt.people.models import Organisation

ON = date(2024, 1, 2)
DOCUMENTS = list(stream(20, 12))


def on_the_desk(text: str) -> tuple[Judgment, Proposal]:
    """A paper as it lies on the desk, in no database."""
    structure = recognise(text)
    row = Judgment(original=text, court=Organisation(name=structure.court.value), number=structure.number.value)
    proposal = propose(text, on=ON, structure=structure)
    kept.keep_proposal(row, proposal, set())
    return row, proposal


def settled(row: Judgment, proposal: Proposal) -> publishing.Ready:
    """Every held place looked at, the answers as they are."""
    kept.keep_proposal(row, proposal, {(place.start, place.end) for place in proposal.held})
    return publishing.prepared(row)


def all_that_is_public(ready: publishing.Ready) -> str:
    card = ready.card
    beside = [card.title, card.number, card.court, *card.causes, *card.parties, *card.firms, *card.lawyers, *card.laws]
    return plain("".join([*(text for _section, text in ready.paragraphs), *beside, *card.sections.values()]))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, len(DOCUMENTS) - 1), st.randoms(use_true_random=False), st.floats(0, 0.5))
def test_what_is_hidden_somewhere_stands_nowhere(number, random, share):
    row, proposal = on_the_desk(DOCUMENTS[number].text)
    proposal = proposal.accept()
    rejected = [place for place in range(len(proposal.changes)) if random.random() < share]
    proposal = proposal.reject(*rejected)
    ready = settled(row, proposal)
    if ready.left:
        return
    public = all_that_is_public(ready)
    hidden = {plain(change.original) for change in proposal.changes if change.state is State.ACCEPTED}
    shown = {plain(change.original) for change in proposal.changes if change.state is State.REJECTED}
    names = {entry.name for entry in proposal.table.hidden}
    for value in hidden - shown:
        if len(value) >= 4 or value in names:
            assert value not in public


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.number)
def test_the_secrets_of_invented_papers(document):
    row, proposal = on_the_desk(document.text)
    ready = settled(row, proposal.accept())
    assert ready.left == ()
    public = all_that_is_public(ready)
    for secret in document.secrets:
        value = plain(secret.value)
        if len(value) >= 4:
            assert value not in public, secret.kind


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.number)
def test_nothing_of_the_text_is_lost_or_changed_besides(document):
    row, proposal = on_the_desk(document.text)
    ready = settled(row, proposal.accept())
    told = plain("".join(text for _section, text in ready.paragraphs))
    assert told == plain(proposal.accept().result)
    # What the index takes and what is read are the same paragraphs.
    assert sum(count for _name, count in ready.layout) == len(ready.paragraphs)
