"""A recording is kept sealed, watched by those who may, in ranges, under a pass; and it ends."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from asgiref.sync import async_to_sync
from django.core.files.storage import default_storage
from django.test import Client

from sharedcourt.core import clock
from sharedcourt.ledger.models import Entry
from sharedcourt.people import cast
from sharedcourt.people.cast import Member
from sharedcourt.rooms.models import Room
from sharedcourt.rooms.recording import chapters, plan, scheduled, sealed
from sharedcourt.rooms.recording.models import Recording
from sharedcourt.rooms.tests.conftest import make_room
from sharedcourt.rooms.tests.recorded import FILM, ready, sit

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]


@pytest.fixture
def room() -> Room:
    made = make_room()
    sit(made, cast.MEDIATOR)
    sit(made, cast.BORROWER)
    return made


def body(response: Any) -> bytes:
    """All that is sent, as a server of asynchronous requests would send it."""

    async def gather() -> bytes:
        return b"".join([part async for part in response.streaming_content])

    return async_to_sync(gather)()


def test_any_part_is_read_without_the_rest_and_nothing_can_be_exchanged() -> None:
    kept = sealed.put([FILM[:700_000], FILM[700_000:]])
    other = sealed.put([FILM])
    lies = Path(default_storage.path(kept.path))
    assert FILM[:256] not in lies.read_bytes()
    for start, end in ((0, None), (5, 9), (sealed.BLOCK - 2, sealed.BLOCK + 3), (len(FILM) - 1, None), (9, 9)):
        assert b"".join(sealed.read(kept.path, kept.size, start, end)) == FILM[start:end]
    whole = lies.read_bytes()
    cut = whole[: 2 * sealed.SEALED_BLOCK]
    moved = whole[sealed.SEALED_BLOCK : 2 * sealed.SEALED_BLOCK] + whole[: sealed.SEALED_BLOCK]
    for forged, size in (
        (cut, 2 * sealed.BLOCK),
        (moved, kept.size),
        (Path(default_storage.path(other.path)).read_bytes(), kept.size),
    ):
        lies.write_bytes(forged)
        with pytest.raises(sealed.Damaged):
            list(sealed.read(kept.path, size))


def test_those_who_took_part_watch_it_and_every_viewing_is_noted(room: Room, browser_of: Browser) -> None:
    recording = ready(room)
    address = f"/rooms/{room.pk}/recording/"
    borrower = browser_of(cast.BORROWER)
    page = borrower.get(address)
    text = page.content.decode()
    assert page.status_code == 200
    assert "每次观看均有记录" in text
    assert cast.BORROWER.name in text
    assert page.context["chapters"][1].second == 60
    assert "download" not in text.replace("nodownload", "")
    entry = Entry.objects.get(action="rooms.recording.viewed")
    assert (entry.actor, entry.scope) == (cast.person(cast.BORROWER).pk, room.scope)

    media = page.context["media"]
    assert body(borrower.get(media)) == FILM
    part = borrower.get(media, headers={"range": "bytes=1048570-1048589"})
    assert (part.status_code, body(part)) == (206, FILM[1048570:1048590])
    assert part["Content-Range"] == f"bytes 1048570-1048589/{len(FILM)}"
    assert body(borrower.get(media, headers={"range": "bytes=-5"})) == FILM[-5:]
    assert borrower.get(media, headers={"range": f"bytes={len(FILM)}-"}).status_code == 416

    # The address of the film is nobody else's, and does not last; without a viewing there is no film.
    assert browser_of(cast.MEDIATOR).get(media).status_code == 302
    assert borrower.get(media.partition("?")[0]).status_code == 302
    with time_machine.travel(clock.now() + timedelta(hours=13)):
        assert browser_of(cast.BORROWER).get(media).status_code == 302
    # The wife has a seat and never came.
    for member in (cast.WIFE, cast.STRANGER, cast.SECOND_MEDIATOR):
        for place in (address, f"{address}{recording.pk}/", media):
            assert browser_of(member).get(place).status_code == 404


def test_it_is_deleted_with_a_reason_and_the_page_says_so(room: Room, browser_of: Browser) -> None:
    recording = ready(room)
    address = f"/rooms/{room.pk}/recording/{recording.pk}/"
    lies = Path(default_storage.path(recording.path))
    assert browser_of(cast.BORROWER).post(f"{address}delete/", {"reason": "for fun"}).status_code == 403
    mediator = browser_of(cast.MEDIATOR)
    assert mediator.post(f"{address}delete/", {"reason": " "}).status_code == 422
    Recording.objects.update(stands_for_record=True)
    assert mediator.post(f"{address}delete/", {"reason": "asked by all"}).status_code == 409
    Recording.objects.update(stands_for_record=False)
    assert lies.exists()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sharedcourt.core.transaction.on_commit", lambda function, **_: function())
        assert mediator.post(f"{address}delete/", {"reason": "asked by all"}).status_code == 302
    assert not lies.exists()
    gone = browser_of(cast.BORROWER).get(address)
    assert gone.status_code == 410
    assert "asked by all" not in gone.content.decode()
    assert "asked by all" in mediator.get(address).content.decode()
    assert mediator.get(f"{address}media/").status_code == 410
    entry = Entry.objects.get(action="rooms.recording.deleted")
    assert "asked by all" not in str(entry.payload.facts)


def test_when_its_time_is_over_it_goes_by_itself(room: Room, browser_of: Browser) -> None:
    recording = ready(room)
    scheduled.run()
    recording.refresh_from_db()
    assert recording.state == "ready"
    with time_machine.travel(clock.now() + timedelta(days=32)):
        assert scheduled.run()["recordings_deleted"] == 1
        assert scheduled.run()["recordings_deleted"] == 0
        assert browser_of(cast.BORROWER).get(f"/rooms/{room.pk}/recording/").status_code == 410


def test_chapters_are_placed_in_the_film_not_in_the_pauses(room: Room) -> None:
    recording = ready(room)
    began = recording.spans.all()[0].begun_at
    spans = list(recording.spans.all())
    assert [chapters.second_of(spans, began + timedelta(seconds=at)) for at in (0, 30, 90, 150)] == [0, 30, 60, 90]


def clip(kind: str, began: float, ended: float, seconds: float, seat: str = "a") -> plan.Clip:
    return plan.Clip(f"{kind}{began}", seat, kind, Path("x"), began, ended, seconds)


def test_what_does_not_agree_is_told() -> None:
    good = [clip("audio", 100, 160, 60.1), clip("video", 100.2, 160, 59.7)]
    assert plan.length_faults(good) == []
    short = clip("audio", 100, 160, 51)
    assert [fault["what"] for fault in plan.length_faults([short, good[1]])] == ["length", "pair"]
    assert plan.gap_faults(good, [(100, 160)]) == []
    assert plan.gap_faults(good, [(90, 170)]) == [
        {"what": "gap", "at": 90, "seconds": 10.0},
        {"what": "gap", "at": 160, "seconds": 9.9},
    ]
    # A sound card that runs 0.01 % fast: places are taken by the wall's clock.
    drifting = clip("audio", 0, 3600, 3600.36)
    last = plan.parts([drifting], plan.Chunk(11, 3300, 4500))[0]
    assert round(last.skip, 2) == 3300.33
    assert [(chunk.number, chunk.frames) for chunk in plan.chunks([(0, 700), (800, 801)], 300)] == [
        (0, 4500), (1, 4500), (2, 1500), (3, 15),
    ]  # fmt: skip
