"""What people do with the record of a hearing."""

from sharedcourt.hearings.transcript.actions.proposing import Said, drop, propose, read_file, take
from sharedcourt.hearings.transcript.actions.reading import (
    answer_request,
    ask_correction,
    confirm_read,
    correct,
    finish,
    note_refusal,
    refuse_to_sign,
    reopen,
)
from sharedcourt.hearings.transcript.actions.recorded import let_recording_stand, say_recording_stands
from sharedcourt.hearings.transcript.actions.signing import (
    confirm_page,
    open_signing,
    require_may_sign,
    seal_quietly,
    sealed,
    signed_by_all,
    take_back,
)
from sharedcourt.hearings.transcript.actions.writing import Operation, apply, begin, take_pen, write

__all__ = [
    "Operation",
    "Said",
    "answer_request",
    "apply",
    "ask_correction",
    "begin",
    "confirm_page",
    "confirm_read",
    "correct",
    "drop",
    "finish",
    "let_recording_stand",
    "note_refusal",
    "open_signing",
    "propose",
    "read_file",
    "refuse_to_sign",
    "reopen",
    "require_may_sign",
    "say_recording_stands",
    "seal_quietly",
    "sealed",
    "signed_by_all",
    "take",
    "take_back",
    "take_pen",
    "write",
]
