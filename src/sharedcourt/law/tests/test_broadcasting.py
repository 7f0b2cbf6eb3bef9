"""Which hearings may be shown to the public, and whose person is masked."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharedcourt.law.broadcasting import CONCERN_WORDS, NEVER, Concern, Facts, decide, must_be_masked, source_of, steps
from sharedcourt.law.errors import LawError

ON = date(2022, 3, 1)


def keys(**facts: object) -> list[str]:
    return [reason.key for reason in decide(Facts(**{"open_court": True, **facts}), ON).reasons]  # type: ignore[arg-type]


def test_an_open_hearing_that_touches_nothing_may_be_shown():
    assert decide(Facts(open_court=True), ON).allowed


@pytest.mark.parametrize("concern", NEVER)
def test_what_is_never_shown_is_not_shown_whatever_anybody_wishes(concern):
    assert keys(concerns=frozenset({concern})) == [concern.value]


@pytest.mark.parametrize("concern", sorted(set(Concern) - set(NEVER)))
def test_minors_trade_secrets_and_divorce_are_not_shown_when_a_party_asks(concern):
    assert keys(concerns=frozenset({concern})) == []
    assert keys(concerns=frozenset({concern}), asked_not_public=True) == [concern.value]


def test_asking_alone_is_no_reason():
    assert keys(asked_not_public=True) == []


def test_a_good_objection_forbids_it_an_open_one_holds_it_up_and_one_without_good_reason_does_neither():
    assert keys(objections=(True,)) == ["objection"]
    assert keys(objections=(None,)) == ["objection_open"]
    assert keys(objections=(False,)) == []
    assert keys(objections=(False, None, True)) == ["objection", "objection_open"]


@given(
    st.booleans(),
    st.frozensets(st.sampled_from(Concern)),
    st.booleans(),
    st.lists(st.sampled_from([True, False, None])),
)
def test_it_is_allowed_exactly_when_nothing_stands_against_it(open_court, concerns, asked, objections):
    found = decide(Facts(open_court, concerns, asked, tuple(objections)), ON)
    against = not open_court or bool(concerns & set(NEVER)) or True in objections or None in objections
    against |= asked and bool(concerns - set(NEVER))
    assert found.allowed is not against
    assert all(reason.text("zh") and reason.text("en") and reason.source for reason in found.reasons)


def test_minors_victims_and_witnesses_are_masked():
    assert must_be_masked(ON, witness=True)
    assert must_be_masked(ON, victim=True)
    assert must_be_masked(ON, born_on=date(2004, 3, 2))
    assert not must_be_masked(ON, born_on=date(2004, 3, 1))
    assert not must_be_masked(ON)


def test_three_decide_one_after_the_other():
    assert steps(ON) == ("trial_division", "office", "vice_president")


def test_sources_say_whether_they_are_certain_and_nothing_is_said_of_days_before():
    assert source_of("on_request", ON)[1]
    assert not source_of("approval", ON)[1]
    assert set(CONCERN_WORDS) == set(Concern)
    with pytest.raises(LawError):
        decide(Facts(open_court=False), date(2010, 1, 1))
