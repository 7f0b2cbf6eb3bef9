"""A file is read in the background, whatever it does to its reader; who may see it; nothing is taken over by itself."""

import json
import logging

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django_tasks_db.models import DBTaskResult

from sharedcourt.core.errors import Invalid, NotAllowed
from sharedcourt.documents import actions as files
from sharedcourt.documents import scheduled
from sharedcourt.documents.models import StoredFile
from sharedcourt.documents.reading import actions, isolated, queries, tasks, work
from sharedcourt.documents.reading.models import Reading, ReadingField
from sharedcourt.documents.reading.tests import papers
from sharedcourt.ledger.models import Entry
from sharedcourt.people import cast

pytestmark = pytest.mark.django_db
ENGINES = "sharedcourt.documents.reading.tests.engines."
AT_ONCE = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": ["default", tasks.QUEUE]}
}
QUEUED = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", tasks.QUEUE]}}


@pytest.fixture(autouse=True)
def _knowing(settings):
    settings.TASKS = AT_ONCE
    settings.SHAREDCOURT_TEXT_READER = ENGINES + "Knowing"
    cache.clear()


def sent(content=None, name="合同.jpg", mime="image/jpeg", member=cast.OFFICER):
    content = papers.contract().jpeg() if content is None else content
    upload = SimpleUploadedFile(name, content, mime)
    return files.keep_upload(by=cast.person(member), upload=upload, purpose="other")


def texts(reading):
    return ["".join(line[0].split()) for page in reading.pages.all() for line in page.lines]


def test_a_pdf_with_text_is_not_looked_at_as_a_picture(person):
    file = sent(papers.contract_pdf(pages=3), "合同.pdf", "application/pdf")
    reading = actions.ask(by=person(cast.OFFICER), file=file)
    assert (reading.state, reading.pages_total, reading.pages_done, reading.engine) == ("read", 3, 3, "")
    assert {page.source for page in reading.pages.all()} == {"layer"}
    assert reading.kind == "loan_contract" and "".join(papers.CONTRACT[1].split()) in texts(reading)


def test_of_a_mixed_pdf_only_the_scanned_pages_are_looked_at(person, settings):
    settings.SHAREDCOURT_READING_PAGES = 2
    file = sent(papers.scanned_pdf(*[papers.contract().picture] * 3), "扫描.pdf", "application/pdf")
    reading = actions.ask(by=person(cast.OFFICER), file=file)
    assert (reading.state, reading.engine, reading.engine_version) == ("read", "knowing", "1")
    assert (reading.pages_total, reading.pages_to_read, reading.pages_done) == (3, 2, 2)
    assert {page.source for page in reading.pages.all()} == {"picture"}


def test_the_embedded_reader_reads_a_card_that_lies_on_its_side(person, settings):
    settings.SHAREDCOURT_TEXT_READER = "sharedcourt.documents.reading.readers.RapidOCRReader"
    file = sent(papers.id_card().jpeg(turn=90, quality=75), "证件.jpg")
    reading = actions.ask(by=person(cast.OFFICER), file=file)
    assert (reading.state, reading.engine, reading.kind) == ("read", "rapidocr", "id_card")
    assert reading.pages.get().turned == 270
    found = {proposal.key: proposal for proposal in queries.proposed(reading).proposals}
    assert found["name"].value == "林建川" and found["resident_id"].value == "330399198506150016"
    assert found["resident_id"].checked


def test_a_reader_that_is_killed_goes_on_at_the_page_where_it_was(person, settings, tmp_path, monkeypatch):
    marks = tmp_path / "marks"
    monkeypatch.setenv("SHAREDCOURT_READING_MARKS", str(marks))
    settings.SHAREDCOURT_TEXT_READER = ENGINES + "KilledOnce"
    file = sent(papers.scanned_pdf(*[papers.id_card().picture] * 3), "扫描.pdf", "application/pdf")
    reading = actions.ask(by=person(cast.OFFICER), file=file)
    assert (reading.state, reading.pages_done) == ("read", 3)
    # Page one once, page two twice (the first time it was killed), page three once.
    assert len(marks.read_text().splitlines()) == 4


