"""What each person of the demonstration does next, by the state their dispute is in."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from sharedcourt.people.cast import (
    BORROWER,
    DEFENDANT,
    FILING_CLERK,
    JUDGE,
    MANAGER,
    MEDIATOR,
    OFFICER,
    OTHER_CLERK,
    PLAINTIFF,
    WIFE,
)
from sharedcourt.people.demo import StateOfPlay

OUTBOX = "/notices/outbox/"
_finish = _("Finish the dispute and submit it.")
_come_in = _("Open the link in the SMS (local outbox), read what the bank says, answer it and agree to mediate.")
_meet = _("Come into the video room, read, ask for a change or confirm.")
_sign = _("Read the agreement once more and sign it with a finger.")
_keep = _("Open the signed agreement and verify it.")
_fetch = _("Propose times; when all have answered, fix one.")

# State of the dispute → who → what, and where when it is not the dispute's own page ("" means the person's list).
NEXT: dict[str, dict[str, tuple[Any, str | None]]] = {
    "draft": {OFFICER.key: (_finish, None)},
    "returned": {OFFICER.key: (_finish, None)},
    "submitted": {MANAGER.key: (_("Accept the case and assign a mediator."), "/mediation/")},
    "offered": {
        MANAGER.key: (_("Accept the case and assign a mediator."), "/mediation/"),
        BORROWER.key: (_come_in, OUTBOX),
    },
    "accepted": {
        BORROWER.key: (_come_in, OUTBOX),
        MANAGER.key: (_("Assign a mediator, if none is yet."), "/mediation/"),
        MEDIATOR.key: (_fetch, "/mediation/"),
    },
    "consenting": {
        BORROWER.key: (_come_in, OUTBOX),
        WIFE.key: (_("Come in by the SMS once your husband has named you, or at the terminal by the code."), OUTBOX),
        MEDIATOR.key: (_fetch, "/mediation/"),
    },
    "mediating": {
        MEDIATOR.key: (
            _("Open the video room: check identities, work out the plan, write the agreement."),
            "/mediation/",
        ),
        OFFICER.key: (_meet, None),
        BORROWER.key: (_meet, ""),
        WIFE.key: (_meet, ""),
    },
    "signing": {
        MEDIATOR.key: (_sign, "/mediation/"),
        OFFICER.key: (_sign, None),
        BORROWER.key: (_sign, ""),
        WIFE.key: (_sign, ""),
    },
    "effective": {OFFICER.key: (_keep, None), BORROWER.key: (_keep, ""), WIFE.key: (_keep, "")},
    "performing": {OFFICER.key: (_keep, None), BORROWER.key: (_keep, ""), WIFE.key: (_keep, "")},
}
# State of the case before the court → who → what.
IN_COURT: dict[str, dict[str, Any]] = {
    "drafting": {PLAINTIFF.key: _("Finish the case and hand it in.")},
    "submitted": {FILING_CLERK.key: _("Review the case: return it once with a list, or accept it.")},
    "returned": {PLAINTIFF.key: _("Correct what the court has listed and hand the case in again.")},
    "accepted": {
        PLAINTIFF.key: _("Pay the court fee, look into the folder, hand in evidence."),
        DEFENDANT.key: _("Open the paper that the court has served, then answer the plaint."),
        JUDGE.key: _("Open the folder, set a day for evidence, or ask the parties about mediation."),
    },
    "mediating": {JUDGE.key: _("Take the case back from mediation when it has ended.")},
    "refusing": {JUDGE.key: _("Read and sign the ruling."), FILING_CLERK.key: _("Read and sign the ruling.")},
}
WAITING = {
    FILING_CLERK.key: _("A case has come in: return it once with a list, or accept it."),
    OTHER_CLERK.key: _("A case for another court has come in: look at its form and pass it on."),
}
NOT_OPENED = StateOfPlay("", "", {OFFICER.key: (_("Open the dispute."), "/disputes/")})


def play_of(*, state: str, words: Any, path: str) -> StateOfPlay:
    """The state of play of a dispute: its state, that state in words, and its page."""
    steps = {
        key: (does, path if where is None else where or "/desk/") for key, (does, where) in NEXT.get(state, {}).items()
    }
    return StateOfPlay(words, path, steps)
