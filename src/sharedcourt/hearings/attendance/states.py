"""The lifecycle of a check-in at a shared court, as one table."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

DIRECTOR, CLERK, JUDGE = "court-affairs director", "court clerk", "presiding judge"


class CheckInState(models.TextChoices):
    OPEN = "open", _("being checked in")
    PASSED = "passed", _("checked in")
    STOPPED = "stopped", _("stopped: not the person")


S = CheckInState


class CheckInLifecycle(FSMModelMixin, models.Model):  # type: ignore[misc]
    """open ⇄ passed; stopped from both, and open again when the court says so."""

    state = FSMField(max_length=8, choices=CheckInState, default=CheckInState.OPEN, protected=True)

    class Meta:
        abstract = True

    @transition("state", S.OPEN, S.PASSED, custom={"who": (DIRECTOR,), "records": "hearings.attendance.checked_in"})
    def complete(self) -> None:
        """Every item of the list is in order: the person may go in."""

    @transition("state", S.PASSED, S.OPEN, custom={"who": (DIRECTOR,), "records": "hearings.attendance.reopened"})
    def reopen(self) -> None:
        """Something is not in order any more; whoever is inside stays, and the court is told."""

    @transition(
        "state", [S.OPEN, S.PASSED], S.STOPPED, custom={"who": (DIRECTOR,), "records": "hearings.attendance.stopped"}
    )
    def stop(self) -> None:
        """The person is not who was called: nobody goes in from there (ODLR 7)."""

    @transition(
        "state", S.STOPPED, S.OPEN, custom={"who": (CLERK, JUDGE), "records": "hearings.attendance.allowed_again"}
    )
    def allow_again(self) -> None:
        """The court has cleared it up; everything is checked anew."""
