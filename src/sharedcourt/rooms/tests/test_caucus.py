"""A separate talk: who is moved where, who may do it, and that nothing crosses from one circle into another."""

import pytest
import time_machine
from channels.db import database_sync_to_async

from sharedcourt.core import clock
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.ledger.models import Entry
from sharedcourt.people import cast
from sharedcourt.rooms import actions, circles, live, messages, queries
from sharedcourt.rooms.actions import SeatSpec
from sharedcourt.rooms.models import ChatMessage, Room, SeatEvent
from sharedcourt.rooms.tests.conftest import make_room, seat_of
from sharedcourt.rooms.tests.test_line import TOGETHER, Engine

OFFER = {"type": "offer", "sdp": "v=0\r\n"}
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def room(transactional_db: None) -> Room:
    return make_room(
        seats=[
            SeatSpec(cast.person(cast.MEDIATOR), "mediator", is_host=True),
            SeatSpec(cast.person(cast.BORROWER), "borrower", side="respondent"),
            SeatSpec(cast.person(cast.WIFE), "co_obligor", side="respondent"),
            SeatSpec(cast.person(cast.OFFICER), "applicant_agent", side="applicant"),
        ]
    )


def where(room):
    names = {member.name: member.key for member in cast.CAST}
    return {names[seat["name"]]: seat["circle"] for seat in queries.roster(room.pk)}


def begin(room, **whom):
    return circles.begin(by=cast.person(cast.MEDIATOR), room=room, **whom)


@database_sync_to_async
def seat_id(room, member):
    return str(seat_of(room, member).pk)


# ---------- who is where


@pytest.mark.parametrize(
    ("whom", "expected"),
    [
        (
            {"side": "respondent"},
            {"mediator": "c1-in", "borrower": "c1-in", "wife": "c1-in", "officer": "c1-applicant"},
        ),
        (
            {"side": "applicant"},
            {"mediator": "c1-in", "officer": "c1-in", "borrower": "c1-respondent", "wife": "c1-respondent"},
        ),
        (
            {"one": cast.WIFE},
            {"mediator": "c1-in", "wife": "c1-in", "borrower": "c1-respondent", "officer": "c1-applicant"},
        ),
    ],
)
def test_the_mediator_talks_with_one_side_or_one_person(room, whom, expected):
    if "one" in whom:
        begin(room, seat=seat_of(room, whom["one"]))
    else:
        begin(room, **whom)
    assert where(room) == expected

    circles.end(by=cast.person(cast.MEDIATOR), room=room)
    circles.end(by=cast.person(cast.MEDIATOR), room=room)
    assert set(where(room).values()) == {""}
    entries = Entry.objects.filter(scope=room.scope, action__startswith="rooms.caucus.")
    assert [entry.action for entry in entries.order_by("seq")] == ["rooms.caucus.begun", "rooms.caucus.ended"]
    kinds = SeatEvent.objects.filter(seat=seat_of(room, cast.OFFICER)).values_list("kind", flat=True)
    assert list(kinds) == ["apart", "together"]


def test_the_other_side_next_without_a_pause_ends_the_first_talk(room):
    first = begin(room, side="respondent")
    assert begin(room, side="respondent") == first
    second = begin(room, side="applicant")
    first.refresh_from_db()
    assert (first.state, second.number) == ("ended", 2)
    assert where(room)["officer"] == "c2-in"
    assert where(room)["wife"] == "c2-respondent"


def test_somebody_is_brought_over_and_sent_back(room):
    begin(room, side="respondent")
    host = cast.person(cast.MEDIATOR)
    circles.move(by=host, seat=seat_of(room, cast.OFFICER), inside=True)
    assert where(room)["officer"] == "c1-in"
    circles.move(by=host, seat=seat_of(room, cast.OFFICER), inside=False)
    assert where(room)["officer"] == "c1-applicant"
    with pytest.raises(NotAllowed):
        circles.move(by=host, seat=seat_of(room, cast.MEDIATOR), inside=False)
    circles.end(by=host, room=room)
    with pytest.raises(Conflict):
        circles.move(by=host, seat=seat_of(room, cast.OFFICER), inside=True)


