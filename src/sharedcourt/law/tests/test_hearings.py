"""Hearings, row by row: notice, bench, online or in court, at different times, open or closed."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharedcourt.law import hearings as law
from sharedcourt.law.hearing_words import REASONS
from sharedcourt.law.hearings import Answer, InTurn, NotOnline, Way

DAY = date(2022, 1, 10)


def test_three_whole_days_lie_between_notice_and_hearing_and_a_simple_case_is_not_bound():
    ordinary = law.notice("ordinary", DAY)
    assert (ordinary.days, ordinary.earliest(DAY), ordinary.certain) == (3, date(2022, 1, 14), False)
    assert ordinary.article == "民事诉讼法第一百三十九条"
    for procedure in ("summary", "small"):
        simple = law.notice(procedure, DAY)
        assert (simple.days, simple.earliest(DAY), simple.article) == (0, DAY, "民事诉讼法第一百六十三条")


@pytest.mark.parametrize(
    ("seats", "procedure", "level", "must", "codes"),
    [
        (["presiding"], "summary", "basic", False, []),
        (["presiding"], "small", "basic", False, []),
        (["presiding"], "ordinary", "basic", False, []),
        (["presiding"], "ordinary", "basic", True, ["must_be_panel"]),
        (["presiding"], "ordinary", "intermediate", False, ["single_only_basic"]),
        (["assessor"], "summary", "basic", False, ["single_is_judge"]),
        ([], "summary", "basic", False, ["panel_empty"]),
        (["presiding", "judge", "assessor"], "ordinary", "basic", True, []),
        (["presiding", "assessor", "assessor"], "ordinary", "intermediate", False, []),
        (["presiding", "judge", "judge"], "summary", "basic", False, ["summary_is_single"]),
        (["presiding", "judge"], "ordinary", "basic", False, ["panel_odd", "panel_too_small"]),
        (["judge", "judge", "judge"], "ordinary", "basic", False, ["panel_presiding"]),
        (["presiding", "presiding", "judge"], "ordinary", "basic", False, ["panel_presiding"]),
        (["presiding", *["judge"] * 3], "ordinary", "basic", False, ["panel_odd"]),
        (["presiding", *["judge"] * 8], "ordinary", "basic", False, ["panel_too_large"]),
    ],
)
def test_who_may_sit(seats, procedure, level, must, codes):
    found = law.panel_faults(seats, procedure=procedure, court_level=level, on=DAY, must_be_panel=must)
    assert [reason.code for reason in found] == codes


YES, NO, SILENT, REASONED = Answer(True), Answer(False), Answer(None), Answer(False, good_reason=True)


@pytest.mark.parametrize(
    ("answers", "grounds", "ways", "codes"),
    [
        ([YES, YES], [], {"online", "mixed", "on_site"}, []),
        ([YES, NO], [], {"mixed", "on_site"}, ["some_in_court"]),
        ([YES, SILENT], [], {"mixed", "on_site"}, ["not_answered"]),
        ([SILENT, SILENT], [], {"on_site"}, ["not_answered"]),
        ([NO, SILENT], [], {"on_site"}, ["not_answered", "some_in_court"]),
        ([NO, NO], [], {"on_site"}, ["all_refuse"]),
        ([YES, REASONED], [], {"on_site"}, ["refused_with_reason"]),
        ([YES, YES], [NotOnline.COMPLEX], {"on_site"}, ["complex"]),
        ([YES, YES], ["21-3", "21-6"], {"on_site"}, ["on_site_check", "public_attention"]),
        ([YES, YES], ["21-2"], {"on_site"}, ["no_means"]),
        ([YES, YES], ["21-7"], {"on_site"}, ["otherwise_unfit"]),
    ],
)
def test_when_a_hearing_is_online(answers, grounds, ways, codes):
    found = law.online(answers, grounds)
    assert set(found.ways) == ways and [reason.code for reason in found.reasons] == codes


def test_state_secrets_are_never_heard_online():
    found = law.online([YES, YES], [], secrets=True)
    assert found.ways == (Way.ON_SITE,) and found.reasons[0].code == "state_secrets"
    assert found.reasons[0].article == "人民法院在线诉讼规则第二十一条第一款（五）"


@given(
    st.lists(st.sampled_from([YES, NO, SILENT, REASONED]), min_size=1, max_size=6),
    st.lists(st.sampled_from(list(NotOnline)), max_size=3),
)
def test_nobody_is_heard_online_without_having_agreed(answers, grounds):
    found = law.online(answers, grounds)
    assert found.allows(Way.ON_SITE)
    if found.allows(Way.ONLINE):
        assert all(answer.agrees for answer in answers)
    if found.allows(Way.MIXED):
        assert any(answer.agrees for answer in answers) and not any(answer.good_reason for answer in answers)
    assert set(found.ways) == set(Way) or found.reasons


def test_a_hearing_at_different_times_needs_every_condition():
    names = ("hardship", "asked_in_writing", "all_agree", "exchanged", "undisputed")
    for procedure, values in product(("ordinary", "summary", "small"), product((True, False), repeat=5)):
        known = InTurn(procedure=procedure, **dict(zip(names, values, strict=True)))
        assert (not law.in_turn_faults(known, DAY)) == (procedure != "ordinary" and all(values))


def test_open_unless_the_law_says_otherwise():
    assert law.is_open("open") and not any(law.is_open(each) for each in list(law.Publicity)[1:])
    assert {each for each in law.Publicity if law.needs_request(each)} == {"divorce", "trade_secrets"}
    assert law.publicity_article("divorce") == "民事诉讼法第一百三十七条第二款"


@given(st.dates(date(2022, 1, 1), date(2030, 12, 31)))
def test_the_notice_is_never_shorter_than_the_law_says(told):
    assert law.notice("ordinary", told).earliest(told) - told >= timedelta(days=3)


def test_every_reason_has_words_in_both_languages():
    assert all(zh and en and zh != en for zh, en in REASONS.values())
    assert law.Reason("complex", "x").text("en").startswith("the case is difficult")
