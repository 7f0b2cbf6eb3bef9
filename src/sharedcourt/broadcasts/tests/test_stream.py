"""From the courtroom to the public's playlist: late by the delay, in step, and gone the moment it is stopped."""

import itertools
import json
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from sharedcourt.broadcasts import actions, queries
from sharedcourt.broadcasts.models import Broadcast, Segment
from sharedcourt.broadcasts.stream import broadcaster, folders, picture, publishing, sessions
from sharedcourt.broadcasts.stream.broadcaster import tend
from sharedcourt.broadcasts.tests import making
from sharedcourt.core import clock
from sharedcourt.core.errors import Invalid
from sharedcourt.hearings.courtroom.actions import opening
from sharedcourt.hearings.courtroom.tests.making import Hall
from sharedcourt.hearings.states import HearingState
from sharedcourt.rooms.recording.plan import FRAME_RATE

pytestmark = pytest.mark.django_db
BEGAN = datetime(2022, 1, 10, 2, 0, tzinfo=UTC)


@pytest.fixture
def time() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(BEGAN, tick=False) as traveller:
        yield traveller


def names(row: Broadcast) -> list[str]:
    place = folders.public(row.folder)
    return sorted(file.name for file in place.iterdir()) if place.exists() else []


def playlist(row: Broadcast) -> str:
    return (folders.public(row.folder) / folders.LIVE).read_text()


def state(row: Broadcast) -> str:
    return str(json.loads((folders.public(row.folder) / folders.STATE).read_text())["state"])


def run(row: Broadcast, time: time_machine.Traveller, seconds: float) -> None:
    """Let so much time pass, a second at a time."""
    until = clock.now() + timedelta(seconds=seconds)
    while clock.now() < until:
        time.shift(1)
        while tend(row.pk):
            pass


