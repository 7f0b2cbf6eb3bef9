"""What is published, counted as it changes; how far the counting has come."""

from django.db import models
from django.utils.translation import pgettext_lazy

from sharedcourt.core.models import BaseModel


class Tally(BaseModel):
    """How many papers of a court stand published (or as a notice, or were withdrawn), by cause and year of the decision."""

    class Kind(models.TextChoices):
        JUDGMENT = "judgment", pgettext_lazy("counted papers", "published")
        NOTICE = "notice", pgettext_lazy("counted papers", "notice only")
        WITHDRAWN = "withdrawn", pgettext_lazy("counted papers", "withdrawn")

    kind = models.CharField(max_length=10, choices=Kind)
    court_name = models.CharField(max_length=120)
    cause = models.CharField(max_length=100, blank=True)  # of judgments only
    year = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "judgments"
        verbose_name_plural = "tallies"
        constraints = [
            models.UniqueConstraint(fields=["kind", "court_name", "cause", "year"], name="judgments_tally_once")
        ]
        indexes = [
            models.Index(fields=["kind", "cause", "year", "count"], name="judgments_tally_causes"),
            models.Index(fields=["kind", "year", "count"], name="judgments_tally_years"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.count}"


class Reach(BaseModel):
    """The last step that a count has in it; one row for each count."""

    name = models.CharField(max_length=20, unique=True)
    seq = models.PositiveBigIntegerField(default=0)
    at = models.DateTimeField(null=True, blank=True)  # of that step

    class Meta:
        app_label = "judgments"
        verbose_name_plural = "reaches"

    def __str__(self) -> str:
        return f"{self.name} up to {self.seq}"
