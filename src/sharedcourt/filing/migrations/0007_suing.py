import sharedcourt.core.fields
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("disputes", "0006_suing"),
        ("filing", "0006_serving"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="plaint_amount",
            field=sharedcourt.core.fields.MoneyField(blank=True, decimal_places=2, max_digits=15, null=True),
        ),
    ]
