"""What happens in a hearing while it is held: its stages, breaks, discipline, evidence shown, absences, and the list of it all."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sharedcourt.core import clock
from sharedcourt.core.fields import EncryptedTextField
from sharedcourt.core.models import BaseModel
from sharedcourt.filing.folder.models import EvidenceItem, Paper
from sharedcourt.hearings.courtroom.stages import Stage
from sharedcourt.hearings.models import Hearing, Participant
from sharedcourt.people.models import User, Verification

THOUSANDTHS = 1000  # of a page's width or height: the unit of a mark


class StageChange(BaseModel):
    """The judge led the hearing to a stage of the order sheet. The last row is where it stands; all are chapters of the film."""

    hearing = models.ForeignKey(Hearing, on_delete=models.CASCADE, related_name="stages")
    number = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=16, choices=Stage)
    item = models.ForeignKey(EvidenceItem, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_back = models.BooleanField(default=False)
    reason = EncryptedTextField(blank=True)  # of going back
    # Who alone has the floor beside the court; nobody: whoever the stage lets speak.
    floor = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["hearing", "number"], name="hearings_stage_number_once"),
            models.CheckConstraint(
                condition=Q(item__isnull=True) | Q(stage=Stage.EVIDENCE), name="hearings_stage_item_is_evidence"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.hearing_id}"

    @property
    def which(self) -> Stage:
        return Stage(self.stage)


class Break(BaseModel):
    """One of the three breaks for which the recording may stop (REC 3), from when to when."""

    class Kind(models.TextChoices):
        RECESS = "recess", _("recess")
        NOT_PUBLIC = "not_public", _("evidence that is not shown in public")
        UNRECORDED = "unrecorded", _("mediation that is not fit to be recorded")

    hearing = models.ForeignKey(Hearing, on_delete=models.CASCADE, related_name="breaks")
    kind = models.CharField(max_length=10, choices=Kind)
    begun_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("begun_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["hearing"], condition=Q(ended_at__isnull=True), name="hearings_break_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("begun_at")), name="hearings_break_ends_after"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.hearing_id}"


class HearingEvent(BaseModel):
    """One line of what happened in the hearing, for the record (笔录) and whoever asks later. Written once."""

    class Kind(models.TextChoices):
        PREPARED = "prepared", _("the courtroom was made ready")
        OPENED = "opened", _("the hearing was opened")
        STAGE = "stage", _("the hearing went on to another stage")
        WENT_BACK = "went_back", _("the hearing went back to an earlier stage")
        FLOOR = "floor", _("was given the floor")
        FLOOR_FREE = "floor_free", _("the floor was free again")
        PAUSED = "paused", _("the judge interrupted the hearing")
        SUSPENDED = "suspended", _("the hearing was suspended: somebody was missing without whom it cannot go on")
        RESUMED = "resumed", _("the hearing went on")
        CLOSED = "closed", _("the hearing was closed")
        BREAK_BEGAN = "break_began", _("a break began")
        BREAK_ENDED = "break_ended", _("the break ended")
        APART = "apart", _("private talks began")
        TOGETHER = "together", _("private talks ended")
        DECLARED = "declared", _("read the rules of the hearing and made the declaration")
        CAME = "came", _("came to the door")
        ENTERED = "entered", _("entered the courtroom")
        CALLED_IN = "called_in", _("was called in")
        SENT_OUT = "sent_out", _("was sent out to wait")
        LOST = "lost", _("lost the connection")
        RETURNED = "returned", _("came back")
        LEFT = "left", _("left the courtroom")
        WARNED = "warned", _("was warned")
        MUTED = "muted", _("was silenced")
        UNMUTED = "unmuted", _("may speak again")
        REMOVED = "removed", _("was ordered to leave the courtroom")
        READMITTED = "readmitted", _("was let back into the courtroom")
        SHOWN = "shown", _("evidence was shown")
        HIDDEN = "hidden", _("evidence was put away")
        ABSENCE = "absence", _("the judge decided on an absence")
        IN_COURT = "in_court", _("is in the courtroom in person")
        LEFT_COURT = "left_court", _("left the courtroom in person")

    hearing = models.ForeignKey(Hearing, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=12, choices=Kind)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    participant = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.CASCADE, related_name="events")
    person = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=24, blank=True)  # the stage, the kind of break, the decision
    words = EncryptedTextField(blank=True)

    class Meta:
        ordering = ("at", "id")
        indexes = [models.Index(fields=["hearing", "at", "id"], name="hearings_events")]

    def __str__(self) -> str:
        return f"{self.kind} {self.hearing_id}"


class InCourtroom(BaseModel):
    """Somebody is in the courtroom itself (of a hearing at a stop of a tour: in the room there), as the court saw, from when to when.

    Of who takes part with the document that was compared with the person (CPL 140; ODLR 7(3)); of the bench and the clerk without.
    """

    hearing = models.ForeignKey(Hearing, on_delete=models.CASCADE, related_name="in_courtroom")
    participant = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.CASCADE, related_name="in_courtroom"
    )
    member = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    came_at = models.DateTimeField(default=clock.now)
    seen_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    document = models.CharField(max_length=20, choices=Verification.Document, blank=True)
    note = EncryptedTextField(blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("came_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(participant__isnull=False, member__isnull=True)
                | Q(participant__isnull=True, member__isnull=False),
                name="hearings_in_courtroom_is_one",
            ),
            models.CheckConstraint(
                condition=Q(participant__isnull=True) | ~Q(document=""), name="hearings_in_courtroom_identity_seen"
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("came_at")),
                name="hearings_in_courtroom_leaves_after",
            ),
            models.UniqueConstraint(
                fields=["participant"],
                condition=Q(left_at__isnull=True, participant__isnull=False),
                name="hearings_in_courtroom_once",
            ),
            models.UniqueConstraint(
                fields=["hearing", "member"],
                condition=Q(left_at__isnull=True, member__isnull=False),
                name="hearings_in_courtroom_member_once",
            ),
        ]
        indexes = [models.Index(fields=["hearing", "came_at", "id"], name="hearings_in_courtroom")]

    def __str__(self) -> str:
        return f"in the courtroom {self.hearing_id}"


class Declaration(BaseModel):
    """A participant has read the rules of the hearing and declared to keep them: which text, by its fingerprint."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="declarations")
    version = models.CharField(max_length=12)
    sha256 = models.CharField(max_length=64)
    language = models.CharField(max_length=8)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("made_at",)
        constraints = [
            models.UniqueConstraint(fields=["participant", "version"], name="hearings_declaration_once_per_text"),
        ]

    def __str__(self) -> str:
        return f"declaration {self.participant_id} {self.version}"


