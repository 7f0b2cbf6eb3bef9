import django.db.models.deletion
import django_fsm
import sharedcourt.core.clock
import sharedcourt.core.fields
import sharedcourt.core.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Room",
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
                        choices=[("open", "open"), ("closed", "closed")], default="open", max_length=12, protected=True
                    ),
                ),
                ("scope", models.UUIDField(db_index=True)),
                ("subject_id", models.UUIDField(blank=True, db_index=True, null=True)),
                ("title", models.CharField(max_length=120)),
                ("panel_path", models.CharField(blank=True, max_length=200)),
                ("backend", models.CharField(default="mesh", max_length=30)),
                ("max_seats", models.PositiveSmallIntegerField(default=6)),
                ("opens_at", models.DateTimeField()),
                ("closes_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("opens_at",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("state", "open")),
                            models.Q(("closed_at__isnull", False), ("state", "closed")),
                            _connector="OR",
                        ),
                        name="rooms_room_closed_has_time",
                    )
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Seat",
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
                            ("invited", "not here yet"),
                            ("waiting", "waiting to be let in"),
                            ("admitted", "let in"),
                            ("present", "in the room"),
                            ("disconnected", "connection lost"),
                            ("left", "has left"),
                            ("removed", "asked to leave"),
                        ],
                        default="invited",
                        max_length=12,
                        protected=True,
                    ),
                ),
                (
                    "role_key",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("mediator", "Mediator"),
                            ("applicant", "Applicant"),
                            ("applicant_agent", "Applicant's agent"),
                            ("respondent", "Respondent"),
                            ("respondent_agent", "Respondent's agent"),
                            ("borrower", "Borrower"),
                            ("co_obligor", "Co-obligor"),
                            ("guarantor", "Guarantor"),
                            ("judge", "Judge"),
                            ("court_clerk", "Court clerk"),
                            ("observer", "Observer"),
                        ],
                        max_length=20,
                    ),
                ),
                ("role_label", models.CharField(blank=True, max_length=40)),
                ("is_host", models.BooleanField(default=False)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("session", models.CharField(blank=True, max_length=32)),
                ("instance", models.CharField(blank=True, max_length=40)),
                ("device", models.CharField(blank=True, max_length=60)),
                ("mic", models.BooleanField(default=False)),
                ("camera", models.BooleanField(default=False)),
                ("sharing", models.BooleanField(default=False)),
                ("last_seen_at", models.DateTimeField(blank=True, null=True)),
                ("admitted_at", models.DateTimeField(blank=True, null=True)),
                ("joined_at", models.DateTimeField(blank=True, null=True)),
                ("left_at", models.DateTimeField(blank=True, null=True)),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="rooms.room"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="seats", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("position", "created_at"),
                "constraints": [
                    models.UniqueConstraint(fields=("room", "user"), name="rooms_seat_one_per_person"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "present"), _negated=True), ("joined_at__isnull", False), _connector="OR"
                        ),
                        name="rooms_seat_present_has_joined",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="ChatMessage",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("client_id", models.CharField(max_length=40)),
                ("text", sharedcourt.core.fields.EncryptedTextField()),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="chat", to="rooms.room"
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="chat", to="rooms.seat"
                    ),
                ),
            ],
            options={
                "ordering": ("created_at", "id"),
                "constraints": [models.UniqueConstraint(fields=("seat", "client_id"), name="rooms_chat_once")],
            },
        ),
        migrations.CreateModel(
            name="SeatEvent",
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
                            ("waiting", "came to the door"),
                            ("admitted", "was let in"),
                            ("joined", "entered the room"),
                            ("lost", "lost the connection"),
                            ("returned", "came back"),
                            ("replaced", "went on with another page"),
                            ("left", "left the room"),
                            ("removed", "was asked to leave"),
                            ("muted", "was muted by the host"),
                            ("camera_off", "was asked to switch the camera off"),
                        ],
                        max_length=12,
                    ),
                ),
                ("device", models.CharField(blank=True, max_length=60)),
                ("rtt_ms", models.PositiveIntegerField(blank=True, null=True)),
                ("instance", models.CharField(blank=True, max_length=40)),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="rooms.seat"
                    ),
                ),
            ],
            options={
                "ordering": ("created_at", "id"),
                "indexes": [models.Index(fields=["seat", "created_at"], name="rooms_event_by_seat")],
            },
        ),
    ]
