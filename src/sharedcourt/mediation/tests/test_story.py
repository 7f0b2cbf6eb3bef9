"""The worked case from the application to the sealed agreement, to the fen and to the day."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from sharedcourt.core.errors import Conflict
from sharedcourt.documents.models import SigningFile
from sharedcourt.law.agreements import AgreementTerms
from sharedcourt.law.tests import worked_case
from sharedcourt.mediation.actions import agreements, cases, ending, meetings, performing, plans, sessions
from sharedcourt.mediation.models import Case
from sharedcourt.mediation.states import CaseState, VersionState
from sharedcourt.mediation.tests.stage import PLAN, Stage, at
from sharedcourt.people.models import User

pytestmark = pytest.mark.django_db


def test_the_worked_case_from_application_to_seal(
    person: Callable[[Any], User], django_capture_on_commit_callbacks: Any
) -> None:
    stage = Stage(person)
    with time_machine.travel(at("2022-01-04T09:30"), tick=False):
        stage.submit()
        assert stage.case.state == CaseState.OFFERED
        assert stage.case.acceptance_due == date(2022, 1, 7)

    with time_machine.travel(at("2022-01-05T10:00"), tick=False):
        stage.accept()
        assert stage.case.mediation_due == date(2022, 2, 7)  # 30 days end on a holiday and roll
        assert stage.case.ask_due == date(2022, 1, 10)
        assert stage.case.number == "温银保调〔2022〕1号"
        stage.mediator_ready().parties_join()
        assert stage.case.state == CaseState.MEDIATING
        starts = [at("2022-01-06T09:00"), at("2022-01-06T14:00"), at("2022-01-07T09:00")]
        stage.meeting = meetings.propose_times(by=stage.mediator, case=stage.case, starts=starts)
        slots = list(stage.meeting.slots.all())
        for user in stage.people():
            meetings.answer_times(
                by=user,
                meeting=stage.meeting,
                answers={slots[0].pk: user != stage.wife, slots[1].pk: True, slots[2].pk: False},
            )
        assert [slot.pk for slot in meetings.suiting_slots(stage.meeting)] == [slots[1].pk]
        meetings.fix_time(by=stage.mediator, meeting=stage.meeting, slot=slots[1])
        stage.meeting.refresh_from_db()
        assert stage.meeting.starts_at == at("2022-01-06T14:00")

    with time_machine.travel(at("2022-01-06T14:05"), tick=False):
        stage.informed().planned()
        plan = stage.case.plan
        computed = plans.computed(plan)
        debt, settled = computed.debt, computed.settlement
        assert debt.principal == Decimal("280000.00")
        assert (debt.interest, debt.penalty, debt.compound) == (
            Decimal("4651.11"),
            Decimal("3564.17"),
            Decimal("84.96"),
        )
        assert debt.total == Decimal("288300.24")
        assert (settled.waived_penalty, settled.penalty) == (Decimal("1782.08"), Decimal("1782.09"))
        assert computed.first is not None and computed.first.total == Decimal("46433.20")
        schedule = computed.schedule
        assert schedule is not None
        assert [line.amount for line in schedule.lines] == [Decimal("10691.10")] * 23 + [Decimal("10691.14")]
        assert schedule.total_interest == Decimal("16586.44")
        assert schedule.lines[-1].due == date(2024, 1, 20)

    with time_machine.travel(at("2022-01-06T14:15"), tick=False):
        stage.made().confirmed()
        terms = AgreementTerms.from_json(stage.version.terms)
        assert terms.schedule == worked_case.schedule()
        assert terms.confirmed.total == Decimal("288300.24")
        assert stage.case.state == CaseState.SIGNING
        stage.dispute.refresh_from_db()
        assert stage.dispute.state == "signing"

    with django_capture_on_commit_callbacks(execute=True):
        stage.sign(stage.officer, "2022-01-06T14:20")
        stage.sign(stage.borrower, "2022-01-06T14:22")
        stage.sign(stage.wife, "2022-01-06T14:24")
    stage.version.refresh_from_db()
    assert stage.version.parties_signed_at == at("2022-01-06T14:24")
    assert stage.version.state == VersionState.SIGNING  # not shown as in effect before the form is complete
    assert stage.case.state == CaseState.SIGNING
    with time_machine.travel(at("2022-01-06T14:27"), tick=False), django_capture_on_commit_callbacks(execute=True):
        agreements.sign(
            by=stage.mediator,
            version=stage.version,
            strokes=[[{"x": 40 + 9 * i, "y": 50 + (i * 31) % 90} for i in range(50)]],
            intends=True,
        )
    stage.version.refresh_from_db()
    case = stage.case
    assert stage.version.state == VersionState.EFFECTIVE
    assert stage.version.parties_signed_at == at("2022-01-06T14:24")
    assert stage.version.sealed_at is not None
    assert case.state == CaseState.CONCLUDED and case.end_reason == 1
    assert case.confirmation_due == date(2022, 2, 7)
    stage.dispute.refresh_from_db()
    assert stage.dispute.state == "effective"
    file = SigningFile.objects.get(pk=stage.version.signing_file_id)
    assert file.state == "sealed" and file.sealer == stage.organisation

    with time_machine.travel(at("2022-01-06T14:40"), tick=False):
        record = ending.make_record(by=stage.mediator, meeting=stage.meeting)
        assert record.kind == ending.RECORD_KIND
        with pytest.raises(Conflict):
            agreements.make_version(by=stage.mediator, case=stage.case, revision=stage.case.plan.revision)

    with time_machine.travel(at("2022-02-21T09:00"), tick=False):
        due = performing.standing_of(stage.version)
        assert len(due.dues) == 25 and [each.number for each in due.late] == [0, 1]
        performing.record_payment(
            by=stage.officer, version=stage.version, amount=Decimal("46433.20"), received_on=date(2022, 1, 19)
        )
        stage.dispute.refresh_from_db()
        assert stage.dispute.state == "performing"


def test_changing_a_word_after_signing_began_voids_all_signatures(person: Callable[[Any], User]) -> None:
    stage = Stage(person)
    with time_machine.travel(at("2022-01-06T14:00")):
        stage.to_signing()
        stage.sign(stage.officer)
        stage.sign(stage.borrower)
        old, old_file = stage.version, stage.version.signing_file
        assert old_file is not None
        stage.planned(down_principal="41000.00").made()
        old.refresh_from_db()
        old_file.refresh_from_db()
        assert (old.state, old_file.state) == (VersionState.SUPERSEDED, "superseded")
        assert stage.version.number == 2 and stage.version.confirmations.count() == 0
        assert stage.case.state == CaseState.MEDIATING
        with pytest.raises(Conflict):
            agreements.sign(by=stage.wife, version=old, strokes=[[{"x": 1, "y": 1}]], intends=True)
        stage.confirmed()
        assert stage.version.signing_file != old_file
        assert stage.version.signing_file is not None
        assert stage.version.signing_file.slots.filter(signed_at__isnull=False).count() == 0


def test_the_same_plan_again_is_the_same_version(person: Callable[[Any], User]) -> None:
    stage = Stage(person)
    with time_machine.travel(at("2022-01-06T14:00")):
        stage.begun().meet_now().informed().planned().made()
        first = stage.version
        assert stage.made().version == first


def test_wife_refuses_to_sign_and_the_mediation_ends_for_reason_seven(person: Callable[[Any], User]) -> None:
    stage = Stage(person)
    with time_machine.travel(at("2022-01-06T14:00")):
        stage.to_signing()
        stage.sign(stage.officer)
        ending.refuse_to_sign(by=stage.wife, version=stage.version)
        stage.dispute.refresh_from_db()
        stage.version.refresh_from_db()
        assert (stage.case.state, stage.case.end_reason) == (CaseState.ENDED, 7)
        assert (stage.dispute.state, stage.dispute.termination_reason) == ("terminated", 7)
        assert stage.version.state == VersionState.SUPERSEDED
        with pytest.raises(Conflict):
            stage.sign(stage.borrower)


def test_a_new_party_during_signing_needs_new_words(person: Callable[[Any], User]) -> None:
    from sharedcourt.core.errors import Invalid
    from sharedcourt.disputes import actions as disputes

    stage = Stage(person, wife_joins=False)
    with time_machine.travel(at("2022-01-06T14:00")):
        stage.to_signing()
        stage.sign(stage.borrower)
        disputes.name_co_obligor(
            by=stage.borrower,
            dispute=stage.dispute,
            name=stage.wife.name,
            phone=stage.wife.phone,
            relation="配偶",
            send=False,
        )
        stage.version.refresh_from_db()
        assert stage.version.state == VersionState.SUPERSEDED
        with pytest.raises(Invalid):  # she has not joined: her ID number is missing, nobody can sign for her
            stage.made()
        stage.join(stage.wife)
        assert stage.meeting.participants.filter(user=stage.wife).exists()
        stage.wife_joins = True
        stage.made()
        with pytest.raises(Conflict):  # nobody has compared her ID card with her face
            stage.confirmed()


def test_plan_of_another_revision_is_refused_and_the_first_stays(person: Callable[[Any], User]) -> None:
    stage = Stage(person)
    with time_machine.travel(at("2022-01-06T14:00")):
        stage.begun().meet_now().informed()
        stale = stage.case.plan.revision
        stage.planned()
        with pytest.raises(Conflict):
            plans.change_plan(by=stage.mediator, case=stage.case, entered={"count": "12"}, revision=stale)
        assert stage.case.plan.inputs["count"] == PLAN["count"]


def test_steps_wait_for_identities_and_rights(person: Callable[[Any], User]) -> None:
    stage = Stage(person)
    with time_machine.travel(at("2022-01-06T14:00")):
        stage.begun().meet_now()
        with pytest.raises(Conflict):
            sessions.go_to_step(by=stage.mediator, meeting=stage.meeting, step=2)
        for user in stage.people():
            sessions.compare_identity(by=stage.mediator, meeting=stage.meeting, user=user)
        sessions.go_to_step(by=stage.mediator, meeting=stage.meeting, step=2)
        with pytest.raises(Conflict):
            sessions.go_to_step(by=stage.mediator, meeting=stage.meeting, step=3)


def test_numbers_of_an_organisation_count_up(person: Callable[[Any], User]) -> None:
    with time_machine.travel(at("2022-01-04T09:00")):
        first, second = Stage(person).submit(), Stage(person).submit()
        for stage in (first, second):
            cases.accept(by=stage.manager, case=stage.case)
        assert sorted(Case.objects.values_list("serial", flat=True)) == [1, 2]
