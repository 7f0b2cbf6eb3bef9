"""Two people, or one impatient one, at the same instant: nothing twice, nothing lost."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from sharedcourt.core.errors import ActionRefused
from sharedcourt.disputes import actions
from sharedcourt.disputes.actions.named import Named
from sharedcourt.disputes.models import Consent, Dispute, Party
from sharedcourt.disputes.tests import worked
from sharedcourt.ledger.models import Entry
from sharedcourt.people import cast

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(work, times=3):
    """Run it in threads that start together; what each gave or was refused with."""
    barrier = Barrier(times)

    def one(number):
        try:
            barrier.wait(timeout=20)
            return work(number)
        except ActionRefused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def test_a_double_click_on_submit_gives_one_code_and_one_entry():
    dispute = worked.draft()
    officer = cast.person(cast.OFFICER)
    given = at_once(lambda _n: actions.submit(by=officer, dispute=Dispute.objects.get(pk=dispute.pk), declared=True))
    assert {each.code for each in given} == {dispute.code}
    assert Entry.objects.filter(action="disputes.dispute.submitted").count() == 1
    assert Consent.objects.filter(party__dispute=dispute, stage="online_mediation").count() == 1


def test_a_double_click_on_start_opens_one_draft():
    officer = cast.person(cast.OFFICER)
    given = at_once(lambda _n: actions.open_draft(by=officer, idempotency_key="page-1"))
    assert len({each.pk for each in given}) == 1 and Dispute.objects.count() == 1


def test_joining_twice_at_once_is_joining_once():
    dispute = worked.submitted()
    borrower = cast.person(cast.BORROWER)
    given = at_once(
        lambda _n: actions.join(
            by=borrower, dispute=dispute, name=cast.BORROWER.name, resident_id=cast.BORROWER.resident_id
        )
    )
    assert not [each for each in given if isinstance(each, Exception)]
    assert Party.objects.filter(dispute=dispute, user=borrower).count() == 1
    assert Entry.objects.filter(action="disputes.party.joined").count() == 1


def test_consent_and_refusal_at_once_leave_one_answer_in_force():
    dispute, party = worked.joined()
    borrower = cast.person(cast.BORROWER)
    at_once(lambda number: actions.give_consent(by=borrower, dispute=dispute, given=number % 2 == 0), times=4)
    assert Consent.objects.filter(party=party, stage="online_mediation", replaced_at=None).count() == 1


def test_naming_the_wife_twice_names_her_once():
    dispute, _party = worked.joined()
    borrower = cast.person(cast.BORROWER)
    given = at_once(
        lambda _n: actions.name_co_obligor(
            by=borrower, dispute=dispute, name=cast.WIFE.name, phone=cast.WIFE.phone, relation="配偶"
        )
    )
    assert len({each.pk for each in given}) == 1
    assert Party.objects.filter(dispute=dispute, capacity="co_obligor").count() == 1


def test_a_double_click_on_suing_opens_one_dispute_with_one_plaintiff():
    her = cast.person(cast.BORROWER)
    entered = Named("person", her.name, resident_id=her.resident_id, address="示范市鹿城区示范路2号")
    given = at_once(
        lambda _n: actions.open_for_court(by=her, cause="civil", plaintiff=entered, idempotency_key="one page")
    )
    assert len({each.pk for each in given}) == 1 and Dispute.objects.count() == 1
    assert Party.objects.get().user == her
    assert Entry.objects.filter(action="disputes.dispute.opened_for_court").count() == 1


def test_two_name_the_same_defendant_at_the_same_instant():
    her = cast.person(cast.BORROWER)
    entered = Named("person", her.name, resident_id=her.resident_id, address="示范市鹿城区示范路2号")
    dispute = actions.open_for_court(by=her, cause="civil", plaintiff=entered)
    sued = Named("person", "生人", cast.STRANGER.phone)
    given = at_once(lambda _n: actions.add_defendant(by=her, dispute=dispute, entered=sued))
    assert sum(isinstance(each, Party) for each in given) == 1
    assert dispute.parties.filter(side="respondent").count() == 1
