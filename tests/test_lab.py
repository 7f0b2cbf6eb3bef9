"""The lab's own parts: its packets, its reports, its arithmetic; and two of its participants in a real room."""

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import pytest
import uvicorn
from aiortc.rtp import RtcpPacket, RtcpReceiverInfo, RtcpSrPacket, RtpPacket
from channels.auth import AuthMiddlewareStack
from channels.db import database_sync_to_async
from channels.routing import URLRouter
from channels.security.websocket import AllowedHostsOriginValidator

from bench import _joining
from bench._load import Stretch, rooms_within
from lab import casts, rtp
from lab.connection import Connection, read
from lab.media import reel
from lab.meeting import Meeting
from lab.participant import Receiving, small
from lab.platform import BACKEND
from lab.rtp import Incoming
from lab.sending import Outgoing, Track
from sharedcourt.disputes.models import Dispute
from sharedcourt.rooms.models import Seat
from sharedcourt.rooms.routing import websocket_urlpatterns
from sharedcourt.rooms.tests.gateways import gateways, needs_janus
from tests.live import free_port, has_network

NOW = 1_700_000_000.0
OFFER = """v=0
o=- 1 1 IN IP4 192.0.2.2
s=-
a=group:BUNDLE a1 v1
m=audio 9 UDP/TLS/RTP/SAVPF 111
a=sendonly
a=mid:a1
a=ice-ufrag:abcd
a=ice-pwd:0123456789abcdefghijkl
a=fingerprint:sha-256 AA:BB
a=rtpmap:111 opus/48000/2
a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
a=ssrc:1111 cname:janus
a=candidate:1 1 udp 2015363327 192.0.2.2 41000 typ host
a=end-of-candidates
m=video 9 UDP/TLS/RTP/SAVPF 96
a=sendonly
a=mid:v1
a=rtpmap:96 VP8/90000
a=ssrc:2222 cname:janus
m=video 9 UDP/TLS/RTP/SAVPF 96
a=inactive
a=mid:v2
a=rtpmap:96 VP8/90000
m=video 0 UDP/TLS/RTP/SAVPF 96
a=inactive
a=mid:v3
a=rtpmap:96 VP8/90000
""".replace("\n", "\r\n")


def arrive(source: Incoming, *sequences: int, now: float = NOW) -> list[int]:
    """Packets with these numbers come; returns what was asked for."""
    asked: list[int] = []
    for sequence in sequences:
        asked += source.take(sequence & 0xFFFF, 0, marker=False, octets=100, now=now)
    return asked


class TestWhatArrives:
    def test_a_gap_is_asked_for_and_filled(self) -> None:
        source = Incoming(7, rtp.VIDEO)
        assert arrive(source, 10, 11, 14) == [12, 13]
        assert (source.expected, source.received, source.lost) == (5, 3, 2)
        arrive(source, 12, 13)
        assert source.lost == 0
        assert not source.missing

    def test_numbers_go_on_after_the_wrap(self) -> None:
        source = Incoming(7, rtp.VIDEO)
        assert arrive(source, 65533, 65534, 65537, 65538) == [65535, 65536]
        assert (source.expected, source.lost) == (6, 2)
        packets = rtp.nacks(1, 7, [65535, 65536])
        assert [RtcpPacket.parse(bytes(packet))[0].lost for packet in packets] == [[65535], [0]]

    def test_sound_is_not_asked_for_but_its_loss_counts(self) -> None:
        source = Incoming(7, rtp.AUDIO)
        assert arrive(source, 1, 5) == []
        assert source.lost == 3

    def test_what_does_not_come_is_given_up_for_a_whole_picture(self) -> None:
        source = Incoming(7, rtp.VIDEO)
        arrive(source, 1, 2, 4)
        source.whole_picture((640, 360))
        asked = [source.overdue(NOW + rtp.ASK_AGAIN_S * tenth * 1.01) for tenth in range(1, rtp.ASK_TIMES + 1)]
        assert asked == [[3]] * (rtp.ASK_TIMES - 1) + [[]]
        assert source.needs_key_frame
        assert not source.missing

    def test_an_outage_asks_for_a_whole_picture_only(self) -> None:
        source = Incoming(7, rtp.VIDEO)
        source.needs_key_frame = False
        assert arrive(source, 1, 500) == []
        assert source.needs_key_frame

    def test_a_report_tells_the_loss_since_the_last_one(self) -> None:
        source = Incoming(7, rtp.AUDIO)
        arrive(source, 0, 1, 2, 3, 6, 7)
        source.heard_sender_report(rtp.ntp(NOW - 2), NOW - 1.5)
        block = source.report(NOW)
        assert (block.fraction_lost, block.packets_lost, block.highest_sequence) == (64, 2, 7)
        assert block.dlsr == 1.5 * 65536
        arrive(source, 8, 9)
        assert source.report(NOW).fraction_lost == 0

    def test_steady_packets_have_no_jitter_and_late_ones_do(self) -> None:
        steady, late = Incoming(7, rtp.AUDIO), Incoming(8, rtp.AUDIO)
        for number in range(50):
            steady.take(number, number * 960, marker=False, octets=1, now=NOW + number * 0.02)
            late.take(number, number * 960, marker=False, octets=1, now=NOW + number * 0.02 + number % 2 * 0.01)
        assert steady.jitter < 1
        assert late.jitter == pytest.approx(480, rel=0.1)


