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
        ("disputes", "0006_suing"),
        ("filing", "0012_phone"),
        ("people", "0003_shown_again"),
        ("people", "__first__"),
        ("rooms", "0008_first_consent"),
        ("sites", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Courtroom",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("name", models.CharField(max_length=60)),
                ("is_open", models.BooleanField(default=True)),
                (
                    "court",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="courtrooms", to="people.organisation"
                    ),
                ),
            ],
            options={
                "ordering": ("court", "name"),
                "constraints": [models.UniqueConstraint(fields=("court", "name"), name="hearings_courtroom_name")],
            },
        ),
        migrations.CreateModel(
            name="Hearing",
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
                            ("planned", "being arranged"),
                            ("scheduled", "scheduled"),
                            ("in_session", "in session"),
                            ("paused", "paused by the judge"),
                            ("suspended", "suspended by a failure"),
                            ("closed", "closed"),
                            ("cancelled", "cancelled"),
                        ],
                        default="planned",
                        max_length=12,
                        protected=True,
                    ),
                ),
                ("session_number", models.PositiveSmallIntegerField()),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("online", "online"),
                            ("mixed", "some online, some in court"),
                            ("on_site", "in court"),
                            ("circuit", "on circuit"),
                            ("in_turn", "not at the same time"),
                        ],
                        default="online",
                        max_length=10,
                    ),
                ),
                (
                    "publicity",
                    models.CharField(
                        choices=[
                            ("open", "in open court"),
                            ("secrets", "not in open court: state secrets"),
                            ("privacy", "not in open court: privacy"),
                            ("by_law", "not in open court: otherwise by law"),
                            ("divorce", "not in open court: divorce, on request"),
                            ("trade_secrets", "not in open court: trade secrets, on request"),
                        ],
                        default="open",
                        max_length=14,
                    ),
                ),
                ("starts_at", models.DateTimeField(blank=True, null=True)),
                ("ends_at", models.DateTimeField(blank=True, null=True)),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "arranged_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hearings_arranged",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="hearings", to="filing.case"
                    ),
                ),
                (
                    "clerk",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hearings_clerked",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="hearings", to="people.organisation"
                    ),
                ),
                (
                    "courtroom",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hearings",
                        to="hearings.courtroom",
                    ),
                ),
                (
                    "room",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hearing",
                        to="rooms.room",
                    ),
                ),
            ],
            options={
                "ordering": ("starts_at", "id"),
                "indexes": [
                    models.Index(fields=["court", "starts_at", "id"], name="hearings_cause_list"),
                    models.Index(fields=["clerk", "starts_at"], name="hearings_of_clerk"),
                    models.Index(fields=["state", "starts_at"], name="hearings_coming"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "session_number"), name="hearings_session_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["planned", "scheduled", "cancelled"]),
                            models.Q(("opened_at__isnull", False), ("room__isnull", False)),
                            _connector="OR",
                        ),
                        name="hearings_opened_has_room",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("scheduled", "in_session", "paused", "suspended")), _negated=True),
                            models.Q(
                                ("clerk__isnull", False),
                                ("courtroom__isnull", False),
                                ("ends_at__gt", models.F("starts_at")),
                                ("starts_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="hearings_scheduled_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "closed"), _negated=True), ("closed_at__isnull", False), _connector="OR"
                        ),
                        name="hearings_closed_has_time",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="PanelMember",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                (
                    "bench",
                    models.CharField(
                        choices=[
                            ("presiding", "presiding judge"),
                            ("judge", "judge"),
                            ("assessor", "people's assessor"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "hearing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="panel", to="hearings.hearing"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="panels", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("created_at",),
                "constraints": [
                    models.UniqueConstraint(fields=("hearing", "user"), name="hearings_panel_once_per_person"),
                    models.UniqueConstraint(
                        condition=models.Q(("bench", "presiding")),
                        fields=("hearing",),
                        name="hearings_panel_one_presides",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Participant",
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
                            ("not_signed_in", "not signed in"),
                            ("joining", "joining"),
                            ("available", "available"),
                            ("in_hearing", "in the hearing"),
                            ("in_consultation", "in consultation"),
                            ("disconnected", "disconnected"),
                        ],
                        default="not_signed_in",
                        max_length=16,
                        protected=True,
                    ),
                ),
                (
                    "capacity",
                    models.CharField(
                        choices=[
                            ("plaintiff", "plaintiff"),
                            ("plaintiff_agent", "plaintiff's agent"),
                            ("defendant", "defendant"),
                            ("defendant_agent", "defendant's agent"),
                            ("third_party", "third party"),
                            ("witness", "witness"),
                            ("expert", "expert"),
                            ("interpreter", "interpreter"),
                        ],
                        max_length=16,
                    ),
                ),
                ("name", sharedcourt.core.fields.EncryptedTextField(blank=True)),
                (
                    "place",
                    models.CharField(
                        choices=[
                            ("own_device", "own device"),
                            ("site", "screen of a shared court"),
                            ("court", "in court"),
                        ],
                        default="own_device",
                        max_length=10,
                    ),
                ),
                ("consents_online", models.BooleanField(blank=True, null=True)),
                ("declared_at", models.DateTimeField(blank=True, null=True)),
                (
                    "booking",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participant",
                        to="sites.booking",
                    ),
                ),
                (
                    "hearing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="participants", to="hearings.hearing"
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
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hearings_attended",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("created_at",),
                "indexes": [models.Index(fields=["user", "hearing"], name="hearings_of_participant")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("user__isnull", False)),
                        fields=("hearing", "user"),
                        name="hearings_participant_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("booking__isnull", False), _negated=True), ("place", "site"), _connector="OR"
                        ),
                        name="hearings_participant_site_booked",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
    ]
