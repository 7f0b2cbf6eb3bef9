"""Everything that is due by the clock, once: each room's `scheduled.run`, then a signed head of the ledger."""

import logging
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

from sharedcourt.core import clock

log = logging.getLogger(__name__)


class Command(BaseCommand):
    """One room's failure keeps no other room from its work."""

    help = "Run what is due in every room: deadlines, reminders, retries, purges; then sign the ledger's head."

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        failed = [name for name in self._rooms() if not self._run(name, now)]
        try:
            import_module("sharedcourt.ledger.tree").sign_head()
        except Exception:
            log.exception("The ledger's head could not be signed.")
            failed.append("ledger head")
        if failed:
            raise CommandError("Failed: " + ", ".join(failed))

    def _rooms(self) -> list[str]:
        names = [config.name for config in apps.get_app_configs()]
        return [name for name in names if name.startswith("sharedcourt.") and find_spec(f"{name}.scheduled")]

    def _run(self, name: str, now: Any) -> bool:
        try:
            import_module(f"{name}.scheduled").run(now)
        except Exception:
            log.exception("Scheduled work of %s failed.", name)
            return False
        return True
