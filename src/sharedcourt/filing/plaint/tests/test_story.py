"""From a failed mediation to a signed plaint with nothing typed again; a defendant answers; nobody sees the other's drafts."""

import io
import shutil
import subprocess
from pathlib import Path

import docx
import pytest

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.disputes.models import Agent
from sharedcourt.disputes.timeline import lines
from sharedcourt.documents import queries as documents
from sharedcourt.documents import storing
from sharedcourt.filing.cases import actions as cases
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.plaint import actions, papers, pleadings, queries
from sharedcourt.filing.plaint.models import Plaint
from sharedcourt.filing.plaint.tests.conftest import REST, Steps
from sharedcourt.filing.plaint.views import draft_of
from sharedcourt.filing.tests.cases import ADDRESS
from sharedcourt.people import cast

pytestmark = pytest.mark.django_db
TOTAL_IN_WORDS = "288,300.24元（大写：人民币贰拾捌万捌仟叁佰元贰角肆分）"


def text_of(content: bytes, folder: Path) -> str:
    """What a PDF says, without blanks and line ends."""
    file = folder / "paper.pdf"
    file.write_bytes(content)
    done = subprocess.run(["pdftotext", "-raw", str(file), "-"], capture_output=True, text=True, check=True)
    return "".join(done.stdout.split())


def test_the_bank_types_nothing_again(steps: Steps) -> None:
    opened = pleadings.opened(steps.begun().plaint)
    assert set(opened.reading.missing) <= set(REST), "only what nobody has said before is asked"
    assert not opened.reading.problems
    known = {key for key, element in opened.form.elements().items() if element.known}
    assert known <= set(opened.given), "what the dispute has under the same name comes from there"
    given = steps.case.dispute.elements
    assert opened.reading.values["contract_number"] == given["contract_number"]
    assert opened.total == steps.case.amount, "the plaint claims what the dispute came to"
    assert any(cast.BORROWER.name in line for line in opened.reading.values["defendants"])


def test_the_bank_signs_and_the_case_has_its_plaint(steps: Steps, tmp_path: Path) -> None:
    steps.drawn_up()
    assert steps.case.plaint is None, "only what is signed stands in the case"
    steps.sign(steps.officer, steps.plaint)
    plaint = steps.plaint
    assert plaint.state == "signed" and plaint.signed_at is not None
    assert plaint.file is not None and steps.case.plaint == plaint.file
    text = text_of(storing.read(plaint.file.current_file), tmp_path)
    number = steps.case.dispute.elements["contract_number"]
    for entered in ("民事起诉状", "金融借款合同纠纷", cast.BORROWER.name, number, "6.50%", "■否"):
        assert entered in text, entered
    total = pleadings.opened(plaint).total
    assert total is not None and f"{total:,.2f}元（大写：人民币" in text
    assert "×9.75%×" in text, "the formula stands in the plaint"


def test_an_incomplete_draft_is_kept_and_not_drawn_up(steps: Steps) -> None:
    officer = steps.begun().officer
    typed = {"signed_on": "2020-13-40", "principal": "三十万", "payments": [{"on": "gestern", "principal": "1"}]}
    plaint = actions.save(by=officer, pleading=steps.plaint, answers={**REST, **typed})
    opened = pleadings.opened(plaint)
    assert opened.answers()["principal"] == "三十万", "nothing typed is lost"
    assert set(opened.reading.problems) == {"signed_on", "principal", "payments:0:on"}
    with pytest.raises(Invalid) as refused:
        actions.draw_up(by=officer, pleading=plaint)
    assert refused.value.field == "signed_on"
    actions.save(
        by=officer, pleading=plaint, answers={"signed_on": "2020-11-10", "principal": "300,000", "payments": []}
    )
    assert steps.plaint.answers["principal"] == "300000.00"
    actions.save(by=officer, pleading=plaint, answers={"matures_on": "2019-11-20"})
    with pytest.raises(Invalid) as refused:
        actions.draw_up(by=officer, pleading=plaint)
    assert refused.value.field == "matures_on", "what the law says of it leads to its field"


def test_two_colleagues_on_one_page_do_not_overwrite_each_other(steps: Steps) -> None:
    officer, plaint = steps.begun().officer, steps.plaint
    seen = plaint.revision
    actions.save(by=officer, pleading=plaint, answers={"signed_at": "鹿城"}, page="signing", revision=seen)
    again = actions.save(by=officer, pleading=plaint, answers={"signed_at": "鹿城"}, page="signing", revision=seen)
    assert again.revision == seen + 1, "a double click changes nothing"
    actions.save(by=officer, pleading=plaint, answers={"collateral": "no"}, page="collateral", revision=seen)
    with pytest.raises(Conflict):
        actions.save(by=officer, pleading=plaint, answers={"signed_at": "瓯海"}, page="signing", revision=seen)
    with pytest.raises(Invalid):
        actions.save(by=officer, pleading=plaint, answers={"collateral": "no"}, page="signing")
    with pytest.raises(Invalid):
        actions.save(by=officer, pleading=plaint, answers={"plaintiffs": ["别人"]})


