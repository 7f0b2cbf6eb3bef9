"""Everybody reads the record, asks for corrections, and signs it page by page (CPL 150, REC 6, 7)."""

from datetime import date, timedelta

import pytest

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.documents import actions as documents
from sharedcourt.documents import checking, storing
from sharedcourt.documents import queries as document_queries
from sharedcourt.documents.models import SigningFile
from sharedcourt.documents.states import SigningState
from sharedcourt.hearings.transcript import actions, marks, papers, queries, scheduled
from sharedcourt.hearings.transcript.actions import signing
from sharedcourt.hearings.transcript.models import CorrectionState
from sharedcourt.hearings.transcript.states import TranscriptState
from sharedcourt.hearings.transcript.tests import making
from sharedcourt.hearings.transcript.tests.making import Typist, sign, text_of
from sharedcourt.ledger.models import Entry
from sharedcourt.mediation.tests.stage import STROKES
from sharedcourt.notices.models import Message
from sharedcourt.people import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(row):
    """Two lines, finished: everybody reads."""
    page = Typist(row).take_pen()
    page.type("利息按年利率9.75%计算。", at_ms=30_000)
    page.type("没有异议。", at_ms=150_000)
    actions.finish(by=row.hearing.clerk, transcript=row)
    return queries.rows().get(pk=row.pk)


@pytest.fixture
def to_sign(written):
    """Both sides have read it; the paper is made."""
    for member in (cast.OFFICER, cast.BORROWER):
        actions.confirm_read(by=cast.person(member), transcript=written)
    actions.open_signing(by=written.hearing.clerk, transcript=written)
    return queries.rows().get(pk=written.pk)


def first_line(row):
    return queries.lines(row)[0]


def test_an_empty_record_is_not_finished_nor_one_with_open_proposals(row):
    clerk = row.hearing.clerk
    with pytest.raises(Conflict):
        actions.finish(by=clerk, transcript=row)
    actions.write(by=clerk, transcript=row, text="一")
    actions.propose(by=clerk, transcript=row, said=[actions.Said("听到的", 1000)])
    with pytest.raises(Conflict):
        actions.finish(by=clerk, transcript=row)


def test_when_it_is_finished_everybody_is_told_until_when_to_read_it(written):
    assert written.state == TranscriptState.READING
    assert written.read_by == date(2022, 3, 14)
    told = set(Message.objects.filter(kind="hearings.transcript_to_read").values_list("user__username", flat=True))
    assert told == {"officer", "borrower"}
    with pytest.raises(Conflict):
        actions.write(by=written.hearing.clerk, transcript=written, text="後補")


def test_a_correction_is_asked_for_and_made_after_the_recording_was_played(written, django_capture_on_commit_callbacks):
    making.recorded(written.hearing)
    borrower, clerk, line = cast.person(cast.BORROWER), written.hearing.clerk, first_line(written)
    asked = actions.ask_correction(by=borrower, transcript=written, line=line.key, wanted="利息按年利率6.5%计算。")
    again = actions.ask_correction(by=borrower, transcript=written, line=line.key, wanted="利息按年利率6.5%计算。 ")
    assert again == asked
    with pytest.raises(Conflict):
        actions.confirm_read(by=borrower, transcript=written)  # the request is not answered yet
    assert marks.Places(clerk, written.hearing).url(line.at_ms).endswith("#t=30.0")
    done = actions.answer_request(by=clerk, request=asked, corrected=True, text=asked.wanted, replayed=True)
    assert (done.state, done.replayed) == (CorrectionState.CORRECTED, True)
    assert text_of(written)[0] == "利息按年利率6.5%计算。"
    # What stood there before is not lost.
    assert [change.content["text"] for change in line.changes.all()] == [
        "利息按年利率9.75%计算。",
        "利息按年利率6.5%计算。",
    ]
    with pytest.raises(Conflict):
        actions.answer_request(by=clerk, request=asked, corrected=False, answer="x")


def test_a_correction_that_is_not_made_is_noted_in_the_record(written):
    borrower, clerk = cast.person(cast.BORROWER), written.hearing.clerk
    line = first_line(written)
    asked = actions.ask_correction(by=borrower, transcript=written, line=line.key, wanted="没有说过利息。")
    with pytest.raises(Invalid):
        actions.answer_request(by=clerk, request=asked, corrected=False)
    actions.answer_request(by=clerk, request=asked, corrected=False, answer="与录音录像一致。", replayed=True)
    printed = papers.transcript(written)
    assert printed["requests"] == [
        "林建川申请将“利息按年利率9.75%计算。”补正为“没有说过利息。”。未予补正，理由：与录音录像一致。（已播放庭审录音录像核对）"
    ]
    assert text_of(written)[0] == "利息按年利率9.75%计算。"
    assert Entry.objects.filter(action="hearings.transcript.correction_refused").exists()


