"""Programs search as people do, as often as is polite."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sharedcourt.judgments.finding import following, limits
from sharedcourt.judgments.searching.fields import Section
from sharedcourt.judgments.tests.making import published, withdrawn

pytestmark = pytest.mark.django_db
API = "/api/v1/judgments"


@pytest.fixture(autouse=True)
def _full_bucket():
    cache.clear()


def release(index, count=1, **more):
    made = [published(number=f"（2022）浙0302民初{serial}号", **more) for serial in range(1, count + 1)]
    following.catch_up(index)
    return made


def test_a_program_reads_all_results_page_by_page(client, judgment_index):
    release(judgment_index, 25)
    found, cursor = [], ""
    while True:
        page = client.get(f"{API}/search", {"q": "借款", "size": 10, "order": "newest", "cursor": cursor}).json()
        found += [item["key"] for item in page["judgments"]]
        cursor = page["next"]
        if not cursor:
            break
    assert len(found) == len(set(found)) == page["total"] == 25
    assert client.get(f"{API}/search", {"q": "借款", "cursor": "x"}).json()["field"] == "cursor"
    assert client.get(f"{API}/search", {"q": "借款", "size": 1000}).status_code == 422


def test_passages_problems_completions_and_counts(client, judgment_index):
    release(judgment_index, 2, sections={Section.REASONS: "本院认为，<b>违约金</b>过高。"})
    page = client.get(f"{API}/search", {"q": "违约金 日期:很久"}).json()
    pieces = page["judgments"][0]["quotes"][0]["pieces"]
    assert {"text": "违约金", "marked": True} in pieces
    assert page["problems"][0]["code"] == "date_unreadable"
    completions = client.get(f"{API}/suggest", {"q": "金融"}).json()["completions"]
    assert {
        "field": "cause",
        "text": "金融借款合同纠纷",
        "total": 2,
        "question": "案由:金融借款合同纠纷",
    } in completions
    counted = client.get(f"{API}/facets", {"q": "违约金"}).json()
    assert counted["total"] == 2
    assert {"text": "2022", "total": 2} in next(one for one in counted["fields"] if one["field"] == "year")["values"]


def test_what_is_withdrawn_is_not_told(client, judgment_index):
    made = release(judgment_index, 2)
    withdrawn(made[0])
    assert made[0].judgment.key not in client.get(f"{API}/search", {"q": "借款"}).content.decode()
    following.catch_up(judgment_index)
    assert client.get(f"{API}/search", {"q": "借款"}).json()["total"] == 1
    assert client.get(f"{API}/facets", {"q": "借款"}).json()["total"] == 1
    assert client.get(f"{API}/suggest", {"q": "金融"}).json()["completions"][0]["total"] == 1


def test_who_asks_too_often_is_told_when_to_come_again(client, judgment_index, settings):
    settings.SHAREDCOURT_JUDGMENT_API_BURST, settings.SHAREDCOURT_JUDGMENT_API_PER_MINUTE = 3, 6
    for _time in range(3):
        assert client.get(f"{API}/search", {"q": "借款"}).status_code == 200
    refused = client.get(f"{API}/facets", {"q": "借款"})
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 10
    assert refused.json()["code"] == "too_many"
    assert client.get(f"{API}/search", {"q": "借款"}, REMOTE_ADDR="203.0.113.9").status_code == 200


def test_the_bucket_fills_again_and_holds_no_more_than_its_size(settings):
    settings.SHAREDCOURT_JUDGMENT_API_BURST, settings.SHAREDCOURT_JUDGMENT_API_PER_MINUTE = 2, 60
    start = 1_000_000.0
    assert [limits.wait_for("a", now=start) for _time in range(3)] == [0, 0, 1]
    assert limits.wait_for("a", now=start + 1) == 0
    assert limits.wait_for("a", now=start + 1) == 1
    assert [limits.wait_for("a", now=start + 3600) for _time in range(3)] == [0, 0, 1]


def test_a_page_takes_the_same_queries_for_one_as_for_many(client, judgment_index):
    taken = []
    release(judgment_index, 12)
    for size in (1, 1, 12):
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{API}/search", {"q": "借款", "size": size})
        taken.append(len(queries))
    assert taken[1] == taken[2] <= 2
