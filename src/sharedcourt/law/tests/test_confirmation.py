"""Judicial confirmation: the worked case's courts and days, and every ground in both languages."""

from datetime import date
from decimal import Decimal

import pytest

from sharedcourt.law import confirmation
from sharedcourt.law.confirmation import CourtGround, confirming_courts
from sharedcourt.law.jurisdiction import Level

LUCHENG, OUHAI, HAISHU = "330302", "330304", "330203"
OWED = Decimal("286433.20")
ON = date(2022, 1, 10)


def test_the_organisations_own_mediation_goes_to_a_partys_home_or_its_place():
    """The bank and the borrower are at Lucheng, the spouse at Haishu in Ningbo, the committee in Lucheng."""
    found = confirming_courts([LUCHENG, LUCHENG, HAISHU], organisation=LUCHENG, amount=OWED, on=ON)
    assert [(each.division, each.ground) for each in found] == [
        (LUCHENG, CourtGround.PARTY_HOME),
        (HAISHU, CourtGround.PARTY_HOME),
    ]
    assert all(each.level is Level.BASIC and "二百零一条" in each.article for each in found)
    assert found[0].text("zh") == "当事人住所地" and found[0].text("en") == "where a party is domiciled"


def test_the_organisations_and_the_subjects_place_count_too():
    found = confirming_courts([HAISHU], organisation=LUCHENG, subject=OUHAI, amount=OWED, on=ON)
    assert [(each.division, each.ground) for each in found] == [
        (HAISHU, CourtGround.PARTY_HOME),
        (OUHAI, CourtGround.SUBJECT_PLACE),
        (LUCHENG, CourtGround.ORGANISATION_PLACE),
    ]


def test_the_court_that_invited_the_mediation_is_the_only_one():
    found = confirming_courts([HAISHU], organisation=LUCHENG, inviting=OUHAI, amount=OWED, on=ON)
    assert [(each.division, each.ground) for each in found] == [(OUHAI, CourtGround.INVITING)]


def test_a_dispute_for_the_intermediate_court_is_confirmed_there():
    found = confirming_courts([LUCHENG, HAISHU], organisation=LUCHENG, amount=Decimal(600000000), on=ON)
    assert [(each.division, each.level) for each in found] == [
        ("330300", Level.INTERMEDIATE),
        ("330200", Level.INTERMEDIATE),
    ]
    highest = confirming_courts([LUCHENG], organisation=LUCHENG, amount=Decimal(6000000000), on=ON)
    assert highest[0].level is Level.INTERMEDIATE, "high courts confirm nothing"


@pytest.mark.parametrize(("on", "may"), [(date(2022, 2, 7), True), (date(2022, 2, 8), False)])
def test_the_thirtieth_day_lies_in_a_holiday_and_rolls(on, may):
    assert confirmation.may_apply(date(2022, 1, 6), on) is may


def test_the_courts_days():
    assert confirmation.acceptance_deadline(date(2022, 1, 10)) == date(2022, 1, 13)
    assert confirmation.decision_deadline(date(2022, 1, 11)) == date(2022, 2, 10)


def test_every_ground_has_words():
    for grounds, words in (
        (confirmation.NotAccepted, confirmation.NOT_ACCEPTED_WORDS),
        (confirmation.Rejected, confirmation.REJECTED_WORDS),
        (confirmation.CourtGround, confirmation.GROUND_WORDS),
    ):
        assert set(words) == set(grounds)
        assert all(all(each) for each in words.values())


def test_a_ruling_names_the_articles_of_the_text_in_force():
    assert "第二百零二条" in confirmation.ruling_articles(date(2022, 1, 17))
    later = confirmation.ruling_articles(date(2024, 3, 1), confirmation.Rejected.UNCLEAR)
    assert "第二百零六条" in later and "第三百五十八条第五项" in later
