"""Who is who: accounts, organisations, roles, and how surely we know a person's identity."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sharedcourt.core import cipher, clock
from sharedcourt.core.fields import EncryptedTextField, KeyedHashField
from sharedcourt.core.models import BaseModel


class IdentityLevel(models.IntegerChoices):
    """How surely a person's identity is known; the level is printed on what the person signs."""

    NONE = 0, _("not verified")
    PHONE = 1, _("phone number confirmed")
    DECLARED = 2, _("name and ID number match what was filed")
    REGISTRY = 3, _("name, ID number and phone checked against a registry")
    COMPARED = 4, _("ID card compared with the person by an official")


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=username)

    def create_user(self, username: str, *, name: str, password: str | None = None, **fields: Any) -> "User":
        """A person; without a password the account can only be entered by phone, invitation or passkey."""
        user = self.model(username=username, name=name, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, *, name: str = "", password: str | None = None, **fields: Any) -> "User":
        return self.create_user(
            username, name=name or username, password=password, is_staff=True, is_superuser=True, **fields
        )

    def with_phone(self, phone: str) -> "User | None":
        """The person with this mobile number, or None."""
        return self.filter(phone_hash=cipher.keyed_hash("phone", phone)).first()


class User(AbstractBaseUser, PermissionsMixin, BaseModel):
    """A person. Parties have a phone and no password; staff have a user name, a password and a second factor."""

    username = models.CharField(max_length=64, unique=True)
    name = EncryptedTextField()
    phone = EncryptedTextField(blank=True)
    phone_hash = KeyedHashField(null=True, blank=True, unique=True)
    resident_id = EncryptedTextField(blank=True)
    resident_id_hash = KeyedHashField(null=True, blank=True, db_index=True)
    email = models.EmailField(blank=True)
    identity_level = models.PositiveSmallIntegerField(choices=IdentityLevel, default=IdentityLevel.NONE)
    language = models.CharField(max_length=10, default="zh-hans")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    sessions_ended = models.PositiveIntegerField(default=0)  # how often all sessions were ended at once

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return f"user {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.phone_hash = cipher.keyed_hash("phone", self.phone) if self.phone else None
        self.resident_id_hash = cipher.keyed_hash("resident-id", self.resident_id) if self.resident_id else None
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return str(self.name)

    def get_short_name(self) -> str:
        return str(self.name)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What every session of this person carries; counting `sessions_ended` up makes all of them invalid."""
        inherited: str = super()._get_session_auth_hash(secret=secret)  # type: ignore[misc]
        return cipher.keyed_hash("session", f"{inherited}:{self.sessions_ended}") if self.sessions_ended else inherited


class Organisation(BaseModel):
    """A court, a regulator, a financial institution or its branch, a mediation organisation, a host of sites."""

    class Kind(models.TextChoices):
        COURT = "court", _("court")
        REGULATOR = "regulator", _("regulator")
        INSTITUTION = "institution", _("financial institution")
        MEDIATION = "mediation", _("mediation organisation")
        HOST = "host", _("host of a shared court")
        OPERATOR = "operator", _("platform operator")

    class CourtLevel(models.TextChoices):
        BASIC = "basic", _("basic people's court")
        INTERMEDIATE = "intermediate", _("intermediate people's court")
        HIGH = "high", _("high people's court")
        SUPREME = "supreme", _("Supreme People's Court")
        SPECIAL = "special", _("special people's court")

    kind = models.CharField(max_length=20, choices=Kind)
    name = models.CharField(max_length=120, unique=True)
    short_name = models.CharField(max_length=40, blank=True)
    credit_code = models.CharField(max_length=18, blank=True, db_index=True)
    court_level = models.CharField(max_length=20, choices=CourtLevel, blank=True)
    court_code = models.CharField(max_length=12, blank=True)
    division = models.CharField(max_length=6, blank=True, db_index=True)
    address = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    expertise = models.CharField(max_length=200, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="branches")
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a person may be at an organisation. Parties and agents are not here: they belong to a dispute."""

    INSTITUTION_OFFICER = "institution_officer", _("institution officer")
    MEDIATOR = "mediator", _("mediator")
    ORGANISATION_MANAGER = "organisation_manager", _("organisation manager")
    LIAISON_JUDGE = "liaison_judge", _("liaison judge")
    JUDGE = "judge", _("judge")
    ASSESSOR = "assessor", _("people's assessor")
    FILING_CLERK = "filing_clerk", _("filing clerk")
    COURT_CLERK = "court_clerk", _("court clerk")
    COURT_AFFAIRS_DIRECTOR = "court_affairs_director", _("court-affairs director")
    COURT_ADMINISTRATOR = "court_administrator", _("court administrator")
    REGULATOR = "regulator", _("regulator")
    OPERATOR = "operator", _("platform operator")


