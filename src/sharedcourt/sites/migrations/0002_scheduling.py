from datetime import timedelta

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone

import sharedcourt.core.models
from sharedcourt.core import quarters


def take(apps, schema_editor):
    """Bookings that are not over hold their quarters from now on."""
    booking_model = apps.get_model("sites", "Booking")
    quarter_model = apps.get_model("sites", "TerminalQuarter")
    rows = booking_model.objects.filter(cancelled_at=None, ends_at__gt=timezone.now() - timedelta(days=1))
    for booking in rows.iterator():
        quarter_model.objects.bulk_create(
            [
                quarter_model(terminal_id=booking.terminal_id, booking_id=booking.pk, quarter=quarter)
                for quarter in quarters.between(booking.starts_at, booking.ends_at)
            ],
            ignore_conflicts=True,
        )


class Migration(migrations.Migration):
    dependencies = [("sites", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="TerminalQuarter",
            fields=[
            ],
        ),
    ]
