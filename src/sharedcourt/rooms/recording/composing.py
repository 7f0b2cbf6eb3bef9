"""From tracks to one picture with sound: chunk by chunk, each kept when it is done, so that a killed composer goes on.

In clear the media lie only in a folder of the running job, readable by its owner alone and emptied at its end and beginning.
"""

import fcntl
import hashlib
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import IO
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation

from sharedcourt.core import clock
from sharedcourt.rooms import backends
from sharedcourt.rooms.recording import ffmpeg, orders, plan, sealed, takeover
from sharedcourt.rooms.recording.models import Purpose, Recording, RecordingChunk, RecordingPiece, RecordingTrack
from sharedcourt.rooms.recording.noting import locked, note
from sharedcourt.rooms.recording.pieces import LATE
from sharedcourt.rooms.recording.states import RecordingState

log = logging.getLogger(__name__)
SILENT_DB = -60.0
# A page that was just recording may have a last track to announce, a gateway a last file to close.
SETTLES = timedelta(seconds=15)
# After this nothing more comes from a page.
SETTLED = LATE + timedelta(minutes=5)
# Over a gateway a camera that is switched off sends nothing, in the same file. A shared screen sends at least once a second.
CAMERA_OFF_S = 4.0
PREPARED, JOINED = 5, 95


def is_complete(recording_id: UUID) -> bool:
    """Whether the recording has ended and all of it is there."""
    recording = Recording.objects.get(pk=recording_id)
    if backends.chosen().capabilities().records:
        # One that was not told to stop goes on writing.
        return recording.trouble_since is None and _is_settled(recording, SETTLES)
    last = recording.tracks.order_by("-finished_at").first()
    is_open = recording.tracks.filter(closed_at__isnull=True).exists()
    return last is not None and not is_open and last.left == 0 and _is_settled(recording, SETTLES)


def may_begin(recording_id: UUID) -> bool:
    """Whether a job may take it up: all is there, or nothing more will come, or it was begun before."""
    recording = Recording.objects.get(pk=recording_id)
    return recording.state != RecordingState.ENDED or is_complete(recording_id) or _is_settled(recording, SETTLED)


def _is_settled(recording: Recording, after: timedelta) -> bool:
    ended = recording.ended_at if recording.state == RecordingState.ENDED else None
    return ended is not None and ended < clock.now() - after


def waiting() -> list[UUID]:
    """Recordings that should be composed: complete ones, those to which nothing more will come, and those whose job was lost."""
    unfinished = Recording.objects.filter(state__in=[RecordingState.ENDED, RecordingState.COMPOSING])
    return [one.pk for one in unfinished if may_begin(one.pk)]


@contextmanager
def _workshop(recording_id: UUID) -> Iterator[Path | None]:
    """The job's own empty folder, or None when another process is at this recording."""
    folder = settings.HOME / "composing"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = _lock(recording_id)
    with path.open("w") as lock:
        # A lock that was removed meanwhile binds nobody.
        if not _take(lock) or not path.exists() or path.stat().st_ino != os.fstat(lock.fileno()).st_ino:
            yield None
            return
        place = folder / str(recording_id)
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(mode=0o700)
        try:
            yield place
        finally:
            shutil.rmtree(place, ignore_errors=True)
            path.unlink(missing_ok=True)


def _lock(recording_id: UUID) -> Path:
    path: Path = settings.HOME / "composing" / f"{recording_id}.lock"
    return path


