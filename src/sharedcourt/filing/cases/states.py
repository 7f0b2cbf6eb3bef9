"""The lifecycle of a case from filing on, as one table: states, transitions, who may, what is recorded."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

PLAINTIFF, CLERK, JUDGE, SYSTEM = "plaintiff", "filing clerk", "judge", "system"


class CaseState(models.TextChoices):
    DRAFTING = "drafting", _("being prepared")
    SUBMITTED = "submitted", _("with the court, to be reviewed")
    RETURNED = "returned", _("returned for correction")
    REFUSING = "refusing", _("ruling of refusal being signed")
    ACCEPTED = "accepted", _("accepted, in trial")
    MEDIATING = "mediating", _("in mediation")
    CLOSED = "closed", _("closed")
    REFUSED = "refused", _("not accepted")
    WITHDRAWN = "withdrawn", _("withdrawn")


S = CaseState
BEFORE = (S.DRAFTING, S.SUBMITTED, S.RETURNED, S.REFUSING)
ON_TRIAL = (S.ACCEPTED, S.MEDIATING)
# One of these at a time for a dispute.
OPEN = (*BEFORE, *ON_TRIAL)
NUMBERED = (*ON_TRIAL, S.CLOSED)
ENDED = (S.CLOSED, S.REFUSED, S.WITHDRAWN)
# What the plaintiff can still change.
EDITABLE = (S.DRAFTING, S.RETURNED)


class CaseLifecycle(FSMModelMixin, models.Model):  # type: ignore[misc]
    """drafting → submitted ⇄ returned; submitted → accepted ⇄ mediating → closed; submitted → refusing → refused; withdrawn."""

    state = FSMField(max_length=12, choices=CaseState, default=CaseState.DRAFTING, protected=True)

    class Meta:
        abstract = True

    @property
    def has_ended(self) -> bool:
        """Nothing more is to be done in it."""
        return self.state in ENDED

    @property
    def known_state(self) -> CaseState:
        """The state as the parties know it: until a ruling of refusal is served, that it is being signed is the court's own."""
        return CaseState.SUBMITTED if self.state == CaseState.REFUSING else CaseState(self.state)

    @transition("state", list(EDITABLE), S.SUBMITTED, custom={"who": (PLAINTIFF,), "records": "filing.case.submitted"})
    def submit(self) -> None:
        """The court has it; the seven days of review begin (CPL 126), after a correction anew (ODLR 9)."""

    @transition("state", S.SUBMITTED, S.RETURNED, custom={"who": (CLERK,), "records": "filing.case.returned"})
    def give_back(self) -> None:
        """To be corrected, with everything that is missing listed at once (ODLR 9)."""

    @transition("state", S.SUBMITTED, S.ACCEPTED, custom={"who": (CLERK,), "records": "filing.case.accepted"})
    def accept(self) -> None:
        """Registered with a case number and a judge; the trial period begins (CPL 126)."""

    @transition("state", S.SUBMITTED, S.REFUSING, custom={"who": (CLERK,), "records": "filing.case.refusal_drawn_up"})
    def draw_up_refusal(self) -> None:
        """A ruling not to accept is drawn up; it counts once a judge has signed it and the seal is on (CPL 126)."""

    @transition(
        "state", S.REFUSING, S.SUBMITTED, custom={"who": (CLERK, JUDGE), "records": "filing.case.refusal_taken_back"}
    )
    def take_refusal_back(self) -> None:
        """The unsigned ruling is taken back; the review goes on."""

    @transition("state", S.REFUSING, S.REFUSED, custom={"who": (SYSTEM,), "records": "filing.case.refused"})
    def refuse(self) -> None:
        """The sealed ruling has been served; the plaintiff may appeal (CPL 126)."""

    @transition(
        "state",
        [S.DRAFTING, S.SUBMITTED, S.RETURNED],
        S.WITHDRAWN,
        custom={"who": (PLAINTIFF, SYSTEM), "records": "filing.case.withdrawn"},
    )
    def withdraw(self) -> None:
        """Taken back before it was accepted, or not corrected in time (ODLR 9)."""

    @transition(
        "state", S.ACCEPTED, S.MEDIATING, custom={"who": (SYSTEM, JUDGE), "records": "filing.case.sent_to_mediation"}
    )
    def send_to_mediation(self) -> None:
        """Everyone has agreed to mediate (ODMR 24)."""

    @transition(
        "state", S.MEDIATING, S.ACCEPTED, custom={"who": (JUDGE,), "records": "filing.case.back_from_mediation"}
    )
    def take_back(self) -> None:
        """Mediation is over without an end of the case: the trial goes on, its clock with it (ODMR 21)."""

    @transition("state", list(ON_TRIAL), S.CLOSED, custom={"who": (JUDGE,), "records": "filing.case.closed"})
    def close(self) -> None:
        """The case has ended: judgment, mediation letter, withdrawal or another ruling."""
