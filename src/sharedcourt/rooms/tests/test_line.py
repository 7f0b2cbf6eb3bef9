"""How good everyone's line was: measured by the browsers, kept in the log, read by the host."""

import csv
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from channels.db import database_sync_to_async
from django.test import Client

from sharedcourt.people import cast
from sharedcourt.rooms import actions, captions, consumers, line, messages
from sharedcourt.rooms.line import Line
from sharedcourt.rooms.models import SeatEvent
from sharedcourt.rooms.tests.conftest import make_room, seat_of
from sharedcourt.rooms.tests.test_rooms import arrive

pytestmark = pytest.mark.django_db(transaction=True)
POOR, GOOD = Line(rtt_ms=400, loss_percent=30), Line(rtt_ms=40, loss_percent=0)


@database_sync_to_async
def log_of(room, member):
    return list(SeatEvent.objects.filter(seat=seat_of(room, member)).values_list("kind", "rtt_ms", "loss_percent"))


@pytest.fixture
def held():
    room = make_room()
    arrive(room, cast.MEDIATOR, "host")
    actions.admit(by=cast.person(cast.MEDIATOR), seat=seat_of(room, cast.BORROWER))
    arrive(room, cast.BORROWER, "borrower")
    return room


def report(room, *, camera, reason=""):
    seat = seat_of(room, cast.BORROWER)
    return actions.report_media(
        by=seat.user, seat=seat, session="borrower", mic=True, camera=camera, sharing=False, reason=reason, line=POOR
    )


def kinds(room):
    return [
        str(kind) for kind in SeatEvent.objects.filter(seat=seat_of(room, cast.BORROWER)).values_list("kind", flat=True)
    ]


def test_why_a_picture_is_missing_is_told_and_kept(held):
    assert report(held, camera=False, reason="network").camera_reason == "network"
    report(held, camera=False, reason="network")
    assert report(held, camera=True, reason="network").camera_reason == ""
    report(held, camera=False, reason="unplugged")
    report(held, camera=False)
    assert kinds(held)[2:] == ["sound_only", "picture", "unplugged"]
    event = SeatEvent.objects.get(kind="sound_only")
    assert (event.rtt_ms, event.loss_percent) == (400, 30)


def test_whoever_switches_the_camera_off_by_hand_leaves_no_trace_of_a_bad_line(held):
    report(held, camera=False)
    report(held, camera=True)
    assert kinds(held)[2:] == []


def test_a_poor_line_is_written_down_once_a_minute(held):
    seat = seat_of(held, cast.BORROWER)
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        for _second in range(0, 130, 5):
            assert actions.keep_alive(seat_id=seat.pk, session="borrower", line=POOR)
            clock.shift(5)
        actions.keep_alive(seat_id=seat.pk, session="borrower", line=GOOD)
    assert kinds(held).count("weak") == 3
    assert not actions.keep_alive(seat_id=seat.pk, session="older", line=POOR)
    assert kinds(held).count("weak") == 3


@pytest.mark.parametrize(
    ("measured", "is_poor"),
    [(Line(), False), (GOOD, False), (Line(1000, 0), True), (Line(50, 10), True), (Line(999, 9), False)],
)
def test_what_counts_as_poor(measured, is_poor):
    assert measured.is_poor is is_poor


def test_the_log_says_how_long_somebody_was_away(held):
    begun = datetime.now(UTC)
    seat = seat_of(held, cast.BORROWER)
    with time_machine.travel(begun, tick=False) as clock:
        actions.lose(seat_id=seat.pk, session="borrower", line=POOR)
        clock.shift(90)
        arrive(held, cast.BORROWER, "again")
        clock.shift(60)
        actions.lose(seat_id=seat.pk, session="again")
    events = SeatEvent.objects.filter(seat__room=held).select_related("seat__user")
    (found,) = line.absences(events, begun + timedelta(seconds=200))
    assert (found.name, found.losses, found.seconds_away, found.worst_loss) == (cast.BORROWER.name, 2, 140, 30)


def test_the_host_saves_the_log_as_a_table_and_nobody_else(held, browser_of):
    actions.lose(seat_id=seat_of(held, cast.BORROWER).pk, session="borrower", line=POOR)
    address = f"/rooms/{held.pk}/log.csv"
    answer = browser_of(cast.MEDIATOR).get(address)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    last = list(csv.reader(text.splitlines()))[-1]
    assert last[1] == cast.BORROWER.name
    assert last[-2:] == ["400", "30"]
    page = browser_of(cast.MEDIATOR).get(f"/rooms/{held.pk}/log/").content.decode()
    assert "30 %" in page
    assert address in page
    for member in (cast.BORROWER, cast.STRANGER):
        assert browser_of(member).get(address).status_code == 404


