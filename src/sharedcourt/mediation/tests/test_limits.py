"""Time limits and what happens when they pass; the mediator's ties, disclosure and change."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.disputes import actions as disputes
from sharedcourt.mediation import scheduled
from sharedcourt.mediation.actions import agreements, cases, ending, mediators, meetings
from sharedcourt.mediation.conflicts import ties
from sharedcourt.mediation.states import CaseState
from sharedcourt.mediation.tests.stage import Stage, at, other_organisation
from sharedcourt.notices.models import Message
from sharedcourt.people import cast
from sharedcourt.people.models import Membership, Role, User

pytestmark = pytest.mark.django_db
Person = Callable[[Any], User]


def test_silence_for_three_working_days_sends_the_case_back(person: Person) -> None:
    stage = Stage(person)
    with time_machine.travel(at("2022-01-04T09:00")):
        stage.submit()
        assert scheduled.run(at("2022-01-07T09:00"))["lapsed"] == 0
        assert scheduled.run(at("2022-01-08T09:00"))["lapsed"] == 1
        assert scheduled.run(at("2022-01-08T09:00"))["lapsed"] == 0
        assert stage.case.state == CaseState.DECLINED
        with pytest.raises(Invalid):
            cases.choose_organisation(by=stage.officer, case=stage.case, organisation=stage.organisation)
        cases.choose_organisation(by=stage.officer, case=stage.case, organisation=other_organisation())
        assert stage.case.state == CaseState.OFFERED
        assert stage.case.organisation == other_organisation()
        with pytest.raises(NotAllowed):
            cases.accept(by=stage.manager, case=stage.case)
        cases.accept(by=person(cast.OTHER_MANAGER), case=stage.case)


def test_warning_two_working_days_before_once(person: Person) -> None:
    stage = Stage(person)
    with time_machine.travel(at("2022-01-04T09:00")):
        stage.submit()
        assert scheduled.run(at("2022-01-04T09:00"))["warned"] == 0
        assert scheduled.run(at("2022-01-05T09:00"))["warned"] == 1
        assert scheduled.run(at("2022-01-06T09:00"))["warned"] == 0
        assert Message.objects.filter(kind="mediation.warning", user=stage.manager).exists()


def test_nobody_assigned_in_time_so_the_least_busy_without_ties_is_asked(person: Person) -> None:
    stage = Stage(person)
    with time_machine.travel(at("2022-01-05T09:00")):
        stage.submit().accept()
        person(cast.SECOND_MEDIATOR)
        assert scheduled.run(at("2022-01-10T09:00"))["assigned"] == 0
        assert scheduled.run(at("2022-01-11T09:00"))["assigned"] == 1
        assert scheduled.run(at("2022-01-11T09:00"))["assigned"] == 0
        assert stage.case.assignments.filter(ended_at=None).count() == 1
        assert stage.case.mediator is None  # the declaration comes first


def test_the_period_passes(person: Person) -> None:
    stage = Stage(person)
    with time_machine.travel(at("2022-01-05T09:00")):
        stage.begun()
        assert scheduled.run(at("2022-02-07T09:00"))["ended"] == 0
        assert scheduled.run(at("2022-02-08T09:00"))["ended"] == 1
        assert scheduled.run(at("2022-02-08T09:00"))["ended"] == 0
        assert (stage.case.state, stage.case.end_reason) == (CaseState.ENDED, 6)


def test_a_party_never_reached_ends_it_for_reason_three(person: Person) -> None:
    stage = Stage(person)
    with time_machine.travel(at("2022-01-05T09:00")):
        stage.submit().accept().mediator_ready()
        scheduled.run(at("2022-02-08T09:00"))
        assert stage.case.end_reason == 3


def test_more_time_only_if_all_agree(person: Person) -> None:
    stage = Stage(person)
    with time_machine.travel(at("2022-01-05T09:00")):
        stage.begun()
        extension = cases.propose_extension(by=stage.mediator, case=stage.case, until=date(2022, 2, 19))
        for user in (stage.officer, stage.borrower):
            cases.answer_extension(by=user, extension=extension, given=True)
        assert stage.case.mediation_due == date(2022, 2, 7)
        cases.answer_extension(by=stage.wife, extension=extension, given=True)
        assert stage.case.mediation_due == date(2022, 2, 21)  # a Saturday rolls to Monday
        second = cases.propose_extension(by=stage.mediator, case=stage.case, until=date(2022, 3, 1))
        cases.answer_extension(by=stage.wife, extension=second, given=False)
        with pytest.raises(Conflict):
            cases.answer_extension(by=stage.officer, extension=second, given=True)
        assert stage.case.mediation_due == date(2022, 2, 21)


def test_a_mediator_tied_to_a_party_cannot_be_assigned(person: Person) -> None:
    stage = Stage(person)
    with time_machine.travel(at("2022-01-05T09:00")):
        stage.submit().accept()
        Membership.objects.create(
            user=stage.mediator, organisation=cast.organisation(cast.BRANCH), role=Role.INSTITUTION_OFFICER
        )
        assert [tie.code for tie in ties(stage.mediator, stage.dispute)] == ["works_for"]
        with pytest.raises(Invalid):
            mediators.assign(by=stage.manager, case=stage.case, mediator=stage.mediator)
        borrower = person(cast.BORROWER)
        assert {tie.code for tie in ties(borrower, stage.dispute)} >= {"phone", "resident_id"}
        with pytest.raises(Invalid):
            mediators.assign(by=stage.manager, case=stage.case, mediator=borrower)


def test_a_cousin_mediates_only_if_all_still_agree(person: Person) -> None:
    stage = Stage(person)
    with time_machine.travel(at("2022-01-05T09:00")):
        stage.submit().accept()
        mediators.assign(by=stage.manager, case=stage.case, mediator=stage.mediator)
        stage.parties_join()
        mediators.disclose(
            by=stage.mediator, case=stage.case, disclosure="disclosed", text="是被申请人林建川的表兄弟。"
        )
        assert stage.case.mediator is None and stage.case.state == CaseState.ACCEPTED
        for user in (stage.officer, stage.borrower):
            mediators.answer_disclosure(by=user, case=stage.case, given=True)
        assert stage.case.mediator is None
        mediators.answer_disclosure(by=stage.wife, case=stage.case, given=True)
        assert stage.case.mediator == stage.mediator and stage.case.state == CaseState.MEDIATING


def test_one_party_does_not_agree_and_another_mediator_is_needed(person: Person) -> None:
    stage = Stage(person)
    with time_machine.travel(at("2022-01-05T09:00")):
        stage.submit().accept()
        mediators.assign(by=stage.manager, case=stage.case, mediator=stage.mediator)
        stage.parties_join()
        mediators.disclose(by=stage.mediator, case=stage.case, disclosure="disclosed", text="表兄弟")
        mediators.answer_disclosure(by=stage.officer, case=stage.case, given=False)
        assert stage.case.assignments.filter(ended_at=None).count() == 0
        mediators.assign(by=stage.manager, case=stage.case, mediator=person(cast.SECOND_MEDIATOR))
        mediators.disclose(by=person(cast.SECOND_MEDIATOR), case=stage.case, disclosure="none")
        assert stage.case.state == CaseState.MEDIATING
        mediators.ask_for_another_mediator(by=stage.borrower, case=stage.case, reason="不信任")
        assert stage.case.mediator is None
        with pytest.raises(NotAllowed):
            meetings.propose_now(by=person(cast.SECOND_MEDIATOR), case=stage.case)


def test_both_sides_name_the_same_mediator(person: Person) -> None:
    stage = Stage(person, wife_joins=False)
    with time_machine.travel(at("2022-01-05T09:00")):
        stage.submit().accept().parties_join()
        mediators.prefer_mediator(by=stage.officer, case=stage.case, mediator=stage.mediator)
        assert not stage.case.assignments.exists()
        mediators.prefer_mediator(by=stage.borrower, case=stage.case, mediator=stage.mediator)
        assert stage.case.assignments.get().chosen_jointly


def test_refusing_consent_ends_a_running_case(person: Person) -> None:
    stage = Stage(person)
    with time_machine.travel(at("2022-01-05T09:00")):
        stage.submit().accept().mediator_ready()
        disputes.join(
            by=stage.borrower, dispute=stage.dispute, name=stage.borrower.name, resident_id=stage.borrower.resident_id
        )
        disputes.give_consent(by=stage.borrower, dispute=stage.dispute, given=False, reason="不同意")
        assert (stage.case.state, stage.case.end_reason) == (CaseState.ENDED, 4)


def test_general_authority_cannot_confirm(person: Person) -> None:
    stage = Stage(person)
    with time_machine.travel(at("2022-01-06T14:00")):
        stage.begun().meet_now().informed().planned().made()
        from sharedcourt.disputes.models import Agent

        Agent.objects.update(authority="general")
        with pytest.raises(NotAllowed):
            agreements.confirm(by=stage.officer, version=stage.version, text_sha256=stage.version.text_sha256)
        with pytest.raises(NotAllowed):
            agreements.confirm(by=stage.mediator, version=stage.version, text_sha256=stage.version.text_sha256)


def test_times_lie_in_working_hours(person: Person) -> None:
    stage = Stage(person)
    with time_machine.travel(at("2022-01-05T09:00")):
        stage.begun()
        for starts in (
            [at("2022-01-06T09:00")],
            [at("2022-01-08T09:00"), at("2022-01-07T09:00")],
            [at("2022-01-06T20:00"), at("2022-01-07T09:00")],
            [at("2022-01-04T09:00"), at("2022-01-07T09:00")],
        ):
            with pytest.raises(Invalid):
                meetings.propose_times(by=stage.mediator, case=stage.case, starts=starts)
        meeting = meetings.propose_times(
            by=stage.mediator, case=stage.case, starts=[at("2022-01-06T09:00"), at("2022-01-07T09:00")]
        )
        again = meetings.reschedule(
            by=stage.mediator, meeting=meeting, starts=[at("2022-01-10T09:00"), at("2022-01-11T09:00")]
        )
        assert again.pk != meeting.pk


def test_failure_keeps_no_concession_in_the_record(person: Person) -> None:
    from sharedcourt.mediation.actions import plans

    stage = Stage(person)
    with time_machine.travel(at("2022-01-06T14:00")):
        stage.begun().meet_now().informed().planned()
        plans.counter_proposal(by=stage.borrower, case=stage.case, text="我承认全部罚息")
        ending.end(by=stage.mediator, case=stage.case, reason=5, explanation="各方对首期金额差距较大")
        stage.meeting.refresh_from_db()
        assert stage.meeting.state == "held"
        payload = str(ending.record_payload(stage.meeting))
        assert "我承认全部罚息" not in payload and "利息已付至2021年8月20日" in payload
        assert "第二十五条（五）" in payload
