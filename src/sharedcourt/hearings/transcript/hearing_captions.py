"""What the server's engine writes down for captions in the courtroom comes to the clerk as proposals (REC 2, 6)."""

from sharedcourt.core.errors import ActionRefused
from sharedcourt.hearings.courtroom.models import Break
from sharedcourt.hearings.states import HearingState
from sharedcourt.hearings.transcript import marks, queries, speakers
from sharedcourt.hearings.transcript.actions.proposing import Said, propose
from sharedcourt.hearings.transcript.states import TranscriptState
from sharedcourt.rooms.models import RoomKind, Seat


def heard(seat: Seat, text: str) -> None:
    """Somebody in a courtroom has said something in the session: not in a private talk, a pause or a break without record (REC 3)."""
    if seat.circle or seat.room.kind != RoomKind.HEARING:
        return
    found = queries.rows().filter(hearing__room=seat.room_id, state=TranscriptState.WRITING).first()
    if found is None or found.hearing.state != HearingState.IN_SESSION:
        return
    if found.hearing.breaks.filter(ended_at=None).exclude(kind=Break.Kind.NOT_PUBLIC).exists():
        return
    speaker = speakers.key_of(speakers.of(found.hearing), seat.user)
    try:
        propose(by=None, transcript=found, said=[Said(text, marks.now_ms(found.hearing), speaker)])
    except ActionRefused:
        return  # finished in this instant
