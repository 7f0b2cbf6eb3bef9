import django.db.models.deletion
import django_fsm
import sharedcourt.core.clock
import sharedcourt.core.fields
import sharedcourt.core.models
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disputes", "0004_agent_confirmed"),
        ("filing", "0004_folder"),
        ("people", "0002_admin_offices"),
        ("people", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Bill",
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
                            ("due", "to be paid"),
                            ("deferred", "payment deferred"),
                            ("paid", "paid"),
                            ("waived", "waived"),
                            ("lapsed", "not paid: treated as withdrawn"),
                            ("cancelled", "nothing to pay any more"),
                        ],
                        default="due",
                        max_length=10,
                        protected=True,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("acceptance", "acceptance fee"),
                            ("increase", "in addition, for a higher claim"),
                            ("procedure", "in addition, for ordinary procedure"),
                        ],
                        max_length=12,
                    ),
                ),
                ("claim", sharedcourt.core.fields.MoneyField(decimal_places=2, max_digits=15, null=True)),
                ("summary", models.BooleanField()),
                ("full", sharedcourt.core.fields.MoneyField(decimal_places=2, max_digits=15)),
                ("amount", sharedcourt.core.fields.MoneyField(decimal_places=2, max_digits=15)),
                ("notified_at", models.DateTimeField(default=sharedcourt.core.clock.now)),
                ("due", models.DateField()),
                ("paid", sharedcourt.core.fields.MoneyField(decimal_places=2, default=Decimal("0"), max_digits=15)),
                ("paid_at", models.DateTimeField(null=True)),
                ("refunded", sharedcourt.core.fields.MoneyField(decimal_places=2, default=Decimal("0"), max_digits=15)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bills", to="filing.case"
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bills", to="people.organisation"
                    ),
                ),
                (
                    "payer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bills", to="disputes.party"
                    ),
                ),
            ],
            options={
                "ordering": ("created_at",),
                "indexes": [
                    models.Index(fields=["court", "state", "due", "id"], name="filing_bill_queue"),
                    models.Index(fields=["court", "-created_at", "-id"], name="filing_bill_newest"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "acceptance")),
                        fields=("case",),
                        name="filing_bill_one_acceptance_fee",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount__gte", 0),
                            ("full__gte", models.F("amount")),
                            ("refunded__gte", 0),
                            ("refunded__lte", models.F("paid")),
                        ),
                        name="filing_bill_sums",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("paid", models.F("amount")), ("paid_at__isnull", False), ("state", "paid")),
                            models.Q(
                                models.Q(("state", "paid"), _negated=True), ("paid", 0), ("paid_at__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="filing_bill_paid_in_full",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="DemonstrationEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("reference", models.UUIDField(unique=True)),
                ("order", models.UUIDField(null=True)),
                ("bill", models.UUIDField()),
                ("court", models.UUIDField()),
                ("amount", sharedcourt.core.fields.MoneyField(decimal_places=2, max_digits=15)),
                ("settled_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name_plural": "demonstration entries",
                "ordering": ("created_at",),
                "indexes": [
                    models.Index(fields=["court", "settled_at"], name="filing_demonstration_day"),
                    models.Index(
                        condition=models.Q(("order__isnull", False)),
                        fields=["order"],
                        name="filing_demonstration_refunds",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Notification",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("provider", models.CharField(max_length=40)),
                ("nonce", models.CharField(max_length=64)),
                ("kind", models.CharField(max_length=30)),
                ("reference", models.UUIDField(null=True)),
                ("sha256", models.CharField(max_length=64)),
                ("outcome", models.CharField(max_length=20)),
            ],
            options={
                "ordering": ("created_at",),
                "constraints": [models.UniqueConstraint(fields=("provider", "nonce"), name="filing_notification_once")],
            },
        ),
        migrations.CreateModel(
            name="Payment",
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
                            ("opened", "begun"),
                            ("failed", "failed"),
                            ("replaced", "replaced: the sum has changed"),
                            ("booked", "paid"),
                        ],
                        default="opened",
                        max_length=10,
                        protected=True,
                    ),
                ),
                ("provider", models.CharField(max_length=40)),
                ("provider_id", models.CharField(blank=True, max_length=120)),
                ("address", models.CharField(blank=True, max_length=500)),
                ("amount", sharedcourt.core.fields.MoneyField(decimal_places=2, max_digits=15)),
                ("paid_at", models.DateTimeField(null=True)),
                ("booked_at", models.DateTimeField(null=True)),
                ("asked_at", models.DateTimeField(null=True)),
                (
                    "begun_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "bill",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="payments", to="filing.bill"
                    ),
                ),
            ],
            options={
                "ordering": ("created_at",),
                "indexes": [
                    models.Index(
                        condition=models.Q(("paid_at__isnull", False)), fields=["paid_at"], name="filing_payment_day"
                    ),
                    models.Index(
                        condition=models.Q(("state", "opened")), fields=["created_at"], name="filing_payment_open"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "opened")), fields=("bill",), name="filing_payment_one_open"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "booked")), fields=("bill",), name="filing_payment_one_booked"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "booked"), _negated=True),
                            models.Q(("booked_at__isnull", False), ("paid_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="filing_payment_booked_has_time",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Discrepancy",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("amount", "another sum than asked for"),
                            ("bill", "names another bill"),
                            ("twice", "the bill had been paid already"),
                            ("late", "the bill was not to be paid any more"),
                            ("refund", "another sum was paid back than ordered"),
                        ],
                        max_length=8,
                    ),
                ),
                ("amount", sharedcourt.core.fields.MoneyField(decimal_places=2, max_digits=15)),
                ("paid_at", models.DateTimeField()),
                ("resolved_at", models.DateTimeField(null=True)),
                ("note", sharedcourt.core.fields.EncryptedTextField(blank=True)),
                (
                    "resolved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="discrepancies", to="filing.payment"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "discrepancies",
                "ordering": ("created_at",),
                "indexes": [
                    models.Index(
                        condition=models.Q(("resolved_at__isnull", True)),
                        fields=["created_at"],
                        name="filing_discrepancy_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("payment", "reason", "amount"), name="filing_discrepancy_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Refund",
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
                        choices=[("ordered", "ordered"), ("done", "paid back"), ("refused", "refused by the provider")],
                        default="ordered",
                        max_length=10,
                        protected=True,
                    ),
                ),
                ("amount", sharedcourt.core.fields.MoneyField(decimal_places=2, max_digits=15)),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("mediated", "ended by mediation: half"),
                            ("withdrawn", "withdrawn: half"),
                            ("dismissed", "suit dismissed by ruling: all of it"),
                            ("crime", "handed over as a suspected crime: all of it"),
                            ("decreased", "claim decreased before the inquiry was over"),
                            ("not_booked", "paid and not owed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("article", models.CharField(blank=True, max_length=60)),
                ("due", models.DateField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_attempt_at", models.DateTimeField(default=sharedcourt.core.clock.now)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "discrepancy",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refund",
                        to="filing.discrepancy",
                    ),
                ),
                (
                    "ordered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="refunds", to="filing.payment"
                    ),
                ),
            ],
            options={
                "ordering": ("created_at",),
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "ordered")),
                        fields=["next_attempt_at"],
                        name="filing_refund_to_send",
                    ),
                    models.Index(
                        condition=models.Q(("done_at__isnull", False)), fields=["done_at"], name="filing_refund_day"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="filing_refund_of_something")
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Relief",
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
                        choices=[("defer", "pay later"), ("reduce", "pay less"), ("waive", "pay nothing")], max_length=6
                    ),
                ),
                ("item", models.CharField(max_length=1)),
                ("reasons", sharedcourt.core.fields.EncryptedTextField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("granted", models.BooleanField(null=True)),
                ("share", models.DecimalField(decimal_places=2, max_digits=3, null=True)),
                ("due", models.DateField(null=True)),
                ("decision", sharedcourt.core.fields.EncryptedTextField(blank=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "bill",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reliefs", to="filing.bill"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("created_at",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at__isnull", True)),
                        fields=("bill",),
                        name="filing_relief_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("granted__isnull", True)),
                            models.Q(
                                ("decided_at__isnull", False), ("decided_by__isnull", False), ("granted__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="filing_relief_decided_whole",
                    ),
                ],
            },
        ),
    ]
