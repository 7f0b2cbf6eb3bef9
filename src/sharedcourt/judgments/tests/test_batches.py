"""Many papers at once: taken in whatever happens to the worker, looked at in samples by a second person, released together."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import translation

from sharedcourt.core import clock
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.documents.models import StoredFile
from sharedcourt.judgments import actions, bulk, queries, scheduled
from sharedcourt.judgments.actions.batches import begin_folder
from sharedcourt.judgments.models import Batch, Item, Judgment, Publication, Step
from sharedcourt.judgments.states import BatchState, JudgmentState
from sharedcourt.judgments.taking_in.bulk import Entry
from sharedcourt.judgments.tests import papers
from sharedcourt.ledger.models import Entry as LedgerEntry
from sharedcourt.people import cast

pytestmark = pytest.mark.django_db
OnCommit = Callable[..., Any]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def archive(*texts: str, **files: bytes) -> SimpleUploadedFile:
    """A zip of texts, and of other files by name."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        for number, text in enumerate(texts):
            target.writestr(f"文书/{number:03}.txt", text)
        for name, content in files.items():
            target.writestr(name.replace("_", "."), content)
    return SimpleUploadedFile("旧文书.zip", packed.getvalue())


def sent(file: SimpleUploadedFile, on_commit: OnCommit) -> Batch:
    """Sent in and worked through."""
    with on_commit(execute=True):
        row = actions.begin_batch(
            by=papers.judge(), court=cast.organisation(cast.COURT), file=file, name=file.name or ""
        )
    return Batch.objects.get(pk=row.pk)


def ready(batch: Batch) -> None:
    """Every paper looked through by the judge."""
    for row in batch.judgments.order_by("number"):
        actions.make_ready(by=papers.judge(), judgment=papers.answered(papers.decided(row)))


def test_an_archive_is_taken_in_and_what_was_refused_is_listed(django_capture_on_commit_callbacks: OnCommit) -> None:
    file = archive(papers.loan(1), papers.loan(2), papers.loan(1), scan_png=b"\x89PNG\r\n", empty_txt=b"  ")
    row = sent(file, django_capture_on_commit_callbacks)
    assert row.state == BatchState.WORKING
    assert (row.total, row.taken, row.refused) == (5, 2, 3)
    problems = {item.name: item.problem for item in row.items.filter(judgment=None)}
    assert problems == {"文书/002.txt": "taken_already", "scan.png": "unknown_type", "empty.txt": "empty"}
    # The archive lies in no storage any more.
    assert row.file is None
    assert not StoredFile.objects.filter(mime="application/zip").exists()
    assert Judgment.objects.filter(batch=row, source=Judgment.Source.BATCH).count() == 2


def test_lines_of_json_with_what_is_said_beside(django_capture_on_commit_callbacks: OnCommit) -> None:
    lines = [{"text": papers.loan(1), "effective_on": "2022-03-17"}, {"paragraphs": papers.loan(2).split("\n")}]
    content = "\n".join([*map(json.dumps, lines), "{broken", json.dumps({"title": "x"})])
    row = sent(SimpleUploadedFile("a.jsonl", content.encode()), django_capture_on_commit_callbacks)
    assert (row.taken, row.refused) == (2, 2)
    first = Judgment.objects.get(number="（2022）浙0302民初1号")
    assert first.due is not None
    assert [item.problem for item in row.items.filter(judgment=None)] == ["not_json", "no_text_field"]


def test_what_is_no_archive_is_refused_at_once(settings: Any) -> None:
    court = cast.organisation(cast.COURT)
    for content in (b"", b"%PDF-1.7", b"<html>"):
        with pytest.raises(Invalid) as refused:
            actions.begin_batch(by=papers.judge(), court=court, file=SimpleUploadedFile("a.zip", content), name="a.zip")
        assert refused.value.field == "file"
    settings.SHAREDCOURT_JUDGMENT_ARCHIVE_LIMIT = 10
    with pytest.raises(Invalid, match="larger"):
        actions.begin_batch(by=papers.judge(), court=court, file=archive(papers.loan()), name="a.zip")
    with pytest.raises(NotAllowed):
        actions.begin_batch(by=papers.stranger(), court=court, file=archive(papers.loan()), name="a.zip")


def test_a_broken_archive_fails_as_a_whole(django_capture_on_commit_callbacks: OnCommit) -> None:
    row = sent(SimpleUploadedFile("a.zip", b"PK\x03\x04nonsense"), django_capture_on_commit_callbacks)
    assert row.state == BatchState.FAILED
    assert row.problem == "damaged"


