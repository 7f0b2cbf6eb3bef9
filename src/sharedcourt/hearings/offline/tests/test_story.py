"""A clerk recorded without a network, and brings the recording in piece by piece; whatever was changed on the way is found."""

import hashlib
import json
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.hearings.attendance.tests import making
from sharedcourt.hearings.models import Hearing
from sharedcourt.hearings.offline import actions, chain
from sharedcourt.hearings.offline.models import OfflinePiece, OfflineRecording
from sharedcourt.ledger.models import Entry
from sharedcourt.mediation.tests.stage import at
from sharedcourt.people import cast
from sharedcourt.rooms.recording import sealed

BrowserOf = Callable[[Any], Client]
PIECES = [b"\x1aE\xdf\xa3" + bytes([number]) * 5000 for number in range(4)]
MIME = "video/webm;codecs=vp8,opus"


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    with time_machine.travel(at("2022-01-10T12:00"), tick=False):
        yield


@pytest.fixture
def hearing(db: None) -> Hearing:
    return making.hearing(at("2022-01-10T10:00"))


def said(**more: Any) -> dict[str, Any]:
    """What the page declares of four pieces."""
    key, started_ms = str(uuid.uuid4()), round(at("2022-01-10T10:00").timestamp() * 1000)
    hashes = [hashlib.sha256(piece).hexdigest() for piece in PIECES]
    return {
        "key": key,
        "mime": MIME,
        "started_ms": started_ms,
        "ended_ms": started_ms + 12_000,
        "pieces": [[digest, len(piece)] for digest, piece in zip(hashes, PIECES, strict=True)],
        "final": chain.ending(key, MIME, started_ms, hashes),
        **more,
    }


def declare(hearing: Hearing, who: cast.Member = cast.COURT_CLERK, **more: Any) -> OfflineRecording:
    facts = said(**more)
    pieces = [actions.Declared(digest, size) for digest, size in facts.pop("pieces")]
    return actions.announce(by=cast.person(who), hearing=hearing, pieces=pieces, **facts)


def test_pieces_come_in_any_order_and_become_one_file(hearing: Hearing) -> None:
    recording, clerk = declare(hearing), cast.person(cast.COURT_CLERK)
    for number in (2, 0, 3):
        actions.take_piece(by=clerk, recording=recording, number=number, content=PIECES[number])
    assert actions.missing(recording) == [1]
    with pytest.raises(Conflict):
        actions.finish(by=clerk, recording=recording)
    for _twice in range(2):
        actions.take_piece(by=clerk, recording=recording, number=1, content=PIECES[1])
    done = actions.finish(by=clerk, recording=recording)
    assert actions.finish(by=clerk, recording=recording).path == done.path, "twice changes nothing"
    whole = b"".join(PIECES)
    assert b"".join(sealed.read(done.path, done.size)) == whole
    assert done.sha256 == hashlib.sha256(whole).hexdigest()
    kept = Entry.objects.get(action="hearings.offline.kept").payload.facts
    assert (kept["final"], kept["sha256"]) == (recording.final, done.sha256)
    assert kept["started_at"] == recording.started_at.isoformat().replace("+00:00", "Z")


def test_what_was_changed_on_the_way_is_refused(hearing: Hearing) -> None:
    clerk = cast.person(cast.COURT_CLERK)
    with pytest.raises(Invalid) as chained:
        declare(hearing, final="0" * 64)
    assert chained.value.field == "final"
    recording = declare(hearing)
    for number, content in ((0, PIECES[1]), (0, PIECES[0][:-1]), (9, PIECES[0]), (0, b"")):
        with pytest.raises(Invalid):
            actions.take_piece(by=clerk, recording=recording, number=number, content=content)
    with pytest.raises(Conflict) as taken:
        declare(hearing, key=recording.key, pieces=said()["pieces"][:1])
    assert taken.value.field == "key"
    for number, content in enumerate(PIECES):
        actions.take_piece(by=clerk, recording=recording, number=number, content=content)
    OfflinePiece.objects.filter(number=1).update(sha256="0" * 64)
    with pytest.raises(Conflict):
        actions.finish(by=clerk, recording=recording)


