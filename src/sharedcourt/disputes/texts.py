"""The wording people consent to. Change `VERSION` with the words: it is kept with every consent."""

from django.utils.translation import gettext_lazy as _

VERSION = "2026-11"

# Before consent: form, rights and duties, legal effects, how it goes (ODMR 4 and 7).
HOW_IT_GOES = (
    _("A neutral mediator meets everybody by video, at a time that suits all of you. Nobody decides over you."),
    _(
        "It is free of charge. Your phone is enough; if it is not, a shared court lends you a screen, a room and a person who helps."
    ),
)
RIGHTS = (
    _("You decide freely whether to mediate and whether to agree. You can stop at any time, without giving reasons."),
    _("You may ask for another mediator, bring an agent or a person you trust, and ask to meet in person instead."),
    _(
        "What you offer while looking for a solution cannot be used against you in court later, unless you jointly confirm it as an undisputed fact."
    ),
)
DUTIES = (
    _(
        "Say the truth, prove who you are, and keep what is said in the room to yourself. Nobody may record it privately."
    ),
)
EFFECTS = (
    _(
        "If you agree on something and everybody has signed it, it binds you like a contract. Together you can ask a court to confirm it; then it can be enforced."
    ),
    _("If you do not agree on anything, the bank can still go to court, and so can you."),
)
SHAM_WARNING = _(
    "Mediation with an invented dispute, or to the harm of somebody else, is sham mediation: it has no effect, and the court can fine, detain or prosecute those who take part."
)
SERVICE_EFFECT = _(
    "Papers sent to this address count as received even if you do not open them. The address also holds for later court proceedings and enforcement. When it changes, say so here at once."
)
DECLARATION = _(
    "The institution asks for online mediation and agrees to it and to electronic service. What it states here is true. It has read the warning about sham mediation."
)
