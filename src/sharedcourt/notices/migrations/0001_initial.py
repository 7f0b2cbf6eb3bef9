import django.db.models.deletion
import sharedcourt.core.clock
import sharedcourt.core.fields
import sharedcourt.core.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
        ("people", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="WebhookEndpoint",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("url", models.URLField(max_length=300)),
                ("secret", sharedcourt.core.fields.EncryptedTextField()),
                ("events", models.JSONField(blank=True, default=list)),
                ("is_active", models.BooleanField(default=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="webhooks", to="people.organisation"
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at",),
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_active", True)), fields=["organisation"], name="notices_webhook_active"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WebhookDelivery",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("event", models.CharField(max_length=80)),
                ("entry_seq", models.BigIntegerField(null=True)),
                ("payload", models.JSONField()),
                (
                    "state",
                    models.CharField(
                        choices=[("queued", "waiting to be sent"), ("delivered", "delivered"), ("failed", "given up")],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_attempt_at", models.DateTimeField(default=sharedcourt.core.clock.now)),
                ("claimed_at", models.DateTimeField(null=True)),
                ("response_status", models.PositiveSmallIntegerField(null=True)),
                ("error", models.CharField(blank=True, max_length=60)),
                ("delivered_at", models.DateTimeField(null=True)),
                (
                    "endpoint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="notices.webhookendpoint",
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at", "-id"),
                "indexes": [
                    models.Index(fields=["endpoint", "-created_at"], name="notices_delivery_list"),
                    models.Index(
                        condition=models.Q(("state", "queued")),
                        fields=["next_attempt_at"],
                        name="notices_delivery_queue",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("endpoint", "entry_seq"), name="notices_delivery_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                (
                    "channel",
                    models.CharField(
                        choices=[("in_app", "on this site"), ("sms", "SMS"), ("email", "e-mail")], max_length=10
                    ),
                ),
                ("kind", models.CharField(max_length=60)),
                ("address", sharedcourt.core.fields.EncryptedTextField(blank=True)),
                ("subject", sharedcourt.core.fields.EncryptedTextField(blank=True)),
                ("body", sharedcourt.core.fields.EncryptedTextField(blank=True)),
                ("link", sharedcourt.core.fields.EncryptedTextField(blank=True)),
                ("language", models.CharField(default="zh-hans", max_length=10)),
                ("scope", models.UUIDField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "waiting to be sent"),
                            ("sent", "sent"),
                            ("delivered", "delivered"),
                            ("failed", "not delivered"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_attempt_at", models.DateTimeField(default=sharedcourt.core.clock.now)),
                ("claimed_at", models.DateTimeField(null=True)),
                ("gateway", models.CharField(blank=True, max_length=40)),
                ("provider_id", models.CharField(blank=True, max_length=120)),
                ("error", models.CharField(blank=True, max_length=60)),
                ("sent_at", models.DateTimeField(null=True)),
                ("delivered_at", models.DateTimeField(null=True)),
                ("read_at", models.DateTimeField(null=True)),
                ("erased_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at", "-id"),
                "indexes": [
                    models.Index(fields=["user", "channel", "-created_at"], name="notices_message_inbox"),
                    models.Index(
                        condition=models.Q(("channel", "in_app"), ("read_at", None)),
                        fields=["user"],
                        name="notices_message_unread",
                    ),
                    models.Index(fields=["scope", "created_at"], name="notices_message_scope"),
                    models.Index(
                        condition=models.Q(("state", "queued")),
                        fields=["next_attempt_at"],
                        name="notices_message_queue",
                    ),
                    models.Index(
                        condition=models.Q(("provider_id", ""), _negated=True),
                        fields=["provider_id"],
                        name="notices_message_provider",
                    ),
                ],
            },
        ),
    ]
