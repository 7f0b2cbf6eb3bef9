"""What is not recorded is never passed over: it is seen in the room, kept with the recording, noted, and tried again."""

from datetime import timedelta
from typing import Any
from unittest import mock

import pytest

from sharedcourt.core import clock
from sharedcourt.core.errors import NotAllowed
from sharedcourt.ledger.models import Entry
from sharedcourt.people import cast
from sharedcourt.rooms import actions as rooms
from sharedcourt.rooms import backends
from sharedcourt.rooms.backends import Capabilities
from sharedcourt.rooms.models import Room, Seat
from sharedcourt.rooms.recording import actions, composing, faults, queries, scheduled
from sharedcourt.rooms.recording.models import Recording
from sharedcourt.rooms.tests.conftest import make_room, seat_of
from sharedcourt.rooms.tests.recorded import sit

BOTH = {"mediator", "borrower"}
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def room() -> Room:
    made = make_room()
    for member in (cast.MEDIATOR, cast.BORROWER):
        sit(made, member)
    return made


def agree(room: Room) -> Recording:
    seat = seat_of(room, cast.BORROWER)
    actions.ask(by=cast.person(cast.MEDIATOR), room=room)
    return actions.answer(by=seat.user, seat=seat, session="s-borrower", given=True)


def orders() -> mock._patch:  # type: ignore[type-arg]
    return mock.patch.object(backends.Mesh, "record", autospec=True)


def asked(told: Any) -> list[set[str]]:
    """Whom the media server was told to record, order by order."""
    names = {str(seat.pk): seat.user.username for seat in Seat.objects.select_related("user")}
    return [{names[seat] for seat in call.args[2].recorded} for call in told.call_args_list]


def troubled() -> int:
    return Entry.objects.filter(action="rooms.recording.troubled").count()


def test_a_gateway_that_records_is_told_after_the_commit(room: Room) -> None:
    with orders() as told:
        agree(room)
        actions.end(by=cast.person(cast.MEDIATOR), room=room)
    assert asked(told) == [BOTH, set()]
    assert troubled() == 0


def test_an_order_that_fails_is_seen_by_all_and_repeated(room: Room) -> None:
    with orders() as told:
        told.side_effect = OSError
        agree(room)
        recording = Recording.objects.get()
        assert queries.view(room.pk)["trouble"] is True
        assert recording.faults == [{"what": "backend", "detail": "on"}]
        assert faults.words(recording) == ["媒体服务器没有执行录制指令。"]
        # It fails once more: the same trouble since the same moment, noted once.
        since = recording.trouble_since
        with pytest.raises(NotAllowed):
            actions.try_again(by=cast.person(cast.BORROWER), room=room)
        actions.try_again(by=cast.person(cast.MEDIATOR), room=room)
        recording.refresh_from_db()
        assert (recording.trouble_since, troubled()) == (since, 1)

        told.side_effect = None
        assert scheduled.run()["recording_orders_repeated"] == 1
        assert queries.view(room.pk)["trouble"] is False
        assert asked(told)[-1]
        assert scheduled.run()["recording_orders_repeated"] == 0


def test_whoever_comes_back_finds_the_media_server_recording(room: Room) -> None:
    with orders() as told:
        agree(room)
        for member in (cast.MEDIATOR, cast.BORROWER):
            rooms.lose(seat_id=seat_of(room, member).pk, session=f"s-{member.key}")
        told.reset_mock()
        sit(room, cast.BORROWER)
        assert asked(told) == [BOTH]
        # Nothing is asked of it while the recording is paused.
        actions.hold(by=cast.person(cast.MEDIATOR), room=room, on=True)
        told.reset_mock()
        sit(room, cast.MEDIATOR)
        assert told.call_args_list == []


def test_whoever_lost_the_line_before_answering_is_not_recorded_and_asked_on_return(room: Room) -> None:
    sit(room, cast.OFFICER)
    with orders() as told:
        agree(room)
        assert queries.live(room.pk).state == "asked"  # type: ignore[union-attr]
        rooms.lose(seat_id=seat_of(room, cast.OFFICER).pk, session="s-officer")
        # As every connection's look does, every few seconds.
        actions.settle(room_id=room.pk)
        assert queries.live(room.pk).state == "on"  # type: ignore[union-attr]
        assert asked(told) == [BOTH]
        assert queries.roster(room.pk).recorded == {
            str(seat_of(room, one).pk) for one in (cast.MEDIATOR, cast.BORROWER)
        }
        sit(room, cast.OFFICER)
        found = queries.view(room.pk)
        assert (found["state"], found["paused_for"]) == ("paused", "consent")
        assert asked(told)[-1] == set() == queries.roster(room.pk).recorded


def test_two_orders_that_overtake_each_other_say_how_it_stands(room: Room) -> None:
    with orders() as told:
        recording = agree(room)
        actions.hold(by=cast.person(cast.MEDIATOR), room=room, on=True)
        # The order to record is carried out last.
        actions.orders._carry_out(recording.pk)
        assert asked(told)[-1] == set()


def test_a_host_away_for_minutes_stops_it(room: Room) -> None:
    agree(room)
    host = seat_of(room, cast.MEDIATOR)
    rooms.lose(seat_id=host.pk, session="s-mediator")
    scheduled.run()
    assert queries.view(room.pk)["state"] == "on"
    Seat.objects.filter(pk=host.pk).update(last_seen_at=clock.now() - timedelta(minutes=2, seconds=5))
    scheduled.run()
    found = queries.view(room.pk)
    assert (found["state"], found["paused_for"]) == ("paused", "away")
    sit(room, cast.MEDIATOR)
    assert queries.view(room.pk)["state"] == "on"


def test_a_media_server_that_does_not_stop_is_told_again_after_the_end(room: Room) -> None:
    with orders() as told:
        agree(room)
        told.side_effect = OSError
        actions.end(by=cast.person(cast.MEDIATOR), room=room)
        assert Recording.objects.get().trouble_since is not None
        recording = Recording.objects.get()
        Recording.objects.update(ended_at=clock.now() - timedelta(seconds=20))
        records = Capabilities(mode="gateway", max_people=12, records=True)
        with mock.patch.object(backends.Mesh, "capabilities", return_value=records):
            # What is still being written cannot be put together.
            assert not composing.is_complete(recording.pk)
            told.side_effect = None
            scheduled.run()
            assert not asked(told)[-1]
            assert composing.is_complete(recording.pk)
    assert Recording.objects.get().trouble_since is None


@pytest.mark.parametrize("records", [True, False])
def test_a_page_knows_who_records_before_anybody_asks(room: Room, records: bool) -> None:
    able = Capabilities(mode="gateway", max_people=12, records=records)
    with mock.patch.object(backends.Mesh, "capabilities", return_value=able):
        assert queries.view(room.pk) == {"id": None, "state": "", "by_page": not records}


def test_the_hosts_page_says_what_it_lost(room: Room) -> None:
    agree(room)
    with pytest.raises(NotAllowed):
        actions.report(by=cast.person(cast.BORROWER), room=room, what="lost")
    for _ in range(2):
        actions.report(by=cast.person(cast.MEDIATOR), room=room, what="lost")
    actions.report(by=cast.person(cast.MEDIATOR), room=room, what="unable")
    recording = Recording.objects.get()
    assert [fault["what"] for fault in recording.faults] == ["lost", "unable"]
    assert troubled() == 2
