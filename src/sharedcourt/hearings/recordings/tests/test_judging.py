"""What is wrong with a recording, worked out from times, figures and hashes alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharedcourt.hearings.recordings.judging import BREAKS, TOLERANCE_S, Film, Stretch, breaks, doubts

OPENED = datetime(2022, 1, 10, 2, 0, tzinfo=UTC)
CLOSED = OPENED + timedelta(hours=2)
HASH = "a" * 64


def minutes(count: float) -> datetime:
    return OPENED + timedelta(minutes=count)


def film(*stretches: Stretch, **more: object) -> Film:
    seconds = sum((each.ended - each.began).total_seconds() for each in stretches)
    whole = Film("ready", stretches, seconds, 90_000_000, HASH, -12.0, read_size=90_000_000, read_sha256=HASH)
    return replace(whole, **more)  # type: ignore[arg-type]


WHOLE = film(Stretch(OPENED, CLOSED, "closed"))


def codes(*films: Film) -> list[str]:
    return [doubt.what for doubt in doubts(OPENED, CLOSED, films)]


def test_a_whole_recording_is_in_no_doubt() -> None:
    assert codes(WHOLE) == []


@pytest.mark.parametrize("reason", BREAKS)
def test_the_three_kinds_of_break_are_in_order(reason: str) -> None:
    assert codes(film(Stretch(OPENED, minutes(30), reason), Stretch(minutes(50), CLOSED, "closed"))) == []


@pytest.mark.parametrize("reason", ["host", "away", "circle", "consent", "", "whatever"])
def test_every_other_break_is_doubtful(reason: str) -> None:
    broken = film(Stretch(OPENED, minutes(30), reason), Stretch(minutes(31), CLOSED, "closed"))
    found = doubts(OPENED, CLOSED, [broken])
    assert [(doubt.what, doubt.figures["seconds"]) for doubt in found] == [("break", 60)]


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ({"seconds": 7100.0}, ["too_short"]),
        ({"seconds": 7300.0}, ["too_long"]),
        ({"size": 1000, "read_size": 1000}, ["too_small"]),
        ({"loudest_db": -55.0}, ["quiet"]),
        ({"faults": ("silent",), "loudest_db": -90.0}, ["silent"]),
        ({"faults": ("gap", "gap", "hash")}, ["fault", "fault"]),
        ({"read_sha256": "b" * 64}, ["hash"]),
        ({"read_size": 89_999_999}, ["hash"]),
        ({"read_sha256": None}, ["unreadable"]),
        ({"state": "failed"}, ["failed"]),
        ({"state": "deleted"}, ["deleted"]),
        ({"state": "composing"}, ["not_ready"]),
    ],
)
def test_each_fault_has_its_name(more: dict[str, object], wanted: list[str]) -> None:
    assert codes(replace(WHOLE, **more)) == wanted  # type: ignore[arg-type]


def test_beginning_and_end_are_those_of_the_session() -> None:
    assert codes(film(Stretch(minutes(1), minutes(119), "closed"))) == ["begins_late", "ends_early"]
    assert codes() == ["missing"]
    assert codes(film()) == ["missing"]


def test_a_recording_without_a_network_fills_the_gap() -> None:
    first = film(Stretch(OPENED, minutes(30), "away"))
    rest = film(Stretch(minutes(29), CLOSED, "offline"), seconds=None, is_measured=False)
    assert codes(first) == ["ends_early"]
    assert codes(first, rest) == []


@given(st.lists(st.tuples(st.floats(0, 7000), st.floats(0.1, 2000)), min_size=1, max_size=8))
def test_breaks_never_overlap_a_stretch(times: list[tuple[float, float]]) -> None:
    stretches = [Stretch(minutes(began / 60), minutes((began + lasts) / 60)) for began, lasts in times]
    for before, seconds in breaks(stretches):
        assert seconds > 0
        middle = before.ended + timedelta(seconds=seconds / 2)
        assert not any(each.began < middle < each.ended for each in stretches)


@given(st.floats(0, 3 * TOLERANCE_S))
def test_a_gap_is_doubtful_from_the_tolerance_on(seconds: float) -> None:
    again = minutes(30) + timedelta(seconds=seconds)
    gap = (again - minutes(30)).total_seconds()
    broken = film(Stretch(OPENED, minutes(30), "away"), Stretch(again, CLOSED, "closed"))
    assert ("break" in codes(broken)) == (gap > TOLERANCE_S)
