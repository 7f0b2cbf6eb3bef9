"""Another mediator takes the place of the first, who from then on is a stranger to the case (ODMR 13, 14)."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.disputes import actions as disputes
from sharedcourt.law.mediation_rules import TerminationReason
from sharedcourt.mediation import scheduled
from sharedcourt.mediation.actions import agreements, ending, mediators
from sharedcourt.mediation.models import Case
from sharedcourt.mediation.states import CaseState, MeetingState, VersionState
from sharedcourt.mediation.tests.stage import Stage, at
from sharedcourt.people import cast
from sharedcourt.people.models import Membership, Role, User
from sharedcourt.rooms import actions as rooms
from sharedcourt.rooms import policy
from sharedcourt.rooms.models import Room, Seat

pytestmark = pytest.mark.django_db
Person = Callable[[Any], User]
LATE = cast.Member("late", "古迟来", "19900000042", "330399198803120032")


@pytest.fixture
def stage(person: Person) -> Any:
    """A time is fixed and the meeting has begun: the plan is on the panel."""
    with time_machine.travel(at("2022-01-06T14:00")):
        yield Stage(person).begun().meet_now().informed().planned()


def _replace(stage: Stage, by: User) -> User:
    mediators.ask_for_another_mediator(by=stage.borrower, case=stage.case, reason="不信任")
    mediators.assign(by=stage.manager, case=stage.case, mediator=by)
    mediators.disclose(by=by, case=stage.case, disclosure="none")
    assert stage.case.mediator == by
    return by


def _addresses(stage: Stage) -> list[str]:
    meeting = stage.meeting
    return [
        f"/mediation/{stage.case.pk}/",
        f"/mediation/meetings/{meeting.pk}/",
        f"/mediation/meetings/{meeting.pk}/panel/",
        f"/mediation/meetings/{meeting.pk}/panel/part/facts/",
        f"/mediation/meetings/{meeting.pk}/calendar.ics",
        f"/rooms/{meeting.room_id}/",
        f"/rooms/{meeting.room_id}/log/",
        f"/disputes/{stage.dispute.pk}/",
    ]


def test_the_former_mediator_finds_no_door_any_more(
    stage: Stage, person: Person, browser_of: Callable[[Any], Client]
) -> None:
    seat = Seat.objects.get(room=stage.meeting.room_id, user=stage.mediator)
    arrival = rooms.Arrival(session="s1", instance="i1")
    rooms.arrive(by=stage.mediator, seat=seat, arrival=arrival)
    former = browser_of(cast.MEDIATOR)
    assert [former.get(address).status_code for address in _addresses(stage)] == [200] * 8
    meeting, log = _addresses(stage)[1], f'href="/rooms/{stage.meeting.room_id}/log/"'
    assert log in former.get(meeting).content.decode(), (
        "the log is found from the meeting, also when the room is closed"
    )
    assert log not in browser_of(cast.BORROWER).get(meeting).content.decode()
    _replace(stage, person(cast.SECOND_MEDIATOR))
    assert [former.get(address).status_code for address in _addresses(stage)] == [404] * 8
    room = Room.objects.get(pk=stage.meeting.room_id)
    seat.refresh_from_db()
    assert not policy.may_host(stage.mediator, room) and policy.seat_of(stage.mediator, room) is None
    with pytest.raises(NotAllowed):
        rooms.arrive(by=stage.mediator, seat=seat, arrival=arrival)
    with pytest.raises(NotAllowed):
        rooms.admit(by=stage.mediator, seat=Seat.objects.filter(room=room).exclude(pk=seat.pk)[0])


def test_the_new_mediator_sees_what_was_and_fixes_a_new_meeting(
    stage: Stage, person: Person, browser_of: Callable[[Any], Client]
) -> None:
    old = stage.meeting
    stage.mediator = _replace(stage, person(cast.SECOND_MEDIATOR))
    old.refresh_from_db()
    assert old.state == MeetingState.HELD  # it had begun
    new = browser_of(cast.SECOND_MEDIATOR)
    assert new.get(f"/mediation/meetings/{old.pk}/panel/").status_code == 200
    stage.meet_now()
    assert new.get(f"/rooms/{stage.meeting.room_id}/").status_code == 200
    assert policy.may_host(stage.mediator, Room.objects.get(pk=stage.meeting.room_id))
    # The record of a meeting is made by who presided over it, not by who came after.
    with pytest.raises(NotAllowed):
        ending.make_record(by=stage.mediator, meeting=old)


def test_a_meeting_that_lies_ahead_is_cancelled_with_its_mediator(stage: Stage, person: Person) -> None:
    stage.meeting.started_at = None
    stage.meeting.save(update_fields=["started_at"])
    _replace(stage, person(cast.SECOND_MEDIATOR))
    stage.meeting.refresh_from_db()
    assert stage.meeting.state == MeetingState.CANCELLED
    assert str(Room.objects.get(pk=stage.meeting.room_id).state) == "closed"


def test_a_text_that_names_the_former_mediator_counts_no_longer(stage: Stage, person: Person) -> None:
    stage.made()
    second = _replace(stage, person(cast.SECOND_MEDIATOR))
    stage.version.refresh_from_db()
    assert stage.version.state == VersionState.SUPERSEDED
    stage.mediator = second
    stage.meet_now().informed().made().confirmed()
    assert stage.version.signing_file is not None
    assert {slot.user for slot in stage.version.signing_file.slots.all()} == {*stage.people(), second}


def test_nobody_answers_the_manager_and_the_organisation_is_slow(stage: Stage, person: Person) -> None:
    """A replaced mediator must be followed by another within three working days, as the first had to be named."""
    person(cast.SECOND_MEDIATOR)
    mediators.ask_for_another_mediator(by=stage.borrower, case=stage.case, reason="不信任")
    assert str(stage.case.assignment_due) == "2022-01-11"
    assert scheduled.run(at("2022-01-11T09:00"))["assigned"] == 0
    assert scheduled.run(at("2022-01-12T09:00"))["assigned"] == 1


def test_the_manager_finds_where_to_name_another(stage: Stage, browser_of: Callable[[Any], Client]) -> None:
    mediators.ask_for_another_mediator(by=stage.borrower, case=stage.case, reason="不信任")
    page = browser_of(cast.MANAGER).get(f"/mediation/{stage.case.pk}/").content.decode()
    assert f"/mediation/{stage.case.pk}/do/assign/" in page


def _disclosed(person: Person) -> Stage:
    stage = Stage(person).submit().accept()
    mediators.assign(by=stage.manager, case=stage.case, mediator=stage.mediator)
    stage.parties_join()
    mediators.disclose(by=stage.mediator, case=stage.case, disclosure="disclosed", text="表兄弟")
    for user in stage.people():
        mediators.answer_disclosure(by=user, case=stage.case, given=True)
    return stage


def test_a_late_no_to_a_disclosure_changes_nothing(person: Person) -> None:
    with time_machine.travel(at("2022-01-06T14:00")):
        stage = _disclosed(person)
        assert stage.case.state == CaseState.MEDIATING
        # The last answer sent twice is still one answer.
        mediators.answer_disclosure(by=stage.wife, case=stage.case, given=True)
        late = person(LATE)
        disputes.name_co_obligor(
            by=stage.borrower, dispute=stage.dispute, name=late.name, phone=late.phone, relation="亲属"
        )
        disputes.join(by=late, dispute=stage.dispute, name=late.name, resident_id=late.resident_id)
        stage.agree(late)
        with pytest.raises(Conflict):
            mediators.answer_disclosure(by=late, case=stage.case, given=False)
        assert stage.case.mediator == stage.mediator


def test_a_no_while_everybody_signs_comes_too_late(person: Person) -> None:
    with time_machine.travel(at("2022-01-06T14:00")):
        stage = _disclosed(person).meet_now().informed().planned().made().confirmed()
        Case.objects.get(pk=stage.case.pk).assignments.get(ended_at=None).consents.all().delete()
        with pytest.raises(Conflict):
            mediators.answer_disclosure(by=stage.borrower, case=stage.case, given=False)
        assert stage.case.mediator == stage.mediator


def test_a_disclosure_during_the_meeting_holds_the_signing_up(stage: Stage) -> None:
    stage.made()
    mediators.disclose(by=stage.mediator, case=stage.case, disclosure="disclosed", text="想起来是远房亲戚")
    for user in (stage.officer, stage.borrower):
        agreements.confirm(by=user, version=stage.version, text_sha256=stage.version.text_sha256)
    with pytest.raises(Conflict):
        agreements.confirm(by=stage.wife, version=stage.version, text_sha256=stage.version.text_sha256)


def _complains(stage: Stage, **answer: Any) -> None:
    mediators.ask_for_another_mediator(by=stage.borrower, case=stage.case, reason="仍不信任", **answer)


def test_whoever_disagrees_again_must_name_a_mediator_or_refuses_the_mediation(stage: Stage, person: Person) -> None:
    """ODMR 14: after a change, who still disagrees and will not choose counts as refusing."""
    second = person(cast.SECOND_MEDIATOR)
    _replace(stage, second)
    for answer in ({}, {"choice": second}, {"choice": stage.officer}):
        with pytest.raises(Invalid) as refused:
            _complains(stage, **answer)
        assert refused.value.field == "mediator"
    assert stage.case.state == CaseState.MEDIATING

    _complains(stage, names_nobody=True)
    assert stage.case.state == CaseState.ENDED
    assert stage.case.end_reason == TerminationReason.PARTY_REFUSES


def test_whom_a_party_names_after_a_change_is_asked_next(stage: Stage, person: Person) -> None:
    second = person(cast.SECOND_MEDIATOR)
    _replace(stage, second)
    _complains(stage, choice=stage.mediator)
    assert mediators.wished(stage.case) == stage.mediator == mediators.next_mediator(stage.case)


def test_without_a_wish_nobody_who_was_changed_is_asked_again(stage: Stage, person: Person) -> None:
    second = person(cast.SECOND_MEDIATOR)
    _replace(stage, second)
    mediators.ask_for_another_mediator(by=stage.officer, case=stage.case, reason="不熟悉借款纠纷")
    third = person(cast.Member("third", "岑第三", "19900000043", "330399198803120059"))
    Membership.objects.create(user=third, organisation=stage.case.organisation, role=Role.MEDIATOR)
    assert mediators.next_mediator(stage.case) == third


def test_the_page_asks_for_the_choice_and_ends_only_when_nobody_is_named(
    stage: Stage, person: Person, browser_of: Callable[[Any], Client]
) -> None:
    _replace(stage, person(cast.SECOND_MEDIATOR))
    browser, address = browser_of(cast.BORROWER), f"/mediation/{stage.case.pk}/"
    assert 'value="nobody"' in browser.get(address).content.decode()
    assert 'value="nobody"' not in browser_of(cast.OFFICER).get(address).content.decode()
    change = reverse("mediation:act", args=[stage.case.pk, "change-mediator"])
    refused = browser.post(change, {"reason": "仍不信任"})
    assert refused.status_code == 422 and "仍不信任" in refused.content.decode()
    browser.post(change, {"reason": "仍不信任", "mediator": "nobody"})
    assert stage.case.state == CaseState.ENDED
