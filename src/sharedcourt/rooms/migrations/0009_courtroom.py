from django.db import migrations, models

ROLES = [
    ("mediator", "Mediator"),
    ("applicant", "Applicant"),
    ("applicant_agent", "Applicant's agent"),
    ("respondent", "Respondent"),
    ("respondent_agent", "Respondent's agent"),
    ("borrower", "Borrower"),
    ("co_obligor", "Co-obligor"),
    ("guarantor", "Guarantor"),
    ("judge", "Judge"),
    ("liaison_judge", "Liaison judge"),
    ("presiding_judge", "Presiding judge"),
    ("panel_judge", "Judge of the panel"),
    ("assessor", "People's assessor"),
    ("court_clerk", "Court clerk"),
    ("plaintiff", "Plaintiff"),
    ("plaintiff_agent", "Plaintiff's agent"),
    ("defendant", "Defendant"),
    ("defendant_agent", "Defendant's agent"),
    ("third_party", "Third party"),
    ("witness", "Witness"),
    ("expert", "Expert"),
    ("interpreter", "Interpreter"),
    ("sign_interpreter", "Sign-language interpreter"),
    ("helper", "Helper"),
    ("observer", "Observer"),
]
EVENTS = [
    ("waiting", "came to the door"),
    ("admitted", "was let in"),
    ("joined", "entered the room"),
    ("lost", "lost the connection"),
    ("returned", "came back"),
    ("replaced", "went on with another page"),
    ("left", "left the room"),
    ("removed", "was asked to leave"),
    ("sent_out", "was sent out to wait"),
    ("muted", "was muted by the host"),
    ("camera_off", "was asked to switch the camera off"),
    ("apart", "went apart for a separate talk"),
    ("moved", "was moved during a separate talk"),
    ("together", "is together with everyone again"),
    ("weak", "had a poor line"),
    ("sound_only", "went on with sound only: the network was too weak"),
    ("unplugged", "had no camera any more: it came off"),
    ("picture", "had a picture again"),
]
PAUSES = [
    ("host", "paused by the host"),
    ("consent", "somebody has not answered yet"),
    ("circle", "a confidential talk is going on"),
    ("away", "the host is not in the room"),
    ("recess", "recess"),
    ("not_public", "evidence that is not shown in public"),
    ("unrecorded", "mediation that is not fit to be recorded"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("rooms", "0008_first_consent"),
    ]

    operations = [
        migrations.AddField("room", "is_led", models.BooleanField(default=False)),
        migrations.AddField("room", "on_record_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("recording", "held_for", models.CharField(choices=PAUSES, default="host", max_length=10)),
        migrations.AlterField("recording", "paused_for", models.CharField(blank=True, choices=PAUSES, max_length=10)),
        migrations.AlterField("seat", "role_key", models.CharField(blank=True, choices=ROLES, max_length=20)),
        migrations.AlterField("seatevent", "kind", models.CharField(choices=EVENTS, max_length=12)),
    ]
