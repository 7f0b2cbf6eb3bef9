from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rooms", "0010_circuit"),
    ]

    operations = [
        migrations.AddField(
            model_name="seat",
            name="blurred",
            field=models.BooleanField(default=False),
        ),
    ]
