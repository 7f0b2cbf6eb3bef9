"""The main job over the API alone: the bank's system with its token, the parties and the mediator with their sessions.

From the dispute's opening to the sealed PDF in everybody's hands; no page is opened, nothing is done by calling an action.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from sharedcourt.disputes.tests.worked import ELEMENTS
from sharedcourt.notices.models import Channel, Message
from sharedcourt.people import cast
from sharedcourt.people.cast import Member
from sharedcourt.people.models import User
from sharedcourt.people.tokens import create_token
from sharedcourt.rooms.actions import Arrival, arrive
from sharedcourt.rooms.models import Seat
from tests.access.knocking import PDF
from tests.world import AT, FACT, HOME_ADDRESS, PLAN, World, strokes

API = "/api/v1"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def traveller(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[time_machine.Traveller]:
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    # Certificates of the story's own time: those of tests before it may begin after its signatures.
    monkeypatch.setattr("sharedcourt.documents.authorities.keys_folder", lambda: tmp_path / "pki")
    with time_machine.travel(AT, tick=True) as coordinates:
        yield coordinates


class Caller:
    """Somebody who speaks to the API; an answer that is not a success stops the story."""

    def __init__(self, token: str = "") -> None:
        self.client = Client()
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def ask(self, method: str, path: str, body: Any = None, *, status: int = 0, **headers: str) -> Any:
        answer = self.client.generic(
            method,
            f"{API}{path}",
            body if isinstance(body, bytes) else json.dumps(body or {}),
            "application/octet-stream" if isinstance(body, bytes) else "application/json",
            headers={**self.headers, **headers},
        )
        wanted = {status} if status else {200, 201, 202, 204}
        assert answer.status_code in wanted, f"{method} {path}: {answer.status_code} {answer.content.decode()[:500]}"
        if answer.content and answer.headers.get("Content-Type", "").startswith("application/json"):
            return answer.json()
        return answer.content

    def get(self, path: str, **more: Any) -> Any:
        return self.ask("GET", path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> Any:
        return self.ask("POST", path, body, **more)

    def all(self, path: str) -> list[Any]:
        found = self.get(f"{path}?limit=200")
        assert found["count"] == len(found["items"])
        return list(found["items"])


def program(member: Member) -> Caller:
    """An institution's system: its token was made by a member of staff on the account page."""
    person = cast.person(member)
    return Caller(create_token(by=person, organisation=cast.organisation(member.roles[0][1]), label="core")[1])


def staff(member: Member) -> Caller:
    """Staff come in by password and second factor at /accounts/, which is the pages' matter."""
    caller = Caller()
    caller.client.force_login(cast.person(member), backend="allauth.account.auth_backends.AuthenticationBackend")
    return caller


def sms_to(member: Member) -> Message:
    found = [each for each in Message.objects.filter(channel=Channel.SMS) if each.address == member.phone]
    return max(found, key=lambda message: message.created_at)


def by_code(member: Member) -> Caller:
    """A person comes in with the code that an SMS brings."""
    caller = Caller()
    caller.post("/people/codes", {"phone": member.phone})
    code = re.findall(r"\d{6}", sms_to(member).body)[0]
    caller.post("/people/session", {"phone": member.phone, "code": code})
    return caller


def by_invitation(member: Member) -> Caller:
    """A person comes in by the personal link of an SMS."""
    token = sms_to(member).link.removeprefix("/i/").rstrip("/")
    caller = Caller()
    assert caller.post("/people/invitations/read", {"token": token})["is_open"]
    followed = caller.post("/people/invitations/accept", {"token": token})
    assert followed["next"].endswith("/join/")
    caller.post("/people/invitations/accept", {"token": token}, status=409)
    return caller


