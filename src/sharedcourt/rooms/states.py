"""The two lifecycles of a video room, each as one table: states, transitions, who may, and what is recorded.

A person's seat, as an official sees it: invited (has not come), waiting (at the door), admitted (let in, not yet
inside), present (in the call), disconnected (a failure, expected back), left (by choice), removed (by the host).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition


class RoomState(models.TextChoices):
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")


class SeatState(models.TextChoices):
    INVITED = "invited", _("not here yet")
    WAITING = "waiting", _("waiting to be let in")
    ADMITTED = "admitted", _("let in")
    PRESENT = "present", _("in the room")
    DISCONNECTED = "disconnected", _("connection lost")
    LEFT = "left", _("has left")
    REMOVED = "removed", _("asked to leave")
    WITHDRAWN = "withdrawn", _("no part in the matter any more")


class CaucusState(models.TextChoices):
    RUNNING = "running", _("going on")
    ENDED = "ended", _("ended")


HOST, PERSON, SYSTEM = "host", "person", "system"
# States in which a returning browser goes straight back in, without anyone's help.
LET_IN = (SeatState.ADMITTED, SeatState.PRESENT, SeatState.DISCONNECTED)
# States of those who are there, also while their line is lost.
HERE = (SeatState.PRESENT, SeatState.DISCONNECTED)
# States in which a browser is expected to be connected.
CONNECTED = (SeatState.WAITING, SeatState.PRESENT)
# States in which the seat is of no use to its holder.
SHUT_OUT = (SeatState.REMOVED, SeatState.WITHDRAWN)


class RoomLifecycle(FSMModelMixin, models.Model):
    """open → closed."""

    state = FSMField(max_length=12, choices=RoomState, default=RoomState.OPEN, protected=True)

    class Meta:
        abstract = True

    @transition(
        "state", RoomState.OPEN, RoomState.CLOSED, custom={"who": (HOST, SYSTEM), "records": "rooms.room.closed"}
    )
    def close(self) -> None:
        """Nobody can enter any more; whoever is inside is shown out."""


class SeatLifecycle(FSMModelMixin, models.Model):
    """invited → waiting → admitted → present ⇄ disconnected → left | removed."""

    state = FSMField(max_length=12, choices=SeatState, default=SeatState.INVITED, protected=True)

    class Meta:
        abstract = True

    @transition(
        "state", [SeatState.INVITED, SeatState.LEFT], SeatState.WAITING, custom={"who": (PERSON,), "records": ""}
    )
    def wait(self) -> None:
        """The person is at the door."""

    @transition("state", SeatState.WAITING, SeatState.INVITED, custom={"who": (SYSTEM,), "records": ""})
    def step_back(self) -> None:
        """The person at the door went away before being let in."""

    @transition(
        "state",
        [SeatState.INVITED, SeatState.WAITING, SeatState.LEFT, SeatState.REMOVED],
        SeatState.ADMITTED,
        custom={"who": (HOST,), "records": "rooms.seat.admitted"},
    )
    def admit(self) -> None:
        """The host lets the person in, at the door or beforehand."""

    @transition(
        "state", SeatState.ADMITTED, SeatState.PRESENT, custom={"who": (PERSON,), "records": "rooms.seat.joined"}
    )
    def enter(self) -> None:
        """The person takes part."""

    @transition(
        "state", SeatState.PRESENT, SeatState.DISCONNECTED, custom={"who": (SYSTEM,), "records": "rooms.seat.lost"}
    )
    def lose(self) -> None:
        """The connection failed; the seat is kept."""

    @transition(
        "state", SeatState.DISCONNECTED, SeatState.PRESENT, custom={"who": (PERSON,), "records": "rooms.seat.returned"}
    )
    def come_back(self) -> None:
        """The same person takes the same seat again."""

    @transition(
        "state",
        [SeatState.WAITING, SeatState.ADMITTED, SeatState.PRESENT, SeatState.DISCONNECTED],
        SeatState.LEFT,
        custom={"who": (PERSON, SYSTEM), "records": "rooms.seat.left"},
    )
    def leave(self) -> None:
        """The person left by choice, or the room closed."""

    @transition(
        "state",
        [
            SeatState.INVITED,
            SeatState.WAITING,
            SeatState.ADMITTED,
            SeatState.PRESENT,
            SeatState.DISCONNECTED,
            SeatState.LEFT,
        ],
        SeatState.REMOVED,
        custom={"who": (HOST,), "records": "rooms.seat.removed"},
    )
    def remove(self) -> None:
        """The host asks the person to leave; only the host can let them in again."""

    @transition(
        "state",
        [SeatState.ADMITTED, SeatState.PRESENT, SeatState.DISCONNECTED],
        SeatState.WAITING,
        custom={"who": (HOST,), "records": "rooms.seat.sent_out"},
    )
    def step_out(self) -> None:
        """Sent out to the door, to wait there: a witness who has been heard, say."""

    @transition(
        "state",
        [state for state in SeatState if state != SeatState.WITHDRAWN],
        SeatState.WITHDRAWN,
        custom={"who": (SYSTEM,), "records": "rooms.seat.withdrawn"},
    )
    def withdraw(self) -> None:
        """The person has no part in the matter any more: for them the room does not exist."""

    @transition(
        "state", SeatState.WITHDRAWN, SeatState.INVITED, custom={"who": (SYSTEM,), "records": "rooms.seat.added"}
    )
    def invite_again(self) -> None:
        """The person has a part in the matter again."""


class CaucusLifecycle(FSMModelMixin, models.Model):
    """running → ended: a separate talk (背对背) of the host with one side while the others wait."""

    state = FSMField(max_length=12, choices=CaucusState, default=CaucusState.RUNNING, protected=True)

    class Meta:
        abstract = True

    @transition(
        "state",
        CaucusState.RUNNING,
        CaucusState.ENDED,
        custom={"who": (HOST, SYSTEM), "records": "rooms.caucus.ended"},
    )
    def end(self) -> None:
        """Everyone is together again, or the next separate talk begins."""
