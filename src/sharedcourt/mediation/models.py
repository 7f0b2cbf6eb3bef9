"""A mediation: the case, who mediates it, its meetings, the plan, and the agreement's versions."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sharedcourt.core.fields import EncryptedJSONField, EncryptedTextField, MoneyField
from sharedcourt.core.models import BaseModel
from sharedcourt.disputes.models import Dispute, Party
from sharedcourt.documents.models import SigningFile
from sharedcourt.mediation import roles
from sharedcourt.mediation.models_room import Assistant, CaucusNote, Guidance, KeptApart, SidePlan
from sharedcourt.mediation.states import CURRENT, CaseLifecycle, MeetingLifecycle, MeetingState, VersionLifecycle
from sharedcourt.people.models import Organisation
from sharedcourt.sites.models import Booking, Site

__all__ = ["Assistant", "CaucusNote", "Guidance", "KeptApart", "SidePlan"]
USER = settings.AUTH_USER_MODEL


class Case(CaseLifecycle, BaseModel):
    """A dispute at a mediation organisation. Days named *_due are the last day of a limit, in China."""

    dispute = models.OneToOneField(Dispute, on_delete=models.PROTECT, related_name="mediation_case")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="mediation_cases")
    mediator = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="mediated_cases")
    number = models.CharField(max_length=60, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    serial = models.PositiveIntegerField(null=True)
    offered_at = models.DateTimeField()
    acceptance_due = models.DateField()
    accepted_at = models.DateTimeField(null=True)
    joint_choice_due = models.DateField(null=True)
    assignment_due = models.DateField(null=True)
    ask_due = models.DateField(null=True)
    mediation_due = models.DateField(null=True)
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.PositiveSmallIntegerField(null=True)
    end_note = EncryptedTextField(blank=True)
    confirmation_due = models.DateField(null=True)
    warned = models.JSONField(default=list)

    class Meta:
        ordering = ("-offered_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "year", "serial"], name="mediation_case_number_once", condition=Q(serial__gt=0)
            ),
            models.CheckConstraint(
                condition=Q(end_reason__isnull=True) | Q(end_reason__range=(1, 8)), name="mediation_case_reason_1_to_8"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "state", "-offered_at"], name="mediation_case_of_org"),
            models.Index(fields=["mediator", "state", "-offered_at"], name="mediation_case_of_mediator"),
            models.Index(fields=["state", "mediation_due"], name="mediation_case_by_due"),
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"


class Decline(BaseModel):
    """An organisation did not take the case: with a reason, or by silence."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="declines")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    reason = EncryptedTextField(blank=True)

    def __str__(self) -> str:
        return f"decline {self.pk}"


class Assignment(BaseModel):
    """A mediator for a case: proposed, then confirmed by a disclosure (ODMR 13), until replaced."""

    class Disclosure(models.TextChoices):
        NONE = "none", _("nothing to disclose")
        DISCLOSED = "disclosed", _("something disclosed")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assignments")
    mediator = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="assignments")
    assigned_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    chosen_jointly = models.BooleanField(default=False)
    disclosure = models.CharField(max_length=10, choices=Disclosure, blank=True)
    disclosure_text = EncryptedTextField(blank=True)
    disclosed_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = EncryptedTextField(blank=True)

    class Meta:
        ordering = ("created_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_at__isnull=True), name="mediation_assignment_one"
            ),
        ]

    def __str__(self) -> str:
        return f"assignment {self.pk}"


class DisclosureConsent(BaseModel):
    """A party still agrees, or not, after a disclosure (ODMR 13)."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="consents")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    given = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assignment", "user"], name="mediation_disclosure_consent_once")]

    def __str__(self) -> str:
        return f"disclosure consent {self.pk}"


class MediatorChoice(BaseModel):
    """Whom a party would like as mediator; when all name the same person, that is the joint choice (ODMR 10)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="choices")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    mediator = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "user"], name="mediation_choice_once")]

    def __str__(self) -> str:
        return f"choice {self.pk}"


class ChangeOfMediator(BaseModel):
    """A party asks for another mediator, and, not the first time, names one (ODMR 14)."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="change_requests")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    reason = EncryptedTextField()
    choice = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "user"], name="mediation_change_of_mediator_once"),
        ]

    def __str__(self) -> str:
        return f"change of mediator {self.pk}"


class Extension(BaseModel):
    """A longer mediation period, valid once every party has agreed (ODMR 24)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="extensions")
    until = models.DateField()
    proposed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(default=False)

    class Meta:
        ordering = ("created_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(decided_at__isnull=True), name="mediation_extension_one"
            ),
        ]

    def __str__(self) -> str:
        return f"extension {self.pk}"


class ExtensionConsent(BaseModel):
    """A party's answer to an extension."""

    extension = models.ForeignKey(Extension, on_delete=models.PROTECT, related_name="consents")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    given = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["extension", "user"], name="mediation_extension_consent_once")]

    def __str__(self) -> str:
        return f"extension consent {self.pk}"


