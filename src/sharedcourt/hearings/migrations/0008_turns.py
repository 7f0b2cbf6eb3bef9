import django.db.models.deletion
import django_fsm
import sharedcourt.core.clock
import sharedcourt.core.fields
import sharedcourt.core.models
from django.conf import settings
from django.db import migrations, models

ID = models.UUIDField(default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False)
CREATED = models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)


def to(model, *, related_name="+", null=False, one=False, on_delete=django.db.models.deletion.PROTECT):
    kind = models.OneToOneField if one else models.ForeignKey
    optional = {"blank": True, "null": True} if null else {}
    return kind(on_delete=on_delete, related_name=related_name, to=model, **optional)


class Migration(migrations.Migration):
    dependencies = [
        ("disputes", "0006_suing"),
        ("people", "0005_assessor"),
        ("hearings", "0007_hall"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="hearing", name="hearings_opened_has_room"),
        migrations.AddConstraint(
            model_name="hearing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["planned", "scheduled", "cancelled"]),
                    models.Q(("opened_at__isnull", False), ("room__isnull", False)),
                    models.Q(("form", "in_turn"), ("opened_at__isnull", False)),
                    _connector="OR",
                ),
                name="hearings_opened_has_room",
            ),
        ),
        migrations.CreateModel(
            name="TurnClip",
            fields=[
                ("id", ID.clone()),
                ("created_at", CREATED.clone()),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[("coming", "being sent"), ("kept", "kept")],
                        default="coming",
                        max_length=10,
                        protected=True,
                    ),
                ),
                ("key", models.CharField(max_length=36)),
                ("announced", models.PositiveBigIntegerField()),
                ("offset", models.PositiveBigIntegerField(default=0)),
                ("mime", models.CharField(blank=True, max_length=20)),
                ("path", models.CharField(blank=True, max_length=200)),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("kept_at", models.DateTimeField(blank=True, null=True)),
                ("by", to(settings.AUTH_USER_MODEL)),
                ("hearing", to("hearings.hearing", related_name="turn_clips")),
            ],
            options={
                "ordering": ("created_at", "id"),
                "indexes": [models.Index(fields=["path"], name="hearings_turn_clip_file")],
                "constraints": [
                    models.UniqueConstraint(fields=("hearing", "by", "key"), name="hearings_turn_clip_once"),
                    models.CheckConstraint(
                        condition=models.Q(("offset__lte", models.F("announced"))),
                        name="hearings_turn_clip_within_size",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "kept"), _negated=True),
                            models.Q(models.Q(("path", ""), _negated=True), models.Q(("sha256", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="hearings_turn_clip_has_file",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TurnClipPiece",
            fields=[
                ("id", ID.clone()),
                ("created_at", CREATED.clone()),
                ("offset", models.PositiveBigIntegerField()),
                ("size", models.PositiveIntegerField()),
                ("path", models.CharField(max_length=200)),
                (
                    "clip",
                    to("hearings.turnclip", related_name="pieces", on_delete=django.db.models.deletion.CASCADE),
                ),
            ],
            options={
                "ordering": ("offset",),
                "indexes": [models.Index(fields=["path"], name="hearings_turn_piece_file")],
                "constraints": [models.UniqueConstraint(fields=("clip", "offset"), name="hearings_turn_piece_once")],
            },
        ),
        migrations.CreateModel(
            name="TurnQuestion",
            fields=[
                ("id", ID.clone()),
                ("created_at", CREATED.clone()),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("statement", "statement"),
                            ("inquiry", "questions of the court"),
                            ("evidence", "opinion on the evidence"),
                            ("debate", "debate"),
                            ("last_statement", "last statement"),
                        ],
                        max_length=16,
                    ),
                ),
                ("text", sharedcourt.core.fields.EncryptedTextField()),
                ("put_at", models.DateTimeField(default=sharedcourt.core.clock.now)),
                ("by", to(settings.AUTH_USER_MODEL)),
                ("clip", to("hearings.turnclip", related_name="question", null=True, one=True)),
                ("hearing", to("hearings.hearing", related_name="turn_questions")),
            ],
            options={
                "ordering": ("number",),
                "constraints": [
                    models.UniqueConstraint(fields=("hearing", "number"), name="hearings_turn_question_number")
                ],
            },
        ),
        migrations.CreateModel(
            name="Turn",
            fields=[
                ("id", ID.clone()),
                ("created_at", CREATED.clone()),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[
                            ("asked", "to be answered"),
                            ("answered", "answered"),
                            ("passed", "the court goes on without an answer"),
                        ],
                        default="asked",
                        max_length=10,
                        protected=True,
                    ),
                ),
                ("last_day", models.DateField()),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                ("late_told_at", models.DateTimeField(blank=True, null=True)),
                ("passed_at", models.DateTimeField(blank=True, null=True)),
                ("why_passed", sharedcourt.core.fields.EncryptedTextField(blank=True)),
                ("party", to("disputes.party")),
                ("passed_by", to(settings.AUTH_USER_MODEL, null=True)),
                ("question", to("hearings.turnquestion", related_name="turns")),
            ],
            options={
                "ordering": ("created_at", "id"),
                "indexes": [models.Index(fields=["state", "last_day"], name="hearings_turns_due")],
                "constraints": [
                    models.UniqueConstraint(fields=("question", "party"), name="hearings_turn_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "passed"), _negated=True),
                            models.Q(("passed_at__isnull", False), ("passed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="hearings_turn_passed_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TurnAnswer",
            fields=[
                ("id", ID.clone()),
                ("created_at", CREATED.clone()),
                ("number", models.PositiveSmallIntegerField()),
                ("text", sharedcourt.core.fields.EncryptedTextField()),
                ("why_no_clip", sharedcourt.core.fields.EncryptedTextField(blank=True)),
                ("at", models.DateTimeField()),
                ("sha256", models.CharField(max_length=64)),
                ("by", to(settings.AUTH_USER_MODEL)),
                ("clip", to("hearings.turnclip", related_name="answer", null=True, one=True)),
                ("participant", to("hearings.participant")),
                ("turn", to("hearings.turn", related_name="answers")),
            ],
            options={
                "ordering": ("number",),
                "constraints": [models.UniqueConstraint(fields=("turn", "number"), name="hearings_turn_answer_number")],
            },
        ),
    ]
