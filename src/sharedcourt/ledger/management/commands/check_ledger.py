"""Recompute the whole tree from the entries and compare it with the stored one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sharedcourt.ledger import tree


class Command(BaseCommand):
    help = "Recompute the ledger's tree from its entries and compare it with the stored root."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            root = tree.recompute()
        except tree.Broken as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{tree.size()} entries, root {root.hex()}: unbroken.")
