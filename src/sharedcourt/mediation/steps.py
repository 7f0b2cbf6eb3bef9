"""The seven steps through which a mediator leads a meeting, and the words read out at the second."""

from enum import IntEnum

from django.utils.translation import gettext_lazy as _


class Step(IntEnum):
    IDENTITY = 1
    RIGHTS = 2
    FACTS = 3
    PLAN = 4
    AGREEMENT = 5
    SIGNING = 6
    DONE = 7


STEP_NAMES = {
    Step.IDENTITY: _("Who is here"),
    Step.RIGHTS: _("Rights and rules"),
    Step.FACTS: _("Facts agreed"),
    Step.PLAN: _("Payment plan"),
    Step.AGREEMENT: _("Agreement"),
    Step.SIGNING: _("Signing"),
    Step.DONE: _("Done"),
}

# (heading, paragraphs). The Chinese is what the record keeps; sources in the comments.
SCRIPT: tuple[tuple[str, object, tuple[object, ...]], ...] = (
    (
        "rights",  # People's Mediation Law 23; ODMR 14, 18
        _("Your rights"),
        (
            _("You may accept, refuse or end the mediation at any time, and ask for another mediator."),
            _("You decide for yourself. Nobody may force you to agree."),
            _(
                "What you concede here cannot be used against you in court, save facts that all have confirmed together."
            ),
            _("The mediation is confidential and free of charge."),
        ),
    ),
    (
        "duties",  # People's Mediation Law 24
        _("Your duties"),
        (
            _("State the facts truthfully."),
            _("Keep the order of the room and respect the mediator."),
            _("Respect the rights of the other side."),
        ),
    ),
    (
        "discipline",
        _("Discipline of the room"),
        (
            _("Keep the camera on and do not leave without saying so."),
            _("Nobody else may be with you unless everyone agrees."),
            _("Do not record, photograph or broadcast the session."),
        ),
    ),
    (
        "sham",  # ODMR 17, 23
        _("Warning about sham mediation"),
        (
            _(
                "Whoever colludes, forges evidence or invents facts to harm others bears the legal consequences, and those of a crime."
            ),
        ),
    ),
    (
        "effect",  # ODMR 19; People's Mediation Law 31, 33
        _("What an agreement means"),
        (
            _(
                "The agreement binds everyone once all have signed. Within 30 days you may together ask the court to confirm it."
            ),
        ),
    ),
)

# Kept with each 'I have understood'; raise it when the words above change.
SCRIPT_VERSION = "2022-01-01"
