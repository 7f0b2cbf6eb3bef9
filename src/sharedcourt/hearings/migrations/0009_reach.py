from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("hearings", "0008_turns"),
    ]

    operations = [
        migrations.AlterField(
            model_name="courttask",
            name="kind",
            field=models.CharField(
                choices=[
                    ("bring_back", "bring back somebody whose connection is lost"),
                    ("talk", "decide whether a party may talk with its own side alone"),
                ],
                default="bring_back",
                max_length=12,
            ),
        ),
        migrations.RemoveConstraint(
            model_name="courttask",
            name="hearings_task_open_once",
        ),
        migrations.AddConstraint(
            model_name="courttask",
            constraint=models.UniqueConstraint(
                condition=models.Q(("done_at__isnull", True)),
                fields=("hearing", "person", "kind"),
                name="hearings_task_open_once",
            ),
        ),
    ]