async def test_heartbeats_carry_loss_into_the_log_of_a_lost_line(inside, room, monkeypatch):
    monkeypatch.setattr(consumers, "LOOK_EVERY_S", consumers.HEARTBEAT_S)
    borrower = await inside(cast.BORROWER)
    await borrower.say("heartbeat", n=1, rtt_ms=420, loss=31)
    await borrower.hear("heartbeat")
    await borrower.vanish()
    log = await log_of(room, cast.BORROWER)
    assert ("weak", 420, 31) in log
    assert ("lost", 420, 31) in log


@pytest.mark.parametrize("loss", [-1, 101, "much"])
async def test_a_loss_that_cannot_be_is_refused(inside, loss):
    borrower = await inside(cast.BORROWER)
    await borrower.say("heartbeat", n=1, loss=loss)
    assert (await borrower.hear("error"))["code"] == "malformed"


async def test_the_others_learn_why_there_is_no_picture(inside):
    host, borrower = await inside(cast.MEDIATOR), await inside(cast.BORROWER)
    await borrower.say("media", mic=True, camera=False, reason="network")

    def told(message):
        return any(seat["camera_reason"] == "network" for seat in message["seats"])

    await host.hear("roster", told)


async def test_captions_reach_everyone_inside_and_are_kept_nowhere(inside, page, room):
    host, borrower = await inside(cast.MEDIATOR), await inside(cast.BORROWER)
    outside = await page(cast.WIFE)
    await borrower.say("caption", text="我愿意分期还款", final=True, circle="")
    heard = await host.hear("caption")
    assert heard["text"] == "我愿意分期还款"
    assert heard["seat"] == str((await database_sync_to_async(seat_of)(room, cast.BORROWER)).pk)
    assert await outside.silent("caption")
    await outside.say("caption", text="I am not inside", final=True, circle="")
    assert (await outside.hear("error"))["code"] == "not_allowed"
    # Whoever is muted is not read either.
    await borrower.say("media", mic=False, camera=True)
    await host.hear("roster")
    await borrower.say("caption", text="still talking", final=True, circle="")
    assert await host.silent("caption")


async def test_captions_can_be_switched_off_for_the_whole_installation(inside, settings):
    settings.SHAREDCOURT_BROWSER_CAPTIONS = False
    host, borrower = await inside(cast.MEDIATOR), await inside(cast.BORROWER)
    await borrower.say("caption", text="我愿意分期还款", final=True, circle="")
    assert await host.silent("caption")


TOGETHER = b" " * messages.CIRCLE_LENGTH


class Engine:
    """Writes down the length of what it hears."""

    def is_available(self):
        return True

    async def write_down(self, sound, *, language):
        return f"{len(sound)} bytes"


async def test_an_engine_of_the_server_writes_down_what_it_is_sent(inside, settings):
    settings.SHAREDCOURT_SPEECH_RECOGNITION = f"{Engine.__module__}.Engine"
    host, borrower = await inside(cast.MEDIATOR), await inside(cast.BORROWER)
    await borrower.socket.send_bytes(TOGETHER + b"RIFF" + bytes(60_000))
    assert (await host.hear("caption"))["text"] == "60004 bytes"
    await borrower.say("media", mic=False, camera=True)
    await host.hear("roster")
    await borrower.socket.send_bytes(TOGETHER + b"RIFF" + bytes(60_000))
    assert await host.silent("caption")


async def test_without_an_engine_sound_is_refused(inside):
    assert captions.writer() == "browser"
    borrower = await inside(cast.BORROWER)
    await borrower.socket.send_bytes(TOGETHER + b"RIFF" + bytes(60_000))
    assert (await borrower.hear("error"))["code"] == "malformed"


def test_a_number_to_call_is_shown_where_one_is_set(held, browser_of, settings):
    settings.SHAREDCOURT_CALL_IN_NUMBER = ""
    assert "tel:" not in Client().get("/rooms/check/").content.decode()
    settings.SHAREDCOURT_CALL_IN_NUMBER = "0577-12368"
    assert "tel:0577-12368" in Client().get("/rooms/check/").content.decode()
    assert browser_of(cast.BORROWER).get(f"/rooms/{held.pk}/").content.decode().count("tel:0577-12368") == 2


def test_the_sample_cannot_be_made_smaller_on_the_way():
    answer = Client().get("/rooms/check/sample/", headers={"accept-encoding": "gzip"})
    assert len(answer.content) > 150_000
    assert answer.headers["Content-Encoding"] == "identity"