class TestReports:
    def test_the_round_trip_is_what_is_left_without_the_others_waiting(self) -> None:
        sent = rtp.ntp(NOW)
        block = RtcpReceiverInfo(1, 0, 0, 0, 0, lsr=rtp.middle(sent), dlsr=int(0.5 * 65536))
        assert rtp.round_trip(block, NOW + 0.75) == pytest.approx(0.25, abs=0.001)
        assert rtp.round_trip(RtcpReceiverInfo(1, 0, 0, 0, 0, lsr=0, dlsr=0), NOW) is None

    def test_a_sender_report_says_what_was_sent(self) -> None:
        track = Track(rtp.AUDIO, 111)
        track.packets, track.octets, track.sent_at, track.timestamp = 50, 4000, NOW - 0.01, 96_000
        told = RtcpPacket.parse(bytes(track.report(NOW)))[0]
        assert isinstance(told, RtcpSrPacket)
        assert (told.sender_info.packet_count, told.sender_info.octet_count) == (50, 4000)
        assert told.sender_info.rtp_timestamp == pytest.approx(96_480, abs=1)


class TestPackets:
    def test_a_head_is_read_as_it_was_written(self) -> None:
        packet = rtp.head(96, 65_537, 5, 9, marker=True, extension=(3, 7)) + b"picture"
        read_back = RtpPacket.parse(packet)
        assert (read_back.payload_type, read_back.sequence_number, read_back.timestamp) == (96, 1, 5)
        assert (read_back.ssrc, read_back.marker, read_back.payload) == (9, 1, b"picture")
        assert packet[rtp.payload_at(packet) :] == b"picture"

    def test_a_whole_picture_is_known_by_its_beginning(self) -> None:
        film = small()
        whole, other = film.frames[film.keys[0]], film.frames[film.keys[0] + 1]
        assert rtp.vp8_size(rtp.vp8_descriptor(5, first=True) + whole[0]) == (160, 96)
        assert rtp.vp8_size(rtp.vp8_descriptor(5, first=False) + whole[0]) is None
        assert rtp.vp8_size(rtp.vp8_descriptor(6, first=True) + other[0]) is None

    def test_sound_says_when_it_was_sent_and_still_plays(self) -> None:
        plain = small().sounds[1]
        marked = rtp.marked(plain, NOW)
        assert (rtp.mark_of(marked), rtp.mark_of(plain)) == (NOW, None)
        frames = [av.CodecContext.create("opus", "r").decode(av.Packet(sound)) for sound in (plain, marked)]
        assert bytes(frames[0][0].planes[0]) == bytes(frames[1][0].planes[0])


class TestFilms:
    def test_a_film_is_as_large_as_was_asked_and_plays_from_every_whole_picture(self) -> None:
        film = reel(2, "Mediator", size=(320, 180), rate=10, kbps=200)
        assert film.keys[0] == 0
        assert film.video_kbps == pytest.approx(200, rel=0.25)
        for key in film.keys:
            decoder = av.CodecContext.create("vp8", "r")
            shown = [frame for pieces in film.frames[key:] for frame in decoder.decode(av.Packet(b"".join(pieces)))]
            assert len(shown) == len(film.frames) - key
            assert (shown[0].width, shown[0].height) == (320, 180)

    def test_participants_look_different(self) -> None:
        assert len({reel(number, size=(160, 96), rate=5, kbps=60).frames[0] for number in range(3)}) == 3


class Wire:
    """Instead of a connection: what would be sent."""

    def __init__(self) -> None:
        self.packets: list[RtpPacket] = []

    def send(self, packet: bytes) -> None:
        self.packets.append(RtpPacket.parse(packet))


def outgoing(wire: Wire, rate: int = 5) -> Outgoing:
    film = reel(0, size=(160, 96), rate=rate, kbps=60)
    return Outgoing(wire, film, Track(rtp.AUDIO, 111), Track(rtp.VIDEO, 96), extension=3)  # type: ignore[arg-type]


