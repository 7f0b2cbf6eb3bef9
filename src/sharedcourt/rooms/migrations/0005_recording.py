import django.db.models.deletion
import django_fsm
import sharedcourt.core.clock
import sharedcourt.core.fields
import sharedcourt.core.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "__first__"),
        ("rooms", "0004_networks"),
    ]

    operations = [
        migrations.CreateModel(
            name="Recording",
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
                            ("asked", "waiting for everyone's answer"),
                            ("refused", "not recorded"),
                            ("on", "recording"),
                            ("paused", "recording paused"),
                            ("ended", "recorded, being put together soon"),
                            ("composing", "being put together"),
                            ("ready", "ready to be watched"),
                            ("failed", "could not be put together"),
                            ("deleted", "deleted"),
                        ],
                        default="asked",
                        max_length=12,
                        protected=True,
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[("mediation", "mediation: with everyone's consent"), ("hearing", "hearing: always")],
                        default="mediation",
                        max_length=12,
                    ),
                ),
                (
                    "paused_for",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("host", "paused by the host"),
                            ("consent", "somebody has not answered yet"),
                            ("circle", "a confidential talk is going on"),
                            ("away", "the host is not in the room"),
                        ],
                        max_length=10,
                    ),
                ),
                ("held", models.BooleanField(default=False)),
                ("stands_for_record", models.BooleanField(default=False)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("end_reason", models.CharField(blank=True, max_length=20)),
                ("percent", models.PositiveSmallIntegerField(default=0)),
                ("faults", models.JSONField(default=list)),
                ("failure", models.CharField(blank=True, max_length=300)),
                ("composed_at", models.DateTimeField(blank=True, null=True)),
                ("path", models.CharField(blank=True, max_length=200)),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("seconds", models.FloatField(default=0)),
                ("retention_until", models.DateField(blank=True, null=True)),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                ("deletion_reason", sharedcourt.core.fields.EncryptedTextField(blank=True, default="")),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "deleted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="recordings", to="rooms.room"
                    ),
                ),
            ],
            options={
                "ordering": ("created_at",),
                "indexes": [models.Index(fields=["state", "retention_until"], name="rooms_recording_by_end")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("asked", "on", "paused"))),
                        fields=("room",),
                        name="rooms_recording_one_live_per_room",
                    )
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="RecordingChunk",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("number", models.PositiveIntegerField()),
                ("picture_path", models.CharField(max_length=200)),
                ("picture_size", models.PositiveBigIntegerField()),
                ("sound_path", models.CharField(max_length=200)),
                ("sound_size", models.PositiveBigIntegerField()),
                ("frames", models.PositiveIntegerField()),
                ("loudest_db", models.FloatField(blank=True, null=True)),
                (
                    "recording",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="chunks", to="rooms.recording"
                    ),
                ),
            ],
            options={
                "ordering": ("number",),
                "constraints": [
                    models.UniqueConstraint(fields=("recording", "number"), name="rooms_recording_chunk_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="RecordingConsent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("given", models.BooleanField()),
                ("answered_at", models.DateTimeField()),
                ("stands", models.BooleanField(null=True)),
                ("stands_said_at", models.DateTimeField(blank=True, null=True)),
                (
                    "recording",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="consents", to="rooms.recording"
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="recording_consents", to="rooms.seat"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("recording", "seat"), name="rooms_recording_consent_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="RecordingSpan",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("begun_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_for", models.CharField(blank=True, max_length=20)),
                (
                    "recording",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="spans", to="rooms.recording"
                    ),
                ),
            ],
            options={
                "ordering": ("begun_at",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("recording",),
                        name="rooms_recording_one_open_span",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RecordingTrack",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("kind", models.CharField(choices=[("audio", "sound"), ("video", "picture")], max_length=5)),
                ("mime", models.CharField(max_length=80)),
                ("started_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("closed_properly", models.BooleanField(default=False)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("left", models.PositiveSmallIntegerField(default=0)),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("seconds", models.FloatField(blank=True, null=True)),
                (
                    "recording",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tracks", to="rooms.recording"
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="recording_tracks", to="rooms.seat"
                    ),
                ),
            ],
            options={
                "ordering": ("started_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="RecordingPiece",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("number", models.PositiveIntegerField()),
                ("path", models.CharField(max_length=200)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                (
                    "track",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pieces", to="rooms.recordingtrack"
                    ),
                ),
            ],
            options={
                "ordering": ("number",),
                "constraints": [models.UniqueConstraint(fields=("track", "number"), name="rooms_recording_piece_once")],
            },
        ),
    ]
