"""Sealed files that belong to nothing: a process was killed between writing one and writing down that it is there."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from django.core.files.storage import default_storage

from sharedcourt.core import clock
from sharedcourt.rooms.recording import sealed
from sharedcourt.rooms.recording.models import Recording, RecordingChunk, RecordingPiece

FOLDER = "recordings"
# Whatever is younger may be about to be written down.
UNCLAIMED = timedelta(days=1)
_owners: list[Callable[[str], bool]] = []


def register_owner(knows: Callable[[str], bool]) -> None:
    """A room above keeps sealed files, too, and says whether one is its own; call it in `AppConfig.ready`."""
    if knows not in _owners:
        _owners.append(knows)


def sweep() -> int:
    """Remove the files that no row knows of; returns how many."""
    removed = 0
    for path in _old_files():
        if not _is_known(path):
            sealed.remove(path)
            removed += 1
    return removed


def _old_files() -> Iterator[str]:
    if not default_storage.exists(FOLDER):
        return
    before = clock.now() - UNCLAIMED
    for month in default_storage.listdir(FOLDER)[0]:
        for name in default_storage.listdir(f"{FOLDER}/{month}")[1]:
            path = f"{FOLDER}/{month}/{name}"
            if default_storage.get_modified_time(path) < before:
                yield path


def _is_known(path: str) -> bool:
    return (
        RecordingPiece.objects.filter(path=path).exists()
        or Recording.objects.filter(path=path).exists()
        or RecordingChunk.objects.filter(picture_path=path).exists()
        or RecordingChunk.objects.filter(sound_path=path).exists()
        or any(knows(path) for knows in _owners)
    )
