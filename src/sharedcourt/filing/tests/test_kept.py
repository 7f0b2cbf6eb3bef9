"""What the court has not sealed, what one side prepares, and what concerns one side alone: who learns nothing of it, whatever way they look."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from sharedcourt.disputes import timeline
from sharedcourt.disputes.models import Dispute
from sharedcourt.documents import actions as documents
from sharedcourt.documents import queries as readable
from sharedcourt.documents.models import SigningFile
from sharedcourt.filing import programs
from sharedcourt.filing.actions import court as confirming
from sharedcourt.filing.cases import actions
from sharedcourt.filing.cases.actions import refusing
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.fees import actions as fees
from sharedcourt.filing.fees.models import Bill
from sharedcourt.filing.models import Service
from sharedcourt.filing.plaint import actions as pleadings
from sharedcourt.filing.tests.cases import failed_mediation, submitted_case
from sharedcourt.filing.tests.conftest import Court
from sharedcourt.ledger.models import Entry
from sharedcourt.mediation.tests.stage import STROKES, at
from sharedcourt.notices.models import Message
from sharedcourt.people import cast
from sharedcourt.people.models import Membership, Organisation, Role, User

pytestmark = pytest.mark.django_db
BrowserOf = Callable[[Any], Client]
FALSE_CLAIM = {"ground": "127-4", "reasons": "合同约定由海曙区人民法院管辖。"}


@pytest.fixture
def review() -> Iterator[Case]:
    """2022-01-10: after a failed mediation the bank has gone to court; its clerk looks at the filing."""
    with time_machine.travel(at("2022-01-10T09:00"), tick=False):
        yield submitted_case(failed_mediation())


def _reads(user: User, file: SigningFile | None) -> bool:
    return file is not None and readable.signing_files(user).filter(pk=file.pk).exists()


def _on_timeline(dispute: Dispute, file: SigningFile | None) -> list[str]:
    assert file is not None
    entries = set(Entry.objects.filter(subject=file.pk).values_list("seq", flat=True))
    return [line.what for line in timeline.lines(dispute) if line.seq in entries]


def test_a_refusal_that_is_not_served_is_the_courts_own(
    review: Case, browser_of: BrowserOf, django_capture_on_commit_callbacks: Any
) -> None:
    clerk, judge, officer = (cast.person(each) for each in (cast.FILING_CLERK, cast.JUDGE, cast.OFFICER))
    ruling = actions.refuse(by=clerk, case=review, **FALSE_CLAIM).ruling
    assert ruling is not None
    assert _reads(clerk, ruling) and not _reads(officer, ruling)
    assert not _on_timeline(review.dispute, ruling), (
        "neither mediators nor the other side hear that the court drew something up"
    )
    bank, desk = browser_of(cast.OFFICER), browser_of(cast.FILING_CLERK)
    assert bank.get(f"/api/v1/filing/cases/{review.pk}").json()["state"] == "submitted"
    assert desk.get(f"/api/v1/filing/cases/{review.pk}").json()["state"] == "refusing"
    asked = {
        state: bank.get(f"/api/v1/filing/cases?state={state}").json()["count"] for state in ("submitted", "refusing")
    }
    assert asked == {"submitted": 1, "refusing": 0}
    for address in (f"/filing/cases/{review.pk}/", "/filing/cases/", f"/filing/folder/{review.pk}/"):
        assert "裁定签署中" not in bank.get(address).content.decode(), address
    for user in (judge, clerk):
        with django_capture_on_commit_callbacks(execute=True):
            documents.sign(by=user, signing_file=ruling, strokes=STROKES, intends=True)
    assert _reads(officer, ruling)
    assert not _reads(cast.person(cast.BORROWER), ruling) and not _on_timeline(review.dispute, ruling)
    assert FALSE_CLAIM["reasons"] in bank.get(f"/filing/cases/{review.pk}/").content.decode()


def test_reading_the_served_ruling_as_a_document_is_receiving_it(
    review: Case, browser_of: BrowserOf, django_capture_on_commit_callbacks: Any
) -> None:
    clerk, judge, officer = (cast.person(each) for each in (cast.FILING_CLERK, cast.JUDGE, cast.OFFICER))
    ruling = actions.refuse(by=clerk, case=review, **FALSE_CLAIM).ruling
    assert ruling is not None
    for user in (judge, clerk):
        with django_capture_on_commit_callbacks(execute=True):
            documents.sign(by=user, signing_file=ruling, strokes=STROKES, intends=True)
    service = Service.objects.get(case=review, user=officer)
    program = cast.person(cast.OFFICER)
    program._for_organisation = review.dispute.applicant_id  # type: ignore[attr-defined]
    refusing.opened(by=program, case=review)
    service.refresh_from_db()
    assert service.opened_at is None, "a program that asks how the case stands has read nothing"
    browser_of(cast.OFFICER).get(f"/documents/{ruling.pk}/")
    service.refresh_from_db()
    assert service.opened_at is not None


def test_the_judge_may_think_again_after_the_clerk_has_signed(review: Case) -> None:
    clerk, judge = cast.person(cast.FILING_CLERK), cast.person(cast.JUDGE)
    ruling = actions.refuse(by=clerk, case=review, **FALSE_CLAIM).ruling
    assert ruling is not None
    documents.sign(by=clerk, signing_file=ruling, strokes=STROKES, intends=True)
    assert actions.take_refusal_back(by=judge, case=review).state == "submitted"
    assert actions.accept(by=clerk, case=review).number is not None


def test_a_ruling_the_judge_took_back_is_read_by_nobody_else(concluded: Court) -> None:
    concluded.accepted()
    judge = concluded.confirmation.judge
    assert judge is not None
    confirming.decide(by=judge, confirmation=concluded.confirmation, granted=False, ground="5", reasons="期限不明。")
    draft = concluded.confirmation.ruling
    parties = concluded.stage.people()
    assert not any(_reads(user, draft) for user in parties) and not _on_timeline(concluded.stage.dispute, draft)
    confirming.reconsider(by=judge, confirmation=concluded.confirmation)
    concluded.ruled()
    assert not any(_reads(user, draft) for user in parties) and not _on_timeline(concluded.stage.dispute, draft)
    assert all(_reads(user, concluded.confirmation.ruling) for user in parties)


def test_messages_about_a_case_are_seen_by_those_they_are_for(review: Case, browser_of: BrowserOf) -> None:
    clerk, officer = cast.person(cast.FILING_CLERK), cast.person(cast.OFFICER)
    actions.accept(by=clerk, case=review)
    bill = Bill.objects.get(case=review)
    fees.ask_for_relief(by=officer, bill=bill, kind="defer", item="4", reasons="资金周转困难")
    manager = cast.person(cast.MANAGER)
    about = timeline.messages_about(review.dispute, manager)
    assert about.exists() and not about.filter(kind__startswith="filing.").exists()
    mine = timeline.messages_about(review.dispute, officer)
    assert set(mine.filter(kind__startswith="filing.").values_list("user", flat=True)) == {officer.pk}
    listed = browser_of(cast.MANAGER).get(f"/api/v1/disputes/{review.dispute_id}/messages/").json()["items"]
    assert listed and not any(each["kind"].startswith("filing.") for each in listed)


def _heard(dispute: Dispute, organisation: Organisation) -> set[str]:
    entries = Entry.objects.filter(scope=dispute.pk)
    return {
        entry.action
        for entry in entries
        if (said := programs.hearers(entry)) is not None and organisation.pk in said.organisations
    }


def test_programs_hear_of_their_own_side(review: Case) -> None:
    clerk, borrower = cast.person(cast.FILING_CLERK), cast.person(cast.BORROWER)
    actions.refuse(by=clerk, case=review, **FALSE_CLAIM)
    bank, mediators = review.dispute.applicant, cast.organisation(cast.MEDIATION)
    assert bank is not None
    heard = _heard(review.dispute, bank)
    assert "filing.case.submitted" in heard and "filing.case.refusal_drawn_up" not in heard
    drawn_up = Entry.objects.filter(action="documents.file.opened_for_signing", scope=review.dispute_id).last()
    assert drawn_up is not None
    said = programs.hearers(drawn_up)
    assert said is not None and not said.organisations
    assert not any(action.startswith("filing.") for action in _heard(review.dispute, mediators))
    actions.take_refusal_back(by=clerk, case=review)
    actions.accept(by=clerk, case=review)
    answer = pleadings.begin_answer(by=borrower, case=review)
    pleadings.save(by=borrower, pleading=answer, answers={"service_receiver": "林建川"})
    assert "filing.case.accepted" in _heard(review.dispute, bank)
    for organisation in (bank, mediators):
        heard = _heard(review.dispute, organisation)
        assert not {"filing.answer.begun", "filing.answer.saved"} & heard, (
            "what a defendant drafts is nobody's business"
        )


def test_who_has_left_the_bank_is_told_and_served_nothing(
    review: Case, person: Callable[[Any], User], django_capture_on_commit_callbacks: Any
) -> None:
    """The officer who filed is dismissed; the ruling goes to a colleague."""
    clerk, judge, officer = (cast.person(each) for each in (cast.FILING_CLERK, cast.JUDGE, cast.OFFICER))
    colleague = person(
        cast.Member("colleague", "沈接手", "19900000077", "", ((Role.INSTITUTION_OFFICER, cast.BRANCH),))
    )
    Membership.objects.filter(user=officer).update(is_active=False)
    before = Message.objects.filter(user=officer).count()
    case = Case.objects.get(pk=review.pk)
    ruling = actions.refuse(by=clerk, case=case, **FALSE_CLAIM).ruling
    assert ruling is not None
    for user in (judge, clerk):
        with django_capture_on_commit_callbacks(execute=True):
            documents.sign(by=user, signing_file=ruling, strokes=STROKES, intends=True)
    assert [service.user for service in Service.objects.filter(case=case)] == [colleague]
    assert Message.objects.filter(user=officer).count() == before
    assert Message.objects.filter(user=colleague, kind="filing.case_refused").exists()