class TestSending:
    def test_time_and_numbers_go_on_when_the_film_begins_again(self) -> None:
        wire = Wire()
        sender = outgoing(wire)
        frames = len(small().frames)
        for at in range(frames + 2):
            assert sender._send_picture(float(at)) == at + 0.2
        numbers = [packet.sequence_number for packet in wire.packets]
        assert [(after - before) & 0xFFFF for before, after in pairwise(numbers)] == [1] * (len(numbers) - 1)
        ends = [packet.timestamp for packet in wire.packets if packet.marker]
        assert len(ends) == frames + 2
        assert {(after - before) & 0xFFFFFFFF for before, after in pairwise(ends)} == {18_000}

    def test_who_asks_for_a_whole_picture_gets_one_at_once(self) -> None:
        wire = Wire()
        sender = outgoing(wire)
        for at in range(3):
            sender._send_picture(float(at))
        sender._key_frame_wanted(sender.video.ssrc)
        begun = len(wire.packets)
        sender._send_picture(3.0)
        assert rtp.vp8_size(wire.packets[begun].payload) == (160, 96)

    def test_a_lost_packet_is_sent_again_as_it_was(self) -> None:
        wire = Wire()
        sender = outgoing(wire)
        sender._send_picture(0.0)
        first = wire.packets[0]
        sender._send_again(sender.video.ssrc, [first.sequence_number, 1])
        again = wire.packets[-1]
        assert (again.sequence_number, again.payload) == (first.sequence_number, first.payload)
        assert sender.sent_again == 1

    def test_a_paused_film_sends_nothing_and_goes_on_with_a_whole_picture(self) -> None:
        wire = Wire()
        sender = outgoing(wire)
        sender._send_picture(0.0)
        sender.is_paused = True
        begun = len(wire.packets)
        sender._send_picture(0.2)
        sender._send_sound(0.2)
        assert len(wire.packets) == begun
        sender.is_paused = False
        sender._send_picture(0.4)
        assert rtp.vp8_size(wire.packets[begun].payload) == (160, 96)


class TestDescriptions:
    def test_an_offer_is_read(self) -> None:
        remote = read(OFFER)
        assert (remote.ufrag, remote.fingerprint) == ("abcd", "AA:BB")
        assert remote.candidates == ["1 1 udp 2015363327 192.0.2.2 41000 typ host"]
        assert [(each.mid, each.payload_type, each.ssrc, each.direction) for each in remote.sections] == [
            ("a1", 111, 1111, "sendonly"),
            ("v1", 96, 2222, "sendonly"),
            ("v2", 96, 0, "inactive"),
            ("v3", 96, 0, "inactive"),
        ]
        assert remote.sections[0].extension == 3

    async def test_the_answer_takes_what_is_offered_and_nothing_else(self) -> None:
        answer = Connection(offers=False).answer(read(OFFER))
        mine = read(answer)
        assert [each.direction for each in mine.sections] == ["recvonly", "recvonly", "inactive", "inactive"]
        assert [each.is_rejected for each in mine.sections] == [False, False, False, True]
        assert "a=group:BUNDLE a1 v1 v2\r\n" in answer
        assert "a=setup:passive" in answer

    async def test_packets_count_for_whose_line_it_was_when_they_came(self) -> None:
        receiving = Receiving()
        receiving._assign({2222: ("first", "video")})
        source = receiving.connection.incoming[2222] = Incoming(2222, rtp.VIDEO)
        arrive(source, 1, 2, 3)
        source.whole_picture((640, 360))
        receiving._assign({2222: ("second", "video")})
        assert source.needs_key_frame
        arrive(source, 4)
        assert receiving.received == {("first", "video"): 3, ("second", "video"): 1}
        receiving._assign({})
        arrive(source, 5)
        assert receiving.received == {("first", "video"): 3, ("second", "video"): 1}


def stretch(rooms: int, gateway: float, web: float = 0.0) -> Stretch:
    return Stretch(rooms, 10.0, rooms * 24, {"gateway": gateway, "web": web}, 0, 0.0, [1.0, 2.0, 3.0], 0.0)


