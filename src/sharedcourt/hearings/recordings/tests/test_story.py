"""A recording is checked against its session; the clerk is told, explains, the judge signs; the file gets its copy."""

import hashlib
import io
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.documents.states import SigningState
from sharedcourt.hearings.attendance.tests import making
from sharedcourt.hearings.models import Hearing
from sharedcourt.hearings.recordings import actions, scheduled
from sharedcourt.hearings.recordings.models import FaultExplanation, Reconciliation, RecordingReview
from sharedcourt.hearings.states import HearingState
from sharedcourt.ledger.models import Entry
from sharedcourt.mediation.tests.stage import at
from sharedcourt.notices.models import Message
from sharedcourt.people import cast
from sharedcourt.rooms.recording import sealed
from sharedcourt.rooms.recording.models import Purpose, Recording, RecordingChunk, RecordingSpan, RecordingTrack
from sharedcourt.rooms.recording.states import RecordingState

pytestmark = pytest.mark.django_db
BrowserOf = Callable[[Any], Client]
OPENED, CLOSED = at("2022-01-10T10:00"), at("2022-01-10T10:01")
FILM = b"film" * 20_000


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(at("2022-01-10T12:00"), tick=False):
        yield


@pytest.fixture
def hearing() -> Hearing:
    """Held from ten to a minute past ten."""
    return closed(making.hearing(OPENED))


def closed(row: Hearing) -> Hearing:
    making.room(row)
    Hearing.objects.filter(pk=row.pk).update(state=HearingState.CLOSED, opened_at=OPENED, closed_at=CLOSED)
    return Hearing.objects.select_related("case__number", "room").get(pk=row.pk)


def recorded(hearing: Hearing, ended: Any = CLOSED, **more: Any) -> Recording:
    """A film that is whole unless something else is said."""
    kept = sealed.put([FILM])
    facts = {"path": kept.path, "size": kept.size, "sha256": kept.sha256, "seconds": (ended - OPENED).total_seconds()}
    row = Recording.objects.create(
        room=hearing.room,
        purpose=Purpose.HEARING,
        state=RecordingState.READY,
        started_at=OPENED,
        ended_at=ended,
        composed_at=ended,
        **{**facts, **more},
    )
    RecordingSpan.objects.create(recording=row, begun_at=OPENED, ended_at=ended, ended_for="closed")
    RecordingChunk.objects.create(
        recording=row,
        number=0,
        picture_path="",
        picture_size=0,
        sound_path="",
        sound_size=0,
        frames=900,
        loudest_db=-12.0,
    )
    return row


def test_a_whole_recording_is_in_order_and_nobody_is_told(hearing: Hearing) -> None:
    recorded(hearing)
    review = actions.check(hearing=hearing)
    assert review is not None and review.doubts == []
    assert not Message.objects.filter(kind="hearings.recording_doubtful").exists()
    assert Entry.objects.get(action="hearings.recording.checked").payload.facts["doubts"] == []
    actions.check(hearing=hearing)
    assert Entry.objects.filter(action="hearings.recording.checked").count() == 1, "the same again is no news"


def test_a_changed_file_is_noticed_and_the_clerk_told_once(hearing: Hearing) -> None:
    recording = recorded(hearing, sha256="0" * 64)
    for _twice in range(2):
        review = actions.check(hearing=hearing)
    assert review is not None and [doubt["what"] for doubt in review.doubts] == ["hash"]
    told = Message.objects.filter(kind="hearings.recording_doubtful").values_list("user", flat=True)
    assert set(told) == {hearing.clerk_id}
    before = len(told)
    default_storage.delete(recording.path)
    review = actions.check(hearing=hearing)
    assert review is not None and [doubt["what"] for doubt in review.doubts] == ["unreadable"]
    assert Message.objects.filter(kind="hearings.recording_doubtful").count() > before, "something new is told"


