"""The lifecycles of a circuit tour and of a seat that the public has registered for, as tables."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

COURT, VISITOR, SYSTEM = "clerk or judge of the tour", "member of the public", "system"


class TourState(models.TextChoices):
    PLANNED = "planned", _("being planned")
    ANNOUNCED = "announced", _("announced")
    CANCELLED = "cancelled", _("cancelled")


class SeatState(models.TextChoices):
    HELD = "held", _("seat kept")
    WAITING = "waiting", _("on the waiting list")
    GIVEN_UP = "given_up", _("given up")


T, S = TourState, SeatState
LIVE_SEATS = (S.HELD, S.WAITING)


class TourLifecycle(FSMModelMixin, models.Model):  # type: ignore[misc]
    """planned → announced; cancelled from both."""

    state = FSMField(max_length=10, choices=TourState, default=TourState.PLANNED, protected=True)

    class Meta:
        abstract = True

    @transition("state", T.PLANNED, T.ANNOUNCED, custom={"who": (COURT,), "records": "hearings.circuit.announced"})
    def announce(self) -> None:
        """The public sees where the court comes, and registers for seats."""

    @transition(
        "state",
        [T.PLANNED, T.ANNOUNCED],
        T.CANCELLED,
        custom={"who": (COURT,), "records": "hearings.circuit.cancelled"},
    )
    def cancel(self) -> None:
        """The court does not come; whoever had a seat is told."""


class SeatLifecycle(FSMModelMixin, models.Model):  # type: ignore[misc]
    """held | waiting at registration; waiting → held when one becomes free; given up from both."""

    state = FSMField(max_length=10, choices=SeatState, default=SeatState.WAITING, protected=True)

    class Meta:
        abstract = True

    @transition("state", S.WAITING, S.HELD, custom={"who": (SYSTEM,), "records": "hearings.circuit.seat_held"})
    def hold(self) -> None:
        """There are seats enough."""

    @transition(
        "state",
        [S.HELD, S.WAITING],
        S.GIVEN_UP,
        custom={"who": (VISITOR, COURT, SYSTEM), "records": "hearings.circuit.seat_given_up"},
    )
    def give_up(self) -> None:
        """By whoever registered, with their code; or because the stop is not held, or not in open court any more."""
