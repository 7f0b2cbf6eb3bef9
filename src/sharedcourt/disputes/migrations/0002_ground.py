from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("disputes", "0001_initial")]

    operations = [migrations.RemoveField(model_name="agent", name="confirmed")]
