"""From a failed mediation to a signed plaint with nothing typed again; a defendant answers; nobody sees the other's drafts."""

import io
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
import time_machine

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.disputes import actions as disputes
from sharedcourt.documents import actions as documents
from sharedcourt.documents import queries as papers_seen
from sharedcourt.documents import storing
from sharedcourt.filing.cases import actions as cases
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.plaint import actions, papers, pleadings, queries
from sharedcourt.filing.plaint.models import AnswerForm, Plaint
from sharedcourt.filing.tests.cases import ADDRESS, begun_case, failed_mediation
from sharedcourt.ledger.queries import timeline
from sharedcourt.mediation.tests.stage import STROKES, at
from sharedcourt.people import cast

pytestmark = pytest.mark.django_db

# What the dispute does not know: seven answers, all of them a choice.
REST = {
    "service_electronic": "yes",
    "collateral": "no",
    "guaranteed": "no",
    "security_claimed": "no",
    "forum_agreed": "no",
    "preserved": "no",
}


@pytest.fixture(autouse=True)
def _monday() -> Any:
    with time_machine.travel(at("2022-01-10T09:00"), tick=False):
        yield


@pytest.fixture
def case() -> Case:
    return begun_case(failed_mediation())


def fresh(row: Any) -> Any:
    return type(row).objects.get(pk=row.pk)


def filled(case: Case) -> Plaint:
    officer = cast.person(cast.OFFICER)
    plaint = actions.begin_plaint(by=officer, case=case)
    return actions.save(by=officer, pleading=plaint, answers=REST)


def signed(case: Case, on_commit: Any) -> Plaint:
    officer = cast.person(cast.OFFICER)
    plaint = actions.draw_up(by=officer, pleading=filled(case))
    with on_commit(execute=True):
        documents.sign(by=officer, signing_file=plaint.file, strokes=STROKES, intends=True)
    return fresh(plaint)


def text_of(content: bytes, tmp_path: Path) -> str:
    file = tmp_path / "paper.pdf"
    file.write_bytes(content)
    done = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True)  # noqa: S607
    return "".join(done.stdout.split())


def test_the_bank_types_nothing_again(case: Case) -> None:
    plaint = actions.begin_plaint(by=cast.person(cast.OFFICER), case=case)
    opened = pleadings.opened(plaint)
    assert set(opened.reading.missing) <= set(REST), "only what nobody has said before is asked"
    assert not opened.reading.problems
    assert opened.reading.values["contract_number"] == case.dispute.elements["contract_number"]
    assert opened.total is not None
    assert opened.total == case.amount, "what the dispute came to is what the plaint claims"


def test_the_bank_signs_and_the_case_has_its_plaint(
    case: Case, django_capture_on_commit_callbacks: Any, tmp_path: Path
) -> None:
    plaint = signed(case, django_capture_on_commit_callbacks)
    assert plaint.state == "signed" and plaint.signed_at is not None
    case = fresh(case)
    assert case.plaint_id == plaint.file_id
    text = text_of(storing.read(plaint.file.current_file), tmp_path)
    for entered in (
        "民事起诉状",
        "金融借款合同纠纷",
        cast.BORROWER.name,
        case.dispute.elements["contract_number"],
        "6.50%",
    ):
        assert entered in text, entered
    assert "288,300.24元（大写：人民币贰拾捌万捌仟叁佰元贰角肆分）" in text
    assert "280,000.00×9.75%×47÷360=3,564.17元" in text, "the formula in figures"
