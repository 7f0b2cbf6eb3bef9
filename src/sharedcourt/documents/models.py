"""Files: kept under opaque names with two hashes, uploaded in pieces, signed version by version."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from sharedcourt.core.fields import EncryptedJSONField, EncryptedTextField, KeyedHashField
from sharedcourt.core.models import BaseModel
from sharedcourt.documents import roles
from sharedcourt.documents.states import IN_FORCE, SigningState
from sharedcourt.people.models import IdentityLevel, Organisation

# No characters that are mistaken for each other; 24 of them carry 118 bits.
TOKEN_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # noqa: S105 - an alphabet
TOKEN_LENGTH = 24


def new_token() -> str:
    """A random code printed on a document, by which anyone who holds the paper finds its original."""
    return "".join(secrets.choice(TOKEN_ALPHABET) for _ in range(TOKEN_LENGTH))


class StoredFile(BaseModel):
    """One file, written once and never rewritten. Its name in the storage says nothing."""

    class Purpose(models.TextChoices):
        SIGNING = "signing", _("document for signing")
        EVIDENCE = "evidence", _("evidence")
        AUTHORITY = "authority", _("proof of authority")
        CASE = "case", _("paper of a case")
        CONFIRMATION = "confirmation", _("paper for a judicial confirmation")
        PAPER = "paper", _("paper from which an application is filled in")
        OTHER = "other", _("other")

    path = models.CharField(max_length=200, unique=True)
    purpose = models.CharField(max_length=40, db_index=True)
    scope = models.UUIDField(null=True, db_index=True)
    subject = models.UUIDField(null=True, db_index=True)  # the signing file a revision belongs to
    name = EncryptedTextField(blank=True)  # what the uploader called it
    mime = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64, db_index=True)
    sm3 = models.CharField(max_length=64)
    warnings = models.JSONField(default=list, blank=True)  # why a photograph may be unreadable, as codes
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="uploaded_files"
    )

    def __str__(self) -> str:
        return f"{self.purpose} {self.sha256[:12]}"


class Upload(BaseModel):
    """A file on its way in, piece by piece; it goes on where it stopped."""

    class State(models.TextChoices):
        OPEN = "open", _("receiving")
        FINISHED = "finished", _("received")
        REFUSED = "refused", _("refused")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="uploads")
    purpose = models.CharField(max_length=40)
    scope = models.UUIDField(null=True)
    name = EncryptedTextField()
    size = models.PositiveBigIntegerField()  # bytes announced
    offset = models.PositiveBigIntegerField(default=0)  # bytes received
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    file = models.OneToOneField(StoredFile, null=True, on_delete=models.PROTECT, related_name="upload")
    key = KeyedHashField(blank=True)  # the sender's own name for it: announced twice, it is one upload

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="documents_upload_once", condition=~Q(key="")),
            models.CheckConstraint(condition=Q(offset__lte=models.F("size")), name="documents_upload_within_size"),
        ]

    def __str__(self) -> str:
        return f"upload {self.pk} {self.offset}/{self.size}"


class UploadPart(BaseModel):
    """A piece of an upload, stored as it came."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="parts")
    offset = models.PositiveBigIntegerField()
    size = models.PositiveBigIntegerField()
    path = models.CharField(max_length=200)

    class Meta:
        ordering = ("offset",)
        constraints = [models.UniqueConstraint(fields=["upload", "offset"], name="documents_part_once")]

    def __str__(self) -> str:
        return f"part {self.offset}+{self.size}"


