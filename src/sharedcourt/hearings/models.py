"""A hearing, who tries it, who takes part in it and from where."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sharedcourt.core.fields import EncryptedTextField
from sharedcourt.core.models import BaseModel
from sharedcourt.disputes.models import Party
from sharedcourt.filing.cases.models import Case
from sharedcourt.hearings.places import place_of_hearing
from sharedcourt.hearings.states import (
    BEFORE,
    HOLDING,
    HearingLifecycle,
    HearingState,
    ParticipantLifecycle,
)
from sharedcourt.people.models import Organisation, User
from sharedcourt.rooms.models import Room
from sharedcourt.sites.models import Booking


class Form(models.TextChoices):
    """How the hearing is held. Some at the court and others on line is decided participant by participant (ODLR 4)."""

    ONLINE = "online", _("online")
    MIXED = "mixed", _("some online, some in court")
    ON_SITE = "on_site", _("in court")
    CIRCUIT = "circuit", _("on circuit")
    IN_TURN = "in_turn", _("not at the same time")


class PublicHearing(models.TextChoices):
    """Whether the public may attend (CPL 137)."""

    OPEN = "open", _("in open court")
    SECRETS = "secrets", _("not in open court: state secrets")
    PRIVACY = "privacy", _("not in open court: privacy")
    BY_LAW = "by_law", _("not in open court: otherwise by law")
    DIVORCE = "divorce", _("not in open court: divorce, on request")
    TRADE_SECRETS = "trade_secrets", _("not in open court: trade secrets, on request")


class Courtroom(BaseModel):
    """A virtual courtroom (互联网法庭) of a court: one hearing at a time."""

    court = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="courtrooms")
    name = models.CharField(max_length=60)
    is_open = models.BooleanField(default=True)

    class Meta:
        ordering = ("court", "name")
        constraints = [models.UniqueConstraint(fields=["court", "name"], name="hearings_courtroom_name")]

    def __str__(self) -> str:
        return self.name


class Hearing(HearingLifecycle, BaseModel):
    """One session of a case before the court. A case may have several, counted from one."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="hearings")
    court = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="hearings")
    session_number = models.PositiveSmallIntegerField()  # 第几次开庭
    form = models.CharField(max_length=10, choices=Form, default=Form.ONLINE)
    publicity = models.CharField(max_length=14, choices=PublicHearing, default=PublicHearing.OPEN)
    courtroom = models.ForeignKey(Courtroom, null=True, blank=True, on_delete=models.PROTECT, related_name="hearings")
    clerk = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="hearings_clerked")
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    room = models.OneToOneField(Room, null=True, blank=True, on_delete=models.PROTECT, related_name="hearing")
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    arranged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="hearings_arranged")

    class Meta:
        ordering = ("starts_at", "id")
        constraints = [
            models.UniqueConstraint(fields=["case", "session_number"], name="hearings_session_once"),
            models.CheckConstraint(
                condition=Q(state__in=[*BEFORE, HearingState.CANCELLED])
                | Q(opened_at__isnull=False, room__isnull=False)
                | Q(opened_at__isnull=False, form="in_turn"),
                name="hearings_opened_has_room",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=HOLDING)
                | Q(starts_at__isnull=False, ends_at__gt=F("starts_at"), courtroom__isnull=False, clerk__isnull=False)
                # At different times: from a day to a day, and in no courtroom (ODLR 20).
                | Q(form="in_turn", starts_at__isnull=False, ends_at__gt=F("starts_at"), clerk__isnull=False),
                name="hearings_scheduled_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=HearingState.CLOSED) | Q(closed_at__isnull=False), name="hearings_closed_has_time"
            ),
        ]
        indexes = [
            models.Index(fields=["court", "starts_at", "id"], name="hearings_cause_list"),
            models.Index(fields=["clerk", "starts_at"], name="hearings_of_clerk"),
            models.Index(fields=["state", "starts_at"], name="hearings_coming"),
        ]

    def __str__(self) -> str:
        return f"hearing {self.pk}"

    @property
    def place(self) -> str:
        """Where the court sits, in words (`places.place_of_hearing`)."""
        return place_of_hearing(self)


