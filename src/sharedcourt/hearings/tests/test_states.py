"""Both lifecycles, every transition from every state and for everybody: what the tables allow, and nothing beside it."""

from itertools import product

import pytest
from django_fsm import TransitionNotAllowed

from sharedcourt.hearings.models import Hearing, Participant
from sharedcourt.hearings.states import CLERK, JUDGE, PERSON, SYSTEM, HearingState, ParticipantState, who_may

H, P = HearingState, ParticipantState
ROLES = (JUDGE, CLERK, PERSON, SYSTEM)

# Written by hand: transition, from where, to where, by whom.
HEARING = {
    "schedule": ({H.PLANNED}, H.SCHEDULED, {JUDGE, CLERK}),
    "move": ({H.SCHEDULED}, H.SCHEDULED, {JUDGE, CLERK}),
    "cancel": ({H.PLANNED, H.SCHEDULED}, H.CANCELLED, {JUDGE, CLERK}),
    "open_session": ({H.SCHEDULED}, H.IN_SESSION, {JUDGE}),
    "begin_in_turn": ({H.SCHEDULED}, H.IN_SESSION, {SYSTEM}),
    "pause": ({H.IN_SESSION}, H.PAUSED, {JUDGE}),
    "suspend": ({H.IN_SESSION, H.PAUSED}, H.SUSPENDED, {SYSTEM, CLERK}),
    "resume": ({H.PAUSED, H.SUSPENDED}, H.IN_SESSION, {JUDGE}),
    "close": ({H.IN_SESSION, H.PAUSED, H.SUSPENDED}, H.CLOSED, {JUDGE}),
}
THERE = {P.JOINING, P.AVAILABLE, P.IN_HEARING, P.IN_CONSULTATION}
PARTICIPANT = {
    "join": ({P.NOT_SIGNED_IN, P.DISCONNECTED}, P.JOINING, {PERSON}),
    "appear": ({P.NOT_SIGNED_IN, P.DISCONNECTED, P.JOINING}, P.AVAILABLE, {JUDGE, CLERK}),
    "be_available": ({P.JOINING}, P.AVAILABLE, {PERSON}),
    "go_in": ({P.AVAILABLE, P.IN_CONSULTATION}, P.IN_HEARING, {JUDGE, CLERK, SYSTEM}),
    "consult": ({P.IN_HEARING}, P.IN_CONSULTATION, {PERSON, JUDGE}),
    "go_out": ({P.IN_HEARING, P.IN_CONSULTATION}, P.AVAILABLE, {JUDGE, CLERK}),
    "lose": (THERE, P.DISCONNECTED, {SYSTEM}),
    "leave": ({*THERE, P.DISCONNECTED}, P.NOT_SIGNED_IN, {PERSON, JUDGE, CLERK, SYSTEM}),
}


def _names(lifecycle: type[Hearing] | type[Participant]) -> set[str]:
    return {
        each.name for each in lifecycle(state=lifecycle._meta.get_field("state").default).get_all_state_transitions()
    }


def test_the_tables_have_the_transitions_that_are_tried_here() -> None:
    assert _names(Hearing) == set(HEARING)
    assert _names(Participant) == set(PARTICIPANT)


@pytest.mark.parametrize(("name", "state"), list(product(HEARING, HearingState)))
def test_a_hearing_goes_only_where_the_table_leads(name: str, state: HearingState) -> None:
    begins, ends, _who = HEARING[name]
    hearing = Hearing(state=state)
    if state in begins:
        getattr(hearing, name)()
        assert hearing.state == ends
    else:
        with pytest.raises(TransitionNotAllowed):
            getattr(hearing, name)()
        assert hearing.state == state


@pytest.mark.parametrize(("name", "state"), list(product(PARTICIPANT, ParticipantState)))
def test_a_participant_goes_only_where_the_table_leads(name: str, state: ParticipantState) -> None:
    begins, ends, _who = PARTICIPANT[name]
    participant = Participant(state=state)
    if state in begins:
        getattr(participant, name)()
        assert participant.state == ends
    else:
        with pytest.raises(TransitionNotAllowed):
            getattr(participant, name)()
        assert participant.state == state


@pytest.mark.parametrize(("name", "role"), list(product(HEARING, ROLES)))
def test_who_may_move_a_hearing(name: str, role: str) -> None:
    assert (role in who_may(Hearing, name)) == (role in HEARING[name][2])


@pytest.mark.parametrize(("name", "role"), list(product(PARTICIPANT, ROLES)))
def test_who_may_move_a_participant(name: str, role: str) -> None:
    assert (role in who_may(Participant, name)) == (role in PARTICIPANT[name][2])


def test_every_transition_is_written_into_the_ledger_under_a_name_of_its_own() -> None:
    names = [
        each.custom["records"]
        for lifecycle in (Hearing, Participant)
        for each in lifecycle(state=lifecycle._meta.get_field("state").default).get_all_state_transitions()
    ]
    assert all(name.startswith("hearings.") for name in names)
    assert len(set(names)) == len(HEARING) + len(PARTICIPANT)
