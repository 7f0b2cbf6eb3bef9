"""Who sues names a lawyer or a relative before any court has the case; and who is sued once the court has told them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.disputes import actions as disputes
from sharedcourt.disputes import queries as dispute_queries
from sharedcourt.disputes.actions.named import Acting, Named
from sharedcourt.disputes.models import Agent, Dispute, Nomination, Party
from sharedcourt.filing.cases import actions, policy, queries
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.cases.tests.test_suing import (
    FRIEND,
    GENERAL,
    LAWYER,
    PDF,
    SimpleUploadedFile,
    begin,
    lender,
    own_suit,
    paper,
)
from sharedcourt.filing.plaint import pleadings
from sharedcourt.filing.plaint.models import Plaint
from sharedcourt.filing.tests import cases as made
from sharedcourt.mediation.tests.stage import at
from sharedcourt.notices.models import Message
from sharedcourt.people import cast
from sharedcourt.people.models import User

pytestmark = pytest.mark.django_db
OnCommit = Callable[..., Any]


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(at("2022-01-10T09:00"), tick=False):
        yield


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def name_lawyer(by: User, party: Party, **changed: Any) -> Nomination:
    given: dict[str, Any] = {
        "name": LAWYER.name,
        "phone": LAWYER.phone,
        "authority": "special",
        "standing": "lawyer",
        "document": None,
        **changed,
    }
    given["document"] = given["document"] or paper(by)
    return disputes.name_agent(by=by, party=party, **given)


def joined(dispute: Dispute, member: cast.Member = LAWYER) -> Agent:
    fresh = Dispute.objects.get(pk=dispute.pk)
    return disputes.join_as_agent(
        by=cast.person(member), dispute=fresh, name=member.name, resident_id=member.resident_id
    )


def test_she_lets_a_lawyer_act_from_the_draft_on(django_capture_on_commit_callbacks: OnCommit) -> None:
    """From the page of the suit to the lawyer's own submission of the case."""
    her, lawyer = lender(), cast.person(LAWYER)
    dispute = own_suit(her)
    party = dispute.parties.get(side="applicant")
    page, phone, office = f"/disputes/{dispute.pk}/parties/{party.pk}/agents/", browser(her), browser(lawyer)
    assert page in phone.get(f"/filing/sue/{dispute.pk}/").content.decode()
    given = {"name": LAWYER.name, "phone": LAWYER.phone, "standing": "lawyer", "authority": "special"}
    bare = phone.post(page, given)
    assert bare.status_code == 422 and "document" in bare.context["form"].errors, "no agent without the paper (CPL 62)"
    with django_capture_on_commit_callbacks(execute=True):
        named = phone.post(page, given | {"document": SimpleUploadedFile("授权委托书.pdf", PDF)})
    assert named.status_code == 302
    assert Message.objects.filter(kind="disputes.nomination", channel="sms").exists()
    invited = f"/disputes/{dispute.pk}/together/"
    assert office.get(f"/filing/sue/{dispute.pk}/").status_code == 404, "named is not joined"
    assert office.get(f"/d/{dispute.code}/").status_code == 404, "of a draft no code leads anywhere"
    assert office.get(invited).status_code == 200
    assert office.post(invited, {"name": "季某", "resident_id": LAWYER.resident_id}).status_code == 422
    assert office.post(invited, {"name": LAWYER.name, "resident_id": LAWYER.resident_id}).status_code == 302
    assert office.get(f"/filing/sue/{dispute.pk}/").status_code == 200
    case = begin(dispute, lawyer)
    plaint = made.sign_plaint(case, lawyer, GENERAL, django_capture_on_commit_callbacks)
    assert any("季衡，特别授权" in line for line in pleadings.opened(plaint).reading.values["agents"])
    actions.submit(by=lawyer, case=case, declared=True)
    assert policy.may_dispose(lawyer, case)
    assert f"/filing/cases/{case.pk}/" in office.get("/filing/cases/").content.decode()


def test_a_signed_plaint_that_does_not_name_the_new_agent_is_a_draft_again(
    django_capture_on_commit_callbacks: OnCommit,
) -> None:
    her = lender()
    dispute = own_suit(her)
    case = begin(dispute, her)
    made.sign_plaint(case, her, GENERAL, django_capture_on_commit_callbacks)
    name_lawyer(her, dispute.parties.get(side="applicant"))
    assert Plaint.objects.get().state == "signed", "who has been named may never come"
    agent = joined(dispute)
    assert Plaint.objects.get().state == "drafting" and Case.objects.get().plaint is None
    made.sign_plaint(case, her, GENERAL, django_capture_on_commit_callbacks)
    disputes.end_agent(by=her, agent=agent)
    assert Plaint.objects.get().state == "drafting", "nor one that names who acts no longer"


