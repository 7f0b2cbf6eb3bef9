"""What a killed process leaves behind is taken up or removed, and bad input is refused."""

import os
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from sharedcourt.core import clock
from sharedcourt.people import cast
from sharedcourt.people.cast import Member
from sharedcourt.rooms.recording import composing, sealed, tasks
from sharedcourt.rooms.recording.models import Recording
from sharedcourt.rooms.tests.conftest import make_room, seat_of
from sharedcourt.rooms.tests.recorded import FILM, ready

pytestmark = pytest.mark.django_db(transaction=True)
Browser = Callable[[Member], Client]


def begun(recording: Recording) -> None:
    """A job under a name that no worker has any more."""
    DBTaskResult.objects.create(
        status=TaskResultStatus.RUNNING,
        args_kwargs={"args": [str(recording.pk)], "kwargs": {}},
        task_path=tasks.compose.module_path,
        queue_name=tasks.QUEUE,
        backend_name="default",
        run_after=timezone.now(),
        worker_ids=["another-name"],
    )


def waiting() -> int:
    return DBTaskResult.objects.filter(status=TaskResultStatus.READY).count()


def test_a_job_whose_worker_is_gone_is_queued_again_and_one_at_work_is_not(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", tasks.QUEUE]}}
    recording = ready(make_room())
    begun(recording)
    with composing._workshop(recording.pk):
        tasks.queue(recording.pk)
        assert waiting() == 0
    for _ in range(2):
        tasks.queue(recording.pk)
        assert waiting() == 1


def test_nothing_stays_of_a_job_that_is_done(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    recording = ready(make_room())
    with composing._workshop(recording.pk) as first, composing._workshop(recording.pk) as second:
        assert first is not None
        assert second is None
        assert composing.is_at_work(recording.pk)
    assert not composing.is_at_work(recording.pk)
    assert list((tmp_path / "composing").iterdir()) == []


def test_files_that_belong_to_nothing_are_removed_and_no_others() -> None:
    recording = ready(make_room())
    orphan, young = sealed.put([b"left by a kill"]), sealed.put([b"being written down"])
    before = time.time() - timedelta(days=2).total_seconds()
    for path in (recording.path, orphan.path):
        os.utime(default_storage.path(path), (before, before))
    call_command("sweep_recordings", verbosity=0)
    assert not default_storage.exists(orphan.path)
    assert default_storage.exists(young.path)
    assert b"".join(sealed.read(recording.path, recording.size)) == FILM


@pytest.mark.parametrize("depth", [900, 100_000])
def test_a_deep_body_is_refused(browser_of: Browser, depth: int) -> None:
    recording = ready(make_room())
    deep, host = "[" * depth + "]" * depth, browser_of(cast.MEDIATOR)
    json: dict[str, Any] = {"content_type": "application/json", "headers": {"accept": "application/json"}}
    assert host.post(f"/rooms/{recording.room_id}/recording/{recording.pk}/tracks/", deep, **json).status_code == 422
    for field in (f'{{"text": {deep}, "client_id": "abcdefgh-1"}}', deep):
        chat = f"/api/v1/rooms/{recording.room_id}/chat"
        assert host.post(chat, field, **json).status_code in {400, 422}


def test_a_range_of_thousands_of_digits_cannot_be_had(browser_of: Browser) -> None:
    recording = ready(make_room())
    seat = seat_of(recording.room, cast.MEDIATOR)
    type(seat).objects.filter(pk=seat.pk).update(joined_at=clock.now())
    from sharedcourt.rooms.recording import keeping

    given = keeping.view(by=seat.user, recording=recording)
    media = f"/rooms/{recording.room_id}/recording/{recording.pk}/media/?pass={given}"
    host = browser_of(cast.MEDIATOR)
    assert host.get(media, headers={"range": "bytes=0-9"}).status_code == 206
    assert host.get(media, headers={"range": f"bytes=0-{'9' * 5000}"}).status_code == 416