class SigningFile(FSMModelMixin, BaseModel):
    """A document that people sign: its text is fixed, only signatures are added, and every revision is kept."""

    kind = models.CharField(max_length=40)  # "agreement", "record"
    scope = models.UUIDField(db_index=True)
    title = models.CharField(max_length=120)
    template = models.CharField(max_length=120)
    payload = EncryptedJSONField()
    version = models.PositiveIntegerField()
    state = FSMField(choices=SigningState.choices, default=SigningState.OPEN, protected=True)
    token = models.CharField(max_length=64, unique=True, default=new_token)
    rendered_at = models.DateTimeField()
    pages = models.PositiveSmallIntegerField(default=0)
    base_file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="base_of")
    current_file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="current_of")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    sealer = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="sealed_files")
    all_signed_at = models.DateTimeField(null=True)
    sealed_at = models.DateTimeField(null=True)
    sealed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    seal_certificate = models.CharField(max_length=64, blank=True)
    seal_timestamp_authority = models.CharField(max_length=120, blank=True)
    seal_downgrade = models.TextField(blank=True)
    superseded_at = models.DateTimeField(null=True)
    supersede_reason = EncryptedTextField(blank=True)

    class Meta:
        ordering = ("created_at",)
        constraints = [
            models.UniqueConstraint(fields=["scope", "kind", "version"], name="documents_version_once"),
            models.CheckConstraint(
                condition=~Q(state=SigningState.SEALED) | Q(sealed_at__isnull=False), name="documents_sealed_has_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} v{self.version} {self.state}"

    @property
    def is_in_force(self) -> bool:
        return self.state in IN_FORCE

    @transition(field=state, source=SigningState.OPEN, target=SigningState.ALL_SIGNED)
    def mark_all_signed(self) -> None:
        """The last person has signed."""

    @transition(field=state, source=SigningState.ALL_SIGNED, target=SigningState.SEALED)
    def mark_sealed(self) -> None:
        """The organisation's seal is on; nothing can be added any more."""

    @transition(
        field=state,
        source=[SigningState.OPEN, SigningState.ALL_SIGNED, SigningState.SEALED],
        target=SigningState.SUPERSEDED,
    )
    def mark_superseded(self) -> None:
        """A word or a party changed: these signatures count no longer."""


class SignatureSlot(BaseModel):
    """One person's place to sign, and how they signed."""

    signing_file = models.ForeignKey(SigningFile, on_delete=models.PROTECT, related_name="slots")
    order = models.PositiveSmallIntegerField()
    field = models.CharField(max_length=40)
    role_label = models.CharField(max_length=60)  # as printed
    role_key = models.CharField(max_length=30, blank=True)
    side = models.CharField(max_length=20, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="signature_slots")
    name = EncryptedTextField()  # as printed
    opened_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    # Refused instead of signed, where the room above lets a document go on without somebody.
    refused_at = models.DateTimeField(null=True)
    refusal = EncryptedTextField(blank=True, default="")
    identity_level = models.PositiveSmallIntegerField(choices=IdentityLevel, default=IdentityLevel.NONE)
    identity_method = models.CharField(max_length=20, blank=True)
    device = models.CharField(max_length=200, blank=True)
    address_hash = models.CharField(max_length=64, blank=True)
    sha256_before = models.CharField(max_length=64, blank=True)
    sha256_after = models.CharField(max_length=64, blank=True)
    certificate = models.CharField(max_length=64, blank=True)  # serial number, hex
    certificate_issuer = models.CharField(max_length=200, blank=True)
    timestamp = models.DateTimeField(null=True)
    timestamp_authority = models.CharField(max_length=120, blank=True)
    downgrade = models.TextField(blank=True)  # why the configured authority did not stamp
    ledger_seq = models.BigIntegerField(null=True)

    class Meta:
        ordering = ("order",)
        constraints = [
            models.UniqueConstraint(fields=["signing_file", "order"], name="documents_slot_order"),
            models.UniqueConstraint(fields=["signing_file", "field"], name="documents_slot_field"),
            models.UniqueConstraint(fields=["signing_file", "user"], name="documents_slot_user"),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True) | ~Q(sha256_after=""), name="documents_signed_has_hash"
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True) | Q(refused_at__isnull=True), name="documents_signed_or_refused"
            ),
        ]

    def __str__(self) -> str:
        return f"slot {self.order} of {self.signing_file_id}"

    @property
    def role_words(self) -> str:
        """What the signer is, in the running language."""
        return roles.words_of(self.role_key, self.role_label)