def test_a_killed_worker_is_followed_by_one_that_goes_on(
    django_capture_on_commit_callbacks: OnCommit, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [papers.loan(number) for number in range(1, 6)]
    file, court = archive(*texts), cast.organisation(cast.COURT)
    row = actions.begin_batch(by=papers.judge(), court=court, file=file, name="a.zip")
    take = bulk._one
    done: list[int] = []

    def killed(batch: Batch, place: int, entry: Entry) -> None:
        if len(done) == 3:
            raise SystemExit(9)
        take(batch, place, entry)
        done.append(place)

    monkeypatch.setattr(bulk, "_one", killed)
    with pytest.raises(SystemExit):
        bulk.read(row.pk)
    monkeypatch.setattr(bulk, "_one", take)
    half = Batch.objects.get(pk=row.pk)
    assert half.state == BatchState.READING
    assert half.taken == 3
    # Nobody takes it from a worker that may still live; five minutes later the clock does.
    assert bulk.read(row.pk) == "nothing to do"
    assert scheduled.run()["taken up"] == 0
    with time_machine.travel(clock.now() + timedelta(minutes=6), tick=False):
        assert scheduled.run()["taken up"] == 1
    row.refresh_from_db()
    assert row.state == BatchState.WORKING
    assert (row.total, row.taken, row.refused) == (5, 5, 0)
    assert Judgment.objects.count() == 5
    assert Item.objects.count() == 5
    assert bulk.read(row.pk) == "nothing to do"
    with time_machine.travel(clock.now() + timedelta(minutes=12), tick=False):
        assert scheduled.run()["taken up"] == 0


def test_a_folder_by_command_goes_on_where_it_stopped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in").mkdir()
    for number in range(1, 4):
        (tmp_path / "in" / f"{number}.txt").write_text(papers.loan(number))
    (tmp_path / ".hidden").write_text("x")
    outside = tmp_path.parent / "outside.txt"
    outside.write_text(papers.loan(9))
    (tmp_path / "link.txt").symlink_to(outside)
    judge = papers.judge()
    arguments = [str(tmp_path), "--court", papers.court_name(), "--by", judge.username]
    batch = begin_folder(by=judge, court=cast.organisation(cast.COURT), name=str(tmp_path))
    first = next(bulk.entries_of_folder(tmp_path))
    bulk._one(Batch.objects.select_related("court", "begun_by").get(pk=batch.pk), 0, first)
    call_command("take_in_judgments", *arguments)
    assert "3 taken in, 0 refused" in capsys.readouterr().out
    assert Batch.objects.count() == 1
    assert Judgment.objects.count() == 3
    call_command("take_in_judgments", *arguments)
    assert "0 taken in, 3 refused" in capsys.readouterr().out
    for wrong in (["/nowhere"], [str(tmp_path), "--by", "nobody"]):
        with pytest.raises(CommandError):
            call_command("take_in_judgments", *[*wrong, *arguments[1:3], "--by", "nobody"])


def test_a_second_person_looks_at_samples_and_the_batch_is_released(
    django_capture_on_commit_callbacks: OnCommit, settings: Any
) -> None:
    settings.SHAREDCOURT_JUDGMENT_SAMPLES = 2
    batch = sent(archive(*[papers.loan(number) for number in range(1, 5)]), django_capture_on_commit_callbacks)
    with pytest.raises(Conflict):
        actions.hand_over(by=papers.judge(), batch=batch)
    ready(batch)
    one = batch.judgments.first()
    assert one is not None
    with pytest.raises(Conflict):
        actions.release(by=papers.judge(), judgment=one)
    papers.clerk()
    batch = actions.hand_over(by=papers.judge(), batch=batch)
    samples = list(batch.samples.all())
    assert len(samples) == 2
    with pytest.raises(NotAllowed):
        actions.answer_sample(by=papers.judge(), batch=batch, sample_id=samples[0].pk, faulty=False)
    with pytest.raises(NotAllowed):
        actions.answer_sample(by=papers.stranger(), batch=batch, sample_id=samples[0].pk, faulty=False)
    # What was handed over does not change meanwhile.
    with pytest.raises(Conflict):
        actions.put_back(by=papers.judge(), judgment=one)
    with pytest.raises(Conflict):
        actions.discard(by=papers.judge(), judgment=one, reason="x")
    actions.answer_sample(by=papers.clerk(), batch=batch, sample_id=samples[0].pk, faulty=False)
    with pytest.raises(Conflict):
        actions.answer_sample(by=papers.clerk(), batch=batch, sample_id=samples[0].pk, faulty=False)
    assert not Publication.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        actions.answer_sample(by=papers.clerk(), batch=batch, sample_id=samples[1].pk, faulty=False)
    batch.refresh_from_db()
    assert batch.state == BatchState.DONE
    assert Publication.objects.filter(is_current=True).count() == 4
    assert list(Step.objects.values_list("seq", flat=True)) == [1, 2, 3, 4]
    assert set(Publication.objects.values_list("released_by", flat=True)) == {papers.clerk().pk}
    assert bulk.release(batch.pk) == "nothing to do"


def test_one_fault_sends_the_batch_back_and_twice_as_many_are_looked_at(
    django_capture_on_commit_callbacks: OnCommit, settings: Any
) -> None:
    settings.SHAREDCOURT_JUDGMENT_SAMPLES = 1
    batch = sent(archive(*[papers.loan(number) for number in range(1, 4)]), django_capture_on_commit_callbacks)
    ready(batch)
    batch = actions.hand_over(by=papers.judge(), batch=batch)
    (sample,) = batch.samples.all()
    with pytest.raises(Invalid):
        actions.answer_sample(by=papers.clerk(), batch=batch, sample_id=sample.pk, faulty=True)
    actions.answer_sample(by=papers.clerk(), batch=batch, sample_id=sample.pk, faulty=True, note_text="漏了一个名字")
    batch.refresh_from_db()
    assert batch.state == BatchState.WORKING
    assert papers.fresh(sample.judgment).state == JudgmentState.DESK
    assert not Publication.objects.exists()
    batch = actions.hand_over(by=papers.judge(), batch=batch)
    assert batch.samples.filter(round=2).count() == 2
    actions.take_back(by=papers.judge(), batch=batch)
    with pytest.raises(Conflict):
        actions.answer_sample(
            by=papers.clerk(), batch=batch, sample_id=batch.samples.filter(round=2)[0].pk, faulty=False
        )


def test_a_release_that_was_killed_goes_on(
    django_capture_on_commit_callbacks: OnCommit, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = sent(archive(papers.loan(1), papers.loan(2), papers.loan(3)), django_capture_on_commit_callbacks)
    ready(batch)
    batch = actions.hand_over(by=papers.judge(), batch=batch)
    for sample in batch.samples.all():
        actions.answer_sample(by=papers.clerk(), batch=batch, sample_id=sample.pk, faulty=False)
    one_by_one = bulk.release_of_batch
    done: list[int] = []

    def killed(**arguments: Any) -> Publication | None:
        if done:
            raise SystemExit(9)
        done.append(1)
        return one_by_one(**arguments)

    monkeypatch.setattr(bulk, "release_of_batch", killed)
    with pytest.raises(SystemExit):
        bulk.release(batch.pk)
    monkeypatch.setattr(bulk, "release_of_batch", one_by_one)
    assert Publication.objects.count() == 1
    with time_machine.travel(clock.now() + timedelta(minutes=6), tick=False):
        assert scheduled.run()["taken up"] == 1
    assert Publication.objects.count() == 3
    assert queries.last_step() == 3
    released = LedgerEntry.objects.filter(action="judgments.judgment.released")
    assert released.count() == 3


def test_the_pages_of_a_batch(
    browser_of: Callable[[Any], Client], django_capture_on_commit_callbacks: OnCommit
) -> None:
    judge, clerk = browser_of(cast.JUDGE), browser_of(cast.COURT_CLERK)
    court = cast.organisation(cast.COURT)
    papers.stranger()
    address = "/judgments/desk/batches/"
    with django_capture_on_commit_callbacks(execute=True):
        answer = judge.post(address, {"court": court.pk, "file": archive(papers.loan(1), bad_txt=b" ")})
    assert answer.status_code == 302
    batch = Batch.objects.get()
    page = judge.get(answer.url).content.decode()
    assert "bad.txt" in page
    assert browser_of(cast.OTHER_CLERK).get(answer.url).status_code == 404
    assert browser_of(cast.BORROWER).get(address).status_code == 404
    assert judge.post(address, {"court": court.pk}).status_code == 422
    assert judge.post(f"{answer.url}do/hand-over/").status_code == 409
    ready(batch)
    assert judge.post(f"{answer.url}do/hand-over/").status_code == 302
    sample = batch.samples.get()
    assert judge.get(f"{answer.url}samples/{sample.pk}/").status_code == 404
    shown = clerk.get(f"{answer.url}samples/{sample.pk}/").content.decode()
    assert "林某" in shown
    assert "林建川" not in shown
    assert clerk.post(f"{answer.url}samples/{sample.pk}/", {"faulty": "yes"}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        assert clerk.post(f"{answer.url}samples/{sample.pk}/", {"faulty": "no"}).status_code == 302
    assert Publication.objects.count() == 1
    assert judge.get(address).status_code == 200
