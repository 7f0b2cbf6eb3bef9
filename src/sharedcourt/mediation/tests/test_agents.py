"""Agents come and go: who may settle, who signs, and what a dismissed officer and a program still see."""

from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.disputes import actions as disputes
from sharedcourt.disputes import policy, queries
from sharedcourt.disputes.models import Agent, Nomination, Party
from sharedcourt.disputes.tests import worked
from sharedcourt.documents.actions import keep_upload
from sharedcourt.ledger.models import Entry
from sharedcourt.mediation.actions import agreements
from sharedcourt.mediation.actors import signatories
from sharedcourt.mediation.models import AgreementVersion
from sharedcourt.notices.models import Message
from sharedcourt.people import actions as people
from sharedcourt.people import cast
from sharedcourt.people.models import Membership, User
from sharedcourt.people.tokens import create_token
from tests.access.knocking import PDF
from tests.world import AT, World, strokes

pytestmark = pytest.mark.django_db
LAWYER = cast.Member("lawyer", "律明", "19900000041", "330399198001010018")
COLLEAGUE = cast.Member("colleague", "同事", "19900000042", "", cast.OFFICER.roles)


@pytest.fixture(autouse=True)
def _in_time():
    with time_machine.travel(AT, tick=True) as traveller:
        yield traveller


def paper(by, dispute):
    """A power of attorney, signed and scanned."""
    upload = SimpleUploadedFile("power.pdf", PDF, "application/pdf")
    return keep_upload(by=by, upload=upload, purpose="authority", scope=dispute.pk)


def name_lawyer(party, by, **changes):
    facts: dict[str, Any] = {
        "name": LAWYER.name,
        "phone": LAWYER.phone,
        "authority": "special",
        "standing": "lawyer",
        "signs": True,
    }
    facts |= {"document": paper(by, party.dispute)} | changes
    return disputes.name_agent(by=by, party=party, **facts)


def test_the_borrowers_lawyer_comes_by_a_link_and_signs_in_the_borrowers_place(person):
    world = World().agreement_proposed()
    dispute, borrower = world.dispute, world.borrower
    party = world.party("borrower")
    nomination = name_lawyer(party, borrower)
    assert AgreementVersion.objects.get(pk=world.version.pk).state == "proposed", (
        "nothing changes before somebody comes"
    )

    link = Message.objects.filter(kind="disputes.nomination").latest("created_at").link
    phone = Client()
    join = phone.post(link)["Location"]
    assert cast.BORROWER.name in phone.get(join).content.decode()
    wrong = phone.post(join, {"name": "别人", "resident_id": LAWYER.resident_id})
    assert wrong.status_code == 422
    assert (
        phone.post(join, {"name": LAWYER.name, "resident_id": LAWYER.resident_id})["Location"]
        == f"/disputes/{dispute.pk}/"
    )
    lawyer = User.objects.with_phone(LAWYER.phone)
    nomination.refresh_from_db()
    assert nomination.agent.user == lawyer
    assert cast.BORROWER.name in phone.get(f"/disputes/{dispute.pk}/").content.decode()
    assert phone.get(f"/files/{nomination.document_id}/").status_code in {200, 302}

    # The agreement names the agents, so it is written anew.
    assert AgreementVersion.objects.get(pk=world.version.pk).state == "superseded"
    assert lawyer in {each.user for each in signatories(dispute)}
    assert borrower not in {each.user for each in signatories(dispute)}
    done = list(Entry.objects.filter(scope=dispute.pk).values_list("action", flat=True))
    assert "disputes.agent.nominated" in done and "disputes.agent.joined" in done

    # The lawyer lays the authority down: the borrower is told and signs again himself.
    agent = Agent.objects.get(user=lawyer)
    assert phone.get(f"/disputes/{dispute.pk}/agents/{agent.pk}/end/").status_code == 200
    assert phone.post(f"/disputes/{dispute.pk}/agents/{agent.pk}/end/").status_code == 302
    assert phone.get(f"/disputes/{dispute.pk}/").status_code == 404
    assert borrower in {each.user for each in signatories(dispute)}
    assert Message.objects.filter(user=borrower, kind="disputes.agent_ended_for").exists()


