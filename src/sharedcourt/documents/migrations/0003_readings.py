import django.db.models.deletion
import django_fsm
import sharedcourt.core.clock
import sharedcourt.core.fields
import sharedcourt.core.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0002_mediation_signer_roles"),
        ("people", "__first__"),
    ]

    operations = [
        migrations.AddField(
            model_name="storedfile",
            name="warnings",
            field=models.JSONField(blank=True, default=list),
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
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[
                            ("queued", "waiting to be read"),
                            ("reading", "being read"),
                            ("read", "has been read"),
                            ("failed", "could not be read"),
                        ],
                        default="queued",
                        max_length=50,
                        protected=True,
                    ),
                ),
                ("engine", models.CharField(blank=True, max_length=60)),
                ("engine_version", models.CharField(blank=True, max_length=40)),
                ("pages_total", models.PositiveIntegerField(default=0)),
                ("pages_done", models.PositiveIntegerField(default=0)),
                ("kind", models.CharField(blank=True, max_length=20)),
                (
                    "failure",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", ""),
                            ("unsupported", "Files of this kind cannot be read here."),
                            ("damaged", "The file is damaged."),
                            ("too_large", "The picture is too large."),
                            ("locked", "The PDF is locked with a password."),
                            ("gave_up", "Reading it took too long or needed too much memory."),
                            ("lost", "The file is not in the storage as it was put there."),
                        ],
                        max_length=20,
                    ),
                ),
                ("finished_at", models.DateTimeField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reading", to="documents.storedfile"
                    ),
                ),
            ],
            options={
                "ordering": ("created_at",),
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("queued", "reading"))),
                        fields=["created_at"],
                        name="documents_reading_waiting",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "failed"), _negated=True),
                            models.Q(("failure", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="documents_reading_failed_says_why",
                    )
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="ReadingField",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("key", models.CharField(max_length=30)),
                ("proposed", sharedcourt.core.fields.EncryptedTextField()),
                ("value", sharedcourt.core.fields.EncryptedTextField(blank=True)),
                (
                    "outcome",
                    models.CharField(
                        choices=[("taken", "taken over"), ("corrected", "corrected"), ("ignored", "ignored")],
                        max_length=10,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "reading",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="fields", to="documents.reading"
                    ),
                ),
            ],
            options={
                "ordering": ("created_at",),
                "constraints": [
                    models.UniqueConstraint(fields=("reading", "key"), name="documents_reading_field_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ReadingPage",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("number", models.PositiveIntegerField()),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("layer", "text of the PDF"),
                            ("picture", "read from the picture"),
                            ("none", "could not be read"),
                        ],
                        max_length=10,
                    ),
                ),
                ("width", models.PositiveIntegerField(default=0)),
                ("height", models.PositiveIntegerField(default=0)),
                ("turned", models.PositiveSmallIntegerField(default=0)),
                ("lines", sharedcourt.core.fields.EncryptedJSONField(default=list)),
                (
                    "reading",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pages", to="documents.reading"
                    ),
                ),
            ],
            options={
                "ordering": ("number",),
                "constraints": [
                    models.UniqueConstraint(fields=("reading", "number"), name="documents_reading_page_once")
                ],
            },
        ),
    ]