def test_a_damaged_disk_is_noticed_before_anything_is_kept(hearing: Hearing) -> None:
    recording, clerk = declare(hearing), cast.person(cast.COURT_CLERK)
    for number, content in enumerate(PIECES):
        actions.take_piece(by=clerk, recording=recording, number=number, content=content)
    sealed.remove(OfflinePiece.objects.get(number=2).path)
    with pytest.raises(Conflict):
        actions.finish(by=clerk, recording=recording)
    assert OfflineRecording.objects.get().state == "announced"


@pytest.mark.parametrize(
    "wrong",
    [
        {"mime": "text/html"},
        {"key": "../../etc/passwd"},
        {"pieces": []},
        {"started_ms": 10**18},
        {"ended_ms": 0},
        {"ended_ms": 4_000_000_000_000},
    ],
)
def test_odd_declarations_are_refused(hearing: Hearing, wrong: dict[str, Any], browser_of: BrowserOf) -> None:
    address = f"/hearings/{hearing.pk}/offline/announce/"
    answer = browser_of(cast.COURT_CLERK).post(address, json.dumps(said(**wrong)), content_type="application/json")
    assert answer.status_code == 422
    assert not OfflineRecording.objects.exists()


def test_only_the_clerk_and_the_bench_record(hearing: Hearing, browser_of: BrowserOf) -> None:
    making.defendant(hearing)
    recording = declare(hearing)
    assert declare(hearing, cast.JUDGE).by == cast.person(cast.JUDGE)
    for who in (cast.BORROWER, cast.STRANGER, cast.FILING_CLERK, cast.DIRECTOR):
        with pytest.raises(NotAllowed):
            actions.take_piece(by=cast.person(who), recording=recording, number=0, content=PIECES[0])
        with pytest.raises(NotAllowed):
            declare(hearing, who)
        assert browser_of(who).get(f"/hearings/{hearing.pk}/offline/").status_code == 404


def test_the_page_brings_it_in(hearing: Hearing, browser_of: BrowserOf) -> None:
    clerk = browser_of(cast.COURT_CLERK)
    page = f"/hearings/{hearing.pk}/offline/"
    assert str(hearing.pk) in clerk.get(page).content.decode()
    facts = said()
    told = clerk.post(f"{page}announce/", json.dumps(facts), content_type="application/json").json()
    assert told["missing"] == [0, 1, 2, 3]
    for number in told["missing"]:
        sent = clerk.post(f"{told['pieces']}{number}/", PIECES[number], content_type="application/octet-stream")
        assert sent.status_code == 201
    again = clerk.post(f"{page}announce/", json.dumps(facts), content_type="application/json").json()
    assert again["id"] == told["id"] and again["missing"] == [], "declared again it is the same recording"
    assert clerk.post(told["finish"]).json()["final"] == facts["final"]
    assert facts["final"] in clerk.get(page).content.decode()


@given(st.lists(st.binary(min_size=1, max_size=20), min_size=2, max_size=6), st.data())
def test_another_order_or_another_number_of_pieces_ends_elsewhere(pieces: list[bytes], data: Any) -> None:
    hashes = [hashlib.sha256(piece).hexdigest() for piece in pieces]
    final = chain.ending("k", "m", 1, hashes)
    other = data.draw(st.permutations(hashes))
    assert (chain.ending("k", "m", 1, other) == final) == (list(other) == hashes)
    assert chain.ending("k", "m", 1, hashes[:-1]) != final
    assert chain.ending("k", "m", 2, hashes) != final


@pytest.mark.django_db
def test_the_page_that_stands_in_is_the_same_for_everybody_and_bare(browser_of: BrowserOf) -> None:
    stranger = Client().get("/hearings/offline/")
    own = browser_of(cast.COURT_CLERK).get("/hearings/offline/", headers={"accept-language": "en"})
    assert stranger.content == own.content
    html = own.content.decode()
    assert cast.COURT_CLERK.name not in html and "csrf" not in html and "data-person" not in html
    assert 'data-island="offline"' in html
