"""Searches that people keep, to be told of what is new."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sharedcourt.core.fields import EncryptedTextField
from sharedcourt.core.models import BaseModel
from sharedcourt.people.models import User


class SavedSearch(BaseModel):
    """A search by its address, which may hold names. `told` is the last step whose news the person has; ended ones are not asked any more."""

    class How(models.TextChoices):
        IN_APP = "in_app", _("on this site")
        EMAIL = "email", _("on this site and by e-mail")

    class Often(models.TextChoices):
        AT_ONCE = "at_once", pgettext_lazy("how often", "at once")
        DAILY = "daily", _("at most once a day")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    name = EncryptedTextField()
    address = EncryptedTextField()
    how = models.CharField(max_length=10, choices=How, default=How.IN_APP)
    often = models.CharField(max_length=10, choices=Often, default=Often.DAILY)
    told = models.PositiveBigIntegerField(default=0)
    told_at = models.DateTimeField(null=True, blank=True)  # when something was told last
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "judgments"
        ordering = ("-created_at", "-id")
        verbose_name_plural = "saved searches"
        indexes = [
            models.Index(fields=["user", "-created_at", "-id"], name="judgments_saved", condition=Q(ended_at=None)),
            models.Index(fields=["told", "id"], name="judgments_saved_due", condition=Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return f"saved search {self.pk}"
