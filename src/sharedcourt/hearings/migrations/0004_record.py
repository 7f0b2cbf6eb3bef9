import django.db.models.deletion
import django_fsm
import sharedcourt.core.clock
import sharedcourt.core.fields
import sharedcourt.core.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0005_record"),
        ("hearings", "0003_courtroom"),
        ("people", "__first__"),
        ("rooms", "0008_first_consent"),
    ]

    operations = [
        migrations.CreateModel(
            name="Pen",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("name", models.CharField(max_length=40)),
                ("number", models.PositiveBigIntegerField(default=0)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("created_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("key", models.UUIDField()),
                ("rank", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("speech", "what somebody says"),
                            ("stage", "a stage of the hearing"),
                            ("note", "what happens"),
                        ],
                        default="speech",
                        max_length=10,
                    ),
                ),
                ("speaker", models.CharField(blank=True, max_length=60)),
                ("text", sharedcourt.core.fields.EncryptedTextField(blank=True)),
                ("at_ms", models.PositiveBigIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[("in_record", "in the record"), ("proposed", "proposed"), ("out", "taken out")],
                        default="in_record",
                        max_length=10,
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("typed", "typed by the clerk"),
                            ("speech", "from speech recognition"),
                            ("late", "arrived after somebody else had taken over"),
                        ],
                        default="typed",
                        max_length=10,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("seq", models.PositiveBigIntegerField()),
                (
                    "about",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hearings.line",
                    ),
                ),
                (
                    "pen",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hearings.pen",
                    ),
                ),
            ],
            options={
                "ordering": ("rank", "key"),
            },
        ),
        migrations.CreateModel(
            name="Transcript",
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
                            ("writing", "being written"),
                            ("reading", "to be read and corrected"),
                            ("signing", "to be signed"),
                            ("sealed", "signed and sealed"),
                        ],
                        default="writing",
                        max_length=10,
                        protected=True,
                    ),
                ),
                ("seq", models.PositiveBigIntegerField(default=0)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("read_by", models.DateField(blank=True, null=True)),
                ("checksum", models.CharField(blank=True, max_length=64)),
                ("sealed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "begun_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "file",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transcript",
                        to="documents.signingfile",
                    ),
                ),
                (
                    "hearing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="transcript", to="hearings.hearing"
                    ),
                ),
                (
                    "pen",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hearings.pen",
                    ),
                ),
                (
                    "recording",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rooms.recording",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["signing", "sealed"]), _negated=True),
                            ("file__isnull", False),
                            _connector="OR",
                        ),
                        name="hearings_transcript_signed_has_file",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sealed"), _negated=True), ("sealed_at__isnull", False), _connector="OR"
                        ),
                        name="hearings_transcript_sealed_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "reading"), _negated=True), ("read_by__isnull", False), _connector="OR"
                        ),
                        name="hearings_transcript_read_has_day",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("refused_at", models.DateTimeField(blank=True, null=True)),
                ("refusal", sharedcourt.core.fields.EncryptedTextField(blank=True)),
                ("lets_recording_stand", models.BooleanField(blank=True, null=True)),
                ("said_at", models.DateTimeField(blank=True, null=True)),
                (
                    "noted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "transcript",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="readings", to="hearings.transcript"
                    ),
                ),
            ],
            options={
                "ordering": ("created_at", "id"),
                "constraints": [
                    models.UniqueConstraint(fields=("transcript", "user"), name="hearings_reading_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("lets_recording_stand__isnull", True), ("said_at__isnull", False), _connector="OR"
                        ),
                        name="hearings_reading_said_has_time",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="pen",
            name="transcript",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="pens", to="hearings.transcript"
            ),
        ),
        migrations.CreateModel(
            name="LineChange",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("seq", models.PositiveBigIntegerField()),
                ("version", models.PositiveIntegerField()),
                ("content", sharedcourt.core.fields.EncryptedJSONField()),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="hearings.line"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pen",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hearings.pen",
                    ),
                ),
                (
                    "transcript",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="hearings.transcript"
                    ),
                ),
            ],
            options={
                "ordering": ("seq",),
                "constraints": [models.UniqueConstraint(fields=("transcript", "seq"), name="hearings_change_once")],
            },
        ),
        migrations.AddField(
            model_name="line",
            name="transcript",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="hearings.transcript"
            ),
        ),
        migrations.CreateModel(
            name="CorrectionRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("line_version", models.PositiveIntegerField()),
                ("wanted", sharedcourt.core.fields.EncryptedTextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "asked for"),
                            ("corrected", "corrected"),
                            ("refused", "not corrected, and noted in the record"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("replayed", models.BooleanField(default=False)),
                ("answer", sharedcourt.core.fields.EncryptedTextField(blank=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="corrections", to="hearings.line"
                    ),
                ),
                (
                    "transcript",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="hearings.transcript",
                    ),
                ),
            ],
            options={
                "ordering": ("created_at", "id"),
                "indexes": [models.Index(fields=["transcript", "state"], name="hearings_correction_open")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state", "asked"), ("answered_at__isnull", False), _connector="OR"),
                        name="hearings_correction_answered_has_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PageRead",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.signingfile"
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
                "ordering": ("number",),
                "constraints": [
                    models.UniqueConstraint(fields=("file", "user", "number"), name="hearings_page_read_once"),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="hearings_page_from_one"),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="pen",
            constraint=models.UniqueConstraint(fields=("transcript", "name"), name="hearings_pen_once"),
        ),
        migrations.AddIndex(
            model_name="line",
            index=models.Index(fields=["transcript", "state", "rank", "key"], name="hearings_line_order"),
        ),
        migrations.AddIndex(
            model_name="line",
            index=models.Index(fields=["transcript", "seq"], name="hearings_line_since"),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.UniqueConstraint(fields=("transcript", "key"), name="hearings_line_once"),
        ),
    ]