def test_a_killed_worker_leaves_its_pages_to_the_next_one(person, settings):
    settings.TASKS = QUEUED
    file = sent(papers.contract_pdf(pages=4), "合同.pdf", "application/pdf")
    reading = actions.ask(by=person(cast.OFFICER), file=file)
    assert reading.state == "queued" and DBTaskResult.objects.count() == 1
    assert actions.ask(by=person(cast.OFFICER), file=file).pk == reading.pk
    assert DBTaskResult.objects.count() == 1
    actions.begin(by=None, pk=reading.pk)
    actions.keep_page(
        by=None, pk=reading.pk, number=1, page={"source": "layer", "lines": [["第一页", 0, 0, 9, 9, 1.0]]}
    )
    # Its worker is gone, and its job with it: the clock finds it.
    DBTaskResult.objects.all().delete()
    scheduled.run()
    assert DBTaskResult.objects.count() == 1
    assert work.read(reading.pk) == "read" and work.read(reading.pk) == "read"
    reading.refresh_from_db()
    assert reading.pages_done == 4 and texts(reading)[0] == "第一页"
    scheduled.run()
    assert DBTaskResult.objects.count() == 1


def test_two_workers_do_not_read_the_same_file(person, settings):
    settings.TASKS = QUEUED
    reading = actions.ask(by=person(cast.OFFICER), file=sent())
    with work._alone(reading.pk):
        assert work.is_at_work(reading.pk) and work.read(reading.pk) == "busy"
    assert work.read(reading.pk) == "read"


@pytest.mark.parametrize("engine", ["Hungry", "Sleeping"])
def test_a_file_that_eats_memory_or_time_ends_alone_and_may_be_tried_again(person, settings, engine):
    settings.SHAREDCOURT_TEXT_READER = ENGINES + engine
    settings.SHAREDCOURT_READING_PAGE_SECONDS = 3
    officer = person(cast.OFFICER)
    reading = actions.ask(by=officer, file=sent())
    assert (reading.state, reading.failure) == ("failed", "gave_up")
    settings.SHAREDCOURT_TEXT_READER = ENGINES + "Knowing"
    settings.SHAREDCOURT_READING_PAGE_SECONDS = 60
    assert actions.ask(by=officer, file=reading.file).state == "read"


def test_damaged_and_locked_files_say_what_is_wrong(person, settings, monkeypatch):
    officer = person(cast.OFFICER)
    assert actions.ask(by=officer, file=sent(papers.contract().jpeg()[:3000])).failure == "damaged"
    with pytest.raises(Invalid):
        sent(locked_pdf(), "加密.pdf", "application/pdf")
    (event,) = isolated.events(locked_pdf(), mime="application/pdf", reader="", most_pages=1)
    assert event == {"event": "failed", "code": "locked"}
    with pytest.raises(Invalid):
        file = StoredFile.objects.create(path="x", purpose="other", mime="audio/mpeg", size=1, uploaded_by=officer)
        actions.ask(by=officer, file=file)


def locked_pdf():
    import io

    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.pdf_utils.writer import copy_into_new_writer

    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(papers.contract_pdf())))
    writer.encrypt("owner", "user")
    kept = io.BytesIO()
    writer.write(kept)
    return kept.getvalue()