def test_with_the_case_handed_in_and_not_accepted_yet_a_relative_comes_in_and_the_plaint_stays(
    django_capture_on_commit_callbacks: OnCommit,
) -> None:
    her, friend = lender(), cast.person(FRIEND)
    dispute = own_suit(her)
    case = begin(dispute, her)
    made.sign_plaint(case, her, GENERAL, django_capture_on_commit_callbacks)
    actions.submit(by=her, case=case, declared=True)
    party = dispute.parties.get(side="applicant")
    assert (
        f"/disputes/{dispute.pk}/parties/{party.pk}/agents/"
        in browser(her).get(f"/filing/cases/{case.pk}/").content.decode()
    )
    more = {"name": FRIEND.name, "phone": FRIEND.phone, "standing": "relative", "authority": "general"}
    name_lawyer(her, party, **more)
    assert not queries.visible_to(friend).exists()
    joined(dispute, FRIEND)
    assert queries.visible_to(friend).get() == case and Plaint.objects.get().state == "signed"
    with pytest.raises(NotAllowed):
        actions.withdraw(by=friend, case=case)
    assert not policy.may_dispose(friend, case), "general authority does not take a case back (CPL 62)"
    clerk = browser(cast.person(cast.FILING_CLERK)).get(f"/filing/cases/{case.pk}/").content.decode()
    assert FRIEND.name in clerk


def test_only_the_party_names_and_nobody_who_is_not_invited_comes_in() -> None:
    her = lender()
    dispute = own_suit(her)
    plaintiff, defendant = dispute.parties.get(side="applicant"), dispute.parties.get(side="respondent")
    for member in (cast.BORROWER, cast.STRANGER, cast.OFFICER, LAWYER):
        with pytest.raises(NotAllowed):
            name_lawyer(cast.person(member), plaintiff)
        page = f"/disputes/{dispute.pk}/parties/{plaintiff.pk}/agents/"
        assert browser(cast.person(member)).get(page).status_code == 404
    with pytest.raises(NotAllowed):
        name_lawyer(her, defendant)
    name_lawyer(her, plaintiff)
    for member in (cast.BORROWER, FRIEND):
        assert browser(cast.person(member)).get(f"/disputes/{dispute.pk}/together/").status_code == 404
        with pytest.raises(NotAllowed):
            joined(dispute, member)
    for _attempt in range(5):
        with pytest.raises(Invalid):
            disputes.join_as_agent(by=cast.person(LAWYER), dispute=dispute, name="某人", resident_id=LAWYER.resident_id)
    with pytest.raises(Conflict):
        joined(dispute)


def test_who_is_taken_back_before_coming_finds_nothing() -> None:
    her = lender()
    dispute = own_suit(her)
    nomination = name_lawyer(her, dispute.parties.get(side="applicant"))
    disputes.withdraw_nomination(by=her, nomination=nomination)
    assert browser(cast.person(LAWYER)).get(f"/disputes/{dispute.pk}/together/").status_code == 404
    assert not dispute_queries.visible_to(cast.person(LAWYER)).exists()


def test_the_defendant_names_an_agent_after_mediation_has_failed_once_the_court_has_told_them() -> None:
    """Before that, that there is a suit is kept from them: the answer is the same as without one."""
    dispute = made.failed_mediation()
    he = cast.person(cast.BORROWER)
    party = dispute.parties.get(user=he)
    with pytest.raises(Conflict) as without:
        name_lawyer(he, party)
    case = made.submitted_case(dispute)
    with pytest.raises(Conflict) as hidden:
        name_lawyer(he, party)
    assert str(without.value) == str(hidden.value)
    page = f"/disputes/{dispute.pk}/parties/{party.pk}/agents/"
    assert page not in browser(he).get(f"/disputes/{dispute.pk}/").content.decode()
    actions.accept(by=cast.person(cast.FILING_CLERK), case=case)
    assert page in browser(he).get(f"/filing/cases/{case.pk}/").content.decode()
    name_lawyer(he, party)
    joined(dispute)
    lawyer = browser(cast.person(LAWYER))
    assert lawyer.get(f"/filing/cases/{case.pk}/").status_code == 200
    assert lawyer.get(f"/filing/folder/{case.pk}/").status_code == 200
    assert lawyer.get(f"/filing/plaint/{case.pk}/").status_code == 404, "the plaint is the other side's"
    actions.close(by=cast.person(cast.JUDGE), case=case, outcome="judgment")
    with pytest.raises(Conflict):
        name_lawyer(he, party, name=FRIEND.name, phone=FRIEND.phone)


def test_an_uploaded_paper_of_somebody_else_is_no_authority() -> None:
    her = lender()
    dispute = own_suit(her)
    theirs = paper(cast.person(cast.STRANGER))
    with pytest.raises((Invalid, NotAllowed, Conflict)):
        name_lawyer(her, dispute.parties.get(side="applicant"), document=theirs)
    assert not Nomination.objects.exists()


def test_a_lawyer_who_sues_for_a_client_without_an_account_does_not_leave_the_suit_to_nobody() -> None:
    lawyer = cast.person(LAWYER)
    entered = Named("person", FRIEND.name, resident_id=FRIEND.resident_id, address="温州市鹿城区示范路9号")
    acting = Acting(standing="lawyer", authority="general", document=paper(lawyer))
    dispute = disputes.open_for_court(by=lawyer, cause="civil", plaintiff=entered, acting=acting)
    with pytest.raises(Conflict):
        disputes.end_agent(by=lawyer, agent=Agent.objects.get())
    assert dispute_queries.visible_to(lawyer).get() == dispute
