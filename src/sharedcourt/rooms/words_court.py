"""What the room's page says otherwise when a hearing is held in it: the bench is no host, and nobody was asked for a favour."""

from django.utils.translation import gettext as _


def court_words() -> dict[str, str]:
    """The phrases of `words.page_words` that read differently in a courtroom, by key."""
    return {
        "waiting_for_host": _("The court has been told that you are here and will call you in."),
        "host_not_here": _("The judge is not here yet. Stay on this page: you are called in when the hearing begins."),
        "not_open": _("The courtroom opens at {time}. Stay on this page; it goes on by itself."),
        "state_present": _("in the courtroom"),
        "state_removed": _("ordered to leave"),
        "you_were_muted": _("The court has switched your microphone off. Raise your hand when you want to speak."),
        "you_were_hidden": _("The court asks you to keep your camera off."),
        "left_title": _("You have left the courtroom"),
        "left_text": _("If you want to go back, the court calls you in again."),
        "removed_title": _("You have been ordered to leave the courtroom"),
        "removed_text": _("Only the judge can let you back in. If you do not know why, call the court."),
        "closed_title": _("The hearing is over"),
        "closed_text": _("Record and recording are on the hearing's page, to be read and signed."),
        "denied_title": _("This courtroom is not open to you"),
        "come_back": _("Go back to the courtroom"),
    }
