"""Who hands in evidence or opinions online shows once more who they are (ODLR 7(3)): by a code, or by signing in again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from sharedcourt.core import clock
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.filing.folder.actions import exchange
from sharedcourt.filing.folder.models import EvidenceItem
from sharedcourt.filing.folder.tests.conftest import Folder
from sharedcourt.ledger.models import Entry
from sharedcourt.notices.models import Message
from sharedcourt.people import actions as people
from sharedcourt.people import cast
from sharedcourt.people.models import User, Verification

pytestmark = pytest.mark.django_db
BrowserOf = Callable[[Any], Client]
PASSWORD = "correct-horse-battery"


@pytest.fixture(autouse=True)
def _forget_limits() -> None:
    cache.clear()


def code_of(user: User, kind: str = "people.code_again") -> str:
    message = Message.objects.filter(kind=kind, user=user).latest("created_at")
    return "".join(character for character in message.body if character.isdigit())[:6]


def test_a_party_shows_with_a_code_that_it_is_still_the_same_person(folder: Folder, browser_of: BrowserOf) -> None:
    browser, item = browser_of(cast.BORROWER), folder.item(folder.borrower, "转账记录")
    address, identity = f"{folder.base}evidence/", f"{folder.base}evidence/identity/"
    page = browser.get(address).content.decode()
    assert identity in page and "do/submit/" not in page, "first who, then what"
    assert browser.post(f"{address}do/submit/").status_code == 409, "a form kept open is no way around it"
    assert not EvidenceItem.objects.filter(submitted_at__isnull=False).exists()

    assert "199****" in browser.get(identity).content.decode()
    assert browser.post(identity, {"step": "send"})["Location"] == f"{identity}?sent=1"
    code = code_of(folder.borrower)
    wrong = browser.post(identity, {"step": "code", "code": f"{(int(code) + 1) % 1_000_000:06d}"})
    assert wrong.status_code == 422 and wrong.context["form"].errors["code"]
    assert browser.post(identity, {"step": "code", "code": "12"}).status_code == 422
    assert browser.post(identity, {"step": "code", "code": f" {code[:3]} {code[3:]} "})["Location"] == address
    assert browser.post(identity, {"step": "code", "code": code}).status_code == 422, "a code is good once"

    assert "do/submit/" in browser.get(address).content.decode()
    assert browser.post(f"{address}do/submit/")["Location"] == address
    item.refresh_from_db()
    assert item.number == 1
    shown = Verification.objects.get(user=folder.borrower, scope=folder.case.pk)
    assert shown.method == "one_time_code"
    entry = Entry.objects.select_related("payload").get(action="people.identity.confirmed_again")
    assert entry.scope == folder.case.pk and entry.payload.facts == {"method": "one_time_code"}
    for member in (cast.OFFICER, cast.JUDGE):
        assert "再次证明了身份" in browser_of(member).get(folder.base).content.decode(), (
            "the court and the others see it"
        )


def test_it_counts_for_this_person_in_this_case_and_for_a_while(folder: Folder, settings: Any) -> None:
    folder.item(folder.borrower)
    folder.shows_again(folder.wife)
    people.signed_in_again(by=folder.borrower, scope=folder.case.dispute_id)
    with pytest.raises(Conflict):
        exchange.submit_catalogue(by=folder.borrower, case=folder.case)
    folder.shows_again(folder.borrower)
    assert people.confirmed_until(folder.borrower, folder.case.pk) == clock.now() + timedelta(minutes=60)
    with time_machine.travel(clock.now() + timedelta(minutes=61), tick=False), pytest.raises(Conflict):
        exchange.submit_catalogue(by=folder.borrower, case=folder.case)
    settings.SHAREDCOURT_IDENTITY_AGAIN_MINUTES = 90
    with time_machine.travel(clock.now() + timedelta(minutes=61), tick=False):
        assert exchange.submit_catalogue(by=folder.borrower, case=folder.case) == 1


def test_opinions_need_it_too(folder: Folder) -> None:
    item = folder.submitted_item(folder.officer)
    exchange.save_opinion(by=folder.borrower, item=item, authenticity=True, legality=True, relevance=True)
    with pytest.raises(Conflict):
        exchange.submit_opinions(by=folder.borrower, case=folder.case)
    folder.shows_again(folder.borrower)
    assert exchange.submit_opinions(by=folder.borrower, case=folder.case) == 1


def test_a_code_of_one_kind_is_none_of_the_other(folder: Folder, browser_of: BrowserOf) -> None:
    stranger = Client()
    stranger.post("/sign-in/", {"phone": folder.borrower.phone})
    with pytest.raises(Invalid):
        people.confirm_again(by=folder.borrower, code=code_of(folder.borrower, "people.code"), scope=folder.case.pk)
    people.ask_again(by=folder.borrower)  # at once: another purpose waits for nothing
    refused = stranger.post("/sign-in/code/", {"code": code_of(folder.borrower)})
    assert refused.status_code == 200 and "_auth_user_id" not in stranger.session


def test_guessing_ends_after_five_attempts(folder: Folder) -> None:
    people.ask_again(by=folder.borrower)
    code = code_of(folder.borrower)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for _attempt in range(5):
        with pytest.raises(Invalid):
            people.confirm_again(by=folder.borrower, code=wrong, scope=folder.case.pk)
    with pytest.raises(Invalid):
        people.confirm_again(by=folder.borrower, code=code, scope=folder.case.pk)


def test_who_has_a_password_may_sign_in_again_instead(folder: Folder, browser_of: BrowserOf) -> None:
    folder.officer.set_password(PASSWORD)
    folder.officer.save()
    folder.item(folder.officer)
    browser, identity = browser_of(cast.OFFICER), f"{folder.base}evidence/identity/"
    again = browser.get(identity).context["sign_in_again"]
    assert again.startswith(reverse("account_reauthenticate"))
    not_yet = browser.post(identity, {"step": "signed-in"})
    assert not_yet.status_code == 302 and people.confirmed_until(folder.officer, folder.case.pk) is None
    assert browser.post(again, {"password": "wrong"}).status_code == 200
    assert browser.post(again, {"password": PASSWORD})["Location"] == identity
    assert browser.get(identity).context["signed_in_again"]
    browser.post(identity, {"step": "signed-in"})
    assert exchange.submit_catalogue(by=folder.officer, case=folder.case) == 1
    assert Verification.objects.get(user=folder.officer, scope=folder.case.pk).method == "signed_in_again"


def test_neither_the_court_nor_strangers_nor_programs(folder: Folder, browser_of: BrowserOf) -> None:
    identity = f"{folder.base}evidence/identity/"
    for member in (cast.JUDGE, cast.MEDIATOR):
        assert browser_of(member).get(identity).status_code == 404
        assert browser_of(member).post(identity, {"step": "send"}).status_code == 404
    folder.officer._for_organisation = folder.party(folder.officer).organisation_id  # type: ignore[attr-defined]
    with pytest.raises(NotAllowed):
        people.ask_again(by=folder.officer)
    with pytest.raises(NotAllowed):
        people.signed_in_again(by=folder.officer, scope=folder.case.pk)
