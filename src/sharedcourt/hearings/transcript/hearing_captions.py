"""What the server's engine writes down for captions in the courtroom comes to the clerk as proposals (REC 2, 6)."""

from sharedcourt.core.errors import ActionRefused
from sharedcourt.hearings.transcript import marks, queries, speakers
from sharedcourt.hearings.transcript.actions.proposing import Said, propose
from sharedcourt.hearings.transcript.states import TranscriptState
from sharedcourt.rooms.models import RoomKind, Seat


def heard(seat: Seat, text: str) -> None:
    """Somebody in a courtroom has said something in the open: not in a private talk, which is nobody's record."""
    if seat.circle or seat.room.kind != RoomKind.HEARING:
        return
    found = queries.rows().filter(hearing__room=seat.room_id, state=TranscriptState.WRITING).first()
    if found is None:
        return
    speaker = speakers.key_of(speakers.of(found.hearing), seat.user)
    try:
        propose(by=None, transcript=found, said=[Said(text, marks.now_ms(found.hearing), speaker)])
    except ActionRefused:
        return  # finished in this instant