@pytest.fixture
def composing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces without ffmpeg: what is tested is when they are shown."""

    def composed(window: Any, material: Any, shown: Any, folder: Path, *, offset_s: float) -> Path:
        piece = folder / "piece.ts"
        piece.write_text(f"{window.began.isoformat()} {[look.label for look in shown]}")
        return piece

    monkeypatch.setattr(picture, "compose", composed)
    monkeypatch.setattr(
        "sharedcourt.broadcasts.stream.sources.TestCard.material",
        lambda *_args: __import__("sharedcourt.broadcasts.stream.sources", fromlist=["Material"]).Material((), ()),
    )


@pytest.mark.usefixtures("composing")
def test_nothing_is_public_before_it_is_as_old_as_the_delay(
    time: time_machine.Traveller, django_capture_on_commit_callbacks: Any
) -> None:
    row = making.announced()
    making.open_session(row.hearing)
    run(row, time, 30)
    assert making.fresh(row).state == "live"
    assert Segment.objects.filter(broadcast=row).count() >= 6
    assert names(row) == ["state.json"]
    run(row, time, 10)
    assert "000000.ts" in names(row)
    for segment in Segment.objects.filter(shown_at__isnull=False):
        assert segment.shown_at is not None
        assert segment.shown_at - segment.began_at >= timedelta(seconds=30 + segment.seconds)
    run(row, time, 60)
    text = playlist(row)
    assert text.count("#EXTINF") == 6
    assert "#EXT-X-ENDLIST" not in text
    first = int(text.split("#EXT-X-MEDIA-SEQUENCE:")[1].split()[0])
    run(row, time, 30)
    later = int(playlist(row).split("#EXT-X-MEDIA-SEQUENCE:")[1].split()[0])
    assert later > first
    assert len([name for name in names(row) if name.endswith(".ts")]) <= publishing.KEPT_BEHIND


@pytest.mark.usefixtures("composing")
def test_the_stop_really_stops(time: time_machine.Traveller, django_capture_on_commit_callbacks: Any) -> None:
    row = making.announced()
    making.open_session(row.hearing)
    run(row, time, 60)
    shown = Segment.objects.filter(shown_at__isnull=False).count()
    unseen = list(Segment.objects.filter(shown_at=None).values_list("number", flat=True))
    assert shown
    assert unseen
    with django_capture_on_commit_callbacks(execute=True):
        actions.stop(by=making.judge(row.hearing), broadcast=row, reason="证人姓名被说出")
    assert names(row) == ["live.m3u8", "state.json"]
    assert "#EXTINF" not in playlist(row)
    assert playlist(row).rstrip().endswith("#EXT-X-ENDLIST")
    assert state(row) == "stopped"
    kept = folders.made(row.pk)
    assert not [number for number in unseen if (kept / folders.name_of(number)).exists()]
    run(row, time, 40)
    assert names(row) == ["live.m3u8", "state.json"]
    assert Segment.objects.filter(shown_at__isnull=False).count() == shown

    # Going on shows what is said from now on, and nothing of before.
    with django_capture_on_commit_callbacks(execute=True):
        actions.resume(by=making.judge(row.hearing), broadcast=row)
    resumed = clock.now()
    run(row, time, 45)
    assert state(row) == "live"
    later = Segment.objects.filter(shown_at__gt=resumed)
    assert later
    assert all(segment.began_at >= resumed for segment in later)
    assert not Segment.objects.filter(number__in=unseen, shown_at__isnull=False).exists()


@pytest.mark.usefixtures("composing")
def test_a_pause_of_the_judge_is_not_shown_and_the_end_is(
    time: time_machine.Traveller, django_capture_on_commit_callbacks: Any
) -> None:
    row = making.announced()
    making.open_session(row.hearing)
    run(row, time, 20)
    making.pass_to(row.hearing, HearingState.PAUSED)
    paused = clock.now()
    run(row, time, 60)
    made = Segment.objects.filter(broadcast=row)
    assert all(segment.began_at < paused for segment in made)
    making.pass_to(row.hearing, HearingState.CLOSED, closed_at=clock.now())
    run(row, time, 120)
    assert making.fresh(row).state == "ended"
    run(row, time, 1)
    publishing.settle(row.pk)
    assert playlist(row).rstrip().endswith("#EXT-X-ENDLIST")
    assert state(row) == "over"
    publishing.settle(row.pk, clock.now() + timedelta(minutes=10))
    assert names(row) == []


@pytest.mark.usefixtures("composing")
def test_what_was_on_the_air_before_a_stop_is_not_in_the_replay_until_the_court_puts_it_back(
    time: time_machine.Traveller, django_capture_on_commit_callbacks: Any
) -> None:
    row = making.announced()
    making.open_session(row.hearing)
    run(row, time, 150)
    with django_capture_on_commit_callbacks(execute=True):
        actions.stop(by=making.judge(row.hearing), broadcast=row, reason="证人姓名被说出")
    making.pass_to(row.hearing, HearingState.CLOSED, closed_at=clock.now())
    run(row, time, 200)
    judge = making.judge(row.hearing)
    with django_capture_on_commit_callbacks(execute=True):
        actions.replay(by=judge, broadcast=making.fresh(row))
    place = folders.public(making.fresh(row).replay_folder)
    ((began, ended),) = queries.cuts(row)
    before = len(list(place.glob("*.ts")))
    assert 50 <= (ended - began).total_seconds() <= 65
    assert before == publishing.replayable(row).count() < Segment.objects.filter(shown_at__isnull=False).count()
    with django_capture_on_commit_callbacks(execute=True):
        actions.cut(by=judge, broadcast=making.fresh(row), began=began, ended=ended, back=True)
    assert queries.cuts(row) == [] and len(list(place.glob("*.ts"))) > before
    first = publishing.replayable(row)[0]
    with django_capture_on_commit_callbacks(execute=True):
        actions.cut(
            by=judge, broadcast=making.fresh(row), began=first.began_at, ended=first.began_at + timedelta(seconds=1)
        )
    assert not (place / folders.name_of(first.number)).exists()
    with pytest.raises(Invalid):
        actions.cut(by=judge, broadcast=making.fresh(row), began=ended, ended=began)


@pytest.mark.usefixtures("composing")
@pytest.mark.parametrize("minutes", [1, 5])
def test_nothing_of_a_pause_is_shown_when_the_hearing_goes_on(time: time_machine.Traveller, minutes: int) -> None:
    hall = Hall()
    row = making.announced(hall.hearing)
    hall.opened()
    run(row, time, 20)
    opening.pause(by=hall.judge, hearing=hall.hearing)
    paused = clock.now()
    run(row, time, minutes * 60)
    opening.resume(by=hall.judge, hearing=hall.hearing)
    gone_on = clock.now()
    run(row, time, 60)
    made = list(Segment.objects.filter(broadcast=row))
    assert [one for one in made if one.began_at >= gone_on], "it goes on"
    for one in made:
        assert one.began_at + timedelta(seconds=one.seconds) <= paused or one.began_at >= gone_on


def test_a_break_is_no_part_of_what_is_shown() -> None:
    hall = Hall().opened()
    row = hall.hearing
    begun = clock.now()
    row.breaks.create(
        kind="not_public", by=hall.judge, begun_at=begun + timedelta(seconds=10), ended_at=begun + timedelta(seconds=30)
    )
    with time_machine.travel(begun + timedelta(seconds=60), tick=False):
        spans = [((a - begun).total_seconds(), (b - begun).total_seconds()) for a, b in sessions.of_hearing(row)]
    assert [round(end) for _begin, end in spans] == [10, 60] and round(spans[1][0]) == 30


@pytest.mark.usefixtures("composing")
def test_killed_and_begun_again_it_goes_on_where_it_was(time: time_machine.Traveller, monkeypatch: Any) -> None:
    row = making.announced()
    making.open_session(row.hearing)
    run(row, time, 20)
    before = list(Segment.objects.values_list("number", "began_at", "seconds"))

    class Killed(BaseException):
        pass

    def killed(*_args: Any) -> bool:
        raise Killed

    # Between the file and the row: the worst moment.
    time.shift(6)
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(broadcaster, "_keep", killed)
        tend(row.pk)
    time.shift(25)
    broadcaster.sweep()
    run(row, time, 20)
    after = list(Segment.objects.values_list("number", "began_at", "seconds"))
    assert after[: len(before)] == before
    assert [number for number, _at, _s in after] == list(range(len(after)))
    for (_n, at, seconds), (_m, following, _t) in itertools.pairwise(after):
        assert abs((following - at).total_seconds() - seconds) < 0.001


@pytest.mark.usefixtures("composing")
def test_what_the_law_forbids_meanwhile_is_stopped_by_itself(
    time: time_machine.Traveller, django_capture_on_commit_callbacks: Any
) -> None:
    row = making.announced()
    making.open_session(row.hearing)
    run(row, time, 60)
    making.pass_to(row.hearing, HearingState.IN_SESSION, publicity="privacy")
    assert not queries.on_now()
    with django_capture_on_commit_callbacks(execute=True):
        tend(row.pk)
    assert making.fresh(row).state == "stopped"
    assert names(row) == ["live.m3u8", "state.json"]


def test_pieces_join_without_a_seam_and_picture_and_sound_are_in_step(time: time_machine.Traveller) -> None:
    """The real thing: ffmpeg makes it, ffprobe and the decoded sound say what it is."""
    row = making.announced()
    making.open_session(row.hearing)
    time.shift(10)
    assert tend(row.pk)
    assert tend(row.pk)
    time.shift(60)
    tend(row.pk)
    place = folders.public(row.folder)
    shown = [place / folders.name_of(number) for number in (0, 1)]
    for piece in shown:
        video, audio = picture.probe_seconds(piece)
        assert video == pytest.approx(publishing.SEGMENT_S, abs=1e-6)
        assert audio == pytest.approx(publishing.SEGMENT_S, abs=1e-6)
    starts = [_times(piece) for piece in shown]
    for stream in ("video", "audio"):
        assert starts[1][stream] - starts[0][stream] == pytest.approx(publishing.SEGMENT_S, abs=0.002)
    # A flash and a tone at every full second of the clock.
    joined = place / "joined.ts"
    joined.write_bytes(b"".join(piece.read_bytes() for piece in shown))
    beeps, flashes = _beeps(joined), _flashes(joined)
    assert len(beeps) >= 8
    assert all(abs(after - before - 1) < 0.03 for before, after in itertools.pairwise(beeps)), beeps
    assert all(min(abs(beep - flash) for flash in flashes) < 0.1 for beep in beeps[1:-1]), (beeps, flashes)


def _times(piece: Path) -> dict[str, float]:
    command = ["ffprobe", "-v", "error", "-show_entries", "stream=codec_type,start_time", "-of", "json", str(piece)]
    told = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    return {stream["codec_type"]: float(stream["start_time"]) for stream in told["streams"]}


def _beeps(file: Path) -> list[float]:
    command = ["ffmpeg", "-v", "error", "-i", str(file), "-f", "s16le", "-ac", "1", "-ar", "8000", "-"]
    raw = subprocess.run(command, capture_output=True, check=True).stdout
    samples = memoryview(raw).cast("h")
    loud = [at / 8000 for at in range(0, len(samples), 40) if max(abs(x) for x in samples[at : at + 40]) > 2500]
    return [at for number, at in enumerate(loud) if number == 0 or at - loud[number - 1] > 0.5]


def _flashes(file: Path) -> list[float]:
    filters = "crop=600:60:340:100,scale=1:1,format=gray"
    command = ["ffmpeg", "-v", "error", "-i", str(file), "-vf", filters, "-f", "rawvideo", "-"]
    values = list(subprocess.run(command, capture_output=True, check=True).stdout)
    bright = [number / FRAME_RATE for number, value in enumerate(values) if value > 230]
    return [at for number, at in enumerate(bright) if number == 0 or at - bright[number - 1] > 0.3]


def test_windows_follow_each_other_within_sessions() -> None:
    def moment(seconds: float) -> datetime:
        return BEGAN + timedelta(seconds=seconds)

    spans = [(moment(0), moment(10)), (moment(20), moment(40))]
    since, found = moment(0), []
    while (window := sessions.next_window(spans, since, open_until=None)) is not None:
        found.append(((window.began - BEGAN).total_seconds(), window.frames))
        since = window.ended
    assert [frames for _at, frames in found[:3]] == [64, 64, 16]
    assert found[3][0] == 20
    assert all(frames % sessions.STEP == 0 for _at, frames in found)
    assert sessions.next_window([(moment(0), moment(3))], moment(0), open_until=moment(3)) is None
