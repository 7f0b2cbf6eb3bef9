"""What a page sent under `file`: ids of finished uploads, and whole files where there is no JavaScript."""

from typing import Any
from uuid import UUID

from sharedcourt.documents.actions import keep_upload
from sharedcourt.documents.models import StoredFile
from sharedcourt.people.models import User

PURPOSE = StoredFile.Purpose.CASE


def kept(user: User, scope: UUID | None, sent: Any, files: Any, *, purpose: str = PURPOSE) -> list[StoredFile]:
    """The person's own files, in order; ids that are somebody else's or nonsense are left out."""
    found = [own(user, value) for value in sent.getlist("file")]
    found += [keep_upload(by=user, upload=file, purpose=purpose, scope=scope) for file in files.getlist("file")]
    return [file for file in found if file is not None]


def own(user: User, value: Any) -> StoredFile | None:
    """A file this person uploaded; None for all others."""
    try:
        return StoredFile.objects.filter(pk=UUID(str(value)), uploaded_by=user).first()
    except ValueError:
        return None
