"""The liaison judge called into the room; interpreters and helpers beside a person."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.ledger.models import Entry
from sharedcourt.mediation.actions import apart, assistants, guidance, meetings
from sharedcourt.mediation.models import Assistant, Guidance
from sharedcourt.mediation.tests.stage import Stage, at
from sharedcourt.notices.models import Message
from sharedcourt.people import cast
from sharedcourt.people.models import User
from sharedcourt.rooms import actions as rooms
from sharedcourt.rooms import circles
from sharedcourt.rooms.actions import Arrival
from sharedcourt.rooms.models import Room, Seat
from tests.world import AT, World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _commits_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a case does after the room's commit happens within the test's transaction."""
    monkeypatch.setattr("sharedcourt.mediation.reactions.transaction.on_commit", lambda act, **_: act())


@pytest.fixture
def stage(person: Callable[[Any], User], settings: Any) -> Iterator[Stage]:
    settings.DEMO = True  # staff need no second factor
    with time_machine.travel(at("2022-01-06T13:50")):
        yield Stage(person).begun().meet_now().informed().planned()


def call(stage: Stage) -> Guidance:
    judge = cast.person(cast.LIAISON_JUDGE)
    return guidance.ask(by=stage.mediator, meeting=stage.meeting, judge_id=judge.pk)


def seat_of(stage: Stage, user: User) -> Seat:
    return Seat.objects.select_related("room", "user").get(room_id=stage.meeting.room_id, user=user)


def recorded(stage: Stage, beginning: str) -> list[str]:
    entries = Entry.objects.filter(scope=stage.dispute.pk, action__startswith=beginning).order_by("seq")
    return [entry.action.rpartition(".")[2] for entry in entries]


def test_the_judge_is_called_reads_joins_and_leaves(stage: Stage, browser_of: Callable[[Any], Client]) -> None:
    judge = cast.person(cast.LIAISON_JUDGE)
    assert [each.user for each in guidance.judges_for(stage.case)] == [judge]
    made = call(stage)
    assert call(stage) == made, "called once"
    page = reverse("mediation:guidance", args=[made.pk])
    assert page in {each.link for each in Message.objects.filter(user=judge, kind="mediation.guidance")}

    shown = browser_of(cast.LIAISON_JUDGE).get(page)
    assert shown.status_code == 200
    assert cast.BORROWER.name in shown.content.decode()
    panel = browser_of(cast.LIAISON_JUDGE).get(reverse("mediation:panel", args=[stage.meeting.pk]))
    assert panel.status_code == 200
    for member in (cast.JUDGE, cast.STRANGER, cast.OTHER_MANAGER, cast.OFFICER, cast.MEDIATOR):
        assert browser_of(member).get(page).status_code == 404, member.key
    # The summary, and nothing else of the file.
    assert browser_of(cast.LIAISON_JUDGE).get(reverse("mediation:case", args=[stage.case.pk])).status_code == 404
    part = reverse("mediation:panel-part", args=[stage.meeting.pk, "people"])
    assert browser_of(cast.LIAISON_JUDGE).get(part).status_code == 404

    seat = seat_of(stage, judge)
    assert (seat.role_key, seat.side, seat.state) == ("liaison_judge", "neutral", "admitted")
    rooms.arrive(by=judge, seat=seat, arrival=Arrival(session="s", instance="i"))
    made.refresh_from_db()
    assert (made.state, made.joined_at is not None) == ("joined", True)
    rooms.leave(by=judge, seat=seat_of(stage, judge), session="s")
    made.refresh_from_db()
    assert (made.state, made.left_at is not None, made.court) == ("left", True, cast.organisation(cast.COURT))
    assert recorded(stage, "mediation.guidance.") == ["asked", "joined", "left"]
    assert browser_of(cast.LIAISON_JUDGE).get(page).status_code == 404, "the call is over"

    again = call(stage)
    assert again.pk != made.pk
    assert seat_of(stage, judge).state == "admitted"


