"""The worked case before the court, with papers to put into its folder."""

import io
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import time_machine
import typst
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pytest_django import DjangoDbBlocker

from sharedcourt.disputes import actions as disputes
from sharedcourt.disputes.models import Party
from sharedcourt.documents import actions as documents
from sharedcourt.documents.engine.rendering import FONTS
from sharedcourt.documents.models import StoredFile
from sharedcourt.filing.cases import actions as cases
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.folder.actions import exchange
from sharedcourt.filing.folder.models import EvidenceItem
from sharedcourt.filing.tests.cases import ADDRESS, begun_case
from sharedcourt.mediation.tests.stage import Stage, at
from sharedcourt.people import actions as people
from sharedcourt.people import cast
from sharedcourt.people.models import User
from tests import staged


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])


@cache
def pdf_of(*pages: str, headings: bool = False) -> bytes:
    """A PDF with these texts, a page each; `headings` makes bookmarks of them. The same texts give the same file."""
    mark = "= " if headings else ""
    source = '#set text(font: "Noto Sans SC")\n#set page(paper: "a5")\n' + "\n#pagebreak()\n".join(
        f"{mark}{page}" for page in pages
    )
    with TemporaryDirectory() as scratch:
        file = Path(scratch) / "page.typ"
        file.write_text(source)
        made = typst.compile(str(file), font_paths=_fonts())
    assert isinstance(made, bytes)
    return made


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "#886644").save(out, "JPEG")
    return out.getvalue()


class Folder:
    """The parties of the worked case and the court around one folder."""

    def __init__(self, stage: Stage, person: Callable[[Any], User], case: Case) -> None:
        self.stage, self.person, self._case = stage, person, case
        self.clerk, self.judge = person(cast.FILING_CLERK), person(cast.JUDGE)
        self.court_clerk, self.administrator = person(cast.COURT_CLERK), person(cast.COURT_ADMINISTRATOR)
        self.officer, self.borrower, self.wife = stage.officer, stage.borrower, stage.wife
        self.count = 0

    @property
    def case(self) -> Case:
        return Case.objects.select_related("dispute", "court", "judge", "number").get(pk=self._case.pk)

    @property
    def base(self) -> str:
        return f"/filing/folder/{self._case.pk}/"

    def party(self, user: User) -> Party:
        found = self.case.dispute.parties.filter(user=user).first()
        return found or self.case.dispute.parties.get(side="applicant")

    def file(self, by: User, content: bytes | None = None, name: str = "借条.pdf") -> StoredFile:
        """A file of this person's, like no other."""
        self.count += 1
        sent = content or pdf_of(f"借条第{self.count}号：今借到人民币二十万元整。")
        kind = "application/pdf" if name.endswith("pdf") else "image/jpeg"
        return documents.keep_upload(by=by, upload=SimpleUploadedFile(name, sent, kind), purpose="case")

    def item(self, by: User, title: str = "借条", **more: Any) -> EvidenceItem:
        return exchange.add_item(
            by=by, case=self.case, files=[self.file(by)], title=title, proves="借款事实", original="held", **more
        )

    def shows_again(self, by: User) -> None:
        """This person has just shown once more who they are."""
        people.signed_in_again(by=by, scope=self._case.pk)

    def submitted_item(self, by: User, title: str = "借条") -> EvidenceItem:
        made = self.item(by, title)
        self.shows_again(by)
        exchange.submit_catalogue(by=by, case=self.case)
        made.refresh_from_db()
        return made


@pytest.fixture(autouse=True)
def _at_once(django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is queued after the commit is done at the commit that tests never reach: read papers as they are put in."""
    from sharedcourt.core import transaction

    monkeypatch.setattr(transaction, "on_commit", lambda work: work())


class Mediated:
    """The dispute in mediation, before anybody has gone to court."""

    def __init__(self, stage: Stage, person: Callable[[Any], User]) -> None:
        self.stage, self.person = stage, person

    def begin(self) -> Folder:
        """Mediation ends without agreement; the bank prepares its case against both debtors."""
        disputes.advance(by=None, dispute=self.stage.dispute, transition="terminate", reason=3)
        return Folder(self.stage, self.person, begun_case(self.stage.dispute))


def _begun() -> Stage:
    with time_machine.travel(at("2022-01-06T14:00"), tick=False):
        return Stage(cast.person).begun()


@pytest.fixture(scope="module")
def begun(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[], Stage]]:
    """The worked case in mediation, everyone having agreed."""
    with staged.once(request, django_db_blocker, _begun) as fresh:
        yield fresh


@pytest.fixture
def mediated(begun: Callable[[], Stage], person: Callable[[Any], User]) -> Iterator[Mediated]:
    """2022-01-10, a Monday."""
    stage = begun()
    with time_machine.travel(at("2022-01-10T09:00"), tick=False):
        yield Mediated(stage, person)


@pytest.fixture
def before(mediated: Mediated) -> Folder:
    """The bank is preparing its case; nobody else knows of it."""
    return mediated.begin()


def submit(folder: Folder) -> None:
    cases.submit(by=folder.officer, case=folder.case, declared=True, address=ADDRESS, without_plaint=True)


def accept(folder: Folder) -> None:
    cases.accept(by=folder.clerk, case=folder.case, procedure="ordinary")


@pytest.fixture
def folder(before: Folder) -> Folder:
    """The case is accepted, with a number and a judge."""
    submit(before)
    accept(before)
    return before
