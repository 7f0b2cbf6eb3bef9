"""A video room, its seats, what was said in the chat, and the log of every connection."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sharedcourt.core import clock
from sharedcourt.core.fields import EncryptedTextField
from sharedcourt.core.models import BaseModel
from sharedcourt.rooms.states import (
    CaucusLifecycle,
    CaucusState,
    RoomLifecycle,
    RoomState,
    SeatLifecycle,
    SeatState,
)


class SeatRole(models.TextChoices):
    """What stands under a person's picture."""

    MEDIATOR = "mediator", _("Mediator")
    APPLICANT = "applicant", _("Applicant")
    APPLICANT_AGENT = "applicant_agent", _("Applicant's agent")
    RESPONDENT = "respondent", _("Respondent")
    RESPONDENT_AGENT = "respondent_agent", _("Respondent's agent")
    BORROWER = "borrower", _("Borrower")
    CO_OBLIGOR = "co_obligor", _("Co-obligor")
    GUARANTOR = "guarantor", _("Guarantor")
    JUDGE = "judge", _("Judge")
    LIAISON_JUDGE = "liaison_judge", _("Liaison judge")
    PRESIDING_JUDGE = "presiding_judge", _("Presiding judge")
    PANEL_JUDGE = "panel_judge", _("Judge of the panel")
    ASSESSOR = "assessor", _("People's assessor")
    COURT_CLERK = "court_clerk", _("Court clerk")
    PLAINTIFF = "plaintiff", _("Plaintiff")
    PLAINTIFF_AGENT = "plaintiff_agent", _("Plaintiff's agent")
    DEFENDANT = "defendant", _("Defendant")
    DEFENDANT_AGENT = "defendant_agent", _("Defendant's agent")
    THIRD_PARTY = "third_party", _("Third party")
    WITNESS = "witness", _("Witness")
    EXPERT = "expert", _("Expert")
    INTERPRETER = "interpreter", _("Interpreter")
    SIGN_INTERPRETER = "sign_interpreter", _("Sign-language interpreter")
    HELPER = "helper", _("Helper")
    OBSERVER = "observer", _("Observer")


class Side(models.TextChoices):
    """On whose side a seat is. Whoever is neutral stays with the host in a separate talk."""

    NEUTRAL = "neutral", _("Neutral")
    APPLICANT = "applicant", _("Applicant's side")
    RESPONDENT = "respondent", _("Respondent's side")
    OTHER = "other", _("Neither side")


class RoomKind(models.TextChoices):
    """What is held in the room: it decides whether recording is a question."""

    MEDIATION = "mediation", _("mediation session: recorded when everyone agrees")
    HEARING = "hearing", _("hearing: recorded from beginning to end")


class CameraReason(models.TextChoices):
    """Why a picture is missing that its owner did not switch off."""

    NETWORK = "network", _("network too weak: sound only")
    UNPLUGGED = "unplugged", _("camera came off")


class Room(RoomLifecycle, BaseModel):
    """A place where the people of one dispute meet by video. The title holds no personal name."""

    scope = models.UUIDField(db_index=True)
    subject_id = models.UUIDField(null=True, blank=True, db_index=True)
    kind = models.CharField(max_length=12, choices=RoomKind, default=RoomKind.MEDIATION)
    title = models.CharField(max_length=120)
    panel_path = models.CharField(max_length=200, blank=True)
    # A room above leads what happens here: who comes in, who speaks, what is recorded, who is apart (`leading`, `gates`).
    is_led = models.BooleanField(default=False)
    on_record_at = models.DateTimeField(null=True, blank=True)  # of such a room: when the room above began the record
    backend = models.CharField(max_length=30, default="mesh")
    max_seats = models.PositiveSmallIntegerField(default=6)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("opens_at",)
        constraints = [
            models.CheckConstraint(
                condition=Q(state=RoomState.OPEN, closed_at__isnull=True)
                | Q(state=RoomState.CLOSED, closed_at__isnull=False),
                name="rooms_room_closed_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"room {self.pk}"

    @property
    def has_opened(self) -> bool:
        return self.opens_at <= clock.now()


class Seat(SeatLifecycle, BaseModel):
    """One person's place in a room: there is exactly one, whichever device the person comes with."""

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="seats")
    role_key = models.CharField(max_length=20, choices=SeatRole, blank=True)
    role_label = models.CharField(max_length=40, blank=True)
    is_host = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    side = models.CharField(max_length=12, choices=Side, default=Side.OTHER)
    # Who hears and sees whom: only those of the same circle; "" while everyone is together.
    circle = models.CharField(max_length=24, blank=True)
    # Whom this seat helps (an interpreter, a helper): it follows that seat.
    beside = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="helped_by")
    keeps_size = models.BooleanField(default=False)
    # From where the person takes part, for all to see: a shared court, another court. Empty: from a device of their own.
    place = models.CharField(max_length=120, blank=True)
    hand_at = models.DateTimeField(null=True, blank=True)
    # The connection that holds the seat (empty: none) and the page load behind it.
    session = models.CharField(max_length=32, blank=True)
    instance = models.CharField(max_length=40, blank=True)
    device = models.CharField(max_length=60, blank=True)
    mic = models.BooleanField(default=False)
    camera = models.BooleanField(default=False)
    sharing = models.BooleanField(default=False)
    # Why there is no picture though the person wants one (empty: their own choice).
    camera_reason = models.CharField(max_length=12, choices=CameraReason, blank=True)
    # The device itself says that it hides what is behind the person; the rules of a hearing forbid it.
    blurred = models.BooleanField(default=False)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    admitted_at = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("position", "created_at")
        constraints = [
            models.UniqueConstraint(fields=["room", "user"], name="rooms_seat_one_per_person"),
            models.CheckConstraint(
                condition=~Q(state=SeatState.PRESENT) | Q(joined_at__isnull=False), name="rooms_seat_present_has_joined"
            ),
        ]

    def __str__(self) -> str:
        return f"seat {self.pk}"

    @property
    def role_words(self) -> str:
        """What stands under the picture, in the running language."""
        return str(SeatRole(self.role_key).label) if self.role_key else self.role_label


