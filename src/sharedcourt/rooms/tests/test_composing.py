"""Tracks with known clocks become one film: in step with its sound, resumed after a kill, honest about what is wrong."""

import shutil
import time
from pathlib import Path
from unittest import mock

import pytest
from django.conf import settings

from sharedcourt.core import clock
from sharedcourt.ledger.models import Entry
from sharedcourt.people import cast
from sharedcourt.rooms.recording import composing, ffmpeg, keeping, sealed
from sharedcourt.rooms.recording.models import Recording, RecordingConsent, RecordingPiece
from sharedcourt.rooms.tests.conftest import make_room, seat_of
from sharedcourt.rooms.tests.synthetic import at, make_picture, make_sound, marks, upload

pytestmark = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
SECONDS = 40


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two people's films and sounds, begun at different moments of a second."""
    folder = tmp_path_factory.mktemp("media")
    make_picture(folder / "a.video", ahead=0.4, seconds=SECONDS)
    make_sound(folder / "a.audio", ahead=0.45, seconds=SECONDS)
    make_picture(folder / "b.video", ahead=0.8, seconds=SECONDS - 3)
    make_sound(folder / "b.audio", ahead=0.9, seconds=SECONDS - 3, pitch=700)
    return folder


def recorded(begun: float) -> Recording:
    """A recording of mediator and borrower that began at this moment and lasted for the time of the test."""
    room = make_room()
    recording = Recording.objects.create(room=room, asked_by=cast.person(cast.MEDIATOR))
    for member in (cast.MEDIATOR, cast.BORROWER):
        RecordingConsent.objects.create(
            recording=recording, seat=seat_of(room, member), given=True, answered_at=clock.now()
        )
    recording.run()
    recording.started_at = at(begun)
    recording.save()
    recording.spans.create(begun_at=at(begun), ended_at=at(begun + SECONDS))
    return recording


def bring_in(recording: Recording, media: Path, begun: float) -> None:
    first, second = seat_of(recording.room, cast.MEDIATOR), seat_of(recording.room, cast.BORROWER)
    upload(recording, first, "video", media / "a.video", at(begun + 0.4), SECONDS)
    upload(recording, first, "audio", media / "a.audio", at(begun + 0.45), SECONDS)
    upload(recording, second, "video", media / "b.video", at(begun + 2.8), SECONDS - 3)
    upload(recording, second, "audio", media / "b.audio", at(begun + 2.9), SECONDS - 3)
    recording.finish()
    recording.ended_at = at(begun + SECONDS)
    recording.save()


def film_of(recording: Recording, folder: Path) -> Path:
    film = folder / "film.mp4"
    sealed.unseal(recording.path, recording.size, film)
    return film


@pytest.mark.django_db(transaction=True)
def test_a_killed_composer_goes_on_and_picture_and_sound_agree(media: Path, tmp_path: Path) -> None:
    begun = float(int(time.time()) - 60)
    recording = recorded(begun)
    bring_in(recording, media, begun)

    # The first composer is killed after its first chunk of ten seconds.
    done: list[int] = []

    def dies(*arguments: object) -> float | None:
        if done:
            raise KeyboardInterrupt
        done.append(1)
        return compose(*arguments)  # type: ignore[arg-type]

    compose = ffmpeg.compose_chunk
    with mock.patch.object(ffmpeg, "compose_chunk", dies), pytest.raises(KeyboardInterrupt):
        composing.compose_recording(recording.pk, chunk_s=10)
    recording.refresh_from_db()
    assert recording.state == "composing"
    assert 5 < recording.percent < 50
    assert list(recording.chunks.values_list("number", flat=True)) == [0]

    # The next one does the three that are missing, and no more.
    with mock.patch.object(ffmpeg, "compose_chunk", side_effect=compose) as again:
        assert composing.compose_recording(recording.pk, chunk_s=10) == "ready"
    assert again.call_count == 3
    recording.refresh_from_db()
    assert recording.faults == []
    assert recording.percent == 100
    assert abs(recording.seconds - SECONDS) < 0.1
    assert not recording.chunks.exists()
    assert list((settings.HOME / "composing").glob("*-*-*/")) == []

    film = film_of(recording, tmp_path)
    for place in (0, 1):
        found = marks(film, place=place, people=2, first=SECONDS - 10, seconds=9.5)
        assert len(found.flashes) >= 8, found
        assert all(abs(off) < 0.1 for off in found.apart()), found
        # The clock of the wall: a flash at every full second since it began.
        assert all(abs(flash - round(flash)) < 0.1 for flash in found.flashes), found
    assert abs(ffmpeg.duration(film, "v") - ffmpeg.duration(film, "a")) < 0.1

    # What came in of a mediation is gone once the film is good; its fingerprints are in the ledger.
    assert set(RecordingPiece.objects.values_list("path", flat=True)) == {""}
    assert Entry.objects.filter(action="rooms.recording.track_closed").count() == 4
    composed = Entry.objects.get(action="rooms.recording.composed")
    assert composed.payload.facts["sha256"] == recording.sha256


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_put_together_is_told_to_staff_and_tried_again(media: Path) -> None:
    begun = float(int(time.time()) - 60)
    recording = recorded(begun)
    upload(recording, seat_of(recording.room, cast.MEDIATOR), "audio", media / "a.audio", at(begun + 0.45), SECONDS)
    # A picture of which only noise came in, and a sound of half its length.
    noise = media / "noise"
    noise.write_bytes(b"no film at all")
    upload(recording, seat_of(recording.room, cast.MEDIATOR), "video", noise, at(begun + 1), SECONDS - 2)
    upload(recording, seat_of(recording.room, cast.BORROWER), "audio", media / "b.audio", at(begun + 2.9), SECONDS - 10)
    recording.finish()
    recording.ended_at = at(begun + SECONDS)
    recording.save()
    with mock.patch.object(ffmpeg, "compose_chunk", side_effect=RuntimeError("no room on the disk")):
        assert composing.compose_recording(recording.pk) == "failed"
    recording.refresh_from_db()
    assert "no room on the disk" in recording.failure
    assert recording.retention_until is not None
    assert Entry.objects.filter(action="rooms.recording.failed").count() == 1

    keeping.compose_again(by=cast.person(cast.MEDIATOR), recording=recording)
    assert composing.compose_recording(recording.pk) == "ready"
    recording.refresh_from_db()
    found = [fault["what"] for fault in recording.faults]
    assert found == ["unreadable", "length"]
    # With a fault in it, what came in is kept.
    assert "" not in set(RecordingPiece.objects.values_list("path", flat=True))
