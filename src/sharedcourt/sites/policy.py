"""Who may look after which site."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from sharedcourt.people.models import Organisation, Role
from sharedcourt.people.policy import has_role, organisation_ids
from sharedcourt.sites.models import Site


def run_by(user: Any) -> QuerySet[Site]:
    """Sites this person looks after: as court-affairs director of the host, or as administrator of the court or platform."""
    if has_role(user, Role.OPERATOR):
        return Site.objects.all()
    hosts = organisation_ids(user, Role.COURT_AFFAIRS_DIRECTOR)
    courts = organisation_ids(user, Role.COURT_ADMINISTRATOR)
    if not hosts and not courts:
        return Site.objects.none()
    return Site.objects.filter(Q(host__in=hosts) | Q(court__in=courts))


def may_run(user: Any, site: Site) -> bool:
    """Whether this person looks after the site."""
    return run_by(user).filter(pk=site.pk).exists()


def courts_opening_for(user: Any) -> QuerySet[Organisation]:
    """The courts for which this person opens and closes sites: all for the operator, else the own ones as administrator."""
    courts = Organisation.objects.filter(kind=Organisation.Kind.COURT, is_active=True)
    if has_role(user, Role.OPERATOR):
        return courts
    return courts.filter(pk__in=organisation_ids(user, Role.COURT_ADMINISTRATOR))


def may_open(user: Any, court: Organisation | UUID) -> bool:
    """Whether this person opens and closes sites of the court."""
    return courts_opening_for(user).filter(pk=court if isinstance(court, UUID) else court.pk).exists()