def test_who_comes_in_the_middle_lands_where_they_belong(room):
    begin(room, side="respondent")
    host = cast.person(cast.MEDIATOR)
    judge = actions.add_seat(
        by=host, room=room, seat=SeatSpec(cast.person(cast.LIAISON_JUDGE), "judge", side="neutral")
    )
    helper = actions.add_seat(
        by=host,
        room=room,
        seat=SeatSpec(cast.person(cast.DIRECTOR), "helper", side="applicant", beside=seat_of(room, cast.OFFICER)),
    )
    assert (judge.circle, helper.circle) == ("c1-in", "c1-applicant")
    begin(room, seat=seat_of(room, cast.OFFICER))
    assert where(room)["director"] == "c2-in", "a helper goes where the person goes"


def test_only_the_host_moves_people(room):
    with pytest.raises(NotAllowed):
        circles.begin(by=cast.person(cast.BORROWER), room=room, side="respondent")
    with pytest.raises(Invalid):
        begin(room, side="neutral")
    with pytest.raises(Invalid):
        begin(room, seat=seat_of(room, cast.MEDIATOR))
    begin(room, side="respondent")
    for refused in (
        lambda: circles.end(by=cast.person(cast.OFFICER), room=room),
        lambda: circles.move(by=cast.person(cast.OFFICER), seat=seat_of(room, cast.OFFICER), inside=True),
    ):
        with pytest.raises(NotAllowed):
            refused()
    actions.close_room(by=cast.person(cast.MEDIATOR), room=room)
    assert queries.running_caucus(room.pk) is None


def test_the_talk_ends_with_the_host_who_leaves(room):
    chair = enter(room, cast.MEDIATOR)
    enter(room, cast.OFFICER)
    begin(room, side="respondent")
    actions.leave(by=chair.user, seat=chair, session="tab")
    assert set(where(room).values()) == {""}
    assert queries.running_caucus(room.pk) is None
    ended = Entry.objects.get(scope=room.scope, action="rooms.caucus.ended")
    assert ended.actor is None
    # Back again the host begins the next one.
    enter(room, cast.MEDIATOR, "again")
    assert begin(room, side="respondent").number == 2


def test_the_talk_waits_two_minutes_for_a_host_whose_line_is_lost(room):
    with time_machine.travel(clock.now(), tick=False) as now:
        enter(room, cast.MEDIATOR)
        enter(room, cast.OFFICER)
        begin(room, side="respondent")
        actions.lose(seat_id=seat_of(room, cast.MEDIATOR).pk, session="tab")
        now.shift(119)
        actions.heal(room_id=room.pk)
        assert where(room)["officer"] == "c1-applicant"
        now.shift(2)
        actions.heal(room_id=room.pk)
        assert set(where(room).values()) == {""}


# ---------- nothing crosses


async def everybody(inside):
    return {member.key: await inside(member) for member in (cast.MEDIATOR, cast.BORROWER, cast.WIFE, cast.OFFICER)}


async def test_signals_chat_and_hints_stay_in_their_circle(inside, room):
    people = await everybody(inside)
    host, borrower, wife, officer = (people[name] for name in ("mediator", "borrower", "wife", "officer"))
    await host.say("caucus", action="begin", side="respondent")
    told = await officer.hear("caucus")
    assert told["caucus"]["side"] == "respondent"
    for person in people.values():
        await person.hear("roster", lambda message: all(seat["circle"] for seat in message["seats"]))

    # A page outside that goes on negotiating reaches nobody inside, and the other way round.
    for sender, receiver in ((officer, cast.MEDIATOR), (officer, cast.BORROWER), (borrower, cast.OFFICER)):
        await sender.say("signal", to=await seat_id(room, receiver), description=OFFER)
    await borrower.say("signal", to=await seat_id(room, cast.WIFE), description=OFFER)
    assert (await wife.hear("signal"))["from"] == await seat_id(room, cast.BORROWER)
    assert await host.silent("signal")
    assert await officer.silent("signal")
    assert await borrower.silent("signal")

    await borrower.say("chat", client_id="b-line-1", text="我们最多还三万", circle="c1-in")
    assert (await wife.hear("chat"))["circle"] == "c1-in"
    await borrower.socket.send_json({"type": "react", "kind": "slower"})
    assert (await host.hear("reaction"))["kind"] == "slower"
    await database_sync_to_async(lambda: live.push(room.pk, "mediation", {"part": "plan"}, circle="c1-in"))()
    await wife.hear("panel")
    assert await officer.silent("chat")
    seen = [message["type"] for message in officer.heard]
    assert not {"chat", "panel", "reaction", "signal"} & set(seen)


