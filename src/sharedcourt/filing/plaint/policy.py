"""Who may fill in, sign and read pleadings."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from sharedcourt.core.errors import Invalid, NotAllowed
from sharedcourt.disputes.models import Party, Side
from sharedcourt.disputes.policy import acts_for
from sharedcourt.disputes.queries import spoken_for
from sharedcourt.filing.cases import policy as cases
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.plaint.models import AnswerForm, Plaint

Any_ = Plaint | AnswerForm


def may_fill_plaint(user: Any, case: Case) -> bool:
    """The plaintiff's side."""
    return cases.is_plaintiff(user, case)


def answering_parties(user: Any, case: Case) -> list[Party]:
    """The defendants for whom the person answers, once the court has told them of the case."""
    if case.accepted_at is None:
        return []
    return [party for party in spoken_for(user, case.dispute) if party.side == Side.RESPONDENT]


def answering_party(user: Any, case: Case, for_party: UUID | None = None) -> Party | None:
    """The one of them that is meant; None for everybody else's party. Raises Invalid where it is one of several and not said."""
    found = answering_parties(user, case)
    if for_party is None and len(found) > 1:
        raise Invalid(_("You act for several parties. Say for whom you do this."), field="for_party")
    return next((party for party in found if for_party in (None, party.pk)), None)


def may_fill(user: Any, pleading: Any_) -> bool:
    """Whoever files it: a draft is for nobody else."""
    if isinstance(pleading, Plaint):
        return may_fill_plaint(user, pleading.case)
    return pleading.case.accepted_at is not None and acts_for(user, pleading.party)


def require_may_fill(user: Any, pleading: Any_) -> None:
    if not may_fill(user, pleading):
        raise NotAllowed(_("Only who files this may change it."))
