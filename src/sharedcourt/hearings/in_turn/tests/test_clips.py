"""Clips come in piece by piece over a poor line, lie sealed, and are watched by those who may, in ranges, under their name."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from sharedcourt.core import clock
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.hearings.in_turn import actions
from sharedcourt.hearings.in_turn.actions.clips import WrongOffset
from sharedcourt.hearings.in_turn.models import TurnClip
from sharedcourt.hearings.in_turn.tests.making import WEBM, Turns, key
from sharedcourt.ledger.models import Entry
from sharedcourt.mediation.tests.stage import at
from sharedcourt.people import cast
from sharedcourt.rooms.recording import sealed, sweeping

pytestmark = pytest.mark.django_db


def film_of(response: Any) -> bytes:
    return b"".join(response.streaming_content) if not response.is_async else _drained(response)


def _drained(response: Any) -> bytes:
    from asgiref.sync import async_to_sync

    async def all_of_it() -> bytes:
        return b"".join([part async for part in response.streaming_content])

    return async_to_sync(all_of_it)()


def test_it_goes_on_where_it_stopped(turns: Turns) -> None:
    name, by, hearing = key(), turns.borrower, turns.hearing
    clip = actions.announce(by=by, hearing=hearing, key=name, size=len(WEBM))
    half = len(WEBM) // 2
    with pytest.raises(WrongOffset) as ahead:
        actions.take_piece(by=by, clip=clip, offset=half, content=WEBM[half:])
    assert ahead.value.offset == 0
    with pytest.raises(Invalid):
        actions.take_piece(by=by, clip=clip, offset=0, content=WEBM[:half], sha256="0" * 64)
    clip = actions.take_piece(by=by, clip=clip, offset=0, content=WEBM[:half])
    again = actions.announce(by=by, hearing=hearing, key=name, size=len(WEBM))
    assert (again.pk, again.offset) == (clip.pk, half)
    with pytest.raises(WrongOffset) as twice:
        actions.take_piece(by=by, clip=again, offset=0, content=WEBM[:half])
    assert twice.value.offset == half
    with pytest.raises(WrongOffset):
        actions.finish(by=by, clip=again)
    with pytest.raises(Invalid):
        actions.take_piece(by=by, clip=again, offset=half, content=WEBM)
    with pytest.raises(NotAllowed):
        actions.take_piece(by=turns.officer, clip=again, offset=half, content=WEBM[half:])
    clip = actions.take_piece(by=by, clip=again, offset=half, content=WEBM[half:])
    with pytest.raises(Invalid):
        actions.finish(by=by, clip=clip, sha256="0" * 64)
    kept = actions.finish(by=by, clip=clip, sha256=hashlib.sha256(WEBM).hexdigest())
    assert (kept.mime, kept.size, kept.sha256) == ("video/webm", len(WEBM), hashlib.sha256(WEBM).hexdigest())
    assert actions.finish(by=by, clip=clip).path == kept.path
    with default_storage.open(kept.path, "rb") as stream:
        assert WEBM[:64] not in stream.read(), "sealed at rest"
    assert b"".join(sealed.read(kept.path, kept.size)) == WEBM and sweeping._is_known(kept.path)
    with pytest.raises(Conflict):
        actions.announce(by=by, hearing=hearing, key=name, size=1)


def test_only_video_within_the_limit(turns: Turns, settings: Any) -> None:
    for content in (b"%PDF-1.4 not a film", b"\0" * 40):
        with pytest.raises(Invalid) as refused:
            turns.clip(turns.borrower, content)
        assert refused.value.field == "clip"
    assert turns.clip(turns.borrower, b"\0\0\0\x20ftypisom" + b"\0" * 40).mime == "video/mp4"
    settings.SHAREDCOURT_IN_TURN_CLIP_LIMIT = 10
    for size in (0, 11):
        with pytest.raises(Invalid):
            actions.announce(by=turns.borrower, hearing=turns.hearing, key=key(), size=size)
    with pytest.raises(Invalid):
        turns.clip(turns.borrower)
    with pytest.raises(NotAllowed):
        upload = SimpleUploadedFile("x.webm", WEBM[:9], "video/webm")
        actions.keep_whole(by=turns.second_judge, hearing=turns.hearing, upload=upload)


def test_nobody_fills_the_disk(turns: Turns) -> None:
    for _clip in range(10):
        actions.announce(by=turns.borrower, hearing=turns.hearing, key=key(), size=5)
    with pytest.raises(Conflict):
        actions.announce(by=turns.borrower, hearing=turns.hearing, key=key(), size=5)


def test_what_was_never_handed_in_is_removed_after_a_week(
    turns: Turns, hands: Any, django_capture_on_commit_callbacks: Any
) -> None:
    kept, used = turns.clip(turns.borrower), turns.clip(turns.judge)
    turns.ask(clip_id=used.pk)
    assert actions.clear_unused() == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.clear_unused(clock.now() + timedelta(days=8)) == 1
    assert not default_storage.exists(kept.path) and default_storage.exists(used.path)
    assert list(TurnClip.objects.all()) == [used]


def test_watched_by_the_court_and_both_sides_in_ranges(turns: Turns, hands: Any, browser_of: Any) -> None:
    turn = turns.turn(turns.ask())
    hands.move_to(at("2022-01-17T09:00"))
    turns.entered(turns.borrower)
    clip = turns.clip(turns.borrower)
    page = f"/hearings/{turns.hearing.pk}/in-turn/clips/{clip.pk}/"
    assert browser_of(cast.BORROWER).get(page).status_code == 200
    assert browser_of(cast.OFFICER).get(page).status_code == 404, "not handed in yet"
    turns.say(turn, clip_id=clip.pk)
    for member in (cast.OFFICER, cast.JUDGE, cast.COURT_CLERK, cast.BORROWER):
        browser = browser_of(member)
        shown = browser.get(page).content.decode()
        assert "2022-01-17" in shown and clip.sha256 in shown
        assert film_of(browser.get(f"{page}film/")) == WEBM
        part = browser.get(f"{page}film/", headers={"Range": "bytes=4-13"})
        assert (part.status_code, film_of(part)) == (206, WEBM[4:14])
        assert browser.get(f"{page}film/", headers={"Range": f"bytes={len(WEBM)}-"}).status_code == 416
    for member in (cast.RIVAL_OFFICER, cast.FILING_CLERK):
        assert browser_of(member).get(page).status_code == 404
        assert browser_of(member).get(f"{page}film/").status_code == 404
    assert Entry.objects.filter(action="hearings.in_turn.clip_watched", subject=clip.pk).count() == 5


def test_a_page_brings_it_in(turns: Turns, browser_of: Any) -> None:
    borrower, here = browser_of(cast.BORROWER), f"/hearings/{turns.hearing.pk}/in-turn/clips/"
    for wrong in ("[]", "x", '{"key": 1}', '{"key": "x", "size": 5}'):
        assert borrower.post(here, wrong, content_type="application/json").status_code == 422
    said = {"key": key(), "size": len(WEBM)}
    told = borrower.post(here, said, content_type="application/json").json()
    assert (told["offset"], told["state"]) == (0, "coming")
    sent = borrower.post(f"{told['pieces']}0/", WEBM, content_type="application/octet-stream")
    assert sent.status_code == 201 and sent.json()["offset"] == len(WEBM)
    late = borrower.post(f"{told['pieces']}0/", WEBM, content_type="application/octet-stream")
    assert (late.status_code, late.json()["offset"]) == (409, len(WEBM))
    assert browser_of(cast.OFFICER).post(told["finish"]).status_code == 404
    assert borrower.post(told["finish"]).json()["sha256"] == hashlib.sha256(WEBM).hexdigest()
