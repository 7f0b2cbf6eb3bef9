"""Marks of whole instalments become payments of any amount, which can be undone."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

import sharedcourt.core.fields


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("mediation", "0002_mediation_roles"),
    ]

    operations = [
        migrations.RemoveConstraint("paymentmark", "mediation_payment_once"),
        migrations.RenameModel("PaymentMark", "Payment"),
        migrations.AlterModelOptions("payment", options={"ordering": ("received_on", "created_at")}),
        migrations.RenameField("payment", "paid_on", "received_on"),
        migrations.RenameField("payment", "marked_by", "entered_by"),
        migrations.RemoveField("payment", "number"),
        migrations.AddField("payment", "key", models.CharField(blank=True, max_length=40)),
        migrations.AddField("payment", "undone_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "payment",
            "undone_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField("payment", "undo_reason", sharedcourt.core.fields.EncryptedTextField(blank=True)),
        migrations.AddConstraint(
            "payment",
            models.UniqueConstraint(
                condition=~Q(key=""), fields=["version", "key"], name="mediation_payment_sent_once"
            ),
        ),
        migrations.AddConstraint(
            "payment", models.CheckConstraint(condition=Q(amount__gt=0), name="mediation_payment_above_zero")
        ),
        migrations.AddField("agreementversion", "next_due", models.DateField(null=True)),
        migrations.AddField("agreementversion", "falls_due_on", models.DateField(null=True)),
        migrations.AddIndex(
            "agreementversion", models.Index(fields=["state", "next_due"], name="mediation_version_by_due")
        ),
    ]
