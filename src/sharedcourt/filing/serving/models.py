"""The sealed proof of one document and one party; the deliveries themselves are `filing.models.Service`."""

from django.db import models

from sharedcourt.core.models import BaseModel
from sharedcourt.disputes.models import Party
from sharedcourt.documents.models import SigningFile
from sharedcourt.filing.cases.models import Case


class CaseNotice(BaseModel):
    """A written notice of the court about a case (受理、补正、交费、举证通知书), sealed; `key` says of what, so that it is issued once."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notices")
    key = models.CharField(max_length=80)
    party = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="+")  # None: the plaintiffs
    file = models.OneToOneField(SigningFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("created_at",)
        constraints = [models.UniqueConstraint(fields=["case", "key"], name="filing_notice_once")]

    def __str__(self) -> str:
        return f"notice {self.pk}"


class ServiceProof(BaseModel):
    """The proof of service that is in force; what it stated before is kept as replaced versions of the document."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="service_proofs")
    file = models.ForeignKey(SigningFile, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    paper = models.OneToOneField(SigningFile, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)  # of what it states

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "party"], name="filing_service_proof_once")]

    def __str__(self) -> str:
        return f"proof {self.pk}"
