"""Judicial confirmation of the worked case: applied for together, taken in, reviewed, ruled, served."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.documents import actions as documents
from sharedcourt.documents import queries as readable
from sharedcourt.documents.models import SigningFile
from sharedcourt.filing import queries, scheduled
from sharedcourt.filing.actions import confirmations, court, withdrawing
from sharedcourt.filing.models import CaseNumber, Confirmation
from sharedcourt.filing.states import ConfirmationState
from sharedcourt.filing.tests.conftest import LUCHENG, Court, turned_away
from sharedcourt.ledger.models import Entry
from sharedcourt.mediation.tests.stage import at
from sharedcourt.notices.models import Message
from sharedcourt.people import cast
from sharedcourt.people.models import User

pytestmark = pytest.mark.django_db
S = ConfirmationState


def test_the_worked_case_is_confirmed(concluded: Court) -> None:
    concluded.applied()
    row = concluded.confirmation
    assert row.state == S.SIGNING and row.apply_by == date(2022, 2, 7)
    for user in concluded.stage.people()[:-1]:
        concluded.sign(user, row.application)
    assert concluded.confirmation.state == S.SIGNING, "the court knows nothing before all have signed"
    assert not queries.at_desk_of(concluded.clerk).exists()

    concluded.sign(concluded.stage.people()[-1], row.application)
    row = concluded.confirmation
    assert row.state == S.SUBMITTED and row.acceptance_due == date(2022, 1, 13)
    assert Message.objects.filter(user=concluded.clerk, kind="filing.to_take_in").exists()

    court.accept(by=concluded.clerk, confirmation=row)
    row = concluded.confirmation
    assert str(row.number) == "（2022）浙0302民特1号" and row.decision_due == date(2022, 2, 9)
    assert row.judge is not None and row.judge_reason == court.FEWEST

    concluded.ruled()
    row = concluded.confirmation
    assert row.state == S.GRANTED and row.ruling is not None
    file = SigningFile.objects.get(pk=row.ruling_id)
    assert file.state == "sealed" and file.sealer == concluded.house
    served = {service.user_id: service for service in row.services.all()}
    assert set(served) == {user.pk for user in concluded.stage.people()}
    said = set(Entry.objects.filter(scope=row.dispute_id).values_list("action", flat=True))
    assert {
        "filing.confirmation.begun",
        "filing.confirmation.submitted",
        "filing.confirmation.accepted",
        "filing.confirmation.granted",
        "filing.service.reached",
    } <= said


def test_the_ruling_carries_the_signed_text_and_its_tables(concluded: Court) -> None:
    concluded.accepted().ruled()
    row = concluded.confirmation
    assert row.ruling is not None
    ruled, signed = row.ruling.payload, row.agreement.payload
    assert ruled["clauses"] == signed["clauses"] and ruled["schedule"] == signed["schedule"]
    assert [line[:8] for line in ruled["parties"]] == ["申请人（甲方，债", "申请人（乙方，债", "申请人（丙方，共"]
    assert "第二百零二条" in ruled["basis"] and "有效" in ruled["order"][0]


def test_a_rejection_names_the_ground_and_leaves_the_agreement_alone(concluded: Court) -> None:
    concluded.accepted().ruled(granted=False)
    row = concluded.confirmation
    assert row.state == S.REJECTED
    assert row.ruling is not None and "第三百五十八条第五项" in row.ruling.payload["basis"]
    assert row.ruling.payload["order"][0].startswith("驳回")
    concluded.stage.dispute.refresh_from_db()
    assert concluded.stage.dispute.state == "effective"


@pytest.mark.parametrize(
    ("member", "refused"),
    [(cast.MEDIATOR, NotAllowed), (cast.STRANGER, NotAllowed), (cast.JUDGE, NotAllowed)],
)
def test_only_who_signs_for_a_party_applies(
    concluded: Court, person: Callable[[Any], User], member: Any, refused: type[Exception]
) -> None:
    with pytest.raises(refused):
        confirmations.apply_together(
            by=person(member), dispute=concluded.stage.dispute, court=concluded.house, homes=concluded.homes
        )


def test_another_court_than_the_competent_ones_is_refused(concluded: Court) -> None:
    apply: dict[str, Any] = {"by": concluded.stage.borrower, "dispute": concluded.stage.dispute}
    everyone_here = dict.fromkeys(concluded.homes, LUCHENG)
    with pytest.raises(Invalid) as refused:
        confirmations.apply_together(court=cast.organisation(cast.OTHER_COURT), homes=everyone_here, **apply)
    assert refused.value.field == "court"
    with pytest.raises(Invalid) as refused:
        confirmations.apply_together(court=concluded.house, homes={}, **apply)
    assert refused.value.field == "homes"
    made = confirmations.apply_together(court=cast.organisation(cast.OTHER_COURT), homes=concluded.homes, **apply)
    assert made.court_ground == "party_home", "the spouse lives there"
    with pytest.raises(Conflict):
        confirmations.apply_together(court=concluded.house, homes=concluded.homes, **apply)


def test_the_thirty_days_bind_the_application_and_its_signatures(concluded: Court) -> None:
    with time_machine.travel(at("2022-02-08T09:00"), tick=False), pytest.raises(Conflict):
        concluded.applied()
    with time_machine.travel(at("2022-02-07T09:00"), tick=False):
        concluded.applied()
        concluded.sign(concluded.stage.officer, concluded.confirmation.application)
    with time_machine.travel(at("2022-02-08T09:00"), tick=False):
        with pytest.raises(Conflict):
            concluded.sign(concluded.stage.borrower, concluded.confirmation.application)
        assert scheduled.run()["lapsed"] == 1
        assert scheduled.run()["lapsed"] == 0
    assert concluded.confirmation.state == S.WITHDRAWN


def test_an_application_made_without_agreement_is_refused(person: Callable[[Any], User]) -> None:
    from sharedcourt.mediation.tests.stage import Stage

    stage = Stage(person).begun()
    with pytest.raises(Conflict):
        confirmations.apply_together(
            by=stage.officer, dispute=stage.dispute, court=cast.organisation(cast.COURT), homes={}
        )


def test_not_taken_in_for_a_ground_and_applied_for_again(concluded: Court) -> None:
    concluded.submitted()
    for ground, reasons, field in [("9", "x", "ground"), ("2", "  ", "reasons")]:
        with pytest.raises(Invalid) as refused:
            court.turn_away(by=concluded.clerk, confirmation=concluded.confirmation, ground=ground, reasons=reasons)
        assert refused.value.field == field
    turned_away(concluded)
    assert concluded.confirmation.state == S.NOT_ACCEPTED and not CaseNumber.objects.exists()
    concluded.applied(cast.organisation(cast.OTHER_COURT))
    assert Confirmation.objects.filter(dispute=concluded.stage.dispute).count() == 2


def test_the_court_asks_and_the_parties_answer(concluded: Court) -> None:
    concluded.accepted()
    judge = concluded.confirmation.judge
    assert judge is not None
    with pytest.raises(Invalid):
        court.ask_for_more(by=judge, confirmation=concluded.confirmation, what="请说明首付款来源。", days=16)
    question = court.ask_for_more(by=judge, confirmation=concluded.confirmation, what="请说明首付款来源。", days=5)
    assert question.due == date(2022, 1, 17), "the fifth day is a Saturday"
    with pytest.raises(Conflict):
        court.ask_for_more(by=judge, confirmation=concluded.confirmation, what="又问", days=5)
    with pytest.raises(Conflict):
        court.treat_as_withdrawn(by=judge, confirmation=concluded.confirmation)
    confirmations.answer_question(by=concluded.stage.borrower, confirmation=concluded.confirmation, answer="工资积蓄。")
    with pytest.raises(Conflict):
        confirmations.answer_question(by=concluded.stage.wife, confirmation=concluded.confirmation, answer="同上。")
    assert Message.objects.filter(user=judge, kind="filing.supplement_answered").exists()


def test_the_answer_carries_files_that_the_other_party_and_the_court_read(concluded: Court) -> None:
    concluded.accepted()
    judge = concluded.confirmation.judge
    assert judge is not None
    question = court.ask_for_more(by=judge, confirmation=concluded.confirmation, what="请补充银行流水。", days=5)
    borrower, wife = concluded.stage.borrower, concluded.stage.wife
    mine = documents.keep_upload(by=borrower, upload=_picture("flow.png"), purpose="confirmation")
    theirs = documents.keep_upload(by=wife, upload=_picture("other.png"), purpose="confirmation")
    assert not readable.readable_files(wife).filter(pk=mine.pk).exists(), "before it is sent it is the sender's alone"
    answer: dict[str, Any] = {"confirmation": concluded.confirmation, "answer": "见附件。"}
    with pytest.raises(NotAllowed):
        confirmations.answer_question(by=borrower, files=[theirs], **answer)
    question.refresh_from_db()
    assert question.answered_at is None, "nothing is half done"
    confirmations.answer_question(by=borrower, files=[mine], **answer)
    assert question.files.get().file == mine
    for known in (borrower, wife, concluded.stage.officer, judge):
        assert readable.readable_files(known).filter(pk=mine.pk).exists()
    assert not readable.readable_files(concluded.stage.mediator).filter(pk=mine.pk).exists()


def _picture(name: str) -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.effect_noise((64, 64), 80).save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue(), "image/png")


def test_silence_counts_as_taking_back_only_after_the_day(concluded: Court) -> None:
    concluded.accepted()
    judge = concluded.confirmation.judge
    assert judge is not None
    court.ask_for_more(by=judge, confirmation=concluded.confirmation, what="请补充。", days=3)
    with time_machine.travel(at("2022-01-14T09:00"), tick=False):
        court.treat_as_withdrawn(by=judge, confirmation=concluded.confirmation)
    assert concluded.confirmation.state == S.WITHDRAWN


def test_a_party_takes_the_application_back_until_it_has_been_taken_in(
    concluded: Court, person: Callable[[Any], User]
) -> None:
    concluded.submitted()
    with pytest.raises(NotAllowed):
        withdrawing.withdraw(by=person(cast.STRANGER), confirmation=concluded.confirmation)
    for _time in "ab":
        withdrawing.withdraw(by=concluded.stage.wife, confirmation=concluded.confirmation)
    assert concluded.confirmation.state == S.WITHDRAWN
    assert Entry.objects.filter(action="filing.confirmation.withdrawn").count() == 1


def test_an_unsigned_ruling_is_taken_back_a_signed_one_is_not(concluded: Court) -> None:
    concluded.accepted()
    judge = concluded.confirmation.judge
    assert judge is not None
    with pytest.raises(Invalid) as refused:
        court.decide(by=judge, confirmation=concluded.confirmation, granted=True)
    assert refused.value.field == "checked"
    court.decide(by=judge, confirmation=concluded.confirmation, granted=True, checked=True)
    old = concluded.confirmation.ruling
    court.reconsider(by=judge, confirmation=concluded.confirmation)
    assert concluded.confirmation.state == S.ACCEPTED and concluded.confirmation.ruling is None
    with pytest.raises((Conflict, NotAllowed)):
        concluded.sign(judge, old)
    concluded.ruled()
    with pytest.raises(Conflict):
        court.reconsider(by=judge, confirmation=concluded.confirmation)


def test_who_may_do_what_at_the_court(concluded: Court, person: Callable[[Any], User]) -> None:
    concluded.submitted()
    row = concluded.confirmation
    for member in (cast.JUDGE, cast.COURT_CLERK, cast.OFFICER, cast.MEDIATOR, cast.COURT_ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            court.accept(by=person(member), confirmation=row)
    court.accept(by=concluded.clerk, confirmation=row)
    row = concluded.confirmation
    other = person(cast.LIAISON_JUDGE if row.judge != person(cast.LIAISON_JUDGE) else cast.JUDGE)
    with pytest.raises(NotAllowed):
        court.decide(by=other, confirmation=row, granted=True, checked=True)
    administrator = person(cast.COURT_ADMINISTRATOR)
    with pytest.raises(Invalid):
        court.reassign(by=administrator, confirmation=row, judge_id=other.pk, reason="")
    with pytest.raises(Invalid):
        court.reassign(by=administrator, confirmation=row, judge_id=concluded.stage.mediator.pk, reason="换人")
    court.reassign(by=administrator, confirmation=row, judge_id=other.pk, reason="休假")
    assert concluded.confirmation.judge == other
    concluded.ruled()
    assert concluded.confirmation.state == S.GRANTED


def test_strangers_and_other_courts_see_nothing(concluded: Court, person: Callable[[Any], User]) -> None:
    concluded.submitted()
    for member in (cast.STRANGER, cast.RIVAL_OFFICER, cast.MEDIATOR, cast.OTHER_MANAGER, cast.REGULATOR_OFFICER):
        assert not queries.visible_to(person(member)).exists(), member.key
    for member in (cast.BORROWER, cast.WIFE, cast.OFFICER, cast.FILING_CLERK, cast.COURT_ADMINISTRATOR):
        assert queries.visible_to(person(member)).count() == 1, member.key


def test_service_counts_at_arrival_only_for_who_agreed(concluded: Court) -> None:
    concluded.accepted().ruled()
    service = concluded.confirmation.services.get(user=concluded.stage.borrower)
    assert service.basis == "unconfirmed", "nobody agreed to be served rulings electronically"
    assert service.served_at is None
    confirmations.opened(by=concluded.stage.borrower, confirmation=concluded.confirmation)
    service.refresh_from_db()
    assert service.served_at == service.opened_at is not None


def test_accepting_twice_gives_one_number(concluded: Court) -> None:
    concluded.accepted()
    court.accept(by=concluded.clerk, confirmation=concluded.confirmation)
    assert CaseNumber.objects.count() == 1


def test_both_sides_are_warned_before_the_thirty_days_end_unless_they_have_applied(concluded: Court) -> None:
    from sharedcourt.mediation import scheduled as mediation

    with time_machine.travel(at("2022-01-28T09:00"), tick=False):
        mediation.run()
        assert not Message.objects.filter(kind="mediation.warning").exists()
    with time_machine.travel(at("2022-01-29T09:00"), tick=False):
        mediation.run()
        mediation.run()
    warned = Message.objects.filter(kind="mediation.warning", channel="in_app")
    assert {message.user_id for message in warned} == {user.pk for user in concluded.stage.people()}
    assert warned.count() == len(concluded.stage.people()), "once each"


def test_nobody_is_warned_of_a_day_that_has_been_met(concluded: Court) -> None:
    from sharedcourt.mediation import scheduled as mediation

    concluded.applied()
    with time_machine.travel(at("2022-02-07T09:00"), tick=False):
        mediation.run()
    assert not Message.objects.filter(kind="mediation.warning").exists()
