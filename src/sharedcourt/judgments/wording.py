"""What this room's actions are called, in the ledger and on pages; why a file was not taken in."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sharedcourt.judgments.taking_in import Unreadable
from sharedcourt.judgments.taking_in.reading import NOTES
from sharedcourt.judgments.taking_in.refusing import WORDS as UNREADABLE
from sharedcourt.ledger import words

WORDS: dict[str, Any] = {
    "judgments.judgment.awaited": _("a paper of the case is to be published"),
    "judgments.judgment.taken_in": _("a paper was taken in to be published"),
    "judgments.judgment.discarded": _("a paper was removed from the desk"),
    "judgments.judgment.structure_corrected": _("the parts of a paper were corrected"),
    "judgments.judgment.name_added": _("a name was added to those that are hidden"),
    "judgments.judgment.changes_accepted": _("changes to a paper were accepted"),
    "judgments.judgment.changes_rejected": _("changes to a paper were rejected"),
    "judgments.judgment.change_added": _("more was hidden in a paper"),
    "judgments.judgment.places_looked_at": _("doubtful places of a paper were looked at"),
    "judgments.judgment.taken_back": _("the last change on the desk was taken back"),
    "judgments.judgment.decided": _("the court said what the paper is about"),
    "judgments.judgment.approval_asked": _("the court asked to approve that the paper is unsuitable"),
    "judgments.judgment.approval_answered": _("it was decided whether the paper is unsuitable"),
    "judgments.judgment.ready": _("a paper is ready to be published"),
    "judgments.judgment.back_on_desk": _("a paper went back to the desk"),
    "judgments.judgment.released": _("a paper, or the notice in its place, was published"),
    "judgments.judgment.kept": _("a paper is not published"),
    "judgments.judgment.reopened": _("a paper is corrected"),
    "judgments.judgment.left_as_is": _("the published paper stays as it is"),
    "judgments.judgment.withdrawn": _("a published paper was withdrawn"),
    "judgments.batch.begun": _("a batch of papers came to the desk"),
    "judgments.batch.taken_in": _("a batch of papers was taken in"),
    "judgments.batch.failed": _("a batch of papers could not be taken in"),
    "judgments.batch.handed_over": _("a batch was handed to a second person"),
    "judgments.batch.sample_answered": _("a second person looked at a sample"),
    "judgments.batch.sent_back": _("a batch went back to the desk"),
    "judgments.batch.passed": _("a second person found no fault in a batch"),
    "judgments.batch.released": _("what was ready of a batch was published"),
}
PROBLEMS: dict[str, Any] = {
    "taken_already": _("The same text was taken in already."),
    "refused": _("What is said beside the text is not valid."),
    "failed": _("It could not be taken in; whoever runs the platform finds more in its log."),
}


def problem_words(code: str, params: dict[str, str]) -> str:
    """Why a file was not taken in, for people."""
    if code in UNREADABLE:
        return Unreadable(code, **params).text(get_language() or "zh")
    return str(PROBLEMS.get(code, code))


def note_words(code: str) -> str:
    """What a person should know of how a file was read."""
    place = 0 if (get_language() or "zh").startswith("zh") else 1
    return NOTES[code][place] if code in NOTES else code


def register() -> None:
    """Called once, when the app is ready."""
    words.register(WORDS)
