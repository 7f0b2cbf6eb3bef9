"""When a paper counts as served, row by row (在线诉讼规则 31; CPL 87-95)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharedcourt.law import service
from sharedcourt.law.errors import LawError
from sharedcourt.law.service import Delivery, Ground, Means

NINE = datetime(2022, 1, 10, 1, 0, tzinfo=UTC)
TEN, ELEVEN, NOON = (NINE + timedelta(hours=hours) for hours in (1, 2, 3))


@pytest.mark.parametrize(
    ("delivery", "at", "ground"),
    [
        # A confirmed address: on arrival, read or not.
        (Delivery(confirmed=True, reached_at=NINE), NINE, Ground.ARRIVED),
        (Delivery(confirmed=True, reached_at=NINE, read_at=NOON), NINE, Ground.ARRIVED),
        (Delivery(confirmed=True, reached_at=NINE, read_at=NOON, rebutted=True), NINE, Ground.ARRIVED),
        (Delivery(confirmed=True), None, None),
        (Delivery(confirmed=True, reached_at=NINE, bounced=True), None, None),
        (Delivery(confirmed=True, reached_at=NINE, bounced=True, replied_at=TEN), TEN, Ground.REPLIED),
        # Any other address: arrival alone is nothing.
        (Delivery(confirmed=False, reached_at=NINE), None, None),
        (Delivery(confirmed=False, reached_at=NINE, replied_at=TEN), TEN, Ground.REPLIED),
        (Delivery(confirmed=False, reached_at=NINE, acted_at=TEN), TEN, Ground.ACTED),
        (Delivery(confirmed=False, reached_at=NINE, read_at=ELEVEN), ELEVEN, Ground.READ),
        (Delivery(confirmed=False, reached_at=NINE, read_at=ELEVEN, replied_at=NOON), ELEVEN, Ground.READ),
        (Delivery(confirmed=False, reached_at=NINE, read_at=ELEVEN, rebutted=True), None, None),
        (Delivery(confirmed=False, reached_at=NINE, read_at=TEN, rebutted=True, replied_at=NOON), NOON, Ground.REPLIED),
    ],
)
def test_one_electronic_delivery(delivery, at, ground):
    served = service.electronic(delivery)
    assert (served and served.at, served and served.ground) == (at, ground)
    if served is not None:
        assert served.article.startswith("第三十一条") and service.GROUND_WORDS[served.ground][0]


def test_of_several_ways_the_first_complete_one_counts():
    by_mail = Delivery(confirmed=False, reached_at=NINE, read_at=NOON)
    in_account = Delivery(confirmed=True, reached_at=TEN)
    served = service.earliest([by_mail, in_account, Delivery(confirmed=True, reached_at=NINE, bounced=True)])
    assert served is not None and served.at == TEN
    assert service.earliest([]) is None


@pytest.mark.parametrize(
    ("means", "day", "served"),
    [
        (Means.DIRECT, date(2022, 1, 10), date(2022, 1, 10)),
        (Means.LEFT, date(2022, 1, 10), date(2022, 1, 10)),
        (Means.ENTRUSTED, date(2022, 1, 10), date(2022, 1, 10)),
        (Means.POST, date(2022, 1, 8), date(2022, 1, 8)),
        (Means.PUBLIC_NOTICE, date(2022, 1, 10), date(2022, 2, 9)),
        (Means.PUBLIC_NOTICE, date(2022, 1, 6), date(2022, 2, 7)),  # the thirtieth day is in the Spring Festival
    ],
)
def test_other_means(means, day, served):
    assert service.on_paper(means, day) == served


def test_what_the_table_does_not_hold_is_refused():
    with pytest.raises(LawError) as refused:
        service.on_paper(Means.PUBLIC_NOTICE, date(2021, 12, 31))
    assert refused.value.code == "not_in_force"
    with pytest.raises(LawError) as refused:
        service.on_paper(Means.ELECTRONIC, date(2022, 1, 10))
    assert refused.value.code == "not_on_paper"


@pytest.mark.parametrize(
    ("means", "summary", "mediation", "code"),
    [
        (Means.PUBLIC_NOTICE, True, False, "no_public_notice"),
        (Means.PUBLIC_NOTICE, False, False, None),
        (Means.LEFT, False, True, "not_to_be_left"),
        (Means.PUBLIC_NOTICE, False, True, "not_to_be_left"),
        (Means.LEFT, True, False, None),
        (Means.DIRECT, True, True, None),
        (Means.ELECTRONIC, True, True, None),
    ],
)
def test_which_means_are_open(means, summary, mediation, code):
    ask = {"summary": summary, "mediation_document": mediation, "on": date(2022, 1, 10)}
    if code is None:
        service.may_use(means, **ask)
        return
    with pytest.raises(LawError) as refused:
        service.may_use(means, **ask)
    assert refused.value.code == code


def test_the_answer_is_due_fifteen_days_from_service():
    assert service.answer_deadline(date(2022, 1, 10)) == date(2022, 1, 25)
    assert service.answer_deadline(date(2022, 1, 20)) == date(2022, 2, 7), "rolled over the Spring Festival"


moments = st.none() | st.integers(0, 400).map(lambda hours: NINE + timedelta(hours=hours))
deliveries = st.builds(
    Delivery,
    confirmed=st.booleans(),
    reached_at=moments,
    bounced=st.booleans(),
    replied_at=moments,
    acted_at=moments,
    read_at=moments,
    rebutted=st.booleans(),
)


@given(st.lists(deliveries, max_size=4), deliveries)
def test_one_more_way_never_makes_it_later(ways, more):
    before, after = service.earliest(ways), service.earliest([*ways, more])
    if before is not None:
        assert after is not None and after.at <= before.at


def test_copies_go_on_within_five_days():
    assert service.copy_deadline("plaint_copy", date(2022, 1, 10)) == date(2022, 1, 17), "the 15th is a Saturday"
    assert service.copy_deadline("answer_copy", date(2022, 1, 13)) == date(2022, 1, 18)
