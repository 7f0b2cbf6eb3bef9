"""A clerk arranges a hearing, the parties say how they take part, its time is held, moved and given back."""

from typing import Any

import pytest

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.disputes import actions as disputes
from sharedcourt.filing.cases import actions as cases
from sharedcourt.hearings import queries
from sharedcourt.hearings.models import Hearing, Participant
from sharedcourt.hearings.scheduling import actions
from sharedcourt.hearings.scheduling.models import Occupied, Summoned, Summons
from sharedcourt.hearings.scheduling.tests.making import ASSESSOR, SECOND_ASSESSOR, WHEN, WITNESS, Trial, site
from sharedcourt.hearings.states import HearingState
from sharedcourt.ledger.models import Entry
from sharedcourt.mediation.tests.stage import at
from sharedcourt.notices.models import Message
from sharedcourt.people import cast
from sharedcourt.people.models import Invitation
from sharedcourt.sites import actions as sites
from sharedcourt.sites.models import Booking, TerminalQuarter

pytestmark = pytest.mark.django_db


def told(kind: str) -> set[str]:
    return {message.user.username for message in Message.objects.filter(kind=kind) if message.user is not None}


def test_a_hearing_from_the_first_question_to_its_time(trial: Trial) -> None:
    trial.arranged()
    hearing = trial.hearing
    assert (hearing.state, hearing.session_number, hearing.form) == (HearingState.PLANNED, 1, "online")
    assert [member.user for member in hearing.panel.all()] == [trial.judge]
    capacities = set(hearing.participants.values_list("capacity", "user__username"))
    assert capacities == {("plaintiff_agent", "officer"), ("defendant", "borrower")}
    assert told("hearings.arranged") == {"officer", "borrower"}

    with pytest.raises(Invalid) as refused:
        trial.hold(hearing)
    assert refused.value.field == "form", "nobody has said yes"
    trial.answered()
    held = trial.hold(trial.hearing)
    assert (held.state, held.starts_at, held.courtroom) == (HearingState.SCHEDULED, at(WHEN), trial.room)
    assert trial.hold(held).pk == held.pk, "twice changes nothing"
    assert told("hearings.scheduled") == {"officer", "borrower", "judge"}
    # Judge, clerk, officer, borrower and courtroom, four quarters each.
    assert Occupied.objects.filter(hearing=held).count() == 5 * 4
    assert set(Summons.objects.values_list("party", flat=True)) == {trial.plaintiff.pk, trial.defendant.pk}
    assert Entry.objects.filter(action="hearings.hearing.scheduled", scope=trial.case.dispute_id).count() == 1


def test_the_time_keeps_to_hours_working_days_and_the_notice(trial: Trial) -> None:
    trial.arranged().answered()
    for when, minutes in (
        ("2022-01-13T09:00", 60),  # three whole days must lie between: Friday the earliest
        ("2022-01-14T12:00", 60),  # lunch
        ("2022-01-14T09:07", 60),
        ("2022-01-15T09:00", 60),  # a Saturday
        ("2022-02-01T09:00", 60),  # the spring festival
        ("2022-01-09T09:00", 60),  # over
        ("2024-01-10T09:00", 60),  # too far
    ):
        with pytest.raises(Invalid) as refused:
            trial.hold(trial.hearing, when, minutes=minutes)
        assert refused.value.field == "starts_at", when
    for minutes in (0, 20, -15, 9 * 60):
        with pytest.raises(Invalid) as refused:
            trial.hold(trial.hearing, minutes=minutes)
        assert refused.value.field == "minutes"
    with pytest.raises(Invalid) as refused:
        trial.hold(trial.hearing, courtroom_id=trial.case.pk)
    assert refused.value.field == "courtroom"
    # Worked in exchange for the festival: a Saturday that is a working day.
    assert trial.hold(trial.hearing, "2022-01-29T09:00").state == HearingState.SCHEDULED


@pytest.mark.usefixtures("monday")
def test_a_simple_case_is_not_bound_by_the_three_days(db: None) -> None:
    trial = Trial("summary")
    assert trial.scheduled("2022-01-11T09:00").hearing.state == HearingState.SCHEDULED


def test_what_is_taken_is_refused_with_its_name_and_moved_free_again(trial: Trial) -> None:
    trial.scheduled()
    other = Trial("summary")
    other.case.judge = other.second_judge
    other.case.save()
    made = actions.arrange(
        by=other.second_clerk,
        case=other.case,
        form="on_site",
        judges=[other.second_judge.pk],
        clerk_id=other.second_clerk.pk,
    )
    with pytest.raises(Conflict) as refused:
        trial.hold(made, by=other.second_clerk)
    assert "第一互联网法庭" in str(refused.value)
    # The courtroom and the parties of the first are free an hour later.
    actions.move(
        by=trial.clerk,
        hearing=trial.hearing,
        starts_at=at("2022-01-14T10:30"),
        minutes=45,
        courtroom_id=trial.room.pk,
        reason="合议",
    )
    assert trial.hold(made, by=other.second_clerk).state == HearingState.SCHEDULED
    assert told("hearings.moved") >= {"officer", "borrower", "judge"}
    with pytest.raises(Invalid) as missing:
        actions.move(
            by=trial.clerk,
            hearing=trial.hearing,
            starts_at=at("2022-01-14T14:00"),
            minutes=60,
            courtroom_id=trial.room.pk,
        )
    assert missing.value.field == "reason"


