"""A journalist follows a search: told of what is new, once, and no more after one press."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from sharedcourt.core import clock
from sharedcourt.core.errors import Conflict
from sharedcourt.judgments.finding import following, saving, scheduled
from sharedcourt.judgments.finding.models import SavedSearch
from sharedcourt.judgments.searching.fields import Section
from sharedcourt.judgments.tests.making import published, withdrawn
from sharedcourt.notices.models import Message
from sharedcourt.people import cast
from sharedcourt.people.tokens import create_token

pytestmark = pytest.mark.django_db
AT = datetime(2022, 3, 1, 9, 0, tzinfo=clock.SHANGHAI)
FEE = {Section.REASONS: "本院认为，提前还款违约金约定过高。"}


@pytest.fixture
def journalist(browser_of):
    return browser_of(cast.BORROWER)


def keep(journalist, **more):
    sent = {"name": "违约金", "address": "q=违约金", "how": "email", "often": "at_once"}
    return journalist.post("/judgments/saved/", sent | more)


def told():
    return list(Message.objects.filter(kind="judgments.news").order_by("created_at"))


def release(index, **more):
    made = published(sections=FEE, **more)
    following.catch_up(index)
    return made


def test_a_journalist_is_told_of_what_is_new_and_of_nothing_twice(journalist, person, judgment_index):
    user = person(cast.BORROWER)
    user.email = "reporter@example.org"
    user.save()
    release(judgment_index)
    form = journalist.get("/judgments/saved/", {"q": "违约金"})
    assert "违约金" in form.content.decode()
    assert keep(journalist).status_code == 302
    assert scheduled.run() == {"searches_told": 0}
    new = release(judgment_index, title="某信托公司与周某借款合同纠纷一审民事判决书")
    published(sections={Section.REASONS: "本院认为，夫妻感情确已破裂。"})
    following.catch_up(judgment_index)
    assert scheduled.run() == {"searches_told": 1}
    assert scheduled.run() == {"searches_told": 0}
    here, mail = told()
    assert {here.channel, mail.channel} == {"in_app", "email"}
    assert new.title in here.body and "违约金" in here.subject
    assert "违约金" not in mail.link
    assert journalist.get(here.link).headers["Location"].startswith("/judgments/?q=")


def test_once_a_day_is_once_a_day(journalist, judgment_index):
    with time_machine.travel(AT, tick=False) as time:
        keep(journalist, often="daily")
        release(judgment_index)
        scheduled.run()
        assert len(told()) == 1
        time.shift(timedelta(hours=2))
        release(judgment_index)
        release(judgment_index)
        scheduled.run()
        assert len(told()) == 1
        time.shift(timedelta(hours=23))
        scheduled.run()
        assert len(told()) == 2
        assert "2" in told()[-1].body


def test_what_was_withdrawn_before_anybody_was_told_is_told_to_nobody(journalist, judgment_index):
    keep(journalist)
    made = release(judgment_index)
    withdrawn(made)
    scheduled.run()
    following.catch_up(judgment_index)
    scheduled.run()
    assert told() == []


def test_one_press_in_the_message_ends_it_without_signing_in(journalist, judgment_index):
    keep(journalist)
    release(judgment_index)
    scheduled.run()
    (address,) = re.findall(r"/judgments/saved/\S+/stop/\S+/", told()[0].body)
    anybody = Client(enforce_csrf_checks=True)
    assert anybody.get(address).status_code == 200
    assert SavedSearch.objects.get().ended_at is None  # a mail scanner looked
    assert anybody.post(address).status_code == 200
    row = SavedSearch.objects.get()
    assert row.ended_at is not None and row.address == "" and row.name == ""
    assert anybody.post(address).status_code == 200
    release(judgment_index)
    scheduled.run()
    assert len(told()) == 1
    assert anybody.get(address[:-5] + "aaaa/").status_code == 404


def test_searches_are_nobody_elses_business(journalist, browser_of, judgment_index):
    keep(journalist)
    row = SavedSearch.objects.get()
    other = browser_of(cast.WIFE)
    assert "违约金" not in other.get("/judgments/saved/").content.decode()
    for act in ("change", "end"):
        assert other.post(f"/judgments/saved/{row.pk}/{act}/", {"name": "x"}).status_code == 404
    assert other.get(f"/judgments/saved/{row.pk}/").status_code == 404
    assert Client().get("/judgments/saved/").status_code == 302


def test_name_way_and_pace_can_be_changed_and_a_mistake_is_said(journalist, judgment_index):
    keep(journalist)
    row = SavedSearch.objects.get()
    wrong = journalist.post(f"/judgments/saved/{row.pk}/change/", {"name": " "})
    assert wrong.status_code == 422 and "请给检索起个名字" in wrong.content.decode()
    journalist.post(f"/judgments/saved/{row.pk}/change/", {"name": "新名", "often": "daily"})
    row.refresh_from_db()
    assert (row.name, row.often) == ("新名", "daily")
    journalist.post(f"/judgments/saved/{row.pk}/end/")
    assert "新名" not in journalist.get("/judgments/saved/").content.decode()


@pytest.mark.parametrize(
    "more",
    [
        {"name": ""},
        {"address": ""},
        {"address": "q=-离婚"},
        {"how": "pigeon"},
        {"often": "always"},
        {"name": "长" * 1001},
    ],
)
def test_what_cannot_be_kept_is_refused_and_stays_on_the_page(journalist, judgment_index, more):
    page = keep(journalist, **more)
    assert page.status_code == 422
    assert not SavedSearch.objects.exists()


def test_fifty_are_enough(person, judgment_index, monkeypatch):
    monkeypatch.setattr(saving, "MOST", 2)
    for number in range(2):
        saving.save(by=person(cast.BORROWER), name="x", address=f"q=借款{number}", how="in_app", often="daily")
    with pytest.raises(Conflict):
        saving.save(by=person(cast.BORROWER), name="x", address="q=借款", how="in_app", often="daily")


def test_over_the_api_too_but_not_for_a_program(journalist, person, judgment_index):
    made = journalist.post(
        "/api/v1/judgments/saved", {"name": "x", "address": "q=违约金"}, content_type="application/json"
    )
    assert made.status_code == 201
    pk = made.json()["id"]
    changed = journalist.patch(f"/api/v1/judgments/saved/{pk}", {"often": "at_once"}, content_type="application/json")
    assert changed.json()["often"] == "at_once"
    assert journalist.get("/api/v1/judgments/saved").json()["count"] == 1
    assert journalist.delete(f"/api/v1/judgments/saved/{pk}").status_code == 204
    assert journalist.get("/api/v1/judgments/saved").json()["count"] == 0
    officer = person(cast.OFFICER)
    _token, text = create_token(by=officer, organisation=cast.organisation(cast.BRANCH), label="x")
    refused = Client().post(
        "/api/v1/judgments/saved",
        {"name": "x", "address": "q=违约金"},
        content_type="application/json",
        HTTP_AUTHORIZATION=f"Bearer {text}",
    )
    assert refused.status_code == 403
