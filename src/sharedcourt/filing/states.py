"""The lifecycle of an application for judicial confirmation, as one table: states, transitions, who may, what is recorded."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

PARTY, CLERK, JUDGE, SYSTEM = "party", "filing clerk", "judge", "system"


class ConfirmationState(models.TextChoices):
    SIGNING = "signing", _("being signed by the parties")
    SUBMITTED = "submitted", _("with the court, to be taken in")
    ACCEPTED = "accepted", _("taken in, under review")
    TURNING_AWAY = "turning_away", _("ruling on taking it in being signed")
    DECIDED = "decided", _("ruling being signed")
    WITHDRAWING = "withdrawing", _("ruling on the withdrawal being signed")
    GRANTED = "granted", _("confirmed")
    REJECTED = "rejected", _("not confirmed")
    NOT_ACCEPTED = "not_accepted", _("not taken in")
    WITHDRAWN = "withdrawn", _("withdrawn")


# One of these at a time for a dispute; after any other end the parties may apply again while the thirty days last.
OPEN = (
    ConfirmationState.SIGNING,
    ConfirmationState.SUBMITTED,
    ConfirmationState.TURNING_AWAY,
    ConfirmationState.ACCEPTED,
    ConfirmationState.DECIDED,
    ConfirmationState.WITHDRAWING,
)
AT_COURT = OPEN[1:]
# A ruling is drawn up and waits for its signatures.
RULING = (ConfirmationState.TURNING_AWAY, ConfirmationState.DECIDED, ConfirmationState.WITHDRAWING)
HOLDING = (*OPEN, ConfirmationState.GRANTED)


class ConfirmationLifecycle(FSMModelMixin, models.Model):  # type: ignore[misc]
    """signing → submitted → accepted → decided → granted or rejected; submitted → turning away → not accepted; withdrawn until the
    ruling, after acceptance with the court's leave (accepted → withdrawing → withdrawn)."""

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

    @property
    def known_state(self) -> ConfirmationState:
        """The state as the parties know it: until the ruling not to take it in is served, that it is being signed is the court's own."""
        hidden = self.state == ConfirmationState.TURNING_AWAY
        return ConfirmationState.SUBMITTED if hidden else ConfirmationState(self.state)

    @transition(
        "state",
        ConfirmationState.SUBMITTED,
        ConfirmationState.TURNING_AWAY,
        custom={"who": (CLERK,), "records": "filing.confirmation.refusal_drawn_up"},
    )
    def draw_up_refusal(self) -> None:
        """A ruling not to take it in is drawn up, for a ground of CPLI 355; a judge and the clerk sign it."""

    @transition(
        "state",
        ConfirmationState.TURNING_AWAY,
        ConfirmationState.SUBMITTED,
        custom={"who": (CLERK, JUDGE), "records": "filing.confirmation.reconsidered"},
    )
    def take_refusal_back(self) -> None:
        """The unsigned ruling not to take it in is taken back."""

    @transition(
        "state",
        ConfirmationState.TURNING_AWAY,
        ConfirmationState.NOT_ACCEPTED,
        custom={"who": (SYSTEM,), "records": "filing.confirmation.not_accepted"},
    )
    def turn_away(self) -> None:
        """Not taken in: the sealed ruling has been served on both (CPLI 355)."""

    @transition(
        "state",
        ConfirmationState.ACCEPTED,
        ConfirmationState.WITHDRAWING,
        custom={"who": (JUDGE,), "records": "filing.confirmation.leave_drawn_up"},
    )
    def draw_up_leave(self) -> None:
        """A ruling that allows a party to take the application back is drawn up (CPLI 357)."""

    @transition(
        "state",
        ConfirmationState.WITHDRAWING,
        ConfirmationState.ACCEPTED,
        custom={"who": (JUDGE,), "records": "filing.confirmation.reconsidered"},
    )
    def take_leave_back(self) -> None:
        """The judge takes the unsigned ruling on the withdrawal back."""

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
        [
            ConfirmationState.SIGNING,
            ConfirmationState.SUBMITTED,
            ConfirmationState.ACCEPTED,
            ConfirmationState.WITHDRAWING,
        ],
        ConfirmationState.WITHDRAWN,
        custom={"who": (PARTY, JUDGE, SYSTEM), "records": "filing.confirmation.withdrawn"},
    )
    def withdraw(self) -> None:
        """Taken back before it was taken in; afterwards by a sealed ruling, or treated so when nobody answered or came (CPLI 357)."""
