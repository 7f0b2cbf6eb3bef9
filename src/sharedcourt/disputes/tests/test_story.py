"""From the officer's first question to everybody's consent, in actions."""

import pytest
import time_machine

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.disputes import actions, elements, queries
from sharedcourt.disputes.models import Consent, Dispute, Party
from sharedcourt.disputes.tests import worked
from sharedcourt.ledger.models import Payload
from sharedcourt.ledger.queries import timeline
from sharedcourt.notices.models import Message
from sharedcourt.people import cast
from sharedcourt.people.models import Verification

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_in_time")]


@pytest.fixture
def _in_time():
    with time_machine.travel("2022-01-06T02:00:00Z", tick=True):
        yield


def test_the_worked_debt_is_what_the_field_expects():
    dispute = worked.draft()
    owed = elements.debt(dispute.elements)
    assert (str(owed.interest), str(owed.penalty), str(owed.compound)) == ("4651.11", "3564.17", "84.96")
    assert owed.total == worked.TOTAL


def test_an_officer_opens_the_borrower_joins_agrees_and_names_his_wife(person):
    dispute = worked.submitted()
    assert dispute.state in {"submitted", "offered"}
    assert dispute.amount_claimed == worked.TOTAL
    borrower = person(cast.BORROWER)
    assert queries.visible_to(borrower).count() == 0

    party = actions.join(
        by=borrower, dispute=dispute, name=cast.BORROWER.name, resident_id=cast.BORROWER.resident_id.lower()
    )
    assert party.user_id == borrower.pk
    assert queries.visible_to(borrower).get() == dispute
    assert Verification.objects.filter(user=borrower, scope=dispute.pk).exists()

    actions.answer(by=borrower, dispute=dispute, admit_all=True)
    assert not queries.everyone_agreed(dispute)
    worked.agree(dispute)
    assert queries.everyone_agreed(dispute)

    wife_party = actions.name_co_obligor(
        by=borrower, dispute=dispute, name=cast.WIFE.name, phone=cast.WIFE.phone, relation="配偶"
    )
    assert not queries.everyone_agreed(dispute)
    assert Message.objects.filter(kind="disputes.invitation", scope=dispute.pk).count() == 1
    wife = person(cast.WIFE)
    actions.join(by=wife, dispute=dispute, name=cast.WIFE.name, resident_id=cast.WIFE.resident_id)
    worked.agree(dispute, cast.WIFE)
    assert queries.everyone_agreed(dispute)
    wife_party.refresh_from_db()
    assert wife_party.resident_id == cast.WIFE.resident_id

    acting = [(each.capacity, user.name) for each, user in queries.people_of(dispute)]
    assert acting == [("lender", "周启明"), ("borrower", "林建川"), ("co_obligor", "陈舒宁")]
    actions_done = list(timeline(dispute.pk).values_list("action", flat=True))
    assert actions_done[0] == "disputes.dispute.opened"
    assert "disputes.dispute.submitted" in actions_done and "disputes.party.joined" in actions_done


def test_nobody_else_may_say_they_are_the_borrower(person):
    dispute = worked.submitted()
    with pytest.raises(NotAllowed):
        actions.join(by=person(cast.STRANGER), dispute=dispute, name="林建川", resident_id=cast.BORROWER.resident_id)
    borrower = person(cast.BORROWER)
    for _attempt in range(5):
        with pytest.raises(Invalid):
            actions.join(by=borrower, dispute=dispute, name="林建山", resident_id=cast.BORROWER.resident_id)
    with pytest.raises(Conflict):
        actions.join(by=borrower, dispute=dispute, name="林建川", resident_id=cast.BORROWER.resident_id)
    # A new invitation lets the person try again.
    actions.invite_party(by=person(cast.OFFICER), party=Party.objects.get(dispute=dispute, capacity="borrower"))
    actions.join(by=borrower, dispute=dispute, name="林建川", resident_id=cast.BORROWER.resident_id)


