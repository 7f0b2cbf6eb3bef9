"""What the room's page says about a recording."""

from django.utils.translation import gettext as _


def recording_words() -> dict[str, str]:
    """Phrases by key, as `rooms.words.page_words`."""
    return {
        "rec_on": _("Recording"),
        "rec_on_hearing": _("This hearing is recorded"),
        "rec_paused": _("Recording paused"),
        "rec_paused_hearing": _("The recording of this hearing is paused"),
        "rec_trouble": _(
            "Nothing is being recorded just now: the media server does not do it. It is tried again every minute."
        ),
        "rec_asked": _("Waiting for everyone's answer about the recording"),
        "rec_said_on": _("The recording has begun. What you say and show is recorded."),
        "rec_said_hearing": _("This hearing is recorded from now on, picture and sound."),
        "rec_said_paused": _("The recording is paused. Nothing is recorded now."),
        "rec_said_over": _("The recording has ended."),
        "rec_said_ask": _("You are asked whether the session may be recorded."),
        "rec_why_host": _("by the host"),
        "rec_why_consent": _("not everyone has answered yet"),
        "rec_why_circle": _("a confidential talk is going on, of which nothing is recorded"),
        "rec_why_away": _("the host is not here"),
        "rec_why_recess": _("recess"),
        "rec_why_not_public": _("evidence that is not shown in public"),
        "rec_why_unrecorded": _("mediation that is not fit to be recorded"),
        "rec_waits_for": _("Not answered yet: {names}"),
        "rec_ask_button": _("Record"),
        "rec_end_button": _("End recording"),
        "rec_sending": _("{count} pieces of the recording are still being sent. Please leave this page open."),
        "rec_lost": _(
            "A part of the recording could not be kept; whoever looks after it has been told. The page goes on recording. "
            "If you read this again after loading the page anew, have a record written."
        ),
        "rec_cannot": _("This browser cannot record. Open the room in a recent Chrome, Edge, Firefox or Safari."),
    }
