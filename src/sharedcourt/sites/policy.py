"""Who may look after which site."""

from typing import Any

from django.db.models import Q, QuerySet

from sharedcourt.people.models import Role
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
