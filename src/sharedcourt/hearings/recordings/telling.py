"""Words: doubts about recordings, what the clerk is told, and the ledger's entries."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sharedcourt.core import clock
from sharedcourt.disputes import timeline
from sharedcourt.hearings.attendance import telling
from sharedcourt.hearings.models import Hearing
from sharedcourt.notices import texts
from sharedcourt.people.models import User
from sharedcourt.rooms.recording.models import PausedFor

TEXTS: dict[str, tuple[Any, Any]] = {
    "hearings.recording_doubtful": (
        gettext_lazy("The recording of a hearing needs a look: {number}"),
        gettext_lazy(
            "What does not agree stands behind the link. Explain it in writing; the presiding judge signs (REC 4)."
        ),
    ),
    "hearings.recording_explained": (
        gettext_lazy("Sign the explanation of a recording: {number}"),
        gettext_lazy("The clerk has explained in writing why the recording is not whole. Check it and sign (REC 4)."),
    ),
}
WORDS: dict[str, Any] = {
    "hearings.recording.checked": gettext_lazy("the recording of the hearing was checked"),
    "hearings.recording.explained": gettext_lazy("explained in writing why the recording is not whole"),
    "hearings.recording.explanation_signed": gettext_lazy("signed the explanation of the recording"),
    "hearings.recording.exported": gettext_lazy("took the recording for the file"),
}


def register() -> None:
    """Called once, when the app is ready."""
    for kind, (subject, body) in TEXTS.items():
        texts.register(kind, subject=subject, body=body)
    timeline.keep_private(TEXTS)


def tell(users: Iterable[User], kind: str, hearing: Hearing, *, by: User | None) -> None:
    """With the way to the recording's page."""
    link = reverse("hearings:recording", args=[hearing.pk])
    telling.tell(users, kind, hearing, link=link, by=by)


def reason_words(reason: str) -> str:
    """Why it stopped."""
    if reason in PausedFor.values:
        return str(PausedFor(reason).label)
    own = {
        "recess": _("recess"),
        "not_public": _("evidence that is not shown in public"),
        "unrecorded": _("mediation that is not fit to be recorded"),
        "offline": _("recorded without a network"),
        "closed": _("the hearing was closed"),
    }
    return own.get(reason, _("not known why"))


def doubt_words(doubt: dict[str, Any]) -> str:
    """A doubt as a sentence."""
    at = f"{clock.local(datetime.fromisoformat(str(doubt['at']))):%H:%M:%S}" if doubt.get("at") else ""
    sentences = {
        "missing": _("There is no recording of this hearing."),
        "not_ready": _("The recording has not been put together yet."),
        "failed": _("The recording could not be put together."),
        "deleted": _("The recording was deleted."),
        "begins_late": _("It begins %(seconds)s seconds after the hearing was opened."),
        "ends_early": _("It ends %(seconds)s seconds before the hearing was closed."),
        "break": _("It stopped at %(at)s for %(seconds)s seconds, for no reason that the rules allow: %(reason)s."),
        "too_short": _("The film is %(seconds)s seconds shorter than what was recorded."),
        "too_long": _("The film is %(seconds)s seconds longer than what was recorded."),
        "too_small": _("The file is too small for its length: %(bytes)s bytes."),
        "silent": _("Nothing is to be heard in the whole recording."),
        "quiet": _("The sound is so low that it can hardly be understood: %(db)s dB."),
        "unreadable": _("The file cannot be read from the storage."),
        "hash": _("The stored file is not the one that was recorded: its hash differs."),
        "fault": _("A part is missing or damaged, as the recording's own page says."),
    }
    values = {"seconds": "", "bytes": "", "db": "", **doubt, "at": at}
    values["reason"] = reason_words(str(doubt.get("reason", "")))
    return sentences.get(str(doubt.get("what")), str(doubt.get("what"))) % values
