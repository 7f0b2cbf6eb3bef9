from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("filing", "0010_courtside")]

    operations = [
        migrations.RemoveConstraint(model_name="service", name="filing_service_once"),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("channel", "platform"),
                    ("means", "electronic"),
                    ("party__isnull", True),
                    ("user__isnull", False),
                ),
                fields=("file", "user"),
                name="filing_service_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("channel", "platform"),
                    ("means", "electronic"),
                    ("party__isnull", False),
                    ("user__isnull", False),
                ),
                fields=("file", "user", "party"),
                name="filing_service_once_for_a_party",
            ),
        ),
    ]
