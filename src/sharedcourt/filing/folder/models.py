"""What lies in the folder of a case: papers, the exchange of evidence, messages, applications, tasks, and who opened what."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sharedcourt.core import clock
from sharedcourt.core.fields import EncryptedJSONField, EncryptedTextField
from sharedcourt.core.models import BaseModel
from sharedcourt.disputes.models import Evidence, Party
from sharedcourt.documents.models import SigningFile, StoredFile
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.folder.states import ApplicationLifecycle
from sharedcourt.people.models import User


class Category(models.TextChoices):
    """What a paper is, in the order in which a folder is bound."""

    PLAINT = "plaint", _("statement of claim")
    ANSWER = "answer", _("statement of defence")
    IDENTITY = "identity", _("proof of identity")
    AUTHORITY = "authority", _("power of attorney")
    EVIDENCE = "evidence", _("evidence")
    APPLICATION = "application", _("application to the court")
    RULING = "ruling", _("paper of the court")
    TRANSCRIPT = "transcript", _("transcript")
    OTHER = "other", _("other paper")


class Visible(models.TextChoices):
    """Who sees a paper: the court and who handed it in; only the side that prepares it; or everyone in the case."""

    COURT = "court", _("the court and whoever handed it in")
    SIDE = "side", _("only your side, not handed in yet")
    ALL = "all", _("the court and both sides")


class Original(models.TextChoices):
    """What can be shown of a piece of evidence in the original (Evidence Provisions 11, 15)."""

    HELD = "held", _("I have the original")
    ELECTRONIC = "electronic", _("electronic data, this is the original")
    COPY = "copy", _("only a copy")


class EvidenceItem(BaseModel):
    """One numbered line of a party's evidence catalogue (证据目录). Before it is handed in only its own side sees it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="evidence_items")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(null=True, blank=True)  # given when it is handed in
    title = EncryptedTextField()
    proves = EncryptedTextField(blank=True)
    original = models.CharField(max_length=10, choices=Original, default=Original.COPY)
    # Evidence already shown in the dispute: its file is used as it lies there.
    source = models.ForeignKey(Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    is_late = models.BooleanField(default=False)  # after the period that the court had set
    late_reason = EncryptedTextField(blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("created_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "party", "number"], condition=Q(number__isnull=False), name="filing_item_number_once"
            ),
            models.UniqueConstraint(
                fields=["case", "source"], condition=Q(source__isnull=False), name="filing_item_source_once"
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True) | Q(number__isnull=False),
                name="filing_item_submitted_has_number",
            ),
        ]
        indexes = [models.Index(fields=["case", "party", "number"], name="filing_item_catalogue")]

    def __str__(self) -> str:
        return f"evidence item {self.pk}"


class Paper(BaseModel):
    """One document of the folder. Its file is written once; its fingerprint is kept here too."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="papers")
    party = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=12, choices=Category)
    title = EncryptedTextField()
    position = models.PositiveIntegerField()
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    signing = models.ForeignKey(SigningFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(EvidenceItem, null=True, blank=True, on_delete=models.PROTECT, related_name="papers")
    pages = models.PositiveIntegerField(null=True, blank=True)  # empty until it has been read; 0: has no pages
    visible = models.CharField(max_length=6, choices=Visible)
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    handed_in_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["case", "position"], name="filing_paper_position"),
            models.UniqueConstraint(
                fields=["case", "file"],
                condition=Q(file__isnull=False, removed_at__isnull=True),
                name="filing_paper_file_once",
            ),
            models.UniqueConstraint(
                fields=["case", "signing"], condition=Q(signing__isnull=False), name="filing_paper_signing_once"
            ),
            models.CheckConstraint(
                condition=Q(file__isnull=False, signing__isnull=True) | Q(file__isnull=True, signing__isnull=False),
                name="filing_paper_one_file",
            ),
            models.CheckConstraint(
                condition=~Q(visible=Visible.SIDE) | Q(party__isnull=False), name="filing_paper_side_has_party"
            ),
        ]
        indexes = [
            models.Index(fields=["case", "category", "position"], name="filing_paper_in_category"),
            models.Index(
                fields=["created_at"],
                name="filing_paper_unread",
                condition=Q(pages__isnull=True, removed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"paper {self.pk}"


class PaperText(BaseModel):
    """What can be read in a paper, page by page, and its bookmarks; encrypted, so a search opens it in memory."""

    paper = models.OneToOneField(Paper, on_delete=models.CASCADE, related_name="text")
    pages = EncryptedJSONField(default=list)  # one text a page
    plain = EncryptedTextField(blank=True)  # the same as it is compared, one line a page
    without = models.PositiveIntegerField(default=0)  # pages of it that carry no text and wait for the machine
    bookmarks = EncryptedJSONField(default=list)  # [title, page from 1, depth]

    class Meta:
        indexes = [models.Index(fields=["paper"], name="filing_text_without", condition=Q(without__gt=0))]

    def __str__(self) -> str:
        return f"text of {self.paper_id}"


class Opinion(BaseModel):
    """What a party says to a piece of the other side's evidence (质证意见). The others see it once it is handed in."""

    item = models.ForeignKey(EvidenceItem, on_delete=models.PROTECT, related_name="opinions")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    authenticity = models.BooleanField(null=True)
    legality = models.BooleanField(null=True)
    relevance = models.BooleanField(null=True)
    reason = EncryptedTextField(blank=True)
    saved_at = models.DateTimeField(default=clock.now)
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("created_at",)
        constraints = [
            models.UniqueConstraint(fields=["item", "party"], name="filing_opinion_once"),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True)
                | Q(authenticity__isnull=False, legality__isnull=False, relevance__isnull=False),
                name="filing_opinion_complete",
            ),
        ]
        indexes = [models.Index(fields=["party"], name="filing_opinion_of_party")]

    def __str__(self) -> str:
        return f"opinion {self.pk}"

    @property
    def denies(self) -> bool:
        return False in (self.authenticity, self.legality, self.relevance)