class Bench(models.TextChoices):
    """In what place somebody sits on the panel (合议庭) or alone (独任)."""

    PRESIDING = "presiding", _("presiding judge")
    JUDGE = "judge", _("judge")
    ASSESSOR = "assessor", _("people's assessor")


class PanelMember(BaseModel):
    """Who tries the hearing: one judge alone, or a panel of an odd number with one presiding (CPL 40, 41)."""

    hearing = models.ForeignKey(Hearing, on_delete=models.CASCADE, related_name="panel")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="panels")
    bench = models.CharField(max_length=10, choices=Bench)

    class Meta:
        ordering = ("created_at",)
        constraints = [
            models.UniqueConstraint(fields=["hearing", "user"], name="hearings_panel_once_per_person"),
            models.UniqueConstraint(
                fields=["hearing"], condition=Q(bench=Bench.PRESIDING), name="hearings_panel_one_presides"
            ),
        ]

    def __str__(self) -> str:
        return f"panel member {self.pk}"


class Capacity(models.TextChoices):
    """As what somebody takes part in the hearing (诉讼参与人)."""

    PLAINTIFF = "plaintiff", _("plaintiff")
    PLAINTIFF_AGENT = "plaintiff_agent", _("plaintiff's agent")
    DEFENDANT = "defendant", _("defendant")
    DEFENDANT_AGENT = "defendant_agent", _("defendant's agent")
    THIRD_PARTY = "third_party", _("third party")
    WITNESS = "witness", _("witness")
    EXPERT = "expert", _("expert")
    INTERPRETER = "interpreter", _("interpreter")
    SIGN_INTERPRETER = "sign_interpreter", _("sign-language interpreter")
    HELPER = "helper", _("helper")


# Each stands beside one who takes part, whom they interpret for or help (ODLR 2).
BESIDE = (Capacity.SIGN_INTERPRETER, Capacity.HELPER)


class Participant(ParticipantLifecycle, BaseModel):
    """One person who takes part, and the place from which they do: their own device, a site's terminal, or the courtroom."""

    class Place(models.TextChoices):
        OWN_DEVICE = "own_device", _("own device")
        SITE = "site", _("screen of a shared court")
        COURT = "court", _("in court")

    hearing = models.ForeignKey(Hearing, on_delete=models.CASCADE, related_name="participants")
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="hearings_attended")
    party = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=16, choices=Capacity)
    name = EncryptedTextField(blank=True)  # of a witness, expert, interpreter or helper who is no party
    # Whom a sign-language interpreter or a helper stands beside; nobody once that person takes no part any more.
    beside = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="helped_by")
    place = models.CharField(max_length=10, choices=Place, default=Place.OWN_DEVICE)
    booking = models.OneToOneField(Booking, null=True, blank=True, on_delete=models.PROTECT, related_name="participant")
    # None: not answered; each party for itself (ODLR 4, 21).
    consents_online = models.BooleanField(null=True, blank=True)
    declared_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("created_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["hearing", "user"], condition=Q(user__isnull=False), name="hearings_participant_once"
            ),
            models.CheckConstraint(
                condition=~Q(booking__isnull=False) | Q(place="site"), name="hearings_participant_site_booked"
            ),
        ]
        indexes = [models.Index(fields=["user", "hearing"], name="hearings_of_participant")]

    def __str__(self) -> str:
        return f"participant {self.pk}"

    @property
    def called(self) -> str:
        """The person's name; of a party without an account the party's."""
        if self.user is not None:
            return str(self.user.name)
        return str(self.name or (self.party.name if self.party is not None else ""))


# Further tables of this room live beside their actions.
from sharedcourt.hearings.attendance import models as attendance_models  # noqa: E402, F401
from sharedcourt.hearings.circuit import models as circuit_models  # noqa: E402, F401
from sharedcourt.hearings.courtroom import models as courtroom_models  # noqa: E402, F401
from sharedcourt.hearings.in_turn import models as in_turn_models  # noqa: E402, F401
from sharedcourt.hearings.offline import models as offline_models  # noqa: E402, F401
from sharedcourt.hearings.recordings import models as recording_models  # noqa: E402, F401
from sharedcourt.hearings.scheduling import models as scheduling_models  # noqa: E402, F401
from sharedcourt.hearings.transcript import models as transcript_models  # noqa: E402, F401