def test_a_refusal_and_a_change_of_mind_are_both_kept(person):
    dispute, party = worked.joined()
    borrower = person(cast.BORROWER)
    actions.give_consent(by=borrower, dispute=dispute, given=False, reason="我想当面谈")
    actions.give_consent(by=borrower, dispute=dispute, given=True)
    actions.give_consent(by=borrower, dispute=dispute, given=False)
    kept = list(
        Consent.objects.filter(party=party, stage="online_mediation").order_by("at").values_list("given", flat=True)
    )
    assert kept == [False, True, False]
    said = list(timeline(dispute.pk).filter(action__startswith="disputes.consent").values_list("action", flat=True))
    assert said[-3:] == ["disputes.consent.refused", "disputes.consent.given", "disputes.consent.withdrawn"]


def test_a_disputed_item_needs_a_reason(person):
    dispute, _party = worked.joined()
    borrower = person(cast.BORROWER)
    from sharedcourt.disputes import statement

    keys = [item.key for item in statement.items(dispute)]
    answers = {key: {"admitted": True, "reason": ""} for key in keys}
    answers["penalty"] = {"admitted": False, "reason": ""}
    with pytest.raises(Invalid) as refused:
        actions.answer(by=borrower, dispute=dispute, answers=answers)
    assert refused.value.field == "penalty_reason"
    answers["penalty"]["reason"] = "利率太高"
    row = actions.answer(by=borrower, dispute=dispute, answers=answers)
    assert row.revision == 1
    assert actions.answer(by=borrower, dispute=dispute, answers=answers).revision == 1


def test_submitting_twice_gives_one_dispute_and_one_code(person):
    dispute = worked.draft()
    first = actions.submit(by=person(cast.OFFICER), dispute=Dispute.objects.get(pk=dispute.pk), declared=True)
    second = actions.submit(by=person(cast.OFFICER), dispute=dispute, declared=True)
    assert first.code == second.code
    assert timeline(dispute.pk).filter(action="disputes.dispute.submitted").count() == 1


def test_nothing_is_submitted_half(person):
    officer = person(cast.OFFICER)
    dispute = worked.draft()
    with pytest.raises(Invalid) as refused:
        actions.submit(by=officer, dispute=dispute)
    assert refused.value.field == "declared"
    actions.save_elements(by=officer, dispute=dispute, elements={"matures_on": "2020-11-19"})
    with pytest.raises(Invalid) as refused:
        actions.submit(by=officer, dispute=dispute, declared=True)
    assert refused.value.field == "matures_on"
    dispute.refresh_from_db()
    assert dispute.state == "draft"


def test_the_ledger_holds_no_personal_data(person):
    dispute, _party = worked.joined()
    borrower = person(cast.BORROWER)
    actions.answer(by=borrower, dispute=dispute, admit_all=True, note="我会还的，请给我时间")
    worked.agree(dispute)
    actions.name_co_obligor(by=borrower, dispute=dispute, name=cast.WIFE.name, phone=cast.WIFE.phone, relation="配偶")
    actions.withdraw(by=person(cast.OFFICER), dispute=dispute, reason="已私下和解")
    written = " ".join(str(facts) for facts in Payload.objects.values_list("facts", flat=True))
    for secret in (
        cast.BORROWER.name, cast.BORROWER.phone, cast.BORROWER.resident_id, cast.WIFE.name, cast.WIFE.phone, "示范巷",
        "6217000000000000012", "请给我时间", "私下",
    ):  # fmt: skip
        assert secret not in written


def test_strangers_see_nothing(person):
    dispute = worked.submitted()
    for member in (cast.STRANGER, cast.RIVAL_OFFICER, cast.OTHER_MANAGER, cast.REGULATOR_OFFICER, cast.PLATFORM_OPERATOR,
                   cast.LIAISON_JUDGE, cast.MEDIATOR, cast.BORROWER):  # fmt: skip
        assert not queries.visible_to(person(member)).exists(), member.key
    for member in (cast.OFFICER, cast.MANAGER):
        assert queries.visible_to(person(member)).get() == dispute
