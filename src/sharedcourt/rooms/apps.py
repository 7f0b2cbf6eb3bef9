from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoomsConfig(AppConfig):
    name = "sharedcourt.rooms"
    label = "rooms"

    def ready(self) -> None:
        from sharedcourt.ledger import words
        from sharedcourt.rooms.recording import reactions, wording

        words.register(
            {
                "rooms.room.opened": _("made the video room"),
                "rooms.room.closed": _("closed the video room"),
                "rooms.seat.added": _("gave a person a seat in the video room"),
                "rooms.seat.admitted": _("let a person into the video room"),
                "rooms.seat.joined": _("entered the video room"),
                "rooms.seat.left": _("left the video room"),
                "rooms.seat.muted": _("switched a person's microphone off"),
                "rooms.seat.camera_put_off": _("asked a person to switch the camera off"),
                "rooms.seat.removed": _("asked a person to leave the video room"),
                "rooms.seat.sent_out": _("sent a person out of the video room to wait"),
                "rooms.seat.withdrawn": _("took away the seat of a person who has no part any more"),
                "rooms.seat.lost": _("lost the connection to the video room"),
                "rooms.seat.returned": _("came back to the video room"),
                "rooms.chat.said": _("wrote in the video room's chat"),
                "rooms.caucus.begun": _("began a separate talk with one side"),
                "rooms.caucus.ended": _("ended the separate talk"),
                "rooms.caucus.moved": _("moved a person during a separate talk"),
            },
            quiet={
                "rooms.caucus.moved",
                "rooms.seat.added",
                "rooms.seat.lost",
                "rooms.seat.returned",
                "rooms.chat.said",
            },
        )
        wording.register()
        reactions.register()
