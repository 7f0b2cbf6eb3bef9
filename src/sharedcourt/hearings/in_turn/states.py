"""Two lifecycles as tables: a party's turn to answer, and a clip that comes in."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from sharedcourt.hearings.states import CLERK, JUDGE, PERSON


class TurnState(models.TextChoices):
    ASKED = "asked", _("to be answered")
    ANSWERED = "answered", _("answered")
    PASSED = "passed", _("the court goes on without an answer")


class ClipState(models.TextChoices):
    COMING = "coming", _("being sent")
    KEPT = "kept", _("kept")


T, C = TurnState, ClipState


class TurnLifecycle(FSMModelMixin, models.Model):  # type: ignore[misc]
    """asked → answered; asked ⇄ passed."""

    state = FSMField(max_length=10, choices=TurnState, default=TurnState.ASKED, protected=True)

    class Meta:
        abstract = True

    @transition(
        "state", [T.ASKED, T.ANSWERED], T.ANSWERED, custom={"who": (PERSON,), "records": "hearings.in_turn.said"}
    )
    def answer(self) -> None:
        """The party says what it has to say (ODLR 20); what it says afterwards is another answer."""

    @transition("state", [T.ASKED, T.PASSED], T.ASKED, custom={"who": (JUDGE,), "records": "hearings.in_turn.extended"})
    def extend(self) -> None:
        """The judge gives the party more time, also after going on without it."""

    @transition("state", T.ASKED, T.PASSED, custom={"who": (JUDGE,), "records": "hearings.in_turn.gone_on"})
    def go_on(self) -> None:
        """The judge goes on without an answer. That is no finding of absence."""


class ClipLifecycle(FSMModelMixin, models.Model):  # type: ignore[misc]
    """coming → kept."""

    state = FSMField(max_length=10, choices=ClipState, default=ClipState.COMING, protected=True)

    class Meta:
        abstract = True

    @transition(
        "state", C.COMING, C.KEPT, custom={"who": (PERSON, JUDGE, CLERK), "records": "hearings.in_turn.clip_kept"}
    )
    def keep(self) -> None:
        """Every piece is here; the whole is one sealed file with its hash."""
