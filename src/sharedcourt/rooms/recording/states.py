"""A recording's lifecycle as one table: from the question to the deletion."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition


class RecordingState(models.TextChoices):
    ASKED = "asked", _("waiting for everyone's answer")
    REFUSED = "refused", _("not recorded")
    ON = "on", _("recording")
    PAUSED = "paused", _("recording paused")
    ENDED = "ended", _("recorded, being put together soon")
    COMPOSING = "composing", _("being put together")
    READY = "ready", _("ready to be watched")
    FAILED = "failed", _("could not be put together")
    DELETED = "deleted", _("deleted")


HOST, PERSON, OVERSEER, SYSTEM = "host", "person", "overseer", "system"
# While a recording is in one of these, the room has no other.
LIVE = (RecordingState.ASKED, RecordingState.ON, RecordingState.PAUSED)
# What was recorded exists and has not been deleted.
KEPT = (RecordingState.ENDED, RecordingState.COMPOSING, RecordingState.READY, RecordingState.FAILED)


class RecordingLifecycle(FSMModelMixin, models.Model):
    """asked → on ⇄ paused → ended → composing → ready | failed → deleted."""

    state = FSMField(max_length=12, choices=RecordingState, default=RecordingState.ASKED, protected=True)

    class Meta:
        abstract = True

    @transition(
        "state",
        RecordingState.ASKED,
        RecordingState.REFUSED,
        custom={"who": (PERSON, HOST, SYSTEM), "records": "rooms.recording.refused"},
    )
    def give_up(self) -> None:
        """Somebody said no, or the question was withdrawn: nothing was recorded."""

    @transition(
        "state",
        [RecordingState.ASKED, RecordingState.PAUSED],
        RecordingState.ON,
        custom={"who": (SYSTEM,), "records": "rooms.recording.begun"},
    )
    def run(self) -> None:
        """Everyone inside has said yes (or the law wants the record), and nobody is spoken with apart."""

    @transition(
        "state",
        RecordingState.ON,
        RecordingState.PAUSED,
        custom={"who": (HOST, SYSTEM), "records": "rooms.recording.paused"},
    )
    def pause(self) -> None:
        """The host stopped it for a while, a newcomer has not answered, or somebody is spoken with apart."""

    @transition(
        "state",
        [RecordingState.ON, RecordingState.PAUSED],
        RecordingState.ENDED,
        custom={"who": (HOST, PERSON, SYSTEM), "records": "rooms.recording.ended"},
    )
    def finish(self) -> None:
        """The host ended it, somebody withdrew the consent, or the room closed."""

    @transition(
        "state",
        [RecordingState.ENDED, RecordingState.FAILED],
        RecordingState.COMPOSING,
        custom={"who": (SYSTEM, HOST), "records": ""},
    )
    def compose(self) -> None:
        """The pictures and sounds are put together; begun again after a failure by the host."""

    @transition(
        "state",
        RecordingState.COMPOSING,
        RecordingState.READY,
        custom={"who": (SYSTEM,), "records": "rooms.recording.composed"},
    )
    def be_ready(self) -> None:
        """It can be watched."""

    @transition(
        "state",
        [RecordingState.ENDED, RecordingState.COMPOSING],
        RecordingState.FAILED,
        custom={"who": (SYSTEM,), "records": "rooms.recording.failed"},
    )
    def fail(self) -> None:
        """It could not be put together; what was recorded is kept, and staff see why."""

    @transition(
        "state",
        [RecordingState.ENDED, RecordingState.READY, RecordingState.FAILED],
        RecordingState.DELETED,
        custom={"who": (HOST, OVERSEER, SYSTEM), "records": "rooms.recording.deleted"},
    )
    def erase(self) -> None:
        """Its time is over, or somebody entitled deleted it and said why."""
