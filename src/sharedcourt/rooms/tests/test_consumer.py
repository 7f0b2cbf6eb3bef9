"""The room's protocol, as browsers meet it."""

import json
from datetime import timedelta

import pytest
from channels.db import database_sync_to_async

from sharedcourt.core import clock
from sharedcourt.ledger.models import Entry
from sharedcourt.people import cast
from sharedcourt.rooms import actions, backends, consumers, live
from sharedcourt.rooms.models import ChatMessage, Seat, SeatEvent
from sharedcourt.rooms.tests.conftest import make_room, seat_of

pytestmark = pytest.mark.django_db(transaction=True)
OFFER = {"type": "offer", "sdp": "v=0\r\n"}


@database_sync_to_async
def state_of(room, member):
    return str(seat_of(room, member).state)


@database_sync_to_async
def events_of(room, member):
    return [str(kind) for kind in SeatEvent.objects.filter(seat=seat_of(room, member)).values_list("kind", flat=True)]


async def test_a_party_waits_until_the_host_lets_them_in(page, inside, room):
    host = await inside(cast.MEDIATOR)
    party = await page(cast.BORROWER)
    welcome = await party.hear("welcome")
    assert welcome["stage"] == "waiting"
    assert "ice_servers" not in welcome
    assert "chat" not in welcome
    await host.states(borrower="waiting")
    await host.say(
        "moderate", action="admit", seat=str((await database_sync_to_async(seat_of)(room, cast.BORROWER)).pk)
    )
    inside_now = await party.hear("welcome", lambda message: message["stage"] == "call")
    assert inside_now["media"] == {
        "mode": "mesh",
        "video": {"width": 640, "height": 360, "frame_rate": 15, "kbps": 384},
    }
    await host.states(borrower="present")
    assert await events_of(room, cast.BORROWER) == ["waiting", "admitted", "joined"]


async def test_all_who_wait_are_let_in_with_one_tap(page, inside):
    host = await inside(cast.MEDIATOR)
    waiting = [await page(cast.BORROWER), await page(cast.WIFE)]
    await host.states(borrower="waiting", wife="waiting")
    await host.say("moderate", action="admit_all")
    for party in waiting:
        await party.hear("welcome", lambda message: message["stage"] == "call")


async def test_strangers_and_visitors_are_told_nothing(page, room):
    for nobody in (cast.STRANGER, cast.MANAGER, None):
        stranger = await page(nobody, hello=False)
        assert await stranger.closed() == 4404


async def test_staff_without_a_second_factor_do_not_come_in_by_the_back_door(page, settings):
    settings.SHAREDCOURT_REQUIRE_SECOND_FACTOR = True
    assert await (await page(cast.MEDIATOR, hello=False)).closed() == 4404
    assert (await (await page(cast.BORROWER)).hear("welcome"))["stage"] == "waiting"


async def test_a_room_that_does_not_exist_looks_the_same_as_a_stranger_s(page, room):
    stranger = await page(cast.BORROWER, of=type(room)(), hello=False)
    assert await stranger.closed() == 4404


async def test_signals_reach_only_the_addressed_person_inside(page, inside, room):
    host, borrower, wife = await inside(cast.MEDIATOR), await inside(cast.BORROWER), await inside(cast.WIFE)
    host_seat = str((await database_sync_to_async(seat_of)(room, cast.MEDIATOR)).pk)
    await borrower.say("signal", to=host_seat, epoch=1, description=OFFER)
    heard = await host.hear("signal")
    assert heard["from"] == str((await database_sync_to_async(seat_of)(room, cast.BORROWER)).pk)
    assert heard["from_instance"].startswith("load-borrower")
    assert heard["description"] == OFFER
    assert await wife.silent("signal")


async def test_somebody_who_waits_can_neither_signal_nor_hear_nor_chat_nor_moderate(page, inside, room):
    host = await inside(cast.MEDIATOR)
    waiting = await page(cast.OFFICER)
    await waiting.hear("welcome")
    host_seat, officer_seat = [
        str((await database_sync_to_async(seat_of)(room, member)).pk) for member in (cast.MEDIATOR, cast.OFFICER)
    ]
    await waiting.say("signal", to=host_seat, description=OFFER)
    assert (await waiting.hear("error"))["code"] == "not_allowed"
    await waiting.say("chat", client_id="line-0001", text="hello")
    assert (await waiting.hear("error"))["code"] == "not_allowed"
    await waiting.say("moderate", action="admit", seat=officer_seat)
    assert (await waiting.hear("error"))["code"] == "not_allowed"
    await waiting.say("media", mic=True, camera=True)
    assert (await waiting.hear("error"))["code"] == "not_allowed"
    await host.say("signal", to=officer_seat, description=OFFER)
    await host.say("chat", client_id="line-0002", text="among us")
    await host.hear("chat")
    assert await waiting.silent("signal")
    assert not [message for message in waiting.heard if message["type"] in {"signal", "chat"}]
    assert await host.silent("signal")


