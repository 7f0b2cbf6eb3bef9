import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("filing", "0012_phone"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="clerk",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases_recorded",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RemoveIndex(model_name="case", name="filing_case_of_judge"),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["judge", "court", "state", "trial_due", "id"], name="filing_case_of_judge"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["clerk", "court", "state", "trial_due", "id"], name="filing_case_of_clerk"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", False)),
                fields=["judge", "court", "-ended_at", "-id"],
                name="filing_case_judge_ended",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", False)),
                fields=["clerk", "court", "-ended_at", "-id"],
                name="filing_case_clerk_ended",
            ),
        ),
    ]
