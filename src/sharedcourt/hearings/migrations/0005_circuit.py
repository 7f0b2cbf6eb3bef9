import django.core.validators
import django.db.models.deletion
import django_fsm
import sharedcourt.core.clock
import sharedcourt.core.fields
import sharedcourt.core.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("hearings", "0004_record"),
        ("people", "0003_shown_again"),
        ("people", "__first__"),
        ("sites", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reconciliation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("day", models.DateField(unique=True)),
                ("hearings", models.PositiveIntegerField(default=0)),
            ],
            options={
                "ordering": ("-day",),
            },
        ),
        migrations.CreateModel(
            name="CheckIn",
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
                            ("open", "being checked in"),
                            ("passed", "checked in"),
                            ("stopped", "stopped: not the person"),
                        ],
                        default="open",
                        max_length=8,
                        protected=True,
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(default=1)),
                ("passed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "participant",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="check_in", to="hearings.participant"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="check_ins", to="sites.site"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "passed"), _negated=True), ("passed_at__isnull", False), _connector="OR"
                        ),
                        name="hearings_check_in_has_time",
                    )
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("round", models.PositiveSmallIntegerField(default=1)),
                (
                    "item",
                    models.CharField(
                        choices=[
                            ("identity", "ID card compared with the person"),
                            ("room", "the room looked over: no notes, no second device, nothing that records"),
                            ("alone", "nobody else is in the room"),
                            ("isolation", "the witness has not heard the hearing and waits apart"),
                            ("devices", "camera and microphone tried"),
                        ],
                        max_length=10,
                    ),
                ),
                ("in_order", models.BooleanField()),
                ("note", sharedcourt.core.fields.EncryptedTextField(blank=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "check_in",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="findings", to="hearings.checkin"
                    ),
                ),
            ],
            options={
                "ordering": ("created_at", "id"),
                "indexes": [models.Index(fields=["check_in", "created_at"], name="hearings_findings")],
            },
        ),
        migrations.CreateModel(
            name="OfflineRecording",
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
                        choices=[("announced", "being brought in"), ("kept", "kept, hash checked")],
                        default="announced",
                        max_length=10,
                        protected=True,
                    ),
                ),
                ("key", models.CharField(max_length=36)),
                ("mime", models.CharField(max_length=80)),
                ("started_ms", models.BigIntegerField()),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField()),
                ("count", models.PositiveIntegerField()),
                ("final", models.CharField(max_length=64)),
                ("path", models.CharField(blank=True, max_length=200)),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("kept_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "hearing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offline_recordings",
                        to="hearings.hearing",
                    ),
                ),
            ],
            options={
                "ordering": ("started_at", "id"),
                "indexes": [models.Index(fields=["path"], name="hearings_offline_file")],
                "constraints": [
                    models.UniqueConstraint(fields=("hearing", "key"), name="hearings_offline_once"),
                    models.CheckConstraint(
                        condition=models.Q(("ended_at__gte", models.F("started_at"))),
                        name="hearings_offline_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "kept"), _negated=True),
                            models.Q(models.Q(("path", ""), _negated=True), models.Q(("sha256", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="hearings_offline_kept_has_file",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="OfflinePiece",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("number", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveIntegerField()),
                ("path", models.CharField(blank=True, max_length=200)),
                ("came_at", models.DateTimeField(blank=True, null=True)),
                (
                    "recording",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pieces",
                        to="hearings.offlinerecording",
                    ),
                ),
            ],
            options={
                "ordering": ("number",),
                "indexes": [models.Index(fields=["path"], name="hearings_offline_piece_file")],
                "constraints": [
                    models.UniqueConstraint(fields=("recording", "number"), name="hearings_offline_piece_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="RecordingReview",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("checked_at", models.DateTimeField()),
                ("doubts", models.JSONField(default=list)),
                ("is_doubtful", models.BooleanField(default=False)),
                ("explained_at", models.DateTimeField(blank=True, null=True)),
                (
                    "hearing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recording_review",
                        to="hearings.hearing",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["is_doubtful", "explained_at", "checked_at"], name="hearings_reviews"),
                    models.Index(fields=["checked_at"], name="hearings_reviews_oldest"),
                ],
            },
        ),
        migrations.CreateModel(
            name="FaultExplanation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("text", sharedcourt.core.fields.EncryptedTextField()),
                ("doubts", models.JSONField(default=list)),
                ("signed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="explanations",
                        to="hearings.recordingreview",
                    ),
                ),
            ],
            options={
                "ordering": ("created_at",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("signed_at__isnull", True)),
                        fields=("review",),
                        name="hearings_explanation_one_unsigned",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("signed_at__isnull", True), ("signed_by__isnull", True)),
                            models.Q(("signed_at__isnull", False), ("signed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="hearings_explanation_signed_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Stop",
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
                            ("village_hall", "village hall"),
                            ("bank", "bank branch"),
                            ("school", "school"),
                            ("other", "other place"),
                        ],
                        max_length=14,
                    ),
                ),
                ("place", models.CharField(max_length=120)),
                ("address", models.CharField(max_length=200)),
                ("division", models.CharField(max_length=6)),
                (
                    "latitude",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        max_digits=8,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(-90),
                            django.core.validators.MaxValueValidator(90),
                        ],
                    ),
                ),
                (
                    "longitude",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        max_digits=9,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(-180),
                            django.core.validators.MaxValueValidator(180),
                        ],
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("seats", models.PositiveSmallIntegerField(default=0)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "site",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="circuit_stops",
                        to="sites.site",
                    ),
                ),
            ],
            options={
                "ordering": ("starts_at", "id"),
                "indexes": [
                    models.Index(fields=["ends_at", "starts_at", "id"], name="hearings_stops_coming"),
                    models.Index(fields=["division", "starts_at"], name="hearings_stops_of_division"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="hearings_stop_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                            models.Q(("latitude__isnull", False), ("longitude__isnull", False)),
                            _connector="OR",
                        ),
                        name="hearings_stop_whole_coordinates",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicSeat",
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
                        choices=[("held", "seat kept"), ("waiting", "on the waiting list"), ("given_up", "given up")],
                        default="waiting",
                        max_length=10,
                        protected=True,
                    ),
                ),
                ("name", sharedcourt.core.fields.EncryptedTextField()),
                ("phone", sharedcourt.core.fields.EncryptedTextField()),
                ("phone_hash", sharedcourt.core.fields.KeyedHashField(max_length=64)),
                ("people", models.PositiveSmallIntegerField(default=1)),
                ("code_hash", sharedcourt.core.fields.KeyedHashField(max_length=64, unique=True)),
                ("came_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ticked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "stop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="registered", to="hearings.stop"
                    ),
                ),
            ],
            options={
                "ordering": ("created_at", "id"),
                "indexes": [models.Index(fields=["stop", "state", "created_at"], name="hearings_public_seats")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("held", "waiting"))),
                        fields=("stop", "phone_hash"),
                        name="hearings_seat_once_per_phone",
                    ),
                    models.CheckConstraint(condition=models.Q(("people__gte", 1)), name="hearings_seat_of_somebody"),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="StopCheck",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                (
                    "item",
                    models.CharField(
                        choices=[
                            ("network", "network"),
                            ("camera", "camera shows the whole bench"),
                            ("sound", "microphone and loudspeaker"),
                            ("screen", "screen that everybody in the room sees"),
                            ("power", "power, and a battery for when it fails"),
                            ("emblem", "national emblem and name plates in the picture"),
                            ("printer", "printer and paper"),
                            ("seating", "seats, way in and out"),
                        ],
                        max_length=10,
                    ),
                ),
                ("in_order", models.BooleanField()),
                ("note", sharedcourt.core.fields.EncryptedTextField(blank=True)),
                ("figures", models.JSONField(default=dict)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "stop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="checks", to="hearings.stop"
                    ),
                ),
            ],
            options={
                "ordering": ("created_at", "id"),
                "indexes": [models.Index(fields=["stop", "created_at"], name="hearings_stop_checks")],
            },
        ),
        migrations.CreateModel(
            name="StopHearing",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                (
                    "form_before",
                    models.CharField(
                        choices=[
                            ("online", "online"),
                            ("mixed", "some online, some in court"),
                            ("on_site", "in court"),
                            ("circuit", "on circuit"),
                            ("in_turn", "not at the same time"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "courtroom",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "hearing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="circuit", to="hearings.hearing"
                    ),
                ),
                (
                    "stop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="held", to="hearings.stop"
                    ),
                ),
            ],
            options={
                "ordering": ("created_at",),
            },
        ),
        migrations.CreateModel(
            name="Tour",
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
                        choices=[("planned", "being planned"), ("announced", "announced"), ("cancelled", "cancelled")],
                        default="planned",
                        max_length=10,
                        protected=True,
                    ),
                ),
                ("title", models.CharField(max_length=80)),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                (
                    "arranged_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "clerk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tours_clerked",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tours", to="people.organisation"
                    ),
                ),
                (
                    "judge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tours_judged",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("first_day", "id"),
                "indexes": [models.Index(fields=["court", "-first_day", "id"], name="hearings_tours")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_day__gte", models.F("first_day"))),
                        name="hearings_tour_ends_after_it_begins",
                    )
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.AddField(
            model_name="stop",
            name="tour",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="stops", to="hearings.tour"
            ),
        ),
        migrations.CreateModel(
            name="BenchPlace",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                (
                    "booking",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bench_place",
                        to="sites.booking",
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "member",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sits_at", to="hearings.panelmember"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sites.site",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("court__isnull", True), ("site__isnull", False)),
                            models.Q(("booking__isnull", True), ("court__isnull", False), ("site__isnull", True)),
                            _connector="OR",
                        ),
                        name="hearings_bench_place_is_one",
                    )
                ],
            },
        ),
    ]
