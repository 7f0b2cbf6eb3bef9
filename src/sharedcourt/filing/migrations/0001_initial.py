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
        ("disputes", "0004_agent_confirmed"),
        ("documents", "0002_mediation_signer_roles"),
        ("people", "0002_admin_offices"),
        ("people", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseNumber",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("year", models.PositiveSmallIntegerField()),
                ("kind", models.CharField(max_length=4)),
                ("serial", models.PositiveIntegerField()),
                ("text", models.CharField(max_length=40, unique=True)),
                (
                    "court",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="case_numbers",
                        to="people.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("court", "year", "kind", "serial"), name="filing_number_once"),
                    models.CheckConstraint(condition=models.Q(("serial__gt", 0)), name="filing_number_counts_from_one"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseSeries",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("year", models.PositiveSmallIntegerField()),
                ("kind", models.CharField(max_length=4)),
                ("last", models.PositiveIntegerField(default=0)),
                (
                    "court",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="case_series",
                        to="people.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "case series",
                "constraints": [models.UniqueConstraint(fields=("court", "year", "kind"), name="filing_series_once")],
            },
        ),
        migrations.CreateModel(
            name="Confirmation",
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
                            ("signing", "being signed by the parties"),
                            ("submitted", "with the court, to be taken in"),
                            ("accepted", "taken in, under review"),
                            ("decided", "ruling being signed"),
                            ("granted", "confirmed"),
                            ("rejected", "not confirmed"),
                            ("not_accepted", "not taken in"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="signing",
                        max_length=14,
                        protected=True,
                    ),
                ),
                ("court_ground", models.CharField(max_length=20)),
                ("homes", sharedcourt.core.fields.EncryptedJSONField(default=dict)),
                ("apply_by", models.DateField()),
                ("submitted_at", models.DateTimeField(null=True)),
                ("acceptance_due", models.DateField(null=True)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("decision_due", models.DateField(null=True)),
                ("judge_reason", models.CharField(blank=True, max_length=20)),
                ("granted", models.BooleanField(null=True)),
                ("ground", models.CharField(blank=True, max_length=2)),
                ("reasons", sharedcourt.core.fields.EncryptedTextField(blank=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.signingfile"
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.signingfile",
                    ),
                ),
                (
                    "begun_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="confirmations",
                        to="people.organisation",
                    ),
                ),
                (
                    "dispute",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="confirmations", to="disputes.dispute"
                    ),
                ),
                (
                    "judge",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="confirmations_reviewed",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "number",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="confirmation",
                        to="filing.casenumber",
                    ),
                ),
                (
                    "ruling",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.signingfile",
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at",),
                "indexes": [
                    models.Index(fields=["court", "state", "acceptance_due", "id"], name="filing_confirmation_queue"),
                    models.Index(fields=["judge", "state", "decision_due"], name="filing_confirmation_judge"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("signing", "submitted", "accepted", "decided", "granted"))),
                        fields=("dispute",),
                        name="filing_confirmation_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["accepted", "decided", "granted"]), _negated=True),
                            ("number__isnull", False),
                            _connector="OR",
                        ),
                        name="filing_confirmation_has_number",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Service",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("confirmed", "address confirmed: served when it arrived"),
                            ("unconfirmed", "no consent to electronic service: served when opened or answered"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reached_at", models.DateTimeField(default=sharedcourt.core.clock.now)),
                ("opened_at", models.DateTimeField(null=True)),
                (
                    "confirmation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="services", to="filing.confirmation"
                    ),
                ),
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
                "ordering": ("reached_at",),
                "constraints": [models.UniqueConstraint(fields=("file", "user"), name="filing_service_once")],
            },
        ),
        migrations.CreateModel(
            name="Supplement",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("what", sharedcourt.core.fields.EncryptedTextField()),
                ("due", models.DateField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("answer", sharedcourt.core.fields.EncryptedTextField(blank=True)),
                (
                    "answered_by",
                    models.ForeignKey(
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
                    "confirmation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supplements",
                        to="filing.confirmation",
                    ),
                ),
            ],
            options={
                "ordering": ("created_at",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at__isnull", True)),
                        fields=("confirmation",),
                        name="filing_supplement_one_open",
                    )
                ],
            },
        ),
    ]
