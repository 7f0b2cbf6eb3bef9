"""The life of the record of a hearing (庭审笔录), as one table."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

CLERK, SYSTEM = "court clerk", "system"


class TranscriptState(models.TextChoices):
    WRITING = "writing", _("being written")
    READING = "reading", _("to be read and corrected")
    SIGNING = "signing", _("to be signed")
    SEALED = "sealed", _("signed and sealed")


T = TranscriptState


class TranscriptLifecycle(FSMModelMixin, models.Model):  # type: ignore[misc]
    """writing ⇄ reading ⇄ signing → sealed."""

    state = FSMField(max_length=10, choices=TranscriptState, default=TranscriptState.WRITING, protected=True)

    class Meta:
        abstract = True

    @transition("state", T.WRITING, T.READING, custom={"who": (CLERK,), "records": "hearings.transcript.finished"})
    def finish(self) -> None:
        """The clerk has written all of it; everybody reads it and may ask for corrections (CPL 150)."""

    @transition("state", T.READING, T.WRITING, custom={"who": (CLERK,), "records": "hearings.transcript.reopened"})
    def reopen(self) -> None:
        """The hearing goes on, or something is to be written after all."""

    @transition("state", T.READING, T.SIGNING, custom={"who": (CLERK,), "records": "hearings.transcript.signing"})
    def open_signing(self) -> None:
        """Every request is answered, and everybody has read it or the days for it are over: the paper is made."""

    @transition(
        "state",
        [T.WRITING, T.READING],
        T.SIGNING,
        custom={"who": (CLERK,), "records": "hearings.transcript.recording_stands"},
    )
    def let_recording_stand(self) -> None:
        """The recording stands for the record, with everybody's consent: its checksum is what is signed (REC 8, 9)."""

    @transition("state", T.SIGNING, T.READING, custom={"who": (CLERK,), "records": "hearings.transcript.taken_back"})
    def take_back(self) -> None:
        """Something is still to be corrected: the paper and its signatures count no longer."""

    @transition("state", T.SIGNING, T.SEALED, custom={"who": (SYSTEM,), "records": "hearings.transcript.sealed"})
    def seal(self) -> None:
        """Signed by everyone who signs it, and under the court's seal."""