def test_what_is_in_doubt_is_explained_and_the_presiding_judge_signs(hearing: Hearing) -> None:
    clerk, judge = cast.person(cast.COURT_CLERK), cast.person(cast.JUDGE)
    with pytest.raises(Conflict):
        actions.explain(by=clerk, hearing=hearing, text="x")
    recorded(hearing, ended=CLOSED - timedelta(seconds=20))
    actions.check(hearing=hearing)
    with pytest.raises(Invalid):
        actions.explain(by=clerk, hearing=hearing, text="  ")
    for who in (cast.BORROWER, cast.FILING_CLERK, cast.COURT_ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            actions.explain(by=cast.person(who), hearing=hearing, text="停电")
    actions.explain(by=clerk, hearing=hearing, text="停电")
    actions.explain(by=clerk, hearing=hearing, text="示范镇停电二十秒")
    assert FaultExplanation.objects.count() == 1, "before it is signed it is written anew"
    with pytest.raises(NotAllowed):
        actions.sign(by=clerk, hearing=hearing)
    assert actions.sign(by=judge, hearing=hearing).signed_by == judge
    assert RecordingReview.objects.get().explained_at is not None
    with pytest.raises(Conflict):
        actions.sign(by=judge, hearing=hearing)
    Recording.objects.update(sha256="0" * 64)
    actions.check(hearing=hearing)
    assert RecordingReview.objects.get().explained_at is None, "another doubt needs another explanation"


def test_the_signed_explanation_lies_in_the_file_under_the_courts_seal(
    hearing: Hearing, browser_of: BrowserOf, django_capture_on_commit_callbacks: Any
) -> None:
    recorded(hearing, ended=CLOSED - timedelta(seconds=20))
    actions.check(hearing=hearing)
    actions.explain(by=cast.person(cast.COURT_CLERK), hearing=hearing, text="示范镇停电二十秒。\n备用电源随后启动。")
    with django_capture_on_commit_callbacks(execute=True):
        actions.sign(by=cast.person(cast.JUDGE), hearing=hearing)
    paper = FaultExplanation.objects.get().paper
    assert paper is not None and paper.state == SigningState.SEALED
    page = browser_of(cast.COURT_CLERK).get(f"/hearings/{hearing.pk}/recording/")
    assert f"/documents/{paper.pk}/" in page.content.decode()
    for who, status in ((cast.COURT_CLERK, 200), (cast.JUDGE, 200), (cast.BORROWER, 404), (cast.MEDIATOR, 404)):
        assert browser_of(who).get(f"/documents/{paper.pk}/").status_code == status, who
    pdf = b"".join(browser_of(cast.JUDGE).get(f"/documents/{paper.pk}/download/"))  # type: ignore[arg-type]
    words = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    assert "示范镇停电二十秒" in words and "20" in words and cast.JUDGE.name in words


def test_an_explanation_is_not_signed_for_what_was_found_later(hearing: Hearing) -> None:
    recorded(hearing, ended=CLOSED - timedelta(seconds=20))
    actions.check(hearing=hearing)
    actions.explain(by=cast.person(cast.COURT_CLERK), hearing=hearing, text="停电")
    Recording.objects.update(sha256="0" * 64)
    actions.check(hearing=hearing)
    with pytest.raises(Conflict):
        actions.sign(by=cast.person(cast.JUDGE), hearing=hearing)


def test_the_night_compares_every_hearing_once(hearing: Hearing, monkeypatch: pytest.MonkeyPatch) -> None:
    queued: list[Any] = []
    monkeypatch.setattr("sharedcourt.hearings.recordings.tasks.queue", queued.append)
    assert scheduled.run(at("2022-01-11T01:59")) == {"recordings_compared": 0}
    assert scheduled.run(at("2022-01-11T02:00")) == {"recordings_compared": 1}
    assert scheduled.run(at("2022-01-11T02:01")) == {"recordings_compared": 0}
    assert scheduled.run(at("2022-01-12T03:00")) == {"recordings_compared": 1}
    assert queued == [hearing.pk, hearing.pk] and Reconciliation.objects.count() == 2
    assert actions.check_by_id(hearing.pk)
    assert [doubt["what"] for doubt in RecordingReview.objects.get().doubts] == ["missing"]


def test_a_composed_recording_is_checked_soon(
    hearing: Hearing, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    from sharedcourt.rooms.recording.noting import note

    queued: list[Any] = []
    monkeypatch.setattr("sharedcourt.hearings.recordings.tasks.queue", queued.append)
    recording = recorded(hearing)
    with django_capture_on_commit_callbacks(execute=True):
        note("composed", recording, by=None)
    assert queued == [hearing.pk]


def test_the_copy_for_the_file_carries_films_hashes_and_the_log(hearing: Hearing, browser_of: BrowserOf) -> None:
    recorded(hearing)
    actions.check(hearing=hearing)
    address = f"/hearings/{hearing.pk}/recording/file/"
    response = browser_of(cast.COURT_CLERK).post(address)
    assert response.status_code == 200
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response)))  # type: ignore[arg-type]
    assert archive.testzip() is None
    assert archive.read("film-1.mp4") == FILM
    assert archive.read("SHA256SUMS").decode() == f"{hashlib.sha256(FILM).hexdigest()}  film-1.mp4\n"
    assert "10:00:00" in archive.read("record.txt").decode()
    exported = Entry.objects.get(action="hearings.recording.exported")
    assert exported.payload.facts["sha256"] == [hashlib.sha256(FILM).hexdigest()]
    for who in (cast.BORROWER, cast.STRANGER, cast.FILING_CLERK, cast.DIRECTOR):
        assert browser_of(who).post(address).status_code == 404
    assert Entry.objects.filter(action="hearings.recording.exported").count() == 1


