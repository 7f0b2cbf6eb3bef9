"""A dispute, the people in it, and what each of them says, shows and agrees to."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sharedcourt.core import cipher, clock, codes
from sharedcourt.core.fields import EncryptedJSONField, EncryptedTextField, KeyedHashField, MoneyField
from sharedcourt.core.models import BaseModel
from sharedcourt.disputes.states import DisputeLifecycle, DisputeState
from sharedcourt.documents.models import StoredFile
from sharedcourt.people.models import Organisation, User
from sharedcourt.sites.models import Site


class Side(models.TextChoices):
    APPLICANT = "applicant", _("Applicant")
    RESPONDENT = "respondent", _("Respondent")


class Capacity(models.TextChoices):
    """What a party is in the debt; where a dispute was opened for a court, in the suit."""

    LENDER = "lender", _("Lender")
    BORROWER = "borrower", _("Borrower")
    CO_OBLIGOR = "co_obligor", _("Co-obligor")
    GUARANTOR = "guarantor", _("Guarantor")
    PLAINTIFF = "plaintiff", _("Plaintiff")
    DEFENDANT = "defendant", _("Defendant")


class PartyKind(models.TextChoices):
    PERSON = "person", _("natural person")
    ORGANISATION = "organisation", _("organisation")


class Authority(models.TextChoices):
    """Only special authority allows to admit, waive and settle (CPL 62, CPLI 147)."""

    GENERAL = "general", _("general authority")
    SPECIAL = "special", _("special authority")


class Standing(models.TextChoices):
    """Why somebody may be an agent (CPL 61). The head of an organisation is none, but acts for it in their stead (CPL 51)."""

    HEAD = "head", _("legal representative or person in charge")
    STAFF = "staff", _("staff of the party")
    LAWYER = "lawyer", _("lawyer or basic legal service worker")
    RELATIVE = "relative", _("close relative")
    RECOMMENDED = "recommended", _("recommended by the community, the employer or a social organisation")


class Stage(models.TextChoices):
    """What is consented to: each for itself, none implies another (ODLR 4)."""

    ONLINE_MEDIATION = "online_mediation", _("online mediation")
    SHAM_WARNING = "sham_warning", _("warning about sham mediation read")
    RECORDING = "recording", _("recording of the session")


class Dispute(DisputeLifecycle, BaseModel):
    """One matter from its code to its end. Nothing but its elements says what it is about, and they are encrypted."""

    code = models.CharField(max_length=9, unique=True, default=codes.generate, editable=False)
    cause = models.CharField(max_length=30, default="financial_loan")
    applicant = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="disputes_applied"
    )
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="disputes_opened")
    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.PROTECT, related_name="disputes")
    division = models.CharField(max_length=6, blank=True)
    # Brought before a court from the start: nobody has been asked to mediate.
    opened_for_court = models.BooleanField(default=False)
    mediation_organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="disputes_offered"
    )
    title = models.CharField(max_length=120, blank=True)
    elements = EncryptedJSONField(default=dict)
    contract_hash = KeyedHashField(blank=True, default="")
    calculated_on = models.DateField(null=True, blank=True)
    amount_claimed = MoneyField(null=True, blank=True)
    idempotency_key = models.CharField(max_length=80, blank=True, default="")
    updated_at = models.DateTimeField(default=clock.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=40, blank=True)
    termination_reason = models.PositiveSmallIntegerField(null=True, blank=True)
    return_ground = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("-updated_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[DisputeState.DRAFT, DisputeState.WITHDRAWN]) | Q(submitted_at__isnull=False),
                name="disputes_submitted_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=DisputeState.TERMINATED) | Q(termination_reason__range=(1, 8)),
                name="disputes_terminated_has_reason",
            ),
            models.UniqueConstraint(
                fields=["opened_by", "idempotency_key"],
                condition=~Q(idempotency_key=""),
                name="disputes_opened_once_per_key",
            ),
        ]
        indexes = [
            models.Index(fields=["applicant", "-updated_at", "-id"], name="disputes_of_applicant"),
            models.Index(fields=["applicant", "state", "-updated_at", "-id"], name="disputes_of_applicant_state"),
            models.Index(fields=["applicant", "-amount_claimed", "-id"], name="disputes_of_applicant_amount"),
            models.Index(fields=["mediation_organisation", "-updated_at", "-id"], name="disputes_of_mediation"),
            models.Index(fields=["mediation_organisation", "state", "-updated_at"], name="disputes_of_mediation_state"),
            models.Index(fields=["contract_hash"], name="disputes_by_contract"),
        ]

    def __str__(self) -> str:
        return codes.display(self.code)

    @property
    def applicant_name(self) -> str:
        """The institution that applies; where there is none, the names of those who do (a list has them in `applicants`)."""
        if self.applicant is not None:
            return str(self.applicant.name)
        found = getattr(self, "applicants", None)
        if found is None:
            found = self.parties.filter(side=Side.APPLICANT, removed_at=None)
        return "、".join(party.name for party in found)

    @property
    def is_public(self) -> bool:
        """Whether the code leads anywhere: from submission on, and after the end too, but never for a draft."""
        return self.submitted_at is not None and self.state not in {DisputeState.DRAFT, DisputeState.RETURNED}


class Party(BaseModel):
    """Somebody the dispute is about. A natural person becomes an account when they have proved who they are."""

    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="parties")
    side = models.CharField(max_length=12, choices=Side)
    capacity = models.CharField(max_length=12, choices=Capacity)
    kind = models.CharField(max_length=12, choices=PartyKind)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="parties"
    )
    name = EncryptedTextField()
    phone = EncryptedTextField(blank=True)
    phone_hash = KeyedHashField(blank=True, default="")
    resident_id = EncryptedTextField(blank=True)
    resident_id_hash = KeyedHashField(blank=True, default="")
    email = EncryptedTextField(blank=True)
    address = EncryptedTextField(blank=True)
    relation = EncryptedTextField(blank=True)  # what ties a co-obligor or guarantor to the debt, in words
    representative = EncryptedTextField(blank=True)  # who heads an organisation
    credit_code = EncryptedTextField(blank=True)  # of an organisation that is not on the platform
    credit_code_hash = KeyedHashField(blank=True, default="")
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="parties")
    named_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="parties_named")
    position = models.PositiveSmallIntegerField()
    identity_attempts = models.PositiveSmallIntegerField(default=0)
    invited_at = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["dispute", "position"], name="disputes_party_position"),
            models.UniqueConstraint(
                fields=["dispute", "user"], condition=Q(removed_at__isnull=True), name="disputes_party_once_per_person"
            ),
            models.UniqueConstraint(
                fields=["dispute", "phone_hash"],
                condition=Q(removed_at__isnull=True) & ~Q(phone_hash=""),
                name="disputes_party_once_per_phone",
            ),
            models.CheckConstraint(
                condition=Q(kind=PartyKind.PERSON, organisation__isnull=True)
                | Q(kind=PartyKind.ORGANISATION, user__isnull=True),
                name="disputes_party_person_or_organisation",
            ),
        ]
        indexes = [
            models.Index(fields=["phone_hash"], name="disputes_party_phone"),
            models.Index(
                fields=["resident_id_hash"], name="disputes_party_resident_id", condition=~Q(resident_id_hash="")
            ),
            models.Index(
                fields=["credit_code_hash"], name="disputes_party_credit_code", condition=~Q(credit_code_hash="")
            ),
            models.Index(fields=["user"], name="disputes_party_user", condition=Q(user__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.capacity} {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.phone_hash = cipher.keyed_hash("phone", self.phone) if self.phone else ""
        self.resident_id_hash = cipher.keyed_hash("resident-id", self.resident_id) if self.resident_id else ""
        self.credit_code_hash = cipher.keyed_hash("credit-code", self.credit_code) if self.credit_code else ""
        super().save(*args, **kwargs)

    @property
    def is_person(self) -> bool:
        return self.kind == PartyKind.PERSON


class Agent(BaseModel):
    """A person who acts for a party, how far their authority goes, and the paper that says so."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="agents")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="agencies")
    authority = models.CharField(max_length=10, choices=Authority)
    document = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    standing = models.CharField(max_length=12, choices=Standing, default=Standing.STAFF)
    signs = models.BooleanField(default=False)  # confirms and signs in the party's place
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("created_at",)
        constraints = [models.UniqueConstraint(fields=["party", "user"], name="disputes_agent_once")]

    def __str__(self) -> str:
        return f"agent {self.pk}"

    @property
    def may_settle(self) -> bool:
        return self.authority == Authority.SPECIAL and self.ended_at is None


