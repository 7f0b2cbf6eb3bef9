"""Anyone may sue: a person from the phone to the number, a lawyer for a client, and what nobody else learns of it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.disputes import actions as disputes
from sharedcourt.disputes import queries as dispute_queries
from sharedcourt.disputes.actions.named import Acting, Named
from sharedcourt.disputes.models import Agent, Dispute, Party
from sharedcourt.disputes.states import DisputeState
from sharedcourt.documents import actions as documents
from sharedcourt.documents.models import StoredFile
from sharedcourt.filing.cases import actions, checks, policy, queries
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.plaint import actions as pleading
from sharedcourt.filing.plaint import pleadings
from sharedcourt.filing.tests import cases as made
from sharedcourt.mediation.tests.stage import STROKES, at
from sharedcourt.notices.models import Message
from sharedcourt.people import cast
from sharedcourt.people.cast import Member
from sharedcourt.people.models import User

pytestmark = pytest.mark.django_db
BrowserOf = Callable[[Any], Client]
OnCommit = Callable[..., Any]
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"

# Nobody has ever named her; he borrowed from her.
LENDER = Member("", "苏晴", "19900000081", "330399199203040068")
FRIEND = Member("friend", "孟欢", "19900000082", "330399199108170024")
LAWYER = Member("lawyer", "季衡", "19900000083", "330399198001010050")
OWES = Named("person", "林建川", "19900000001", address="温州市鹿城区示范路2号")
LUCHENG_ROAD = "温州市鹿城区示范路9号"
GENERAL = {
    "relation": "民间借贷关系",
    "story": "2021年3月1日，被告向我借款20000元，约定2021年12月31日归还，至今没有归还。",
    "money_claimed": "yes",
    "heads": [{"item": "借款本金", "amount": "20000", "method": ""}],
    "interest_claimed": "no",
    "costs_claimed": "no",
    "fees_claimed": "yes",
    "forum_agreed": "no",
    "preserved": "no",
    "service_electronic": "yes",
}


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(at("2022-01-10T09:00"), tick=False):
        yield


def code_for(phone: str) -> str:
    """The six digits of the newest message to the phone."""
    sent = next(each for each in Message.objects.filter(kind="people.code") if each.address == phone)
    return "".join(character for character in sent.body if character.isdigit())[:6]


def paper(by: User, name: str = "授权委托书.pdf", content: bytes = PDF) -> StoredFile:
    return documents.keep_upload(by=by, upload=SimpleUploadedFile(name, content), purpose="authority")


def own_suit(by: User, **more: Any) -> Dispute:
    """She sues for herself over a loan between friends; he is named."""
    entered = Named("person", LENDER.name, resident_id=LENDER.resident_id, address=LUCHENG_ROAD)
    facts = {"cause": "private_lending", "plaintiff": entered, "amount": Decimal(20000), **more}
    dispute = disputes.open_for_court(by=by, **facts)
    disputes.add_defendant(by=by, dispute=dispute, entered=OWES)
    return dispute


def lender() -> User:
    """As she is after she has come in with her phone."""
    return User.objects.with_phone(LENDER.phone) or User.objects.create_user("lender", name="", phone=LENDER.phone)


def begin(dispute: Dispute, by: User) -> Case:
    return actions.begin(by=by, dispute=dispute, court=made.court(), homes=made.homes(dispute))


def test_a_person_sues_from_the_phone_to_the_number(
    browser_of: BrowserOf, django_capture_on_commit_callbacks: OnCommit
) -> None:
    made.court()
    phone = Client()
    asked = phone.get("/filing/sue/")
    assert asked.status_code == 302 and asked["Location"].startswith("/sign-in/")
    with django_capture_on_commit_callbacks(execute=True):
        phone.post("/sign-in/", {"phone": LENDER.phone, "next": "/filing/sue/"})
    entered = phone.post("/sign-in/code/", {"code": code_for(LENDER.phone)})
    assert entered["Location"] == "/filing/sue/", "nobody has named her, and she comes in all the same"
    assert phone.get("/filing/sue/", {"cause": "private_lending"}).status_code == 422
    new = phone.get("/filing/sue/", {"cause": "private_lending", "whom": "myself"})["Location"]
    key = phone.get(new).context["key"]
    mistyped = {"name": LENDER.name, "resident_id": "330399199203040061", "address": LUCHENG_ROAD, "key": key}
    wrong = phone.post(new, mistyped)
    assert wrong.status_code == 422 and LUCHENG_ROAD in wrong.content.decode(), "nothing typed is lost"
    assert "resident_id" in wrong.context["form"].errors and not Dispute.objects.exists()
    right = mistyped | {"resident_id": LENDER.resident_id, "amount": "20,000"}
    onward = [phone.post(new, right)["Location"] for _twice in range(2)]
    dispute = Dispute.objects.get()
    hub = f"/filing/sue/{dispute.pk}/"
    assert onward == [f"{hub}add/defendant/"] * 2, "a double click opens one"
    assert dispute.amount_claimed == Decimal(20000) and dispute.applicant is None
    nowhere = phone.post(onward[0], {"name": OWES.name})
    assert nowhere.status_code == 422 and "address" in nowhere.context["form"].errors
    assert phone.post(onward[0], {"name": OWES.name, "phone": OWES.phone, "address": OWES.address})["Location"] == hub
    photo = SimpleUploadedFile("借条.pdf", PDF)
    assert phone.post(f"{hub}evidence/", {"file": photo})["Location"] == f"{hub}evidence/"
    page = phone.get(hub).content.decode()
    assert OWES.name in page and "借条" in page and f"/filing/cases/begin/{dispute.pk}/" in page
    homes = {f"home-{party}": division for party, division in made.homes(dispute).items()}
    chosen = {**homes, "step": "choose", "court": str(cast.organisation(cast.COURT).pk)}
    plaint_page = phone.post(f"/filing/cases/begin/{dispute.pk}/", chosen)["Location"]
    case = Case.objects.get()
    assert plaint_page == f"/filing/plaint/{case.pk}/", "from the court straight to the plaint"
    handing_in = f"/filing/cases/{case.pk}/do/submit/"
    her = User.objects.with_phone(LENDER.phone)
    assert her is not None
    unsigned = phone.post(handing_in, {**made.ADDRESS, "declared": "yes"})
    assert unsigned.status_code == 422, "without a plaint nothing is handed in"
    plaint = made.sign_plaint(case, her, GENERAL, django_capture_on_commit_callbacks)
    assert pleadings.opened(plaint).total == Decimal(20000)
    assert any(OWES.name in line for line in pleadings.opened(plaint).reading.values["defendants"])
    assert phone.post(handing_in, {"declared": "yes"}).status_code == 302
    clerk = browser_of(cast.FILING_CLERK)
    seen = clerk.get(f"/filing/cases/{case.pk}/").content.decode()
    assert f"/documents/{plaint.file_id}/" in seen or str(plaint.file_id) in seen, "the court opens the plaint there"
    clerk.post(f"/filing/cases/{case.pk}/do/accept/", {"procedure": "small"})
    case.refresh_from_db()
    assert str(case.number) == "（2022）浙0302民初1号" and case.amount == Decimal(20000)
    assert Dispute.objects.get().state == DisputeState.COURT
    assert "民初1号" in phone.get("/filing/cases/").content.decode()


def test_a_lawyer_with_general_authority_sues_for_a_client(
    browser_of: BrowserOf, django_capture_on_commit_callbacks: OnCommit
) -> None:
    lawyer, browser = cast.person(LAWYER), browser_of(LAWYER)
    made.court()
    new = browser.get("/filing/sue/", {"cause": "civil", "whom": "person"})["Location"]
    given = {
        "name": FRIEND.name,
        "resident_id": FRIEND.resident_id,
        "address": LUCHENG_ROAD,
        "standing": "lawyer",
        "authority": "general",
        "key": "k",
    }
    bare = browser.post(new, given)
    assert bare.status_code == 422 and "document" in bare.context["form"].errors
    bad = browser.post(new, given | {"phone": LAWYER.phone, "document": SimpleUploadedFile("委托书.pdf", PDF)})
    kept = bad.context["form"].kept
    assert bad.status_code == 422 and str(kept.pk) in bad.content.decode(), "the paper need not be chosen again"
    assert browser.post(new, given | {"kept": str(kept.pk)}).status_code == 302
    dispute = Dispute.objects.get()
    agent = Agent.objects.get()
    assert agent.document == kept and agent.authority == "general" and agent.standing == "lawyer"
    assert browser.get(reverse("documents:file", args=[kept.pk])).status_code == 200
    company = Named("organisation", "示范商贸有限公司", address=LUCHENG_ROAD, representative="曹某")
    disputes.add_defendant(by=lawyer, dispute=dispute, entered=company)
    case = begin(dispute, lawyer)
    plaint = made.sign_plaint(case, lawyer, GENERAL, django_capture_on_commit_callbacks)
    said = pleadings.opened(plaint).reading.values
    assert any("季衡，一般授权" in line for line in said["agents"])
    assert any("法定代表人（负责人）：曹某" in line for line in said["defendants"])
    actions.submit(by=lawyer, case=case, declared=True)
    assert not policy.may_dispose(lawyer, case)
    with pytest.raises(NotAllowed):
        actions.withdraw(by=lawyer, case=case)
    assert actions.accept(by=cast.person(cast.FILING_CLERK), case=case).number is not None


def test_the_other_side_and_strangers_learn_nothing_before_acceptance(
    browser_of: BrowserOf, django_capture_on_commit_callbacks: OnCommit
) -> None:
    her, he = lender(), cast.person(cast.BORROWER)
    dispute = own_suit(her)
    hub = f"/filing/sue/{dispute.pk}/"
    party = dispute.parties.get(side="respondent")
    pages = (hub, f"{hub}evidence/", f"{hub}claim/", f"{hub}add/defendant/", f"{hub}parties/{party.pk}/")
    everybody = (cast.BORROWER, cast.STRANGER, cast.OFFICER, cast.MANAGER, cast.MEDIATOR, cast.FILING_CLERK, cast.JUDGE)

    def shut_out() -> None:
        for member in everybody:
            cast.person(member)
            browser = browser_of(member)
            for page in (*pages, f"/disputes/{dispute.pk}/", f"/disputes/{dispute.pk}/together/"):
                assert browser.get(page).status_code == 404, (member.key, page)
            assert browser.post(f"{hub}parties/{party.pk}/remove/").status_code == 404
            assert browser.post(f"{hub}give-up/").status_code == 404
            assert not dispute_queries.visible_to(cast.person(member)).exists()
        public = browser_of(cast.BORROWER).get(f"/d/{dispute.code}/")
        assert public.status_code == 404, "the code leads nowhere yet"

    shut_out()
    case = begin(dispute, her)
    made.sign_plaint(case, her, GENERAL, django_capture_on_commit_callbacks)
    actions.submit(by=her, case=case, declared=True)
    assert not dispute_queries.visible_to(he).exists() and not queries.visible_to(he).exists()
    assert browser_of(cast.BORROWER).get(f"/filing/cases/{case.pk}/").status_code == 404
    assert not dispute_queries.at_work(cast.person(cast.MANAGER)).exists(), "nobody has asked for mediation"
    actions.accept(by=cast.person(cast.FILING_CLERK), case=case)
    disputes.join(by=he, dispute=Dispute.objects.get(), name=cast.BORROWER.name, resident_id=cast.BORROWER.resident_id)
    page = browser_of(cast.BORROWER).get("/disputes/mine/?all=1").content.decode()
    assert LENDER.name in page, "the list says who sues"
    assert browser_of(cast.BORROWER).get(f"/filing/cases/{case.pk}/").status_code == 200
    assert not dispute_queries.at_work(cast.person(cast.MANAGER)).exists()


def test_parties_are_corrected_until_the_case_is_handed_in(django_capture_on_commit_callbacks: OnCommit) -> None:
    her = lender()
    dispute = own_suit(her)
    case = begin(dispute, her)
    plaint = made.sign_plaint(case, her, GENERAL, django_capture_on_commit_callbacks)
    party = Party.objects.get(dispute=dispute, side="respondent")
    disputes.change_named(by=her, party=party, entered=Named("person", "林建船", OWES.phone, address=OWES.address))
    plaint.refresh_from_db()
    assert plaint.state == "drafting", "the paper with the wrong name no longer counts"
    case.refresh_from_db()
    assert case.plaint is None and case.plaint_amount is None
    second = Named("organisation", "示范商贸有限公司", address=LUCHENG_ROAD)
    disputes.add_defendant(by=her, dispute=dispute, entered=second)
    found = {each.key: each for each in checks.of(Case.objects.get())}
    assert found["jurisdiction"].severity == checks.ERROR, "where the new defendant is has not been said"
    homes = made.homes(dispute)
    actions.change_court(by=her, case=case, court=made.court(), homes=homes)
    made.sign_plaint(case, her, GENERAL, django_capture_on_commit_callbacks)
    actions.submit(by=her, case=case, declared=True)
    for act in (
        lambda: disputes.change_named(by=her, party=party, entered=OWES),
        lambda: disputes.take_out_named(by=her, party=party),
        lambda: disputes.add_defendant(by=her, dispute=dispute, entered=Named("person", "某人", "19900000099")),
        lambda: disputes.change_claim(by=her, dispute=dispute, cause="civil", amount=None),
        lambda: disputes.give_up(by=her, dispute=dispute),
    ):
        with pytest.raises(Conflict):
            act()


def test_a_friend_who_sues_too_says_so_and_signs_too(django_capture_on_commit_callbacks: OnCommit) -> None:
    her, friend = lender(), cast.person(FRIEND)
    dispute = own_suit(her)
    entered = Named("person", FRIEND.name, FRIEND.phone, FRIEND.resident_id, LUCHENG_ROAD)
    with django_capture_on_commit_callbacks(execute=True):
        disputes.add_plaintiff(by=her, dispute=dispute, entered=entered)
    case = begin(dispute, her)
    with pytest.raises(Invalid) as refused:
        actions.submit(by=her, case=case, declared=True, address=made.ADDRESS)
    assert refused.value.field in {"plaint", "identity"}
    assert not dispute_queries.visible_to(friend).exists(), "named is not joined"
    browser = Client()
    browser.force_login(friend, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = f"/disputes/{dispute.pk}/together/"
    assert LENDER.name in browser.get(page).content.decode()
    assert browser.post(page, {"name": "孟某", "resident_id": FRIEND.resident_id}).status_code == 422
    assert browser.post(page, {"name": FRIEND.name, "resident_id": FRIEND.resident_id}).status_code == 302
    plaint = pleading.begin_plaint(by=her, case=case)
    pleading.save(by=her, pleading=plaint, answers=GENERAL)
    plaint = pleading.draw_up(by=her, pleading=plaint)
    assert plaint.file is not None
    assert Message.objects.filter(user=friend, kind="filing.plaint_to_sign").exists()
    for number, signer in enumerate((her, friend)):
        assert Case.objects.get().plaint is None, number
        with django_capture_on_commit_callbacks(execute=True):
            documents.sign(by=signer, signing_file=plaint.file, strokes=STROKES, intends=True)
    assert Case.objects.get().plaint_id == plaint.file_id, "it counts when both have signed"
    actions.submit(by=her, case=case, declared=True, address=made.ADDRESS)


def test_a_friend_who_sues_too_may_leave_again_and_nobody_else_takes_her_out() -> None:
    her, friend = lender(), cast.person(FRIEND)
    dispute = own_suit(her)
    entered = Named("person", FRIEND.name, FRIEND.phone, FRIEND.resident_id, LUCHENG_ROAD)
    named = disputes.add_plaintiff(by=her, dispute=dispute, entered=entered)
    disputes.join_suit(by=friend, dispute=dispute, name=FRIEND.name, resident_id=FRIEND.resident_id)
    with pytest.raises(Conflict):
        disputes.take_out_named(by=her, party=named)
    own = dispute.parties.get(user=her)
    with pytest.raises(Invalid):
        disputes.take_out_named(by=her, party=own)
    browser = Client()
    browser.force_login(friend, backend="allauth.account.auth_backends.AuthenticationBackend")
    left = browser.post(f"/filing/sue/{dispute.pk}/parties/{named.pk}/remove/")
    assert left["Location"] == "/filing/cases/" and browser.get(f"/filing/sue/{dispute.pk}/").status_code == 404


def test_a_plaintiff_who_has_not_answered_keeps_the_case_back(django_capture_on_commit_callbacks: OnCommit) -> None:
    her = lender()
    dispute = own_suit(her)
    entered = Named("person", FRIEND.name, FRIEND.phone, FRIEND.resident_id, LUCHENG_ROAD)
    named = disputes.add_plaintiff(by=her, dispute=dispute, entered=entered)
    case = begin(dispute, her)
    made.sign_plaint(case, her, GENERAL, django_capture_on_commit_callbacks)
    with pytest.raises(Invalid) as refused:
        actions.submit(by=her, case=case, declared=True)
    assert refused.value.field == "identity" and FRIEND.name in str(refused.value)
    disputes.take_out_named(by=her, party=named)
    with pytest.raises(NotAllowed):
        disputes.join_suit(by=cast.person(FRIEND), dispute=dispute, name=FRIEND.name, resident_id=FRIEND.resident_id)


def test_an_officer_sues_for_the_bank_for_a_cause_without_intake() -> None:
    officer, bank = cast.person(cast.OFFICER), cast.organisation(cast.BRANCH)
    dispute = disputes.open_for_court(by=officer, cause="credit_card", institution=bank, amount=Decimal(50000))
    party = dispute.parties.get()
    assert party.organisation == bank and party.agents.get().user == officer
    with pytest.raises(NotAllowed):
        disputes.open_for_court(by=cast.person(cast.RIVAL_OFFICER), cause="credit_card", institution=bank)
    with pytest.raises(Conflict):
        disputes.submit(by=officer, dispute=dispute, declared=True)
    with pytest.raises(Conflict):
        disputes.save_elements(by=officer, dispute=dispute, elements={"contract_number": "1"})


def test_what_is_entered_wrong_is_said_beside_its_field() -> None:
    her = lender()
    dispute = own_suit(her)
    wrong = (
        (Named("person", "", "19900000091"), "name"),
        (Named("person", "某人", "1990000"), "phone"),
        (Named("person", "某人", LENDER.phone), "phone"),
        (Named("person", "某人", OWES.phone), "phone"),
        (Named("person", "某人", "19900000091", "330399199203040061"), "resident_id"),
        (Named("person", "某人", "19900000091", LENDER.resident_id), "resident_id"),
        (Named("person", "某人"), "address"),
        (Named("organisation", "某公司"), "address"),
        (Named("organisation", "某公司", credit_code="91330399MA2T000155", address="x"), "credit_code"),
        (Named("robot", "某物", address="x"), "kind"),
    )
    for entered, field in wrong:
        with pytest.raises(Invalid) as refused:
            disputes.add_defendant(by=her, dispute=dispute, entered=entered)
        assert refused.value.field == field, entered
    assert dispute.parties.count() == 2
    with pytest.raises(Invalid) as refused:
        disputes.open_for_court(by=her, cause="duel", plaintiff=OWES)
    assert refused.value.field == "cause"
    lawyer = cast.person(LAWYER)
    client = Named("person", FRIEND.name, "", FRIEND.resident_id, LUCHENG_ROAD)
    for acting, field in (
        (Acting("staff", "general", paper(lawyer)), "standing"),
        (Acting("lawyer", "all", paper(lawyer)), "authority"),
        (Acting("lawyer", "general"), "document"),
    ):
        with pytest.raises(Invalid) as refused:
            disputes.open_for_court(by=lawyer, cause="civil", plaintiff=client, acting=acting)
        assert refused.value.field == field
    with pytest.raises(NotAllowed):
        disputes.open_for_court(
            by=lawyer, cause="civil", plaintiff=client, acting=Acting("lawyer", "general", paper(her))
        )
    assert Dispute.objects.count() == 1, "what was refused left nothing behind"


def test_a_draft_given_up_is_over(browser_of: BrowserOf) -> None:
    her = lender()
    dispute = own_suit(her)
    case = begin(dispute, her)
    with pytest.raises(Conflict):
        actions.give_up(by=her, dispute=dispute)
    actions.withdraw(by=her, case=case)
    assert actions.give_up(by=her, dispute=dispute).state == DisputeState.WITHDRAWN
    actions.give_up(by=her, dispute=dispute)
    with pytest.raises(Conflict):
        begin(dispute, her)
    assert not dispute_queries.visible_to(cast.person(cast.BORROWER)).exists()


def test_a_program_opens_a_suit_and_begins_the_case(browser_of: BrowserOf) -> None:
    lawyer, browser = cast.person(LAWYER), browser_of(LAWYER)
    court = made.court()
    body = {
        "cause": "private_lending",
        "amount": "20000.00",
        "plaintiffs": [
            {
                "name": FRIEND.name,
                "resident_id": FRIEND.resident_id,
                "address": LUCHENG_ROAD,
                "acting": {"standing": "lawyer", "authority": "special", "document": str(paper(lawyer).pk)},
            }
        ],
        "defendants": [{"name": OWES.name, "phone": OWES.phone, "address": OWES.address}],
    }
    api = "/api/v1/filing"
    answers = [
        browser.post(f"{api}/suits", body, "application/json", headers={"Idempotency-Key": "a1"}) for _twice in range(2)
    ]
    assert [each.status_code for each in answers] == [201, 201] and answers[0].json() == answers[1].json()
    suit = answers[0].json()
    assert [party["side"] for party in suit["parties"]] == ["applicant", "respondent"]
    wrong = browser.post(f"{api}/disputes/{suit['id']}/defendants", {"name": "某人"}, "application/json")
    assert wrong.status_code == 422 and wrong.json()["field"] == "address"
    begun = browser.post(f"{api}/disputes/{suit['id']}/case", {"court": str(court.pk)}, "application/json")
    assert begun.status_code == 201 and begun.json()["amount"] == "20000.00", begun.content
    stranger = browser_of(cast.STRANGER)
    assert (
        stranger.post(f"{api}/disputes/{suit['id']}/defendants", {"name": "x"}, "application/json").status_code == 404
    )
    assert stranger.post(f"{api}/disputes/{suit['id']}/give-up").status_code == 404
    assert browser.post(f"{api}/disputes/{suit['id']}/give-up").status_code == 409, "a case has begun"


def test_nobody_comes_in_with_a_new_number_by_another_door(django_capture_on_commit_callbacks: OnCommit) -> None:
    visitor = Client()
    with django_capture_on_commit_callbacks(execute=True):
        visitor.post("/sign-in/", {"phone": LENDER.phone, "next": "/disputes/mine/"})
    assert not Message.objects.filter(kind="people.code").exists()
    assert not User.objects.filter(username__startswith="p-").exists()


def test_the_loan_of_a_sued_person_is_no_business_of_a_former_agent() -> None:
    lawyer = cast.person(LAWYER)
    client = Named("person", FRIEND.name, "", FRIEND.resident_id, LUCHENG_ROAD)
    acting = Acting("lawyer", "special", paper(lawyer))
    dispute = disputes.open_for_court(by=lawyer, cause="civil", plaintiff=client, acting=acting)
    assert dispute_queries.visible_to(lawyer).get() == dispute
    Agent.objects.update(ended_at=datetime(2022, 1, 10, tzinfo=UTC))
    assert not dispute_queries.visible_to(lawyer).exists()


def test_a_bank_that_is_sued_hears_of_it_when_the_case_is_accepted(
    browser_of: BrowserOf, django_capture_on_commit_callbacks: OnCommit
) -> None:
    her, officer = lender(), cast.person(cast.OFFICER)
    cast.organisation(cast.BRANCH)
    entered = Named("person", LENDER.name, resident_id=LENDER.resident_id, address=LUCHENG_ROAD)
    dispute = disputes.open_for_court(by=her, cause="civil", plaintiff=entered)
    bank = Named("organisation", cast.BRANCH, address=LUCHENG_ROAD, credit_code="91330399MA2T000154")
    party = disputes.add_defendant(by=her, dispute=dispute, entered=bank)
    assert party.organisation == cast.organisation(cast.BRANCH)
    case = begin(dispute, her)
    made.sign_plaint(case, her, GENERAL, django_capture_on_commit_callbacks)
    actions.submit(by=her, case=case, declared=True)
    browser = browser_of(cast.OFFICER)
    page = f"/disputes/{dispute.pk}/"
    assert browser.get(page).status_code == 404 and browser.get(f"/filing/sue/{dispute.pk}/").status_code == 404
    actions.accept(by=cast.person(cast.FILING_CLERK), case=case)
    assert Message.objects.filter(user=officer, kind="filing.case_against_institution").exists()
    assert browser.get(page).status_code == 200
    assert browser_of(cast.RIVAL_OFFICER).get(page).status_code == 404
    agent = disputes.appoint_colleague(by=officer, party=party, colleague=officer)
    assert agent.standing == "staff" and browser.get(f"/filing/cases/{case.pk}/").status_code == 200
    with pytest.raises(NotAllowed):
        disputes.change_claim(by=officer, dispute=dispute, cause="civil", amount=None)


def test_pages_take_a_fixed_number_of_queries(browser_of: BrowserOf, django_assert_max_num_queries: Any) -> None:
    her = lender()
    dispute = own_suit(her)
    browser = Client()
    browser.force_login(her, backend="allauth.account.auth_backends.AuthenticationBackend")
    addresses = (f"/filing/sue/{dispute.pk}/", "/filing/cases/", "/disputes/mine/?all=1")
    few = []
    for address in addresses:
        browser.get(address)
        with CaptureQueriesContext(connection) as seen:
            browser.get(address)
        few.append(len(seen))
    for number in range(5):
        more = Named("person", f"某人{number}", f"1990000020{number}", address=LUCHENG_ROAD)
        disputes.add_defendant(by=her, dispute=dispute, entered=more)
        own_suit(her, cause="civil")
    for address, count in zip(addresses, few, strict=True):
        with django_assert_max_num_queries(count):
            browser.get(address)