def test_the_copy_for_the_file_has_every_camera_by_itself(hearing: Hearing, browser_of: BrowserOf) -> None:
    film = recorded(hearing)
    pieces = [b"picture of " * 100, b"the judge" * 50]
    whole = hashlib.sha256(b"".join(pieces)).hexdigest()
    facts = {"recording": film, "mime": "video/webm;codecs=vp8", "started_at": OPENED, "finished_at": CLOSED}
    seat = hearing.room.seats.get(user=cast.person(cast.JUDGE))  # type: ignore[union-attr]
    track = RecordingTrack.objects.create(
        **facts, seat=seat, kind="video", size=sum(map(len, pieces)), sha256=whole, closed_at=CLOSED
    )
    for number, content in enumerate(pieces):
        kept = sealed.put([content])
        track.pieces.create(number=number, path=kept.path, size=kept.size, sha256=kept.sha256)
    RecordingTrack.objects.create(**{**facts, "finished_at": None}, seat=seat, kind="audio")
    clerk = browser_of(cast.COURT_CLERK)
    assert whole in clerk.get(f"/hearings/{hearing.pk}/recording/").content.decode()
    response = clerk.post(f"/hearings/{hearing.pk}/recording/file/")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response)))  # type: ignore[arg-type]
    name = "film-1-01-judge-video.webm"
    assert archive.namelist() == ["film-1.mp4", name, "SHA256SUMS", "record.txt"]
    assert archive.read(name) == b"".join(pieces)
    assert f"{whole}  {name}\n" in archive.read("SHA256SUMS").decode()
    assert whole in Entry.objects.get(action="hearings.recording.exported").payload.facts["sha256"]


def test_the_courts_pages(hearing: Hearing, browser_of: BrowserOf) -> None:
    recorded(hearing, ended=CLOSED - timedelta(seconds=20))
    clerk, judge = browser_of(cast.COURT_CLERK), browser_of(cast.JUDGE)
    page = f"/hearings/{hearing.pk}/recording/"
    assert clerk.get(page).status_code == 200
    assert clerk.get("/hearings/recordings/", {"tab": "unchecked"}).context["page"].object_list[0] == hearing
    actions.check(hearing=hearing)
    assert "20" in clerk.get("/hearings/recordings/").content.decode()
    bad = clerk.post(f"{page}explain/", {"text": ""})
    assert bad.status_code == 422 and "govuk-error-message" in bad.content.decode()
    assert clerk.post(f"{page}explain/", {"text": "停电"}).status_code == 302
    assert clerk.post(f"{page}sign/").status_code == 403
    assert judge.post(f"{page}sign/").status_code == 302
    assert clerk.get("/hearings/recordings/", {"tab": "explained"}).context["rows"]
    assert browser_of(cast.COURT_ADMINISTRATOR).get(page).status_code == 200
    assert browser_of(cast.BORROWER).get(page).status_code == 404
    assert browser_of(cast.BORROWER).get("/hearings/recordings/").status_code == 404


def test_the_list_takes_the_same_queries_however_long_it_is(hearing: Hearing, browser_of: BrowserOf) -> None:
    clerk = browser_of(cast.COURT_CLERK)
    actions.check(hearing=hearing)
    clerk.get("/hearings/recordings/")
    with CaptureQueriesContext(connection) as one:
        clerk.get("/hearings/recordings/")
    for _more in range(2):
        actions.check(hearing=closed(making.hearing(OPENED, case=hearing.case)))
    with CaptureQueriesContext(connection) as more:
        clerk.get("/hearings/recordings/")
    assert len(more) == len(one)
