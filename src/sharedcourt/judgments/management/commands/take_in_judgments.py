"""Take in a folder of judgments: `sharedcourt take_in_judgments FOLDER --court NAME --by USERNAME`; started again, it goes on."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sharedcourt.core.errors import ActionRefused
from sharedcourt.judgments import bulk
from sharedcourt.judgments.actions.batches import begin_folder
from sharedcourt.judgments.models import Batch
from sharedcourt.judgments.states import BatchState
from sharedcourt.people.models import Organisation, User


class Command(BaseCommand):
    """The same folder, court and person go on where they stopped; what was taken in is not taken in again."""

    help = "Take in a folder of judgments (.docx, .pdf, .html, .txt) to a court's desk."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--court", required=True, help="the court's name")
        parser.add_argument("--by", required=True, help="username of the judge or clerk who takes them in")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["folder"].resolve()
        if not folder.is_dir():
            raise CommandError(f"{folder} is no folder.")
        court = Organisation.objects.filter(name=options["court"], kind=Organisation.Kind.COURT).first()
        user = User.objects.filter(username=options["by"], is_active=True).first()
        if court is None or user is None:
            raise CommandError("There is no such court, or no such account.")
        try:
            batch = self._begun(folder, court, user) or begin_folder(by=user, court=court, name=str(folder))
        except ActionRefused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(bulk.read_batch_folder(batch, folder))

    def _begun(self, folder: Path, court: Organisation, user: User) -> Batch | None:
        rows = Batch.objects.filter(
            court=court, begun_by=user, source=Batch.Source.FOLDER, state=BatchState.READING
        ).select_related("court", "begun_by")
        return next((row for row in rows if row.name == str(folder)), None)