def test_general_authority_settles_nothing_and_a_paper_is_needed(person):
    dispute, party = worked.joined()
    borrower = person(cast.BORROWER)
    for changes, field in (
        ({"document": None}, "document"),
        ({"standing": "staff"}, "standing"),
        ({"authority": "general", "signs": True}, "signs"),
        ({"phone": cast.BORROWER.phone}, "phone"),
        ({"phone": cast.OFFICER.phone}, "phone"),
    ):
        with pytest.raises(Invalid) as refused:
            name_lawyer(party, borrower, **changes)
        assert refused.value.field == field
    name_lawyer(party, borrower, authority="general", signs=False)
    lawyer = person(LAWYER)
    with pytest.raises(NotAllowed):
        disputes.join_as_agent(
            by=person(cast.STRANGER), dispute=dispute, name=LAWYER.name, resident_id=LAWYER.resident_id
        )
    disputes.join_as_agent(by=lawyer, dispute=dispute, name=LAWYER.name, resident_id=LAWYER.resident_id)
    assert policy.acts_for(lawyer, party) and not policy.may_settle(lawyer, party)
    with pytest.raises(NotAllowed):
        disputes.answer(by=lawyer, dispute=dispute, admit_all=True)
    with pytest.raises(NotAllowed):
        disputes.name_agent(
            by=lawyer,
            party=party,
            name="乙",
            phone="19900000043",
            authority="general",
            standing="lawyer",
            document=None,
        )


def test_a_party_has_two_agents_at_most_and_takes_a_name_back(person, browser_of):
    dispute, party = worked.joined()
    borrower = person(cast.BORROWER)
    first = name_lawyer(party, borrower)
    name_lawyer(party, borrower, phone="19900000043", name="乙")
    with pytest.raises(Invalid):
        name_lawyer(party, borrower, phone="19900000044", name="丙")
    phone = browser_of(cast.BORROWER)
    address = f"/disputes/{dispute.pk}/parties/{party.pk}/agents/"
    assert LAWYER.name in phone.get(address).content.decode()
    assert phone.post(f"/disputes/{dispute.pk}/nominations/{first.pk}/withdraw/").status_code == 302
    assert Nomination.objects.get(pk=first.pk).ended_at is not None
    with pytest.raises(NotAllowed):
        disputes.join_as_agent(by=person(LAWYER), dispute=dispute, name=LAWYER.name, resident_id=LAWYER.resident_id)
    body = {
        "name": "丁",
        "phone": "19900000045",
        "authority": "general",
        "standing": "relative",
        "document": SimpleUploadedFile("power.pdf", PDF, "application/pdf"),
    }
    assert phone.post(address, {key: value for key, value in body.items() if key != "document"}).status_code == 422
    assert phone.post(address, body).status_code == 302
    assert browser_of(cast.MANAGER).get(address).status_code == 404, "agents are the party's own affair"
    assert browser_of(cast.WIFE).get(address).status_code == 404


def test_a_dismissed_officer_neither_sees_nor_signs_and_a_colleague_takes_over(person, browser_of):
    world = World().signing()
    dispute, officer = world.dispute, world.officer
    at_work = browser_of(cast.OFFICER)
    assert at_work.get(f"/disputes/{dispute.pk}/").status_code == 200
    people.dismiss(by=person(cast.PLATFORM_OPERATOR), membership=Membership.objects.get(user=officer))
    officer = User.objects.get(pk=officer.pk)
    assert at_work.get(f"/disputes/{dispute.pk}/").status_code == 302, "signed out"
    # With his phone he comes in as anybody does, and finds nothing.
    assert browser_of(cast.OFFICER).get(f"/disputes/{dispute.pk}/").status_code == 404
    assert not queries.visible_to(officer).exists()
    with pytest.raises(NotAllowed):
        agreements.sign(by=officer, version=world.version, strokes=strokes(), intends=True, device="his phone")

    colleague = person(COLLEAGUE)
    desk = browser_of(COLLEAGUE)
    lender = world.party("lender")
    address = f"/disputes/{dispute.pk}/parties/{lender.pk}/agents/colleague/"
    assert desk.get(address).status_code == 200
    assert desk.post(address, {"colleague": colleague.pk, "authority": "special"}).status_code == 302
    assert AgreementVersion.objects.get(pk=world.version.pk).state == "superseded", "a new text names the colleague"
    assert colleague in {each.user for each in signatories(dispute)}
    assert Entry.objects.filter(action="disputes.agent.joined", actor=colleague.pk, scope=dispute.pk).exists()


def test_an_officer_is_replaced_in_one_act_and_hears_of_it(person, browser_of):
    dispute, _party = worked.joined()
    lender = Party.objects.get(dispute=dispute, capacity="lender")
    colleague, desk = person(COLLEAGUE), browser_of(cast.OFFICER)
    agent = Agent.objects.get(party=lender)
    address = f"/disputes/{dispute.pk}/parties/{lender.pk}/agents/colleague/"
    page = desk.get(f"{address}?replaces={agent.pk}").content.decode()
    assert COLLEAGUE.name in page
    desk.post(address, {"colleague": colleague.pk, "authority": "special", "replaces": agent.pk})
    assert list(queries.agents_in_force().filter(party=lender).values_list("user", flat=True)) == [colleague.pk]
    assert Message.objects.filter(user=colleague, kind="disputes.agent_appointed").exists()
    with pytest.raises(Invalid):
        disputes.appoint_colleague(by=colleague, party=lender, colleague=person(cast.RIVAL_OFFICER))


