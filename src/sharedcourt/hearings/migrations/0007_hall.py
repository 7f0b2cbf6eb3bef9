import django.db.models.deletion
import sharedcourt.core.clock
import sharedcourt.core.fields
import sharedcourt.core.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("hearings", "0006_fault_explanation_paper"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="participant",
            name="beside",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="helped_by",
                to="hearings.participant",
            ),
        ),
        migrations.AlterField(
            model_name="participant",
            name="capacity",
            field=models.CharField(
                choices=[
                    ("plaintiff", "plaintiff"),
                    ("plaintiff_agent", "plaintiff's agent"),
                    ("defendant", "defendant"),
                    ("defendant_agent", "defendant's agent"),
                    ("third_party", "third party"),
                    ("witness", "witness"),
                    ("expert", "expert"),
                    ("interpreter", "interpreter"),
                    ("sign_interpreter", "sign-language interpreter"),
                    ("helper", "helper"),
                ],
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="hearingevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("prepared", "the courtroom was made ready"),
                    ("opened", "the hearing was opened"),
                    ("stage", "the hearing went on to another stage"),
                    ("went_back", "the hearing went back to an earlier stage"),
                    ("floor", "was given the floor"),
                    ("floor_free", "the floor was free again"),
                    ("paused", "the judge interrupted the hearing"),
                    (
                        "suspended",
                        "the hearing was suspended: somebody was missing without whom it cannot go on",
                    ),
                    ("resumed", "the hearing went on"),
                    ("closed", "the hearing was closed"),
                    ("break_began", "a break began"),
                    ("break_ended", "the break ended"),
                    ("apart", "private talks began"),
                    ("together", "private talks ended"),
                    ("declared", "read the rules of the hearing and made the declaration"),
                    ("came", "came to the door"),
                    ("entered", "entered the courtroom"),
                    ("called_in", "was called in"),
                    ("sent_out", "was sent out to wait"),
                    ("lost", "lost the connection"),
                    ("returned", "came back"),
                    ("left", "left the courtroom"),
                    ("warned", "was warned"),
                    ("muted", "was silenced"),
                    ("unmuted", "may speak again"),
                    ("removed", "was ordered to leave the courtroom"),
                    ("readmitted", "was let back into the courtroom"),
                    ("shown", "evidence was shown"),
                    ("hidden", "evidence was put away"),
                    ("absence", "the judge decided on an absence"),
                    ("in_court", "is in the courtroom in person"),
                    ("left_court", "left the courtroom in person"),
                ],
                max_length=12,
            ),
        ),
        migrations.CreateModel(
            name="InCourtroom",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sharedcourt.core.models.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharedcourt.core.clock.now, editable=False)),
                ("came_at", models.DateTimeField(default=sharedcourt.core.clock.now)),
                (
                    "document",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("resident_id", "resident identity card"),
                            ("passport", "passport"),
                            ("travel_permit", "travel permit of a resident of Hong Kong, Macao or Taiwan"),
                            ("permanent_residence", "permanent residence card of a foreigner"),
                            ("other", "another document with a photograph"),
                        ],
                        max_length=20,
                    ),
                ),
                ("note", sharedcourt.core.fields.EncryptedTextField(blank=True)),
                ("left_at", models.DateTimeField(blank=True, null=True)),
                (
                    "hearing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="in_courtroom",
                        to="hearings.hearing",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="in_courtroom",
                        to="hearings.participant",
                    ),
                ),
                (
                    "seen_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("came_at", "id"),
                "indexes": [models.Index(fields=["hearing", "came_at", "id"], name="hearings_in_courtroom")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("member__isnull", True), ("participant__isnull", False)),
                            models.Q(("member__isnull", False), ("participant__isnull", True)),
                            _connector="OR",
                        ),
                        name="hearings_in_courtroom_is_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("participant__isnull", True), models.Q(("document", ""), _negated=True), _connector="OR"
                        ),
                        name="hearings_in_courtroom_identity_seen",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("left_at__isnull", True), ("left_at__gte", models.F("came_at")), _connector="OR"
                        ),
                        name="hearings_in_courtroom_leaves_after",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("left_at__isnull", True), ("participant__isnull", False)),
                        fields=("participant",),
                        name="hearings_in_courtroom_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("left_at__isnull", True), ("member__isnull", False)),
                        fields=("hearing", "member"),
                        name="hearings_in_courtroom_member_once",
                    ),
                ],
            },
        ),
    ]
