import django.db.models.deletion
import django_fsm
import sharedcourt.broadcasts.models
import sharedcourt.core.clock
import sharedcourt.core.fields
import sharedcourt.core.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("disputes", "0006_suing"),
        ("hearings", "0001_initial"),
        ("people", "0003_shown_again"),
        ("people", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="DailySalt",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("day", models.DateField(unique=True)),
                ("salt", models.CharField(max_length=64)),
            ],
            options={
                "verbose_name": "salt of a day",
            },
        ),
        migrations.CreateModel(
            name="Broadcast",
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
                            ("asked", "asked for"),
                            ("agreed", "agreed to by the responsible office"),
                            ("approved", "approved"),
                            ("refused", "refused"),
                            ("announced", "announced"),
                            ("live", "live"),
                            ("stopped", "stopped"),
                            ("ended", "over"),
                            ("replay", "to be watched again"),
                            ("withdrawn", "given up"),
                            ("taken_down", "taken down"),
                        ],
                        default="asked",
                        max_length=12,
                        protected=True,
                    ),
                ),
                ("cause", models.CharField(max_length=30)),
                ("held_on", models.DateField()),
                ("grounds", sharedcourt.core.fields.EncryptedTextField()),
                ("concerns", models.JSONField(default=list)),
                ("forbidden", models.BooleanField(default=False)),
                ("on_request", models.BooleanField(default=False)),
                ("agreed_at", models.DateTimeField(blank=True, null=True)),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("reason", sharedcourt.core.fields.EncryptedTextField(blank=True, default="")),
                ("delay_s", models.PositiveSmallIntegerField(default=sharedcourt.broadcasts.models.default_delay)),
                (
                    "folder",
                    models.CharField(
                        default=sharedcourt.broadcasts.models.new_folder, editable=False, max_length=32, unique=True
                    ),
                ),
                (
                    "replay_folder",
                    models.CharField(
                        default=sharedcourt.broadcasts.models.new_folder, editable=False, max_length=32, unique=True
                    ),
                ),
                ("live_at", models.DateTimeField(blank=True, null=True)),
                ("shown_from", models.DateTimeField(blank=True, null=True)),
                ("composed_until", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("replayed_at", models.DateTimeField(blank=True, null=True)),
                ("taken_down_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agreed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
                (
                    "hearing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="broadcasts", to="hearings.hearing"
                    ),
                ),
            ],
            options={
                "ordering": ("-held_on", "-id"),
                "indexes": [
                    models.Index(fields=["state", "-held_on", "-id"], name="broadcasts_by_day"),
                    models.Index(fields=["state", "court", "-held_on", "-id"], name="broadcasts_by_court"),
                    models.Index(fields=["state", "cause", "-held_on", "-id"], name="broadcasts_by_cause"),
                    models.Index(fields=["court", "-held_on", "-id"], name="broadcasts_of_court"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("refused", "withdrawn")), _negated=True),
                        fields=("hearing",),
                        name="broadcasts_once_per_hearing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["agreed"]), _negated=True),
                            ("agreed_by__isnull", False),
                            _connector="OR",
                        ),
                        name="broadcasts_agreed_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["asked", "agreed", "refused", "withdrawn"]),
                            models.Q(("agreed_by__isnull", False), ("approved_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="broadcasts_shown_is_approved",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["live", "stopped"]), _negated=True),
                            models.Q(("live_at__isnull", False), ("shown_from__isnull", False)),
                            _connector="OR",
                        ),
                        name="broadcasts_live_has_time",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="HiddenName",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("picture", models.BooleanField(default=True)),
                (
                    "broadcast",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="hidden", to="broadcasts.broadcast"
                    ),
                ),
                (
                    "ordered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hearings.participant",
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
                "ordering": ("created_at",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("participant__isnull", True), ("party__isnull", False)),
                            models.Q(("participant__isnull", False), ("party__isnull", True)),
                            _connector="OR",
                        ),
                        name="broadcasts_hidden_one_person",
                    ),
                    models.UniqueConstraint(fields=("broadcast", "party"), name="broadcasts_hidden_party_once"),
                    models.UniqueConstraint(
                        fields=("broadcast", "participant"), name="broadcasts_hidden_participant_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("reason", sharedcourt.core.fields.EncryptedTextField()),
                ("upheld", models.BooleanField(null=True)),
                ("answer", sharedcourt.core.fields.EncryptedTextField(blank=True, default="")),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "broadcast",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="broadcasts.broadcast",
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
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("upheld__isnull", True)),
                        fields=("broadcast", "party"),
                        name="broadcasts_objection_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_by__isnull", True), ("upheld__isnull", True)),
                            models.Q(
                                ("decided_at__isnull", False), ("decided_by__isnull", False), ("upheld__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="broadcasts_objection_decided_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Segment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("number", models.PositiveIntegerField()),
                ("began_at", models.DateTimeField()),
                ("seconds", models.FloatField()),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("shown_at", models.DateTimeField(blank=True, null=True)),
                ("withheld_at", models.DateTimeField(blank=True, null=True)),
                (
                    "broadcast",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="segments", to="broadcasts.broadcast"
                    ),
                ),
            ],
            options={
                "ordering": ("number",),
                "constraints": [
                    models.UniqueConstraint(fields=("broadcast", "number"), name="broadcasts_segment_once"),
                    models.CheckConstraint(
                        condition=models.Q(("shown_at__isnull", True), ("withheld_at__isnull", True), _connector="OR"),
                        name="broadcasts_withheld_is_not_shown",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Viewer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("day", models.DateField()),
                ("token", models.CharField(max_length=64)),
                ("line", models.CharField(max_length=64)),
                (
                    "broadcast",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="viewers", to="broadcasts.broadcast"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["broadcast", "day", "line"], name="broadcasts_viewers_of_line")],
                "constraints": [
                    models.UniqueConstraint(fields=("broadcast", "day", "token"), name="broadcasts_viewer_once_a_day")
                ],
            },
        ),
    ]
