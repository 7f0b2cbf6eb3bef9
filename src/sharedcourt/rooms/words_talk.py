"""What the room's page says about separate talks, raised hands, reactions, and what was refused."""

from django.utils.translation import gettext as _


def talk_words() -> dict[str, str]:
    """Phrases by key, as in `words.page_words`."""
    return {
        "side_applicant": _("the applicant's side"),
        "side_respondent": _("the respondent's side"),
        "side_neutral": _("the neutral people"),
        "side_other": _("the others"),
        "apart_with": _("Talk separately with"),
        "apart_hosting": _("You are talking separately with {whom}; nobody else hears or sees it."),
        "apart_inside": _("{host} is talking separately with {whom}; nobody else hears or sees it."),
        "apart_waiting": _("{host} is talking separately with {whom}. Please wait."),
        "apart_host_away": _("{host} has lost the connection. After two minutes the separate talk ends by itself."),
        "apart_the_other": _("the other side"),
        "apart_instead": _("Now with {whom}"),
        "apart_end": _("End the separate talk"),
        "apart_divided": _("Private talk: only those on your side hear and see you, and nothing is recorded."),
        "floor_not_yours": _(
            "It is not your turn to speak: your microphone is off. Raise your hand when you want to say something."
        ),
        "apart_together": _("Everyone is together again."),
        "apart_one": _("Talk alone with this person"),
        "apart_bring": _("Bring over to this talk"),
        "apart_send": _("Send back to wait"),
        "elsewhere": _("Elsewhere: in a separate talk"),
        "chat_all": _("Everyone in the room reads this."),
        "chat_apart": _("Only those who are with you in this separate talk read this."),
        "chat_line_apart": _("separate talk"),
        "chat_moved": _(
            "You were moved before this was sent, so nobody has read it. Look who is with you, then send it."
        ),
        "hand_up": _("Raise hand"),
        "hand_down": _("Lower hand"),
        "hand_is_up": _("hand raised"),
        "hand_of": _("{name} has raised a hand."),
        "hand_mine_up": _("Your hand is up."),
        "hand_mine_down": _("Your hand is down."),
        "hand_lower": _("Lower"),
        "hand_lower_of": _("Lower the hand of {name}"),
        "react_agree": _("Agree"),
        "react_disagree": _("Disagree"),
        "react_slower": _("Slower, please"),
        "react_unclear": _("Cannot hear"),
        "reacted": _("{name}: {words}"),
        "refused_too_fast": _("That was too fast and was not done. Wait a moment, then try again."),
        "refused_moderate": _("This was not done. Look who is in the room, then try again."),
        "refused_caucus": _("The separate talk was not changed. Look who is with whom, then try again."),
        "refused_hand": _("The hand was neither raised nor lowered. Try again."),
        "refused_react": _("Your reaction was not shown. Try again."),
        "refused_recording": _("The recording was not changed. Look how it stands, then try again."),
    }