def test_after_five_days_nothing_more_is_asked_for_and_the_record_is_signed(written, moment):
    borrower, clerk = cast.person(cast.BORROWER), written.hearing.clerk
    with pytest.raises(Conflict):
        actions.open_signing(by=clerk, transcript=written)  # nobody has read it
    moment.shift(timedelta(days=7))
    actions.ask_correction(by=borrower, transcript=written, line=first_line(written).key, wanted="x")
    moment.shift(timedelta(days=1))
    with pytest.raises(Conflict):
        actions.ask_correction(by=borrower, transcript=written, line=first_line(written).key, wanted="y")
    with pytest.raises(Conflict):
        actions.open_signing(by=clerk, transcript=written)  # a request is open
    actions.answer_request(by=clerk, request=written.corrections.get(), corrected=False, answer="与录音一致")
    actions.open_signing(by=clerk, transcript=written)


def test_only_who_takes_part_asks_and_confirms(written):
    for member in (cast.JUDGE, cast.COURT_CLERK, cast.STRANGER, cast.WIFE):
        with pytest.raises(NotAllowed):
            actions.ask_correction(by=cast.person(member), transcript=written, line=first_line(written).key, wanted="x")
        with pytest.raises(NotAllowed):
            actions.confirm_read(by=cast.person(member), transcript=written)


def test_page_by_page_then_signed_by_all_and_sealed(to_sign, django_capture_on_commit_callbacks):
    row, on_commit = to_sign, django_capture_on_commit_callbacks
    officer = cast.person(cast.OFFICER)
    assert [slot.role_label for slot in row.file.slots.all()] == ["原告委托诉讼代理人", "被告", "审判员", "书记员"]
    with pytest.raises(Conflict) as refused:
        documents.sign(by=officer, signing_file=row.file, strokes=STROKES, intends=True)
    assert refused.value.field == "pages"
    with pytest.raises(Conflict):
        actions.confirm_page(by=officer, transcript=row, number=row.file.pages + 1)
    with pytest.raises(NotAllowed):
        actions.confirm_page(by=cast.person(cast.STRANGER), transcript=row, number=1)
    for member in (cast.OFFICER, cast.BORROWER, cast.JUDGE, cast.COURT_CLERK):
        sign(cast.person(member), row, on_commit)
    row.refresh_from_db()
    assert row.state == TranscriptState.SEALED
    assert row.sealed_at is not None
    file = SigningFile.objects.get(pk=row.file_id)
    assert file.state == SigningState.SEALED
    checked = checking.check(storing.read(file.current_file))
    assert checked.verdict.in_archive
    entry = Entry.objects.filter(action="hearings.transcript.sealed").get()
    assert entry.payload.facts["sha256"] == file.current_file.sha256
    assert Entry.objects.filter(action="hearings.transcript.pages_read").count() == 4
    told = set(Message.objects.filter(kind="hearings.transcript_sealed").values_list("user__username", flat=True))
    assert told == {"officer", "borrower", "judge", "court_clerk"}


def test_the_sealed_record_is_read_by_who_sees_the_case_and_by_nobody_else(to_sign, django_capture_on_commit_callbacks):
    row = to_sign
    clerk_of_the_court, stranger = cast.person(cast.FILING_CLERK), cast.person(cast.STRANGER)
    assert not document_queries.visible_to(clerk_of_the_court).filter(pk=row.file_id).exists()
    for member in (cast.OFFICER, cast.BORROWER, cast.JUDGE, cast.COURT_CLERK):
        sign(cast.person(member), row, django_capture_on_commit_callbacks)
    assert document_queries.visible_to(clerk_of_the_court).filter(pk=row.file_id).exists()
    assert not document_queries.visible_to(stranger).filter(pk=row.file_id).exists()


def test_who_refuses_before_the_paper_is_made_is_noted_in_it(written):
    borrower, clerk = cast.person(cast.BORROWER), written.hearing.clerk
    with pytest.raises(Invalid):
        actions.refuse_to_sign(by=borrower, transcript=written, reason=" ")
    actions.refuse_to_sign(by=borrower, transcript=written, reason="对笔录内容不认可")
    actions.confirm_read(by=cast.person(cast.OFFICER), transcript=written)
    assert papers.transcript(written)["refusals"] == ["被告林建川拒绝签名，理由：对笔录内容不认可"]
    row = actions.open_signing(by=clerk, transcript=written)
    assert not row.file.slots.filter(user=borrower).exists()


def test_who_refuses_afterwards_is_noted_and_the_record_is_complete_without_them(
    to_sign, django_capture_on_commit_callbacks
):
    row, on_commit = to_sign, django_capture_on_commit_callbacks
    borrower, clerk = cast.person(cast.BORROWER), row.hearing.clerk
    for member in (cast.OFFICER, cast.JUDGE, cast.COURT_CLERK):
        sign(cast.person(member), row, on_commit)
    with pytest.raises(NotAllowed):
        documents.refuse_signature(by=cast.person(cast.OFFICER), signing_file=row.file, user=borrower, reason="x")
    with on_commit(execute=True):
        actions.note_refusal(by=clerk, transcript=row, user=borrower, reason="当庭拒绝签名")
    row.refresh_from_db()
    assert row.state == TranscriptState.SEALED
    note = SigningFile.objects.get(kind=signing.REFUSALS_KIND)
    assert note.payload["rows"][0][:2] == ["被告", "林建川"]
    assert note.payload["rows"][0][3] == "当庭拒绝签名"
    with pytest.raises(Conflict):
        documents.sign(by=borrower, signing_file=row.file, strokes=STROKES, intends=True)