def opened(bank: Caller) -> dict[str, Any]:
    """The bank's system fills a draft in step by step, with a contract sent in pieces, and submits it."""
    organisation = bank.all("/disputes/mediation-organisations")[0]
    names = {each["name"]: each["id"] for each in bank.all("/disputes/mediation-organisations")}
    organisation = names[cast.MEDIATION]
    draft = bank.post("/disputes/drafts", {}, **{"Idempotency-Key": "loan-316"})
    assert bank.post("/disputes/drafts", {}, **{"Idempotency-Key": "loan-316"})["id"] == draft["id"]
    here = f"/disputes/{draft['id']}"
    assert bank.get(f"{here}/missing/")["field"] == "mediation_organisation"
    bank.ask("PUT", f"{here}/where/", {"mediation_organisation": organisation})
    borrower = {"name": "林建州", "phone": cast.BORROWER.phone, "resident_id": cast.BORROWER.resident_id}
    party = bank.post(f"{here}/parties/", {"capacity": "borrower", **borrower})
    bank.ask("PATCH", f"{here}/parties/{party['id']}/", {**borrower, "name": cast.BORROWER.name})
    bank.ask("PATCH", f"{here}/elements/", {"elements": {**ELEMENTS, "principal": "many"}}, status=422)
    bank.ask("PATCH", f"{here}/elements/", {"elements": ELEMENTS})
    bank.ask("PUT", f"{here}/authority/", {"authority": "special", "representative": "金行长"})
    upload = bank.post("/documents/resumable", {"name": "合同.pdf", "size": len(PDF), "purpose": "evidence"})
    piece = f"/documents/resumable/{upload['id']}"
    bank.ask("PATCH", piece, PDF[:20], **{"Upload-Offset": "0"})
    stale = bank.ask("PATCH", piece, PDF[:20], status=409, **{"Upload-Offset": "0"})
    assert stale["offset"] == bank.get(piece)["offset"] == 20
    bank.ask("PATCH", piece, PDF[20:], **{"Upload-Offset": "20"})
    file = bank.post(f"{piece}/finish")["file"]
    wrong = bank.post(f"{here}/evidence/", {"file": file, "title": "另一份合同"})
    bank.ask("DELETE", f"{here}/evidence/{wrong['id']}/")
    assert bank.get(f"{here}/missing/")["field"] == ""
    submitted = bank.post(f"{here}/submit/?declared=true")
    bank.post(f"{here}/parties/{party['id']}/invite/")
    return dict(submitted)


def joined(caller: Caller, member: Member, code: str, address: str) -> str:
    """Prove who one is, read, answer, agree."""
    assert caller.get(f"/disputes/by-code/{code}")["id"] is None
    identity = {"name": member.name, "resident_id": member.resident_id}
    caller.post(f"/disputes/by-code/{code}/join", {**identity, "name": "别人"}, status=422)
    here = f"/disputes/{caller.post(f'/disputes/by-code/{code}/join', identity)['id']}"
    assert caller.all(f"{here}/statement/") and caller.get("/disputes/consent-texts")["rights"]
    caller.post(f"{here}/answer/", {"admit_all": True})
    agreed = {"online_mediation": True, "sham_warning": True, "e_service": True, "address": address}
    caller.post(f"{here}/agree/", {**agreed, "phone": member.phone})
    assert caller.get(f"{here}/service-address/")["address"] == address
    assert caller.get(f"/disputes/by-code/{code}")["id"] is not None
    return here


def confirmed(callers: list[Caller], version: dict[str, Any]) -> None:
    for caller in callers:
        caller.post(f"/mediation/versions/{version['id']}/confirm", {"text_sha256": version["text_sha256"]})


