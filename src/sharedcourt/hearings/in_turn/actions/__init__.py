"""What people do in a hearing at different times."""

from sharedcourt.hearings.in_turn.actions.answering import answer
from sharedcourt.hearings.in_turn.actions.asking import ask, extend, go_on, last_longer
from sharedcourt.hearings.in_turn.actions.clips import announce, clear_unused, finish, keep_whole, take_piece, watch
from sharedcourt.hearings.in_turn.actions.running import begin, begin_due, close, remind_due, tell_late

__all__ = [
    "announce",
    "answer",
    "ask",
    "begin",
    "begin_due",
    "clear_unused",
    "close",
    "extend",
    "finish",
    "go_on",
    "keep_whole",
    "last_longer",
    "remind_due",
    "take_piece",
    "tell_late",
    "watch",
]
