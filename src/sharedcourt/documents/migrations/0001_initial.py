import django.db.models.deletion
import django_fsm
import sharedcourt.core.clock
import sharedcourt.core.fields
import sharedcourt.core.models
import sharedcourt.documents.models
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
            name="StoredFile",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("path", models.CharField(max_length=200, unique=True)),
                ("purpose", models.CharField(db_index=True, max_length=40)),
                ("scope", models.UUIDField(db_index=True, null=True)),
                ("subject", models.UUIDField(db_index=True, null=True)),
                ("name", sharedcourt.core.fields.EncryptedTextField(blank=True)),
                ("mime", models.CharField(max_length=100)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("sm3", models.CharField(max_length=64)),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uploaded_files",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SigningFile",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("kind", models.CharField(max_length=40)),
                ("scope", models.UUIDField(db_index=True)),
                ("title", models.CharField(max_length=120)),
                ("template", models.CharField(max_length=120)),
                ("payload", sharedcourt.core.fields.EncryptedJSONField()),
                ("version", models.PositiveIntegerField()),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[
                            ("open", "open for signing"),
                            ("all_signed", "signed by everyone"),
                            ("sealed", "sealed"),
                            ("superseded", "replaced by a newer version"),
                        ],
                        default="open",
                        max_length=50,
                        protected=True,
                    ),
                ),
                ("token", models.CharField(default=sharedcourt.documents.models.new_token, max_length=64, unique=True)),
                ("rendered_at", models.DateTimeField()),
                ("pages", models.PositiveSmallIntegerField(default=0)),
                ("all_signed_at", models.DateTimeField(null=True)),
                ("sealed_at", models.DateTimeField(null=True)),
                ("seal_certificate", models.CharField(blank=True, max_length=64)),
                ("seal_timestamp_authority", models.CharField(blank=True, max_length=120)),
                ("seal_downgrade", models.TextField(blank=True)),
                ("superseded_at", models.DateTimeField(null=True)),
                ("supersede_reason", sharedcourt.core.fields.EncryptedTextField(blank=True)),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sealed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sealer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sealed_files",
                        to="people.organisation",
                    ),
                ),
                (
                    "base_file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="base_of", to="documents.storedfile"
                    ),
                ),
                (
                    "current_file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="current_of",
                        to="documents.storedfile",
                    ),
                ),
            ],
            options={
                "ordering": ("created_at",),
                "constraints": [
                    models.UniqueConstraint(fields=("scope", "kind", "version"), name="documents_version_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sealed"), _negated=True), ("sealed_at__isnull", False), _connector="OR"
                        ),
                        name="documents_sealed_has_time",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("purpose", models.CharField(max_length=40)),
                ("scope", models.UUIDField(null=True)),
                ("name", sharedcourt.core.fields.EncryptedTextField()),
                ("size", models.PositiveBigIntegerField()),
                ("offset", models.PositiveBigIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "receiving"), ("finished", "received"), ("refused", "refused")],
                        default="open",
                        max_length=10,
                    ),
                ),
                (
                    "file",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="upload",
                        to="documents.storedfile",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="uploads", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("offset__lte", models.F("size"))), name="documents_upload_within_size"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="UploadPart",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("offset", models.PositiveBigIntegerField()),
                ("size", models.PositiveBigIntegerField()),
                ("path", models.CharField(max_length=200)),
                (
                    "upload",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="documents.upload"
                    ),
                ),
            ],
            options={
                "ordering": ("offset",),
                "constraints": [models.UniqueConstraint(fields=("upload", "offset"), name="documents_part_once")],
            },
        ),
        migrations.CreateModel(
            name="SignatureSlot",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("order", models.PositiveSmallIntegerField()),
                ("field", models.CharField(max_length=40)),
                ("role_label", models.CharField(max_length=60)),
                ("side", models.CharField(blank=True, max_length=20)),
                ("name", sharedcourt.core.fields.EncryptedTextField()),
                ("opened_at", models.DateTimeField(null=True)),
                ("signed_at", models.DateTimeField(null=True)),
                (
                    "identity_level",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "not verified"),
                            (1, "phone number confirmed"),
                            (2, "name and ID number match what was filed"),
                            (3, "name, ID number and phone checked against a registry"),
                            (4, "ID card compared with the person by an official"),
                        ],
                        default=0,
                    ),
                ),
                ("identity_method", models.CharField(blank=True, max_length=20)),
                ("device", models.CharField(blank=True, max_length=200)),
                ("address_hash", models.CharField(blank=True, max_length=64)),
                ("sha256_before", models.CharField(blank=True, max_length=64)),
                ("sha256_after", models.CharField(blank=True, max_length=64)),
                ("certificate", models.CharField(blank=True, max_length=64)),
                ("certificate_issuer", models.CharField(blank=True, max_length=200)),
                ("timestamp", models.DateTimeField(null=True)),
                ("timestamp_authority", models.CharField(blank=True, max_length=120)),
                ("downgrade", models.TextField(blank=True)),
                ("ledger_seq", models.BigIntegerField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signature_slots",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "signing_file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="slots", to="documents.signingfile"
                    ),
                ),
            ],
            options={
                "ordering": ("order",),
                "constraints": [
                    models.UniqueConstraint(fields=("signing_file", "order"), name="documents_slot_order"),
                    models.UniqueConstraint(fields=("signing_file", "field"), name="documents_slot_field"),
                    models.UniqueConstraint(fields=("signing_file", "user"), name="documents_slot_user"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("signed_at__isnull", True), models.Q(("sha256_after", ""), _negated=True), _connector="OR"
                        ),
                        name="documents_signed_has_hash",
                    ),
                ],
            },
        ),
    ]
