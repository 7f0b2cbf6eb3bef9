"""What is not recorded is never passed over: it is seen in the room, kept with the recording, noted, and tried again."""

from datetime import timedelta
from unittest import mock

import pytest

from sharedcourt.core import clock
from sharedcourt.core.errors import NotAllowed
from sharedcourt.ledger.models import Entry
from sharedcourt.people import cast
from sharedcourt.rooms import actions as rooms
from sharedcourt.rooms import backends
from sharedcourt.rooms.backends import Capabilities
from sharedcourt.rooms.models import Room
from sharedcourt.rooms.recording import actions, composing, faults, queries, scheduled
from sharedcourt.rooms.recording.models import Recording
from sharedcourt.rooms.tests.conftest import make_room, seat_of
from sharedcourt.rooms.tests.recorded import sit

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


def troubled() -> int:
    return Entry.objects.filter(action="rooms.recording.troubled").count()


def test_a_gateway_that_records_is_told_after_the_commit(room: Room) -> None:
    with orders() as told:
        agree(room)
        actions.end(by=cast.person(cast.MEDIATOR), room=room)
    assert [call.args[2] for call in told.call_args_list] == [True, False]
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
        assert told.call_args.args[2] is True
        assert scheduled.run()["recording_orders_repeated"] == 0


def test_whoever_comes_back_finds_the_media_server_recording(room: Room) -> None:
    with orders() as told:
        agree(room)
        for member in (cast.MEDIATOR, cast.BORROWER):
            rooms.lose(seat_id=seat_of(room, member).pk, session=f"s-{member.key}")
        told.reset_mock()
        sit(room, cast.BORROWER)
        assert [call.args[2] for call in told.call_args_list] == [True]
        # Nothing is asked of it while the recording is paused.
        actions.hold(by=cast.person(cast.MEDIATOR), room=room, on=True)
        told.reset_mock()
        sit(room, cast.MEDIATOR)
        assert told.call_args_list == []


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
            assert told.call_args.args[2] is False
            assert composing.is_complete(recording.pk)
    assert Recording.objects.get().trouble_since is None


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