def _take(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_at_work(recording_id: UUID) -> bool:
    """Whether a process is putting this recording together now."""
    try:
        with _lock(recording_id).open() as lock:
            return not _take(lock)
    except FileNotFoundError:
        return False


def compose_recording(recording_id: UUID, *, chunk_s: float = plan.CHUNK_S) -> str:
    """Put it together; returns the state it is in afterwards. What cannot be done is written down, never passed over."""
    with _workshop(recording_id) as place:
        if place is None:
            return "busy"
        with transaction.atomic():
            recording = locked(recording_id)
            if recording.state == RecordingState.ENDED:
                recording.compose()
                recording.save()
            if recording.state != RecordingState.COMPOSING:
                return str(recording.state)
        try:
            _compose(recording, place, chunk_s)
        except Exception as problem:
            # Whatever it was: staff see that it failed, and may try again.
            log.exception("Recording %s could not be put together.", recording_id)
            _fail(recording_id, f"{type(problem).__name__}: {problem}"[:300])
        return str(Recording.objects.values_list("state", flat=True).get(pk=recording_id))


def _kept_until(recording: Recording) -> date | None:
    """The last day on which it is kept; None: as long as the file it belongs to."""
    hearing = recording.purpose == Purpose.HEARING
    days = settings.SHAREDCOURT_HEARING_RECORDING_DAYS if hearing else settings.SHAREDCOURT_RECORDING_DAYS
    return clock.today() + timedelta(days=days) if days else None


@transaction.atomic
def _fail(recording_id: UUID, words: str) -> None:
    recording = locked(recording_id)
    recording.fail()
    recording.failure = words
    recording.retention_until = _kept_until(recording)
    recording.save()
    note("failed", recording, by=None)


def _compose(recording: Recording, place: Path, chunk_s: float) -> None:
    takeover.take_over(recording, place)
    faults: list[dict[str, object]] = [
        fault for fault in recording.faults if fault.get("what") in orders.WHILE_RECORDING
    ]
    clips = _clips(recording, place, faults)
    if not clips:
        raise ffmpeg.Failed("nothing was recorded")
    spans = [
        (span.begun_at.timestamp(), (span.ended_at or recording.ended_at or clock.now()).timestamp())
        for span in recording.spans.all()
    ]
    faults += plan.length_faults(clips) + plan.gap_faults(clips, spans)
    chunks = plan.chunks(spans, chunk_s)
    if not chunks:
        raise ffmpeg.Failed("nothing was recorded")
    labels = _labels(recording, clips, place)
    if backends.chosen().capabilities().records:
        clips = [part for clip in clips for part in _without_pauses(clip)]
    _progress(recording, PREPARED)
    for chunk in chunks:
        if not RecordingChunk.objects.filter(recording=recording, number=chunk.number).exists():
            _one_chunk(recording, chunk, plan.parts(clips, chunk), labels, place)
        _progress(recording, PREPARED + (JOINED - PREPARED) * (chunk.number + 1) // len(chunks))
    kept = list(recording.chunks.all())
    loudest = max((chunk.loudest_db for chunk in kept if chunk.loudest_db is not None), default=None)
    if loudest is None or loudest < SILENT_DB:
        faults.append({"what": "silent"})
    target, lengths = _join(kept, place)
    wanted = sum(chunk.frames for chunk in chunks) / plan.FRAME_RATE
    for length in lengths:
        if abs(length - wanted) > plan.LENGTH_TOLERANCE_S or abs(lengths[0] - lengths[1]) > plan.LENGTH_TOLERANCE_S:
            faults.append({"what": "total", "seconds": round(length - wanted, 2)})
    _finish(recording, target, lengths[0], faults)


def _clips(recording: Recording, place: Path, faults: list[dict[str, object]]) -> list[plan.Clip]:
    """Every readable track in a form that can be sought in; what is damaged or unreadable is written down as a fault."""
    clips = []
    for track in recording.tracks.prefetch_related("pieces"):
        raw, file = place / f"{track.pk}.raw", place / f"{track.pk}.mkv"
        about: dict[str, object] = {"seat": str(track.seat_id), "kind": track.kind}
        whole = hashlib.sha256()
        try:
            with raw.open("wb") as stream:
                for piece in track.pieces.all():
                    for part in sealed.read(piece.path, piece.size):
                        whole.update(part)
                        stream.write(part)
            if whole.hexdigest() != track.sha256:
                faults.append({"what": "hash", **about})
            seconds = ffmpeg.seekable(raw, file)
        except (sealed.Damaged, FileNotFoundError, ffmpeg.Failed):
            faults.append({"what": "empty" if not track.size else "unreadable", **about})
            continue
        finally:
            raw.unlink(missing_ok=True)
        if not track.closed_properly:
            faults.append({"what": "open_end", **about})
        began = track.started_at.timestamp()
        ended = (track.closed_at or track.started_at).timestamp()
        RecordingTrack.objects.filter(pk=track.pk).update(seconds=seconds)
        sure = track.closed_properly
        clips.append(
            plan.Clip(str(track.pk), str(track.seat_id), track.kind, file, began, ended, seconds, ended_surely=sure)
        )
    return clips


def _without_pauses(clip: plan.Clip) -> list[plan.Clip]:
    return plan.stretches(clip, ffmpeg.pauses(clip.file, CAMERA_OFF_S)) if clip.kind == "video" else [clip]


def _labels(recording: Recording, clips: list[plan.Clip], place: Path) -> list[ffmpeg.Label]:
    """Role and name under each picture, in the room's order, as the record is kept: in Chinese."""
    shown = {clip.seat for clip in clips}
    labels = []
    with translation.override("zh-hans"):
        for seat in recording.room.seats.select_related("user"):
            if str(seat.pk) in shown:
                file = place / f"{seat.pk}.txt"
                file.write_text(f"{seat.role_words}  {seat.user.name}".strip())
                labels.append(ffmpeg.Label(str(seat.pk), file))
    return labels


def _one_chunk(
    recording: Recording, chunk: plan.Chunk, parts: list[plan.Part], labels: list[ffmpeg.Label], place: Path
) -> None:
    picture, sound = place / "now.mp4", place / "now.flac"
    loudest = ffmpeg.compose_chunk(parts, chunk, labels, picture, sound)
    kept = sealed.put_file(picture), sealed.put_file(sound)
    RecordingChunk.objects.create(
        recording=recording,
        number=chunk.number,
        frames=chunk.frames,
        picture_path=kept[0].path,
        picture_size=kept[0].size,
        sound_path=kept[1].path,
        sound_size=kept[1].size,
        loudest_db=loudest,
    )
    picture.unlink()
    sound.unlink()


def _join(kept: list[RecordingChunk], place: Path) -> tuple[Path, tuple[float, float]]:
    pictures, sounds = [], []
    for chunk in kept:
        pictures.append(place / f"{chunk.number:05d}.mp4")
        sounds.append(place / f"{chunk.number:05d}.flac")
        sealed.unseal(chunk.picture_path, chunk.picture_size, pictures[-1])
        sealed.unseal(chunk.sound_path, chunk.sound_size, sounds[-1])
    target = place / "recording.mp4"
    ffmpeg.join(pictures, sounds, target)
    return target, (ffmpeg.duration(target, "v"), ffmpeg.duration(target, "a"))


def _progress(recording: Recording, percent: int) -> None:
    Recording.objects.filter(pk=recording.pk).update(percent=percent)


def _finish(recording: Recording, target: Path, seconds: float, faults: list[dict[str, object]]) -> None:
    kept = sealed.put_file(target)
    with transaction.atomic():
        row = locked(recording.pk)
        row.be_ready()
        row.path, row.size, row.sha256, row.seconds = kept.path, kept.size, kept.sha256, seconds
        row.faults, row.failure, row.percent, row.composed_at = faults, "", 100, clock.now()
        row.retention_until = _kept_until(row)
        row.save()
        note("composed", row, by=None, size=kept.size, sha256=kept.sha256, seconds=seconds, faults=len(faults))
        paths = [path for one in row.chunks.all() for path in (one.picture_path, one.sound_path)]
        row.chunks.all().delete()
        if row.purpose == Purpose.MEDIATION and not faults:
            # A track may hold an instant more than was to be recorded; what is shown does not.
            pieces = RecordingPiece.objects.filter(track__recording=row)
            paths += list(pieces.values_list("path", flat=True))
            pieces.update(path="")
        transaction.on_commit(lambda: sealed.remove_all(paths))