def test_who_thinks_better_of_it_still_signs_while_others_are_waited_for(to_sign, django_capture_on_commit_callbacks):
    row, borrower = to_sign, cast.person(cast.BORROWER)
    actions.refuse_to_sign(by=borrower, transcript=row, reason="先看看")
    sign(borrower, row, django_capture_on_commit_callbacks)
    slot = row.file.slots.get(user=borrower)
    assert slot.signed_at is not None
    assert slot.refused_at is None


def test_bench_and_clerk_do_not_refuse(to_sign):
    with pytest.raises(NotAllowed):
        actions.refuse_to_sign(by=cast.person(cast.JUDGE), transcript=to_sign, reason="x")
    with pytest.raises(Invalid):
        actions.note_refusal(by=to_sign.hearing.clerk, transcript=to_sign, user=cast.person(cast.JUDGE), reason="x")


def test_papers_of_other_kinds_need_every_signature(to_sign):
    SigningFile.objects.filter(pk=to_sign.file_id).update(kind="agreement")
    file = SigningFile.objects.get(pk=to_sign.file_id)
    borrower = cast.person(cast.BORROWER)
    with pytest.raises(NotAllowed):
        documents.refuse_signature(by=borrower, signing_file=file, user=borrower, reason="x")


def test_taken_back_the_paper_counts_no_longer_and_everybody_signs_the_new_one(
    to_sign, django_capture_on_commit_callbacks
):
    row, clerk = to_sign, to_sign.hearing.clerk
    sign(cast.person(cast.OFFICER), row, django_capture_on_commit_callbacks)
    old = row.file
    actions.take_back(by=clerk, transcript=row)
    old.refresh_from_db()
    assert old.state == SigningState.SUPERSEDED
    row = queries.rows().get(pk=row.pk)
    actions.correct(by=clerk, transcript=row, line=first_line(row).key, text="利息按月付清。")
    actions.open_signing(by=clerk, transcript=row)
    row = queries.rows().get(pk=row.pk)
    new = SigningFile.objects.get(pk=row.file_id)
    assert new.payload["lines"][0]["text"] == "利息按月付清。"
    with pytest.raises(Conflict):  # pages of the old paper do not count for the new one
        documents.sign(by=cast.person(cast.OFFICER), signing_file=new, strokes=STROKES, intends=True)


def test_written_on_everybody_reads_again(written):
    clerk = cast.person(cast.COURT_CLERK)
    actions.confirm_read(by=cast.person(cast.OFFICER), transcript=written)
    actions.reopen(by=clerk, transcript=written)
    row = queries.rows().get(pk=written.pk)
    actions.write(by=clerk, transcript=row, text="继续开庭。")
    actions.finish(by=clerk, transcript=row)
    row = queries.rows().get(pk=row.pk)
    assert not queries.may_be_signed(row)


def test_a_seal_that_failed_is_put_on_by_the_clock(to_sign, django_capture_on_commit_callbacks):
    row = to_sign
    for member in (cast.OFFICER, cast.BORROWER, cast.JUDGE):
        sign(cast.person(member), row, django_capture_on_commit_callbacks)
    clerk = cast.person(cast.COURT_CLERK)
    for number in range(1, row.file.pages + 1):
        actions.confirm_page(by=clerk, transcript=row, number=number)
    documents.sign(by=clerk, signing_file=row.file, strokes=STROKES, intends=True)  # nothing runs after the commit
    row.refresh_from_db()
    assert row.state == TranscriptState.SIGNING
    assert scheduled.run() == {"records_sealed": 1}
    row.refresh_from_db()
    assert row.state == TranscriptState.SEALED


def test_a_long_record_has_many_pages_and_a_box_for_each(row):
    clerk = row.hearing.clerk
    for number in range(60):
        actions.write(
            by=clerk, transcript=row, text=f"第{number}项证据，真实性、合法性、关联性均无异议。" * 3, kind="speech"
        )
    actions.write(by=clerk, transcript=row, text="法庭辩论", kind="stage")
    actions.write(by=clerk, transcript=row, text="（被告网络中断，庭审暂停。）", kind="note")
    actions.finish(by=clerk, transcript=row)
    for member in (cast.OFFICER, cast.BORROWER):
        actions.confirm_read(by=cast.person(member), transcript=row)
    made = actions.open_signing(by=clerk, transcript=row)
    assert made.file.pages > 3
    assert made.file.slots.count() == 4
