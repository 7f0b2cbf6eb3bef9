import django.db.models.deletion
import django_fsm
import sharedcourt.core.clock
import sharedcourt.core.fields
import sharedcourt.core.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disputes", "0005_before_court"),
        ("documents", "0002_mediation_signer_roles"),
        ("filing", "0003_plaint"),
        ("people", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseMessage",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("by_court", models.BooleanField()),
                (
                    "audience",
                    models.CharField(
                        choices=[("court", "between this party and the court"), ("all", "to everyone in the case")],
                        max_length=6,
                    ),
                ),
                ("text", sharedcourt.core.fields.EncryptedTextField()),
                ("key", models.UUIDField(blank=True, null=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="messages", to="filing.case"
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="disputes.party",
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at", "-id"),
                "indexes": [models.Index(fields=["case", "-created_at", "-id"], name="filing_message_of_case")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("key__isnull", False)), fields=("author", "key"), name="filing_message_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("audience", "court"), _negated=True), ("party__isnull", False), _connector="OR"
                        ),
                        name="filing_message_has_party",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseTask",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("answer", "hand in the statement of defence"),
                            ("evidence", "hand in evidence"),
                            ("opinions", "give opinions on the evidence"),
                            ("other", "something else"),
                        ],
                        max_length=10,
                    ),
                ),
                ("what", sharedcourt.core.fields.EncryptedTextField(blank=True)),
                ("due", models.DateField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("warned_at", models.DateTimeField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tasks", to="filing.case"
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="disputes.party",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("due", "id"),
                "indexes": [
                    models.Index(fields=["case", "due"], name="filing_task_of_case"),
                    models.Index(
                        condition=models.Q(("done_at__isnull", True)), fields=["due"], name="filing_task_open"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("done_at__isnull", True), ("set_by__isnull", True)),
                        fields=("case", "party", "kind"),
                        name="filing_task_machine_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EvidenceItem",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("number", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("title", sharedcourt.core.fields.EncryptedTextField()),
                ("proves", sharedcourt.core.fields.EncryptedTextField(blank=True)),
                (
                    "original",
                    models.CharField(
                        choices=[
                            ("held", "I have the original"),
                            ("electronic", "electronic data, this is the original"),
                            ("copy", "only a copy"),
                        ],
                        default="copy",
                        max_length=10,
                    ),
                ),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("is_late", models.BooleanField(default=False)),
                ("late_reason", sharedcourt.core.fields.EncryptedTextField(blank=True)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="evidence_items", to="filing.case"
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="disputes.party"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="disputes.evidence",
                    ),
                ),
            ],
            options={
                "ordering": ("created_at", "id"),
                "indexes": [models.Index(fields=["case", "party", "number"], name="filing_item_catalogue")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("number__isnull", False)),
                        fields=("case", "party", "number"),
                        name="filing_item_number_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("source__isnull", False)),
                        fields=("case", "source"),
                        name="filing_item_source_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("submitted_at__isnull", True), ("number__isnull", False), _connector="OR"),
                        name="filing_item_submitted_has_number",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MessageRead",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("at", models.DateTimeField(default=sharedcourt.core.clock.now)),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reads", to="filing.casemessage"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("at",),
                "constraints": [models.UniqueConstraint(fields=("message", "user"), name="filing_message_read_once")],
            },
        ),
        migrations.CreateModel(
            name="Opinion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("authenticity", models.BooleanField(null=True)),
                ("legality", models.BooleanField(null=True)),
                ("relevance", models.BooleanField(null=True)),
                ("reason", sharedcourt.core.fields.EncryptedTextField(blank=True)),
                ("saved_at", models.DateTimeField(default=sharedcourt.core.clock.now)),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="opinions", to="filing.evidenceitem"
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="disputes.party"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("created_at",),
                "indexes": [models.Index(fields=["party"], name="filing_opinion_of_party")],
                "constraints": [
                    models.UniqueConstraint(fields=("item", "party"), name="filing_opinion_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("submitted_at__isnull", True),
                            models.Q(
                                ("authenticity__isnull", False),
                                ("legality__isnull", False),
                                ("relevance__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="filing_opinion_complete",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("plaint", "statement of claim"),
                            ("answer", "statement of defence"),
                            ("identity", "proof of identity"),
                            ("authority", "power of attorney"),
                            ("evidence", "evidence"),
                            ("application", "application to the court"),
                            ("ruling", "paper of the court"),
                            ("transcript", "transcript"),
                            ("other", "other paper"),
                        ],
                        max_length=12,
                    ),
                ),
                ("title", sharedcourt.core.fields.EncryptedTextField()),
                ("position", models.PositiveIntegerField()),
                ("pages", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "visible",
                    models.CharField(
                        choices=[
                            ("court", "the court and whoever handed it in"),
                            ("side", "only your side, not handed in yet"),
                            ("all", "the court and both sides"),
                        ],
                        max_length=6,
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
                ("handed_in_at", models.DateTimeField(blank=True, null=True)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="papers", to="filing.case"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storedfile",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="filing.evidenceitem",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="disputes.party",
                    ),
                ),
                (
                    "signing",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.signingfile",
                    ),
                ),
            ],
            options={
                "ordering": ("position",),
                "indexes": [
                    models.Index(fields=["case", "category", "position"], name="filing_paper_in_category"),
                    models.Index(
                        condition=models.Q(("pages__isnull", True), ("removed_at__isnull", True)),
                        fields=["created_at"],
                        name="filing_paper_unread",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "position"), name="filing_paper_position"),
                    models.UniqueConstraint(
                        condition=models.Q(("file__isnull", False), ("removed_at__isnull", True)),
                        fields=("case", "file"),
                        name="filing_paper_file_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("signing__isnull", False)),
                        fields=("case", "signing"),
                        name="filing_paper_signing_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("file__isnull", False), ("signing__isnull", True)),
                            models.Q(("file__isnull", True), ("signing__isnull", False)),
                            _connector="OR",
                        ),
                        name="filing_paper_one_file",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("visible", "side"), _negated=True), ("party__isnull", False), _connector="OR"
                        ),
                        name="filing_paper_side_has_party",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FolderAccess",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("as_court", models.BooleanField()),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("read", "opened"),
                            ("downloaded", "downloaded"),
                            ("found", "read a passage in a search"),
                            ("bundled", "took into a bundle"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="accesses", to="filing.case"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="accesses", to="filing.paper"
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at", "-id"),
                "indexes": [
                    models.Index(fields=["case", "-created_at", "-id"], name="filing_access_of_case"),
                    models.Index(fields=["paper", "user", "-created_at"], name="filing_access_of_paper"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaperText",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("pages", sharedcourt.core.fields.EncryptedJSONField(default=list)),
                ("bookmarks", sharedcourt.core.fields.EncryptedJSONField(default=list)),
                ("plain", sharedcourt.core.fields.EncryptedTextField(blank=True)),
                (
                    "paper",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="text", to="filing.paper"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Bundle",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("as_court", models.BooleanField()),
                ("papers", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting to be made"),
                            ("working", "being made"),
                            ("done", "ready"),
                            ("failed", "could not be made"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("percent", models.PositiveSmallIntegerField(default=0)),
                ("begun_at", models.DateTimeField(blank=True, null=True)),
                ("failure", models.CharField(blank=True, max_length=20)),
                ("pages", models.PositiveIntegerField(default=0)),
                ("path", models.CharField(blank=True, max_length=200)),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bundles", to="filing.case"
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at", "-id"),
                "indexes": [
                    models.Index(fields=["case", "asked_by", "-created_at"], name="filing_bundle_of_person"),
                    models.Index(fields=["state", "created_at"], name="filing_bundle_by_state"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["waiting", "working"])),
                        fields=("case", "asked_by"),
                        name="filing_bundle_one_at_work",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseApplication",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[
                            ("made", "before the court"),
                            ("granted", "granted"),
                            ("refused", "not granted"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="made",
                        max_length=10,
                        protected=True,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("adjourn", "put off a date or extend a period"),
                            ("preserve", "preservation of property"),
                            ("recuse", "recusal"),
                            ("investigate", "the court is to collect evidence"),
                            ("other", "something else"),
                        ],
                        max_length=12,
                    ),
                ),
                ("fields", sharedcourt.core.fields.EncryptedJSONField(default=dict)),
                ("reason", sharedcourt.core.fields.EncryptedTextField()),
                (
                    "visible",
                    models.CharField(
                        choices=[
                            ("court", "the court and whoever handed it in"),
                            ("side", "only your side, not handed in yet"),
                            ("all", "the court and both sides"),
                        ],
                        default="all",
                        max_length=6,
                    ),
                ),
                ("due", models.DateTimeField(blank=True, null=True)),
                ("decision", sharedcourt.core.fields.EncryptedTextField(blank=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("key", models.UUIDField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="applications", to="filing.case"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="disputes.party"
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at", "-id"),
                "indexes": [models.Index(fields=["case", "-created_at", "-id"], name="filing_application_of_case")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("key__isnull", False)),
                        fields=("made_by", "key"),
                        name="filing_application_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["made", "withdrawn"]),
                            models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="filing_application_decided_has_judge",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
    ]
