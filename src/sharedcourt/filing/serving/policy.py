"""Who serves, and who is served. Whether somebody sees a case at all is `cases.queries.visible_to`."""

from typing import Any

from django.utils.translation import gettext as _

from sharedcourt.core.errors import NotAllowed
from sharedcourt.disputes import policy as disputes
from sharedcourt.disputes.models import Party
from sharedcourt.disputes.queries import parties_of
from sharedcourt.filing.cases import policy as cases
from sharedcourt.filing.cases import recusing
from sharedcourt.filing.cases.models import Case
from sharedcourt.people.policy import acting_for, is_person


def serves(user: Any, case: Case) -> bool:
    """A filing clerk or the administrator of the court that tries the case, its court clerk, or its judge; in person."""
    if not is_person(user) or acting_for(user) is not None:
        return False
    return cases.keeps(user, case) or cases.is_judge(user, case)


def require_server(user: Any, case: Case) -> None:
    if not serves(user, case):
        raise NotAllowed(_("Only the court that tries the case serves papers."))
    recusing.require_working(user, case)


def acts_for(user: Any, case: Case, party: Party) -> bool:
    """The party, an agent, or an officer of the institution that sues."""
    if disputes.acts_for(user, party):
        return True
    return party.side == "applicant" and disputes.is_officer(user, case.dispute)


def own_parties(user: Any, case: Case) -> list[Party]:
    """The parties of the case for whom the person acts."""
    return [party for party in parties_of(case.dispute) if acts_for(user, case, party)]
