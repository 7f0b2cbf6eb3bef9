"""The lifecycles of a judgment on its way to the public, and of a batch of them, as tables."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, FSMModelMixin, transition

DESK, VICE_PRESIDENT, SECOND, SYSTEM = "judge or clerk of the court", "vice-president", "a second person", "system"


class JudgmentState(models.TextChoices):
    EXPECTED = "expected", _("its text is awaited")
    DESK = "desk", _("on the desk")
    APPROVAL = "approval", _("waits for approval")
    READY = "ready", _("ready for release")
    RELEASED = "released", pgettext_lazy("judgment", "published")
    CORRECTING = "correcting", _("published, being corrected")
    WITHDRAWN = "withdrawn", pgettext_lazy("judgment", "withdrawn")
    KEPT = "kept", _("not published, without a notice")
    DISCARDED = "discarded", _("removed from the desk")


S = JudgmentState
# Somebody works on it: text, structure and changes may be changed.
ON_DESK = (S.DESK, S.CORRECTING)
# Nothing is public yet, and somebody has to do something.
UNPUBLISHED = (S.EXPECTED, S.DESK, S.APPROVAL, S.READY)
# The public sees a publication.
PUBLIC = (S.RELEASED, S.CORRECTING)


class JudgmentLifecycle(FSMModelMixin, models.Model):  # type: ignore[misc]
    """awaited → on the desk → (approval) → ready → published; corrected, withdrawn, kept from the public, removed."""

    state = FSMField(max_length=12, choices=JudgmentState, default=JudgmentState.DESK, protected=True)

    class Meta:
        abstract = True

    @transition("state", S.EXPECTED, S.DESK, custom={"who": (DESK, SYSTEM), "records": "judgments.judgment.taken_in"})
    def take_in(self) -> None:
        """Its text has come."""

    @transition("state", S.DESK, S.APPROVAL, custom={"who": (DESK,), "records": "judgments.judgment.approval_asked"})
    def ask_approval(self) -> None:
        """The court finds it unsuitable to be published, which a vice-president approves (art. 12)."""

    @transition(
        "state",
        S.APPROVAL,
        S.DESK,
        custom={"who": (VICE_PRESIDENT,), "records": "judgments.judgment.approval_answered"},
    )
    def answer_approval(self) -> None:
        """Approved or not, it is back on the desk with the answer."""

    @transition("state", S.DESK, S.READY, custom={"who": (DESK,), "records": "judgments.judgment.ready"})
    def make_ready(self) -> None:
        """Every change is answered and nothing is left over: it may be released with its batch."""

    @transition("state", S.READY, S.DESK, custom={"who": (DESK, SECOND), "records": "judgments.judgment.back_on_desk"})
    def put_back(self) -> None:
        """Looked at again: by choice, or because a fault was found in its batch."""

    @transition(
        "state",
        [S.EXPECTED, S.DESK, S.READY, S.CORRECTING],
        S.RELEASED,
        custom={"who": (DESK, SECOND), "records": "judgments.judgment.released"},
    )
    def release(self) -> None:
        """Published, or the notice in its place, for which no text is needed."""

    @transition("state", [S.EXPECTED, S.DESK], S.KEPT, custom={"who": (DESK,), "records": "judgments.judgment.kept"})
    def keep(self) -> None:
        """Not published, and nothing in its place."""

    @transition("state", S.RELEASED, S.CORRECTING, custom={"who": (DESK,), "records": "judgments.judgment.reopened"})
    def correct(self) -> None:
        """Corrected while the public sees what was published."""

    @transition("state", S.CORRECTING, S.RELEASED, custom={"who": (DESK,), "records": "judgments.judgment.left_as_is"})
    def leave(self) -> None:
        """Nothing was corrected."""

    @transition(
        "state",
        [S.RELEASED, S.CORRECTING],
        S.WITHDRAWN,
        custom={"who": (DESK, VICE_PRESIDENT), "records": "judgments.judgment.withdrawn"},
    )
    def withdraw(self) -> None:
        """Gone from the public; its address says when."""

    @transition(
        "state", [S.WITHDRAWN, S.KEPT], S.DESK, custom={"who": (DESK,), "records": "judgments.judgment.reopened"}
    )
    def reopen(self) -> None:
        """Corrected to be published again (art. 17), or decided anew."""

    @transition(
        "state",
        [S.EXPECTED, S.DESK, S.READY],
        S.DISCARDED,
        custom={"who": (DESK,), "records": "judgments.judgment.discarded"},
    )
    def discard(self) -> None:
        """Taken in by mistake; never published."""


class BatchState(models.TextChoices):
    READING = "reading", _("being taken in")
    WORKING = "working", _("on the desk")
    SAMPLING = "sampling", _("a second person looks at samples")
    RELEASING = "releasing", _("being released")
    DONE = "done", _("released")
    FAILED = "failed", _("could not be taken in")


B = BatchState


class BatchLifecycle(FSMModelMixin, models.Model):  # type: ignore[misc]
    """taken in → on the desk → samples looked at → released; one fault sends the whole batch back."""

    state = FSMField(max_length=12, choices=BatchState, default=BatchState.READING, protected=True)

    class Meta:
        abstract = True

    @transition("state", B.READING, B.WORKING, custom={"who": (SYSTEM,), "records": "judgments.batch.taken_in"})
    def finish_reading(self) -> None:
        """All files were read, or refused with the reason."""

    @transition("state", B.READING, B.FAILED, custom={"who": (SYSTEM,), "records": "judgments.batch.failed"})
    def fail(self) -> None:
        """The archive as a whole cannot be read."""

    @transition("state", B.WORKING, B.SAMPLING, custom={"who": (DESK,), "records": "judgments.batch.handed_over"})
    def hand_over(self) -> None:
        """A second person is to look at samples of what is ready."""

    @transition("state", B.SAMPLING, B.WORKING, custom={"who": (DESK, SECOND), "records": "judgments.batch.sent_back"})
    def send_back(self) -> None:
        """A fault was found, or whoever handed it over takes it back."""

    @transition("state", B.SAMPLING, B.RELEASING, custom={"who": (SECOND,), "records": "judgments.batch.passed"})
    def pass_on(self) -> None:
        """No fault was found in the samples: what is ready is released."""

    @transition("state", B.RELEASING, B.WORKING, custom={"who": (SYSTEM,), "records": "judgments.batch.released"})
    def go_on(self) -> None:
        """What was ready is released; the rest is still on the desk."""

    @transition("state", B.RELEASING, B.DONE, custom={"who": (SYSTEM,), "records": "judgments.batch.released"})
    def finish(self) -> None:
        """Nothing of it is left on the desk."""
