"""A confirmed agreement is not kept: the bank applies for enforcement, signs, and the court registers it."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.disputes.models import Dispute
from sharedcourt.documents import queries as documents
from sharedcourt.filing import scheduled
from sharedcourt.filing.enforcing import actions, deciding, papers, queries, sections
from sharedcourt.filing.enforcing.models import Enforcement, Watch
from sharedcourt.filing.enforcing.states import EnforcementState
from sharedcourt.filing.enforcing.tests.conftest import Default
from sharedcourt.filing.models import CaseNumber, Service
from sharedcourt.filing.tests.conftest import HAISHU
from sharedcourt.ledger.queries import timeline
from sharedcourt.mediation.actions import performing
from sharedcourt.mediation.tests.stage import at
from sharedcourt.notices.models import Message
from sharedcourt.people import cast
from sharedcourt.people.models import User

pytestmark = pytest.mark.django_db
S = EnforcementState


def test_the_bank_applies_signs_and_the_court_registers_it(default: Default) -> None:
    default.applied()
    row = default.row
    assert row.state == S.SIGNING and row.title_number == "（2022）浙0302民特1号"
    assert not queries.at_desk_of(default.clerk).exists(), "the court knows nothing before it is signed"
    assert {item["key"]: Decimal(item["amount"]) for item in row.items} == {
        "principal": Decimal("280000.00"),
        "interest": Decimal("6433.20"),
        "penalty": Decimal("1365.00"),
    }, "18 days at 9.75 % from 20 January; what the first payment was to clear"
    assert row.amount == Decimal("287798.20") and row.limit_on == date(2026, 1, 20)

    default.sign(default.bank, row.application)
    row = default.row
    assert row.state == S.SUBMITTED and row.review_due == date(2022, 2, 14)
    assert Message.objects.filter(user=default.clerk, kind="filing.enforcement_to_take_in").exists()

    default.court.person(cast.FILING_CLERK)
    deciding.accept(by=default.clerk, enforcement=row)
    deciding.accept(by=default.clerk, enforcement=row)
    row = default.row
    assert str(row.number) == "（2022）浙0302执1号" and CaseNumber.objects.filter(kind="执").count() == 1
    assert row.notice_due == date(2022, 2, 17) and row.notice is not None
    assert Message.objects.filter(user=default.stage.officer, kind="filing.enforcement_accepted").exists()


def test_the_notice_is_sealed_and_served_on_the_creditor_alone(default: Default) -> None:
    default.accepted()
    row = default.row
    assert row.notice is not None and row.notice.state == "sealed" and row.notice.sealer == default.house
    assert not row.notice.slots.exists(), "the seal alone is on it"
    served = Service.objects.filter(enforcement=row)
    assert {each.user for each in served} == {default.bank}
    assert "立案执行" in row.notice.payload["text"][0]


def test_the_debtors_learn_of_it_from_the_court_and_not_from_the_platform(default: Default) -> None:
    default.accepted()
    row = default.row
    for debtor in (default.stage.borrower, default.stage.wife):
        assert not queries.visible_to(debtor).exists()
        assert not documents.signing_files(debtor).filter(pk__in=[row.application_id, row.notice_id]).exists()
    for entry in timeline(default.dispute.pk):
        assert "enforcement" not in entry.action
        assert entry.subject not in {row.pk, row.application_id, row.notice_id}
    assert not Message.objects.filter(
        user__in=[default.stage.borrower, default.stage.wife], kind__startswith="filing.enforcement"
    ).exists()
    assert queries.visible_to(default.bank).get() == row
    readable = documents.signing_files(default.clerk)
    assert readable.filter(pk=row.application_id).exists() and readable.filter(pk=default.court.confirmation.ruling_id)


def test_the_application_says_who_what_how_much_where_and_until_when(default: Default) -> None:
    default.applied()
    application = default.row.application
    assert application is not None
    said = application.payload
    assert [line[:6] for line in said["parties"]][:1] == ["申请执行人："] and "被执行人：" in said["parties"][-1]
    assert default.stage.borrower.resident_id in "".join(said["parties"]), "the bank itself had named the borrower"
    assert "民特1号" in said["title"] and said["clues"] == ["浙C12345小型轿车", "鹿城区某房产"]
    assert said["dues"] == [["首付款", "2022-01-20", "46433.20", "0.00", "46433.20"]]
    assert "执行后交纳" in said["fee"] and "第二百五十条" in said["time_limit"]
    assert "加倍部分" not in "".join(said["requests"]), "the agreement's own penalty is claimed"
    assert papers.word_draft(said).startswith(b"PK")


def test_nobody_but_the_creditors_side_applies(default: Default, person: Callable[[Any], User]) -> None:
    for nobody in (default.stage.borrower, default.stage.mediator, default.clerk, person(cast.STRANGER)):
        with pytest.raises(NotAllowed):
            actions.apply(by=nobody, dispute=default.dispute, entered=default.entered())


def test_there_is_nothing_to_enforce_before_the_day_or_once_it_is_paid(default: Default) -> None:
    with time_machine.travel(at("2022-01-20T09:00"), tick=False), pytest.raises(Conflict):
        actions.apply(by=default.bank, dispute=default.dispute, entered=default.entered())
    performing.declare_performed(by=default.bank, version=default.stage.version)
    with pytest.raises(Conflict):
        actions.apply(by=default.bank, dispute=default.dispute, entered=default.entered())


def test_what_is_wrong_is_said_beside_its_field(default: Default) -> None:
    for changed, field in (
        ({"against": ()}, "against"),
        ({"ground": "property"}, "property_at"),
        ({"ground": "property", "property_at": "33"}, "property_at"),
        ({"ground": "property", "property_at": "330302"}, "ground"),
        ({"ground": "property", "property_at": "110101"}, "ground"),
        ({"clues": "x" * 5000}, "clues"),
    ):
        with pytest.raises(Invalid) as refused:
            actions.apply(by=default.bank, dispute=default.dispute, entered=default.entered(**changed))
        assert refused.value.field == field, changed
    assert not Enforcement.objects.exists()


def test_somebody_who_is_no_debtor_cannot_be_named(default: Default) -> None:
    lender = default.dispute.parties.get(side="applicant")
    with pytest.raises(Invalid):
        actions.apply(by=default.bank, dispute=default.dispute, entered=default.entered(against=(lender.pk,)))


def test_the_court_where_property_is_may_be_chosen(default: Default) -> None:
    other = cast.organisation(cast.OTHER_COURT)
    default.applied(ground="property", property_at=HAISHU)
    assert default.row.court == other and default.row.court_ground == "property"


def test_applying_twice_is_refused_and_once_is_enough(default: Default) -> None:
    default.applied()
    with pytest.raises(Conflict):
        default.applied()


def test_a_payment_between_drawing_up_and_handing_in_is_counted_when_it_is_drawn_up_again(default: Default) -> None:
    default.applied()
    before, first = default.row.amount, default.row.application
    default.receive("10000")
    actions.draw_up_again(by=default.bank, enforcement=default.row, entered=default.entered())
    assert first is not None
    first.refresh_from_db()
    assert first.state == "superseded" and default.row.amount < before
    with pytest.raises(Conflict):
        default.sign(default.bank, first)


def test_the_court_asks_for_a_correction_and_gets_it(default: Default) -> None:
    default.submitted()
    for items, days, field in [([], 5, "items"), (["请补充。"], 0, "days"), (["请补充。"], 31, "days")]:
        with pytest.raises(Invalid) as refused:
            deciding.return_for_correction(by=default.clerk, enforcement=default.row, items=items, days=days)
        assert refused.value.field == field
    asked = deciding.return_for_correction(by=default.clerk, enforcement=default.row, items=["补充财产线索。"], days=7)
    assert default.row.state == S.RETURNED and asked.due == date(2022, 2, 14)
    with pytest.raises(Conflict):
        deciding.accept(by=default.clerk, enforcement=default.row)
    with pytest.raises(Conflict):
        actions.draw_up_again(
            by=default.bank, enforcement=default.row, entered=default.entered(ground="property", property_at=HAISHU)
        )
    actions.draw_up_again(by=default.bank, enforcement=default.row, entered=default.entered(clues="某银行账户"))
    default.sign(default.bank, default.row.application)
    assert default.row.state == S.SUBMITTED
    asked.refresh_from_db()
    assert asked.answered_at is not None
    deciding.accept(by=default.clerk, enforcement=default.row)


def test_what_is_not_corrected_in_time_ends_and_can_be_applied_for_again(default: Default) -> None:
    default.submitted()
    deciding.return_for_correction(by=default.clerk, enforcement=default.row, items=["补充财产线索。"], days=7)
    assert scheduled.run()["enforcement_lapsed"] == 0
    default.hands.move_to(at("2022-02-15T09:00"))
    assert scheduled.run()["enforcement_lapsed"] == 1
    assert scheduled.run()["enforcement_lapsed"] == 0
    assert default.row.state == S.WITHDRAWN
    default.applied()


def test_a_refusal_is_a_ruling_signed_by_judge_and_clerk_sealed_and_served(default: Default) -> None:
    default.submitted()
    for ground, reasons, field in [("late", "x", "ground"), ("due", "  ", "reasons")]:
        with pytest.raises(Invalid) as refused:
            deciding.refuse(by=default.clerk, enforcement=default.row, ground=ground, reasons=reasons)
        assert refused.value.field == field
    deciding.refuse(by=default.clerk, enforcement=default.row, ground="461-2", reasons="给付期限不明确。")
    deciding.take_refusal_back(by=default.clerk, enforcement=default.row)
    assert default.row.state == S.SUBMITTED
    deciding.refuse(by=default.clerk, enforcement=default.row, ground="461-2", reasons="给付期限不明确。")
    assert default.row.ruling is not None
    judge = default.row.ruling.slots.exclude(user=default.clerk).get().user
    default.sign(judge, default.row.ruling)
    # The clerk thinks again after the judge has signed: without that the application would hang for good.
    deciding.take_refusal_back(by=default.clerk, enforcement=default.row)
    deciding.refuse(by=default.clerk, enforcement=default.row, ground="461-2", reasons="给付期限不明确。")
    for signer in (judge, default.clerk):
        default.sign(signer, default.row.ruling)
    with pytest.raises(Conflict):
        deciding.take_refusal_back(by=default.clerk, enforcement=default.row)
    row = default.row
    assert row.state == S.REFUSED and row.ruling is not None and row.ruling.state == "sealed"
    assert "第四百六十一条第二项" in row.ruling.payload["basis"]
    assert Service.objects.filter(enforcement=row, user=default.bank).exists()
    default.hands.move_to(at("2022-02-08T09:00"))
    default.applied()
    assert Enforcement.objects.filter(dispute=default.dispute).count() == 2, "it can be applied for again"


def test_it_can_be_taken_back_until_the_court_has_decided(default: Default) -> None:
    default.submitted()
    with pytest.raises(NotAllowed):
        actions.withdraw(by=default.stage.borrower, enforcement=default.row)
    actions.withdraw(by=default.bank, enforcement=default.row)
    actions.withdraw(by=default.bank, enforcement=default.row)
    assert default.row.state == S.WITHDRAWN
    assert Message.objects.filter(user=default.clerk, kind="filing.enforcement_withdrawn").exists()
    default.hands.move_to(at("2022-02-08T09:00"))
    default.accepted()
    with pytest.raises(Conflict):
        actions.withdraw(by=default.bank, enforcement=default.row)


def test_other_courts_clerks_have_no_part_in_it(default: Default, person: Callable[[Any], User]) -> None:
    default.submitted()
    stranger = person(cast.COURT_ADMINISTRATOR)
    with pytest.raises(NotAllowed):
        deciding.accept(by=stranger, enforcement=default.row)
    with pytest.raises(NotAllowed):
        deciding.accept(by=default.bank, enforcement=default.row)


# ---------- what time makes known


def test_the_creditor_is_told_once_when_a_payment_is_late_and_before_the_two_years_end(default: Default) -> None:
    watch = Watch.objects.get(confirmation=default.court.confirmation)
    assert watch.limit_on == date(2026, 1, 20)
    assert scheduled.run()["reminded"] == 1
    assert scheduled.run()["reminded"] == 0
    told = Message.objects.filter(kind="filing.enforcement_possible", channel="in_app")
    assert {each.user for each in told} == {default.bank}
    watch.refresh_from_db()
    assert watch.limit_on == date(2024, 1, 31), "everything fell due on 31 January 2022: the safe day"
    for day, expected in (
        ("2022-02-08", 0),
        ("2023-11-03", 1),
        ("2023-11-04", 0),
        ("2024-01-02", 1),
        ("2024-01-25", 1),
    ):
        default.hands.move_to(at(f"{day}T09:00"))
        assert scheduled.run()["reminded"] == expected, day
    assert Message.objects.filter(kind="filing.enforcement_limit", channel="in_app").count() == 3


def test_nobody_is_reminded_of_what_was_paid_or_applied_for(default: Default) -> None:
    default.applied()
    assert scheduled.run()["reminded"] == 0
    actions.withdraw(by=default.bank, enforcement=default.row)
    performing.declare_performed(by=default.bank, version=default.stage.version)
    default.hands.move_to(at("2022-02-08T09:00"))
    assert scheduled.run()["reminded"] == 0


def test_the_task_list_leads_there(default: Default) -> None:
    dispute = Dispute.objects.get(pk=default.dispute.pk)
    labels = [item.url for item in sections.todo(default.bank, dispute)]
    assert labels == [f"/filing/disputes/{dispute.pk}/enforcement/"]
    assert not sections.todo(default.stage.borrower, dispute)
    default.applied()
    (step,) = sections.todo(default.bank, dispute)
    assert step.url == f"/filing/enforcements/{default.row.pk}/"
