"""Who is told what about the record. Links lead to the record itself."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sharedcourt.disputes import timeline
from sharedcourt.hearings.transcript import speakers
from sharedcourt.hearings.transcript.models import CorrectionRequest, Transcript
from sharedcourt.notices import actions as notices
from sharedcourt.notices import texts
from sharedcourt.people.models import User

TEXTS: dict[str, tuple[Any, Any]] = {
    "hearings.transcript_to_read": (
        _("Read the record of the hearing: case {number}"),
        _("Read it and say whether your statements are right, until {until}. You can ask for corrections."),
    ),
    "hearings.correction_asked": (
        _("A correction of the record is asked for: case {number}"),
        _("Open the record to correct it, or to note why not."),
    ),
    "hearings.correction_answered": (
        _("Your request for a correction is answered: case {number}"),
        _("Open the record to read the answer."),
    ),
    "hearings.transcript_to_sign": (
        _("Sign the record of the hearing: case {number}"),
        _("Read it page by page, then sign it here."),
    ),
    "hearings.transcript_sealed": (
        _("The record of the hearing is signed and sealed: case {number}"),
        _("It can be read and downloaded here."),
    ),
}


def register() -> None:
    """Called once, when the app is ready."""
    for kind, (subject, body) in TEXTS.items():
        texts.register(kind, subject=subject, body=body)
    timeline.keep_private(TEXTS)


def _tell(users: Iterable[User | None], kind: str, row: Transcript, by: User | None, **context: Any) -> None:
    case = row.hearing.case
    words = {"number": case.number.text if case.number is not None else "", **context}
    link = reverse("hearings:transcript", args=[row.hearing_id])
    told = {by.pk} if by is not None else set()
    for user in users:
        if user is not None and user.pk not in told:
            told.add(user.pk)
            notices.tell(user=user, kind=kind, context=words, scope=case.dispute_id, link=link, by=by)


def to_read(row: Transcript, by: User) -> None:
    """Everyone who takes part."""
    until = f"{row.read_by:%Y-%m-%d}" if row.read_by is not None else ""
    readers = [one.user for one in speakers.of(row.hearing) if one.capacity]
    _tell(readers, "hearings.transcript_to_read", row, by, until=until)


def correction_asked(row: Transcript, by: User) -> None:
    """The clerk."""
    _tell([row.hearing.clerk], "hearings.correction_asked", row, by)


def correction_answered(row: Transcript, request: CorrectionRequest, by: User) -> None:
    """Whoever asked."""
    _tell([request.by], "hearings.correction_answered", row, by)


def to_sign(row: Transcript, by: User) -> None:
    """Everyone who signs."""
    assert row.file is not None
    _tell([slot.user for slot in row.file.slots.select_related("user")], "hearings.transcript_to_sign", row, by)


def sealed(row: Transcript) -> None:
    """Everyone in the hearing."""
    _tell([one.user for one in speakers.of(row.hearing)], "hearings.transcript_sealed", row, None)