async def test_the_bye_of_an_older_page_leaves_the_media_of_the_newer_one_alone(inside, page, room, monkeypatch):
    left = []

    async def on_leave(self, room_id, seat):
        left.append(seat["instance"])

    monkeypatch.setattr(backends.Mesh, "on_leave", on_leave)
    host, older = await inside(cast.MEDIATOR), await inside(cast.BORROWER, instance="load-older-1")
    borrower = await database_sync_to_async(seat_of)(room, cast.BORROWER)
    while not await older.silent("roster"):
        pass
    # The newer page has the seat, and the older one, still connected, has not been told yet when it says good bye.
    arrival = actions.Arrival(session="newer", instance="load-newer-1")
    monkeypatch.setattr(live, "changed", lambda room_id, **more: None)
    await database_sync_to_async(actions.arrive)(by=borrower.user, seat=borrower, arrival=arrival)
    await older.say("bye")
    await older.hear("bye")
    assert (left, await state_of(room, cast.BORROWER)) == ([], "present")
    await host.say("bye")
    await host.hear("bye")
    assert len(left) == 1


async def test_a_sender_cannot_pretend_to_be_another(inside, room):
    host, borrower = await inside(cast.MEDIATOR), await inside(cast.BORROWER)
    seats = {
        m.key: str((await database_sync_to_async(seat_of)(room, m)).pk)
        for m in (cast.MEDIATOR, cast.BORROWER, cast.WIFE)
    }
    await borrower.say(
        "signal", to=seats["mediator"], description=OFFER, **{"from": seats["wife"], "from_instance": "load-wife-1"}
    )
    heard = await host.hear("signal")
    assert heard["from"] == seats["borrower"]
    assert heard["from_instance"].startswith("load-borrower")


async def test_a_party_cannot_moderate(inside, room):
    await inside(cast.MEDIATOR)
    borrower = await inside(cast.BORROWER)
    wife = await database_sync_to_async(seat_of)(room, cast.WIFE)
    for action in ("admit", "mute", "remove", "camera_off"):
        await borrower.say("moderate", action=action, seat=str(wife.pk))
        assert (await borrower.hear("error"))["code"] == "not_allowed"
    await borrower.say("moderate", action="close")
    assert (await borrower.hear("error"))["code"] == "not_allowed"


async def test_the_host_mutes_and_asks_for_the_camera_to_be_off(inside, room):
    host, borrower = await inside(cast.MEDIATOR), await inside(cast.BORROWER)
    seat = str((await database_sync_to_async(seat_of)(room, cast.BORROWER)).pk)
    await host.say("moderate", action="mute", seat=seat)
    assert (await borrower.hear("moderated"))["action"] == "mute"
    await host.hear("roster", lambda message: any(s["seat"] == seat and not s["mic"] for s in message["seats"]))
    await host.say("moderate", action="camera_off", seat=seat)
    assert (await borrower.hear("moderated"))["action"] == "camera_off"
    await borrower.say("media", mic=True, camera=False)
    await host.hear("roster", lambda message: any(s["seat"] == seat and s["mic"] for s in message["seats"]))


async def test_a_removed_person_is_shown_out_and_comes_back_only_when_let_in(page, inside, room):
    host, borrower = await inside(cast.MEDIATOR), await inside(cast.BORROWER)
    seat = str((await database_sync_to_async(seat_of)(room, cast.BORROWER)).pk)
    await host.say("moderate", action="remove", seat=seat)
    await borrower.hear("removed")
    assert await borrower.closed() == 4403
    again = await page(cast.BORROWER)
    await again.hear("removed")
    assert await again.closed() == 4403
    await host.say("moderate", action="admit", seat=seat)
    await host.states(borrower="admitted")
    back = await page(cast.BORROWER)
    assert (await back.hear("welcome"))["stage"] == "call"


async def test_a_lost_connection_is_told_to_the_others_and_the_same_seat_taken_again(page, inside, room):
    host, borrower = await inside(cast.MEDIATOR), await inside(cast.BORROWER, instance="one-page-load")
    await borrower.vanish()
    await host.states(borrower="disconnected")
    again = await page(cast.BORROWER, instance="one-page-load", rtt_ms=40)
    welcome = await again.hear("welcome")
    assert welcome["stage"] == "call"
    await host.states(borrower="present")
    assert await events_of(room, cast.BORROWER) == ["admitted", "joined", "lost", "returned"]

    @database_sync_to_async
    def quiet_entries():
        return list(Entry.objects.filter(scope=room.scope, action__in=["rooms.seat.lost", "rooms.seat.returned"]))

    assert len(await quiet_entries()) == 2


