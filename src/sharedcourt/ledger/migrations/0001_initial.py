import django.db.models.deletion
import sharedcourt.core.clock
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("action", models.CharField(max_length=80)),
                ("actor", models.UUIDField(null=True)),
                ("scope", models.UUIDField(null=True)),
                ("subject", models.UUIDField(null=True)),
                ("body", models.TextField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["scope", "seq"], name="ledger_entry_scope"),
                    models.Index(fields=["subject", "seq"], name="ledger_entry_subject"),
                    models.Index(fields=["actor", "seq"], name="ledger_entry_actor"),
                    models.Index(fields=["action", "seq"], name="ledger_entry_action"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Node",
            fields=[
                ("address", models.BigIntegerField(primary_key=True, serialize=False)),
                ("hash", models.BinaryField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name="TreeHead",
            fields=[
                ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                ("root", models.CharField(max_length=64)),
                ("at", models.DateTimeField(default=sharedcourt.core.clock.now)),
                ("signature", models.CharField(max_length=128)),
            ],
        ),
        migrations.CreateModel(
            name="Payload",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="payload",
                        serialize=False,
                        to="ledger.entry",
                    ),
                ),
                ("salt", models.CharField(max_length=32)),
                ("facts", models.JSONField()),
            ],
        ),
    ]
