"""Reading people, organisations and tokens."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from sharedcourt.people.models import ApiToken, Membership, Organisation, Role, User, Verification
from sharedcourt.people.policy import is_person, organisation_ids
from sharedcourt.people.tokens import MAKERS


def verifications_of(user: User, scope: UUID | None = None) -> QuerySet[Verification]:
    """How a person's identity was checked, newest first; for one dispute when `scope` is given."""
    found = Verification.objects.filter(user=user).select_related("checked_by").order_by("-created_at")
    return found if scope is None else found.filter(scope=scope)


def identity_levels(users: Iterable[UUID], scope: UUID) -> dict[UUID, int]:
    """How surely each of these people is known in a dispute: `actions.identity_level` for many, in one query."""
    found = Verification.objects.filter(Q(scope=scope) | Q(scope=None), user__in=users)
    return dict(found.order_by().values_list("user").annotate(level=Max("level")))


def tokens_visible_to(user: Any) -> QuerySet[ApiToken]:
    """The tokens of the organisations whose tokens the person may make and end."""
    if not is_person(user):
        return ApiToken.objects.none()
    return (
        ApiToken.objects.filter(organisation__in=organisation_ids(user, *MAKERS))
        .select_related("organisation", "user")
        .order_by("revoked_at", "-created_at")
    )


def members(organisation: Organisation, *roles: Role) -> QuerySet[User]:
    """The people with one of these roles at an organisation."""
    found = Membership.objects.filter(organisation=organisation, is_active=True)
    if roles:
        found = found.filter(role__in=roles)
    return User.objects.filter(pk__in=found.values("user"), is_active=True).order_by("created_at")
