"""A court's papers on their way to the public, what the public sees of them, and the steps that an index follows."""

import base64
import os

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sharedcourt.core.fields import EncryptedJSONField, EncryptedTextField, KeyedHashField
from sharedcourt.core.models import BaseModel
from sharedcourt.documents.models import SigningFile, StoredFile
from sharedcourt.filing.cases.models import Case
from sharedcourt.judgments.states import UNPUBLISHED, BatchLifecycle, JudgmentLifecycle, JudgmentState
from sharedcourt.people.models import Organisation, User

KEY_LENGTH = 12
LONGEST_NUMBER = 60


def new_key() -> str:
    """The public name of a judgment, for good: 60 random bits as twelve characters of a-z and 2-7."""
    return base64.b32encode(os.urandom(8)).decode().lower()[:KEY_LENGTH]


class Batch(BatchLifecycle, BaseModel):
    """Many papers of a court taken in at once: an archive, lines of JSON, or a folder."""

    class Source(models.TextChoices):
        ZIP = "zip", _("archive (.zip)")
        LINES = "lines", _("JSON Lines")
        FOLDER = "folder", _("folder")

    court = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=10, choices=Source)
    name = EncryptedTextField()  # what the uploader called it
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    touched_at = models.DateTimeField(null=True, blank=True)  # when the worker last said that it lives
    problem = models.CharField(max_length=30, blank=True)  # taking_in.refusing.WORDS
    problem_params = models.JSONField(default=dict)
    total = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    rounds = models.PositiveSmallIntegerField(default=0)  # how often it was handed to a second person
    handed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    handed_at = models.DateTimeField(null=True, blank=True)
    passed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-created_at", "-id")
        verbose_name_plural = "batches"
        indexes = [
            models.Index(fields=["court", "-created_at", "-id"], name="judgments_batches_of_court"),
            models.Index(fields=["state", "touched_at"], name="judgments_batches_at_work"),
        ]

    def __str__(self) -> str:
        return f"batch {self.pk}"


class Judgment(JudgmentLifecycle, BaseModel):
    """A paper of a court. What stands in it is encrypted; the public sees its publications only."""

    class Source(models.TextChoices):
        CASE = "case", _("a case of the platform")
        UPLOAD = "upload", _("uploaded")
        BATCH = "batch", _("a batch")

    key = models.CharField(max_length=KEY_LENGTH, unique=True, default=new_key, editable=False)
    court = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="judgments")
    # The sealed document it was read from.
    document = models.ForeignKey(SigningFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    batch = models.ForeignKey(Batch, null=True, blank=True, on_delete=models.PROTECT, related_name="judgments")
    source = models.CharField(max_length=10, choices=Source)
    number = models.CharField(max_length=LONGEST_NUMBER, blank=True, db_index=True)
    decided_on = models.DateField(null=True, blank=True)
    effective_on = models.DateField(null=True, blank=True)
    due = models.DateField(null=True, blank=True)  # law.publication.due_by
    original = EncryptedTextField(blank=True, default="")
    # The same text twice in a court is one paper.
    digest = KeyedHashField(blank=True, default="")
    notes = models.JSONField(default=list)  # taking_in.reading.NOTES
    structure = EncryptedJSONField(null=True, blank=True)
    proposal = EncryptedJSONField(null=True, blank=True)
    # law.publication.Facts; empty until somebody has decided.
    facts = EncryptedJSONField(null=True, blank=True)
    confidence = models.FloatField(default=0.0)
    open_changes = models.PositiveIntegerField(default=0)
    # Raised by each change on the desk: what was decided on an older page is refused.
    revision = models.PositiveIntegerField(default=0)
    taken_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved = models.BooleanField(null=True)
    approved_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    why = EncryptedTextField(blank=True, default="")  # why it is unsuitable, kept, corrected: whichever came last

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["court", "digest"],
                condition=~Q(digest="") & ~Q(state=JudgmentState.DISCARDED),
                name="judgments_text_once",
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state=JudgmentState.EXPECTED), name="judgments_awaited_once"
            ),
        ]
        indexes = [
            models.Index(fields=["court", "state", "due", "id"], name="judgments_desk"),
            models.Index(fields=["court", "-created_at", "-id"], name="judgments_of_court"),
            models.Index(
                fields=["due", "id"], name="judgments_due", condition=Q(state__in=UNPUBLISHED, due__isnull=False)
            ),
            models.Index(fields=["batch", "state", "id"], name="judgments_of_batch"),
        ]

    def __str__(self) -> str:
        return f"judgment {self.key}"


