from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_admin_offices")]

    operations = [
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
                ],
                max_length=20,
            ),
        )
    ]
