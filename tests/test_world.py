"""The worked case runs from a blank draft to a sealed agreement by actions alone, with the numbers the field expects."""

from decimal import Decimal

import pytest
import time_machine

from sharedcourt.core.errors import Conflict
from sharedcourt.disputes.models import Dispute
from sharedcourt.disputes.queries import visible_to
from sharedcourt.mediation.actions import plans
from sharedcourt.mediation.models import Plan
from sharedcourt.people import cast
from tests.world import AT, OTHERS, World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_time():
    with time_machine.travel(AT, tick=True):
        yield


def test_the_whole_case_ends_sealed_with_the_expected_numbers():
    world = World().sealed()

    assert world.dispute.state == "effective"
    assert world.case.state == "concluded"
    assert world.version.state == "effective"
    assert world.signing_file.state == "sealed"
    assert world.signing_file.slots.filter(signed_at__isnull=True).count() == 0
    computed = plans.computed(Plan.objects.get(case=world.case))
    assert computed.first is not None and computed.schedule is not None
    assert computed.debt.total == Decimal("288300.24")
    assert computed.first.total == Decimal("46433.20")
    assert computed.schedule.lines[0].amount == Decimal("10691.10")
    assert computed.schedule.lines[-1].amount == Decimal("10691.14")


def test_two_cases_side_by_side_know_nothing_of_each_other():
    first, second = World().mediating(), World(company=OTHERS).mediating()

    assert Dispute.objects.count() == 2
    for member in (*first.company.signers, first.company.manager):
        assert list(visible_to(cast.person(member))) == [first.dispute], member.key
    for member in (*second.company.signers, second.company.manager):
        assert list(visible_to(cast.person(member))) == [second.dispute], member.key


def test_a_case_that_has_moved_on_cannot_be_accepted_by_another():
    world = World().submitted()
    from sharedcourt.mediation.actions import cases

    cases.accept(by=world.manager, case=world.case)
    with pytest.raises(Conflict):
        cases.decline(by=world.manager, case=world.case, reason="没有时间")
