import django.db.models.deletion
import django_fsm
import sharedcourt.core.clock
import sharedcourt.core.fields
import sharedcourt.core.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disputes", "0004_agent_confirmed"),
        ("documents", "0002_mediation_signer_roles"),
        ("filing", "0001_initial"),
        ("people", "0002_admin_offices"),
        ("people", "__first__"),
        ("sites", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
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
                            ("drafting", "being prepared"),
                            ("submitted", "with the court, to be reviewed"),
                            ("returned", "returned for correction"),
                            ("refusing", "ruling of refusal being signed"),
                            ("accepted", "accepted, in trial"),
                            ("mediating", "in mediation"),
                            ("closed", "closed"),
                            ("refused", "not accepted"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="drafting",
                        max_length=12,
                        protected=True,
                    ),
                ),
                ("court_ground", models.CharField(max_length=30)),
                ("idempotency_key", models.CharField(blank=True, default="", max_length=80)),
                ("cause", models.CharField(max_length=30)),
                ("amount", sharedcourt.core.fields.MoneyField(blank=True, decimal_places=2, max_digits=15, null=True)),
                ("homes", sharedcourt.core.fields.EncryptedJSONField(default=dict)),
                ("clause", sharedcourt.core.fields.EncryptedJSONField(default=dict)),
                ("from_mediation", models.BooleanField(default=False)),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("passed_on_at", models.DateTimeField(blank=True, null=True)),
                ("review_due", models.DateField(blank=True, null=True)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "judge_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("fewest", "by rule: fewest open cases"),
                            ("named", "named by the court administrator"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "procedure",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ordinary", "ordinary procedure"),
                            ("summary", "summary procedure"),
                            ("small", "small claims procedure"),
                        ],
                        max_length=10,
                    ),
                ),
                ("trial_due", models.DateField(blank=True, null=True)),
                ("ground", models.CharField(blank=True, max_length=20)),
                ("reasons", sharedcourt.core.fields.EncryptedTextField(blank=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("judgment", "judgment"),
                            ("mediated", "mediation letter"),
                            ("withdrawn", "withdrawal allowed"),
                            ("dismissed", "suit dismissed by ruling"),
                            ("transferred", "transferred to another court"),
                        ],
                        max_length=12,
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="people.organisation"
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases_at_desk",
                        to="people.organisation",
                    ),
                ),
                (
                    "dispute",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="disputes.dispute"
                    ),
                ),
                (
                    "filed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases_filed",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "judge",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases_tried",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "number",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="case",
                        to="filing.casenumber",
                    ),
                ),
                (
                    "passed_on_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "plaint",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.signingfile",
                    ),
                ),
                (
                    "received_at",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases_received",
                        to="people.organisation",
                    ),
                ),
                (
                    "ruling",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.signingfile",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="sites.site",
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at", "-id"),
                "indexes": [
                    models.Index(fields=["desk", "state", "review_due", "id"], name="filing_case_queue"),
                    models.Index(fields=["court", "state", "trial_due", "id"], name="filing_case_trials"),
                    models.Index(fields=["judge", "state", "trial_due", "id"], name="filing_case_of_judge"),
                    models.Index(
                        condition=models.Q(("ended_at__isnull", False)),
                        fields=["court", "-ended_at", "-id"],
                        name="filing_case_ended",
                    ),
                    models.Index(
                        condition=models.Q(("received_at__isnull", False)),
                        fields=["received_at", "-submitted_at", "-id"],
                        name="filing_case_received",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ("drafting", "submitted", "returned", "refusing", "accepted", "mediating"))
                        ),
                        fields=("dispute",),
                        name="filing_case_one_at_a_time",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("idempotency_key", ""), _negated=True),
                        fields=("filed_by", "idempotency_key"),
                        name="filing_case_once_per_key",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("accepted", "mediating", "closed")), _negated=True),
                            models.Q(
                                ("accepted_at__isnull", False), ("number__isnull", False), ("trial_due__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="filing_case_has_number",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["drafting", "withdrawn"]),
                            models.Q(("desk__isnull", False), ("submitted_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="filing_case_submitted_has_desk",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("items", sharedcourt.core.fields.EncryptedJSONField(default=list)),
                ("due", models.DateField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="corrections", to="filing.case"
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
            ],
            options={
                "ordering": ("created_at",),
                "indexes": [
                    models.Index(
                        condition=models.Q(("answered_at__isnull", True)), fields=["due"], name="filing_correction_open"
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("case", "court"), name="filing_correction_once")],
            },
        ),
        migrations.CreateModel(
            name="Entrustment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("began_on", models.DateField(blank=True, null=True)),
                ("due", models.DateField(blank=True, null=True)),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("days_not_counted", models.PositiveSmallIntegerField(default=0)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entrustments", to="filing.case"
                    ),
                ),
            ],
            options={
                "ordering": ("created_at",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on__isnull", True)),
                        fields=("case",),
                        name="filing_entrustment_one_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EntrustmentAnswer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("agreed", models.BooleanField()),
                (
                    "entrustment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="filing.entrustment"
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
                    models.UniqueConstraint(fields=("entrustment", "party"), name="filing_entrustment_answered_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="RulingService",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("address_confirmed", models.BooleanField()),
                ("reached_at", models.DateTimeField(default=sharedcourt.core.clock.now)),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ruling_services", to="filing.case"
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
                "constraints": [models.UniqueConstraint(fields=("file", "user"), name="filing_ruling_service_once")],
            },
        ),
    ]
