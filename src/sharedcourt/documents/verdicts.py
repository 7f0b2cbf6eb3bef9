"""A verdict in plain words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from sharedcourt.documents.checking import Checked
from sharedcourt.documents.engine.verifying import Outcome, Reason

HEADINGS = {
    Outcome.AUTHENTIC: _("This is the genuine document"),
    Outcome.DIFFERS: _("The signatures hold, but this is not the archived file"),
    Outcome.ALTERED: _("This file was changed after signing"),
    Outcome.NOT_OURS: _("This file was not signed here"),
    Outcome.UNCHECKED: _("This file could not be checked"),
}
EXPLANATIONS = {
    Outcome.AUTHENTIC: _("It is the archived file, byte for byte, and every signature in it holds."),
    Outcome.DIFFERS: _(
        "No sign of forgery was found, but the file is not identical to the one in the archive. A program may have saved "
        "it anew. Rely on the archived original."
    ),
    Outcome.ALTERED: _("Do not rely on it. What it says may not be what was signed. Rely on the archived original."),
    Outcome.NOT_OURS: _("It carries no signature of this system, so nothing can be said about it."),
    Outcome.UNCHECKED: _("Nothing is known of it, neither good nor bad. Try again, or rely on the archived original."),
}
TONES = {
    Outcome.AUTHENTIC: "success",
    Outcome.DIFFERS: "warning",
    Outcome.ALTERED: "danger",
    Outcome.NOT_OURS: "neutral",
    Outcome.UNCHECKED: "warning",
}
POINTS = {
    Reason.TOO_LARGE: _("The file is too large to be checked."),
    Reason.UNREADABLE: _("The file is damaged or is not a PDF."),
    Reason.GAVE_UP: _("The file could not be taken apart within the limits of time and memory."),
    Reason.NO_SIGNATURE: _("The file carries no signature."),
    Reason.UNKNOWN_SIGNER: _("At least one signature comes from an authority that is not trusted here."),
    Reason.BROKEN_SIGNATURE: _("At least one signature does not match the content: signed text was changed."),
    Reason.CHANGED_AFTER_SIGNING: _(
        "Something was added or painted over after signing. Many PDF readers do not notice this."
    ),
    Reason.ADDED_AFTER_SEAL: _("Something was appended after the seal."),
    Reason.NOT_IN_ARCHIVE: _("Its fingerprint is not in the archive."),
    Reason.NOT_SEALED_YET: _("The organisation's seal is not on it."),
}
MODIFICATIONS = {
    "none": _("nothing was added after it"),
    "maintenance": _("only data for later checking was added after it"),
    "form_filling": _("only further signatures were added after it"),
    "other": _("something else was changed or added after it"),
}


@dataclass(frozen=True)
class SignatureWords:
    label: str
    signer: str
    signed_at: datetime | None
    timestamp_authority: str
    holds: bool
    trusted: bool
    seal: bool
    modification: Any
    whole_file: bool


@dataclass(frozen=True)
class Words:
    """What a page says about a file."""

    heading: Any
    explanation: Any
    tone: str
    points: list[Any]
    signatures: list[SignatureWords]


def words(checked: Checked) -> Words:
    """The verdict for a reader without technical knowledge, with every reason."""
    verdict = checked.verdict
    return Words(
        heading=HEADINGS[verdict.outcome],
        explanation=EXPLANATIONS[verdict.outcome],
        tone="warning" if verdict.outcome == Outcome.AUTHENTIC and checked.superseded else TONES[verdict.outcome],
        points=list(_points(checked)),
        signatures=[
            SignatureWords(
                label=signature.label or signature.signer,
                signer=signature.signer,
                signed_at=datetime.fromisoformat(signature.signed_at) if signature.signed_at else None,
                timestamp_authority=signature.timestamp_authority,
                holds=signature.holds,
                trusted=signature.trusted,
                seal=signature.seal,
                modification=MODIFICATIONS[signature.modification],
                whole_file=signature.covers_whole_file,
            )
            for signature in verdict.signatures
        ],
    )


def _points(checked: Checked) -> Iterator[Any]:
    if checked.superseded:
        yield _("A newer version has replaced this document; this one no longer counts.")
    elif checked.signing_file is not None and checked.verdict.in_archive and not checked.is_latest:
        yield _("This is an earlier state: more signatures have been added since.")
    for reason in checked.verdict.reasons:
        yield POINTS[reason]


def masked(name: str) -> str:
    """A person's name with the surname only, as 林**: enough for the holder of a paper to recognise it."""
    return name[:1] + "*" * max(len(name) - 1, 1) if name else ""
