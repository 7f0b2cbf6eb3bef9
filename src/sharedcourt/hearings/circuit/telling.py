"""Who is told about seats at a stop, and what the ledger's entries of a tour are called."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sharedcourt.disputes import timeline
from sharedcourt.hearings.circuit.models import PublicSeat, Stop
from sharedcourt.notices import actions as notices
from sharedcourt.notices import texts

TEXTS: dict[str, tuple[Any, Any]] = {
    "hearings.circuit_seat_held": (
        _("Seats kept for you: {people}"),
        _(
            "{court}, {place}, {address}, from {starts}. Show the code {code} at the door. If you cannot come, give the seats up behind the link."
        ),
    ),
    "hearings.circuit_seat_waiting": (
        _("You are on the waiting list"),
        _(
            "{court}, {place}, {address}, from {starts}. You are told when seats become free. Your code is {code}; behind the link you leave the list."
        ),
    ),
    "hearings.circuit_seat_free": (
        _("There are seats for you now: {people}"),
        _("{court}, {place}, {address}, from {starts}. Show the code that was sent to you at the door."),
    ),
    "hearings.circuit_moved": (
        _("{court} comes at another time or to another place"),
        _(
            "Now: {place}, {address}, from {starts}. Your registration stays; the code that was sent to you is good there."
        ),
    ),
    "hearings.circuit_off": (
        _("{court} does not sit in public at {place} on {starts}"),
        _("Your registration has ended. You need do nothing."),
    ),
}
# The code opens the registration: such messages are erased soon after they were sent.
SECRET = {"hearings.circuit_seat_held", "hearings.circuit_seat_waiting"}
WORDS: dict[str, Any] = {
    "hearings.circuit.planned": _("planned a circuit tour"),
    "hearings.circuit.changed": _("changed a circuit tour"),
    "hearings.circuit.announced": _("announced a circuit tour"),
    "hearings.circuit.cancelled": _("cancelled a circuit tour"),
    "hearings.circuit.stop_added": _("added a stop to a circuit tour"),
    "hearings.circuit.stop_changed": _("changed a stop of a circuit tour"),
    "hearings.circuit.stop_cancelled": _("cancelled a stop of a circuit tour"),
    "hearings.circuit.attached": _("the hearing is held on circuit"),
    "hearings.circuit.detached": _("the hearing is not held on circuit any more"),
    "hearings.circuit.courtroom_set": _("said whose camera is the courtroom on circuit"),
    "hearings.circuit.checked": _("checked equipment at a stop"),
    "hearings.circuit.registered": _("somebody registered for seats"),
    "hearings.circuit.seat_held": _("seats became free for somebody on the waiting list"),
    "hearings.circuit.seat_given_up": _("seats were given up"),
    "hearings.circuit.came": _("ticked at the door who came"),
}


def register() -> None:
    """Called once, when the app is ready."""
    for kind, (subject, body) in TEXTS.items():
        texts.register(kind, subject=subject, body=body, secret=kind in SECRET)
    timeline.keep_private(TEXTS)


def tell(seat: PublicSeat, kind: str, stop: Stop, *, code: str = "", code_shown: str = "") -> None:
    """A message to the phone that registered. Inside the action's transaction."""
    context = {
        "court": stop.tour.court.name,
        "place": stop.place,
        "address": stop.address,
        "starts": stop.starts_at,
        "people": seat.people,
        "code": code_shown,
    }
    link = reverse("hearings:circuit-seat", args=[code]) if code else reverse("hearings:circuit-stop", args=[stop.pk])
    notices.tell(user=None, phone=seat.phone, kind=kind, context=context, scope=None, link=link)
