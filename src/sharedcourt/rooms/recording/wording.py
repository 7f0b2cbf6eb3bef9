"""What the ledger's entries of a recording are called in timelines."""

from django.utils.translation import gettext_lazy as _

from sharedcourt.ledger import words


def register() -> None:
    """Called once, when the app is ready."""
    words.register(
        {
            "rooms.recording.asked": _("asked whether the session may be recorded"),
            "rooms.recording.consented": _("agreed to the recording"),
            "rooms.recording.refused": _("did not agree to the recording"),
            "rooms.recording.begun": _("the recording began"),
            "rooms.recording.paused": _("the recording was paused"),
            "rooms.recording.resumed": _("the recording went on"),
            "rooms.recording.ended": _("the recording ended"),
            "rooms.recording.track_closed": _("a part of the recording was fixed by its fingerprint"),
            "rooms.recording.stands": _("said whether the recording may stand for the written record"),
            "rooms.recording.composed": _("the recording was put together"),
            "rooms.recording.troubled": _("a part of the recording may be missing"),
            "rooms.recording.failed": _("the recording could not be put together"),
            "rooms.recording.viewed": _("watched the recording"),
            "rooms.recording.deleted": _("the recording was deleted"),
        },
        quiet={"rooms.recording.track_closed"},
    )
