import sharedcourt.core.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_shown_again")]

    operations = [
        migrations.AddField(
            model_name="verification",
            name="document",
            field=models.CharField(
                blank=True,
                choices=[
                    ("resident_id", "resident identity card"),
                    ("passport", "passport"),
                    ("travel_permit", "travel permit of a resident of Hong Kong, Macao or Taiwan"),
                    ("permanent_residence", "permanent residence card of a foreigner"),
                    ("other", "another document with a photograph"),
                ],
                default="",
                max_length=20,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="verification",
            name="note",
            field=sharedcourt.core.fields.EncryptedTextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="verification",
            name="stage",
            field=models.CharField(blank=True, default="", max_length=20),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="verification",
            name="method",
            field=models.CharField(
                choices=[
                    ("one_time_code", "one-time code by SMS"),
                    ("invitation", "personal invitation by SMS"),
                    ("declaration", "name and ID number entered"),
                    ("three_elements", "three-element check"),
                    ("oidc", "identity provider"),
                    ("signed_in_again", "signed in again with password or second factor"),
                    ("on_camera", "ID card compared on camera by the mediator"),
                    ("in_person", "ID card compared in person by the court-affairs director"),
                    ("at_counter", "document seen at the court's counter"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="verification",
            constraint=models.UniqueConstraint(
                condition=models.Q(("method", "at_counter")),
                fields=("user", "scope", "stage"),
                name="people_verification_once_a_stage",
            ),
        ),
    ]
