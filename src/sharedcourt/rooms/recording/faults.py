"""What was found wrong with a recording, in words for staff."""

from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from sharedcourt.core import clock
from sharedcourt.rooms.recording.models import Recording


def words(recording: Recording) -> list[str]:
    """Each fault as a sentence."""
    names = {str(seat.pk): seat.user.name for seat in recording.room.seats.select_related("user")}
    return [_sentence(fault, names) for fault in recording.faults]


def _sentence(fault: dict[str, Any], names: dict[str, str]) -> str:
    values = {
        "name": names.get(str(fault.get("seat")), ""),
        "kind": _("sound") if fault.get("kind") == "audio" else _("picture"),
        "seconds": fault.get("seconds", ""),
        "time": f"{clock.local(datetime.fromtimestamp(float(fault.get('at', 0)), UTC)):%H:%M:%S}",
    }
    sentences = {
        "hash": _("%(name)s, %(kind)s: what is kept is not what came in."),
        "unreadable": _("%(name)s, %(kind)s: a part could not be read and is missing."),
        "empty": _("%(name)s, %(kind)s: a part was begun and nothing came in."),
        "open_end": _("%(name)s, %(kind)s: a part broke off; its end is a guess."),
        "length": _("%(name)s, %(kind)s: %(seconds)s seconds longer or shorter than by the clock."),
        "pair": _("%(name)s: sound and picture differ by %(seconds)s seconds in length."),
        "gap": _("From %(time)s nothing came in from anybody for %(seconds)s seconds."),
        "silent": _("Nothing is to be heard in the whole recording."),
        "total": _("The film is %(seconds)s seconds longer or shorter than what was recorded."),
        "lost": _("The host's browser could not keep a part."),
        "unable": _("The host's browser cannot record."),
        "backend": _("The media server did not carry out an order to record."),
    }
    return sentences.get(str(fault.get("what")), "%(name)s") % values
