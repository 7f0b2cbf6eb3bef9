"""Who may fill in, sign and read pleadings."""

from typing import Any

from django.utils.translation import gettext as _

from sharedcourt.core.errors import NotAllowed
from sharedcourt.disputes.models import Party, Side
from sharedcourt.disputes.policy import acts_for
from sharedcourt.disputes.queries import party_of
from sharedcourt.filing.cases import policy as cases
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.plaint.models import AnswerForm, Plaint

Any_ = Plaint | AnswerForm


def may_fill_plaint(user: Any, case: Case) -> bool:
    """The plaintiff's side."""
    return cases.is_plaintiff(user, case)


def answering_party(user: Any, case: Case) -> Party | None:
    """The defendant for whom the person answers, once the court has told them of the case."""
    if case.accepted_at is None:
        return None
    party = party_of(user, case.dispute)
    return party if party is not None and party.side == Side.RESPONDENT else None


def may_fill(user: Any, pleading: Any_) -> bool:
    """Whoever files it: a draft is for nobody else."""
    if isinstance(pleading, Plaint):
        return may_fill_plaint(user, pleading.case)
    return pleading.case.accepted_at is not None and acts_for(user, pleading.party)


def require_may_fill(user: Any, pleading: Any_) -> None:
    if not may_fill(user, pleading):
        raise NotAllowed(_("Only who files this may change it."))
