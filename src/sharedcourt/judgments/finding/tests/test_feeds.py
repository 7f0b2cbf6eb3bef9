"""Feeds, sitemaps and robots.txt: readers that come back every hour get what is new, 304 when nothing is, and nothing withdrawn."""

import pytest
from django.test import Client

from sharedcourt.core.models import new_id
from sharedcourt.judgments.finding import feeds, following, sitemaps
from sharedcourt.judgments.searching.fields import Section
from sharedcourt.judgments.tests.making import published, withdrawn
from sharedcourt.people import cast

pytestmark = pytest.mark.django_db
FEED = "/judgments/feed/"


def release(index, count=1, **more):
    made = [published(**more) for _number in range(count)]
    following.catch_up(index)
    return made


def court_feed():
    return f"/judgments/courts/{cast.organisation(cast.COURT).pk}/feed/"


def test_a_feed_of_any_search_and_of_a_court(client, judgment_index):
    plain = release(judgment_index, 2)
    (special,) = release(judgment_index, title="周某特别案", sections={Section.REASONS: "本院认为，违约金过高。"})
    whole = client.get(FEED)
    assert whole.headers["Content-Type"].startswith("application/atom+xml")
    text = whole.content.decode()
    keys = [special.judgment.key, plain[1].judgment.key, plain[0].judgment.key]
    assert sorted(keys, key=text.index) == keys  # the last first
    some = client.get(FEED, {"q": "违约金"}).content.decode()
    assert special.judgment.key in some and plain[0].judgment.key not in some
    assert all(key in client.get(court_feed()).content.decode() for key in keys)
    assert client.get(f"/judgments/courts/{cast.organisation(cast.BRANCH).pk}/feed/").status_code == 404
    assert client.get(f"/judgments/courts/{new_id()}/feed/").status_code == 404


@pytest.mark.parametrize(
    "address", [FEED, FEED + "?q=借款", court_feed, "/judgments/sitemap.xml", "/judgments/sitemap-1.xml"]
)
def test_a_reader_that_comes_again_gets_nothing_until_something_changed(client, judgment_index, address):
    release(judgment_index)
    place = address() if callable(address) else address
    first = client.get(place)
    assert first.status_code == 200 and first.headers["Last-Modified"]
    assert "no-cache" in first.headers["Cache-Control"] and "private" not in first.headers["Cache-Control"]
    again = client.get(place, HTTP_IF_NONE_MATCH=first.headers["ETag"])
    assert again.status_code == 304 and not again.content
    release(judgment_index)
    assert client.get(place, HTTP_IF_NONE_MATCH=first.headers["ETag"]).status_code == 200


def test_what_is_withdrawn_leaves_feeds_and_sitemap_at_once(client, judgment_index):
    first, second = release(judgment_index, 2)
    places = (FEED, court_feed(), "/judgments/sitemap-1.xml")
    etags = {place: client.get(place).headers["ETag"] for place in places}
    withdrawn(first)
    for place in places:  # before the index has followed
        page = client.get(place, HTTP_IF_NONE_MATCH=etags[place])
        assert page.status_code == 200
        assert first.judgment.key not in page.content.decode() and second.judgment.key in page.content.decode()


def test_a_feed_names_the_last_of_many(client, judgment_index, monkeypatch):
    monkeypatch.setattr(feeds, "ENTRIES", 3)
    monkeypatch.setattr(feeds, "WINDOWS", (2, 4))
    made = release(judgment_index, 9)
    assert [entry.key for entry in feeds.newest(feeds.Wanted(), 3)] == [row.judgment.key for row in made[:-4:-1]]


def test_sitemaps_are_parted(client, judgment_index, monkeypatch):
    monkeypatch.setattr(sitemaps, "IN_A_FILE", 2)
    made = release(judgment_index, 5)
    index = client.get("/judgments/sitemap.xml").content.decode()
    assert index.count("<sitemap>") == 3
    files = [client.get(f"/judgments/sitemap-{number}.xml").content.decode() for number in (1, 2, 3)]
    assert [text.count("<url>") for text in files] == [2, 2, 1]
    assert all(any(row.judgment.key in text for text in files) for row in made)
    assert client.get("/judgments/sitemap-4.xml").status_code == 404
    assert client.get("/judgments/sitemap-0.xml").status_code == 404


def test_search_engines_are_told_where_the_list_is_and_leave_results_alone():
    text = Client().get("/robots.txt").content.decode()
    assert "Disallow: /judgments/?" in text and "/judgments/sitemap.xml" in text
