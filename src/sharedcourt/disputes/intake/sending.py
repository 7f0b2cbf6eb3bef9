"""Files that a page sent: as ids of finished uploads, or whole with the form; and what to do about unreadable ones."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sharedcourt.core.errors import Invalid
from sharedcourt.disputes import actions
from sharedcourt.disputes.models import Dispute
from sharedcourt.documents.actions import keep_upload
from sharedcourt.documents.models import StoredFile
from sharedcourt.documents.reading.wording import warnings
from sharedcourt.people.models import User


class Unclear(Invalid):
    """Some photographs may be unreadable. `waiting`: all files that were sent, kept, each with its warnings in words."""

    def __init__(self, files: list[StoredFile], looked_at: set[str]) -> None:
        super().__init__(
            _("A photograph may not be readable. Take it again, or tick that you have looked at it."), field="file"
        )
        self.waiting = [
            {"file": file, "warnings": warnings(file.warnings), "looked_at": str(file.pk) in looked_at}
            for file in files
        ]


def sent_files(user: User, dispute: Dispute, sent: Any, files: Any, *, purpose: str) -> list[StoredFile]:
    """Everything a page sent under `file`. Raises `Unclear` while a doubtful one is not ticked under `readable`."""
    found = [StoredFile.objects.filter(pk=each, uploaded_by=user).first() for each in _ids(sent.getlist("file"))]
    found += [keep_upload(by=user, upload=each, purpose=purpose, scope=dispute.pk) for each in files.getlist("file")]
    kept = [each for each in found if each is not None]
    looked_at = set(sent.getlist("readable"))
    if any(file.warnings and str(file.pk) not in looked_at for file in kept):
        raise Unclear(kept, looked_at)
    return kept


def keep_evidence(user: User, dispute: Dispute, sent: Any, files: Any) -> int:
    """Add what was sent as evidence. Gives how many files."""
    kept = sent_files(user, dispute, sent, files, purpose=StoredFile.Purpose.EVIDENCE)
    for file in kept:
        actions.add_evidence(by=user, dispute=dispute, file=file, proves=str(sent.get("proves", "")))
    return len(kept)


def _ids(values: list[str]) -> list[UUID]:
    found = []
    for value in values:
        try:
            found.append(UUID(str(value)))
        except ValueError:
            continue
    return found
