"""The lifecycle of a pleading, as one table: states, transitions, who may, what is recorded."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

FILER, SYSTEM = "who files it", "system"


class PleadingState(models.TextChoices):
    DRAFTING = "drafting", _("being filled in")
    SIGNING = "signing", _("being signed")
    SIGNED = "signed", _("signed")


class PleadingLifecycle(FSMModelMixin, models.Model):  # type: ignore[misc]
    """drafting → signing → signed; back to drafting while it can be changed."""

    state = FSMField(max_length=10, choices=PleadingState, default=PleadingState.DRAFTING, protected=True)

    class Meta:
        abstract = True

    @transition(
        "state",
        PleadingState.DRAFTING,
        PleadingState.SIGNING,
        custom={"who": (FILER,), "records": "filing.pleading.drawn_up"},
    )
    def draw_up(self) -> None:
        """Everything needed has been answered; the paper is there to be read and signed."""

    @transition(
        "state",
        [PleadingState.SIGNING, PleadingState.SIGNED],
        PleadingState.DRAFTING,
        custom={"who": (FILER,), "records": "filing.pleading.reopened"},
    )
    def reopen(self) -> None:
        """Something is to be changed: the paper, signed or not, no longer counts."""

    @transition(
        "state",
        PleadingState.SIGNING,
        PleadingState.SIGNED,
        custom={"who": (SYSTEM,), "records": "filing.pleading.signed"},
    )
    def mark_signed(self) -> None:
        """Signed: the plaint stands in its case, the answer is handed in."""
