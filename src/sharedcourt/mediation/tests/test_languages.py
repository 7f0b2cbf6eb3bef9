"""Each reads in their own language: roles are kept as keys; only what documents print stays Chinese."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from sharedcourt.core.errors import Invalid
from sharedcourt.mediation import roles
from sharedcourt.mediation.actions import ending
from sharedcourt.mediation.actors import signatories
from sharedcourt.mediation.tests.stage import Stage, at
from sharedcourt.people import cast
from sharedcourt.people.models import User
from sharedcourt.rooms.models import Seat, SeatRole

pytestmark = pytest.mark.django_db
Person = Callable[[Any], User]
CHINESE = ("调解员", "申请人", "借款人", "共同债务人", "代理人")


def _english(browser: Client) -> Client:
    browser.cookies["language"] = "en"
    return browser


def test_english_pages_name_roles_in_english(person: Person, browser_of: Callable[[Any], Client]) -> None:
    with time_machine.travel(at("2022-01-06T14:00")):
        stage = Stage(person).to_signing()
        User.objects.filter(pk=stage.borrower.pk).update(language="en")
        browser = _english(browser_of(cast.BORROWER))
        meeting = stage.meeting
        assert stage.version.signing_file is not None
        for address in (
            f"/mediation/meetings/{meeting.pk}/",
            f"/mediation/meetings/{meeting.pk}/panel/part/people/",
            f"/mediation/meetings/{meeting.pk}/panel/part/facts/",
            f"/mediation/meetings/{meeting.pk}/panel/part/agreement/",
            f"/mediation/meetings/{meeting.pk}/panel/part/signatures/",
            f"/documents/{stage.version.signing_file.pk}/",
        ):
            answer = browser.get(address)
            assert answer.status_code == 200, address
            page = answer.content.decode()
            assert "Mediator" in page or "Co-obligor" in page, address
            assert not [word for word in CHINESE if word in page.replace("出借人", "")], address


def test_under_the_pictures_stand_keys_that_every_browser_puts_in_words(person: Person) -> None:
    with time_machine.travel(at("2022-01-06T14:00")):
        stage = Stage(person).begun().meet_now()
        seats = {seat.user: seat for seat in Seat.objects.filter(room=stage.meeting.room_id)}
        keys = {user: seat.role_key for user, seat in seats.items()}
        assert keys == {
            stage.mediator: "mediator",
            stage.officer: "applicant_agent",
            stage.borrower: "borrower",
            stage.wife: "co_obligor",
        }
        assert not any(seat.role_label for seat in seats.values())
        assert set(roles.WORDS) <= set(SeatRole.values)


def test_a_refusal_names_the_party_in_the_language_of_the_page(person: Person) -> None:
    with time_machine.travel(at("2022-01-06T14:00")):
        stage = Stage(person).submit()
        with translation.override("en"), pytest.raises(Invalid, match=r"sign for Respondent \(borrower\) yet"):
            signatories(stage.dispute)
        with translation.override("zh-hans"), pytest.raises(Invalid, match="被申请人（借款人）"):
            signatories(stage.dispute)


def test_documents_print_chinese_whoever_has_them_made(person: Person) -> None:
    with time_machine.travel(at("2022-01-06T14:00")), translation.override("en"):
        stage = Stage(person).to_signing()
        stage.meeting.refresh_from_db()
        record = ending.record_payload(stage.meeting)
        assert [each["role"] for each in record["attendants"]] == [
            "调解员",
            "申请人委托代理人 · 鹿城支行",
            "被申请人（借款人）",
            "共同债务人",
        ]
        file = stage.version.signing_file
        assert file is not None
        assert [each["role"] for each in file.payload["signers"]] == [
            "申请人委托代理人",
            "被申请人（借款人）",
            "共同债务人",
            "调解员",
        ]
        assert [slot.role_words for slot in file.slots.all()][-1] == "Mediator"
