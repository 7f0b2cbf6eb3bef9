"""One lawyer for husband and wife: at every act it is said for whom, for one or for both; and nobody acts for both sides."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.disputes import actions as disputes
from sharedcourt.disputes.models import Agent, Nomination, Party
from sharedcourt.documents import actions as documents
from sharedcourt.filing.cases import actions as cases
from sharedcourt.filing.cases.models import EntrustmentAnswer
from sharedcourt.filing.folder.actions import exchange, papers, talking
from sharedcourt.filing.folder.models import CaseApplication, CaseMessage, EvidenceItem, Opinion, Paper
from sharedcourt.filing.folder.tests.conftest import Folder
from sharedcourt.filing.models import Service
from sharedcourt.filing.plaint.models import AnswerForm
from sharedcourt.filing.serving import actions as serving
from sharedcourt.filing.serving.tests.conftest import sealed_paper
from sharedcourt.people import cast
from sharedcourt.people.cast import Member
from sharedcourt.people.models import User

pytestmark = pytest.mark.django_db
BrowserOf = Callable[[Any], Client]
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
LAWYER = Member("lawyer", "季衡", "19900000083", "330399198001010050")


def names(by: User, party: Party, **changed: Any) -> Nomination:
    document = documents.keep_upload(by=by, upload=SimpleUploadedFile("授权委托书.pdf", PDF), purpose="authority")
    given = {"name": LAWYER.name, "phone": LAWYER.phone, "authority": "special", "standing": "lawyer", **changed}
    return disputes.name_agent(by=by, party=party, document=document, **given)


@pytest.fixture
def both(folder: Folder) -> Folder:
    """Husband and wife have each named the lawyer, who has come once."""
    for user in (folder.borrower, folder.wife):
        names(user, folder.party(user))
    disputes.join_as_agent(
        by=cast.person(LAWYER), dispute=folder.case.dispute, name=LAWYER.name, resident_id=LAWYER.resident_id
    )
    return folder


def test_who_is_named_by_both_comes_once_and_acts_for_both(both: Folder) -> None:
    lawyer = cast.person(LAWYER)
    assert {agent.party for agent in Agent.objects.filter(user=lawyer)} == {
        both.party(both.borrower),
        both.party(both.wife),
    }
    with pytest.raises(Invalid):
        names(both.wife, both.party(both.wife))


def test_the_page_asks_for_whom_and_nothing_typed_is_lost(both: Folder, browser_of: BrowserOf) -> None:
    browser, wife = browser_of(LAWYER), both.party(both.wife)
    page = f"{both.base}messages/"
    for member in (cast.BORROWER, cast.OFFICER, cast.JUDGE):
        assert 'name="for_party"' not in browser_of(member).get(page).content.decode(), "asked only who has a choice"
    assert browser.get(page).content.decode().count('name="for_party"') == 2
    sent = {"text": "请求调取流水", "to": "court", "key": str(uuid4())}
    for nonsense in ({}, {"for_party": "x"}):
        refused = browser.post(page, sent | nonsense)
        assert refused.status_code == 422 and "请求调取流水" in refused.content.decode()
        assert 'id="for_party"' in refused.content.decode()
    bank = both.party(both.officer)
    for foreign in (bank.pk, uuid4()):
        assert browser.post(page, sent | {"for_party": str(foreign)}).status_code == 403
    assert not CaseMessage.objects.exists()
    for _click in range(2):
        assert browser.post(page, sent | {"for_party": str(wife.pk)}).status_code == 302
    assert CaseMessage.objects.get().party == wife
    assert "请求调取流水" not in browser_of(cast.BORROWER).get(page).content.decode(), "it is hers and the court's"
    assert "请求调取流水" in browser_of(cast.WIFE).get(page).content.decode()


def test_what_the_court_writes_to_either_reaches_the_lawyer(both: Folder, browser_of: BrowserOf) -> None:
    for user in (both.borrower, both.wife):
        talking.send(by=both.judge, case=both.case, text=f"致{user.name}", to=both.party(user))
    shown = browser_of(LAWYER).get(f"{both.base}messages/").content.decode()
    assert all(f"致{user.name}" in shown for user in (both.borrower, both.wife))


def test_one_application_for_each_by_one_form(both: Folder, browser_of: BrowserOf) -> None:
    browser = browser_of(LAWYER)
    page, key = f"{both.base}applications/new/adjourn/", str(uuid4())
    everybody = [str(both.party(user).pk) for user in (both.borrower, both.wife)]
    sent = {"until": "二月十日", "reason": "律师另有庭审", "key": key}
    assert browser.post(page, sent).status_code == 422
    for _click in range(2):
        assert browser.post(page, sent | {"for_party": everybody}).status_code == 302
    made = CaseApplication.objects.all()
    assert {str(each.party_id) for each in made} == set(everybody) and len(made) == 2
    hers = made.get(party=both.party(both.wife))
    talking.withdraw(by=cast.person(LAWYER), application=hers)
    assert made.get(party=both.party(both.borrower)).state == "made", "one client's is not the other's"


def test_evidence_is_of_the_one_that_was_named_and_all_is_handed_in_at_once(
    both: Folder, browser_of: BrowserOf
) -> None:
    lawyer, browser = cast.person(LAWYER), browser_of(LAWYER)
    with pytest.raises(Invalid) as refused:
        both.item(lawyer)
    assert refused.value.field == "for_party"
    for user in (both.borrower, both.wife):
        both.item(lawyer, title=f"{user.name}的流水", for_party=both.party(user).pk)
    assert {item.party for item in EvidenceItem.objects.all()} == {both.party(both.borrower), both.party(both.wife)}
    both.shows_again(lawyer)
    for sent in ({}, {"for_party": [str(both.party(both.wife).pk), str(both.party(both.officer).pk)]}):
        assert browser.post(f"{both.base}evidence/do/submit/", sent).status_code in {403, 422}
        assert not EvidenceItem.objects.filter(submitted_at__isnull=False).exists(), "all of it or nothing"
    sent = {"for_party": [str(both.party(user).pk) for user in (both.borrower, both.wife)]}
    assert browser.post(f"{both.base}evidence/do/submit/", sent).status_code == 302
    assert sorted(EvidenceItem.objects.values_list("number", flat=True)) == [1, 1], "each catalogue has its own numbers"


def test_the_same_opinion_for_both(both: Folder, browser_of: BrowserOf) -> None:
    found = both.submitted_item(both.officer)
    lawyer, browser = cast.person(LAWYER), browser_of(LAWYER)
    page = f"{both.base}evidence/{found.pk}/opinion/"
    sent = {"authenticity": "admit", "legality": "admit", "relevance": "admit"}
    assert browser.post(page, sent).status_code == 422
    everybody = [str(both.party(user).pk) for user in (both.borrower, both.wife)]
    assert browser.post(page, sent | {"for_party": everybody}).status_code == 302
    both.shows_again(lawyer)
    exchange.submit_opinions(by=lawyer, case=both.case, for_party=both.party(both.wife).pk)
    assert Opinion.objects.get(party=both.party(both.wife)).submitted_at is not None
    assert Opinion.objects.get(party=both.party(both.borrower)).submitted_at is None
    again = browser.get(page).content.decode()
    assert again.count('name="for_party"') == 1, "only his is open still"


def test_each_of_them_has_an_answer_to_the_plaint(both: Folder, browser_of: BrowserOf) -> None:
    browser = browser_of(LAWYER)
    home, his, hers = f"/filing/plaint/{both.case.pk}/answer/", both.party(both.borrower), both.party(both.wife)
    assert f"?for={his.pk}" in browser.get(home).content.decode()
    assert browser.post(home).status_code == 422
    assert browser.get(f"{home}?for={both.party(both.officer).pk}").status_code == 404
    for party in (his, hers):
        assert browser.post(f"{home}?for={party.pk}")["Location"] == f"{home}?for={party.pk}"
    assert {answer.party for answer in AnswerForm.objects.all()} == {his, hers}
    assert browser.get(f"{home}check/").status_code == 404, "whose, nobody has said"
    checked = browser.get(f"{home}check/?for={hers.pk}").content.decode()
    assert both.wife.name in checked and f"?for={hers.pk}&amp;back=check" in checked and str(his.pk) not in checked
    api = f"/api/v1/filing/cases/{both.case.pk}/answer"
    assert browser.get(api).status_code == 422
    assert browser.get(api, {"for_party": str(hers.pk)}).json()["id"] == str(AnswerForm.objects.get(party=hers).pk)
    assert browser.get(api, {"for_party": str(both.party(both.officer).pk)}).status_code == 404


def test_a_paper_served_on_the_lawyer_is_served_on_each_client(both: Folder) -> None:
    lawyer, parties = cast.person(LAWYER), [both.party(both.borrower), both.party(both.wife)]
    file = sealed_paper(both.case, both.judge)
    serving.serve(by=both.clerk, case=both.case, file_id=file.pk, parties=[party.pk for party in parties])
    mine = Service.objects.filter(user=lawyer, file=file)
    assert {service.party for service in mine} == set(parties)
    serving.opened(lawyer, file)
    assert not mine.filter(opened_at=None).exists(), "one reading, and each client has it"


def test_one_answer_for_both_sends_the_case_to_mediation_when_the_bank_agrees_too(
    both: Folder, browser_of: BrowserOf
) -> None:
    cases.send_to_mediation(by=both.judge, case=both.case)
    cases.answer_mediation(by=both.officer, case=both.case, agreed=True)
    browser, act = browser_of(LAWYER), f"/filing/cases/{both.case.pk}/do/answer-mediation/"
    refused = browser.post(act, {"agreed": "yes"})
    assert refused.status_code == 422 and 'id="for_party"' in refused.content.decode()
    parties = [str(both.party(user).pk) for user in (both.borrower, both.wife)]
    assert (
        browser.post(act, {"agreed": "yes", "for_party": [parties[0], str(both.party(both.officer).pk)]}).status_code
        == 403
    )
    assert EntrustmentAnswer.objects.count() == 1
    for _click in range(2):
        browser.post(act, {"agreed": "yes", "for_party": parties})
    assert EntrustmentAnswer.objects.count() == 3 and both.case.state == "mediating"


def test_over_the_api_it_is_said_in_a_field(both: Folder, browser_of: BrowserOf) -> None:
    browser, hers = browser_of(LAWYER), both.party(both.wife)
    base = f"/api/v1/filing/folders/{both.case.pk}"
    sent = {"text": "请求延期", "audience": "court"}
    refused = browser.post(f"{base}/messages", sent, content_type="application/json")
    assert refused.status_code == 422 and "for_party" in refused.content.decode()
    made = browser.post(f"{base}/messages", sent | {"for_party": str(hers.pk)}, content_type="application/json")
    assert made.status_code == 201 and CaseMessage.objects.get().party == hers
    alone = browser_of(cast.WIFE).post(f"{base}/messages", sent, content_type="application/json")
    assert alone.status_code == 201, "who speaks for one need not say so"


def test_a_paper_kept_for_one_client_is_handed_in_for_that_one(both: Folder) -> None:
    lawyer, hers = cast.person(LAWYER), both.party(both.wife)
    paper = papers.add_paper(
        by=lawyer, case=both.case, file=both.file(lawyer), category="other", visible="side", for_party=hers.pk
    )
    assert papers.hand_in(by=lawyer, paper=paper).party == hers
    with pytest.raises(NotAllowed):
        papers.add_paper(
            by=lawyer, case=both.case, file=both.file(lawyer), category="other", for_party=both.party(both.officer).pk
        )
    assert Paper.objects.filter(added_by=lawyer).count() == 1


def test_nobody_acts_for_both_sides_by_whatever_way(both: Folder) -> None:
    bank = both.party(both.officer)
    with pytest.raises(Invalid) as refused:
        names(both.officer, bank)
    assert refused.value.field == "phone"
    # Named by a way around the check, say before the other side's agent had come: the second door is shut, too.
    Nomination.objects.create(
        party=bank, name=LAWYER.name, phone=LAWYER.phone, authority="special", standing="lawyer", named_by=both.officer
    )
    with pytest.raises(Conflict):
        disputes.join_as_agent(
            by=cast.person(LAWYER), dispute=both.case.dispute, name=LAWYER.name, resident_id=LAWYER.resident_id
        )
    assert not Agent.objects.filter(party=bank, user=cast.person(LAWYER)).exists()


def test_who_is_named_by_the_other_side_and_has_not_come_is_not_to_be_had_any_more(folder: Folder) -> None:
    names(folder.borrower, folder.party(folder.borrower))
    with pytest.raises(Invalid):
        names(folder.officer, folder.party(folder.officer))
    names(folder.wife, folder.party(folder.wife))


def test_when_one_client_ends_the_authority_the_other_keeps_it(both: Folder, browser_of: BrowserOf) -> None:
    agent = Agent.objects.get(user=cast.person(LAWYER), party=both.party(both.borrower))
    disputes.end_agent(by=both.borrower, agent=agent)
    page = f"{both.base}messages/"
    assert 'name="for_party"' not in browser_of(LAWYER).get(page).content.decode()
    browser_of(LAWYER).post(page, {"text": "请求延期", "to": "court", "key": str(uuid4())})
    assert CaseMessage.objects.get().party == both.party(both.wife)
    browser_of(LAWYER).post(page, {"text": "再说", "to": "court", "for_party": str(both.party(both.borrower).pk)})
    assert CaseMessage.objects.count() == 1