class Audience(models.TextChoices):
    COURT = "court", _("between this party and the court")
    ALL = "all", _("to everyone in the case")


class CaseMessage(BaseModel):
    """A message that need not be answered at once: between one party and the court, or to everyone in the case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="messages")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    by_court = models.BooleanField()
    party = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(max_length=6, choices=Audience)
    text = EncryptedTextField()
    key = models.UUIDField(null=True, blank=True)  # of the form it was typed in: sent twice it is one message

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["author", "key"], condition=Q(key__isnull=False), name="filing_message_once"
            ),
            models.CheckConstraint(
                condition=~Q(audience=Audience.COURT) | Q(party__isnull=False), name="filing_message_has_party"
            ),
        ]
        indexes = [models.Index(fields=["case", "-created_at", "-id"], name="filing_message_of_case")]

    def __str__(self) -> str:
        return f"message {self.pk}"


class MessageRead(BaseModel):
    """Who has read a message, and when first."""

    message = models.ForeignKey(CaseMessage, on_delete=models.CASCADE, related_name="reads")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("at",)
        constraints = [models.UniqueConstraint(fields=["message", "user"], name="filing_message_read_once")]

    def __str__(self) -> str:
        return f"read {self.pk}"


class CaseApplication(ApplicationLifecycle, BaseModel):
    """What a party asks of the court in the course of a case, and the decision."""

    class Kind(models.TextChoices):
        ADJOURN = "adjourn", _("put off a date or extend a period")
        PRESERVE = "preserve", _("preservation of property")
        RECUSE = "recuse", _("recusal")
        INVESTIGATE = "investigate", _("the court is to collect evidence")
        OTHER = "other", _("something else")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="applications")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    fields = EncryptedJSONField(default=dict)
    reason = EncryptedTextField()
    # Preservation is not told to the other side before the court says so: warned, it could move the property.
    visible = models.CharField(max_length=6, choices=Visible, default=Visible.ALL)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # Whom the party wants recused, where it is known: that person pauses work in the case (CPL 48).
    concerns = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due = models.DateTimeField(null=True, blank=True)
    decision = EncryptedTextField(blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    key = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["made_by", "key"], condition=Q(key__isnull=False), name="filing_application_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["made", "withdrawn"]) | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="filing_application_decided_has_judge",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "-created_at", "-id"], name="filing_application_of_case"),
            models.Index(
                fields=["case", "concerns"], name="filing_application_concerns", condition=Q(concerns__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"application {self.pk}"


class CaseTask(BaseModel):
    """What a side (or the court) has to do by a day. `set_by` is empty where the law sets it and the machine counts."""

    class Kind(models.TextChoices):
        ANSWER = "answer", _("hand in the statement of defence")
        EVIDENCE = "evidence", _("hand in evidence")
        OPINIONS = "opinions", _("give opinions on the evidence")
        PLAINT_COPY = "plaint_copy", _("send the copy of the plaint to the defendant")
        ANSWER_COPY = "answer_copy", _("send the copy of the answer to the plaintiff")
        OTHER = "other", _("something else")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks")
    party = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # Whom a copy that the court sends goes to, or from whom it came.
    concerns = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    what = EncryptedTextField(blank=True)
    due = models.DateField()
    set_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    soon_at = models.DateTimeField(null=True, blank=True)  # told that the day comes near
    warned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("due", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "party", "kind"],
                condition=Q(set_by__isnull=True, done_at__isnull=True),
                name="filing_task_machine_once",
            ),
            models.UniqueConstraint(
                fields=["case", "concerns", "kind"],
                condition=Q(concerns__isnull=False),
                name="filing_task_copy_once",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "due"], name="filing_task_of_case"),
            models.Index(fields=["due"], name="filing_task_open", condition=Q(done_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"task {self.pk}"

    def is_overdue(self, today: date | None = None) -> bool:
        return self.done_at is None and (today or clock.today()) > self.due


class FolderAccess(BaseModel):
    """One opening of one paper by one person."""

    class How(models.TextChoices):
        READ = "read", _("opened")
        DOWNLOADED = "downloaded", _("downloaded")
        FOUND = "found", _("read a passage in a search")
        BUNDLED = "bundled", _("took into a bundle")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="accesses")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="accesses")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    as_court = models.BooleanField()
    how = models.CharField(max_length=10, choices=How)

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = [
            models.Index(fields=["case", "-created_at", "-id"], name="filing_access_of_case"),
            models.Index(fields=["paper", "user", "-created_at"], name="filing_access_of_paper"),
        ]

    def __str__(self) -> str:
        return f"{self.how} {self.paper_id}"


class Bundle(BaseModel):
    """The papers one person may see, as one numbered PDF; made in the background, deleted after some days."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting to be made")
        WORKING = "working", _("being made")
        DONE = "done", _("ready")
        FAILED = "failed", _("could not be made")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="bundles")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    as_court = models.BooleanField()
    papers = models.JSONField(default=list)  # ids, in the order of the folder
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    percent = models.PositiveSmallIntegerField(default=0)
    begun_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=20, blank=True)
    pages = models.PositiveIntegerField(default=0)
    path = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "asked_by"],
                condition=Q(state__in=["waiting", "working"]),
                name="filing_bundle_one_at_work",
            )
        ]
        indexes = [
            models.Index(fields=["case", "asked_by", "-created_at"], name="filing_bundle_of_person"),
            models.Index(fields=["state", "created_at"], name="filing_bundle_by_state"),
        ]

    def __str__(self) -> str:
        return f"bundle {self.pk}"