async def test_a_line_written_in_one_place_is_never_said_in_another(inside, room):
    people = await everybody(inside)
    host, officer = people["mediator"], people["officer"]
    await host.say("caucus", action="begin", side="respondent")
    await host.hear("roster", lambda message: all(seat["circle"] for seat in message["seats"]))
    await host.say("caucus", action="end")
    await host.hear("caucus", lambda message: message["caucus"] is None)
    # Sent over a line that was slow: the talk is over meanwhile, and the others are listening again.
    await host.say("chat", client_id="m-line-1", text="对方不知道的数字", circle="c1-in")
    refused = await host.hear("error")
    assert (refused["code"], refused["client_id"]) == ("moved", "m-line-1")
    assert await officer.silent("chat")
    assert not await database_sync_to_async(ChatMessage.objects.exists)()


async def apart_and_together_again(host):
    await host.say("caucus", action="begin", side="respondent")
    await host.hear("roster", lambda message: all(seat["circle"] for seat in message["seats"]))
    await host.say("caucus", action="end")
    await host.hear("roster", lambda message: not any(seat["circle"] for seat in message["seats"]))


async def test_a_sentence_begun_in_a_talk_is_not_read_by_the_others_when_the_talk_ends_meanwhile(inside):
    people = await everybody(inside)
    host, officer = people["mediator"], people["officer"]
    await apart_and_together_again(host)
    await host.say("caption", text="对方不知道的数字", final=True, circle="c1-in")
    assert (await host.hear("error"))["code"] == "moved"
    assert await officer.silent("caption")
    await host.say("caption", text="大家好", final=True, circle="")
    assert (await officer.hear("caption"))["text"] == "大家好"


async def test_sound_begun_in_a_talk_is_written_down_for_nobody_else(inside, settings):
    settings.SHAREDCOURT_SPEECH_RECOGNITION = f"{Engine.__module__}.Engine"
    people = await everybody(inside)
    host, officer = people["mediator"], people["officer"]
    await apart_and_together_again(host)
    await host.socket.send_bytes(b"c1-in".ljust(messages.CIRCLE_LENGTH) + b"RIFF" + bytes(1_000))
    assert (await host.hear("error"))["code"] == "moved"
    assert await officer.silent("caption")
    await host.socket.send_bytes(TOGETHER + b"RIFF" + bytes(1_000))
    assert (await officer.hear("caption"))["text"] == "1004 bytes"


async def test_the_history_shows_only_what_was_said_where_one_was(inside, page, room):
    people = await everybody(inside)
    host, borrower = people["mediator"], people["borrower"]
    await host.say("chat", client_id="all-line-1", text="大家好", circle="")
    await borrower.hear("chat")
    await host.say("caucus", action="begin", seat=await seat_id(room, cast.BORROWER))
    await borrower.hear("roster", lambda message: all(seat["circle"] for seat in message["seats"]))
    await host.say("chat", client_id="in-line-1", text="单独说的", circle="c1-in")
    await borrower.hear("chat")
    # The wife is brought over afterwards: she reads what is said from then on.
    await host.say("caucus", action="bring", seat=await seat_id(room, cast.WIFE))
    await people["wife"].hear(
        "roster", lambda message: sum(seat["circle"] == "c1-in" for seat in message["seats"]) == 3
    )
    await host.say("chat", client_id="in-line-2", text="三人说的", circle="c1-in")
    await people["wife"].hear("chat")
    await host.say("caucus", action="end")
    await host.hear("caucus", lambda message: message["caucus"] is None)

    expected = {
        cast.OFFICER: ["大家好"],
        cast.WIFE: ["大家好", "三人说的"],
        cast.BORROWER: ["大家好", "单独说的", "三人说的"],
        cast.MEDIATOR: ["大家好", "单独说的", "三人说的"],
    }
    for member, lines in expected.items():
        again = await page(member)
        welcome = await again.hear("welcome", lambda message: message["stage"] == "call")
        assert [line["text"] for line in welcome["chat"]] == lines
        assert welcome["caucus"] is None


