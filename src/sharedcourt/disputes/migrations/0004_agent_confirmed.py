from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("disputes", "0003_list_indexes")]

    operations = [migrations.RemoveField(model_name="agent", name="confirmed")]
