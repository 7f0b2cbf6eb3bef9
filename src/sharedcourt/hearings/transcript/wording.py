"""What is done with the record of a hearing, on timelines: the record says itself what happened, so that they stay quiet."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from sharedcourt.ledger import words

WORDS: dict[str, Any] = {
    "hearings.transcript.begun": _("began the record of the hearing"),
    "hearings.transcript.pen": _("took up or took over writing the record"),
    "hearings.transcript.imported": _("added lines of speech recognition as proposals"),
    "hearings.transcript.finished": _("finished writing the record"),
    "hearings.transcript.reopened": _("went on writing the record"),
    "hearings.transcript.correction_asked": _("asked for a correction of the record"),
    "hearings.transcript.corrected": _("corrected the record"),
    "hearings.transcript.correction_refused": _("did not correct the record and noted the request"),
    "hearings.transcript.read": _("read the record and found it right"),
    "hearings.transcript.signature_refused": _("does not sign the record"),
    "hearings.transcript.signing": _("had the record made ready for signing"),
    "hearings.transcript.taken_back": _("took the record back to correct it"),
    "hearings.transcript.pages_read": _("confirmed every page of the record"),
    "hearings.transcript.stands": _("said whether the recording may stand for the record"),
    "hearings.transcript.recording_stands": _("let the recording stand for the record"),
    "hearings.transcript.sealed": _("the record of the hearing is signed and sealed"),
}


def register() -> None:
    """Called once, when the app is ready."""
    words.register(WORDS, quiet=set(WORDS))
