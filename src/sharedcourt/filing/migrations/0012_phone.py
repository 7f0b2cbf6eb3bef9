from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("filing", "0011_attack")]

    operations = [
        migrations.AddField(
            model_name="papertext",
            name="without",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name="papertext",
            index=models.Index(condition=models.Q(("without__gt", 0)), fields=["paper"], name="filing_text_without"),
        ),
    ]