def test_cancelled_nothing_is_held_any_more(trial: Trial) -> None:
    where = site()
    trial.arranged().answered()
    seat = trial.hearing.participants.get(user=trial.borrower)
    actions.choose_place(
        by=trial.borrower, hearing=trial.hearing, participant_id=seat.pk, place="site", site_id=where.pk
    )
    trial.scheduled()
    assert Booking.objects.get().user == trial.borrower and TerminalQuarter.objects.count() == 4
    with pytest.raises(Invalid):
        actions.cancel(by=trial.clerk, hearing=trial.hearing)
    for _twice in range(2):
        actions.cancel(by=trial.clerk, hearing=trial.hearing, reason="双方和解")
    assert trial.hearing.state == HearingState.CANCELLED
    assert not Occupied.objects.exists() and not TerminalQuarter.objects.exists()
    assert Booking.objects.get().cancelled_at is not None
    assert all(not row.paper.is_in_force for row in Summons.objects.select_related("paper"))
    assert told("hearings.cancelled") == {"officer", "borrower", "judge"}


def test_a_terminal_that_mediation_has_booked_is_not_to_be_had(trial: Trial) -> None:
    where = site()
    sites.book(
        by=None,
        site=where,
        scope=trial.case.pk,
        user=None,
        starts_at=at("2022-01-14T08:30"),
        ends_at=at("2022-01-14T09:05"),
    )
    trial.arranged().answered()
    seat = trial.hearing.participants.get(user=trial.borrower)
    actions.choose_place(
        by=trial.borrower, hearing=trial.hearing, participant_id=seat.pk, place="site", site_id=where.pk
    )
    with pytest.raises(Conflict) as refused:
        trial.hold(trial.hearing)
    assert refused.value.field == "site"
    assert trial.hearing.state == HearingState.PLANNED and not Occupied.objects.exists(), "nothing is half done"
    assert trial.hold(trial.hearing, "2022-01-14T09:15").state == HearingState.SCHEDULED


def test_a_panel_is_lawful_or_refused(trial: Trial) -> None:
    judges = [trial.judge.pk, trial.second_judge.pk]
    with pytest.raises(Invalid) as refused:
        trial.arranged(judges=judges)
    assert refused.value.field == "judges" and "单数" in str(refused.value)
    with pytest.raises(Invalid) as alone:
        trial.arranged(must_be_panel=True)
    assert alone.value.field == "judges"
    trial.arranged(judges=[*judges, trial.third_judge.pk], must_be_panel=True)
    assert trial.hearing.panel.get(bench="presiding").user == trial.judge
    with pytest.raises(Invalid) as stranger:
        actions.change_bench(by=trial.clerk, hearing=trial.hearing, judges=[trial.officer.pk])
    assert stranger.value.field == "judges"
    trial.answered().scheduled()
    actions.change_bench(by=trial.clerk, hearing=trial.hearing, judges=[trial.second_judge.pk])
    held = set(Occupied.objects.filter(kind="person").values_list("resource", flat=True))
    assert trial.second_judge.pk in held and not {trial.judge.pk, trial.third_judge.pk} & held


def test_peoples_assessors_sit_beside_judges_and_neither_preside_nor_sit_alone(trial: Trial) -> None:
    lay = [cast.person(member).pk for member in (ASSESSOR, SECOND_ASSESSOR)]
    with pytest.raises(Invalid) as alone:
        trial.arranged(judges=lay[:1])
    assert alone.value.field == "judges"
    with pytest.raises(Invalid) as presides:
        trial.arranged(judges=[trial.judge.pk, *lay], presiding=lay[0])
    assert presides.value.field == "presiding"
    trial.arranged(judges=[trial.judge.pk, *lay], presiding=trial.judge.pk)
    assert sorted(trial.hearing.panel.values_list("bench", flat=True)) == ["assessor", "assessor", "presiding"]
    assert queries.own(cast.person(ASSESSOR)).get() == trial.hearing


