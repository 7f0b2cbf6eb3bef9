from django.db import migrations, models
from django.db.models import F


def first_said_when_last_said(apps, schema_editor):
    consents = apps.get_model("rooms", "RecordingConsent").objects
    consents.filter(given=True).update(agreed_at=F("answered_at"))
    # A yes taken back had ended the recording: it was given before that.
    taken_back = consents.filter(given=False, recording__end_reason="consent", recording__started_at__isnull=False)
    for consent in taken_back.select_related("recording"):
        consents.filter(pk=consent.pk).update(agreed_at=consent.recording.started_at)


class Migration(migrations.Migration):
    dependencies = [
        ("rooms", "0007_hearings"),
    ]

    operations = [
        migrations.AddField(
            model_name="recordingconsent",
            name="agreed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunPython(first_said_when_last_said, migrations.RunPython.noop, elidable=True),
    ]
