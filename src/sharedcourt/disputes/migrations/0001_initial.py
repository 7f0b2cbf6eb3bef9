import django.db.models.deletion
import django_fsm
import sharedcourt.core.clock
import sharedcourt.core.codes
import sharedcourt.core.fields
import sharedcourt.core.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("documents", "0001_initial"),
        ("people", "0001_initial"),
        ("people", "__first__"),
        ("sites", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Dispute",
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
                            ("draft", "draft"),
                            ("submitted", "submitted"),
                            ("returned", "returned for correction"),
                            ("offered", "offered to a mediation organisation"),
                            ("accepted", "accepted"),
                            ("consenting", "asking everyone's consent"),
                            ("mediating", "in mediation"),
                            ("signing", "being signed"),
                            ("effective", "agreement in force"),
                            ("performing", "being performed"),
                            ("done", "performed"),
                            ("terminated", "ended without agreement"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="draft",
                        max_length=12,
                        protected=True,
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        default=sharedcourt.core.codes.generate, editable=False, max_length=9, unique=True
                    ),
                ),
                ("cause", models.CharField(default="financial_loan", max_length=30)),
                ("division", models.CharField(blank=True, max_length=6)),
                ("title", models.CharField(blank=True, max_length=120)),
                ("elements", sharedcourt.core.fields.EncryptedJSONField(default=dict)),
                ("contract_hash", sharedcourt.core.fields.KeyedHashField(blank=True, default="", max_length=64)),
                ("calculated_on", models.DateField(blank=True, null=True)),
                (
                    "amount_claimed",
                    sharedcourt.core.fields.MoneyField(blank=True, decimal_places=2, max_digits=15, null=True),
                ),
                ("idempotency_key", models.CharField(blank=True, default="", max_length=80)),
                ("updated_at", models.DateTimeField(default=sharedcourt.core.clock.now)),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("outcome", models.CharField(blank=True, max_length=40)),
                ("termination_reason", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("return_ground", models.CharField(blank=True, max_length=40)),
                (
                    "applicant",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disputes_applied",
                        to="people.organisation",
                    ),
                ),
                (
                    "mediation_organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disputes_offered",
                        to="people.organisation",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disputes_opened",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disputes",
                        to="sites.site",
                    ),
                ),
            ],
            options={
                "ordering": ("-updated_at", "-id"),
                "indexes": [
                    models.Index(fields=["applicant", "-updated_at", "-id"], name="disputes_of_applicant"),
                    models.Index(
                        fields=["applicant", "state", "-updated_at", "-id"], name="disputes_of_applicant_state"
                    ),
                    models.Index(fields=["mediation_organisation", "-updated_at", "-id"], name="disputes_of_mediation"),
                    models.Index(
                        fields=["mediation_organisation", "state", "-updated_at"], name="disputes_of_mediation_state"
                    ),
                    models.Index(
                        condition=models.Q(("contract_hash", ""), _negated=True),
                        fields=["contract_hash"],
                        name="disputes_by_contract",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "withdrawn"]), ("submitted_at__isnull", False), _connector="OR"
                        ),
                        name="disputes_submitted_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "terminated"), _negated=True),
                            ("termination_reason__range", (1, 8)),
                            _connector="OR",
                        ),
                        name="disputes_terminated_has_reason",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("idempotency_key", ""), _negated=True),
                        fields=("opened_by", "idempotency_key"),
                        name="disputes_opened_once_per_key",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                (
                    "side",
                    models.CharField(choices=[("applicant", "Applicant"), ("respondent", "Respondent")], max_length=12),
                ),
                (
                    "capacity",
                    models.CharField(
                        choices=[
                            ("lender", "Lender"),
                            ("borrower", "Borrower"),
                            ("co_obligor", "Co-obligor"),
                            ("guarantor", "Guarantor"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("person", "natural person"), ("organisation", "organisation")], max_length=12
                    ),
                ),
                ("name", sharedcourt.core.fields.EncryptedTextField()),
                ("phone", sharedcourt.core.fields.EncryptedTextField(blank=True)),
                ("phone_hash", sharedcourt.core.fields.KeyedHashField(blank=True, default="", max_length=64)),
                ("resident_id", sharedcourt.core.fields.EncryptedTextField(blank=True)),
                ("resident_id_hash", sharedcourt.core.fields.KeyedHashField(blank=True, default="", max_length=64)),
                ("email", sharedcourt.core.fields.EncryptedTextField(blank=True)),
                ("address", sharedcourt.core.fields.EncryptedTextField(blank=True)),
                ("relation", sharedcourt.core.fields.EncryptedTextField(blank=True)),
                ("representative", sharedcourt.core.fields.EncryptedTextField(blank=True)),
                ("position", models.PositiveSmallIntegerField()),
                ("identity_attempts", models.PositiveSmallIntegerField(default=0)),
                ("invited_at", models.DateTimeField(blank=True, null=True)),
                ("joined_at", models.DateTimeField(blank=True, null=True)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "dispute",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parties", to="disputes.dispute"
                    ),
                ),
                (
                    "named_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parties_named",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parties",
                        to="people.organisation",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parties",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("position",),
                "indexes": [
                    models.Index(
                        condition=models.Q(("phone_hash", ""), _negated=True),
                        fields=["phone_hash"],
                        name="disputes_party_phone",
                    ),
                    models.Index(
                        condition=models.Q(("user__isnull", False)), fields=["user"], name="disputes_party_user"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("dispute", "position"), name="disputes_party_position"),
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at__isnull", True)),
                        fields=("dispute", "user"),
                        name="disputes_party_once_per_person",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at__isnull", True), models.Q(("phone_hash", ""), _negated=True)),
                        fields=("dispute", "phone_hash"),
                        name="disputes_party_once_per_phone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "person"), ("organisation__isnull", True)),
                            models.Q(("kind", "organisation"), ("user__isnull", True)),
                            _connector="OR",
                        ),
                        name="disputes_party_person_or_organisation",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("title", sharedcourt.core.fields.EncryptedTextField()),
                ("proves", sharedcourt.core.fields.EncryptedTextField(blank=True)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "dispute",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="evidence", to="disputes.dispute"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.storedfile"
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="evidence", to="disputes.party"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "evidence",
                "ordering": ("created_at",),
                "constraints": [models.UniqueConstraint(fields=("dispute", "file"), name="disputes_evidence_once")],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("online_mediation", "online mediation"),
                            ("sham_warning", "warning about sham mediation read"),
                            ("recording", "recording of the session"),
                        ],
                        max_length=30,
                    ),
                ),
                ("given", models.BooleanField()),
                ("reason", sharedcourt.core.fields.EncryptedTextField(blank=True)),
                ("at", models.DateTimeField(default=sharedcourt.core.clock.now)),
                ("text_version", models.CharField(max_length=20)),
                ("replaced_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="consents", to="disputes.party"
                    ),
                ),
            ],
            options={
                "ordering": ("at",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaced_at__isnull", True)),
                        fields=("party", "stage"),
                        name="disputes_consent_one_in_force",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("answers", sharedcourt.core.fields.EncryptedJSONField(default=dict)),
                ("note", sharedcourt.core.fields.EncryptedTextField(blank=True)),
                ("revision", models.PositiveSmallIntegerField(default=1)),
                ("answered_at", models.DateTimeField(default=sharedcourt.core.clock.now)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "party",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="answer", to="disputes.party"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Agent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                (
                    "authority",
                    models.CharField(
                        choices=[("general", "general authority"), ("special", "special authority")], max_length=10
                    ),
                ),
                ("confirmed", models.BooleanField(default=False)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storedfile",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agencies",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="agents", to="disputes.party"
                    ),
                ),
            ],
            options={
                "ordering": ("created_at",),
                "constraints": [models.UniqueConstraint(fields=("party", "user"), name="disputes_agent_once")],
            },
        ),
        migrations.CreateModel(
            name="ServiceAddress",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("receiver", sharedcourt.core.fields.EncryptedTextField()),
                ("address", sharedcourt.core.fields.EncryptedTextField()),
                ("phone", sharedcourt.core.fields.EncryptedTextField()),
                ("email", sharedcourt.core.fields.EncryptedTextField(blank=True)),
                ("e_service", models.BooleanField()),
                ("judgments_too", models.BooleanField(default=False)),
                ("paper_copy", models.BooleanField(default=False)),
                ("text_version", models.CharField(max_length=20)),
                ("confirmed_at", models.DateTimeField(default=sharedcourt.core.clock.now)),
                (
                    "party",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="service_address", to="disputes.party"
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
                "abstract": False,
            },
        ),
    ]
