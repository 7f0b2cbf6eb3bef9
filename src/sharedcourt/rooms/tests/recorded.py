"""People who sit down, and a recording that can be watched at once: its film is not one, for what asks no ffmpeg."""

from datetime import timedelta

from sharedcourt.core import clock
from sharedcourt.people import cast
from sharedcourt.people.cast import Member
from sharedcourt.rooms import actions as rooms
from sharedcourt.rooms.models import Room, Seat
from sharedcourt.rooms.recording import sealed
from sharedcourt.rooms.recording.models import Recording, RecordingTrack
from sharedcourt.rooms.states import LET_IN

FILM = bytes(range(256)) * 10_000  # two and a half blocks


def sit(room: Room, member: Member, *, host: Member = cast.MEDIATOR) -> Seat:
    """The person comes in, let in by the host."""
    seat = Seat.objects.select_related("room", "user").get(room=room, user__username=member.key)
    person = cast.person(member)
    if seat.state not in LET_IN:
        rooms.admit(by=cast.person(host), seat=seat)
    arrival = rooms.Arrival(session=f"s-{member.key}", instance=f"page-of-{member.key}", mic=True, camera=True)
    rooms.arrive(by=person, seat=seat, arrival=arrival)
    seat.refresh_from_db()
    return seat


def ready(room: Room) -> Recording:
    """A recording of three minutes with one track, put together."""
    began = clock.now() - timedelta(minutes=4)
    recording = Recording.objects.create(room=room)
    recording.run()
    recording.started_at = began
    recording.save()
    recording.spans.create(begun_at=began, ended_at=began + timedelta(minutes=1), ended_for="host")
    recording.spans.create(begun_at=began + timedelta(minutes=2), ended_at=began + timedelta(minutes=4))
    RecordingTrack.objects.create(
        recording=recording, seat=room.seats.all()[0], kind="audio", mime="audio/webm", started_at=began
    )
    kept = sealed.put([FILM])
    recording.finish()
    recording.compose()
    recording.be_ready()
    recording.path, recording.size, recording.sha256, recording.seconds = kept.path, kept.size, kept.sha256, 180
    recording.ended_at, recording.retention_until = clock.now(), clock.today() + timedelta(days=30)
    recording.save()
    return recording