class Meeting(MeetingLifecycle, BaseModel):
    """A mediation session. `step` is where the mediator has led it (see `steps.Step`)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="meetings")
    length_minutes = models.PositiveSmallIntegerField(default=60)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    room_id = models.UUIDField(null=True, unique=True)
    step = models.PositiveSmallIntegerField(default=1)
    started_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=0)
    record_file = models.ForeignKey(SigningFile, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("created_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=[MeetingState.PROPOSING, MeetingState.FIXED]),
                name="mediation_meeting_one_ahead",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[MeetingState.FIXED, MeetingState.HELD])
                | Q(starts_at__isnull=False, ends_at__isnull=False),
                name="mediation_meeting_fixed_has_time",
            ),
        ]
        indexes = [models.Index(fields=["starts_at"], name="mediation_meeting_by_time")]

    def __str__(self) -> str:
        return f"meeting {self.pk}"


class Participant(BaseModel):
    """Somebody who takes part in a meeting, and from where: an own device, or a shared court's terminal (ODMR 16)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="participants")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="meetings")
    party = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="+")
    is_host = models.BooleanField(default=False)
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="+")
    booking = models.ForeignKey(Booking, null=True, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position",)
        constraints = [models.UniqueConstraint(fields=["meeting", "user"], name="mediation_participant_once")]

    def __str__(self) -> str:
        return f"participant {self.pk}"

    @property
    def role(self) -> str:
        """The key of what they are here (`roles`)."""
        if self.is_host or self.party is None:
            return roles.MEDIATOR
        return roles.role_of(self.party, is_agent=self.party.user_id != self.user_id)

    @property
    def branch(self) -> str:
        """Where an organisation's agent comes from."""
        return roles.branch(self.party) if self.party is not None else ""

    @property
    def role_label(self) -> str:
        """What stands beside the name, in the running language."""
        return roles.words(self.role, self.branch)


class TimeSlot(BaseModel):
    """A time proposed for a meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="slots")
    starts_at = models.DateTimeField()

    class Meta:
        ordering = ("starts_at",)
        constraints = [models.UniqueConstraint(fields=["meeting", "starts_at"], name="mediation_slot_once")]

    def __str__(self) -> str:
        return f"slot {self.pk}"


class SlotAnswer(BaseModel):
    """One tap: the time suits, or it does not."""

    slot = models.ForeignKey(TimeSlot, on_delete=models.PROTECT, related_name="answers")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    suits = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["slot", "user"], name="mediation_slot_answer_once")]

    def __str__(self) -> str:
        return f"slot answer {self.pk}"


class Understanding(BaseModel):
    """A participant has been told rights, duties and consequences, and understood them (ODMR 17)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="understandings")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    text_version = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "user"], name="mediation_understanding_once")]

    def __str__(self) -> str:
        return f"understanding {self.pk}"


class Statement(BaseModel):
    """What somebody said in the meeting, as the mediator or they themselves wrote it down."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="statements")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    written_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    text = EncryptedTextField()

    class Meta:
        ordering = ("created_at",)

    def __str__(self) -> str:
        return f"statement {self.pk}"


class UndisputedFacts(BaseModel):
    """Facts both sides agree on (无争议事实). A new number voids the confirmations of the one before (ODMR 18, 22)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="undisputed_facts")
    number = models.PositiveIntegerField()
    facts = EncryptedJSONField()
    drafted_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="mediation_facts_number_once")]

    def __str__(self) -> str:
        return f"undisputed facts {self.pk}"


class FactsConfirmation(BaseModel):
    """A participant confirms the undisputed facts."""

    facts = models.ForeignKey(UndisputedFacts, on_delete=models.PROTECT, related_name="confirmations")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["facts", "user"], name="mediation_facts_confirmed_once")]

    def __str__(self) -> str:
        return f"facts confirmation {self.pk}"


class Plan(BaseModel):
    """The instalment plan on the panel: what the mediator entered. `revision` counts changes; nothing is computed here."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="plan")
    inputs = EncryptedJSONField()
    before = EncryptedJSONField(null=True)
    revision = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"plan {self.pk}"


class Proposal(BaseModel):
    """A plan put to everyone, or a participant's counter-proposal in words; kept as history."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="proposals")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(null=True)
    inputs = EncryptedJSONField(null=True)
    text = EncryptedTextField(blank=True)

    class Meta:
        ordering = ("created_at",)

    def __str__(self) -> str:
        return f"proposal {self.pk}"


class AgreementVersion(VersionLifecycle, BaseModel):
    """One text of the agreement. Its words come from `terms`; `text_sha256` is what people confirm."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    terms = EncryptedJSONField()
    text_sha256 = models.CharField(max_length=64)
    plan_revision = models.PositiveIntegerField()
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    signing_file = models.OneToOneField(SigningFile, null=True, on_delete=models.PROTECT, related_name="+")
    parties_signed_at = models.DateTimeField(null=True)
    mediator_signed_at = models.DateTimeField(null=True)
    sealed_at = models.DateTimeField(null=True)
    # While it is performed: the next payment's day, and the one on which all falls due without it.
    next_due = models.DateField(null=True)
    falls_due_on = models.DateField(null=True)

    class Meta:
        ordering = ("number",)
        indexes = [models.Index(fields=["state", "next_due"], name="mediation_version_by_due")]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="mediation_version_number_once"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state__in=list(CURRENT)), name="mediation_version_one_current"
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.pk}"


class Confirmation(BaseModel):
    """A person confirms one version, once."""

    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="confirmations")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "user"], name="mediation_confirmation_once")]

    def __str__(self) -> str:
        return f"confirmation {self.pk}"


class ChangeRequest(BaseModel):
    """A person asks for other words in a version."""

    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="change_requests")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    text = EncryptedTextField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("created_at",)

    def __str__(self) -> str:
        return f"change request {self.pk}"


class Payment(BaseModel):
    """The creditor says what has been received under an agreement, and when. A wrong entry is undone, never erased."""

    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="payments")
    amount = MoneyField()
    received_on = models.DateField()
    entered_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=40, blank=True)  # of one sending, so that a repeated one counts once
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    undo_reason = EncryptedTextField(blank=True)

    class Meta:
        ordering = ("received_on", "created_at")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "key"], condition=~Q(key=""), name="mediation_payment_sent_once"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="mediation_payment_above_zero"),
        ]

    def __str__(self) -> str:
        return f"payment {self.pk}"
