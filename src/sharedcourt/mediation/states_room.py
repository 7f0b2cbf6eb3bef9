"""The lifecycles of what happens in a meeting's room: a judge's guidance, an interpreter's or helper's seat."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from sharedcourt.mediation.states import MEDIATOR, PARTY, SYSTEM

JUDGE, INVITED = "judge", "invited person"


class GuidanceState(models.TextChoices):
    ASKED = "asked", _("called")
    JOINED = "joined", _("in the room")
    LEFT = "left", _("has left")
    DECLINED = "declined", _("cannot come")
    WITHDRAWN = "withdrawn", _("no longer needed")


# The judge may read the summary and enter the room.
CALLED = (GuidanceState.ASKED, GuidanceState.JOINED)


class AssistantState(models.TextChoices):
    PROPOSED = "proposed", _("waiting for consent")
    AGREED = "agreed", _("invited")
    SEATED = "seated", _("has a seat")
    REFUSED = "refused", _("not wanted")


class GuidanceLifecycle(FSMModelMixin, models.Model):
    """asked → joined → left; asked → declined | withdrawn."""

    state = FSMField(max_length=12, choices=GuidanceState, default=GuidanceState.ASKED, protected=True)

    class Meta:
        abstract = True

    @transition(
        "state",
        GuidanceState.ASKED,
        GuidanceState.JOINED,
        custom={"who": (JUDGE,), "records": "mediation.guidance.joined"},
    )
    def join(self) -> None:
        """The judge has entered the room."""

    @transition(
        "state",
        GuidanceState.JOINED,
        GuidanceState.LEFT,
        custom={"who": (JUDGE, MEDIATOR, SYSTEM), "records": "mediation.guidance.left"},
    )
    def leave(self) -> None:
        """The judge has left the room, or it was closed: the guidance counts."""

    @transition(
        "state",
        GuidanceState.ASKED,
        GuidanceState.DECLINED,
        custom={"who": (JUDGE,), "records": "mediation.guidance.declined"},
    )
    def decline(self) -> None:
        """The judge cannot come now."""

    @transition(
        "state",
        GuidanceState.ASKED,
        GuidanceState.WITHDRAWN,
        custom={"who": (MEDIATOR, SYSTEM), "records": "mediation.guidance.withdrawn"},
    )
    def withdraw(self) -> None:
        """The mediator no longer needs the judge, or the meeting is over."""


class AssistantLifecycle(FSMModelMixin, models.Model):
    """proposed → agreed → seated; proposed → refused."""

    state = FSMField(max_length=12, choices=AssistantState, default=AssistantState.PROPOSED, protected=True)

    class Meta:
        abstract = True

    @transition(
        "state",
        AssistantState.PROPOSED,
        AssistantState.AGREED,
        custom={"who": (PARTY,), "records": "mediation.assistant.agreed"},
    )
    def agree(self) -> None:
        """The person helped agrees; an invitation goes out."""

    @transition(
        "state",
        AssistantState.PROPOSED,
        AssistantState.REFUSED,
        custom={"who": (PARTY,), "records": "mediation.assistant.refused"},
    )
    def refuse(self) -> None:
        """The person helped does not want it."""

    @transition(
        "state",
        AssistantState.AGREED,
        AssistantState.SEATED,
        custom={"who": (INVITED, SYSTEM), "records": "mediation.assistant.seated"},
    )
    def sit(self) -> None:
        """The invited person has an account and a seat in the room."""