def test_an_agent_is_not_changed_when_everybody_has_signed(person):
    world = World().sealed()
    agent = Agent.objects.get(party=world.party("lender"))
    with pytest.raises(Conflict):
        disputes.end_agent(by=world.officer, agent=agent)


def test_a_program_of_the_bank_sees_nothing_of_its_makers_own_dispute(person):
    """The officer is himself the borrower of another bank: his bank's core system learns nothing of it."""
    officer = person(cast.OFFICER)
    rival = person(cast.RIVAL_OFFICER)
    private = disputes.open_draft(by=rival)
    disputes.choose_where(by=rival, dispute=private, mediation_organisation=cast.organisation(cast.MEDIATION))
    disputes.add_party(
        by=rival,
        dispute=private,
        capacity="borrower",
        name=cast.OFFICER.name,
        phone=cast.OFFICER.phone,
        resident_id=cast.OFFICER.resident_id,
    )
    disputes.save_elements(by=rival, dispute=private, elements=worked.ELEMENTS)
    disputes.submit(by=rival, dispute=private, declared=True)
    disputes.join(by=officer, dispute=private, name=cast.OFFICER.name, resident_id=cast.OFFICER.resident_id)
    own = worked.submitted()

    _token, text = create_token(by=officer, organisation=cast.organisation(cast.BRANCH), label="core system")
    bearer: dict[str, Any] = {"HTTP_AUTHORIZATION": f"Bearer {text}"}
    program, himself = Client(), Client()
    himself.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    api = "/api/v1/disputes/"
    assert himself.get(f"{api}{private.pk}/").status_code == 200
    assert program.get(f"{api}{own.pk}/", **bearer).status_code == 200
    for part in ("", "timeline/", "evidence/", "statement/", "agents/"):
        assert program.get(f"{api}{private.pk}/{part}", **bearer).status_code == 404
    listed = program.get(api, **bearer).content.decode()
    assert str(own.pk) in listed and str(private.pk) not in listed
    assert str(private.pk) not in program.get("/api/v1/notices/messages", **bearer).content.decode()
    assert program.get("/api/v1/people/me", **bearer).json()["verifications"] == []


def test_agents_over_the_api(person, browser_of):
    dispute, party = worked.joined()
    phone, json = browser_of(cast.BORROWER), {"content_type": "application/json"}
    document = paper(person(cast.BORROWER), dispute)
    body = {
        "name": LAWYER.name,
        "phone": LAWYER.phone,
        "authority": "special",
        "standing": "lawyer",
        "document": str(document.pk),
    }
    base = f"/api/v1/disputes/{dispute.pk}"
    made = phone.post(f"{base}/parties/{party.pk}/agents/", body, **json)
    assert (made.status_code, made.json()["is_here"]) == (201, False)
    assert [each["name"] for each in phone.get(f"{base}/agents/").json()["items"]] == [cast.OFFICER.name, LAWYER.name]
    seen = browser_of(cast.OFFICER).get(f"{base}/agents/").json()["items"]
    assert [each["name"] for each in seen] == [cast.OFFICER.name]
    assert phone.delete(f"{base}/agents/{made.json()['id']}/").status_code == 204
    colleague = person(COLLEAGUE)
    lender = Party.objects.get(dispute=dispute, capacity="lender")
    added = browser_of(cast.OFFICER).post(
        f"{base}/parties/{lender.pk}/agents/colleague/", {"colleague": str(colleague.pk)}, **json
    )
    assert added.status_code == 201
    assert phone.delete(f"{base}/agents/{added.json()['id']}/").status_code == 403, "the bank's own affair"
    assert browser_of(cast.OFFICER).delete(f"{base}/agents/{added.json()['id']}/").status_code == 204


@pytest.mark.django_db(transaction=True)
def test_a_dismissed_officer_and_a_dismissed_mediator_have_no_seat_any_more(person, browser_of):
    world = World().mediating()
    operator = person(cast.PLATFORM_OPERATOR)
    room = f"/rooms/{world.room.pk}/"
    for member in (cast.OFFICER, cast.MEDIATOR):
        assert browser_of(member).get(room).status_code == 200
        people.dismiss(by=operator, membership=Membership.objects.get(user=person(member), is_active=True))
        client = browser_of(member)
        assert client.get(room).status_code == 404
        assert client.get(f"/disputes/{world.dispute.pk}/").status_code == 404
    assert browser_of(cast.BORROWER).get(room).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_nobody_of_a_closed_organisation_has_a_seat(person, browser_of):
    world = World().mediating()
    bank = cast.organisation(cast.BRANCH)
    people.set_organisation_active(by=person(cast.PLATFORM_OPERATOR), organisation=bank, is_active=False)
    assert browser_of(cast.OFFICER).get(f"/rooms/{world.room.pk}/").status_code == 404
    assert browser_of(cast.MEDIATOR).get(f"/rooms/{world.room.pk}/").status_code == 200
