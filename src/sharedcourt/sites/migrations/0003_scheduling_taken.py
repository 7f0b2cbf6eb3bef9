"""Bookings that are not over hold their quarters of an hour from now on."""

from typing import Any

from django.db import migrations

from sharedcourt.core import clock, quarters


def take(apps: Any, schema_editor: Any) -> None:
    bookings, taken = apps.get_model("sites", "Booking"), apps.get_model("sites", "TerminalQuarter")
    for booking in bookings.objects.filter(cancelled_at=None, ends_at__gt=clock.now()).iterator():
        rows = [
            taken(terminal_id=booking.terminal_id, booking_id=booking.pk, quarter=quarter)
            for quarter in quarters.between(booking.starts_at, booking.ends_at)
        ]
        # Two bookings could meet within one quarter until now: the first keeps it.
        taken.objects.bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("sites", "0002_scheduling")]

    operations = [migrations.RunPython(take, migrations.RunPython.noop, elidable=True)]