def test_from_a_draft_to_the_sealed_agreement(traveller: time_machine.Traveller) -> None:
    bank, officer = program(cast.OFFICER), staff(cast.OFFICER)
    organisation, mediator = program(cast.MANAGER), staff(cast.MEDIATOR)
    dispute = opened(bank)
    code = dispute["code"].replace("-", "")

    borrower = by_invitation(cast.BORROWER)
    here = joined(borrower, cast.BORROWER, code, HOME_ADDRESS["borrower"])
    named = {"name": cast.WIFE.name, "phone": cast.WIFE.phone, "relation": "配偶"}
    borrower.post(f"{here}/parties/", named)
    wife = by_code(cast.WIFE)
    joined(wife, cast.WIFE, code, HOME_ADDRESS["wife"])

    case_id = organisation.all("/mediation/cases")[0]["id"]
    case = f"/mediation/cases/{case_id}"
    organisation.post(f"{case}/accept")
    able = [each for each in organisation.all(f"{case}/mediators") if each["may_be_asked"]]
    asked = next(each["id"] for each in able if each["name"] == cast.MEDIATOR.name)
    organisation.post(f"{case}/mediator", {"mediator": asked})
    mediator.post(f"{case}/disclosure", {"disclosure": "none"})
    assert bank.all(f"{case}/assignments")[0]["confirmed_at"]
    assert bank.get(case)["state"] == "mediating" and bank.get(case)["missing"] == []

    # A time, with the wife at a shared court.
    site = str(World().site.pk)
    times = {"starts": ["2022-01-06T06:00:00Z", "2022-01-06T07:00:00Z"]}
    meeting_id = mediator.post(f"{case}/meetings", times)["id"]
    meeting = f"/mediation/meetings/{meeting_id}"
    assert [each["id"] for each in wife.all(f"{case}/meetings")] == [meeting_id]
    slots = wife.all(f"{meeting}/slots")
    answers = {slot["id"]: True for slot in slots}
    assert wife.get(f"/sites/{site}/free?starts_at=2022-01-06T06:00:00Z&ends_at=2022-01-06T07:00:00Z") == {"free": 1}
    bank.post(f"{meeting}/answers", {"answers": answers})
    borrower.post(f"{meeting}/answers", {"answers": answers})
    wife.post(f"{meeting}/answers", {"answers": answers, "site": site})
    assert all(slot["suits_all"] for slot in mediator.all(f"{meeting}/slots"))
    fixed = mediator.post(f"{meeting}/fix", {"slot": slots[0]["id"]})
    assert wife.all("/sites/bookings")[0]["site"] == site
    assert wife.get(f"{meeting}/calendar").startswith(b"BEGIN:VCALENDAR")
    assert any(item["state"] == "todo" for item in wife.all(f"{here}/todo/"))

    # At that time: the room, identities, rights, facts.
    traveller.move_to("2022-01-06T06:05:00Z")
    room = f"/rooms/{fixed['room']}"
    for user in (cast.person(cast.MEDIATOR), User.objects.with_phone(cast.BORROWER.phone)):
        seat = Seat.objects.get(room=fixed["room"], user=user)
        arrive(by=seat.user, seat=seat, arrival=Arrival(session=str(seat.pk)[:32], instance="a browser"))
    assert borrower.all(f"{room}/chat") == []
    borrower.post(f"{room}/chat", {"text": "在吗", "client_id": "line-0001"}, status=403)
    assert len(mediator.post(f"{room}/admit-all")) == 1
    mediator.post(f"{room}/chat", {"text": "请稍候", "client_id": "line-0001"})
    assert [line["text"] for line in mediator.all(f"{room}/chat")] == ["请稍候"]
    director = staff(cast.DIRECTOR)
    booking = director.all("/sites/bookings")[0]
    assert booking["may_compare"] and director.post(f"/sites/bookings/{booking['id']}/compared")["level"]
    parties = [each for each in mediator.all(f"{meeting}/participants") if not each["is_host"]]
    for each in parties:
        mediator.post(f"{meeting}/compared", {"user": each["user"]})
    mediator.post(f"{meeting}/step", {"step": 2})
    for caller in (officer, borrower, wife):
        caller.post(f"{meeting}/understood")
    mediator.post(f"{meeting}/step", {"step": 3})
    mediator.post(f"{meeting}/statements", {"text": "愿意还款。", "speaker": parties[1]["user"]})
    assert borrower.all(f"{meeting}/statements")[0]["speaker"] == parties[1]["name"]
    number = mediator.post(f"{case}/facts", {"facts": [FACT]})["number"]
    for caller in (officer, borrower, wife):
        caller.post(f"{case}/facts/confirm", {"number": number})
    assert len(borrower.all(f"{case}/facts")[0]["confirmed_by"]) == 3

    # The plan, a proposal and a counter-proposal; a first text, a wish, a second text.
    mediator.post(f"{meeting}/step", {"step": 4})
    revision = mediator.get(f"{case}/plan")["revision"]
    plan = mediator.post(f"{case}/plan", {"revision": revision, "talk": 0, "values": PLAN})
    changes = borrower.get(f"{case}/plan/changes")
    assert changes["revision"] == plan["revision"] and "count" in changes["fields"] and changes["instalments"]
    mediator.post(f"{case}/proposals/put")
    borrower.post(f"{case}/proposals", {"text": "首期能否少一些？"})
    assert [bool(each["text"]) for each in wife.all(f"{case}/proposals")] == [False, True]
    assert not [each for each in mediator.all(f"{case}/plan/findings") if each["severity"] == "error"]
    first = mediator.post(f"{case}/versions", {"revision": plan["revision"]})
    borrower.post(f"/mediation/versions/{first['id']}/change-request", {"text": "首期三万元。"})
    assert mediator.all(f"/mediation/versions/{first['id']}/change-requests")[0]["name"] == cast.BORROWER.name
    plan = mediator.post(
        f"{case}/plan", {"revision": plan["revision"], "talk": 0, "values": {"down_principal": "30000"}}
    )
    version = mediator.post(f"{case}/versions", {"revision": plan["revision"]})
    difference = wife.get(f"/mediation/versions/{version['id']}/difference")
    assert (difference["before"], difference["after"]) == (1, 2)
    spans = [span["text"] for change in difference["changes"] for span in change["spans"] if span["kind"] == "insert"]
    assert any("30,000.00" in text for text in spans)
    borrower.post(f"/mediation/versions/{first['id']}/confirm", {"text_sha256": first["text_sha256"]}, status=409)

    # Everyone confirms and signs; a program cannot sign for a person.
    confirmed([officer, borrower, wife], version)
    signature = {"strokes": strokes(), "intends": True}
    bank.post(f"/mediation/versions/{version['id']}/sign", signature, status=403)
    for caller in (wife, officer, borrower, mediator):
        caller.post(f"/mediation/versions/{version['id']}/sign", signature)
    signed = borrower.get(f"/mediation/versions/{version['id']}")
    assert signed["state"] == "effective" and signed["sealed_at"]

    # The same file for all, which anybody can check; then it is performed.
    file = f"/documents/{signed['signing_file']}"
    copies = {caller.get(f"{file}/content") for caller in (bank, borrower, wife, mediator, organisation)}
    assert len(copies) == 1
    document = bank.get(file)
    token = document["verify_url"].rstrip("/").rsplit("/", 1)[-1]
    assert Caller().get(f"/documents/verify/{token}/original") in copies
    sent = SimpleUploadedFile("agreement.pdf", copies.pop(), "application/pdf")
    verdict = Client().post(f"{API}/documents/verify", {"file": sent}).json()
    assert verdict["outcome"] == "authentic" and verdict["sealed"] and len(verdict["signatures"]) == 5
    assert Caller().get(f"/ledger/entries/{document['ledger_entry']}/proof")["root"]
    paid = {"amount": "1000.00", "received_on": "2022-01-06"}
    bank.post(f"/mediation/versions/{version['id']}/payments", paid)
    assert bank.get(f"/mediation/versions/{version['id']}/performance")
    assert bank.get(f"{here}/")["state"] == "performing"
    assert borrower.get("/notices/unread")["unread"] > 0 and bank.all(f"{here}/messages/")
    borrower.ask("DELETE", "/people/session")
    borrower.get(f"{here}/", status=401)


