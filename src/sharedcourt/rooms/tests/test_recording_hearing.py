"""A hearing is recorded from its beginning to its end: nobody asks, nobody ends it, everybody is told before."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from sharedcourt.core import clock
from sharedcourt.core.errors import Conflict, NotAllowed
from sharedcourt.ledger.models import Entry
from sharedcourt.people import cast
from sharedcourt.people.cast import Member
from sharedcourt.rooms import actions as rooms
from sharedcourt.rooms.models import Room, RoomKind, SeatEvent
from sharedcourt.rooms.recording import actions, composing, keeping, queries
from sharedcourt.rooms.recording.models import Recording
from sharedcourt.rooms.tests.conftest import make_room, seat_of
from sharedcourt.rooms.tests.recorded import ready, sit

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]


@pytest.fixture
def hearing() -> Room:
    """A judge presides; a borrower is heard."""
    seats = [
        rooms.SeatSpec(cast.person(cast.JUDGE), "judge", is_host=True),
        rooms.SeatSpec(cast.person(cast.BORROWER), "borrower"),
    ]
    return make_room(by=cast.person(cast.JUDGE), kind=RoomKind.HEARING, title="Hearing", seats=seats)


def stand(room: Room) -> tuple[str, str]:
    found = queries.view(room.pk)
    return found["state"], found.get("paused_for", "")


def test_it_is_recorded_from_the_moment_the_judge_is_inside_until_it_is_closed(hearing: Room) -> None:
    assert stand(hearing) == ("", "")
    judge = sit(hearing, cast.JUDGE, host=cast.JUDGE)
    assert stand(hearing) == ("on", "")
    recording = Recording.objects.get()
    came = SeatEvent.objects.get(seat=judge, kind=SeatEvent.Kind.JOINED).created_at
    assert abs((recording.spans.get().begun_at - came).total_seconds()) < 1

    # Whoever comes is recorded and not asked; their no counts for nothing.
    borrower = sit(hearing, cast.BORROWER, host=cast.JUDGE)
    assert stand(hearing) == ("on", "")
    assert set(queries.view(hearing.pk)["record"]) == {str(judge.pk), str(borrower.pk)}
    with pytest.raises(NotAllowed):
        actions.answer(by=borrower.user, seat=borrower, session="s-borrower", given=False)
    # The judge neither asks nor ends it; a recess pauses it.
    with pytest.raises(Conflict):
        actions.ask(by=judge.user, room=hearing)
    with pytest.raises(NotAllowed):
        actions.end(by=judge.user, room=hearing)
    actions.hold(by=judge.user, room=hearing, on=True)
    assert stand(hearing) == ("paused", "host")
    actions.hold(by=judge.user, room=hearing, on=False)
    # Without the judge there is no hearing; with the judge it goes on at once, in the same recording.
    rooms.leave(by=judge.user, seat=judge, session="s-judge")
    assert stand(hearing) == ("paused", "away")
    sit(hearing, cast.JUDGE, host=cast.JUDGE)
    assert stand(hearing) == ("on", "")
    rooms.close_room(by=judge.user, room=hearing)
    recording.refresh_from_db()
    assert (recording.state, recording.end_reason, recording.asked_by) == ("ended", "closed", None)
    assert Recording.objects.count() == 1
    noted = Entry.objects.filter(action__startswith="rooms.recording.").order_by("seq").values_list("action", flat=True)
    assert [action.rpartition(".")[2] for action in noted] == [
        "begun", "paused", "resumed", "paused", "resumed", "ended",
    ]  # fmt: skip


def test_everybody_is_told_before_they_enter_and_nobody_can_switch_it(hearing: Room, browser_of: Browser) -> None:
    for member in (cast.JUDGE, cast.BORROWER):
        page = browser_of(member).get(f"/rooms/{hearing.pk}/").content.decode()
        # At the check of devices, and again in the waiting room.
        assert page.count("本次庭审依法全程录音录像") == 2
        assert "data-record>" not in page
    mediation = make_room()
    page = browser_of(cast.MEDIATOR).get(f"/rooms/{mediation.pk}/").content.decode()
    assert "本次庭审依法全程录音录像" not in page
    assert "data-record>" in page


def test_it_is_kept_with_the_file_and_deleted_by_nobody(hearing: Room, browser_of: Browser, settings: Any) -> None:
    recording = ready(hearing)
    hearing.seats.update(joined_at=clock.now())
    Recording.objects.update(purpose="hearing", retention_until=None)
    recording.refresh_from_db()
    with pytest.raises(Conflict):
        keeping.delete(by=cast.person(cast.JUDGE), recording=recording, reason="no longer needed")
    page = browser_of(cast.JUDGE).get(f"/rooms/{hearing.pk}/recording/").content.decode()
    assert "与案卷同期保存" in page
    assert "/delete/" not in page
    assert composing._kept_until(recording) is None
    settings.SHAREDCOURT_HEARING_RECORDING_DAYS = 10
    kept_until = composing._kept_until(recording)
    assert kept_until is not None
    assert (kept_until - clock.today()).days == 10


def test_a_mediation_is_not_recorded_by_itself() -> None:
    mediation = make_room()
    sit(mediation, cast.MEDIATOR)
    sit(mediation, cast.BORROWER)
    assert stand(mediation) == ("", "")
    assert seat_of(mediation, cast.BORROWER).room.kind == RoomKind.MEDIATION
    assert not Recording.objects.exists()
