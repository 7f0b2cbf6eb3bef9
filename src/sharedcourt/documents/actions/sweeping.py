"""Removing what a crash left behind: files no row refers to, uploads nobody went on with."""

from collections.abc import Iterator
from datetime import timedelta

from django.core.files.storage import default_storage

from sharedcourt.core import clock, transaction
from sharedcourt.documents import storing
from sharedcourt.documents.models import StoredFile, Upload, UploadPart

GRACE = timedelta(days=2)
FOLDERS = ("files", "parts")


def sweep() -> int:
    """Remove what is older than two days and belongs to nothing. Scheduled work; gives the number of files removed."""
    before = clock.now() - GRACE
    with transaction.atomic():
        Upload.objects.filter(state=Upload.State.OPEN, created_at__lt=before).update(state=Upload.State.REFUSED)
        UploadPart.objects.filter(upload__state=Upload.State.REFUSED, created_at__lt=before).delete()
    removed = 0
    for path in _paths():
        if default_storage.get_modified_time(path) >= before:
            continue
        if StoredFile.objects.filter(path=path).exists() or UploadPart.objects.filter(path=path).exists():
            continue
        storing.remove(path)
        removed += 1
    return removed


def _paths() -> Iterator[str]:
    for folder in FOLDERS:
        if not default_storage.exists(folder):
            continue
        for month in default_storage.listdir(folder)[0]:
            for name in default_storage.listdir(f"{folder}/{month}")[1]:
                yield f"{folder}/{month}/{name}"