def test_a_screen_is_paired_and_its_credential_taken_away() -> None:
    world = World()
    site, director, screen = world.site, staff(cast.DIRECTOR), Caller()
    begun = screen.post("/sites/pairings")
    assert screen.post("/sites/pairings/collect", {"secret": begun["secret"]}) == {"credential": ""}
    staff(cast.OFFICER).post(
        "/sites/terminals", {"code": begun["code"], "site": str(site.pk), "label": "大厅"}, status=404
    )
    terminal = director.post("/sites/terminals", {"code": begun["code"], "site": str(site.pk), "label": "大厅"})
    credential = screen.post("/sites/pairings/collect", {"secret": begun["secret"]})["credential"]
    screen.client.cookies["sharedcourt_terminal"] = credential
    assert 'name="code"' in screen.client.get("/terminal/").content.decode()
    assert [each["id"] for each in director.all("/sites/terminals")] == [terminal["id"]]
    director.ask("DELETE", f"/sites/terminals/{terminal['id']}")
    assert director.all("/sites/terminals")[0]["withdrawn_at"]
    assert screen.post("/sites/pairings/collect", {"secret": begun["secret"]}) == {"credential": ""}


def test_nobody_is_signed_in_by_a_form_of_another_page() -> None:
    answer = Client().post(f"{API}/people/session", json.dumps({"phone": "19900000001", "code": "1"}), "text/plain")
    assert answer.status_code == 403