class Publication(BaseModel):
    """A version of what the public sees: the paper made anonymous, or the notice in its place.

    `card`: what `searching.filed.kept` writes; `fields`: what it leaves out (`publishing.FIELDS`); `layout`: the parts in their order, as
    [section, paragraphs]. A version that is no longer shown has them in `put_away`, encrypted.
    """

    class Kind(models.TextChoices):
        JUDGMENT = "judgment", _("judgment")
        NOTICE = "notice", _("notice")

    judgment = models.ForeignKey(Judgment, on_delete=models.PROTECT, related_name="publications")
    version = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    is_current = models.BooleanField(default=True)
    title = models.CharField(max_length=300, blank=True)
    number = models.CharField(max_length=LONGEST_NUMBER)
    court_name = models.CharField(max_length=120)
    decided_on = models.DateField()
    cause = models.CharField(max_length=100, blank=True)
    card = models.TextField(blank=True)
    fields = models.JSONField(default=dict)
    layout = models.JSONField(default=list)
    notice = models.TextField(blank=True)
    notice_en = models.TextField(blank=True)
    put_away = EncryptedJSONField(null=True, blank=True)
    released_at = models.DateTimeField()
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = EncryptedTextField(blank=True, default="")

    class Meta:
        ordering = ("judgment", "version")
        constraints = [
            models.UniqueConstraint(fields=["judgment", "version"], name="judgments_version_once"),
            models.UniqueConstraint(fields=["judgment"], condition=Q(is_current=True), name="judgments_current_once"),
            models.CheckConstraint(condition=Q(version__gt=0), name="judgments_versions_from_one"),
            models.CheckConstraint(
                condition=Q(is_current=False) | Q(kind="judgment", card__gt="") | Q(kind="notice", notice__gt=""),
                name="judgments_current_has_content",
            ),
            models.CheckConstraint(
                condition=Q(is_current=True) | Q(card="", notice="", notice_en=""), name="judgments_old_is_put_away"
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "-released_at", "-id"], name="judgments_newest", condition=Q(is_current=True)),
            models.Index(fields=["number"], name="judgments_by_number", condition=Q(is_current=True)),
            models.Index(
                fields=["court_name", "-decided_on", "-id"], name="judgments_by_court", condition=Q(is_current=True)
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.version} of {self.judgment_id}"


class Step(BaseModel):
    """What changed for the public, in an order without gaps: released, corrected, withdrawn (`publication` is null).

    Written under the ledger's lock (`publishing.step`), so that a smaller `seq` never becomes visible after a larger one.
    """

    class What(models.TextChoices):
        RELEASED = "released", pgettext_lazy("judgment", "published")
        CORRECTED = "corrected", pgettext_lazy("judgment", "corrected")
        WITHDRAWN = "withdrawn", pgettext_lazy("judgment", "withdrawn")

    seq = models.PositiveBigIntegerField(unique=True)
    key = models.CharField(max_length=KEY_LENGTH, db_index=True)
    what = models.CharField(max_length=10, choices=What)
    publication = models.ForeignKey(Publication, null=True, blank=True, on_delete=models.PROTECT, related_name="steps")
    at = models.DateTimeField()

    class Meta:
        ordering = ("seq",)
        constraints = [
            models.CheckConstraint(condition=Q(seq__gt=0), name="judgments_steps_from_one"),
            models.CheckConstraint(
                condition=Q(what="withdrawn", publication__isnull=True)
                | ~Q(what="withdrawn") & Q(publication__isnull=False),
                name="judgments_step_has_publication",
            ),
        ]

    def __str__(self) -> str:
        return f"step {self.seq}"


