from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("filing", "0009_one_service"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="service",
            index=models.Index(
                condition=models.Q(("means", "public_notice")), fields=["day"], name="filing_service_notices"
            ),
        ),
    ]
