"""What people do about showing a hearing; the only writers, with what the broadcaster itself does in `airing`."""

from sharedcourt.broadcasts.actions.airing import cut, end, go_live, replay, resume, stop, take_down
from sharedcourt.broadcasts.actions.approving import (
    agree,
    announce,
    approve,
    ask,
    change_concerns,
    change_delay,
    refuse,
    withdraw,
)
from sharedcourt.broadcasts.actions.persons import decide_objection, hide_name, make_objection, show_name

__all__ = [
    "agree",
    "announce",
    "approve",
    "ask",
    "change_concerns",
    "change_delay",
    "cut",
    "decide_objection",
    "end",
    "go_live",
    "hide_name",
    "make_objection",
    "refuse",
    "replay",
    "resume",
    "show_name",
    "stop",
    "take_down",
    "withdraw",
]
