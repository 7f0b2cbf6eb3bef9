"""What people do with a tour, its stops and the public's seats. The only writers."""

from sharedcourt.hearings.circuit.actions.planning import (
    StopEntry,
    TourEntry,
    add_stop,
    announce,
    cancel_stop,
    cancel_tour,
    change_stop,
    change_tour,
    plan_tour,
)
from sharedcourt.hearings.circuit.actions.seats import came, clear, give_up, register
from sharedcourt.hearings.circuit.actions.sitting import attach, check, detach, set_courtroom, show_courtroom

__all__ = [
    "StopEntry",
    "TourEntry",
    "add_stop",
    "announce",
    "attach",
    "came",
    "cancel_stop",
    "cancel_tour",
    "change_stop",
    "change_tour",
    "check",
    "clear",
    "detach",
    "give_up",
    "plan_tour",
    "register",
    "set_courtroom",
    "show_courtroom",
]
