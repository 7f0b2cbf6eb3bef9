"""The lifecycle of an application for judicial confirmation, as one table: states, transitions, who may, what is recorded."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

PARTY, CLERK, JUDGE, SYSTEM = "party", "filing clerk", "judge", "system"


class ConfirmationState(models.TextChoices):
    SIGNING = "signing", _("being signed by the parties")
    SUBMITTED = "submitted", _("with the court, to be taken in")
    ACCEPTED = "accepted", _("taken in, under review")
    DECIDED = "decided", _("ruling being signed")
    GRANTED = "granted", _("confirmed")
    REJECTED = "rejected", _("not confirmed")
    NOT_ACCEPTED = "not_accepted", _("not taken in")
    WITHDRAWN = "withdrawn", _("withdrawn")


# One of these at a time for a dispute; after any other end the parties may apply again while the thirty days last.
OPEN = (
    ConfirmationState.SIGNING,
    ConfirmationState.SUBMITTED,
    ConfirmationState.ACCEPTED,
    ConfirmationState.DECIDED,
)
AT_COURT = (ConfirmationState.SUBMITTED, ConfirmationState.ACCEPTED, ConfirmationState.DECIDED)
HOLDING = (*OPEN, ConfirmationState.GRANTED)


class ConfirmationLifecycle(FSMModelMixin, models.Model):  # type: ignore[misc]
    """signing → submitted → accepted → decided → granted or rejected; submitted → not accepted; withdrawn until the ruling."""

    state = FSMField(max_length=14, choices=ConfirmationState, default=ConfirmationState.SIGNING, protected=True)

    class Meta:
        abstract = True

    @transition(
        "state",
        ConfirmationState.SIGNING,
        ConfirmationState.SUBMITTED,
        custom={"who": (SYSTEM,), "records": "filing.confirmation.submitted"},
    )
    def submit(self) -> None:
        """Every party has signed the application; the court has it (CPL 205: jointly)."""

    @transition(
        "state",
        ConfirmationState.SUBMITTED,
        ConfirmationState.ACCEPTED,
        custom={"who": (CLERK,), "records": "filing.confirmation.accepted"},
    )
    def accept(self) -> None:
        """Taken in with a case number, within three days."""

    @transition(
        "state",
        ConfirmationState.SUBMITTED,
        ConfirmationState.NOT_ACCEPTED,
        custom={"who": (CLERK,), "records": "filing.confirmation.not_accepted"},
    )
    def turn_away(self) -> None:
        """Not taken in, for a ground of CPLI 355."""

    @transition(
        "state",
        ConfirmationState.ACCEPTED,
        ConfirmationState.DECIDED,
        custom={"who": (JUDGE,), "records": "filing.confirmation.decided"},
    )
    def decide(self) -> None:
        """The judge has decided; the ruling is to be signed and sealed."""

    @transition(
        "state",
        ConfirmationState.DECIDED,
        ConfirmationState.ACCEPTED,
        custom={"who": (JUDGE,), "records": "filing.confirmation.reconsidered"},
    )
    def reconsider(self) -> None:
        """The judge takes the unsigned ruling back."""

    @transition(
        "state",
        ConfirmationState.DECIDED,
        ConfirmationState.GRANTED,
        custom={"who": (SYSTEM,), "records": "filing.confirmation.granted"},
    )
    def grant(self) -> None:
        """The sealed ruling confirms the agreement: it can be enforced (CPL 206)."""

    @transition(
        "state",
        ConfirmationState.DECIDED,
        ConfirmationState.REJECTED,
        custom={"who": (SYSTEM,), "records": "filing.confirmation.rejected"},
    )
    def reject(self) -> None:
        """The sealed ruling does not confirm it, for a ground of CPLI 358."""

    @transition(
        "state",
        [ConfirmationState.SIGNING, ConfirmationState.SUBMITTED, ConfirmationState.ACCEPTED],
        ConfirmationState.WITHDRAWN,
        custom={"who": (PARTY, JUDGE), "records": "filing.confirmation.withdrawn"},
    )
    def withdraw(self) -> None:
        """Taken back before the ruling, or treated as taken back for want of an answer (CPLI 357)."""
