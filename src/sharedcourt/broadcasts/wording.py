"""What this room's actions are called."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from sharedcourt.ledger import words

WORDS: dict[str, Any] = {
    "broadcasts.broadcast.asked": _("asked to show the hearing to the public"),
    "broadcasts.broadcast.agreed": _("the responsible office agreed to show the hearing"),
    "broadcasts.broadcast.approved": _("the court approved showing the hearing"),
    "broadcasts.broadcast.refused": _("the court refused to show the hearing"),
    "broadcasts.broadcast.announced": _("the broadcast of the hearing was announced"),
    "broadcasts.broadcast.withdrawn": _("the broadcast of the hearing was given up"),
    "broadcasts.broadcast.live": _("the hearing is shown to the public"),
    "broadcasts.broadcast.stopped": _("the broadcast was stopped"),
    "broadcasts.broadcast.resumed": _("the broadcast went on"),
    "broadcasts.broadcast.ended": _("the broadcast is over"),
    "broadcasts.broadcast.replayed": _("the hearing may be watched again"),
    "broadcasts.broadcast.cut": _("the court changed what the replay leaves out"),
    "broadcasts.broadcast.taken_down": _("the broadcast was taken down"),
    "broadcasts.broadcast.changed": _("the court changed what it found on the broadcast"),
    "broadcasts.broadcast.delayed": _("the court changed how late the hearing is shown"),
    "broadcasts.objection.made": _("a party objected to showing the hearing"),
    "broadcasts.objection.decided": _("the judge decided on the objection to the broadcast"),
    "broadcasts.name.hidden": _("the court ordered that a name is not shown"),
    "broadcasts.name.shown": _("the court took back that a name is not shown"),
}


def register() -> None:
    """Called once, when the app is ready."""
    words.register(WORDS)