def test_drawing_up_twice_makes_one_paper_and_going_back_voids_it(steps: Steps) -> None:
    officer, file = steps.drawn_up().officer, steps.plaint.file
    assert actions.draw_up(by=officer, pleading=steps.plaint).file == file
    with pytest.raises(Conflict):
        actions.save(by=officer, pleading=steps.plaint, answers={"facts": "补充"})
    steps.sign(officer, steps.plaint)
    actions.reopen(by=officer, pleading=steps.plaint)
    assert steps.case.plaint is None and steps.plaint.file is None
    assert file is not None
    file.refresh_from_db()
    assert file.state == "superseded"
    actions.save(by=officer, pleading=steps.plaint, answers={"facts": "补充"})
    actions.draw_up(by=officer, pleading=steps.plaint)
    steps.sign(officer, Plaint(file=file))
    assert steps.case.plaint is None, "signing the void paper once more counts for nothing"
    steps.sign(officer, steps.plaint)
    assert steps.case.plaint == steps.plaint.file


def test_after_the_court_has_it_the_plaint_stays_as_it_is(steps: Steps) -> None:
    steps.accepted()
    with pytest.raises(Conflict):
        actions.reopen(by=steps.officer, pleading=steps.plaint)
    assert pleadings.opened(steps.plaint).total == steps.case.amount


def test_another_form_keeps_what_fits(steps: Steps) -> None:
    steps.filled()
    plaint = actions.begin_plaint(by=steps.officer, case=steps.case, form="general")
    opened = pleadings.opened(plaint)
    assert opened.form.code == "general" and "story" in opened.reading.missing
    assert opened.reading.values["preserved"] == "no"
    with pytest.raises(Invalid):
        actions.begin_plaint(by=steps.officer, case=steps.case, form="answer")


def test_the_other_side_never_sees_a_draft(steps: Steps) -> None:
    steps.drawn_up()
    borrower, file = steps.borrower, steps.plaint.file
    assert file is not None
    for member in (cast.BORROWER, cast.STRANGER, cast.RIVAL_OFFICER, cast.FILING_CLERK, cast.MEDIATOR):
        person = cast.person(member)
        assert not documents.signing_files(person).filter(pk=file.pk).exists(), member.key
        assert not queries.plaints_of(person).exists(), member.key
        with pytest.raises(NotAllowed):
            actions.save(by=person, pleading=steps.plaint, answers={"facts": "x"})
    told = [line.what for line in lines(steps.case.dispute)]
    assert "opened a document for signing" not in told and "began to fill in the plaint" not in told
    steps.sign(steps.officer, steps.plaint)
    assert not documents.signing_files(borrower).filter(pk=file.pk).exists(), "signed, and not yet before a court"
    assert "signed the document" not in [line.what for line in lines(steps.case.dispute)]


def test_a_defendant_answers_item_by_item(steps: Steps, tmp_path: Path) -> None:
    borrower = steps.answering().borrower
    file = steps.plaint.file
    assert file is not None
    assert documents.signing_files(borrower).filter(pk=file.pk).exists(), "now the defendant reads the plaint"
    opened = pleadings.opened(steps.answer)
    stances = [key for key in opened.reading.shown if key.startswith("stance_")]
    assert {"stance_sum_principal", "stance_sum_penalty", "stance_signing", "stance_rate", "stance_repaid"} <= set(
        stances
    )
    answers = dict.fromkeys(stances, "agreed")
    answers |= {"stance_sum_penalty": "contested", "service_electronic": "yes", "service_address": "鹿城区示范路2号"}
    row = actions.save(by=borrower, pleading=steps.answer, answers=answers)
    assert "reason_sum_penalty" in pleadings.opened(row).reading.missing, "who contests says why"
    plan = {"willing": "yes", "plan": "yes", "plan_instalment": "5000", "plan_count": "60", "plan_start": "2022-03-01"}
    row = actions.save(by=borrower, pleading=row, answers={"reason_sum_penalty": "罚息计算的天数不对", **plan})
    row = actions.draw_up(by=borrower, pleading=row)
    officer, judge = steps.officer, steps.case.judge
    assert judge is not None and row.file is not None
    for reader in (officer, judge):
        assert not documents.signing_files(reader).filter(pk=row.file.pk).exists(), "a draft is the defendant's own"
        assert not queries.visible_answers(reader, steps.case).exists()
    steps.sign(borrower, row)
    for reader in (officer, judge):
        assert documents.signing_files(reader).filter(pk=row.file.pk).exists()
        assert queries.visible_answers(reader, steps.case).count() == 1
    text = text_of(storing.read(steps.answer.file.current_file), tmp_path)  # type: ignore[union-attr]
    for said in ("民事答辩状", "罚息计算的天数不对", "■有异议", "5,000.00元", steps.case.number.text):  # type: ignore[union-attr]
        assert said in text, said
    with pytest.raises(Conflict):
        actions.reopen(by=borrower, pleading=steps.answer)