class TestArithmetic:
    def test_streams_a_core_and_shares(self) -> None:
        measured = stretch(10, gateway=5.0, web=1.0)
        assert measured.share("gateway") == 0.5
        assert measured.share() == 0.6
        assert measured.streams_a_core == 480
        assert measured.delay_ms == (2.0, 3.0)

    def test_rooms_on_two_cores_by_a_straight_line(self) -> None:
        # 5 % of a core a room, and 10 % without any.
        fewer, more = stretch(4, 1.0, 2.0), stretch(12, 5.0, 2.0)
        assert rooms_within(fewer, more, ("gateway",), 2.0) == pytest.approx(4 + 1.9 / 0.05)
        assert rooms_within(fewer, more, ("gateway", "web"), 2.0) == pytest.approx(4 + 1.7 / 0.05)
        with pytest.raises(ValueError, match="did not cost more"):
            rooms_within(stretch(4, 5.0), stretch(12, 5.0), ("gateway",), 2.0)

    def test_joining_is_compared_by_medians_step_by_step(self) -> None:
        found = {
            _joining.OURS: [{"offers": 50.0, "first frame": whole} for whole in (300.0, 260.0, 900.0)],
            _joining.PREPARED: [{"offers": 40.0, "first frame": whole} for whole in (250.0, 240.0, 245.0)],
            _joining.BARE: [{"first frame": 600.0}],
        }
        begun, prepared, step = _joining.rows(found)
        assert (begun["value"], begun["ratio"], begun["runs"]) == (300.0, 0.5, 3)
        assert (prepared["value"], prepared["ratio"]) == (300.0, round(300 / 245, 3))
        assert (step["name"], step["ratio"]) == ("  until: offers", 1.25)


class TestCasts:
    def test_only_demonstrations_are_filled(self, settings: Any) -> None:
        settings.DEMO = False
        with pytest.raises(SystemExit, match="invents people"):
            casts.make(rooms=1, people=2)

    def test_a_mesh_is_told_that_the_lab_needs_the_gateway(self, settings: Any) -> None:
        settings.DEMO, settings.SHAREDCOURT_MEDIA_BACKEND = True, "sharedcourt.rooms.backends.Mesh"
        with pytest.raises(SystemExit, match="needs the media gateway"):
            casts.make(rooms=1, people=2)

    @pytest.mark.django_db
    def test_rooms_belong_to_real_disputes_of_different_people(self, settings: Any) -> None:
        settings.DEMO, settings.SHAREDCOURT_MEDIA_BACKEND = True, BACKEND
        rooms = casts.make(rooms=2, people=5, visitor=True) + casts.make(rooms=1, people=2)
        assert Dispute.objects.count() == 3
        assert [len(room["people"]) for room in rooms] == [5, 5, 2]
        seats = {person["seat"] for room in rooms for person in room["people"]}
        assert Seat.objects.filter(pk__in=seats).values("user").distinct().count() == 12
        assert all(room["people"][0]["is_host"] for room in rooms)


@contextlib.asynccontextmanager
async def served(port: int) -> AsyncIterator[str]:
    """The rooms' WebSocket of this very process."""
    application = AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(websocket_urlpatterns)))
    config = uvicorn.Config(application, host="127.0.0.1", port=port, log_level="warning", lifespan="off")
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110
        await asyncio.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await running


@pytest.mark.sqlite_only
@needs_janus
@pytest.mark.skipif(not has_network(), reason="only a loopback interface: no path for media")
@pytest.mark.django_db(transaction=True)
async def test_two_participants_hear_and_see_each_other_in_a_real_room(settings: Any, tmp_path: Path) -> None:
    settings.DEMO, settings.SHAREDCOURT_MEDIA_BACKEND, settings.HOME = True, BACKEND, tmp_path
    made = await database_sync_to_async(casts.make)(rooms=1, people=2, disputes=False)
    environment = {**os.environ, "SHAREDCOURT_HOME": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
    with gateways(environment):
        async with served(free_port()) as url:
            meeting = Meeting(url, made, [small(), small()])
            await meeting.enter()
            meeting.look()
            await asyncio.sleep(2.5)
            state = meeting.look()
            for page in meeting.everyone:
                other = next(each.seat for each in meeting.everyone if each is not page)
                assert page.sees() == {other: (160, 96)}
                assert {key for key, count in page.participant.received.items() if count > 5} == {
                    (other, "audio"),
                    (other, "video"),
                }
                assert page.participant.down is not None
                assert page.participant.down.connection.sent_feedback["reports"] > 0
            assert (state.inside, state.pictures, state.pictures_due) == (2, 2, 2)
            # Five pictures a second and fifty sounds, for each of the two.
            assert state.frames_s == pytest.approx(10, rel=0.3)
            assert state.sounds_s == pytest.approx(100, rel=0.3)
            assert state.loss_percent < 2
            assert state.round_trip_ms is not None and state.delay_ms is not None
            await meeting.leave()
    states = await database_sync_to_async(
        lambda: set(Seat.objects.filter(room=made[0]["room"]).values_list("state", flat=True))
    )()
    assert "present" not in states and "left" in states
