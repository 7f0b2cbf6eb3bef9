"""A bank brings a case: handed in, looked at, accepted with its number."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.disputes import actions as disputes
from sharedcourt.disputes.handover import undisputed_facts_of
from sharedcourt.disputes.models import Dispute
from sharedcourt.disputes.queries import parties_of
from sharedcourt.disputes.states import DisputeState
from sharedcourt.disputes.tests import worked
from sharedcourt.documents import actions as documents
from sharedcourt.filing.cases import actions, checks, queries, scheduled
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.cases.states import CaseState
from sharedcourt.filing.tests.cases import (
    ADDRESS,
    HAISHU,
    LUCHENG,
    accepted_case,
    begun_case,
    court,
    homes,
    submitted_case,
    with_defendant,
)
from sharedcourt.mediation.actions import ending, sessions
from sharedcourt.mediation.tests.stage import STROKES, Stage, at
from sharedcourt.people import cast
from sharedcourt.people.cast import Member
from sharedcourt.people.models import Role

OTHER_CLERK = Member("other_clerk", "何另立", "19900000063", "", ((Role.FILING_CLERK, cast.OTHER_COURT),))
SECOND_JUDGE = Member("second_judge", "钱法官", "19900000065", "", ((Role.JUDGE, cast.COURT),))
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    with time_machine.travel(at("2022-01-10T09:00"), tick=False):
        yield


def test_a_case_gets_its_number_judge_and_periods() -> None:
    case = submitted_case()
    assert case.state == CaseState.SUBMITTED and case.review_due == date(2022, 1, 17), "seven days (CPL 126)"
    assert Dispute.objects.get(pk=case.dispute_id).state == DisputeState.DRAFT, "nobody else knows of it"
    accepted = actions.accept(by=cast.person(cast.FILING_CLERK), case=case, procedure="summary")
    assert accepted.number is not None and accepted.number.text == "（2022）浙0302民初1号"
    assert accepted.trial_due == date(2022, 4, 11), "three months, and 10 April is a Sunday"
    assert accepted.judge == cast.person(cast.JUDGE) and accepted.judge_reason == "fewest"
    assert accepted.dispute.state == DisputeState.COURT
    assert accepted.amount == worked.TOTAL
    again = actions.accept(by=cast.person(cast.FILING_CLERK), case=case, procedure="summary")
    assert again.number == accepted.number


def test_the_defendant_learns_of_it_from_acceptance_on() -> None:
    borrower = cast.person(cast.BORROWER)
    case = submitted_case()
    assert not queries.visible_to(borrower).exists()
    actions.accept(by=cast.person(cast.FILING_CLERK), case=case, procedure="summary")
    with_defendant(case)
    assert queries.visible_to(borrower).get() == case
    assert not queries.visible_to(cast.person(cast.STRANGER)).exists()


def test_what_was_filed_stays_as_it_is_until_the_court_returns_it() -> None:
    officer, clerk = cast.person(cast.OFFICER), cast.person(cast.FILING_CLERK)
    case = submitted_case()
    dispute = case.dispute
    for change in (
        lambda: disputes.save_elements(by=officer, dispute=dispute, elements={"purpose": "其他"}),
        lambda: disputes.submit(by=officer, dispute=dispute, declared=True),
        lambda: disputes.withdraw(by=officer, dispute=dispute),
    ):
        with pytest.raises(Conflict):
            change()
    actions.return_for_correction(by=clerk, case=case, items=["补充授权委托书", " ", "补充证据"], days=5)
    disputes.save_elements(by=officer, dispute=dispute, elements={"purpose": "其他"})


def test_a_court_asks_for_everything_once_and_the_seven_days_begin_anew() -> None:
    officer, clerk = cast.person(cast.OFFICER), cast.person(cast.FILING_CLERK)
    case = submitted_case()
    with pytest.raises(Invalid):
        actions.return_for_correction(by=clerk, case=case, items=[], days=5)
    with pytest.raises(Invalid):
        actions.return_for_correction(by=clerk, case=case, items=["补充证据"], days=90)
    asked = actions.return_for_correction(by=clerk, case=case, items=["补充授权委托书", "补充证据"], days=5)
    assert asked.due == date(2022, 1, 17), "15 January is a Saturday"
    with time_machine.travel(at("2022-01-14T10:00"), tick=False):
        again = actions.submit(by=officer, case=case, declared=True, without_plaint=True)
        assert again.review_due == date(2022, 1, 21), "seven days from the day after (ODLR 9)"
        with pytest.raises(Conflict, match="一次"):
            actions.return_for_correction(by=clerk, case=case, items=["还差一项"], days=5)
        assert actions.accept(by=clerk, case=case).number is not None
    asked.refresh_from_db()
    assert asked.answered_at is not None


def test_what_is_not_corrected_in_time_ends_and_can_be_brought_again() -> None:
    case = submitted_case()
    actions.return_for_correction(by=cast.person(cast.FILING_CLERK), case=case, items=["补充证据"], days=5)
    with time_machine.travel(at("2022-01-17T23:00"), tick=False):
        assert scheduled.run()["not_corrected"] == 0, "the last day is not over"
    with time_machine.travel(at("2022-01-18T00:01"), tick=False):
        assert scheduled.run()["not_corrected"] == 1 and scheduled.run()["not_corrected"] == 0
        assert Case.objects.get().state == CaseState.WITHDRAWN
        assert submitted_case(case.dispute).state == CaseState.SUBMITTED


def test_from_mediation_comes_what_all_confirmed_and_nothing_conceded(person: Any) -> None:
    with time_machine.travel(at("2022-01-06T14:00"), tick=False):
        stage = Stage(person).begun().meet_now().informed().planned()
        ending.end(by=stage.mediator, case=stage.case, reason=7, explanation="未能达成一致")
    court()
    dispute = Dispute.objects.get(pk=stage.dispute.pk)
    assert dispute.state == DisputeState.TERMINATED
    case = submitted_case(dispute, homes={party.pk: LUCHENG for party in parties_of(dispute)})
    assert case.from_mediation and case.amount == dispute.amount_claimed
    facts = undisputed_facts_of(dispute)
    assert facts is not None and facts.confirmed_on == date(2022, 1, 6)
    client = Client()
    client.force_login(person(cast.FILING_CLERK), backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(f"/filing/cases/{case.pk}/").content.decode()
    assert all(fact in page for fact in facts.facts)
    assert "46,433.20" not in page and "23,216" not in page, "the plan that was offered stays in mediation (ODMR 18)"
    accepted = actions.accept(by=person(cast.FILING_CLERK), case=case)
    assert accepted.dispute.state == DisputeState.TERMINATED, "how mediation ended stays what it was"
    assert queries.visible_to(stage.borrower).get() == accepted


def test_facts_that_one_party_has_not_confirmed_stay_in_mediation(person: Any) -> None:
    with time_machine.travel(at("2022-01-06T14:00"), tick=False):
        stage = Stage(person).begun().meet_now().informed()
        assert undisputed_facts_of(stage.dispute) is not None
        sessions.draft_facts(by=stage.mediator, case=stage.case, facts=["乙方承认全部债务"])
        assert undisputed_facts_of(stage.dispute) is None


def test_mediation_that_goes_on_is_not_left_for_the_court(person: Any) -> None:
    with time_machine.travel(at("2022-01-06T14:00"), tick=False):
        stage = Stage(person).begun()
    with pytest.raises(Conflict):
        begun_case(Dispute.objects.get(pk=stage.dispute.pk))


def test_an_application_nobody_has_taken_up_is_taken_back_when_the_case_is_handed_in() -> None:
    dispute = worked.submitted()
    case = begun_case(dispute)
    dispute.refresh_from_db()
    assert dispute.state == DisputeState.OFFERED, "until then mediation may still come about"
    actions.submit(by=cast.person(cast.OFFICER), case=case, declared=True, without_plaint=True)
    dispute.refresh_from_db()
    assert dispute.state == DisputeState.WITHDRAWN


def test_any_court_takes_the_papers_in_and_the_competent_one_decides(person: Any) -> None:
    """跨域立案: handed in at Haishu, decided at Lucheng."""
    near = person(OTHER_CLERK)
    case = submitted_case(received_at=cast.organisation(cast.OTHER_COURT))
    far = cast.person(cast.FILING_CLERK)
    assert case.desk == cast.organisation(cast.OTHER_COURT)
    assert queries.at_courts(near).get() == case and queries.at_courts(far).get() == case, "both see one file"
    with pytest.raises(NotAllowed):
        actions.accept(by=near, case=case)
    with pytest.raises(NotAllowed):
        actions.accept(by=far, case=case)
    actions.return_for_correction(by=near, case=case, items=["材料不清晰，请重新上传"], days=3)
    actions.submit(by=cast.person(cast.OFFICER), case=case, declared=True, without_plaint=True)
    passed = actions.pass_on(by=near, case=case)
    assert passed.desk == passed.court
    assert actions.pass_on(by=near, case=case).passed_on_at == passed.passed_on_at, "a double click"
    with pytest.raises(NotAllowed):
        actions.return_for_correction(by=near, case=case, items=["x"], days=3)
    actions.return_for_correction(by=far, case=case, items=["补充证据"], days=3)
    again = actions.submit(by=cast.person(cast.OFFICER), case=case, declared=True, without_plaint=True)
    assert again.desk == again.court, "corrected for the competent court it does not go round again"
    assert actions.accept(by=far, case=case).number is not None


def test_only_a_competent_court_can_be_chosen() -> None:
    dispute = worked.draft()
    court()
    with pytest.raises(Invalid) as refused:
        begun_case(dispute, court=cast.organisation(cast.OTHER_COURT))
    assert refused.value.field == "court"
    away = begun_case(dispute, court=cast.organisation(cast.OTHER_COURT), homes=homes(dispute, defendant=HAISHU))
    assert away.court_ground == "defendant_home"
    chosen = actions.change_court(
        by=cast.person(cast.OFFICER), case=away, court=court(), homes=homes(dispute, defendant=HAISHU)
    )
    assert chosen.court_ground == "money_received", "the bank receives the money at Lucheng (CPLI 18)"
    clause = {"division": HAISHU}
    agreed = actions.change_court(
        by=cast.person(cast.OFFICER),
        case=away,
        court=cast.organisation(cast.OTHER_COURT),
        homes=homes(dispute),
        clause=clause,
    )
    assert agreed.court_ground == "agreed_court"


def test_a_refusal_is_signed_by_judge_and_clerk_sealed_and_served(django_capture_on_commit_callbacks: Any) -> None:
    clerk, judge = cast.person(cast.FILING_CLERK), cast.person(cast.JUDGE)
    case = submitted_case()
    for ground, reasons in (("999", "理由"), ("127-4", " "), ("correction", "没有补正")):
        with pytest.raises(Invalid):
            actions.refuse(by=clerk, case=case, ground=ground, reasons=reasons)
    actions.refuse(by=clerk, case=case, ground="127-4", reasons="合同约定由海曙区人民法院管辖。")
    back = actions.take_refusal_back(by=judge, case=case)
    assert back.state == CaseState.SUBMITTED and back.ruling is None
    refusing = actions.refuse(by=clerk, case=case, ground="127-4", reasons="合同约定由海曙区人民法院管辖。")
    assert refusing.ruling is not None
    for user in (judge, clerk):
        with django_capture_on_commit_callbacks(execute=True):
            documents.sign(by=user, signing_file=refusing.ruling, strokes=STROKES, intends=True)
    case.refresh_from_db()
    assert case.state == CaseState.REFUSED and case.ended_at is not None
    served = case.ruling_services.get(user=cast.person(cast.OFFICER))
    assert served.served_at == served.reached_at, "the address for service covers rulings"
    assert not queries.visible_to(cast.person(cast.BORROWER)).exists()
    assert cast.person(cast.OFFICER).pk in {user.pk for user in queries.plaintiffs(case)}
    with pytest.raises(Conflict):
        actions.accept(by=clerk, case=case)


def test_cases_go_to_the_judge_with_the_fewest_and_the_administrator_may_change_that(person: Any) -> None:
    second = person(SECOND_JUDGE)
    first = accepted_case()
    other = accepted_case()
    assert {first.judge, other.judge} == {person(cast.JUDGE), second}
    admin = person(cast.COURT_ADMINISTRATOR)
    target = second if first.judge != second else person(cast.JUDGE)
    with pytest.raises(Invalid):
        actions.reassign(by=admin, case=first, judge_id=target.pk, reason="")
    with pytest.raises(NotAllowed):
        actions.reassign(by=person(cast.FILING_CLERK), case=first, judge_id=target.pk, reason="休假")
    moved = actions.reassign(by=admin, case=first, judge_id=target.pk, reason="休假")
    assert moved.judge == target and moved.judge_reason == "named"


def test_with_everyones_consent_it_goes_to_mediation_and_comes_back_with_its_clock_right(person: Any) -> None:
    case = with_defendant(accepted_case())
    judge, officer, borrower = person(cast.JUDGE), person(cast.OFFICER), person(cast.BORROWER)
    due = case.trial_due
    with pytest.raises(Conflict):
        actions.answer_mediation(by=officer, case=case, agreed=True)
    actions.send_to_mediation(by=judge, case=case)
    with pytest.raises(Conflict):
        actions.send_to_mediation(by=judge, case=case)
    actions.answer_mediation(by=officer, case=case, agreed=True)
    assert Case.objects.get(pk=case.pk).state == CaseState.ACCEPTED, "the defendant has not agreed"
    begun = actions.answer_mediation(by=borrower, case=case, agreed=True)
    assert Case.objects.get(pk=case.pk).state == CaseState.MEDIATING
    assert begun.due == date(2022, 1, 17), "seven days in the summary procedure (ODMR 24)"
    with time_machine.travel(at("2022-01-27T09:00"), tick=False):
        back = actions.take_back(by=judge, case=case)
        assert back.state == CaseState.ACCEPTED and due is not None
        assert back.trial_due == due + timedelta(days=10), "only the ten days beyond the seven are not counted"
        assert actions.take_back(by=judge, case=case).trial_due == back.trial_due, "a double click adds nothing"


def test_one_refusal_ends_the_question_of_mediation(person: Any) -> None:
    case = with_defendant(accepted_case())
    actions.send_to_mediation(by=person(cast.JUDGE), case=case)
    actions.answer_mediation(by=person(cast.BORROWER), case=case, agreed=False)
    assert Case.objects.get(pk=case.pk).state == CaseState.ACCEPTED
    with pytest.raises(Conflict):
        actions.answer_mediation(by=person(cast.OFFICER), case=case, agreed=True)
    actions.send_to_mediation(by=person(cast.JUDGE), case=case)


def test_a_case_taken_back_can_be_brought_again_but_one_that_was_decided_cannot(person: Any) -> None:
    officer = person(cast.OFFICER)
    case = submitted_case()
    actions.withdraw(by=officer, case=case)
    assert actions.withdraw(by=officer, case=case).state == CaseState.WITHDRAWN
    again = accepted_case(case.dispute)
    with pytest.raises(Conflict):
        actions.withdraw(by=officer, case=again)
    with pytest.raises(NotAllowed):
        actions.close(by=officer, case=again, outcome="judgment")
    actions.close(by=person(cast.JUDGE), case=again, outcome="judgment")
    with pytest.raises(Conflict):
        begun_case(Dispute.objects.get(pk=case.dispute_id))


def test_nobody_else_begins_or_hands_in(person: Any) -> None:
    dispute = worked.draft()
    court()
    for member in (cast.BORROWER, cast.RIVAL_OFFICER, cast.STRANGER, cast.MANAGER):
        with pytest.raises(NotAllowed):
            actions.begin(by=person(member), dispute=dispute, court=court(), homes=homes(dispute))
    case = begun_case(dispute)
    with pytest.raises(NotAllowed):
        actions.submit(by=person(cast.RIVAL_OFFICER), case=case, declared=True)


def test_without_an_address_for_service_nothing_is_handed_in() -> None:
    case = begun_case()
    with pytest.raises(Invalid) as refused:
        actions.submit(by=cast.person(cast.OFFICER), case=case, declared=True, without_plaint=True)
    assert refused.value.field == "receiver"
    assert Case.objects.get().state == CaseState.DRAFTING


def test_an_incomplete_dispute_is_no_case_yet() -> None:
    officer = cast.person(cast.OFFICER)
    dispute = worked.draft()
    Dispute.objects.filter(pk=dispute.pk).update(elements={})
    case = begun_case(Dispute.objects.get(pk=dispute.pk))
    for without_plaint in (False, True):
        with pytest.raises(Invalid) as refused:
            actions.submit(by=officer, case=case, declared=True, address=ADDRESS, without_plaint=without_plaint)
        assert refused.value.field == "plaint"


def test_a_case_needs_its_signed_plaint_save_for_an_institutions_program() -> None:
    case = begun_case()
    with pytest.raises(Invalid) as refused:
        actions.submit(by=cast.person(cast.OFFICER), case=case, declared=True, address=ADDRESS)
    assert refused.value.field == "plaint" and "签" in str(refused.value)
    handed_in = actions.submit(
        by=cast.person(cast.OFFICER), case=case, declared=True, address=ADDRESS, without_plaint=True
    )
    found = {check.key: check for check in checks.of(handed_in)}
    assert found["plaint"].is_ok, "the clerk reads the elements in its place"


def test_the_clerk_sees_what_may_belong_together(person: Any) -> None:
    first = accepted_case()
    second = submitted_case()
    found = queries.related(second)
    assert [(each.case, each.same_contract) for each in found] == [(first, True)], "the same contract number"
