import django.db.models.deletion
import django_fsm
import sharedcourt.core.clock
import sharedcourt.core.fields
import sharedcourt.core.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disputes", "0005_before_court"),
        ("documents", "0004_upload_key"),
        ("filing", "0007_suing"),
        ("people", "0002_admin_offices"),
        ("people", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Enforcement",
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
                            ("signing", "to be signed by the applicant"),
                            ("submitted", "with the court, to be taken in"),
                            ("returned", "returned for correction"),
                            ("refusing", "ruling of refusal being signed"),
                            ("accepted", "registered for enforcement"),
                            ("refused", "not accepted"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="signing",
                        max_length=10,
                        protected=True,
                    ),
                ),
                ("court_ground", models.CharField(max_length=20)),
                ("against", models.JSONField(default=list)),
                ("entered", sharedcourt.core.fields.EncryptedJSONField(default=dict)),
                ("items", sharedcourt.core.fields.EncryptedJSONField(default=list)),
                ("as_of", models.DateField()),
                ("amount", sharedcourt.core.fields.MoneyField(decimal_places=2, max_digits=15)),
                ("limit_on", models.DateField()),
                ("submitted_at", models.DateTimeField(null=True)),
                ("review_due", models.DateField(null=True)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("notice_due", models.DateField(null=True)),
                ("ground", models.CharField(blank=True, max_length=20)),
                ("reasons", sharedcourt.core.fields.EncryptedTextField(blank=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ("-created_at", "-id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["signing", "returned", "withdrawn"]),
                            models.Q(("review_due__isnull", False), ("submitted_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="filing_enforcement_submitted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="filing_enforcement_of_something"
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="EnforcementCorrection",
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
                ("answered_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ("created_at",),
                "indexes": [
                    models.Index(
                        condition=models.Q(("answered_at__isnull", True)),
                        fields=["due"],
                        name="filing_enforcement_to_correct",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FeeSettlement",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("ending", models.CharField(max_length=20)),
                ("effective_on", models.DateField()),
                ("fee", sharedcourt.core.fields.MoneyField(decimal_places=2, max_digits=15)),
                ("refund", sharedcourt.core.fields.MoneyField(decimal_places=2, max_digits=15)),
                ("outstanding", sharedcourt.core.fields.MoneyField(decimal_places=2, max_digits=15)),
                ("article", models.CharField(max_length=60)),
                ("collected", models.BooleanField(default=False)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FeeShare",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("amount", sharedcourt.core.fields.MoneyField(decimal_places=2, max_digits=15)),
            ],
            options={
                "ordering": ("created_at",),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="filing_fee_share_of_something")
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceProof",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("digest", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="SupplementFile",
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
                "ordering": ("created_at",),
            },
        ),
        migrations.CreateModel(
            name="Watch",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("limit_on", models.DateField()),
                ("looked_on", models.DateField()),
                ("told", models.JSONField(default=list)),
                ("done", models.BooleanField(default=False)),
            ],
            options={
                "verbose_name_plural": "watches",
                "indexes": [
                    models.Index(condition=models.Q(("done", False)), fields=["looked_on"], name="filing_watch_to_look")
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="service",
            name="filing_service_of_one",
        ),
        migrations.AddField(
            model_name="payment",
            name="receipt",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.signingfile"
            ),
        ),
        migrations.AddField(
            model_name="payment",
            name="receipt_digest",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AlterField(
            model_name="bill",
            name="kind",
            field=models.CharField(
                choices=[
                    ("acceptance", "acceptance fee"),
                    ("increase", "in addition, for a higher claim"),
                    ("procedure", "in addition, for ordinary procedure"),
                    ("counterclaim", "fee of a counterclaim"),
                    ("appeal", "fee of an appeal"),
                    ("borne", "fee to be borne after the end"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="refund",
            name="ground",
            field=models.CharField(
                choices=[
                    ("mediated", "ended by mediation: half"),
                    ("withdrawn", "withdrawn: half"),
                    ("dismissed", "suit dismissed by ruling: all of it"),
                    ("crime", "handed over as a suspected crime: all of it"),
                    ("decreased", "claim decreased before the inquiry was over"),
                    ("others", "borne by the other side"),
                    ("not_booked", "paid and not owed"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="bill",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind__in", ["counterclaim", "appeal", "borne"])),
                fields=("case", "payer", "kind"),
                name="filing_bill_one_of_its_kind",
            ),
        ),
        migrations.AddField(
            model_name="enforcement",
            name="accepted_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="enforcement",
            name="application",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.signingfile"
            ),
        ),
        migrations.AddField(
            model_name="enforcement",
            name="begun_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="enforcement",
            name="case",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="enforcements", to="filing.case"
            ),
        ),
        migrations.AddField(
            model_name="enforcement",
            name="confirmation",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="enforcements",
                to="filing.confirmation",
            ),
        ),
        migrations.AddField(
            model_name="enforcement",
            name="court",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="enforcements", to="people.organisation"
            ),
        ),
        migrations.AddField(
            model_name="enforcement",
            name="dispute",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="enforcements", to="disputes.dispute"
            ),
        ),
        migrations.AddField(
            model_name="enforcement",
            name="notice",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.signingfile"
            ),
        ),
        migrations.AddField(
            model_name="enforcement",
            name="number",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="enforcement",
                to="filing.casenumber",
            ),
        ),
        migrations.AddField(
            model_name="enforcement",
            name="ruling",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.signingfile"
            ),
        ),
        migrations.AddField(
            model_name="service",
            name="enforcement",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="services", to="filing.enforcement"
            ),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("case", None), ("confirmation__isnull", False), ("enforcement", None), ("user__isnull", False)
                    ),
                    models.Q(
                        ("case__isnull", False), ("confirmation", None), ("enforcement", None), ("party__isnull", False)
                    ),
                    models.Q(
                        ("case", None), ("confirmation", None), ("enforcement__isnull", False), ("user__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="filing_service_of_one",
            ),
        ),
        migrations.AddField(
            model_name="enforcementcorrection",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="enforcementcorrection",
            name="enforcement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="corrections", to="filing.enforcement"
            ),
        ),
        migrations.AddField(
            model_name="feesettlement",
            name="case",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="fee_settlement", to="filing.case"
            ),
        ),
        migrations.AddField(
            model_name="feesettlement",
            name="settled_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="feeshare",
            name="party",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="disputes.party"),
        ),
        migrations.AddField(
            model_name="feeshare",
            name="settlement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="shares", to="filing.feesettlement"
            ),
        ),
        migrations.AddField(
            model_name="serviceproof",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="service_proofs", to="filing.case"
            ),
        ),
        migrations.AddField(
            model_name="serviceproof",
            name="file",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.signingfile"
            ),
        ),
        migrations.AddField(
            model_name="serviceproof",
            name="paper",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.signingfile"
            ),
        ),
        migrations.AddField(
            model_name="serviceproof",
            name="party",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="disputes.party"),
        ),
        migrations.AddField(
            model_name="supplementfile",
            name="file",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.storedfile"
            ),
        ),
        migrations.AddField(
            model_name="supplementfile",
            name="supplement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="files", to="filing.supplement"
            ),
        ),
        migrations.AddField(
            model_name="watch",
            name="confirmation",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="watch", to="filing.confirmation"
            ),
        ),
        migrations.AddIndex(
            model_name="enforcement",
            index=models.Index(fields=["court", "state", "review_due", "id"], name="filing_enforcement_queue"),
        ),
        migrations.AddIndex(
            model_name="enforcement",
            index=models.Index(fields=["court", "-created_at", "-id"], name="filing_enforcement_newest"),
        ),
        migrations.AddConstraint(
            model_name="enforcement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("signing", "submitted", "returned", "refusing", "accepted"))),
                fields=("dispute",),
                name="filing_enforcement_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="enforcement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("case__isnull", True), ("confirmation__isnull", False)),
                    models.Q(("case__isnull", False), ("confirmation__isnull", True)),
                    _connector="OR",
                ),
                name="filing_enforcement_of_one_title",
            ),
        ),
        migrations.AddConstraint(
            model_name="enforcement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "accepted"), _negated=True),
                    models.Q(("accepted_at__isnull", False), ("number__isnull", False)),
                    _connector="OR",
                ),
                name="filing_enforcement_has_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="enforcementcorrection",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answered_at__isnull", True)),
                fields=("enforcement",),
                name="filing_enforcement_one_correction",
            ),
        ),
        migrations.AddConstraint(
            model_name="feeshare",
            constraint=models.UniqueConstraint(fields=("settlement", "party"), name="filing_fee_share_once"),
        ),
        migrations.AddConstraint(
            model_name="serviceproof",
            constraint=models.UniqueConstraint(fields=("file", "party"), name="filing_service_proof_once"),
        ),
    ]