class Withdrawal(BaseModel):
    """A judgment was taken from the public; its address says on which day, nothing else."""

    judgment = models.ForeignKey(Judgment, on_delete=models.PROTECT, related_name="withdrawals")
    publication = models.OneToOneField(Publication, on_delete=models.PROTECT, related_name="withdrawal")
    reason = EncryptedTextField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-at", "-id")
        indexes = [models.Index(fields=["judgment", "-at", "-id"], name="judgments_withdrawn")]

    def __str__(self) -> str:
        return f"withdrawal of {self.judgment_id}"


class Cited(BaseModel):
    """What a current publication cites: an article (民法典, 民法典第675条, as `exact.law_terms` spells them), or a case by its number."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="cited")
    law = models.CharField(max_length=120, blank=True)
    article = models.CharField(max_length=160, blank=True)
    number = models.CharField(max_length=LONGEST_NUMBER, blank=True)
    # Among the articles the decision rests on, not only told of.
    applied = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(law__gt="", article__gt="", number="") | Q(law="", article="", number__gt=""),
                name="judgments_cited_one_thing",
            ),
            models.UniqueConstraint(fields=["publication", "article", "number"], name="judgments_cited_once"),
        ]
        indexes = [
            models.Index(fields=["article", "publication"], name="judgments_citing_article"),
            models.Index(fields=["law", "publication"], name="judgments_citing_law"),
            models.Index(fields=["number", "publication"], name="judgments_citing_case"),
        ]

    def __str__(self) -> str:
        return self.article or self.number


class CaseNames(BaseModel):
    """The names of one case and what stands for them in all its published papers (`anonymising.NameTable`)."""

    court = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=LONGEST_NUMBER)  # without the suffix of a later paper
    table = EncryptedTextField()

    class Meta:
        verbose_name_plural = "case names"
        constraints = [models.UniqueConstraint(fields=["court", "number"], name="judgments_names_once")]

    def __str__(self) -> str:
        return f"names of {self.pk}"


class Item(BaseModel):
    """One file or line of a batch: taken in, or refused with the reason."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="items")
    place = models.PositiveIntegerField()
    name = EncryptedTextField()
    judgment = models.OneToOneField(Judgment, null=True, blank=True, on_delete=models.PROTECT, related_name="item")
    problem = models.CharField(max_length=30, blank=True)
    problem_params = models.JSONField(default=dict)

    class Meta:
        ordering = ("place",)
        constraints = [
            models.UniqueConstraint(fields=["batch", "place"], name="judgments_item_once"),
            models.CheckConstraint(
                condition=Q(judgment__isnull=False, problem="") | Q(judgment__isnull=True, problem__gt=""),
                name="judgments_item_taken_or_refused",
            ),
        ]
        indexes = [
            models.Index(fields=["batch", "place"], name="judgments_refused_items", condition=Q(judgment__isnull=True))
        ]

    def __str__(self) -> str:
        return f"item {self.place} of {self.batch_id}"


class Sample(BaseModel):
    """A paper of a batch that a second person looks at before the batch is released."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="samples")
    round = models.PositiveSmallIntegerField()
    judgment = models.ForeignKey(Judgment, on_delete=models.PROTECT, related_name="samples")
    revision = models.PositiveIntegerField()
    faulty = models.BooleanField(null=True)
    note = EncryptedTextField(blank=True, default="")
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("round", "id")
        constraints = [
            models.UniqueConstraint(fields=["batch", "round", "judgment"], name="judgments_sample_once"),
            models.CheckConstraint(
                condition=Q(faulty__isnull=True, by__isnull=True) | Q(faulty__isnull=False, by__isnull=False),
                name="judgments_sample_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"sample {self.pk}"


# Rooms inside this one have models of their own, which Django looks for here.
from sharedcourt.judgments.figures.models import Reach, Tally  # noqa: E402, F401
