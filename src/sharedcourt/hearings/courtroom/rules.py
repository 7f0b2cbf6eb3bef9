"""The rules of an online hearing (在线庭审纪律) that each participant reads, as one text with a version and a fingerprint."""

import hashlib

from django.template.loader import render_to_string
from django.utils.translation import get_language

from sharedcourt.hearings.courtroom.stages import HEARD, INTERPRETERS, Standing

# Changed with the text: whoever declared on an older one declares again.
VERSION = "2026-11"
TEMPLATE = "hearings/courtroom/rules.html"


def text(standing: Standing) -> str:
    """The text as this person reads it, in the running language, as HTML."""
    return render_to_string(TEMPLATE, {"is_heard": standing in HEARD, "is_interpreter": standing in INTERPRETERS})


def fingerprint(standing: Standing) -> tuple[str, str]:
    """SHA-256 of the text and the language in which it was read."""
    return hashlib.sha256(text(standing).encode()).hexdigest(), get_language() or ""