def enter(room, member, session="tab"):
    person, seat = cast.person(member), seat_of(room, member)
    if not seat.is_host:
        actions.admit(by=cast.person(cast.MEDIATOR), seat=seat)
    arrival = actions.Arrival(session=session, instance=f"load-{session}")
    return actions.arrive(by=person, seat=seat, arrival=arrival)


def read_by(browser_of, room, member):
    lines = browser_of(member).get(f"/api/v1/rooms/{room.pk}/chat").json()["items"]
    return [line["text"] for line in lines]


def test_who_has_left_or_is_not_here_yet_reads_nothing_of_the_talk(room, browser_of):
    host = cast.person(cast.MEDIATOR)
    for member, kind in ((cast.LIAISON_JUDGE, "judge"), (cast.DIRECTOR, "interpreter")):
        actions.add_seat(by=host, room=room, seat=SeatSpec(cast.person(member), kind, side="neutral"))
    chair = enter(room, cast.MEDIATOR)
    judge = enter(room, cast.LIAISON_JUDGE)
    enter(room, cast.DIRECTOR)
    actions.leave(by=judge.user, seat=judge, session="tab")
    begin(room, side="respondent")

    def say(number):
        actions.say(by=host, seat=chair, session="tab", text=f"line {number}", client_id=f"m-line-{number}")

    say(1)
    interpreter = seat_of(room, cast.DIRECTOR)
    assert read_by(browser_of, room, cast.DIRECTOR) == ["line 1"]
    actions.leave(by=interpreter.user, seat=interpreter, session="tab")
    say(2)
    assert read_by(browser_of, room, cast.LIAISON_JUDGE) == []
    assert read_by(browser_of, room, cast.DIRECTOR) == []
    # The judge is let in again, the borrower comes late: they read on from here, the interpreter also what she was there for.
    enter(room, cast.LIAISON_JUDGE, "again")
    enter(room, cast.DIRECTOR, "again")
    enter(room, cast.BORROWER)
    say(3)
    assert read_by(browser_of, room, cast.LIAISON_JUDGE) == ["line 3"]
    assert read_by(browser_of, room, cast.BORROWER) == ["line 3"]
    assert read_by(browser_of, room, cast.DIRECTOR) == ["line 1", "line 3"]
    actions.remove(by=host, seat=seat_of(room, cast.BORROWER))
    say(4)
    assert read_by(browser_of, room, cast.BORROWER) == []
    enter(room, cast.BORROWER, "third")
    assert read_by(browser_of, room, cast.BORROWER) == ["line 3"]


