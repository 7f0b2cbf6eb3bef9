"""The lifecycle of an application within a case, as one table."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

PARTY, JUDGE = "party", "judge"


class ApplicationState(models.TextChoices):
    MADE = "made", _("before the court")
    GRANTED = "granted", _("granted")
    REFUSED = "refused", _("not granted")
    WITHDRAWN = "withdrawn", _("withdrawn")


S = ApplicationState


class ApplicationLifecycle(FSMModelMixin, models.Model):  # type: ignore[misc]
    """made → granted or refused; withdrawn while it is undecided."""

    state = FSMField(max_length=10, choices=ApplicationState, default=ApplicationState.MADE, protected=True)

    class Meta:
        abstract = True

    @transition("state", S.MADE, S.GRANTED, custom={"who": (JUDGE,), "records": "filing.application.granted"})
    def grant(self) -> None:
        """The court does what was asked."""

    @transition("state", S.MADE, S.REFUSED, custom={"who": (JUDGE,), "records": "filing.application.refused"})
    def refuse(self) -> None:
        """The court does not, and says why."""

    @transition("state", S.MADE, S.WITHDRAWN, custom={"who": (PARTY,), "records": "filing.application.withdrawn"})
    def withdraw(self) -> None:
        """Taken back before it was decided."""