class Nomination(BaseModel):
    """Whom a party has named as agent and who has not proved yet who they are."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="nominations")
    name = EncryptedTextField()
    phone = EncryptedTextField()
    phone_hash = KeyedHashField(db_index=True)
    authority = models.CharField(max_length=10, choices=Authority)
    standing = models.CharField(max_length=12, choices=Standing)
    signs = models.BooleanField(default=False)
    document = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    named_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    attempts = models.PositiveSmallIntegerField(default=0)
    agent = models.ForeignKey(Agent, null=True, blank=True, on_delete=models.PROTECT, related_name="nominations")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("created_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["party", "phone_hash"],
                condition=Q(ended_at__isnull=True, agent__isnull=True),
                name="disputes_nomination_once",
            )
        ]

    def __str__(self) -> str:
        return f"nomination {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.phone_hash = cipher.keyed_hash("phone", self.phone)
        super().save(*args, **kwargs)


class Evidence(BaseModel):
    """A file that proves something."""

    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="evidence")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="evidence")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    title = EncryptedTextField()
    proves = EncryptedTextField(blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("created_at",)
        verbose_name_plural = "evidence"
        constraints = [models.UniqueConstraint(fields=["dispute", "file"], name="disputes_evidence_once")]

    def __str__(self) -> str:
        return f"evidence {self.pk}"


class Answer(BaseModel):
    """What a party says to each item of the statement: admitted, or disputed with a reason.

    `answers` is `{item: {"admitted": bool, "reason": str}}` with the items of `statement.items`.
    """

    party = models.OneToOneField(Party, on_delete=models.CASCADE, related_name="answer")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answers = EncryptedJSONField(default=dict)
    note = EncryptedTextField(blank=True)
    revision = models.PositiveSmallIntegerField(default=1)
    answered_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"answer {self.pk}"


class ServiceAddress(BaseModel):
    """The confirmation of address for service (送达地址确认书): it holds for later instances and enforcement too."""

    party = models.OneToOneField(Party, on_delete=models.CASCADE, related_name="service_address")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    receiver = EncryptedTextField()
    address = EncryptedTextField()
    phone = EncryptedTextField()
    email = EncryptedTextField(blank=True)
    e_service = models.BooleanField()
    judgments_too = models.BooleanField(default=False)
    paper_copy = models.BooleanField(default=False)
    text_version = models.CharField(max_length=20)
    confirmed_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"service address {self.pk}"


class Consent(BaseModel):
    """One answer of one party to one question of consent. A later answer replaces it and keeps it."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="consents")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="consents")
    stage = models.CharField(max_length=30, choices=Stage)
    given = models.BooleanField()
    reason = EncryptedTextField(blank=True)
    at = models.DateTimeField(default=clock.now)
    text_version = models.CharField(max_length=20)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("at",)
        constraints = [
            models.UniqueConstraint(
                fields=["party", "stage"], condition=Q(replaced_at__isnull=True), name="disputes_consent_one_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.given}"
