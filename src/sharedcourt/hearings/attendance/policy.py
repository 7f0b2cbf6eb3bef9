"""Who checks people in, and who of the court reads it."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from sharedcourt.core.errors import NotAllowed
from sharedcourt.hearings.attendance.models import Item
from sharedcourt.hearings.models import Bench, Capacity, Hearing, Participant
from sharedcourt.people.models import Role
from sharedcourt.people.policy import acting_for, is_person, organisation_ids
from sharedcourt.sites.models import Site

ALWAYS = (Item.IDENTITY, Item.ROOM, Item.ALONE, Item.DEVICES)
# Who must not hear what is said before (ODLR 26).
HEARD_APART = (Capacity.WITNESS, Capacity.EXPERT)


def items_for(participant: Participant) -> list[Item]:
    """What is to be checked before this person goes in, in the order of the list."""
    return [item for item in Item if item in ALWAYS or participant.capacity in HEARD_APART]


def directed_by(user: Any) -> QuerySet[Site]:
    """The sites at which the person, present there as court-affairs director, checks people in."""
    hosts = (
        organisation_ids(user, Role.COURT_AFFAIRS_DIRECTOR) if is_person(user) and acting_for(user) is None else None
    )
    return Site.objects.filter(host__in=hosts) if hosts else Site.objects.none()


def checks_in(user: Any, participant: Participant) -> bool:
    """Director of the very site at which the person is expected; nobody checks themselves in."""
    if participant.booking is None or participant.user_id == getattr(user, "pk", None):
        return False
    return directed_by(user).filter(pk=participant.booking.terminal.site_id).exists()


def of_the_hearing(user: Any) -> Q:
    """Hearings of which the person is the clerk or on the panel."""
    return Q(clerk=user) | Q(panel__user=user)


def is_of_the_hearing(user: Any, hearing: Hearing) -> bool:
    """The clerk, or somebody on the panel."""
    if not is_person(user) or acting_for(user) is not None:
        return False
    return hearing.clerk_id == user.pk or hearing.panel.filter(user=user).exists()


def leads(user: Any, hearing: Hearing) -> bool:
    """The clerk, or the presiding judge."""
    if not is_person(user) or acting_for(user) is not None:
        return False
    return hearing.clerk_id == user.pk or hearing.panel.filter(user=user, bench=Bench.PRESIDING).exists()


def require_director(user: Any, participant: Participant) -> None:
    if not checks_in(user, participant):
        raise NotAllowed(_("Only the director of the shared court where the person is checks them in."))


def require_leading(user: Any, hearing: Hearing) -> None:
    if not leads(user, hearing):
        raise NotAllowed(_("Only the clerk and the presiding judge of the hearing do this."))