def test_the_text_lies_encrypted_and_in_no_log(person, caplog):
    with caplog.at_level(logging.DEBUG):
        reading = actions.ask(by=person(cast.OFFICER), file=sent())
        actions.confirm(by=person(cast.OFFICER), reading=reading, values={"borrower": "林建川"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT lines FROM documents_readingpage")
        rows = [str(row[0]) for row in cursor.fetchall()]
        cursor.execute("SELECT proposed, value FROM documents_readingfield")
        rows += [str(row) for row in cursor.fetchall()]
    assert rows and not any("林建川" in row or "OY-2020" in row for row in rows)
    assert "林建川" not in caplog.text and "OY-2020" not in caplog.text
    facts = json.dumps([entry.payload.facts for entry in Entry.objects.select_related("payload")], default=str)
    assert "林建川" not in facts and "OY-2020" not in facts


def test_progress_then_fields_beside_the_picture(browser_of, settings, person):
    settings.TASKS = QUEUED
    browser, file = browser_of(cast.OFFICER), sent()
    waiting = browser.post(f"/files/{file.pk}/read/", {"next": "/desk/"})
    assert waiting.status_code == 302 and waiting.url.endswith("?next=%2Fdesk%2F")
    page = browser.get(waiting.url).content.decode()
    reading = Reading.objects.get()
    assert f"/readings/{reading.pk}/progress/" in page and "every 2s" in page
    fragment = browser.get(f"/readings/{reading.pk}/progress/")
    assert "HX-Refresh" not in fragment.headers
    work.read(reading.pk)
    assert browser.get(f"/readings/{reading.pk}/progress/").headers["HX-Refresh"] == "true"
    page = browser.get(waiting.url).content.decode()
    assert 'value="OY-2020-1110-0316"' in page and "<rect" in page and " checked" not in page
    picture = browser.get(f"/readings/{reading.pk}/pages/1.jpg")
    assert picture["Content-Type"] == "image/jpeg" and picture.content.startswith(b"\xff\xd8")
    assert "private" in picture["Cache-Control"]
    assert browser.get(f"/readings/{reading.pk}/pages/2.jpg").status_code == 404
    away = browser.post(f"/files/{file.pk}/read/", {"next": "https://example.org/"})
    assert away.url == f"/readings/{reading.pk}/"


def test_only_what_is_ticked_is_taken_and_a_wrong_one_is_corrected(browser_of, person):
    browser = browser_of(cast.OFFICER)
    reading = actions.ask(by=person(cast.OFFICER), file=sent())
    url = f"/readings/{reading.pk}/confirm/"
    form = {"value-borrower": "林建川", "take-borrower": "1", "value-principal": "三十万", "take-principal": "1"}
    wrong = browser.post(url, {**form, "value-annual_rate": "7.2"})
    assert wrong.status_code == 422 and not ReadingField.objects.exists()
    shown = wrong.content.decode()
    assert 'value="三十万"' in shown and 'value="7.2"' in shown and 'id="error-principal"' in shown
    assert shown.count(" checked") == 2
    for _twice in range(2):
        done = browser.post(url, {**form, "value-principal": "310,000", "value-annual_rate": "7.2"})
        assert done.status_code == 302
    assert {field.key: (field.outcome, field.value) for field in ReadingField.objects.exclude(outcome="ignored")} == {
        "borrower": ("taken", "林建川"),
        "principal": ("corrected", "310000.00"),
    }
    assert ReadingField.objects.get(key="annual_rate").value == ""
    assert browser.post(url, {"take-nonsense": "1", "value-nonsense": "x"}).status_code == 422


def test_other_peoples_files_are_not_there(browser_of, person):
    file = sent()
    reading = actions.ask(by=person(cast.OFFICER), file=file)
    for member in (cast.BORROWER, cast.RIVAL_OFFICER, cast.MEDIATOR):
        browser = browser_of(member)
        assert browser.post(f"/files/{file.pk}/read/").status_code == 404
        for address in ("", "progress/", "pages/1.jpg"):
            assert browser.get(f"/readings/{reading.pk}/{address}").status_code == 404, (member.key, address)
        assert browser.post(f"/readings/{reading.pk}/confirm/", {"take-borrower": "1"}).status_code == 404
    with pytest.raises(NotAllowed):
        actions.ask(by=person(cast.BORROWER), file=file)
    with pytest.raises(NotAllowed):
        actions.confirm(by=person(cast.BORROWER), reading=reading, values={})


def test_an_upload_says_at_once_what_may_be_unreadable(browser_of):
    browser, content = browser_of(cast.OFFICER), papers.contract().jpeg(blur=5)
    started = browser.post("/uploads/", {"filename": "模糊.jpg", "size": len(content), "purpose": "other"}).json()
    browser.patch(started["url"], content, content_type="application/octet-stream", headers={"Upload-Offset": "0"})
    done = browser.post(f"{started['url']}finish/").json()
    assert [warning["code"] for warning in done["warnings"]] == ["blurred"] and done["warnings"][0]["message"]
    assert StoredFile.objects.get(pk=done["file"]).warnings == ["blurred"]


@pytest.mark.parametrize(
    "wrong",
    [{"lines": [["x"]]}, {"lines": 5}, {"width": -1}, {"width": 10**9}, {"source": "elsewhere"}, {"turned": "left"}],
)
def test_what_the_process_says_is_not_believed_blindly(wrong):
    event = {"source": "picture", "width": 10, "height": 10, "turned": 0, "lines": [["字" * 999, 0, 0, 5, 5, 7]]}
    believed = work._believed(event)
    assert believed["lines"] == [["字" * 500, 0, 0, 5, 5, 1.0]]
    with pytest.raises(ValueError, match=r"page|invalid|values"):
        work._believed({**event, **wrong})
