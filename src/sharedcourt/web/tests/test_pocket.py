"""The site on a home screen: what the phone is given to keep, and that nobody's page is among it."""

import json
import re

import pytest
from django.test import Client

from sharedcourt.core import once
from sharedcourt.people import cast
from sharedcourt.web import assets

pytestmark = pytest.mark.django_db
built = pytest.mark.skipif(not assets.is_built(), reason="needs the built front end")


def test_the_manifest_speaks_the_language_of_the_page_that_asks_for_it():
    page = Client(headers={"accept-language": "en"}).get("/help/").content.decode()
    address = re.search(r'rel="manifest" href="([^"]+)"', page)
    assert address and address.group(1).endswith("?lang=en")
    chinese = Client(headers={"accept-language": "zh-CN"})
    assert chinese.get(address.group(1)).json()["name"] == "Shared Court"
    own = chinese.get("/manifest.webmanifest")
    assert own.json()["name"] == "共享法庭" and own["Content-Type"] == "application/manifest+json"
    assert chinese.get("/manifest.webmanifest?lang=xx").json()["name"] == "共享法庭"
    for icon in own.json()["icons"]:
        assert chinese.get(icon["src"]).status_code == 200


def test_the_page_for_no_network_is_the_same_for_everybody_and_bare(browser_of):
    stranger = Client().get("/offline/")
    own = browser_of(cast.BORROWER).get("/offline/", headers={"accept-language": "en"})
    assert stranger.content == own.content
    html = own.content.decode()
    assert "没有网络" in html and "No network" in html
    assert cast.BORROWER.name not in html and "csrf" not in html and "data-person" not in html


@built
def test_the_worker_names_static_files_and_changes_with_them(monkeypatch):
    answer = Client().get("/sw.js")
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/javascript")
    assert "no-cache" in answer["Cache-Control"]
    first = answer.content.decode()
    shell = json.loads(re.match(r"self\.SHELL=(\{.*?\});", first).group(1))
    assert shell["files"] and all(name.startswith("/static/") for name in shell["files"])
    assert any("keep" in name for name in shell["files"])
    assert Client().get("/sw.js").content.decode() == first
    monkeypatch.setattr(assets, "with_what_they_import", lambda *sources: ("/static/other.js",))
    changed = json.loads(re.match(r"self\.SHELL=(\{.*?\});", Client().get("/sw.js").content.decode()).group(1))
    assert changed["version"] != shell["version"]


def test_without_the_built_front_end_there_is_no_worker(monkeypatch):
    monkeypatch.setattr(assets, "is_built", lambda: False)
    assert Client().get("/sw.js").status_code == 404


def test_a_page_knows_whose_drafts_may_lie_on_the_phone_without_saying_who(browser_of, person):
    mark = re.search(r'data-person="(\w+)"', browser_of(cast.BORROWER).get("/help/").content.decode()).group(1)
    other = re.search(r'data-person="(\w+)"', browser_of(cast.WIFE).get("/help/").content.decode()).group(1)
    assert mark != other and str(person(cast.BORROWER).pk) not in mark
    assert "data-person" not in Client().get("/help/").content.decode()


def test_every_form_has_a_word_of_its_own():
    assert once.new_word() != once.new_word() and once.WELL_FORMED.fullmatch(once.new_word())
