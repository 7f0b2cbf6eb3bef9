"""Anybody sees how much a court publishes."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sharedcourt.judgments.figures import queries, tallying
from sharedcourt.judgments.figures.models import Tally
from sharedcourt.judgments.models import Judgment, Publication, Step
from sharedcourt.judgments.reading.tests.markup import page_of, select, words
from sharedcourt.judgments.tests.making import notice, published, withdrawn

pytestmark = pytest.mark.django_db
ALL = queries.Chosen()


def counted():
    """From the publications themselves, one by one."""
    found = {"judgment": 0, "notice": 0, "withdrawn": 0}
    for row in Publication.objects.filter(is_current=True):
        found[row.kind] += 1
    for judgment in Judgment.objects.filter(withdrawals__isnull=False).distinct():
        found["withdrawn"] += not judgment.publications.filter(is_current=True).exists()
    return found


def test_released_corrected_withdrawn_and_released_again_is_counted_as_it_stands():
    first = published(date=date(2021, 5, 1))
    published(number="（2022）浙0302民初2号", causes=("信用卡纠纷",))
    notice()
    tallying.catch_up()
    assert queries.totals(ALL) == counted() == {"judgment": 2, "notice": 1, "withdrawn": 0}
    corrected = published(first.judgment, date=date(2020, 5, 1), causes=("信用卡纠纷",))
    tallying.catch_up()
    years = {row["year"]: row["total"] for row in queries.published_by("year", ALL)}
    assert years == {2022: 1, 2020: 1}
    withdrawn(corrected)
    tallying.catch_up()
    assert queries.totals(ALL) == counted() == {"judgment": 1, "notice": 1, "withdrawn": 1}
    published(first.judgment)
    tallying.catch_up()
    assert queries.totals(ALL) == {"judgment": 2, "notice": 1, "withdrawn": 0}


def test_an_old_version_is_taken_off_under_the_cause_that_was_put_away():
    first = published()
    tallying.catch_up()
    Publication.objects.filter(pk=first.pk).update(cause="", put_away={"cause": "金融借款合同纠纷"})
    published(first.judgment, causes=("信用卡纠纷",))
    tallying.catch_up()
    assert [(row["cause"], row["total"]) for row in queries.published_by("cause", ALL)] == [("信用卡纠纷", 1)]


def test_counting_again_changes_nothing_and_goes_on_where_it_stood(monkeypatch):
    monkeypatch.setattr(tallying, "BATCH", 2)
    for serial in range(5):
        published(number=f"（2022）浙0302民初{serial + 1}号")
    assert tallying.catch_up(batches=1) == 2
    assert queries.standing().waiting == 3
    assert tallying.catch_up() == 3
    assert tallying.catch_up() == 0
    assert queries.totals(ALL)["judgment"] == 5


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["release", "withdraw", "count"])), max_size=14))
def test_whatever_happens_the_count_is_right(acts):
    Tally.objects.all().delete()
    Step.objects.all().delete()
    tallying.Reach.objects.all().delete()
    judgments: dict[int, Any] = {}
    shown: dict[int, Any] = {}
    for which, act in acts:
        if act == "release":
            more = {"date": date(2018 + which, 1, 1)}
            shown[which] = published(judgments.get(which), **more)
            judgments[which] = shown[which].judgment
        elif act == "withdraw" and which in shown:
            withdrawn(shown.pop(which))
        elif act == "count":
            tallying.catch_up()
    tallying.catch_up()
    gone = len(judgments) - len(shown)
    assert queries.totals(ALL) == {"judgment": len(shown), "notice": 0, "withdrawn": gone}
    assert {row["year"]: row["total"] for row in queries.published_by("year", ALL)} == dict.fromkeys(
        (2018 + which for which in shown), 1
    )


def test_the_page_shows_bars_that_lead_on_and_to_the_search(client):
    for serial in range(3):
        published(number=f"（2022）浙0302民初{serial + 1}号", date=date(2020 + serial, 3, 1))
    published(number="（2022）浙0302民初9号", date=date(2022, 3, 1), causes=("信用卡纠纷",))
    tallying.catch_up()
    page = page_of(client.get("/judgments/figures/"))
    cells = [words(cell) for cell in select(page, "section table tbody a")]
    assert cells[:6] == ["2022", "2", "2021", "1", "2020", "1"]
    links = [link.get("href") for link in select(page, "section table tbody a")]
    assert links[0] == "/judgments/figures/?year=2022"
    assert links[1] == "/judgments/?year=2022"
    narrowed = page_of(client.get("/judgments/figures/", {"year": "2022", "cause": "信用卡纠纷"}))
    assert words(select(narrowed, "dl dd")[0]) == "1"
    assert not select(page, "script:not([src])")


@pytest.mark.parametrize(
    "query", ["year=20x2", "year=99999", "year=0", "court=%3Cscript%3E&cause='", "page=-1", "year=٢٠٢٢"]
)
def test_nonsense_in_the_address_is_left_out(client, query):
    assert client.get(f"/judgments/figures/?{query}").status_code == 200
    assert client.get(f"/judgments/figures/courts/?{query}").status_code == 200
    assert "<script>" not in client.get(f"/judgments/figures/?{query}").content.decode()


def test_the_same_queries_for_few_and_many(client):
    def asked(address):
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    published()
    tallying.catch_up()
    few = [asked(address) for address in ("/judgments/figures/", "/judgments/figures/causes/")]
    for serial in range(12):
        published(
            number=f"（2022）浙0302民初{serial + 5}号",
            date=date(2000 + serial, 3, 1),
            court=f"第{serial}人民法院",
            causes=(f"第{serial}纠纷",),
        )
    tallying.catch_up()
    assert [asked(address) for address in ("/judgments/figures/", "/judgments/figures/causes/")] == few


def test_the_lists_and_the_api(client):
    published()
    tallying.catch_up()
    for name in ("courts", "causes", "years"):
        assert select(page_of(client.get(f"/judgments/figures/{name}/")), "tbody tr")
    assert client.get("/judgments/figures/parties/").status_code == 404
    told = client.get("/api/v1/judgments/figures").json()
    assert (told["published"], told["years"], told["waiting"]) == (1, [{"year": 2022, "published": 1}], 0)
    assert client.get("/api/v1/judgments/figures", {"year": 1999}).json()["published"] == 0
