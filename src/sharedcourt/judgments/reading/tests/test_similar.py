"""A borrower, a mediator and a judge look for cases like theirs."""

import logging
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from sharedcourt.judgments.finding import following
from sharedcourt.judgments.models import Publication
from sharedcourt.judgments.reading.tests.markup import page_of, select
from sharedcourt.judgments.searching.fields import Section
from sharedcourt.judgments.tests.making import notice, published, withdrawn

pytestmark = pytest.mark.django_db
LOAN = "经审理查明：被告向原告银行借款5万元，约定按月付息，由其兄提供连带责任保证，被告未按约还款，原告宣布借款提前到期，被告拒不到庭。"
GRANTED = "本院认为，原告的诉讼请求，本院予以支持。依照《中华人民共和国民法典》第六百八十八条。"


@pytest.fixture
def shelf(alike_index):
    made = [
        published(
            number=f"（2022）浙0302民初{serial}号",
            title=f"借款{serial}",
            sections={Section.FACTS: LOAN.replace("5万元", f"{serial}万元"), Section.REASONS: GRANTED},
        )
        for serial in range(1, 6)
    ]
    made += [
        published(
            number=f"（2022）浙0302民初{serial}号",
            title=f"物业{serial}",
            causes=("物业服务合同纠纷",),
            sections={Section.FACTS: f"经审理查明：被告拖欠原告物业服务费{serial}00元，经催讨未付，小区绿化无人打理。"},
        )
        for serial in range(20, 40)
    ]
    following.catch_up(alike_index)
    return made


def test_cases_like_a_judgment_with_the_reasons_and_the_spread(client, shelf):
    page = page_of(client.get(f"/judgments/{shelf[0].judgment.key}/similar/"))
    titles = [link.text for link in select(page, ".sc-card__title a")]
    assert set(titles[:4]) == {"借款2", "借款3", "借款4", "借款5"}
    assert "借款1" not in titles
    first = page.get_element_by_id("case-1").text_content()
    assert "连带责任保证" in first
    assert "民法典第675条" in first
    assert select(page, "#case-1 mark")
    assert len(select(page, ".hc-spread__dot")) >= 4
    assert select(page, "table tbody tr")
    assert not select(page, "script:not([src])")


def test_what_was_withdrawn_this_moment_is_not_shown_though_the_index_still_has_it(client, shelf):
    withdrawn(shelf[1])
    Publication.objects.filter(pk=shelf[2].pk).update(kind=Publication.Kind.NOTICE, card="", notice="案号")
    told = client.get(f"/judgments/{shelf[0].judgment.key}/similar/").content.decode()
    assert shelf[1].judgment.key not in told
    assert shelf[2].judgment.key not in told
    assert shelf[3].judgment.key in told


def test_a_passage_that_was_corrected_away_is_not_shown(client, shelf):
    corrected = published(shelf[1].judgment, number=shelf[1].number, title="更正后", sections={Section.FACTS: "更正。"})
    told = page_of(client.get(f"/judgments/{shelf[0].judgment.key}/similar/"))
    card = next(one for one in select(told, ".sc-card") if corrected.judgment.key in html.tostring(one).decode())
    assert "更正后" in card.text_content()
    assert "其兄" not in card.text_content()


def test_somebody_tells_what_happened_and_nothing_of_it_is_kept(shelf, caplog):
    caplog.set_level(logging.DEBUG)
    browser = Client(enforce_csrf_checks=True)
    form = browser.get("/judgments/similar/")
    word = form.content.decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    story = f"张三丰的秘密。{LOAN}"
    with CaptureQueriesContext(connection) as asked:
        found = browser.post("/judgments/similar/", {"told": story, "csrfmiddlewaretoken": word})
    assert found.status_code == 200
    assert select(page_of(found), ".sc-card__title a")[0].text.startswith("借款")
    assert page_of(found).get_element_by_id("told").text.strip() == story
    assert not [
        one["sql"] for one in asked.captured_queries if "张三丰" in one["sql"] or one["sql"].startswith("INSERT")
    ]
    assert "张三丰" not in caplog.text
    assert found["Cache-Control"] == "no-store, private"
    assert browser.post("/judgments/similar/", {"told": story}).status_code == 403


@pytest.mark.parametrize(("told", "words"), [("", "至少"), ("太短", "至少"), ("字" * 20_001, "20000")])
def test_a_story_that_is_none_or_too_long_is_said_beside_the_field(client, shelf, told, words):
    response = client.post("/judgments/similar/", {"told": told})
    assert response.status_code == 422
    assert words in page_of(response).get_element_by_id("told-error").text_content()


def test_a_story_of_nothing_known_finds_nothing_and_is_no_error(client, alike_index):
    assert client.post("/judgments/similar/", {"told": "𠀀𠀁<script>alert(1)</script>"}).status_code == 200


def test_who_asks_without_end_is_told_to_wait(client, shelf):
    for _number in range(20):
        assert client.post("/judgments/similar/", {"told": LOAN}).status_code == 200
    response = client.post("/judgments/similar/", {"told": LOAN})
    assert (response.status_code, response["Retry-After"]) == (429, "60")
    assert LOAN in response.content.decode()
    assert client.get(f"/judgments/{shelf[0].judgment.key}/similar/").status_code == 429


def test_the_same_queries_for_few_and_many(client, shelf, alike_index):
    def queries(key):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/judgments/{key}/similar/").status_code == 200
        return len(asked)

    few = queries(shelf[0].judgment.key)
    for serial in range(50, 60):
        published(number=f"（2022）浙0302民初{serial}号", sections={Section.FACTS: LOAN})
    following.catch_up(alike_index)
    assert queries(shelf[0].judgment.key) == few


def test_a_notice_is_like_nothing(client, alike_index):
    made = notice()
    assert client.get(f"/judgments/{made.judgment.key}/similar/")["Location"] == f"/judgments/{made.judgment.key}/"


def test_the_api_finds_cases_like_one_and_like_a_story(client, shelf):
    api = "/api/v1/judgments"
    found = client.get(f"{api}/{shelf[0].judgment.key}/similar").json()["judgments"]
    assert found[0]["title"].startswith("借款")
    assert Decimal(str(found[0]["sum"])) > 0
    told = client.post(f"{api}/similar", {"told": LOAN}, content_type="application/json").json()["judgments"]
    assert {one["title"] for one in told[:5]} == {f"借款{serial}" for serial in range(1, 6)}
    assert client.post(f"{api}/similar", {"told": ""}, content_type="application/json").json()["field"] == "told"
