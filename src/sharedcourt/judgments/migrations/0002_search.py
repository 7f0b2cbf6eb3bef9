import django.db.models.deletion
import sharedcourt.core.clock
import sharedcourt.core.fields
import sharedcourt.core.models
from django.conf import settings
from django.db import migrations, models

# The index of PostgreSQL deployments (`searching.postgres`), as it is when this migration is written; nothing on other databases.
MAKE = """
CREATE TABLE IF NOT EXISTS judgments_text (
  key text PRIMARY KEY, seq bigint NOT NULL, day date NOT NULL, newest bigint NOT NULL, highest bigint NOT NULL,
  words tsvector NOT NULL, parts tsvector NOT NULL, pairs tsvector NOT NULL, named tsvector NOT NULL, vals text[] NOT NULL,
  whole text NOT NULL, sections text[] NOT NULL, names text NOT NULL, facets jsonb NOT NULL, card text NOT NULL,
  likeness bytea NOT NULL
);
CREATE INDEX IF NOT EXISTS judgments_text_words ON judgments_text USING gin (words);
CREATE INDEX IF NOT EXISTS judgments_text_parts ON judgments_text USING gin (parts);
CREATE INDEX IF NOT EXISTS judgments_text_pairs ON judgments_text USING gin (pairs);
CREATE INDEX IF NOT EXISTS judgments_text_named ON judgments_text USING gin (named);
CREATE INDEX IF NOT EXISTS judgments_text_vals ON judgments_text USING gin (vals);
CREATE UNIQUE INDEX IF NOT EXISTS judgments_text_newest ON judgments_text (newest);
CREATE UNIQUE INDEX IF NOT EXISTS judgments_text_highest ON judgments_text (highest);
CREATE INDEX IF NOT EXISTS judgments_text_seq ON judgments_text (seq);
CREATE INDEX IF NOT EXISTS judgments_text_day ON judgments_text (day);
CREATE TABLE IF NOT EXISTS judgments_text_state (one boolean PRIMARY KEY DEFAULT true CHECK (one), applied bigint NOT NULL);
INSERT INTO judgments_text_state (applied) VALUES (0) ON CONFLICT DO NOTHING;
"""
DROP = "DROP TABLE IF EXISTS judgments_text; DROP TABLE IF EXISTS judgments_text_state;"


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(MAKE)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP)


class Migration(migrations.Migration):
    dependencies = [
        ("judgments", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedSearch",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("name", sharedcourt.core.fields.EncryptedTextField()),
                ("address", sharedcourt.core.fields.EncryptedTextField()),
                (
                    "how",
                    models.CharField(
                        choices=[("in_app", "on this site"), ("email", "on this site and by e-mail")],
                        default="in_app",
                        max_length=10,
                    ),
                ),
                (
                    "often",
                    models.CharField(
                        choices=[("at_once", "at once"), ("daily", "at most once a day")],
                        default="daily",
                        max_length=10,
                    ),
                ),
                ("told", models.PositiveBigIntegerField(default=0)),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "saved searches",
                "ordering": ("-created_at", "-id"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)),
                        fields=["user", "-created_at", "-id"],
                        name="judgments_saved",
                    ),
                    models.Index(
                        condition=models.Q(("ended_at", None)), fields=["told", "id"], name="judgments_saved_due"
                    ),
                ],
            },
        ),
        migrations.RunPython(make, drop),
    ]
