"""A plaint and the answers to it, as they are filled in. What may be asked is not here but in `law.plaints`."""

from django.db import models
from django.db.models import Q

from sharedcourt.core import clock
from sharedcourt.core.fields import EncryptedJSONField
from sharedcourt.core.models import BaseModel
from sharedcourt.disputes.models import Party
from sharedcourt.documents.models import SigningFile
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.plaint.states import PleadingLifecycle, PleadingState
from sharedcourt.people.models import User


class Pleading(PleadingLifecycle, BaseModel):
    """Answers as typed, whether or not they can be read yet (`law.plaints.reading`).

    `given` is what the dispute held when the paper was drawn up; while it is empty the dispute is asked anew. `changed` says in
    which revision each page was saved last, so that nobody overwrites a colleague unseen.
    """

    form = models.CharField(max_length=40)
    form_on = models.DateField(default=clock.today)
    answers = EncryptedJSONField(default=dict)
    given = EncryptedJSONField(null=True)
    revision = models.PositiveIntegerField(default=0)
    changed = models.JSONField(default=dict)
    file = models.OneToOneField(SigningFile, null=True, on_delete=models.PROTECT, related_name="+")
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(default=clock.now)
    updated_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.form} {self.pk}"


def _constraints(name: str) -> list[models.BaseConstraint]:
    return [
        models.CheckConstraint(
            condition=Q(state=PleadingState.DRAFTING) | Q(file__isnull=False), name=f"filing_{name}_has_file"
        ),
        models.CheckConstraint(
            condition=~Q(state=PleadingState.SIGNED) | Q(signed_at__isnull=False), name=f"filing_{name}_signed_has_time"
        ),
    ]


class Plaint(Pleading):
    """The plaint of a case (起诉状)."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="plaint_form")

    class Meta:
        constraints = _constraints("plaint")


class AnswerForm(Pleading):
    """What one defendant answers to the plaint (答辩状)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="answer_forms")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("created_at",)
        constraints = [
            models.UniqueConstraint(fields=["case", "party"], name="filing_answer_once_per_party"),
            *_constraints("answer"),
        ]
