"""Who may do what with a court's papers. Whether somebody sees them at all is `queries_desk.visible_to`."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from sharedcourt.core.errors import NotAllowed
from sharedcourt.judgments.models import Batch, Judgment
from sharedcourt.people.models import Organisation, Role
from sharedcourt.people.policy import acting_for, has_role, is_person, organisations

# Who prepares, decides and releases; the administrator looks after the whole.
DESK = (Role.JUDGE, Role.COURT_CLERK)
SEEING = (*DESK, Role.COURT_ADMINISTRATOR)


def _in_person(user: Any) -> bool:
    return is_person(user) and acting_for(user) is None


def desks(user: Any) -> list[Organisation]:
    """Courts at whose desk the person works, or approves."""
    approver = settings.SHAREDCOURT_JUDGMENT_APPROVER
    roles = {*SEEING, *([Role(approver)] if approver in Role.values else [])}
    found = organisations(user, *roles) if _in_person(user) else []
    return [court for court in dict.fromkeys(found) if court.kind == Organisation.Kind.COURT]


def works_at(user: Any, court: Organisation | UUID) -> bool:
    """A judge or clerk of the court: who prepares and releases its papers."""
    return _in_person(user) and has_role(user, *DESK, at=court)


def is_approver(user: Any, judgment: Judgment) -> bool:
    """Who approves that a paper is unsuitable (art. 12; `SHAREDCOURT_JUDGMENT_APPROVER`), and did not find it so."""
    role = settings.SHAREDCOURT_JUDGMENT_APPROVER
    if not _in_person(user) or role not in Role.values:
        return False
    return has_role(user, Role(role), at=judgment.court_id) and judgment.decided_by_id != user.pk


def is_second(user: Any, batch: Batch) -> bool:
    """Another person of the court than the one who handed the batch over."""
    return works_at(user, batch.court_id) and batch.handed_by_id != user.pk


def may_withdraw(user: Any, judgment: Judgment) -> bool:
    """Everybody of the court: what must go from the public must not wait."""
    return _in_person(user) and has_role(user, *SEEING, at=judgment.court_id)


def require(allowed: bool, message: str = "") -> None:
    """Raises NotAllowed."""
    if not allowed:
        raise NotAllowed(message or _("Only a judge or clerk of the court may do this."))