class ShownPage(BaseModel):
    """The page that everybody looks at, and the mark on it. The last row that is not hidden is what is shown now."""

    hearing = models.ForeignKey(Hearing, on_delete=models.CASCADE, related_name="shown")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="+")
    page = models.PositiveIntegerField(default=1)
    # The mark, in thousandths of the page; nothing is marked where it has no width.
    left = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(THOUSANDTHS)])
    top = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(THOUSANDTHS)])
    width = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(THOUSANDTHS)])
    height = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(THOUSANDTHS)])
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    shown_at = models.DateTimeField(default=clock.now)
    hidden_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("shown_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["hearing"], condition=Q(hidden_at__isnull=True), name="hearings_shown_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(left__lte=THOUSANDTHS - F("width"), top__lte=THOUSANDTHS - F("height"), page__gte=1),
                name="hearings_shown_mark_on_page",
            ),
        ]

    def __str__(self) -> str:
        return f"page {self.page} of {self.paper_id}"

    @property
    def has_mark(self) -> bool:
        return self.width > 0 and self.height > 0


class Discipline(BaseModel):
    """A measure of the judge against somebody who disturbs the hearing (CPL 113; ODLR 25)."""

    class Kind(models.TextChoices):
        WARNING = "warning", _("warning")
        SILENCE = "silence", _("silenced")
        REMOVAL = "removal", _("ordered to leave the courtroom")

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="discipline")
    kind = models.CharField(max_length=8, choices=Kind)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    reason = EncryptedTextField(blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("at",)
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "kind"],
                condition=Q(lifted_at__isnull=True) & ~Q(kind="warning"),
                name="hearings_discipline_in_force_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.participant_id}"


class Absence(BaseModel):
    """What the judge decided on an absence, and on what it rests (ODLR 25; CPL 146, 147, 149)."""

    class Decision(models.TextChoices):
        EXCUSED = "excused", _("excused: network, device, power or force majeure, or another good reason")
        REFUSED = "refused", _("refusal to appear")
        LEFT_MIDWAY = "left_midway", _("left in the middle of the hearing")

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="absences")
    decision = models.CharField(max_length=12, choices=Decision)
    reason = EncryptedTextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    # What the connection log said at that moment.
    losses = models.PositiveIntegerField(default=0)
    seconds_away = models.PositiveIntegerField(default=0)
    poor = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("at",)

    def __str__(self) -> str:
        return f"{self.decision} {self.participant_id}"


class CourtTask(BaseModel):
    """What the court is to do at once: bring somebody back whose line is lost, decide on a talk that `person` has asked for."""

    class Kind(models.TextChoices):
        BRING_BACK = "bring_back", _("bring back somebody whose connection is lost")
        TALK = "talk", _("decide whether a party may talk with its own side alone")

    hearing = models.ForeignKey(Hearing, on_delete=models.CASCADE, related_name="court_tasks")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.BRING_BACK)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    stops = models.BooleanField(default=False)  # the hearing stands still for it
    asked_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("asked_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["hearing", "person", "kind"],
                condition=Q(done_at__isnull=True),
                name="hearings_task_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"task {self.pk}"
