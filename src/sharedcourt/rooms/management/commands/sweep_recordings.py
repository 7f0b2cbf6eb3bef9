"""Remove sealed files of recordings that belong to nothing. Once a day."""

from typing import Any

from django.core.management.base import BaseCommand

from sharedcourt.rooms.recording import sweeping


class Command(BaseCommand):
    help = "Remove files of recordings that no recording knows of"

    def handle(self, *args: Any, **options: Any) -> None:
        removed = sweeping.sweep()
        if options["verbosity"]:
            self.stdout.write(f"{removed} removed")
