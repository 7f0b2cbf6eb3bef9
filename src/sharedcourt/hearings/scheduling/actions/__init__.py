"""What people do about when, where and how a hearing is held."""

from sharedcourt.hearings.scheduling.actions.arranging import (
    arrange,
    call,
    cancel,
    change_bench,
    excuse,
    move,
    schedule,
)
from sharedcourt.hearings.scheduling.actions.courtrooms import close_courtroom, open_courtroom
from sharedcourt.hearings.scheduling.actions.forms import (
    answer_online,
    choose_place,
    decide_form,
    decide_publicity,
    weigh,
)
from sharedcourt.hearings.scheduling.actions.in_turn import answer_in_turn, ask_in_turn, grant_in_turn, refuse_in_turn

__all__ = [
    "answer_in_turn",
    "answer_online",
    "arrange",
    "ask_in_turn",
    "call",
    "cancel",
    "change_bench",
    "choose_place",
    "close_courtroom",
    "decide_form",
    "decide_publicity",
    "excuse",
    "grant_in_turn",
    "move",
    "open_courtroom",
    "refuse_in_turn",
    "schedule",
    "weigh",
]
