import sharedcourt.core.clock
import sharedcourt.core.models
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("judgments", "0002_search"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reach",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("name", models.CharField(max_length=20, unique=True)),
                ("seq", models.PositiveBigIntegerField(default=0)),
                ("at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name_plural": "reaches",
            },
        ),
        migrations.CreateModel(
            name="Tally",
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
                        choices=[("judgment", "published"), ("notice", "notice only"), ("withdrawn", "withdrawn")],
                        max_length=10,
                    ),
                ),
                ("court_name", models.CharField(max_length=120)),
                ("cause", models.CharField(blank=True, max_length=100)),
                ("year", models.PositiveSmallIntegerField()),
                ("count", models.PositiveIntegerField(default=0)),
            ],
            options={
                "verbose_name_plural": "tallies",
                "indexes": [
                    models.Index(fields=["kind", "cause", "year", "count"], name="judgments_tally_causes"),
                    models.Index(fields=["kind", "year", "count"], name="judgments_tally_years"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "court_name", "cause", "year"), name="judgments_tally_once")
                ],
            },
        ),
    ]
