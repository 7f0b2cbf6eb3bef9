"""The recording of a hearing for the file: a ZIP made while it is sent, with every film, every camera and microphone by itself, their SHA-256, and the log of breaks (REC 3)."""

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from sharedcourt.core import clock
from sharedcourt.hearings.attendance.telling import number_of
from sharedcourt.hearings.models import Hearing
from sharedcourt.hearings.recordings import judging, queries, telling
from sharedcourt.hearings.recordings.models import RecordingReview
from sharedcourt.rooms.recording import sealed
from sharedcourt.rooms.recording.states import RecordingState

SUFFIXES = {"video/webm": "webm", "audio/webm": "webm", "video/mp4": "mp4", "audio/mp4": "mp4"}


class _Sink(io.RawIOBase):
    """What the ZIP writes, until it is taken; it cannot be sought in, as a connection cannot."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, content: bytes) -> int:  # type: ignore[override]
        self.waiting += content
        return len(content)

    def take(self) -> bytes:
        """All of it so far."""
        content = bytes(self.waiting)
        self.waiting.clear()
        return content


def _suffix(mime: str) -> str:
    return SUFFIXES.get(mime.partition(";")[0], "bin")


def _files(hearing: Hearing) -> Iterator[tuple[str, list[tuple[str, int]], str]]:
    """Name, parts (place in the storage and size) and SHA-256 of every film, then of every camera and microphone by itself."""
    recordings = queries.recordings_of(hearing)
    tracks = queries.tracks_of(recordings)
    for number, recording in enumerate(recordings, 1):
        if recording.state == RecordingState.READY:
            yield f"film-{number}.mp4", [(recording.path, recording.size)], recording.sha256
    for number, kept in enumerate(queries.offline_of(hearing), 1):
        yield f"offline-{number}.{_suffix(kept.mime)}", [(kept.path, kept.size)], kept.sha256
    for number, recording in enumerate(recordings, 1):
        for place, track in enumerate(tracks.get(recording.pk, []), 1):
            name = f"film-{number}-{place:02}-{track.seat.role_key or 'person'}-{track.kind}.{_suffix(track.mime)}"
            yield name, [(piece.path, piece.size) for piece in track.pieces.all()], track.sha256


def zipped(hearing: Hearing) -> Iterator[bytes]:
    """The ZIP, piece by piece; one block of a film in memory at a time. Its list of hashes is checked with `sha256sum -c`."""
    sink = _Sink()
    sheet = []
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for name, parts, sha256 in _files(hearing):
            info = zipfile.ZipInfo(name, clock.local(clock.now()).timetuple()[:6])
            with archive.open(info, "w", force_zip64=True) as target:
                for path, size in parts:
                    for block in sealed.read(path, size):
                        target.write(block)
                        yield sink.take()
            sheet.append(f"{sha256}  {name}\n")
        archive.writestr("SHA256SUMS", "".join(sheet))
        archive.writestr("record.txt", "\ufeff" + log(hearing))
    yield sink.take()


def log(hearing: Hearing) -> str:
    """When it was recorded, what broke it off, what was in doubt and how it was explained, as text for the file."""
    lines = [_("Recording of a hearing: %(number)s") % {"number": number_of(hearing)}, hearing.court.name, ""]
    lines += [_("Hearing: %(from)s to %(to)s") % {"from": _moment(hearing.opened_at), "to": _moment(hearing.closed_at)}]
    stretches = queries.stretches_of(hearing)
    for each in stretches:
        lines.append(_("Recorded: %(from)s to %(to)s") % {"from": _moment(each.began), "to": _moment(each.ended)})
    for before, seconds in judging.breaks(stretches):
        words = {
            "at": _moment(before.ended),
            "seconds": round(seconds),
            "reason": telling.reason_words(before.ended_for),
        }
        lines.append(_("Break: %(at)s, %(seconds)s seconds, %(reason)s") % words)
    for kept in queries.offline_of(hearing):
        lines.append(_("Final fingerprint of the recording without a network: %(hash)s") % {"hash": kept.final})
    review = RecordingReview.objects.filter(hearing=hearing).first()
    if review is not None:
        lines += ["", _("Checked: %(at)s") % {"at": _moment(review.checked_at)}]
        lines += [telling.doubt_words(doubt) for doubt in review.doubts] or [_("Nothing is in doubt.")]
        for one in review.explanations.select_related("by", "signed_by"):
            signed = f"{one.signed_by.name}, {_moment(one.signed_at)}" if one.signed_by is not None else "—"
            lines += ["", _("Explanation by %(name)s:") % {"name": one.by.name}, one.text]
            lines.append(_("Checked and signed: %(who)s") % {"who": signed})
    return "\n".join(lines) + "\n"


def _moment(moment: datetime | None) -> str:
    return f"{clock.local(moment):%Y-%m-%d %H:%M:%S}" if moment is not None else "—"
