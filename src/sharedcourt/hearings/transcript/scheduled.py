"""What time alone makes happen with records; safe to run twice."""

from sharedcourt.documents.states import SigningState
from sharedcourt.hearings.transcript.actions import seal_quietly
from sharedcourt.hearings.transcript.models import Transcript
from sharedcourt.hearings.transcript.states import TranscriptState

AT_ONCE = 500


def run() -> dict[str, int]:
    """Records signed by everybody that could not be sealed are sealed."""
    waiting = Transcript.objects.filter(state=TranscriptState.SIGNING, file__state=SigningState.ALL_SIGNED)
    signed = list(waiting.values_list("file_id", flat=True)[:AT_ONCE])
    for file_id in signed:
        if file_id is not None:
            seal_quietly(file_id)
    return {"records_sealed": len(signed)}
