"""The public pages: open to everybody, in both languages, kept to themselves, honest when something is wrong."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client, RequestFactory

from sharedcourt.core.errors import Conflict, NotAllowed
from sharedcourt.people import cast
from sharedcourt.web import assets, errors
from sharedcourt.web.middleware import Refusals

PUBLIC = ("/", "/help/", "/accessibility/", "/privacy/")


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"accept-language": "zh-CN"})


@pytest.mark.django_db
@pytest.mark.parametrize("path", PUBLIC)
def test_a_stranger_reads_the_public_pages_in_chinese_and_english(visitor, path):
    chinese = visitor.get(path)
    english = visitor.get(path, headers={"accept-language": "en"})
    assert chinese.status_code == english.status_code == 200
    assert 'lang="zh-Hans"' in chinese.content.decode()
    assert 'lang="en"' in english.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", PUBLIC)
def test_no_page_has_anything_inline_and_none_may_be_framed_or_kept(visitor, path):
    response = visitor.get(path)
    html = response.content.decode()
    assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?![^>]*\bsrc=)", html)
    policy = response.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "style-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "camera=(self)" in response.headers["Permissions-Policy"]
    assert response.headers["Cache-Control"] == "no-store, private"


@pytest.mark.django_db
def test_large_type_is_switched_on_kept_and_switched_off(visitor):
    response = visitor.post("/display/", {"large_type": "1", "next": "/help/"})
    assert response.headers["Location"] == "/help/"
    assert "sc-large" in visitor.get("/help/").content.decode()
    visitor.post("/display/", {"large_type": "0", "next": "/help/"})
    assert "sc-large" not in visitor.get("/help/").content.decode()


@pytest.mark.django_db
def test_the_switch_does_not_lead_to_another_site(visitor):
    assert visitor.post("/display/", {"next": "https://elsewhere.example/"}).headers["Location"] == "/"


@pytest.mark.django_db
def test_the_style_guide_is_not_there_in_production(visitor, settings):
    settings.DEBUG = settings.DEMO = False
    assert visitor.get("/styleguide/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/styleguide/", "/styleguide/room/", "/styleguide/terminal/"])
def test_the_style_guide_shows_every_component(visitor, settings, path):
    settings.DEBUG = True
    assert visitor.get(path).status_code == 200


@pytest.mark.django_db
def test_a_missing_page_says_what_to_do_and_nothing_about_anybody(visitor):
    response = visitor.get("/there/is/no/such/page/")
    assert response.status_code == 404
    assert "没有找到这个页面" in response.content.decode()


def test_the_page_for_our_own_fault_needs_no_database():
    response = errors.server_error(RequestFactory().get("/"))
    assert response.status_code == 500


@pytest.mark.django_db
def test_a_refused_action_becomes_a_page_or_json(rf):
    refusals = Refusals(lambda request: HttpResponse())
    page = refusals.process_exception(rf.get("/"), NotAllowed("It is another person's turn."))
    assert page is not None
    assert page.status_code == 403
    assert "another person&#x27;s turn" in page.content.decode()
    answer = refusals.process_exception(
        rf.get("/", headers={"hx-request": "true"}), Conflict("Too late.", field="plan")
    )
    assert answer is not None
    assert answer.status_code == 409
    assert answer.headers["Content-Type"] == "application/json"
    assert refusals.process_exception(rf.get("/"), PermissionDenied()) is None


@pytest.mark.django_db
def test_a_bare_410_gets_words(rf):
    bare = Refusals(lambda request: HttpResponse()).process_response(rf.get("/"), HttpResponse(status=410))
    assert isinstance(bare, HttpResponse)
    assert bare.status_code == 410
    assert "govuk-heading-l" in bare.content.decode()


@pytest.mark.django_db
def test_everybody_gets_to_their_own_desk(browser_of):
    assert browser_of(cast.BORROWER).get("/desk/").headers["Location"] == "/disputes/mine/"
    assert browser_of(cast.MEDIATOR).get("/desk/").headers["Location"] == "/mediation/"
    assert browser_of(cast.OFFICER).get("/desk/").headers["Location"] == "/disputes/"


@pytest.mark.skipif(not assets.is_built(), reason="the front end is not built")
def test_an_entry_brings_its_styles_and_its_module():
    entry = assets.entry("src/main.ts")
    assert entry is not None
    assert entry.styles
    assert re.search(r"\.[0-9a-f]{12}\.js$", entry.script)