@pytest.mark.parametrize("ending", ["left", "closed"])
def test_guidance_counts_though_its_beginning_was_not_told_of(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    made = call(stage)
    # The process is killed between the commit of the entering and what follows it.
    with monkeypatch.context() as killed:
        killed.setattr("sharedcourt.mediation.reactions.transaction.on_commit", lambda *_, **__: None)
        rooms.arrive(by=made.judge, seat=seat_of(stage, made.judge), arrival=Arrival(session="s", instance="i"))
    made.refresh_from_db()
    assert made.state == "asked"
    if ending == "left":
        rooms.leave(by=made.judge, seat=seat_of(stage, made.judge), session="s")
    else:
        rooms.close_room(by=stage.mediator, room=Room.objects.get(pk=stage.meeting.room_id))
    made.refresh_from_db()
    assert (made.state, made.joined_at is not None, made.left_at is not None) == ("left", True, True)
    # Called a second time, but not come a second time: that is no guidance.
    if ending == "left":
        again = call(stage)
        rooms.remove(by=stage.mediator, seat=seat_of(stage, made.judge))
        again.refresh_from_db()
        assert again.state == "asked"


def test_a_judge_who_was_called_hears_a_talk_but_reads_none_of_its_notes(
    stage: Stage, browser_of: Callable[[Any], Client]
) -> None:
    circles.begin(by=stage.mediator, room=Room.objects.get(pk=stage.meeting.room_id), side="respondent")
    apart.write_note(by=stage.mediator, case=stage.case, text="每月最多还六千")
    made = call(stage)
    assert seat_of(stage, made.judge).circle == "c1-in"
    shown = browser_of(cast.LIAISON_JUDGE).get(reverse("mediation:guidance", args=[made.pk])).content.decode()
    assert "六千" not in shown


def test_the_judge_declines_or_the_mediator_withdraws(stage: Stage, browser_of: Callable[[Any], Client]) -> None:
    made = call(stage)
    act = reverse("mediation:guidance-act", args=[made.pk, "decline"])
    assert browser_of(cast.JUDGE).post(act).status_code == 404
    assert browser_of(cast.LIAISON_JUDGE).post(act).status_code == 302
    assert browser_of(cast.LIAISON_JUDGE).post(act).status_code == 404
    assert seat_of(stage, made.judge).state == "removed"
    assert Message.objects.filter(user=stage.mediator, kind="mediation.guidance_declined").exists()

    second = call(stage)
    with pytest.raises(NotAllowed):
        guidance.withdraw(by=stage.officer, meeting=stage.meeting, guidance_id=second.pk)
    guidance.withdraw(by=stage.mediator, meeting=stage.meeting, guidance_id=second.pk)
    with pytest.raises(NotAllowed):
        guidance.decline(by=stage.officer, guidance=second)
    assert recorded(stage, "mediation.guidance.") == ["asked", "declined", "asked", "withdrawn"]


def test_who_cannot_call_and_who_cannot_be_called(stage: Stage) -> None:
    with pytest.raises(NotAllowed):
        guidance.ask(by=stage.officer, meeting=stage.meeting, judge_id=cast.person(cast.LIAISON_JUDGE).pk)
    for member in (cast.JUDGE, cast.STRANGER, cast.WIFE):
        with pytest.raises(Invalid):
            guidance.ask(by=stage.mediator, meeting=stage.meeting, judge_id=cast.person(member).pk)


def test_with_the_meeting_every_call_ends(stage: Stage) -> None:
    made = call(stage)
    meetings.end_meeting(by=stage.mediator, meeting=stage.meeting)
    made.refresh_from_db()
    assert made.state == "withdrawn"
    with pytest.raises(Conflict):
        call(stage)


# ---------- interpreters and helpers


def propose(stage: Stage, **more: Any) -> Assistant:
    helps = stage.meeting.participants.get(user=stage.wife)
    given: dict[str, Any] = {
        "kind": "sign_interpreter",
        "name": "手语老师",
        "phone": "199 0000 0055",
        "helps": helps.pk,
    }
    return assistants.propose(by=stage.mediator, meeting=stage.meeting, **(given | more))


def test_an_interpreter_is_invited_when_the_person_agrees(
    stage: Stage, browser_of: Callable[[Any], Client], client: Client
) -> None:
    made = propose(stage)
    with pytest.raises(NotAllowed):
        assistants.answer(by=stage.borrower, meeting=stage.meeting, assistant_id=made.pk, given=True)
    panel = reverse("mediation:panel", args=[stage.meeting.pk])
    assert "手语老师" in browser_of(cast.WIFE).get(panel).content.decode()
    assert "手语老师" not in browser_of(cast.OFFICER).get(panel).content.decode()
    act = reverse("mediation:panel-act", args=[stage.meeting.pk, "answer-assistant"])
    assert browser_of(cast.WIFE).post(act, {"assistant": str(made.pk), "given": "yes"}).status_code == 302

    # The link from the message signs the interpreter in and leads straight to the room.
    link = Message.objects.get(kind="mediation.assistant").link
    where = client.post(link)
    assert where.headers["Location"] == reverse("rooms:room", args=[stage.meeting.room_id])
    made.refresh_from_db()
    assert made.user is not None
    seat = seat_of(stage, made.user)
    assert (seat.role_key, seat.keeps_size, seat.side, seat.state) == ("sign_interpreter", True, "neutral", "admitted")
    room = client.get(where.headers["Location"])
    assert room.status_code == 200
    assert "data-has-panel" not in room.content.decode(), "no file for the interpreter"
    assert client.get(panel).status_code == 404
    assert recorded(stage, "mediation.assistant.") == ["proposed", "agreed", "seated"]


def test_a_helper_goes_where_the_person_goes(stage: Stage) -> None:
    made = propose(stage, kind="helper")
    assistants.answer(by=stage.wife, meeting=stage.meeting, assistant_id=made.pk, given=True)
    helper = User.objects.create_user("helper-of-the-wife", name="邻居", phone="19900000055")
    assistants.invitation_accepted(
        Entry(action="people.invitation.accepted", actor=helper.pk, subject=Assistant.objects.get().invitation_id)
    )
    circles.begin(by=stage.mediator, room=Room.objects.get(pk=stage.meeting.room_id), seat=seat_of(stage, stage.wife))
    assert seat_of(stage, helper).circle == seat_of(stage, stage.wife).circle == "c1-in"


@pytest.mark.parametrize("hindrance", ["full", "closed"])
def test_an_invitation_is_accepted_though_the_room_has_no_seat_for_it(
    stage: Stage, client: Client, hindrance: str
) -> None:
    made = propose(stage)
    assistants.answer(by=stage.wife, meeting=stage.meeting, assistant_id=made.pk, given=True)
    room = Room.objects.get(pk=stage.meeting.room_id)
    if hindrance == "full":
        Room.objects.filter(pk=room.pk).update(max_seats=4)
    else:
        rooms.close_room(by=stage.mediator, room=room)
    where = client.post(Message.objects.get(kind="mediation.assistant").link)
    assert where.status_code == 302
    assert "_auth_user_id" in client.session
    made.refresh_from_db()
    assert (made.state, made.user) == ("agreed", None)
    told = Message.objects.filter(user=stage.mediator, kind="mediation.assistant_no_seat")
    assert told.exists() is (hindrance == "full")


def test_nobody_is_seated_without_consent(stage: Stage) -> None:
    made = propose(stage)
    assistants.answer(by=stage.wife, meeting=stage.meeting, assistant_id=made.pk, given=False)
    assistants.answer(by=stage.wife, meeting=stage.meeting, assistant_id=made.pk, given=True)
    made.refresh_from_db()
    assert (made.state, made.invitation) == ("refused", None)
    for wrong in (
        {"kind": "friend"},
        {"phone": "12"},
        {"name": ""},
        {"director": cast.person(cast.DIRECTOR).pk},
        {"phone": stage.borrower.phone},
        {"helps": stage.meeting.participants.get(is_host=True).pk},
    ):
        with pytest.raises(Invalid):
            propose(stage, **wrong)


def test_the_director_beside_the_person_helps_without_an_invitation(db: None) -> None:
    with time_machine.travel(AT):
        world = World().mediating()
        director = cast.person(cast.DIRECTOR)
        assert director in assistants.directors_for(world.meeting)
        made = assistants.propose(
            by=world.mediator,
            meeting=world.meeting,
            helps=world.meeting.participants.get(user=world.wife).pk,
            kind="helper",
            director=director.pk,
        )
        assistants.answer(by=world.wife, meeting=world.meeting, assistant_id=made.pk, given=True)
        made.refresh_from_db()
        seat = Seat.objects.select_related("beside").get(room=world.room, user=director)
        assert (made.state, seat.role_key, seat.side) == ("seated", "helper", "respondent")
        assert seat.beside is not None and seat.beside.user_id == world.wife.pk
        assert Message.objects.filter(user=director, kind="mediation.assistant").exists()
