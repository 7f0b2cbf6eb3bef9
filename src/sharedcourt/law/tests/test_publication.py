"""What may be published, what stands in its place, by when, and whose name is hidden behind what."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharedcourt.law.casenumbers import parse_case_number
from sharedcourt.law.errors import LawError
from sharedcourt.law.publication import BAR_WORDS, Bar, Facts, Kind, decide, due_by, notice, source_of
from sharedcourt.law.publication_names import (
    NamePolicy,
    Role,
    certainty,
    deleted_kinds,
    is_hidden,
    is_minor,
    shown_as,
    shown_names,
    surname,
)

ON = date(2022, 3, 1)
LOAN, DIVORCE = "金融借款合同纠纷", "离婚纠纷"


def bars(kind: Kind = Kind.JUDGMENT, **facts: bool) -> list[Bar]:
    return [reason.bar for reason in decide(Facts(kind, **facts), ON).reasons]


def test_a_judgment_in_an_ordinary_case_is_published():
    assert decide(Facts(Kind.JUDGMENT), ON).published


@pytest.mark.parametrize(
    ("fact", "bar"),
    [
        ("state_secrets", Bar.STATE_SECRETS),
        ("juvenile_crime", Bar.JUVENILE_CRIME),
        ("by_mediation", Bar.MEDIATION),
        ("divorce", Bar.FAMILY),
        ("care_of_minors", Bar.FAMILY),
        ("unsuitable", Bar.UNSUITABLE),
    ],
)
def test_what_article_four_names_is_not_published(fact, bar):
    assert bars(**{fact: True}) == [bar]  # type: ignore[arg-type]


def test_mediation_is_published_where_others_interest_needs_it_divorce_is_not():
    assert bars(by_mediation=True, interest_needs_it=True) == []
    assert bars(divorce=True, interest_needs_it=True) == [Bar.FAMILY]


def test_mediation_letters_are_barred_save_those_article_three_names():
    assert bars(Kind.MEDIATION_LETTER) == [Bar.MEDIATION]
    assert bars(Kind.PUBLIC_INTEREST_MEDIATION_LETTER, by_mediation=True) == []
    assert bars(Kind.OTHER) == [Bar.NOT_OF_A_KIND]


def test_a_notice_says_number_court_date_and_reason_and_nothing_else():
    number = parse_case_number("(2022)浙0302诉前调确7号")
    decision = decide(Facts(Kind.RULING, by_mediation=True), ON)
    text = notice(decision, number=number, court="浙江省示范市鹿城区人民法院", decided=date(2022, 1, 17))
    assert text.splitlines() == [
        "案号：（2022）浙0302诉前调确7号",
        "审理法院：浙江省示范市鹿城区人民法院",
        "裁判日期：2022年1月17日",
        "不公开理由：以调解方式结案或者确认人民调解协议效力",
    ]
    assert "17 January 2022" in notice(decision, number=number, court="X", decided=date(2022, 1, 17), lang="en")


def test_of_a_state_secret_not_even_a_notice_is_published():
    decision = decide(Facts(Kind.JUDGMENT, state_secrets=True, divorce=True), ON)
    number = parse_case_number("（2022）浙0302民初1号")
    assert not decision.with_notice
    assert notice(decision, number=number, court="X", decided=ON) == ""
    assert not decide(Facts(Kind.OTHER), ON).with_notice


@given(st.sampled_from(Kind), st.lists(st.booleans(), min_size=7, max_size=7))
def test_it_is_published_exactly_when_nothing_stands_against_it(kind, facts):
    decision = decide(Facts(kind, *facts), ON)
    assert decision.published is not bool(decision.reasons)
    assert not (decision.published and decision.with_notice)
    assert all(reason.text("zh") and reason.text("en") and reason.source for reason in decision.reasons)


def test_it_is_published_within_seven_working_days_of_taking_effect():
    assert due_by(date(2022, 1, 17)) == date(2022, 1, 26)
    assert due_by(date(2022, 1, 27)) == date(2022, 2, 10)  # two make-up days at the weekend, then the Spring Festival


def test_before_the_regulation_there_is_no_answer():
    with pytest.raises(LawError):
        decide(Facts(Kind.JUDGMENT), date(2016, 9, 30))
    assert source_of("family", ON)[1]
    assert set(BAR_WORDS) == set(Bar)


def test_in_a_loan_case_parties_keep_their_names_by_the_rule_and_lose_them_by_the_practice():
    assert not is_hidden(Role.PARTY, LOAN, NamePolicy.RULE, ON)
    assert is_hidden(Role.PARTY, LOAN, NamePolicy.NATURAL_PERSONS, ON)
    assert is_hidden(Role.PARTY, DIVORCE, NamePolicy.RULE, ON)


def test_witnesses_minors_and_victims_are_hidden_whatever_the_policy():
    for role in (Role.WITNESS, Role.MINOR, Role.VICTIM, Role.EXPERT, Role.MINORS_AGENT):
        assert is_hidden(role, LOAN, NamePolicy.RULE, ON)
    for role in (Role.JUDGE, Role.AGENT, Role.HEAD):
        assert not is_hidden(role, DIVORCE, NamePolicy.NATURAL_PERSONS, ON)
    assert is_minor(date(2004, 3, 2), ON)
    assert not is_minor(date(2004, 3, 1), ON)


def test_organisations_lose_account_plate_and_certificate_and_keep_their_address():
    assert deleted_kinds(ON, organisation=True) == {"card", "account", "plate", "certificate"}
    assert {"address", "id", "phone", "birth"} <= deleted_kinds(ON)
    assert certainty("id", ON)[1]
    assert not certainty("name", ON)[1]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("林建川", "林某"),
        ("林川", "林某"),
        ("欧阳娜", "欧阳某"),
        ("欧阳", "欧某"),
        ("阿依古丽·买买提", "阿某"),
        ("约翰·史密斯", "约某"),
        ("John Smithson", "J"),
    ],
)
def test_the_surname_stays(name, shown):
    assert shown_as(name, ON) == shown


def test_names_that_would_be_alike_are_numbered_in_their_order():
    assert shown_names(["林建川", "陈舒宁", "林建国"], ON) == {"林建川": "林某1", "陈舒宁": "陈某", "林建国": "林某2"}
    assert shown_names(["林建国"], ON, taken={"林某"}) == {"林建国": "林某2"}
    assert shown_names(["林建国"], ON, taken={"林某1", "林某2"}) == {"林建国": "林某3"}


@given(
    st.lists(st.text(alphabet="林陈欧阳建川国·A", min_size=1, max_size=5), max_size=12),
    st.sets(st.sampled_from(["林某", "林某1", "陈某2"])),
)
def test_no_two_names_are_shown_alike_and_none_is_shown_whole(names, taken):
    shown = shown_names(names, ON, taken=taken)
    assert len(set(shown.values())) == len(shown)
    assert not set(shown.values()) & taken
    assert all(surname(name.strip())[:1].upper() == sign[:1] for name, sign in shown.items() if name.strip())