async def test_a_browser_that_falls_silent_loses_its_seat_after_the_limit(inside, room, monkeypatch):
    monkeypatch.setattr(consumers, "LOST_AFTER_S", 1.0)
    host = await inside(cast.MEDIATOR)
    borrower = await inside(cast.BORROWER)
    for _ in range(20):
        await host.say("heartbeat", n=1)
        await host.hear("heartbeat")
        if (await state_of(room, cast.BORROWER)) == "disconnected":
            break
        await host.silent("never", 0.2)
    assert await borrower.closed() == 4408
    assert await state_of(room, cast.BORROWER) == "disconnected"


async def test_of_two_tabs_the_newer_takes_the_seat(page, inside, room):
    host, older = await inside(cast.MEDIATOR), await inside(cast.BORROWER, instance="older-tab")
    newer = await page(cast.BORROWER, instance="newer-tab")
    assert (await newer.hear("welcome"))["stage"] == "call"
    await older.hear("replaced")
    assert await older.closed() == 4409
    await older.vanish()
    assert await state_of(room, cast.BORROWER) == "present"
    assert "replaced" in await events_of(room, cast.BORROWER)
    roster = await host.hear("roster", lambda message: any(s["instance"] == "newer-tab" for s in message["seats"]))
    assert len(roster["seats"]) == 4


async def test_seats_left_behind_by_a_dead_process_are_healed(inside, room):
    host = await inside(cast.MEDIATOR)

    @database_sync_to_async
    def a_dead_process():
        seat = seat_of(room, cast.BORROWER)
        actions.admit(by=cast.person(cast.MEDIATOR), seat=seat)
        arrival = actions.Arrival(session="dead", instance="dead-instance")
        actions.arrive(by=seat.user, seat=seat, arrival=arrival)
        Seat.objects.filter(pk=seat.pk).update(last_seen_at=clock.now() - timedelta(minutes=1))

    await a_dead_process()
    assert await state_of(room, cast.BORROWER) == "present"
    await inside(cast.WIFE)
    await host.states(borrower="disconnected", wife="present")


async def test_chat_keeps_its_order_comes_once_and_is_there_for_who_joins_later(inside, room):
    host, borrower = await inside(cast.MEDIATOR), await inside(cast.BORROWER)
    await borrower.say("chat", client_id="line-0001", text="第一句")
    await borrower.say("chat", client_id="line-0001", text="第一句")
    first = await host.hear("chat", lambda message: message["text"] == "第一句")
    await host.say("chat", client_id="line-0001", text="second")
    await host.hear("chat", lambda message: message["text"] == "second")
    assert first["name"] == cast.BORROWER.name
    later = await inside(cast.WIFE)
    welcome = next(message for message in later.heard if message["type"] == "welcome" and message["stage"] == "call")
    assert [line["text"] for line in welcome["chat"]] == ["第一句", "second"]

    @database_sync_to_async
    def stored():
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SELECT text FROM rooms_chatmessage")
            return [row[0] for row in cursor.fetchall()]

    assert len(await stored()) == 2
    assert all(text.startswith("v1:") for text in await stored())


async def test_too_much_is_refused_and_a_flood_ends_the_connection(inside, monkeypatch):
    host = await inside(cast.MEDIATOR)
    for number in range(10):
        await host.say("chat", client_id=f"line-{number:04}", text="again")
    assert (await host.hear("error"))["code"] == "rate_limited"
    monkeypatch.setattr(consumers, "REFUSALS_LIMIT", 20)
    for _ in range(40):
        await host.socket.send_text("{")
    assert await host.closed() == 4429


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "malformed"),
        ("[]", "unknown_type"),
        ('"hello"', "unknown_type"),
        ('{"type": ["signal"]}', "unknown_type"),
        ('{"type": "dance"}', "unknown_type"),
        ('{"type": "signal", "to": "x"}', "malformed"),
        ('{"type": "chat", "client_id": "line-0001"}', "malformed"),
        ('{"type": "moderate", "action": "mute"}', "malformed"),
        (json.dumps({"type": "moderate", "action": "mute", "seat": "-" * 36}), "malformed"),
        (
            json.dumps({"type": "moderate", "action": "mute", "seat": "00000000-0000-7000-8000-000000000000"}),
            "not_allowed",
        ),
        (json.dumps({"type": "chat", "client_id": "line-0001", "text": "x" * 70_000}), "too_large"),
        ("[" * 60_000, "malformed"),
    ],
)
async def test_what_cannot_be_understood_is_answered_and_changes_nothing(inside, text, code):
    host = await inside(cast.MEDIATOR)
    await host.socket.send_text(text)
    assert (await host.hear("error"))["code"] == code
    await host.say("heartbeat", n=7)
    assert (await host.hear("heartbeat"))["n"] == 7


