import django.db.models.deletion
import sharedcourt.core.clock
import sharedcourt.core.fields
import sharedcourt.core.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disputes", "0006_suing"),
        ("documents", "0004_upload_key"),
        ("filing", "0012_phone"),
        ("hearings", "0001_initial"),
        ("people", "0003_shown_again"),
        ("people", "__first__"),
        ("rooms", "0008_first_consent"),
        ("sites", "0002_scheduling"),
    ]

    operations = [
        migrations.CreateModel(
            name="FormDecision",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
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
                        max_length=10,
                    ),
                ),
                ("grounds", sharedcourt.core.fields.EncryptedJSONField(default=list)),
                ("reasons", sharedcourt.core.fields.EncryptedTextField(blank=True)),
            ],
            options={
                "ordering": ("created_at",),
            },
        ),
        migrations.CreateModel(
            name="InTurnAnswer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("agrees", models.BooleanField()),
            ],
            options={
                "ordering": ("created_at",),
            },
        ),
        migrations.CreateModel(
            name="InTurnRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("reason", sharedcourt.core.fields.EncryptedTextField()),
                ("granted", models.BooleanField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("why_not", sharedcourt.core.fields.EncryptedTextField(blank=True)),
            ],
            options={
                "ordering": ("created_at",),
            },
        ),
        migrations.CreateModel(
            name="Occupied",
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
                    models.CharField(choices=[("person", "a person"), ("courtroom", "a courtroom")], max_length=10),
                ),
                ("resource", models.UUIDField()),
                ("quarter", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("resource", "quarter"), name="hearings_taken_once")],
            },
        ),
        migrations.CreateModel(
            name="OnlineAnswer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("agrees", models.BooleanField()),
                ("reason", sharedcourt.core.fields.EncryptedTextField(blank=True)),
                ("good_reason", models.BooleanField(blank=True, null=True)),
            ],
            options={
                "ordering": ("created_at",),
            },
        ),
        migrations.CreateModel(
            name="PlaceWish",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Summoned",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("phone", sharedcourt.core.fields.EncryptedTextField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Summons",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("served_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("created_at",),
                "indexes": [
                    models.Index(
                        condition=models.Q(("served_at__isnull", True)),
                        fields=["created_at"],
                        name="hearings_summons_unserved",
                    )
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="hearing",
            name="hearings_scheduled_has_time",
        ),
        migrations.AddConstraint(
            model_name="hearing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("scheduled", "in_session", "paused", "suspended")), _negated=True),
                    models.Q(
                        ("clerk__isnull", False),
                        ("courtroom__isnull", False),
                        ("ends_at__gt", models.F("starts_at")),
                        ("starts_at__isnull", False),
                    ),
                    models.Q(
                        ("clerk__isnull", False),
                        ("ends_at__gt", models.F("starts_at")),
                        ("form", "in_turn"),
                        ("starts_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="hearings_scheduled_has_time",
            ),
        ),
        migrations.AddField(
            model_name="formdecision",
            name="decided_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="formdecision",
            name="hearing",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="form_decisions", to="hearings.hearing"
            ),
        ),
        migrations.AddField(
            model_name="inturnanswer",
            name="party",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="disputes.party"),
        ),
        migrations.AddField(
            model_name="inturnanswer",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="inturnrequest",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="inturnrequest",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="inturnrequest",
            name="hearing",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="in_turn_requests", to="hearings.hearing"
            ),
        ),
        migrations.AddField(
            model_name="inturnrequest",
            name="party",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="disputes.party"),
        ),
        migrations.AddField(
            model_name="inturnanswer",
            name="request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="hearings.inturnrequest"
            ),
        ),
        migrations.AddField(
            model_name="occupied",
            name="hearing",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="occupied", to="hearings.hearing"
            ),
        ),
        migrations.AddField(
            model_name="onlineanswer",
            name="hearing",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="online_answers", to="hearings.hearing"
            ),
        ),
        migrations.AddField(
            model_name="onlineanswer",
            name="party",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="disputes.party"),
        ),
        migrations.AddField(
            model_name="onlineanswer",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="placewish",
            name="participant",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="wish", to="hearings.participant"
            ),
        ),
        migrations.AddField(
            model_name="placewish",
            name="site",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sites.site"),
        ),
        migrations.AddField(
            model_name="summoned",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="summoned",
            name="invitation",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="hearing_summons",
                to="people.invitation",
            ),
        ),
        migrations.AddField(
            model_name="summoned",
            name="participant",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="summoned", to="hearings.participant"
            ),
        ),
        migrations.AddField(
            model_name="summons",
            name="hearing",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="summonses", to="hearings.hearing"
            ),
        ),
        migrations.AddField(
            model_name="summons",
            name="issued_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="summons",
            name="paper",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.signingfile"
            ),
        ),
        migrations.AddField(
            model_name="summons",
            name="party",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="disputes.party"),
        ),
        migrations.AddConstraint(
            model_name="inturnrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("granted__isnull", True)), fields=("hearing",), name="hearings_in_turn_one_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="inturnrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("granted__isnull", True),
                    models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                    _connector="OR",
                ),
                name="hearings_in_turn_decided_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="inturnanswer",
            constraint=models.UniqueConstraint(fields=("request", "party"), name="hearings_in_turn_answered_once"),
        ),
        migrations.AddConstraint(
            model_name="onlineanswer",
            constraint=models.UniqueConstraint(fields=("hearing", "party"), name="hearings_online_answered_once"),
        ),
        migrations.AddConstraint(
            model_name="summons",
            constraint=models.UniqueConstraint(fields=("hearing", "party"), name="hearings_summons_once"),
        ),
    ]
