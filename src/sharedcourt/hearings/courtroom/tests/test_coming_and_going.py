"""Who comes in shows first who they are; who is lost is missed at once; and an absence is what the judge decides it is."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from sharedcourt.core import clock
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.hearings.courtroom import queries, rules
from sharedcourt.hearings.courtroom.actions import absence, discipline, entry, opening, order
from sharedcourt.hearings.courtroom.models import Absence, CourtTask, Declaration, Discipline, HearingEvent
from sharedcourt.hearings.courtroom.stages import Stage, Standing
from sharedcourt.hearings.courtroom.tests.making import WITNESS, Hall, made
from sharedcourt.hearings.models import Hearing, Participant
from sharedcourt.notices.models import Message
from sharedcourt.people import cast
from sharedcourt.people.cast import Member
from sharedcourt.rooms import actions as rooms
from sharedcourt.rooms.states import SeatState

pytestmark = pytest.mark.django_db


def later(**much: float) -> Any:
    return time_machine.travel(clock.now() + timedelta(**much), tick=True)


# ---------- before the door


def test_nobody_comes_to_the_door_without_declaration_and_identity(hall: Hall) -> None:
    hall.prepared()
    with pytest.raises(rooms.FirstElsewhere) as first:
        hall.knocks(hall.borrower)
    assert first.value.to == f"/hearings/{hall.hearing.pk}/entry/"
    with pytest.raises(Conflict) as refused:
        entry.join(by=hall.borrower, hearing=hall.hearing)
    assert refused.value.field == "declared"
    with pytest.raises(Invalid):
        entry.declare(by=hall.borrower, hearing=hall.hearing, declared=False)
    entry.declare(by=hall.borrower, hearing=hall.hearing, declared=True)
    entry.declare(by=hall.borrower, hearing=hall.hearing, declared=True)
    with pytest.raises(Conflict) as refused:
        entry.join(by=hall.borrower, hearing=hall.hearing)
    assert refused.value.field == "identity"
    hall.shows_again(hall.borrower)
    entry.join(by=hall.borrower, hearing=hall.hearing)
    assert hall.part(hall.borrower).state == "joining"
    assert hall.knocks(hall.borrower).state == SeatState.WAITING
    assert hall.part(hall.borrower).state == "available"
    kept = Declaration.objects.get()
    assert kept.version == rules.VERSION and len(kept.sha256) == 64
    assert hall.part(hall.borrower).declared_at == kept.made_at
    # The court makes no such declaration.
    assert hall.knocks(hall.judge).state == SeatState.PRESENT
    with pytest.raises(NotAllowed):
        entry.declare(by=hall.judge, hearing=hall.hearing, declared=True)
    with pytest.raises(NotAllowed):
        entry.declare(by=cast.person(cast.STRANGER), hearing=hall.hearing, declared=True)


def test_a_new_text_of_the_rules_is_declared_on_anew(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    hall.prepared()
    entry.declare(by=hall.borrower, hearing=hall.hearing, declared=True)
    monkeypatch.setattr(rules, "VERSION", "2027-01")
    hall.shows_again(hall.borrower)
    with pytest.raises(Conflict):
        entry.join(by=hall.borrower, hearing=hall.hearing)
    entry.declare(by=hall.borrower, hearing=hall.hearing, declared=True)
    assert Declaration.objects.count() == 2


def test_the_text_says_to_a_witness_what_concerns_witnesses(hall: Hall) -> None:
    assert rules.text(Standing.WITNESS) != rules.text(Standing.DEFENDANT)
    assert rules.fingerprint(Standing.WITNESS) != rules.fingerprint(Standing.DEFENDANT)


def test_the_same_page_comes_straight_back_and_another_shows_identity_again(hall: Hall) -> None:
    hall.opened()
    hall.loses(hall.borrower)
    assert hall.part(hall.borrower).state == "disconnected"
    assert hall.knocks(hall.borrower).state == SeatState.PRESENT
    assert hall.part(hall.borrower).state == "in_hearing"
    # Another page, a minute later: the identity shown before the loss does not count.
    hall.loses(hall.borrower)
    with pytest.raises(rooms.FirstElsewhere):
        hall.knocks(hall.borrower, page="another-page")
    with pytest.raises(Conflict) as refused:
        entry.join(by=hall.borrower, hearing=hall.hearing)
    assert refused.value.field == "identity"
    with later(seconds=5):
        hall.shows_again(hall.borrower)
        entry.join(by=hall.borrower, hearing=hall.hearing)
        assert hall.knocks(hall.borrower, page="another-page").state == SeatState.PRESENT
        assert hall.part(hall.borrower).state == "in_hearing"


def test_after_a_while_the_same_page_shows_identity_again_too(hall: Hall, settings: Any) -> None:
    hall.opened()
    hall.loses(hall.borrower)
    with later(minutes=settings.SHAREDCOURT_HEARING_REJOIN_MINUTES + 1), pytest.raises(rooms.FirstElsewhere):
        hall.knocks(hall.borrower)


def test_a_page_that_stays_open_for_hours_is_not_asked_in_the_middle(hall: Hall) -> None:
    """The server is started anew: nobody was lost, the identity of the morning is older than an hour, and the page says hello again."""
    hall.opened()
    with later(hours=2):
        assert hall.knocks(hall.borrower).state == SeatState.PRESENT


# ---------- lost lines


def test_when_a_party_drops_the_clerk_has_a_task_at_once_and_the_hearing_stands_still(hall: Hall) -> None:
    hall.opened()
    hall.loses(hall.borrower)
    assert hall.hearing.state == "suspended"
    (task,) = hall.tasks()
    assert (task.person, task.stops) == (hall.borrower, True)
    told = Message.objects.filter(kind="hearings.somebody_lost")
    assert set(told.values_list("user__username", flat=True)) == {"court_clerk"}
    assert {"lost", "suspended"} <= set(hall.kinds())
    assert not hall.seat(hall.officer).mic, "nobody but the court is heard meanwhile"
    with pytest.raises(Conflict) as refused:
        opening.resume(by=hall.judge, hearing=hall.hearing)
    assert refused.value.field == "missing"
    with pytest.raises(Conflict):
        absence.finish_task(by=hall.clerk, task=task)
    hall.knocks(hall.borrower)
    assert hall.tasks() == [] and CourtTask.objects.get().done_at is not None
    assert hall.hearing.state == "suspended", "the judge goes on, not the machine"
    with pytest.raises(NotAllowed):
        opening.resume(by=hall.clerk, hearing=hall.hearing)
    opening.resume(by=hall.judge, hearing=hall.hearing)
    assert hall.hearing.state == "in_session"
    assert hall.kinds().count("suspended") == 1


@pytest.mark.parametrize("name", ["judge", "clerk"])
def test_without_judge_or_clerk_it_stands_still_and_the_other_one_is_told(hall: Hall, name: str) -> None:
    hall.opened()
    hall.loses(getattr(hall, name))
    assert hall.hearing.state == "suspended"
    told = set(Message.objects.filter(kind="hearings.somebody_lost").values_list("user__username", flat=True))
    assert told == {"court_clerk" if name == "judge" else "judge"}
    hall.knocks(getattr(hall, name))
    opening.resume(by=hall.judge, hearing=hall.hearing)


def test_without_a_witness_who_is_not_being_heard_it_goes_on(hall: Hall) -> None:
    hall.opened()
    hall.led_to(Stage.INVESTIGATION)
    discipline.call_in(by=hall.judge, hearing=hall.hearing, who=hall.part(hall.witness))
    hall.enters(hall.witness)
    hall.floor(None)
    hall.loses(hall.witness)
    assert hall.hearing.state == "in_session"
    (task,) = hall.tasks()
    assert not task.stops
    absence.finish_task(by=hall.clerk, task=task)
    absence.finish_task(by=hall.clerk, task=task)
    assert hall.tasks() == []


def test_with_its_agent_still_there_a_party_may_drop(hall: Hall) -> None:
    party = hall.part(hall.officer).party
    hall.hearing.participants.create(user=cast.person(cast.WIFE), capacity="plaintiff", party=party)
    hall.court_sits()
    for user in (hall.officer, hall.borrower, cast.person(cast.WIFE)):
        hall.comes(user)
    opening.open_session(by=hall.judge, hearing=hall.hearing)
    hall.loses(cast.person(cast.WIFE))
    assert hall.hearing.state == "in_session"
    hall.loses(hall.officer)
    assert hall.hearing.state == "suspended"
    assert {(task.person.username, task.stops) for task in hall.tasks()} == {("wife", False), ("officer", True)}


def test_before_the_opening_a_lost_line_disturbs_nobody(hall: Hall) -> None:
    hall.all_there()
    hall.loses(hall.borrower)
    assert (hall.hearing.state, hall.tasks()) == ("scheduled", [])
    assert hall.part(hall.borrower).state == "disconnected"


def test_the_clerk_suspends_what_the_machine_does_not_see(hall: Hall) -> None:
    hall.opened()
    with pytest.raises(NotAllowed):
        opening.suspend(by=hall.officer, hearing=hall.hearing)
    opening.suspend(by=hall.clerk, hearing=hall.hearing, words="法庭停电")
    opening.suspend(by=hall.clerk, hearing=hall.hearing)
    assert hall.hearing.state == "suspended"
    assert HearingEvent.objects.get(kind="suspended").words == "法庭停电"
    opening.resume(by=hall.judge, hearing=hall.hearing)


# ---------- absences


def test_a_lost_line_excuses_and_what_the_log_said_is_kept_with_the_decision(hall: Hall) -> None:
    hall.opened()
    hall.loses(hall.borrower)
    with later(minutes=3):
        line = queries.line_of(hall.hearing, hall.part(hall.borrower))
        assert line is not None and line.losses == 1 and line.seconds_away >= 170
        with pytest.raises(NotAllowed):
            decide(hall, "excused", by=hall.clerk)
        with pytest.raises(Invalid):
            decide(hall, "excused", reason=" ")
        with pytest.raises(Invalid):
            decide(hall, "forgotten")
        made = decide(hall, "excused")
        assert made.losses == 1 and made.seconds_away >= 170
        assert "一百四十九" in absence.consequence(Standing.DEFENDANT, made.decision)
        assert hall.tasks() != [], "excused, and still missing"
        assert Message.objects.filter(kind="hearings.absence_decided", user=hall.borrower).exists()
        opening.close(by=hall.judge, hearing=hall.hearing)
    assert HearingEvent.objects.filter(kind="absence").count() == 1


def decide(hall: Hall, decision: str, *, by: Any = None, reason: str = "网络中断，有连接记录") -> Absence:
    return absence.decide(
        by=by or hall.judge, hearing=hall.hearing, who=hall.part(hall.borrower), decision=decision, reason=reason
    )


def test_leaving_counts_as_leaving_in_the_middle_only_after_a_warning(hall: Hall) -> None:
    hall.opened()
    with pytest.raises(Conflict):
        decide(hall, "left_midway")
    hall.goes(hall.borrower)
    assert (hall.hearing.state, hall.part(hall.borrower).state) == ("suspended", "not_signed_in")
    with pytest.raises(Conflict) as refused:
        decide(hall, "left_midway")
    assert refused.value.field == "decision"
    with later(seconds=5):
        hall.declares(hall.borrower)
        hall.knocks(hall.borrower)
        discipline.call_in(by=hall.clerk, hearing=hall.hearing, who=hall.part(hall.borrower))
        hall.enters(hall.borrower)
        opening.resume(by=hall.judge, hearing=hall.hearing)
        warn(hall)
        hall.goes(hall.borrower)
        decide(hall, "left_midway")
        assert hall.tasks() == []
        opening.resume(by=hall.judge, hearing=hall.hearing)
    assert hall.hearing.state == "in_session", "it goes on without the defendant"
    assert "一百四十七" in absence.consequence(Standing.DEFENDANT, "left_midway")
    assert "一百四十六" in absence.consequence(Standing.PLAINTIFF, "refused")


def warn(hall: Hall) -> Discipline:
    return discipline.warn(by=hall.judge, hearing=hall.hearing, who=hall.part(hall.borrower), reason="扬言退庭")


def test_whoever_never_came_is_judged_after_the_hour_and_the_excused_are_not_tried(hall: Hall) -> None:
    hall.court_sits()
    hall.comes(hall.officer)
    with pytest.raises(Conflict):
        decide(hall, "refused")
    with pytest.raises(Conflict, match=r"还|may still"):
        opening.open_session(by=hall.judge, hearing=hall.hearing)
    with later(minutes=11):
        decide(hall, "excused", reason="突发疾病")
        with pytest.raises(Conflict):
            opening.open_session(by=hall.judge, hearing=hall.hearing)
        decide(hall, "refused", reason="经传票传唤，无正当理由")
        opening.open_session(by=hall.judge, hearing=hall.hearing)
    assert hall.hearing.state == "in_session"


def test_whoever_is_here_is_not_absent(hall: Hall) -> None:
    hall.opened()
    with pytest.raises(Conflict):
        decide(hall, "refused")


# ---------- discipline


def test_the_judge_warns_silences_removes_and_lets_back(hall: Hall) -> None:
    hall.opened()
    one = hall.part(hall.borrower)
    for act in (discipline.warn, discipline.remove):
        with pytest.raises(Invalid):
            act(by=hall.judge, hearing=hall.hearing, who=one, reason="")
        for other in (hall.clerk, hall.officer):
            with pytest.raises(NotAllowed):
                act(by=other, hearing=hall.hearing, who=one, reason="喧哗")
    warn(hall)
    assert hall.seat(hall.borrower).mic
    discipline.silence(by=hall.judge, hearing=hall.hearing, who=one, reason="打断他人")
    discipline.silence(by=hall.judge, hearing=hall.hearing, who=one)
    seat = hall.seat(hall.borrower)
    assert not seat.mic
    with pytest.raises(Conflict):
        rooms.report_media(by=hall.borrower, seat=seat, session=seat.session, mic=True, camera=True, sharing=False)
    with pytest.raises(Conflict):
        hall.floor(hall.borrower)
    discipline.let_speak(by=hall.judge, hearing=hall.hearing, who=one)
    rooms.report_media(by=hall.borrower, seat=seat, session=seat.session, mic=True, camera=True, sharing=False)
    discipline.remove(by=hall.judge, hearing=hall.hearing, who=one, reason="辱骂对方")
    discipline.remove(by=hall.judge, hearing=hall.hearing, who=one, reason="辱骂对方")
    assert (hall.seat(hall.borrower).state, hall.part(hall.borrower).state) == ("removed", "available")
    with pytest.raises(Conflict):
        discipline.call_in(by=hall.clerk, hearing=hall.hearing, who=one)
    discipline.readmit(by=hall.judge, hearing=hall.hearing, who=one)
    discipline.readmit(by=hall.judge, hearing=hall.hearing, who=one)
    hall.knocks(hall.borrower)
    assert hall.part(hall.borrower).state == "in_hearing"
    kinds = [kind for kind in hall.kinds() if kind in {"warned", "muted", "unmuted", "removed", "readmitted"}]
    assert kinds == ["warned", "muted", "unmuted", "removed", "readmitted"]
    words = HearingEvent.objects.get(kind="removed").words
    assert words == "辱骂对方"


def test_a_tap_in_the_room_is_a_measure_too(hall: Hall) -> None:
    hall.opened()
    rooms.mute(by=hall.judge, seat=hall.seat(hall.borrower))
    rooms.remove(by=hall.judge, seat=hall.seat(hall.borrower))
    assert Discipline.objects.get().kind == "removal"
    assert {"muted", "removed"} <= set(hall.kinds())
    with pytest.raises(NotAllowed):
        rooms.remove(by=hall.clerk, seat=hall.seat(hall.officer))


def test_somebody_elses_participant_is_nobody_here(hall: Hall) -> None:
    hall.opened()
    case = hall.hearing.case
    other = made(case, starts_at=clock.now() + timedelta(days=9), ends_at=clock.now() + timedelta(days=9, hours=1))
    foreign = other.participants.get(user=hall.borrower)
    with pytest.raises(Participant.DoesNotExist):
        discipline.warn(by=hall.judge, hearing=hall.hearing, who=foreign, reason="x")
    assert not queries.visible_to(cast.person(cast.STRANGER)).exists()
    assert Hearing.objects.count() == 2


def test_the_order_of_two_witnesses_is_the_judges(hall: Hall) -> None:
    """A second witness may be called for a confrontation; the floor goes on to whoever was called last."""
    second = cast.person(Member("witness_two", "吴见证", "19900000074"))
    hall.hearing.participants.create(user=second, capacity="witness")
    hall.opened_with(second)
    order.advance(by=hall.judge, hearing=hall.hearing, stage="investigation")
    for user in (cast.person(WITNESS), second):
        discipline.call_in(by=hall.judge, hearing=hall.hearing, who=hall.part(user))
        hall.enters(user)
    stage = queries.stage_of(hall.hearing)
    assert stage is not None and stage.floor == hall.part(second)
