"""A case that does not fit its procedure: the ruling, both sides served, the trial period, the other half of the fee (CPL 169, 170; CPLI 199, 258)."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.documents import actions as documents
from sharedcourt.documents import queries as papers
from sharedcourt.documents.models import SigningFile
from sharedcourt.filing.cases import actions, scheduled
from sharedcourt.filing.cases.models import Case, ProcedureChange
from sharedcourt.filing.fees import actions as fees
from sharedcourt.filing.fees import settling
from sharedcourt.filing.fees.models import Bill, Payment
from sharedcourt.filing.fees.tests.conftest import Fee
from sharedcourt.filing.models import Service
from sharedcourt.filing.tests.cases import accepted_case, with_defendant
from sharedcourt.mediation.tests.stage import STROKES, at
from sharedcourt.notices.models import Message
from sharedcourt.people import cast

pytestmark = pytest.mark.django_db
HALF = Decimal("2812.25")
WORDS = {"reasons": "双方对借款用途争议较大，需要追加当事人。", "bench": "审判员沈知行独任审理"}


@pytest.fixture
def fee() -> Iterator[Fee]:
    with time_machine.travel(at("2022-01-10T09:00"), tick=False) as hands:
        yield Fee(with_defendant(accepted_case()), hands)


def change(fee: Fee) -> ProcedureChange:
    return ProcedureChange.objects.select_related("ruling").get(taken_back_at=None)


def fresh(fee: Fee) -> Case:
    return Case.objects.select_related("dispute", "court", "judge", "number").get(pk=fee.case.pk)


def drawn_up_and_signed(fee: Fee, on_commit: Callable[..., Any]) -> SigningFile:
    actions.go_to_ordinary(by=fee.judge, case=fee.case, **WORDS)
    with on_commit(execute=True):
        documents.sign(by=fee.judge, signing_file=change(fee).ruling, strokes=STROKES, intends=True)
    return change(fee).ruling


def test_signed_and_sealed_it_moves_the_case_serves_both_sides_and_bills_the_other_half(
    fee: Fee, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    fee.paid()
    assert fresh(fee).trial_due == date(2022, 4, 11)
    fee.hands.move_to(at("2022-02-14T09:00"))
    actions.go_to_ordinary(by=fee.judge, case=fee.case, **WORDS)
    assert fresh(fee).procedure == "summary", "what is not signed counts for nothing"
    assert not documents_of(cast.BORROWER)
    with django_capture_on_commit_callbacks(execute=True):
        documents.sign(by=fee.judge, signing_file=change(fee).ruling, strokes=STROKES, intends=True)
    row = fresh(fee)
    assert (row.procedure, row.trial_due) == ("ordinary", date(2022, 7, 11)), (
        "six months from acceptance, the 10th a Sunday"
    )
    ruling = change(fee).ruling
    assert ruling.state == "sealed" and "第一百七十条" in str(ruling.payload["basis"])
    assert ruling.payload["order"] == ["本案转为普通程序审理。", "审判人员：审判员沈知行独任审理。"]
    served = Service.objects.filter(case=row, file=ruling)
    assert {each.user for each in served} == {fee.officer, cast.person(cast.BORROWER)}
    assert documents_of(cast.BORROWER) == [ruling.pk]
    more = Bill.objects.get(case=row, kind="procedure")
    assert (more.amount, more.due) == (HALF, date(2022, 2, 21))
    assert Message.objects.filter(kind="filing.procedure_changed", channel="in_app").count() == 2
    assert scheduled.run()["refused"] == 0
    with pytest.raises(Conflict):
        actions.go_to_ordinary(by=fee.judge, case=fee.case, **WORDS)


def documents_of(member: cast.Member) -> list[Any]:
    kind = "filing.procedure_ruling"
    return list(papers.signing_files(cast.person(member)).filter(kind=kind).values_list("pk", flat=True))


def test_who_does_not_pay_the_other_half_gets_half_of_what_was_paid(
    fee: Fee, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    fee.paid()
    drawn_up_and_signed(fee, django_capture_on_commit_callbacks)
    more = Bill.objects.get(case=fee.case, kind="procedure")
    with pytest.raises(Conflict):
        fees.treat_as_withdrawn(by=fee.judge, bill=more)
    fee.hands.move_to(at("2022-01-18T09:00"))
    fees.treat_as_withdrawn(by=fee.judge, bill=more)
    actions.close(by=fee.judge, case=fee.case, outcome="withdrawn")
    made = settling.settle(by=fee.judge, case=fee.case, ending="withdrawn", effective_on=date(2022, 1, 18))
    assert [each.amount for each in made] == [Decimal("1406.13")], "half of 2,812.25 (CPLI 199)"
    assert "第一百九十九条" in made[0].article


def test_a_fee_that_was_not_paid_yet_is_the_whole_one_with_seven_days_from_the_notice(
    fee: Fee, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    fee.hands.move_to(at("2022-01-14T09:00"))
    drawn_up_and_signed(fee, django_capture_on_commit_callbacks)
    assert (fee.bill.amount, fee.bill.due) == (Decimal("5624.50"), date(2022, 1, 21))
    assert not Payment.objects.exists() and Bill.objects.count() == 1


def test_the_unsigned_ruling_can_be_taken_back_and_is_made_only_once(fee: Fee) -> None:
    actions.go_to_ordinary(by=fee.judge, case=fee.case, **WORDS)
    with pytest.raises(Conflict):
        actions.go_to_ordinary(by=fee.judge, case=fee.case, **WORDS)
    ruling = change(fee).ruling
    for _time in "ab":
        actions.take_ordinary_back(by=fee.judge, case=fee.case)
    with pytest.raises((Conflict, NotAllowed)):
        documents.sign(by=fee.judge, signing_file=ruling, strokes=STROKES, intends=True)
    actions.go_to_ordinary(by=fee.judge, case=fee.case, **WORDS)
    assert ProcedureChange.objects.count() == 2


def test_after_the_trial_period_it_is_too_late_and_words_are_needed(fee: Fee, browser_of: Any) -> None:
    for missing in ({"reasons": " "}, {"bench": ""}):
        with pytest.raises(Invalid):
            actions.go_to_ordinary(by=fee.judge, case=fee.case, **{**WORDS, **missing})
    for member in (cast.FILING_CLERK, cast.BORROWER, cast.OFFICER):
        with pytest.raises(NotAllowed):
            actions.go_to_ordinary(by=cast.person(member), case=fee.case, **WORDS)
    judge: Client = browser_of(cast.JUDGE)
    page = judge.post(f"/filing/cases/{fee.case.pk}/do/to-ordinary/", {"reasons": "争议较大，需要鉴定。", "bench": ""})
    assert page.status_code == 422 and "争议较大，需要鉴定。" in page.content.decode(), "nothing entered is lost"
    fee.hands.move_to(at("2022-04-12T09:00"))
    with pytest.raises(Conflict):
        actions.go_to_ordinary(by=fee.judge, case=fee.case, **WORDS)


def test_from_small_claims_to_summary_without_a_ruling() -> None:
    with time_machine.travel(at("2022-01-10T09:00"), tick=False):
        case = accepted_case(procedure="small")
        judge = cast.person(cast.JUDGE)
        assert case.trial_due == date(2022, 3, 10)
        for _time in "ab":
            actions.go_to_summary(by=judge, case=case, reasons="需要鉴定。")
        row = Case.objects.get(pk=case.pk)
        assert (row.procedure, row.trial_due) == ("summary", date(2022, 4, 11))
        assert Bill.objects.filter(case=case).count() == 1, "the fee is half either way"
        actions.go_to_ordinary(by=judge, case=case, **WORDS)
