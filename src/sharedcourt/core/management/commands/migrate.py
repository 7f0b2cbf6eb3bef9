"""Django's own command; an empty database gets its tables at once."""

from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands import migrate
from django.db import connections

from sharedcourt.core import schema

ONLY_PART = ("app_label", "migration_name", "fake", "fake_initial", "plan", "check_unapplied", "prune")


class Command(migrate.Command):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--each", action="store_true", help="Apply every migration one by one, on an empty database too."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        if not options["each"] and not any(options[name] for name in ONLY_PART) and schema.is_empty(connection):
            connection.prepare_database()
            schema.build(connection)
        super().handle(*args, **options)
