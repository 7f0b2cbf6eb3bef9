"""The recording in place of the record: summary procedure, everybody's consent, and the checksum is what is signed (REC 8, 9)."""

import hashlib

import pytest

from sharedcourt.core.errors import Conflict, NotAllowed
from sharedcourt.hearings.transcript import actions, papers, queries
from sharedcourt.hearings.transcript.actions import recorded
from sharedcourt.hearings.transcript.states import TranscriptState
from sharedcourt.hearings.transcript.tests import making
from sharedcourt.hearings.transcript.tests.making import FILM, sign
from sharedcourt.ledger.models import Entry
from sharedcourt.people import cast
from sharedcourt.rooms.recording.models import Recording

pytestmark = pytest.mark.django_db


def agree(row, *members):
    for member in members:
        actions.say_recording_stands(by=cast.person(member), transcript=row, stands=True)


@pytest.fixture
def ready(row):
    """Closed, recorded, and both sides agree."""
    making.recorded(making.closed(row.hearing))
    row = queries.rows().get(pk=row.pk)
    agree(row, cast.OFFICER, cast.BORROWER)
    return row


def test_the_checksum_is_signed_by_all_and_sealed(ready, django_capture_on_commit_callbacks):
    row = actions.let_recording_stand(by=ready.hearing.clerk, transcript=ready)
    film = hashlib.sha256(FILM).hexdigest()
    assert row.checksum == film
    assert row.file.payload["sha256"] == film
    assert "均同意以本次庭审录音录像替代法庭笔录" in row.file.payload["consent"]
    for member in (cast.OFFICER, cast.BORROWER, cast.JUDGE, cast.COURT_CLERK):
        sign(cast.person(member), row, django_capture_on_commit_callbacks)
    row.refresh_from_db()
    assert row.state == TranscriptState.SEALED
    facts = Entry.objects.get(action="hearings.transcript.sealed").payload.facts
    assert facts["checksum"] == film


def test_not_without_everybodys_consent(row):
    making.recorded(making.closed(row.hearing))
    row = queries.rows().get(pk=row.pk)
    agree(row, cast.OFFICER)
    with pytest.raises(Conflict, match="林建川"):
        actions.let_recording_stand(by=row.hearing.clerk, transcript=row)
    agree(row, cast.BORROWER)
    actions.say_recording_stands(by=cast.person(cast.BORROWER), transcript=row, stands=False)  # the last word counts
    with pytest.raises(Conflict):
        actions.let_recording_stand(by=row.hearing.clerk, transcript=row)


def test_not_in_the_ordinary_procedure(hearing):
    type(hearing.case).objects.filter(pk=hearing.case_id).update(procedure="ordinary")
    hearing = type(hearing).objects.get(pk=hearing.pk)
    row = making.begun(hearing)
    with pytest.raises(Conflict):
        agree(row, cast.OFFICER)
    assert recorded.hindrances(row)


def test_not_while_the_hearing_goes_on_nor_without_a_recording(row):
    agree(row, cast.OFFICER, cast.BORROWER)
    assert len(recorded.hindrances(row)) == 2
    making.closed(row.hearing)
    row = queries.rows().get(pk=row.pk)
    assert len(recorded.hindrances(row)) == 1
    making.recorded(row.hearing)
    assert recorded.hindrances(row) == []


def test_a_film_that_is_not_what_was_recorded_stands_for_nothing(ready):
    Recording.objects.update(sha256="0" * 64)
    with pytest.raises(Conflict, match=r"校验值|checksum"):
        actions.let_recording_stand(by=ready.hearing.clerk, transcript=ready)


def test_a_recording_with_faults_does_not_stand_for_the_record(ready):
    Recording.objects.update(faults=["silent"])
    with pytest.raises(Conflict):
        actions.let_recording_stand(by=ready.hearing.clerk, transcript=ready)


def test_who_has_a_say_and_who_lets_it_stand(ready):
    for member in (cast.JUDGE, cast.COURT_CLERK, cast.STRANGER):
        with pytest.raises(NotAllowed):
            agree(ready, member)
    for member in (cast.JUDGE, cast.OFFICER):
        with pytest.raises(NotAllowed):
            actions.let_recording_stand(by=cast.person(member), transcript=ready)


def test_a_witness_signs_the_checksum_too_and_has_no_say_before(ready):
    witness = cast.person(cast.WIFE)
    ready.hearing.participants.create(user=witness, capacity="witness")
    with pytest.raises(NotAllowed):
        agree(ready, cast.WIFE)
    row = actions.let_recording_stand(by=ready.hearing.clerk, transcript=ready)
    assert row.file.slots.filter(user=witness).exists()


def test_taken_back_the_record_is_written_after_all(ready):
    actions.let_recording_stand(by=ready.hearing.clerk, transcript=ready)
    row = actions.take_back(by=ready.hearing.clerk, transcript=ready)
    assert (row.state, row.checksum, row.recording, row.file) == (TranscriptState.READING, "", None, None)
    actions.reopen(by=ready.hearing.clerk, transcript=row)
    row = queries.rows().get(pk=row.pk)
    actions.write(by=ready.hearing.clerk, transcript=row, text="补记笔录。")


def test_the_paper_says_which_recording_it_is(ready):
    recording = Recording.objects.get()
    printed = papers.checksum(ready, recording)
    assert ["时长", "3分0秒"] in printed["recording"]
    assert ["文件大小", f"{len(FILM):,}字节"] in printed["recording"]
