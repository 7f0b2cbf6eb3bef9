"""The order sheet as the rules want it, line by line."""

from itertools import pairwise, product

import pytest

from sharedcourt.hearings.courtroom.stages import (
    COURT,
    HEARD,
    INTERPRETERS,
    PARTIES,
    SHEET,
    Here,
    Stage,
    Standing,
    is_back,
    may_follow,
    may_see,
    may_show,
    may_speak,
    stops_without,
)

T, S = Stage, Standing
ALL = frozenset(Standing)
# Written by hand: who may have an open microphone with nobody holding the floor, who sees evidence, who may be inside.
SPEAKS = {
    T.CHECK_IN: ALL - HEARD - {S.HELPER},
    T.RIGHTS: ALL - HEARD - {S.HELPER},
    T.INVESTIGATION: ALL - HEARD - {S.HELPER},
    T.EVIDENCE: ALL - HEARD - {S.HELPER},
    T.DEBATE: COURT | INTERPRETERS,
    T.LAST_STATEMENTS: COURT | INTERPRETERS,
    T.MEDIATION: ALL - HEARD - {S.HELPER},
    T.ADJOURNED: COURT,
    T.VERDICT: COURT | INTERPRETERS,
}
SEES = {
    T.INVESTIGATION: ALL - HEARD,
    T.EVIDENCE: ALL - HEARD,
    T.DEBATE: ALL - HEARD,
    T.MEDIATION: ALL - HEARD,
}
CALLED = {T.INVESTIGATION, T.EVIDENCE}


def test_every_stage_has_its_line_and_names_its_article() -> None:
    assert list(SHEET) == list(Stage)
    assert all(row.article for row in SHEET.values())


@pytest.mark.parametrize(("stage", "standing"), list(product(Stage, Standing)))
def test_who_may_speak_be_inside_and_see(stage: Stage, standing: Standing) -> None:
    assert may_speak(stage, Here(standing)) == (standing in SPEAKS[stage])
    assert may_see(stage, standing, floor=False) == (standing in SEES.get(stage, ()))
    assert (standing in SHEET[stage].inside) == (standing not in HEARD or stage in CALLED)
    # Beside the court nobody shows anything without having the floor.
    assert may_show(stage, standing, floor=False) == (stage in SEES and standing in COURT)


@pytest.mark.parametrize(("stage", "standing"), list(product(Stage, sorted(PARTIES))))
def test_the_floor_is_for_one_party_alone(stage: Stage, standing: Standing) -> None:
    heard = stage not in {T.ADJOURNED, T.VERDICT}
    assert may_speak(stage, Here(standing, floor=True, taken=True)) == heard
    assert not may_speak(stage, Here(standing, taken=True))
    for hindrance in ({"silenced": True}, {"held_up": True}):
        assert not may_speak(stage, Here(standing, floor=True, taken=True, **hindrance))
    assert may_speak(stage, Here(standing, apart=True, held_up=True))
    assert may_show(stage, standing, floor=True) == (stage in {T.EVIDENCE, T.DEBATE})


@pytest.mark.parametrize("standing", sorted(HEARD))
def test_a_witness_speaks_and_sees_only_while_being_heard(standing: Standing) -> None:
    for stage in CALLED:
        assert may_speak(stage, Here(standing, floor=True, taken=True))
    assert may_see(T.EVIDENCE, standing, floor=True)
    assert not may_see(T.INVESTIGATION, standing, floor=True)
    assert not may_speak(T.DEBATE, Here(standing, floor=True, taken=True))


def test_the_ordinary_procedure_goes_through_the_sheet_in_order() -> None:
    way = [T.CHECK_IN, T.RIGHTS, T.INVESTIGATION, T.EVIDENCE, T.EVIDENCE, T.DEBATE, T.LAST_STATEMENTS, T.MEDIATION]
    way += [T.ADJOURNED, T.VERDICT, T.ADJOURNED]
    for now, then in pairwise(way):
        assert may_follow(now, then, "ordinary"), (now, then)
        assert not is_back(now, then)
    for now, then in ((T.CHECK_IN, T.INVESTIGATION), (T.RIGHTS, T.DEBATE), (T.EVIDENCE, T.VERDICT)):
        assert not may_follow(now, then, "ordinary")


def test_the_judge_alone_of_a_summary_case_is_not_bound_by_the_order_but_tells_rights_first() -> None:
    assert may_follow(T.INVESTIGATION, T.LAST_STATEMENTS, "summary")
    assert may_follow(T.RIGHTS, T.DEBATE, "small")
    assert not may_follow(T.CHECK_IN, T.INVESTIGATION, "small")


@pytest.mark.parametrize(("now", "then"), list(product(Stage, Stage)))
def test_back_goes_to_any_earlier_stage_but_not_before_the_opening(now: Stage, then: Stage) -> None:
    if is_back(now, then):
        assert may_follow(now, then, "ordinary") == (then != T.CHECK_IN)


def test_without_whom_a_hearing_stands_still() -> None:
    assert not stops_without(S.HELPER, floor=False, others=[])
    for standing in (*sorted(COURT), *sorted(INTERPRETERS)):
        assert stops_without(standing, floor=False, others=[])
    assert stops_without(S.DEFENDANT, floor=False, others=[])
    assert not stops_without(S.DEFENDANT, floor=False, others=[S.DEFENDANT_AGENT])
    assert stops_without(S.WITNESS, floor=True, others=[])
    assert not stops_without(S.WITNESS, floor=False, others=[])