async def test_a_hand_and_a_screen_are_seen_in_their_own_circle_only(inside, page, room, browser_of):
    people = await everybody(inside)
    host, borrower, wife, officer = (people[name] for name in ("mediator", "borrower", "wife", "officer"))
    await host.say("caucus", action="begin", side="respondent")
    for person in people.values():
        await person.hear("roster", lambda message: all(seat["circle"] for seat in message["seats"]))
    await borrower.say("hand", up=True)
    await host.hear("roster", lambda message: any(seat["hand"] for seat in message["seats"]))
    await borrower.say("media", mic=True, camera=True, sharing=True)
    await wife.hear("roster", lambda message: any(seat["sharing"] for seat in message["seats"]))
    assert await officer.silent("roster"), "nothing has changed that is told here"
    again = await page(cast.OFFICER)
    welcome = await again.hear("welcome", lambda message: message["stage"] == "call")
    assert not any(seat["hand"] or seat["sharing"] for seat in welcome["seats"])
    listed = await database_sync_to_async(lambda: browser_of(cast.OFFICER).get(f"/api/v1/rooms/{room.pk}/seats"))()
    assert listed.status_code == 200
    assert not any(seat["hand"] or seat["sharing"] for seat in listed.json()["items"])

    # A screen shared elsewhere neither keeps one's own back nor is told of.
    await again.say("media", mic=True, camera=True, sharing=True)
    await again.hear("roster", lambda message: any(seat["sharing"] for seat in message["seats"]))
    await wife.say("media", mic=True, camera=True, sharing=True)
    assert (await wife.hear("error"))["code"] == "sharing"


async def test_a_hint_may_be_for_some_seats_only(inside, room):
    people = await everybody(inside)
    seat = await database_sync_to_async(seat_of)(room, cast.WIFE)
    await database_sync_to_async(live.push)(room.pk, "mediation", {"part": "apart"}, seats=[seat.pk])
    await people["wife"].hear("panel")
    assert await people["officer"].silent("panel")


async def test_who_returns_during_the_talk_is_told_and_stays_out(inside, page, room):
    people = await everybody(inside)
    await people["mediator"].say("caucus", action="begin", side="respondent")
    await people["officer"].hear("caucus")
    await people["officer"].vanish()
    again = await page(cast.OFFICER)
    welcome = await again.hear("welcome", lambda message: message["stage"] == "call")
    assert welcome["caucus"]["circle"] == "c1-in"
    mine = next(seat for seat in welcome["seats"] if seat["seat"] == welcome["you"])
    assert (mine["circle"], mine["side"]) == ("c1-applicant", "applicant")


async def test_a_party_cannot_begin_a_talk(inside):
    people = await everybody(inside)
    await people["borrower"].say("caucus", action="begin", side="respondent")
    assert (await people["borrower"].hear("error"))["code"] == "not_allowed"
    for wrong in (
        {"action": "begin"},
        {"action": "bring", "side": "applicant"},
        {"action": "end", "side": "applicant"},
    ):
        await people["mediator"].say("caucus", **wrong)
        assert (await people["mediator"].hear("error"))["code"] == "malformed"


# ---------- hands


async def test_hands_keep_their_order_and_the_host_lowers_them(inside, room):
    people = await everybody(inside)
    await people["wife"].say("hand", up=True)
    await people["mediator"].hear("roster", lambda message: any(seat["hand"] for seat in message["seats"]))
    await people["borrower"].say("hand", up=True)
    heard = await people["mediator"].hear(
        "roster", lambda message: sum(bool(seat["hand"]) for seat in message["seats"]) == 2
    )
    raised = sorted((seat["hand"], seat["name"]) for seat in heard["seats"] if seat["hand"])
    assert [name for _at, name in raised] == [cast.WIFE.name, cast.BORROWER.name]

    await people["borrower"].say("hand", up=False, seat=await seat_id(room, cast.WIFE))
    assert (await people["borrower"].hear("error"))["code"] == "not_allowed"
    await people["mediator"].say("hand", up=False, seat=await seat_id(room, cast.WIFE))
    await people["wife"].hear("roster", lambda message: sum(bool(seat["hand"]) for seat in message["seats"]) == 1)
    await people["borrower"].say("bye")
    await people["wife"].hear("roster", lambda message: not any(seat["hand"] for seat in message["seats"]))


async def test_reactions_are_four_and_few(inside):
    people = await everybody(inside)
    for _ in range(8):
        await people["borrower"].socket.send_json({"type": "react", "kind": "agree"})
    await people["borrower"].hear("error")
    came = [message for message in people["borrower"].heard if message["type"] == "reaction"]
    assert len(came) <= 5
    await people["wife"].socket.send_json({"type": "react", "kind": "applause"})
    assert (await people["wife"].hear("error"))["code"] == "malformed"
