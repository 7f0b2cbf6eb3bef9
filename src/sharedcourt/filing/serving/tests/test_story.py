"""Papers of an accepted case reach its parties: in their accounts, by other means, with the proof."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.disputes.models import Agent, Party
from sharedcourt.documents import checking
from sharedcourt.documents import queries as readable
from sharedcourt.documents.actions import download
from sharedcourt.documents.models import SigningFile
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.models import Service
from sharedcourt.filing.serving import actions, proof, queries
from sharedcourt.filing.serving.tests.conftest import ADDRESS, Papers
from sharedcourt.ledger.models import Entry
from sharedcourt.mediation.tests.stage import at
from sharedcourt.notices.models import Message
from sharedcourt.people import cast
from sharedcourt.people.models import User

pytestmark = pytest.mark.django_db
BrowserOf = Callable[[Any], Client]


def test_who_confirmed_an_address_is_served_on_arrival(papers: Papers) -> None:
    service = papers.agreed().served()
    assert service.basis == "confirmed" and service.opened_at is None
    assert papers.on() == date(2022, 1, 10)
    assert Message.objects.filter(user=papers.borrower, kind="filing.case_served", channel="in_app").count() == 1
    assert papers.served() == service, "served twice it arrives once"
    assert Message.objects.filter(user=papers.borrower, kind="filing.case_served", channel="in_app").count() == 1


def test_without_consent_it_counts_when_it_is_opened_through_the_documents(
    papers: Papers, browser_of: BrowserOf
) -> None:
    service = papers.served()
    assert service.basis == "unconfirmed" and papers.on() is None
    papers.hands.move_to(at("2022-01-12T08:00"))
    browser = browser_of(cast.BORROWER)
    assert browser.get(f"/documents/{papers.file.pk}/").status_code == 200, "whatever its kind, it was served on him"
    service.refresh_from_db()
    assert service.opened_at is not None and papers.on() == date(2022, 1, 12)
    papers.hands.move_to(at("2022-01-13T08:00"))
    browser.get(f"/documents/{papers.file.pk}/")
    assert papers.on() == date(2022, 1, 12), "the first time counts"
    assert Entry.objects.filter(subject=service.pk, action="filing.service.opened").count() == 1


def test_consent_to_papers_is_no_consent_to_decisions(papers: Papers) -> None:
    service = papers.agreed(judgments_too=False).served()
    assert service.basis == "unconfirmed"
    actions.reply(by=papers.borrower, case=papers.case, service_id=service.pk)
    assert papers.on() == date(2022, 1, 10)


def test_what_came_back_is_served_by_post(papers: Papers) -> None:
    service = papers.agreed().served()
    actions.bounced(by=papers.clerk, case=papers.case, service_id=service.pk, note_text="账号已停用")
    assert papers.on() is None
    papers.hands.move_to(at("2022-01-14T09:00"))
    with pytest.raises(Invalid) as refused:
        papers.recorded("post", date(2022, 1, 13))
    assert refused.value.field == "tracking"
    post = papers.recorded("post", date(2022, 1, 13), tracking="EM123456789CN")
    assert papers.on() == date(2022, 1, 13)
    entry = Entry.objects.get(subject=post.pk)
    assert "EM123456789CN" not in str(entry.payload.facts), "the number is personal"


def test_reading_is_only_presumed(papers: Papers) -> None:
    service = papers.served()
    actions.opened(papers.borrower, papers.file)
    assert papers.on() == date(2022, 1, 10)
    actions.rebutted(by=papers.judge, case=papers.case, service_id=service.pk, note_text="手机被盗，有报警回执")
    assert papers.on() is None
    actions.acted(by=papers.clerk, case=papers.case, service_id=service.pk, note_text="已提交答辩状")
    assert papers.on() == date(2022, 1, 10)


def test_public_notice_counts_when_its_days_are_over_and_never_in_summary_procedure(papers: Papers) -> None:
    with pytest.raises(Invalid) as refused:
        papers.recorded("public_notice", date(2022, 1, 10))
    assert refused.value.field == "means"
    Case.objects.filter(pk=papers.case.pk).update(procedure="ordinary")
    papers.recorded("public_notice", date(2022, 1, 10))
    assert papers.on() is None
    papers.hands.move_to(at("2022-02-08T23:00"))
    assert papers.on() is None
    papers.hands.move_to(at("2022-02-09T00:01"))
    assert papers.on() == date(2022, 2, 9)


def test_the_earliest_of_several_ways_counts(papers: Papers) -> None:
    papers.served()
    papers.hands.move_to(at("2022-01-14T09:00"))
    papers.recorded("left", date(2022, 1, 13))
    papers.recorded("electronic", date(2022, 1, 12), channel="email")
    assert papers.on() == date(2022, 1, 13), "an e-mail without consent does not count"
    actions.opened(papers.borrower, papers.file)
    assert papers.on() == date(2022, 1, 13)


@pytest.mark.parametrize(
    ("means", "day"), [("pigeon", date(2022, 1, 10)), ("direct", date(2022, 1, 11)), ("direct", None)]
)
def test_a_record_without_sense_is_refused(papers: Papers, means: str, day: date | None) -> None:
    with pytest.raises(Invalid):
        papers.recorded(means, day)  # type: ignore[arg-type]
    with pytest.raises(Invalid):
        papers.recorded("direct", date(2022, 1, 10), note_text=" ")
    assert not Service.objects.filter(case=papers.case).exists()


def test_only_finished_papers_of_the_case_and_its_parties(papers: Papers) -> None:
    party = papers.plaintiff.pk
    with pytest.raises(Invalid):
        actions.serve(by=papers.clerk, case=papers.case, file_id=None, parties=[party])
    with pytest.raises(Invalid):
        actions.serve(by=papers.clerk, case=papers.case, file_id=papers.file.pk, parties=[papers.case.pk])
    SigningFile.objects.filter(pk=papers.file.pk).update(state="open")
    with pytest.raises(Invalid):
        actions.serve(by=papers.clerk, case=papers.case, file_id=papers.file.pk, parties=[party])


def test_the_plaint_served_sets_the_day_of_the_answer(papers: Papers) -> None:
    Case.objects.filter(pk=papers.case.pk).update(plaint=papers.file)
    case = Case.objects.get(pk=papers.case.pk)
    assert queries.answer_due(case, papers.defendant) is None
    papers.agreed().served()
    assert queries.answer_due(case, papers.defendant) == date(2022, 1, 25)


def test_the_proof_tells_the_whole_trace(papers: Papers) -> None:
    papers.agreed().served()
    actions.opened(papers.borrower, papers.file)
    (entry,) = queries.table(papers.case)
    content = proof.content_of(papers.case, entry)
    assert content["served"] == "2022-01-10" and len(content["ledger"]) == 2
    assert "第三十一条第一款" in content["services"][0]["ground"]
    paper = proof.proof_of(case=papers.case, entry=entry)
    assert paper is not None and paper.state == "sealed" and paper.sealer == papers.case.court
    assert proof.proof_of(case=papers.case, entry=entry) == paper, "the same facts give the same file"


@pytest.mark.parametrize("member", [cast.STRANGER, cast.MEDIATOR, cast.RIVAL_OFFICER, cast.BORROWER, cast.OFFICER])
def test_only_the_court_serves(papers: Papers, member: Any) -> None:
    user = cast.person(member)
    with pytest.raises(NotAllowed):
        papers.served(by=user)
    service = papers.served()
    with pytest.raises(NotAllowed):
        actions.bounced(by=user, case=papers.case, service_id=service.pk, note_text="x")
    if member is not cast.BORROWER:
        with pytest.raises(NotAllowed):
            actions.reply(by=user, case=papers.case, service_id=service.pk)
        with pytest.raises(NotAllowed):
            papers_address(user, papers)


def papers_address(user: User, papers: Papers) -> None:
    entered = {**ADDRESS, "e_service": True}
    actions.confirm_address(by=user, case=papers.case, party_id=papers.defendant.pk, **entered)


def test_who_no_longer_acts_for_the_party_reads_its_papers_no_more(papers: Papers) -> None:
    papers.served()
    assert readable.signing_files(papers.borrower).filter(pk=papers.file.pk).exists()
    Party.objects.filter(pk=papers.defendant.pk).update(removed_at=at("2022-01-10T09:00"))
    assert not readable.signing_files(papers.borrower).filter(pk=papers.file.pk).exists()


def test_who_has_no_account_is_served_by_other_means(papers: Papers) -> None:
    Party.objects.filter(pk=papers.defendant.pk).update(user=None)
    with pytest.raises(Conflict):
        papers.served()
    papers.recorded("direct", date(2022, 1, 10))
    assert papers.on() == date(2022, 1, 10)


def test_before_acceptance_nothing_is_served(papers: Papers) -> None:
    Case.objects.filter(pk=papers.case.pk).update(state="withdrawn")
    with pytest.raises(Conflict):
        papers.served()


def test_the_proof_is_sealed_once_it_is_served_and_renewed_when_more_is_known(papers: Papers) -> None:
    papers.served()
    (entry,) = queries.table(papers.case)
    assert proof.proof_of(case=papers.case, entry=entry) is None, "no consent, not opened: nothing is proved yet"
    assert proof.draft(papers.case, entry).startswith(b"%PDF")
    actions.opened(papers.borrower, papers.file)
    (entry,) = queries.table(papers.case)
    first = proof.proof_of(case=papers.case, entry=entry)
    assert first is not None and checking.check(download(by=papers.clerk, signing_file=first)).verdict.in_archive
    actions.reply(by=papers.borrower, case=papers.case, service_id=entry.services[0].pk)
    (entry,) = queries.table(papers.case)
    second = proof.proof_of(case=papers.case, entry=entry)
    first.refresh_from_db()
    assert second is not None and second != first and first.state == "superseded"
    assert second not in list(queries.to_serve(papers.clerk, papers.case)), "a proof is no paper to be served"
    assert readable.signing_files(papers.borrower).filter(pk=second.pk).exists()
    assert not readable.signing_files(cast.person(cast.OFFICER)).filter(pk=second.pk).exists()


def test_one_lawyer_of_two_defendants_receives_a_paper_for_each(papers: Papers, person: Callable[[Any], User]) -> None:
    lawyer = person(cast.Member("lawyer", "律明", "19900000041", "330399197903080037"))
    second = Party.objects.create(
        dispute=papers.case.dispute, side="respondent", capacity="guarantor", kind="person", name="保某", position=9
    )
    for party in (papers.defendant, second):
        Agent.objects.create(party=party, user=lawyer, authority="special", standing="lawyer")
    actions.serve(by=papers.clerk, case=papers.case, file_id=papers.file.pk, parties=[papers.defendant.pk, second.pk])
    assert {row.party_id for row in Service.objects.filter(user=lawyer)} == {papers.defendant.pk, second.pk}
    assert Message.objects.filter(user=lawyer, kind="filing.case_served", channel="in_app").count() == 1
    assert actions.serve(by=papers.clerk, case=papers.case, file_id=papers.file.pk, parties=[second.pk]) == []
    actions.opened(lawyer, papers.file)
    assert queries.served_on(papers.case, second, papers.file) == date(2022, 1, 10)


def test_a_mediation_document_is_handed_to_the_party_and_not_to_the_agent(
    papers: Papers, person: Callable[[Any], User]
) -> None:
    """CPLI 133."""
    lawyer = person(cast.Member("lawyer", "律明", "19900000041", "330399197903080037"))
    Agent.objects.create(party=papers.defendant, user=lawyer, authority="special", standing="lawyer")
    SigningFile.objects.filter(pk=papers.file.pk).update(title="民事调解书")
    assert papers.served().user == papers.borrower


@pytest.mark.parametrize(
    ("channel", "email", "day"), [("email", "", None), ("email", "lin@example.com", 9), ("fax", "", None)]
)
def test_only_an_address_the_party_named_counts_on_arrival(
    papers: Papers, channel: str, email: str, day: int | None
) -> None:
    """ODLR 31(1): provided or confirmed by the person."""
    papers.agreed(email=email)
    papers.recorded("electronic", date(2022, 1, 9), channel=channel)
    assert papers.on() == (date(2022, 1, day) if day else None)
