"""What a gateway of this machine is recording, read while it is being written: what is not recorded is not shown either."""

import logging
import subprocess
from pathlib import Path
from typing import Any
from uuid import UUID

from asgiref.sync import async_to_sync
from django.utils.translation import gettext_lazy as _

from sharedcourt.broadcasts.models import Broadcast
from sharedcourt.broadcasts.stream.mjr import Index
from sharedcourt.broadcasts.stream.sources import Material, Place, Span, Window
from sharedcourt.core import clock
from sharedcourt.rooms.janus import configuration
from sharedcourt.rooms.janus.line import ControllerGone, ControllerRefused, ask_once
from sharedcourt.rooms.janus.person import seat_of_feed
from sharedcourt.rooms.janus.recordings import NAME, SUFFIXES
from sharedcourt.rooms.models import Seat
from sharedcourt.rooms.recording.ffmpeg import content_s
from sharedcourt.rooms.recording.models import RecordingSpan
from sharedcourt.rooms.recording.plan import Clip

log = logging.getLogger(__name__)
CONVERTING_S = 20
# Files that ended so long before the window hold nothing for it.
OLD_S = 60.0


class GatewayRecording:
    """The tracks of the running recording, one for each microphone and camera, cut for the window and composed by us."""

    words: Any = _("what the media server records")
    # A gateway writes packets as they come; the disk and a late packet have this long.
    settles_s = 2.0

    def __init__(self) -> None:
        self._known: dict[Path, Index] = {}

    def usable(self) -> bool:
        return bool(configuration.local_places())

    def spans(self, broadcast: Broadcast) -> list[Span] | None:
        """The recorded stretches of the room: a private talk or a recess of the recording is not shown."""
        room = broadcast.hearing.room_id
        found = RecordingSpan.objects.filter(recording__room=room).order_by("begun_at") if room else []
        return [(span.begun_at, span.ended_at or clock.now()) for span in found]

    def stir(self, broadcast: Broadcast) -> None:
        """Ask everyone for a whole picture: each window begins near one."""
        room = broadcast.hearing.room_id
        try:
            async_to_sync(ask_once)(configuration.controller_socket(), "pictures", room=str(room))
        except (ControllerGone, ControllerRefused) as problem:
            log.warning("Whole pictures of room %s could not be asked for: %s", room, problem)

    def material(self, broadcast: Broadcast, window: Window, folder: Path) -> Material:
        """Every track that has something in the window, in the order of the room's seats."""
        room = broadcast.hearing.room_id
        clips: list[Clip] = []
        for number, index in enumerate(self._tracks(str(room), window)):
            clip = self._clip(index, window, folder / f"{number}.mjr")
            clips += [clip] if clip is not None else []
        present = {clip.seat for clip in clips}
        seats = Seat.objects.filter(room=room, pk__in=[UUID(seat) for seat in present])
        with_pictures = list(seats.order_by("position", "created_at"))
        places = tuple(Place(str(seat.pk), seat.user_id, seat.role_words) for seat in with_pictures)
        return Material(tuple(clips), places)

    def _tracks(self, room_id: str, window: Window) -> list[Index]:
        found = []
        folder = configuration.recordings_folder(room_id)
        names = {path.name.removesuffix(".tmp"): path for path in (*folder.glob("*.mjr"), *folder.glob("*.mjr.tmp"))}
        for path in names.values():
            if path.stat().st_mtime < window.began.timestamp() - OLD_S:
                continue
            plain = path.with_name(path.name.removesuffix(".tmp"))
            index = self._known.setdefault(plain, Index(path))
            index.path = path  # the gateway takes the ending away once the file is whole
            try:
                if index.look():
                    found.append(index)
            except FileNotFoundError:
                # Renamed between the two: it is read with the next window.
                continue
        return found

    def _clip(self, index: Index, window: Window, target: Path) -> Clip | None:
        match = NAME.fullmatch(index.path.name.removesuffix(".tmp"))
        reached = index.cut(window.began.timestamp(), window.ended.timestamp(), target) if match else None
        if match is None or reached is None:
            return None
        playable = target.with_suffix(SUFFIXES[match["kind"]])
        done = subprocess.run(  # noqa: S603  Janus's own tool on a file that Janus wrote
            ["janus-pp-rec", target, playable],  # noqa: S607
            capture_output=True,
            check=False,
            timeout=CONVERTING_S,
        )
        if done.returncode or not playable.exists():
            return None
        seconds = content_s(playable)
        seat = seat_of_feed(match["feed"])
        return Clip(playable.stem, seat, match["kind"], playable, reached[0], reached[0] + seconds, seconds)
