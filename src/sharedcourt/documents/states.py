"""The life of a file that people sign, as one table."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SigningState(models.TextChoices):
    """open → all_signed → sealed; from anywhere to superseded, when a word or a party changes."""

    OPEN = "open", _("open for signing")
    ALL_SIGNED = "all_signed", _("signed by everyone")
    SEALED = "sealed", _("sealed")
    SUPERSEDED = "superseded", _("replaced by a newer version")


IN_FORCE = (SigningState.OPEN, SigningState.ALL_SIGNED, SigningState.SEALED)
