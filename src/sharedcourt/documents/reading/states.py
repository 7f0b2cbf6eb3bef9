"""The life of a reading, as one table: queued → reading → read | failed; a failed one may be tried again."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReadingState(models.TextChoices):
    QUEUED = "queued", _("waiting to be read")
    READING = "reading", _("being read")
    READ = "read", _("has been read")
    FAILED = "failed", _("could not be read")


UNDER_WAY = (ReadingState.QUEUED, ReadingState.READING)