async def test_bytes_are_not_spoken_here(inside):
    host = await inside(cast.MEDIATOR)
    await host.socket.send_bytes(b"\x00\x01")
    assert (await host.hear("error"))["code"] == "malformed"


async def test_leaving_by_choice_is_told_and_needs_letting_in_again(page, inside, room):
    host, borrower = await inside(cast.MEDIATOR), await inside(cast.BORROWER)
    await borrower.say("bye")
    assert await borrower.closed() == 1000
    await host.states(borrower="left")
    again = await page(cast.BORROWER)
    assert (await again.hear("welcome"))["stage"] == "waiting"


async def test_the_panel_is_pushed_to_those_inside_only(page, inside, room):
    host = await inside(cast.MEDIATOR)
    waiting = await page(cast.WIFE)
    await waiting.hear("welcome")
    await database_sync_to_async(live.push)(room.pk, "plan", {"revision": 3})
    assert (await host.hear("panel"))["body"] == {"revision": 3}
    assert await waiting.silent("panel")


async def test_one_screen_is_shown_at_a_time(inside):
    host, borrower = await inside(cast.MEDIATOR), await inside(cast.BORROWER)
    await host.say("media", mic=True, camera=True, sharing=True)
    await borrower.hear("roster", lambda message: any(s["sharing"] for s in message["seats"]))
    await borrower.say("media", mic=True, camera=True, sharing=True)
    assert (await borrower.hear("error"))["code"] == "sharing"


async def test_closing_the_room_shows_everyone_out_and_lets_nobody_in(page, inside):
    host, borrower = await inside(cast.MEDIATOR), await inside(cast.BORROWER)
    await host.say("moderate", action="close")
    await borrower.hear("closed")
    assert await borrower.closed() == 4410
    again = await page(cast.WIFE)
    await again.hear("closed")
    assert await again.closed() == 4410


async def test_before_the_time_only_the_host_comes_in(page, room):
    early = await database_sync_to_async(make_room)(opens_at=clock.now() + timedelta(hours=1))
    party = await page(cast.BORROWER, of=early)
    refused = await party.hear("error")
    assert refused["code"] == "not_open"
    assert refused["opens_at"]
    host = await page(cast.MEDIATOR, of=early)
    assert (await host.hear("welcome"))["stage"] == "call"


async def test_turn_credentials_are_given_for_the_check_and_the_call(page, inside, settings):
    settings.SHAREDCOURT_TURN_URLS = ["turn:turn.example:3478"]
    settings.SHAREDCOURT_TURN_SECRET = "shared"
    host = await page(cast.MEDIATOR, hello=False)
    await host.say("check")
    (server,) = (await host.hear("check"))["ice_servers"]
    expiry, user = server["username"].split(":")
    assert int(expiry) > clock.now().timestamp()
    assert user == str((await database_sync_to_async(cast.person)(cast.MEDIATOR)).pk)


async def test_a_removed_person_gets_no_credentials_for_the_relay(page, inside, room, settings):
    settings.SHAREDCOURT_TURN_URLS = ["turn:turn.example:3478"]
    settings.SHAREDCOURT_TURN_SECRET = "shared"
    await inside(cast.MEDIATOR)
    borrower = await page(cast.BORROWER, hello=False)
    await borrower.say("check")
    assert len((await borrower.hear("check"))["ice_servers"]) == 1
    seat = await database_sync_to_async(seat_of)(room, cast.BORROWER)
    host = await database_sync_to_async(cast.person)(cast.MEDIATOR)
    await database_sync_to_async(actions.remove)(by=host, seat=seat)
    for removed in (borrower, await page(cast.BORROWER, hello=False)):
        await removed.say("check")
        assert (await removed.hear("check"))["ice_servers"] == []


async def test_an_account_that_was_blocked_is_out_at_its_next_message(inside):
    await inside(cast.MEDIATOR)
    borrower = await inside(cast.BORROWER)
    await database_sync_to_async(
        type(await database_sync_to_async(cast.person)(cast.BORROWER)).objects.filter(username="borrower").update
    )(is_active=False)
    await borrower.say("chat", client_id="line-0001", text="still here?")
    assert (await borrower.hear("error"))["code"] == "not_allowed"
    assert not await database_sync_to_async(ChatMessage.objects.exists)()