class ChatMessage(BaseModel):
    """A line of the room's chat, encrypted; `client_id` makes a repeated sending count once."""

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="chat")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="chat")
    client_id = models.CharField(max_length=40)
    circle = models.CharField(max_length=24, blank=True)
    text = EncryptedTextField()

    class Meta:
        ordering = ("created_at", "id")
        constraints = [models.UniqueConstraint(fields=["seat", "client_id"], name="rooms_chat_once")]

    def __str__(self) -> str:
        return f"chat {self.pk}"


class SeatEvent(BaseModel):
    """The log of connections: who came, was lost, returned and left, with which browser and how good a line."""

    class Kind(models.TextChoices):
        WAITING = "waiting", _("came to the door")
        ADMITTED = "admitted", _("was let in")
        JOINED = "joined", _("entered the room")
        LOST = "lost", _("lost the connection")
        RETURNED = "returned", _("came back")
        REPLACED = "replaced", _("went on with another page")
        LEFT = "left", _("left the room")
        REMOVED = "removed", _("was asked to leave")
        SENT_OUT = "sent_out", _("was sent out to wait")
        MUTED = "muted", _("was muted by the host")
        CAMERA_OFF = "camera_off", _("was asked to switch the camera off")
        APART = "apart", _("went apart for a separate talk")
        MOVED = "moved", _("was moved during a separate talk")
        TOGETHER = "together", _("is together with everyone again")
        WEAK = "weak", _("had a poor line")
        SOUND_ONLY = "sound_only", _("went on with sound only: the network was too weak")
        UNPLUGGED = "unplugged", _("had no camera any more: it came off")
        PICTURE = "picture", _("had a picture again")

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=12, choices=Kind)
    device = models.CharField(max_length=60, blank=True)
    rtt_ms = models.PositiveIntegerField(null=True, blank=True)
    loss_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    instance = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("created_at", "id")
        indexes = [models.Index(fields=["seat", "created_at"], name="rooms_event_by_seat")]

    def __str__(self) -> str:
        return f"{self.kind} {self.seat_id}"


class Caucus(CaucusLifecycle, BaseModel):
    """A separate talk: the host with one side, or with one person (`seat`). One at a time in a room."""

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="caucuses")
    number = models.PositiveSmallIntegerField()
    side = models.CharField(max_length=12, choices=Side)
    seat = models.ForeignKey(Seat, null=True, on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["room", "number"], name="rooms_caucus_number_once"),
            models.UniqueConstraint(
                fields=["room"], condition=Q(state=CaucusState.RUNNING), name="rooms_caucus_one_running"
            ),
        ]

    def __str__(self) -> str:
        return f"caucus {self.pk}"

    @property
    def inside(self) -> str:
        """The circle of the host and those who talk with them."""
        return f"c{self.number}-in"


class CircleStay(BaseModel):
    """Who was in which circle, and when: whoever was not there never reads what was said there."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="stays")
    circle = models.CharField(max_length=24)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("began_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["seat"], condition=Q(ended_at__isnull=True), name="rooms_stay_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"stay {self.pk}"


# A recording's tables belong to this app and live beside its actions.
from sharedcourt.rooms.recording import models as recording_models  # noqa: E402, F401