def test_an_agent_with_general_authority_contests_but_admits_nothing(steps: Steps) -> None:
    steps.answering()
    lawyer = cast.person(cast.STRANGER)
    Agent.objects.create(party=steps.answer.party, user=lawyer, authority="general", standing="lawyer", signs=True)
    opened = pleadings.opened(steps.answer)
    stances = [key for key in opened.reading.shown if key.startswith("stance_")]
    reasons = {key.replace("stance_", "reason_"): "不认可" for key in stances}
    rest = {"service_electronic": "no", "service_address": "鹿城区示范路2号", "willing": "no"}
    answers = {**dict.fromkeys(stances, "contested"), **reasons, **rest}
    row = actions.save(by=lawyer, pleading=steps.answer, answers={**answers, "stance_sum_principal": "agreed"})
    with pytest.raises(NotAllowed):
        actions.draw_up(by=lawyer, pleading=row)
    row = actions.save(by=lawyer, pleading=row, answers={"stance_sum_principal": "contested"})
    steps.sign(lawyer, actions.draw_up(by=lawyer, pleading=row))
    assert steps.answer.state == "signed"


def test_only_a_defendant_of_an_accepted_case_answers(steps: Steps) -> None:
    steps.signed()
    with pytest.raises(NotAllowed):
        actions.begin_answer(by=steps.borrower, case=steps.case)
    for member in (cast.OFFICER, cast.STRANGER):
        with pytest.raises(NotAllowed):
            actions.begin_answer(by=cast.person(member), case=steps.case)
    assert Case.objects.count() == 1


def test_a_case_taken_back_is_not_signed_for(steps: Steps) -> None:
    steps.drawn_up()
    cases.withdraw(by=steps.officer, case=steps.case)
    with pytest.raises(Conflict):
        steps.sign(steps.officer, steps.plaint)


def test_the_drafts_open_and_say_that_they_are_drafts(steps: Steps, tmp_path: Path) -> None:
    opened = pleadings.opened(steps.filled().plaint)
    assert "草稿" in text_of(draft_of(opened, "pdf"), tmp_path)
    word = draft_of(opened, "docx")
    read = docx.Document(io.BytesIO(word))
    assert read.sections[0].header.paragraphs[0].text == papers.DRAFT
    cells = "\n".join(cell.text for table in read.tables for row in table.rows for cell in row.cells)
    for entered in (steps.case.dispute.elements["contract_number"], cast.BORROWER.name, "合计", "6.50%"):
        assert entered in cells, entered


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_the_word_draft(steps: Steps, tmp_path: Path) -> None:
    file = tmp_path / "draft.docx"
    file.write_bytes(draft_of(pleadings.opened(steps.filled().plaint), "docx"))
    home = f"-env:UserInstallation=file://{tmp_path}/office"
    subprocess.run(
        ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(file)],
        check=True,
        capture_output=True,
        timeout=240,
    )
    text = text_of((tmp_path / "draft.pdf").read_bytes(), tmp_path)
    assert "民事起诉状" in text and "草稿" in text and steps.case.dispute.elements["contract_number"] in text


def test_the_fee_follows_what_the_plaint_claims(steps: Steps) -> None:
    """What is claimed changed on the way from mediation to the court: fee and level of the court go by the plaint (FEE 13)."""
    before = steps.filled().case.amount
    assert before is not None
    actions.save(
        by=steps.officer,
        pleading=steps.plaint,
        answers={"costs_claimed": "yes", "costs": "50000", "costs_detail": "律师费"},
    )
    actions.draw_up(by=steps.officer, pleading=steps.plaint)
    steps.sign(steps.officer, steps.plaint)
    assert steps.case.amount == before + 50_000
    cases.submit(by=steps.officer, case=steps.case, declared=True, address=ADDRESS)
    assert steps.case.amount == before + 50_000
    accepted = cases.accept(by=cast.person(cast.FILING_CLERK), case=steps.case, procedure="ordinary")
    assert accepted.bills.get().claim == before + 50_000


def test_a_plaint_taken_apart_again_claims_what_the_dispute_says(steps: Steps) -> None:
    before = steps.filled().case.amount
    actions.save(
        by=steps.officer,
        pleading=steps.plaint,
        answers={"costs_claimed": "yes", "costs": "50000", "costs_detail": "律师费"},
    )
    actions.draw_up(by=steps.officer, pleading=steps.plaint)
    steps.sign(steps.officer, steps.plaint)
    actions.reopen(by=steps.officer, pleading=steps.plaint)
    assert steps.case.plaint is None and steps.case.amount == before
