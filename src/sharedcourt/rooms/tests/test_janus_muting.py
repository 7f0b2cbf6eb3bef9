"""Muting carried out by a real gateway: participants whose pages go on sending are not received all the same."""

import asyncio
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from sharedcourt.rooms.backends import RecordedTrack
from sharedcourt.rooms.janus import configuration, recordings
from sharedcourt.rooms.janus.backend import _seen
from sharedcourt.rooms.tests.gateways import needs_janus
from sharedcourt.rooms.tests.test_janus import Meeting, meeting, real, until
from tests.participant import Participant

__all__ = ["meeting"]
pytestmark = [pytest.mark.sqlite_only, needs_janus, *real]
GOES_ON_S = 1.5


async def enter(meeting: Meeting, **seat: Any) -> Participant:
    """Somebody whose page sends picture and sound, whatever their seat says."""
    person = await meeting.enter()
    meeting.seats[person.seat] |= seat
    return person


async def stays_silent(meeting: Meeting, listener: Participant, of: Participant, *kinds: str) -> None:
    """Nothing of these kinds arrives of somebody, while time goes by in which a lot would have."""
    before = {kind: listener.received[of.seat, kind] for kind in kinds}
    await asyncio.sleep(GOES_ON_S)
    assert {kind: listener.received[of.seat, kind] for kind in kinds} == before


async def ends(listener: Participant, of: Participant, kind: str) -> float:
    """Seconds until nothing of this kind has arrived for a third of a second."""
    begun = last = time.monotonic()
    count = listener.received[of.seat, kind]
    while time.monotonic() - last < 0.35:
        assert time.monotonic() - begun < 5, f"{kind} goes on"
        await asyncio.sleep(0.01)
        if listener.received[of.seat, kind] != count:
            count, last = listener.received[of.seat, kind], time.monotonic()
    return last - begun


async def test_whoever_is_muted_is_not_received_whatever_their_page_sends(meeting: Meeting) -> None:
    listener, muted = await enter(meeting), await enter(meeting)
    await meeting.receive_each_other([listener, muted])

    # The host mutes: the sound ends though the page goes on sending; the picture goes on.
    meeting.seats[muted.seat]["withheld"] = ["audio"]
    meeting.tell()
    seconds = await ends(listener, muted, "audio")
    print(f"muted within {seconds:.2f} s")  # noqa: T201  shown by pytest -s
    assert seconds < 1
    await until(meeting.receives(listener, muted, kinds=("video",)))
    await stays_silent(meeting, listener, muted, "audio")

    # The controller dies and comes back: still muted. Whoever speaks again is heard again.
    meeting.media.kill9("controller")
    meeting.media.start("controller")
    await meeting.connect()
    meeting.tell()
    await stays_silent(meeting, listener, muted, "audio")
    meeting.seats[muted.seat]["withheld"] = []
    meeting.tell()
    await until(meeting.receives(listener, muted, kinds=("audio", "video")))

    # Muted while the gateway dies: everyone begins anew elsewhere, muted from the first packet on.
    meeting.seats[muted.seat]["withheld"] = ["audio"]
    meeting.tell()
    await ends(listener, muted, "audio")
    assert meeting.line is not None
    carrying = next(each for each in (await meeting.line.ask("health"))["gateways"] if each["rooms"])
    before = listener.received[muted.seat, "audio"]
    meeting.media.kill9(carrying["name"])
    await until(meeting.receives(muted, listener, kinds=("audio", "video")))
    await until(meeting.receives(listener, muted, kinds=("video",)))
    await asyncio.sleep(GOES_ON_S)
    assert listener.received[muted.seat, "audio"] == before


async def test_whoever_only_observes_is_neither_heard_nor_seen_nor_recorded(
    meeting: Meeting, settings: Any, tmp_path: Path
) -> None:
    # Two only: with more, aiortc may take one person's first packets for another's.
    first = await enter(meeting)
    seat = {"seat": "", "state": "present", "instance": "", "mic": False, "camera": False, "sharing": False}
    (observing,) = [each["withheld"] for each in _seen([seat])]
    observer = await meeting.enter(withheld=observing)
    assert meeting.line is not None
    await meeting.record(*meeting.people.values())
    await until(meeting.receives(observer, first), lambda: "the observer sees and hears the other")
    await asyncio.sleep(GOES_ON_S)
    assert dict(first.received) == {}
    await meeting.record()
    settings.HOME = tmp_path
    await until(lambda: len(recordings.tracks(meeting.room)) >= 2, lambda: "what the other one said is recorded")
    assert {track.seat for track in recordings.tracks(meeting.room)} == {first.seat}


def seconds_of(track: RecordedTrack) -> float:
    """How long the recorded file plays."""
    words = [
        "ffprobe",
        "-v",
        "error",
        "-show_entries",
        "packet=pts_time,duration_time",
        "-of",
        "csv=p=0",
        str(track.path),
    ]
    rows = subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()
    times = [float(row.split(",")[0]) for row in rows]
    return max(times) - min(times)


async def test_what_is_muted_is_silence_in_the_recording_and_takes_its_time(
    meeting: Meeting, settings: Any, tmp_path: Path
) -> None:
    listener, muted = await enter(meeting), await enter(meeting)
    await meeting.receive_each_other([listener, muted])
    assert meeting.line is not None
    await meeting.record(*meeting.people.values())
    await asyncio.sleep(1)
    meeting.seats[muted.seat]["withheld"] = ["audio"]
    meeting.tell()
    await asyncio.sleep(3)
    meeting.seats[muted.seat]["withheld"] = []
    meeting.tell()
    await asyncio.sleep(1)
    await meeting.record()
    settings.HOME = tmp_path
    await until(lambda: len(list(configuration.recordings_folder(meeting.room).glob("*.mjr"))) == 4)
    tracks = {track.kind: track for track in recordings.tracks(meeting.room) if track.seat == muted.seat}
    apart = {kind: seconds_of(track) for kind, track in tracks.items()}
    print(f"recorded: {apart}")  # noqa: T201
    assert apart["audio"] > 4.5
    assert abs(apart["audio"] - apart["video"]) < 0.5