class Membership(BaseModel):
    """A person's role at an organisation."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30, choices=Role)
    is_active = models.BooleanField(default=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation", "role"], name="people_membership_once"),
        ]
        indexes = [
            models.Index(fields=["organisation", "role"], name="people_membership_active", condition=Q(is_active=True))
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.user_id}"


class Verification(BaseModel):
    """One act of checking a person's identity: who checked, how, and for which dispute."""

    class Method(models.TextChoices):
        ONE_TIME_CODE = "one_time_code", _("one-time code by SMS")
        INVITATION = "invitation", _("personal invitation by SMS")
        DECLARATION = "declaration", _("name and ID number entered")
        THREE_ELEMENTS = "three_elements", _("three-element check")
        OIDC = "oidc", _("identity provider")
        SIGNED_IN_AGAIN = "signed_in_again", _("signed in again with password or second factor")
        ON_CAMERA = "on_camera", _("ID card compared on camera by the mediator")
        IN_PERSON = "in_person", _("ID card compared in person by the court-affairs director")
        AT_COUNTER = "at_counter", _("document seen at the court's counter")

    class Document(models.TextChoices):
        """What a clerk at a court's counter was shown."""

        RESIDENT_ID = "resident_id", _("resident identity card")
        PASSPORT = "passport", _("passport")
        TRAVEL_PERMIT = "travel_permit", _("travel permit of a resident of Hong Kong, Macao or Taiwan")
        PERMANENT_RESIDENCE = "permanent_residence", _("permanent residence card of a foreigner")
        OTHER = "other", _("another document with a photograph")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="verifications")
    level = models.PositiveSmallIntegerField(choices=IdentityLevel)
    method = models.CharField(max_length=20, choices=Method)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="verifications_made"
    )
    scope = models.UUIDField(null=True, db_index=True)
    # At a counter: what was shown, in the clerk's own words, and for which stage of the case it counts.
    document = models.CharField(max_length=20, choices=Document, blank=True)
    note = EncryptedTextField(blank=True)
    stage = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "scope", "stage"],
                condition=models.Q(method="at_counter"),
                name="people_verification_once_a_stage",
            )
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.user_id}"


class OneTimeCode(BaseModel):
    """A six-digit code sent to a phone; five attempts, ten minutes, one use."""

    phone_hash = KeyedHashField(db_index=True)
    code_hash = KeyedHashField()
    purpose = models.CharField(max_length=20)
    attempts = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"one-time code {self.pk}"


class Invitation(BaseModel):
    """A single-use link bound to a phone; only the hash of its token is kept."""

    token_hash = KeyedHashField(unique=True)
    phone = EncryptedTextField()
    phone_hash = KeyedHashField(db_index=True)
    name = EncryptedTextField()
    scope = models.UUIDField(null=True, db_index=True)
    next_path = models.CharField(max_length=200)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="invitations_sent"
    )
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.used_at is None and self.revoked_at is None and self.expires_at > clock.now()


class Appointment(BaseModel):
    """Somebody is to have a role at an organisation; a single-use link, by message or handed over, makes it so.

    Only a link that was sent to the phone shows that whoever holds it holds the phone.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=30, choices=Role)
    name = EncryptedTextField()
    phone = EncryptedTextField(blank=True)
    email = EncryptedTextField(blank=True)
    was_sent = models.BooleanField()
    token_hash = KeyedHashField(unique=True)
    appointed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="appointments_made"
    )
    membership = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="appointments")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["organisation", "-created_at"],
                name="people_appointment_open",
                condition=Q(used_at__isnull=True, revoked_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"appointment {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.used_at is None and self.revoked_at is None and self.expires_at > clock.now()


class ApiToken(BaseModel):
    """An institution's key to the API; only its hash is kept. It acts as the officer who made it, within its organisation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="api_tokens")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="api_tokens")
    label = models.CharField(max_length=60)
    prefix = models.CharField(max_length=12)
    token_hash = KeyedHashField(unique=True)
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.prefix}…"
