"""The lifecycle of an application for enforcement, as one table: states, transitions, who may, what is recorded."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

CREDITOR, CLERK, JUDGE, SYSTEM = "creditor", "filing clerk", "judge", "system"


class EnforcementState(models.TextChoices):
    SIGNING = "signing", _("to be signed by the applicant")
    SUBMITTED = "submitted", _("with the court, to be taken in")
    RETURNED = "returned", _("returned for correction")
    REFUSING = "refusing", _("ruling of refusal being signed")
    ACCEPTED = "accepted", _("registered for enforcement")
    REFUSED = "refused", _("not accepted")
    WITHDRAWN = "withdrawn", _("withdrawn")


S = EnforcementState
# One of these at a time for a dispute; after any other end the creditor may apply again.
OPEN = (S.SIGNING, S.SUBMITTED, S.RETURNED, S.REFUSING)
HOLDING = (*OPEN, S.ACCEPTED)
# What the creditor can still change.
EDITABLE = (S.SIGNING, S.RETURNED)


class EnforcementLifecycle(FSMModelMixin, models.Model):  # type: ignore[misc]
    """signing → submitted ⇄ returned; submitted → accepted; submitted → refusing → refused; withdrawn before a decision."""

    state = FSMField(max_length=10, choices=EnforcementState, default=EnforcementState.SIGNING, protected=True)

    class Meta:
        abstract = True

    @transition("state", S.SIGNING, S.SUBMITTED, custom={"who": (SYSTEM,), "records": "filing.enforcement.submitted"})
    def submit(self) -> None:
        """The applicant has signed: the court has it, and seven days to decide."""

    @transition(
        "state", list(EDITABLE), S.SIGNING, custom={"who": (CREDITOR,), "records": "filing.enforcement.drawn_up"}
    )
    def draw_up_again(self) -> None:
        """Something was changed: the application is drawn up and signed anew."""

    @transition("state", S.SUBMITTED, S.RETURNED, custom={"who": (CLERK,), "records": "filing.enforcement.returned"})
    def give_back(self) -> None:
        """To be corrected, with everything that is missing listed."""

    @transition("state", S.SUBMITTED, S.ACCEPTED, custom={"who": (CLERK,), "records": "filing.enforcement.accepted"})
    def accept(self) -> None:
        """Registered with a case number; the enforcement officer goes on (CPL 251)."""

    @transition(
        "state", S.SUBMITTED, S.REFUSING, custom={"who": (CLERK,), "records": "filing.enforcement.refusal_drawn_up"}
    )
    def draw_up_refusal(self) -> None:
        """A ruling not to accept is drawn up; it counts once a judge has signed it and the seal is on."""

    @transition(
        "state",
        S.REFUSING,
        S.SUBMITTED,
        custom={"who": (CLERK, JUDGE), "records": "filing.enforcement.refusal_taken_back"},
    )
    def take_refusal_back(self) -> None:
        """The unsigned ruling is taken back; the review goes on."""

    @transition("state", S.REFUSING, S.REFUSED, custom={"who": (SYSTEM,), "records": "filing.enforcement.refused"})
    def refuse(self) -> None:
        """The sealed ruling has been served on the applicant."""

    @transition(
        "state",
        [S.SIGNING, S.SUBMITTED, S.RETURNED],
        S.WITHDRAWN,
        custom={"who": (CREDITOR, SYSTEM), "records": "filing.enforcement.withdrawn"},
    )
    def withdraw(self) -> None:
        """Taken back before the court has decided, or not corrected in time (登记立案规定 7, 18)."""
