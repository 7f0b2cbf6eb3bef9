"""The lifecycle of a recording made without a network, as one table."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

RECORDER, SYSTEM = "clerk or judge of the hearing", "system"


class OfflineState(models.TextChoices):
    ANNOUNCED = "announced", _("being brought in")
    KEPT = "kept", _("kept, hash checked")


class OfflineLifecycle(FSMModelMixin, models.Model):  # type: ignore[misc]
    """announced → kept."""

    state = FSMField(max_length=10, choices=OfflineState, default=OfflineState.ANNOUNCED, protected=True)

    class Meta:
        abstract = True

    @transition(
        "state",
        OfflineState.ANNOUNCED,
        OfflineState.KEPT,
        custom={"who": (RECORDER,), "records": "hearings.offline.kept"},
    )
    def keep(self) -> None:
        """Every piece is here and is the one that was declared; the whole is one file."""
