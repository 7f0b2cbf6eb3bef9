"""Who is asked before a recording begins, what stops it, and what the host's browser may bring in."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from unittest import mock

import pytest
from django.test import Client

from sharedcourt.core import clock, disk
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed, Unavailable
from sharedcourt.ledger.models import Entry
from sharedcourt.people import cast
from sharedcourt.people.cast import Member
from sharedcourt.rooms import actions as rooms
from sharedcourt.rooms import backends, circles
from sharedcourt.rooms.backends import Capabilities
from sharedcourt.rooms.models import Room
from sharedcourt.rooms.recording import actions, composing, keeping, pieces, queries, scheduled, sealed
from sharedcourt.rooms.recording.models import Recording, RecordingPiece, RecordingTrack
from sharedcourt.rooms.tests.conftest import make_room, seat_of
from sharedcourt.rooms.tests.recorded import ready, sit

pytestmark = pytest.mark.django_db
THREE = (cast.MEDIATOR, cast.BORROWER, cast.OFFICER)
Browser = Callable[[Member], Client]


@pytest.fixture
def room() -> Room:
    """Mediator, borrower and officer are inside; the wife has not come."""
    made = make_room()
    for member in THREE:
        sit(made, member)
    return made


def says(room: Room, member: Member, *, yes: bool) -> Recording:
    seat = seat_of(room, member)
    return actions.answer(by=seat.user, seat=seat, session=f"s-{member.key}", given=yes)


def stand(room: Room) -> tuple[str, str]:
    found = queries.view(room.pk)
    return found["state"], found.get("paused_for", "")


def running(room: Room) -> Recording:
    actions.ask(by=cast.person(cast.MEDIATOR), room=room)
    says(room, cast.BORROWER, yes=True)
    says(room, cast.OFFICER, yes=True)
    return Recording.objects.get(room=room)


def noted() -> list[str]:
    entries = Entry.objects.filter(action__startswith="rooms.recording.").order_by("seq")
    return [action.removeprefix("rooms.recording.") for action in entries.values_list("action", flat=True)]


def test_it_begins_when_all_have_agreed_and_waits_for_whoever_comes(room: Room) -> None:
    actions.ask(by=cast.person(cast.MEDIATOR), room=room)
    says(room, cast.BORROWER, yes=True)
    assert stand(room) == ("asked", "")
    says(room, cast.OFFICER, yes=True)
    assert stand(room) == ("on", "")

    # The wife comes: nothing more is recorded until she has answered, and nothing of her before.
    wife = sit(room, cast.WIFE)
    assert stand(room) == ("paused", "consent")
    assert str(wife.pk) not in queries.view(room.pk)["record"]
    says(room, cast.WIFE, yes=True)
    assert stand(room) == ("on", "")
    assert str(wife.pk) in queries.view(room.pk)["record"]

    # The borrower's line breaks and comes back: he is not asked again. The officer leaves and comes again: he is.
    rooms.lose(seat_id=seat_of(room, cast.BORROWER).pk, session="s-borrower")
    sit(room, cast.BORROWER)
    assert stand(room) == ("on", "")
    rooms.leave(by=cast.person(cast.OFFICER), seat=seat_of(room, cast.OFFICER), session="s-officer")
    assert stand(room) == ("on", "")
    sit(room, cast.OFFICER)
    assert stand(room) == ("paused", "consent")
    says(room, cast.OFFICER, yes=True)

    # The wife takes her consent back: it ends.
    says(room, cast.WIFE, yes=False)
    recording = Recording.objects.get(room=room)
    assert (recording.state, recording.end_reason) == ("ended", "consent")
    assert recording.spans.count() == 3
    assert not recording.spans.filter(ended_at__isnull=True).exists()
    assert noted() == [
        "asked", "consented", "consented", "consented", "begun", "paused", "consented", "resumed",
        "paused", "consented", "resumed", "refused", "ended",
    ]  # fmt: skip


def test_one_no_and_nothing_is_recorded(room: Room) -> None:
    actions.ask(by=cast.person(cast.MEDIATOR), room=room)
    says(room, cast.BORROWER, yes=True)
    says(room, cast.OFFICER, yes=False)
    assert stand(room) == ("", "")
    assert Recording.objects.get(room=room).state == "refused"
    assert not queries.visible_to(cast.person(cast.BORROWER)).exists()
    # Asking again later is a new question.
    running_again = actions.ask(by=cast.person(cast.MEDIATOR), room=room)
    assert running_again.state == "asked"
    with pytest.raises(Conflict):
        actions.ask(by=cast.person(cast.MEDIATOR), room=room)


def test_only_the_host_asks_pauses_and_ends(room: Room) -> None:
    for member in (cast.BORROWER, cast.STRANGER):
        with pytest.raises(NotAllowed):
            actions.ask(by=cast.person(member), room=room)
    running(room)
    with pytest.raises(NotAllowed):
        actions.hold(by=cast.person(cast.OFFICER), room=room, on=True)
    actions.hold(by=cast.person(cast.MEDIATOR), room=room, on=True)
    assert stand(room) == ("paused", "host")
    # The host's own pause outlasts a newcomer's answer.
    sit(room, cast.WIFE)
    assert stand(room) == ("paused", "consent")
    says(room, cast.WIFE, yes=True)
    assert stand(room) == ("paused", "host")
    actions.hold(by=cast.person(cast.MEDIATOR), room=room, on=False)
    assert stand(room) == ("on", "")
    rooms.close_room(by=cast.person(cast.MEDIATOR), room=room)
    assert Recording.objects.get(room=room).end_reason == "closed"


def test_a_separate_talk_stops_it_at_once_and_its_end_lets_it_go_on(room: Room) -> None:
    recording = running(room)
    host = cast.person(cast.MEDIATOR)
    room.seats.filter(user=cast.person(cast.BORROWER)).update(side="respondent")
    circles.begin(by=host, room=room, side="respondent")
    assert stand(room) == ("paused", "circle")
    circles.move(by=host, seat=room.seats.get(user=cast.person(cast.OFFICER)), inside=True)
    assert stand(room) == ("paused", "circle")
    circles.end(by=host, room=room)
    assert stand(room)[0] == "on"
    assert recording.spans.filter(ended_for="circle").count() == 1


def test_the_parties_say_expressly_that_it_stands_for_the_record(room: Room) -> None:
    side(room, cast.BORROWER, "respondent")
    side(room, cast.OFFICER, "applicant")
    recording = running(room)
    actions.end(by=cast.person(cast.MEDIATOR), room=room)
    actions.say_stands(by=cast.person(cast.BORROWER), recording=recording, stands=True)
    with pytest.raises(NotAllowed):
        actions.say_stands(by=cast.person(cast.MEDIATOR), recording=recording, stands=True)
    recording.refresh_from_db()
    assert not recording.stands_for_record
    recording = actions.say_stands(by=cast.person(cast.OFFICER), recording=recording, stands=True)
    assert recording.stands_for_record
    assert recording.consents.get(seat__user__username="officer").stands_said_at is not None
    assert not actions.say_stands(by=cast.person(cast.BORROWER), recording=recording, stands=False).stands_for_record


def side(room: Room, member: Member, which: str) -> None:
    room.seats.filter(user=cast.person(member)).update(side=which)


def test_two_people_of_one_side_are_not_both_sides(room: Room) -> None:
    sit(room, cast.WIFE)
    side(room, cast.BORROWER, "respondent")
    side(room, cast.WIFE, "respondent")
    side(room, cast.OFFICER, "applicant")
    recording = running(room)
    rooms.remove(by=cast.person(cast.MEDIATOR), seat=seat_of(room, cast.OFFICER))
    actions.end(by=cast.person(cast.MEDIATOR), room=room)
    for member in (cast.BORROWER, cast.WIFE):
        recording = actions.say_stands(by=cast.person(member), recording=recording, stands=True)
    assert not recording.stands_for_record


def test_whoever_was_asked_to_leave_still_counts(room: Room) -> None:
    sit(room, cast.WIFE)
    side(room, cast.BORROWER, "respondent")
    side(room, cast.WIFE, "respondent")
    side(room, cast.OFFICER, "applicant")
    recording = running(room)
    rooms.remove(by=cast.person(cast.MEDIATOR), seat=seat_of(room, cast.WIFE))
    actions.end(by=cast.person(cast.MEDIATOR), room=room)
    for member in (cast.BORROWER, cast.OFFICER):
        recording = actions.say_stands(by=cast.person(member), recording=recording, stands=True)
    assert not recording.stands_for_record
    wife = cast.person(cast.WIFE)
    assert queries.visible_to(wife).filter(pk=recording.pk).exists()
    assert actions.say_stands(by=wife, recording=recording, stands=True).stands_for_record


# ---------- what comes in


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def track_of(recording: Recording, member: Member = cast.BORROWER) -> RecordingTrack:
    return pieces.open_track(
        by=cast.person(cast.MEDIATOR),
        recording=recording,
        seat=seat_of(recording.room, member),
        kind=RecordingTrack.Kind.AUDIO,
        mime="audio/webm;codecs=opus",
        started_at=clock.now(),
    )


def take(track: RecordingTrack, number: int, content: bytes, sha256: str = "") -> RecordingPiece:
    by = cast.person(cast.MEDIATOR)
    return pieces.take_piece(by=by, track=track, number=number, content=content, sha256=sha256 or sha(content))


def test_pieces_come_in_order_once_each_and_whole(room: Room) -> None:
    track = track_of(running(room))
    first = take(track, 0, b"one")
    assert take(track, 0, b"one").pk == first.pk
    with pytest.raises(Conflict):
        take(track, 0, b"another")
    with pytest.raises(pieces.OutOfOrder) as refused:
        take(track, 2, b"three")
    assert refused.value.expected == 1
    with pytest.raises(Invalid):
        take(track, 1, b"two", sha(b"too"))
    with pytest.raises(Invalid):
        take(track, 1, b"x" * (pieces.LARGEST_PIECE + 1))
    take(track, 1, b"two")
    closed = pieces.close_track(by=cast.person(cast.MEDIATOR), track=track, closed_at=clock.now())
    assert closed.sha256 == sha(b"onetwo")
    entry = Entry.objects.get(action="rooms.recording.track_closed")
    assert entry.payload.facts["pieces"] == [sha(b"one"), sha(b"two")]
    with pytest.raises(Conflict):
        take(track, 2, b"three")


def test_no_more_comes_in_than_a_microphone_can_have_sent(room: Room) -> None:
    track = track_of(running(room))
    large = b"x" * pieces.LARGEST_PIECE
    # So much sound cannot have come of a recording that has just begun.
    with pytest.raises(Conflict) as refused:
        take(track, 0, large)
    assert refused.value.field == "size"
    # Nor does another track of the same microphone help.
    take(track, 0, large[: 3 * 1024 * 1024])
    with pytest.raises(Conflict):
        take(track_of(track.recording), 0, large[: 1024 * 1024])
    Recording.objects.update(started_at=clock.now() - timedelta(hours=1))
    take(track, 1, large)


def test_nothing_comes_in_when_the_disk_is_nearly_full(room: Room) -> None:
    track = track_of(running(room))
    nearly_full = mock.patch("sharedcourt.core.disk.free_bytes", return_value=disk.LOW_DISK_BYTES - 1)
    with nearly_full, pytest.raises(Unavailable):
        take(track, 0, b"one")
    take(track, 0, b"one")


def test_one_damaged_piece_does_not_stop_the_others(room: Room) -> None:
    recording = running(room)
    damaged, whole = track_of(recording), track_of(recording, cast.OFFICER)
    piece = take(damaged, 0, b"one")
    take(whole, 0, b"two")
    actions.end(by=cast.person(cast.MEDIATOR), room=room)
    sealed.remove(piece.path)
    Recording.objects.update(ended_at=clock.now() - pieces.LATE - timedelta(minutes=6))
    with mock.patch("sharedcourt.rooms.recording.tasks.queue") as queued:
        assert scheduled.run()["tracks_closed"] == 2
        assert queued.call_args.args == (recording.pk,)
    damaged.refresh_from_db()
    whole.refresh_from_db()
    assert (damaged.sha256, whole.sha256) == ("", sha(b"two"))
    assert damaged.closed_at is not None


def test_one_recording_that_cannot_be_deleted_does_not_keep_the_others(room: Room) -> None:
    stuck, other = ready(make_room()), ready(room)
    Recording.objects.update(retention_until=clock.today() - timedelta(days=1))
    delete = keeping.delete

    def fails_for_one(*, by: None, recording: Recording, reason: str) -> Recording:
        if recording.pk == stuck.pk:
            raise OSError
        return delete(by=by, recording=recording, reason=reason)

    with mock.patch.object(keeping, "delete", side_effect=fails_for_one):
        assert keeping.delete_expired() == 1
    other.refresh_from_db()
    assert other.state == "deleted"


def test_nothing_of_whoever_has_not_agreed_comes_in(room: Room) -> None:
    recording = running(room)
    sit(room, cast.WIFE)
    with pytest.raises(Invalid):
        track_of(recording, cast.WIFE)
    says(room, cast.WIFE, yes=True)
    assert track_of(recording, cast.WIFE).kind == "audio"


def test_where_the_media_server_records_no_page_brings_anything_in(room: Room) -> None:
    track = track_of(running(room))
    records = Capabilities(mode="gateway", max_people=12, records=True)
    with mock.patch.object(backends.Mesh, "capabilities", return_value=records):
        with pytest.raises(Conflict):
            track_of(track.recording)
        with pytest.raises(Conflict):
            take(track, 0, b"one")
    assert not RecordingPiece.objects.exists()
    assert RecordingTrack.objects.count() == 1


def test_only_the_hosts_browser_uploads(room: Room, browser_of: Browser) -> None:
    recording = running(room)
    address = f"/rooms/{room.pk}/recording/{recording.pk}/tracks/"
    now_ms = clock.now().timestamp() * 1000
    seat = str(seat_of(room, cast.BORROWER).pk)
    body = {"seat": seat, "kind": "audio", "mime": "audio/webm", "started_ms": now_ms}
    for member in (cast.BORROWER, cast.STRANGER):
        assert browser_of(member).post(address, body, "application/json").status_code == 404
    host = browser_of(cast.MEDIATOR)
    assert (
        host.post(address, {"seat": "x"}, "application/json", headers={"accept": "application/json"}).status_code == 422
    )
    track = json.loads(host.post(address, body, "application/json").content)["track"]
    here = f"{address}{track}/"
    sent = host.post(f"{here}0/", b"one", "application/octet-stream", headers={"x-piece-sha256": sha(b"one")})
    assert sent.status_code == 201
    late = host.post(f"{here}5/", b"six", "application/octet-stream", headers={"x-piece-sha256": sha(b"six")})
    assert (late.status_code, json.loads(late.content)) == (409, {"expected": 1})
    stranger = browser_of(cast.OFFICER).post(f"{here}1/", b"two", "application/octet-stream")
    assert stranger.status_code == 404
    closed = host.post(f"{here}close/", {"closed_ms": now_ms + 1000}, "application/json")
    assert json.loads(closed.content) == {"sha256": sha(b"one"), "size": 3}


def test_it_is_composed_once_the_page_has_brought_in_everything(room: Room) -> None:
    recording = running(room)
    first, second = track_of(recording), track_of(recording, cast.OFFICER)
    by = cast.person(cast.MEDIATOR)
    for track in (first, second):
        take(track, 0, b"one")
    actions.end(by=by, room=room)
    pieces.close_track(by=by, track=first, closed_at=clock.now(), left=2)
    Recording.objects.update(ended_at=clock.now() - timedelta(seconds=20))
    assert composing.waiting() == []
    # The page had one more to announce: closing the second does not end it either.
    pieces.close_track(by=by, track=second, closed_at=clock.now(), left=1)
    assert composing.waiting() == []
    third = track_of(recording)
    assert composing.waiting() == []
    pieces.close_track(by=by, track=third, closed_at=clock.now())
    assert composing.waiting() == [recording.pk]


def test_what_a_page_never_finished_is_closed_and_composed_all_the_same(room: Room) -> None:
    recording = running(room)
    take(track_of(recording), 0, b"one")
    actions.end(by=cast.person(cast.MEDIATOR), room=room)
    with mock.patch("sharedcourt.rooms.recording.tasks.queue") as queued:
        scheduled.run()
        queued.assert_not_called()
        Recording.objects.update(ended_at=clock.now() - pieces.LATE - timedelta(minutes=6))
        scheduled.run()
        assert queued.call_args.args == (recording.pk,)
    track = RecordingTrack.objects.get()
    assert track.closed_at is not None
    assert not track.closed_properly