def test_who_may_not(trial: Trial) -> None:
    for member in (trial.officer, trial.borrower, trial.second_judge, cast.person(cast.FILING_CLERK)):
        with pytest.raises(NotAllowed):
            actions.arrange(by=member, case=trial.case)
    trial.arranged().answered()
    hearing = trial.hearing
    with pytest.raises(NotAllowed):
        trial.hold(hearing, by=trial.officer)
    with pytest.raises(NotAllowed):
        actions.decide_form(by=trial.clerk, hearing=hearing, form="on_site")
    with pytest.raises(NotAllowed):
        actions.answer_online(by=trial.officer, hearing=hearing, party_id=trial.defendant.pk, agrees=True)
    with pytest.raises(NotAllowed):
        actions.open_courtroom(by=trial.clerk, court=trial.case.court, name="x")
    seat = hearing.participants.get(user=trial.borrower)
    with pytest.raises(NotAllowed):
        actions.choose_place(by=trial.officer, hearing=hearing, participant_id=seat.pk, place="court")
    for stranger in (cast.person(cast.STRANGER), cast.person(cast.MANAGER), cast.person(cast.RIVAL_OFFICER)):
        assert not queries.visible_to(stranger).exists()


def test_a_witness_comes_by_a_link_on_the_phone(trial: Trial, monday: Any) -> None:
    trial.scheduled()
    with pytest.raises(Invalid) as again:
        actions.call(
            by=trial.clerk, hearing=trial.hearing, capacity="witness", name="林建川", phone=cast.BORROWER.phone
        )
    assert again.value.field == "phone"
    with pytest.raises(Invalid):
        actions.call(by=trial.clerk, hearing=trial.hearing, capacity="defendant", name="甲", phone=WITNESS.phone)
    seat = actions.call(
        by=trial.clerk, hearing=trial.hearing, capacity="witness", name=WITNESS.name, phone=WITNESS.phone
    )
    sms = Message.objects.get(kind="hearings.called")
    assert sms.channel == "sms" and "证人" in sms.body
    witness = cast.person(WITNESS)
    assert not queries.visible_to(witness).exists()
    _used(seat, witness)
    assert Participant.objects.get(pk=seat.pk).user == witness
    assert queries.visible_to(witness).get() == trial.hearing
    assert Occupied.objects.filter(resource=witness.pk).count() == 4
    actions.excuse(by=trial.clerk, hearing=trial.hearing, participant_id=seat.pk)
    assert not queries.visible_to(witness).exists() and not Occupied.objects.filter(resource=witness.pk).exists()


def _used(seat: Participant, user: Any) -> None:
    """As `people.actions.accept_invitation` records it."""
    from sharedcourt.ledger.actions import record

    invitation = Invitation.objects.get(pk=Summoned.objects.get(participant=seat).invitation_id)
    record("people.invitation.accepted", by=user, subject=invitation, scope=invitation.scope)


def test_before_the_time_is_fixed_a_witness_is_not_told(trial: Trial) -> None:
    trial.arranged().answered()
    actions.call(by=trial.clerk, hearing=trial.hearing, capacity="expert", name="鉴定人", phone=WITNESS.phone)
    assert not Message.objects.filter(kind="hearings.called").exists()
    trial.scheduled()
    assert Message.objects.filter(kind="hearings.called").count() == 1


def test_who_joins_the_case_later_takes_part_and_an_ended_case_has_no_hearing(trial: Trial) -> None:
    trial.scheduled()
    colleague = cast.person(cast.Member("colleague", "同事", "19900000075", "", cast.OFFICER.roles))
    disputes.appoint_colleague(by=trial.officer, party=trial.plaintiff, colleague=colleague)
    assert trial.hearing.participants.filter(user=colleague, capacity="plaintiff_agent").exists()
    assert Occupied.objects.filter(resource=colleague.pk).count() == 4
    cases.close(by=trial.judge, case=trial.case, outcome="withdrawn")
    assert trial.hearing.state == HearingState.CANCELLED and not Occupied.objects.exists()


def test_a_second_hearing_is_counted_on(trial: Trial) -> None:
    trial.arranged()
    actions.cancel(by=trial.clerk, hearing=trial.hearing, reason="改期")
    made = actions.arrange(by=trial.judge, case=trial.case, form="on_site")
    assert made.session_number == 2 and Hearing.objects.count() == 2
    with pytest.raises(Invalid) as refused:
        trial.hold(made, by=trial.judge)
    assert refused.value.field == "clerk"


def test_the_summons_is_sealed_and_served_in_the_account(trial: Trial, django_capture_on_commit_callbacks: Any) -> None:
    trial.arranged().answered()
    with django_capture_on_commit_callbacks(execute=True):
        trial.scheduled()
    rows = list(Summons.objects.select_related("paper"))
    assert all(row.paper.state == "sealed" and row.served_at is not None for row in rows)
    assert trial.case.services.filter(party=trial.defendant, user=trial.borrower).count() == 1
    assert told("hearings.scheduled")


def test_a_closed_courtroom_takes_no_hearing_and_one_in_use_is_not_closed(trial: Trial) -> None:
    trial.scheduled()
    with pytest.raises(Conflict):
        actions.close_courtroom(by=trial.administrator, courtroom=trial.room)
    second = trial.courtroom("第二互联网法庭")
    assert not actions.close_courtroom(by=trial.administrator, courtroom=second).is_open
    assert trial.courtroom("第二互联网法庭").is_open, "opened again, not a second one"
