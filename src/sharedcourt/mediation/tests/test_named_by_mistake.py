"""A co-obligor named wrongly, or by mistake, who has not joined: put right or taken out, and the case goes on."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.disputes import actions as disputes
from sharedcourt.disputes.models import Party
from sharedcourt.ledger.models import Entry
from sharedcourt.mediation.states import CaseState, VersionState
from sharedcourt.mediation.tests.stage import Stage, at
from sharedcourt.people import cast
from sharedcourt.people.models import Invitation, User

pytestmark = pytest.mark.django_db
Person = Callable[[Any], User]
WRONG_PHONE = "19900000043"


@pytest.fixture
def stage(person: Person) -> Any:
    """The borrower is in; the case is accepted and has its mediator."""
    with time_machine.travel(at("2022-01-06T14:00")):
        stage = Stage(person, wife_joins=False).submit().accept().mediator_ready().parties_join()
        assert stage.case.state == CaseState.MEDIATING
        yield stage


def _named(stage: Stage, phone: str) -> Party:
    return disputes.name_co_obligor(
        by=stage.borrower,
        dispute=stage.dispute,
        name=stage.wife.name,
        phone=phone,
        relation="配偶",
        resident_id=stage.wife.resident_id,
    )


def _open_invitations(stage: Stage) -> int:
    return Invitation.objects.filter(scope=stage.dispute.pk, used_at=None, revoked_at=None).count()


def test_a_mistyped_phone_is_put_right_and_the_wife_joins(stage: Stage) -> None:
    party = _named(stage, WRONG_PHONE)
    disputes.correct_party(by=stage.borrower, party=party, name=stage.wife.name, phone=stage.wife.phone)
    assert Entry.objects.filter(action="disputes.party.corrected", subject=party.pk).count() == 1
    assert _open_invitations(stage) == 1  # to the right phone; the wrong one's has ended
    disputes.correct_party(by=stage.borrower, party=party, name=stage.wife.name, phone=stage.wife.phone)
    assert Entry.objects.filter(action="disputes.party.corrected", subject=party.pk).count() == 1
    stage.join(stage.wife)
    party.refresh_from_db()
    assert (party.user, party.relation) == (stage.wife, "配偶")
    with pytest.raises(Conflict):
        disputes.take_out_party(by=stage.borrower, party=party)


def test_a_person_named_by_mistake_is_taken_out_and_everyone_signs_without_them(stage: Stage) -> None:
    stage.meet_now().informed().planned().made()
    party = _named(stage, WRONG_PHONE)
    stage.version.refresh_from_db()
    assert stage.version.state == VersionState.SUPERSEDED
    stage.made()
    with pytest.raises(NotAllowed):
        disputes.take_out_party(by=stage.officer, party=party)
    disputes.take_out_party(by=stage.borrower, party=party)
    disputes.take_out_party(by=stage.borrower, party=party)
    assert Entry.objects.filter(action="disputes.party.removed", subject=party.pk).count() == 1
    assert _open_invitations(stage) == 0
    stage.version.refresh_from_db()
    assert stage.version.state == VersionState.SUPERSEDED
    stage.made().confirmed()
    assert stage.case.state == CaseState.SIGNING


def test_the_mediator_takes_somebody_out_and_with_that_everyone_has_agreed(person: Person) -> None:
    with time_machine.travel(at("2022-01-06T14:00")):
        stage = Stage(person, wife_joins=False).submit().accept().mediator_ready()
        disputes.join(
            by=stage.borrower, dispute=stage.dispute, name=stage.borrower.name, resident_id=stage.borrower.resident_id
        )
        party = _named(stage, WRONG_PHONE)
        stage.agree(stage.borrower)
        assert stage.case.state == CaseState.ACCEPTED
        disputes.take_out_party(by=stage.mediator, party=party)
        assert stage.case.state == CaseState.MEDIATING


def test_the_borrower_is_corrected_by_the_bank_but_never_taken_out(person: Person) -> None:
    with time_machine.travel(at("2022-01-06T14:00")):
        stage = Stage(person).submit()
        party = Party.objects.get(dispute=stage.dispute, capacity="borrower")
        disputes.invite_party(by=stage.officer, party=party)
        corrected = disputes.correct_party(by=stage.officer, party=party, name=stage.borrower.name, phone=WRONG_PHONE)
        assert corrected.phone == WRONG_PHONE and corrected.resident_id == stage.borrower.resident_id
        with pytest.raises(Invalid):
            disputes.take_out_party(by=stage.officer, party=party)


def test_on_the_page_the_borrower_finds_the_way(stage: Stage, browser_of: Callable[[Any], Client]) -> None:
    party = _named(stage, WRONG_PHONE)
    address = f"/disputes/{stage.dispute.pk}/parties/{party.pk}/correct/"
    borrower = browser_of(cast.BORROWER)
    assert address in borrower.get(f"/disputes/{stage.dispute.pk}/").content.decode()
    assert borrower.get(address).status_code == 200
    assert browser_of(cast.OFFICER).get(address).status_code == 404
    wrong = borrower.post(address, {"name": stage.wife.name, "phone": "12"})
    assert wrong.status_code == 422
    assert borrower.post(address, {"name": stage.wife.name, "phone": stage.wife.phone}).status_code == 302
    party.refresh_from_db()
    assert party.phone == stage.wife.phone
    assert borrower.post(address, {"take_out": "1"}).status_code == 302
    party.refresh_from_db()
    assert party.removed_at is not None
    assert borrower.get(address).status_code == 404
