"""Until when one may still turn back: before all parties have signed, anybody; afterwards the agreement binds (ODMR 19)."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine

from sharedcourt.core.errors import Conflict
from sharedcourt.disputes import actions as disputes
from sharedcourt.mediation.actions import agreements, ending
from sharedcourt.mediation.states import CaseState, VersionState
from sharedcourt.mediation.tests.stage import Stage, at
from sharedcourt.notices.models import Channel, Message
from sharedcourt.people.models import User

pytestmark = pytest.mark.django_db
Person = Callable[[Any], User]


@pytest.fixture
def stage(person: Person) -> Any:
    """Everyone has confirmed the agreement; nobody has signed."""
    with time_machine.travel(at("2022-01-06T14:00")):
        yield Stage(person).to_signing()


def _all_parties_sign(stage: Stage) -> None:
    for user in stage.people():
        stage.sign(user)
    stage.version.refresh_from_db()
    assert stage.version.parties_signed_at is not None


def _stands(stage: Stage) -> None:
    stage.version.refresh_from_db()
    stage.dispute.refresh_from_db()
    assert stage.version.state == VersionState.SIGNING
    assert (stage.case.state, str(stage.dispute.state)) == (CaseState.SIGNING, "signing")
    assert stage.version.signing_file is not None
    assert stage.version.signing_file.slots.filter(signed_at__isnull=False).count() == 3


def test_what_every_party_has_signed_is_not_voided_by_anybody(stage: Stage) -> None:
    _all_parties_sign(stage)
    with pytest.raises(Conflict):
        ending.end(by=stage.mediator, case=stage.case, reason=5, explanation="各方差距较大")
    _stands(stage)
    stage.planned(down_principal="41000.00")
    with pytest.raises(Conflict):
        agreements.make_version(by=stage.mediator, case=stage.case, revision=stage.case.plan.revision)
    _stands(stage)
    with pytest.raises(Conflict):
        disputes.name_co_obligor(
            by=stage.borrower, dispute=stage.dispute, name="古新人", phone="19900000041", relation="亲属"
        )
    _stands(stage)
    assert stage.dispute.parties.filter(removed_at=None).count() == 3
    with pytest.raises(Conflict):
        disputes.withdraw(by=stage.officer, dispute=stage.dispute)
    _stands(stage)
    with pytest.raises(Conflict):
        disputes.give_consent(by=stage.borrower, dispute=stage.dispute, given=False, reason="后悔了")
    _stands(stage)
    stage.sign(stage.mediator)
    agreements.seal(by=None, version=stage.version)
    assert stage.case.state == CaseState.CONCLUDED


def test_the_applicant_withdraws_while_the_agreement_is_being_signed(stage: Stage) -> None:
    stage.sign(stage.borrower)
    disputes.withdraw(by=stage.officer, dispute=stage.dispute, reason="已经还清")
    stage.dispute.refresh_from_db()
    stage.version.refresh_from_db()
    assert str(stage.dispute.state) == "withdrawn"
    assert (stage.case.state, stage.case.end_reason) == (CaseState.ENDED, 2)
    assert stage.version.state == VersionState.SUPERSEDED
    with pytest.raises(Conflict):
        stage.sign(stage.wife)


@pytest.mark.parametrize(("has_signed", "reason"), [(False, 7), (True, 4)])
def test_consent_taken_back_before_all_have_signed_ends_the_mediation(
    stage: Stage, has_signed: bool, reason: int
) -> None:
    stage.sign(stage.officer)
    if has_signed:
        stage.sign(stage.wife)
    disputes.give_consent(by=stage.wife, dispute=stage.dispute, given=False, reason="不想继续")
    stage.dispute.refresh_from_db()
    assert (stage.case.state, stage.case.end_reason) == (CaseState.ENDED, reason)
    assert str(stage.dispute.state) == "terminated"
    with pytest.raises(Conflict):
        stage.sign(stage.borrower)


def test_each_is_told_why_it_ended_in_their_own_language(stage: Stage) -> None:
    User.objects.filter(pk=stage.officer.pk).update(language="en")
    stage.officer.refresh_from_db()
    ending.end(by=stage.mediator, case=stage.case, reason=5, explanation="各方差距较大")

    def body(user: User) -> str:
        return str(Message.objects.get(user=user, kind="mediation.ended", channel=Channel.IN_APP).body)

    assert "分歧较大" in body(stage.borrower)
    assert body(stage.officer).isascii() and "Reason:" in body(stage.officer)
