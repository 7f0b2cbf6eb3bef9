"""The lifecycle's table: what leads where, and who may."""

import pytest

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.disputes import actions
from sharedcourt.disputes.actions.lifecycle import transitions
from sharedcourt.disputes.models import Dispute
from sharedcourt.disputes.states import ENDED, DisputeState
from sharedcourt.disputes.tests import worked
from sharedcourt.ledger import words
from sharedcourt.people import cast

pytestmark = pytest.mark.django_db


def test_every_transition_says_who_and_what_it_records():
    assert transitions()
    for name, step in transitions().items():
        assert step.custom["who"], name
        assert step.custom["records"] in words.registered(), name


def test_every_state_is_reached_and_only_ends_have_no_way_on():
    field = Dispute._meta.get_field("state")
    steps = list(field.get_all_transitions(Dispute))
    reached = {str(step.target) for step in steps} | {DisputeState.DRAFT}
    assert reached == set(DisputeState.values)
    # A performed dispute goes on only when a wrong entry of a payment is undone.
    left = {str(step.source) for step in steps if step.name != "resume_performance"}
    # Before a court it is the case that goes on.
    assert set(DisputeState.values) - left == {str(state) for state in (*ENDED, DisputeState.COURT)}


def test_the_way_to_an_agreement_and_to_its_performance(person):
    dispute = worked.submitted()
    manager = person(cast.MANAGER)
    if dispute.state == "submitted":
        actions.advance(by=None, dispute=dispute, transition="offer")
    for by, step in (
        (manager, "accept"), (None, "ask_consent"), (manager, "begin"), (manager, "open_signing"), (None, "reopen"),
        (None, "open_signing"), (None, "take_effect"), (None, "start_performance"), (person(cast.OFFICER), "finish"),
    ):  # fmt: skip
        actions.advance(by=by, dispute=dispute, transition=step)
    assert dispute.state == "done" and dispute.closed_at and dispute.outcome == "settled"


def test_steps_out_of_turn_are_refused(person):
    dispute = worked.submitted()
    if dispute.state == "submitted":
        actions.advance(by=None, dispute=dispute, transition="offer")
    with pytest.raises(NotAllowed):
        actions.advance(by=person(cast.OFFICER), dispute=dispute, transition="accept")
    with pytest.raises(NotAllowed):
        actions.advance(by=person(cast.OTHER_MANAGER), dispute=dispute, transition="accept")
    with pytest.raises(NotAllowed):
        actions.advance(by=None, dispute=dispute, transition="accept")
    with pytest.raises(Conflict):
        actions.advance(by=None, dispute=dispute, transition="take_effect")
    with pytest.raises(Invalid):
        actions.advance(by=None, dispute=dispute, transition="terminate")
    with pytest.raises(Invalid):
        actions.advance(by=person(cast.OFFICER), dispute=dispute, transition="withdraw")
    actions.advance(by=None, dispute=dispute, transition="terminate", reason=3)
    assert (dispute.state, dispute.termination_reason) == ("terminated", 3)
