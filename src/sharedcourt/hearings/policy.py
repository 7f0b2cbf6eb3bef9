"""Who may do what with a hearing. Whether somebody sees it at all is `queries.visible_to`."""

from typing import Any

from django.utils.translation import gettext as _

from sharedcourt.core.errors import NotAllowed
from sharedcourt.disputes.models import Party
from sharedcourt.filing.cases import policy as cases
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.serving import policy as serving
from sharedcourt.hearings.models import Bench, Hearing
from sharedcourt.people.models import Organisation, Role
from sharedcourt.people.policy import acting_for, has_role, is_person, organisations

# Who holds hearings or answers for them; the filing desk reads their list, too.
TRIAL = (Role.COURT_CLERK, Role.JUDGE, Role.COURT_ADMINISTRATOR)
AT_COURT = (*TRIAL, Role.FILING_CLERK)


def courts_of(user: Any, roles: tuple[Role, ...] = AT_COURT) -> list[Organisation]:
    """The courts at which the person has one of the roles, by name. Programs do not work at a court."""
    if not is_person(user) or acting_for(user) is not None:
        return []
    found = {court.pk: court for court in organisations(user, *roles)}
    return sorted(found.values(), key=lambda court: court.name)


def works_at(user: Any, court: Organisation | Any) -> bool:
    """Works at the court, in person: sees its list of hearings."""
    return is_person(user) and acting_for(user) is None and has_role(user, *AT_COURT, at=court)


def administers(user: Any, court: Organisation | Any) -> bool:
    """Opens and closes the virtual courtrooms of the court."""
    return is_person(user) and acting_for(user) is None and has_role(user, Role.COURT_ADMINISTRATOR, at=court)


def is_presiding(user: Any, hearing: Hearing) -> bool:
    """The judge who presides, or tries the hearing alone."""
    if not is_person(user) or acting_for(user) is not None:
        return False
    return any(member.user_id == user.pk and member.bench == Bench.PRESIDING for member in hearing.panel.all())


def is_on_panel(user: Any, hearing: Hearing) -> bool:
    return (
        is_person(user)
        and acting_for(user) is None
        and any(member.user_id == user.pk for member in hearing.panel.all())
    )


def is_clerk(user: Any, hearing: Hearing) -> bool:
    """The clerk of this very hearing (书记员)."""
    return is_person(user) and acting_for(user) is None and hearing.clerk_id == user.pk


def may_arrange_in(user: Any, case: Case) -> bool:
    """Arrange hearings of a case: its judge, and its court clerk; while it has none, any court clerk there."""
    if not is_person(user) or acting_for(user) is not None:
        return False
    keeps = case.clerk_id == user.pk if case.clerk_id is not None else True
    return cases.is_judge(user, case) or (keeps and has_role(user, Role.COURT_CLERK, at=case.court_id))


def may_arrange(user: Any, hearing: Hearing) -> bool:
    """Hold, move, cancel and change a hearing: who may arrange in its case, its own clerk, and who presides."""
    return may_arrange_in(user, hearing.case) or is_clerk(user, hearing) or is_presiding(user, hearing)


def may_decide(user: Any, hearing: Hearing) -> bool:
    """Decide how the hearing is held, and what is asked of the court: who presides, or the judge of the case."""
    return is_presiding(user, hearing) or cases.is_judge(user, hearing.case)


def own_parties(user: Any, hearing: Hearing) -> list[Party]:
    """The parties for whom the person acts in the hearing."""
    return serving.own_parties(user, hearing.case)


def require_arranging(user: Any, hearing: Hearing) -> None:
    if not may_arrange(user, hearing):
        raise NotAllowed(_("Only the judge and the court clerk of the case arrange hearings."))


def require_deciding(user: Any, hearing: Hearing) -> None:
    if not may_decide(user, hearing):
        raise NotAllowed(_("Only the presiding judge decides this."))
