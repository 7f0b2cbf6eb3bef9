"""The pages of a folder, and of the plaint and the answer, in a real browser: nothing for axe to find, nothing wider than the screen."""

from types import SimpleNamespace
from typing import Any

import pytest

from sharedcourt.filing.folder.actions import exchange, papers, talking
from sharedcourt.filing.folder.tests.conftest import Folder
from sharedcourt.filing.plaint import actions as pleading
from sharedcourt.filing.tests import cases as made
from sharedcourt.filing.tests.looking import MARKS, faults
from sharedcourt.people import cast

pytestmark = [*MARKS, pytest.mark.long]


def test_axe_finds_nothing_on_the_pages_of_a_folder_and_of_pleadings(live_server: Any, person: Any) -> None:
    case = made.with_defendant(made.accepted_case())
    members = {name: person(getattr(cast, name.upper())) for name in ("officer", "borrower", "wife")}
    around: Any = SimpleNamespace(**members)
    folder = Folder(around, person, case)
    item = exchange.add_item(
        by=folder.officer,
        case=case,
        files=[folder.file(folder.officer)],
        title="借条",
        proves="借款事实",
        original="held",
    )
    folder.shows_again(folder.officer)
    exchange.submit_catalogue(by=folder.officer, case=case)
    paper = papers.add_paper(
        by=folder.officer, case=case, file=folder.file(folder.officer), category="other", title="收据"
    )
    application = talking.apply(by=folder.borrower, case=case, kind="adjourn", reason="住院")
    prepared = made.begun_case()
    pleading.begin_plaint(by=folder.officer, case=prepared)
    pleading.begin_answer(by=folder.borrower, case=case)
    base, plaint = f"/filing/folder/{case.pk}/", f"/filing/plaint/{prepared.pk}/"
    answer = f"/filing/plaint/{case.pk}/answer/"
    pages = {
        "folder": (folder.officer, base),
        "folder-court": (folder.judge, base),
        "folder-add": (folder.borrower, f"{base}add/"),
        "folder-paper": (folder.officer, f"{base}papers/{paper.pk}/"),
        "folder-search": (folder.officer, f"{base}search/"),
        "folder-bundle": (folder.officer, f"{base}bundle/"),
        "folder-access": (folder.officer, f"{base}access/"),
        "folder-evidence": (folder.borrower, f"{base}evidence/"),
        "folder-evidence-add": (folder.borrower, f"{base}evidence/add/"),
        "folder-opinion": (folder.borrower, f"{base}evidence/{item.pk}/opinion/"),
        "folder-identity": (folder.borrower, f"{base}evidence/identity/"),
        "folder-identity-code": (folder.borrower, f"{base}evidence/identity/?sent=1"),
        "folder-messages": (folder.borrower, f"{base}messages/"),
        "folder-applications": (folder.borrower, f"{base}applications/"),
        "folder-application": (folder.judge, f"{base}applications/{application.pk}/"),
        "folder-tasks": (folder.borrower, f"{base}tasks/"),
        "plaint": (folder.officer, plaint),
        "plaint-check": (folder.officer, f"{plaint}check/"),
        "answer": (folder.borrower, answer),
        "answer-check": (folder.borrower, f"{answer}check/"),
    }
    assert faults(live_server.url, pages) == []
