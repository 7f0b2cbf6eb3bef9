"""Who has which role where."""

from typing import Any, TypeGuard
from uuid import UUID

from django.http import HttpRequest

from sharedcourt.core.errors import NotAllowed
from sharedcourt.people.models import Membership, Organisation, Role, User


def is_person(user: Any) -> TypeGuard[User]:
    """Whether this is a signed-in, active account."""
    return isinstance(user, User) and user.is_active and user.is_authenticated


def person_of(request: HttpRequest) -> User:
    """The signed-in person of a request that only signed-in people may make."""
    if not is_person(request.user):
        raise NotAllowed
    return request.user


def memberships(user: Any) -> list[Membership]:
    """The person's active memberships with their organisations, read once per request (kept on the user object)."""
    if not is_person(user):
        return []
    kept: list[Membership] | None = getattr(user, "_memberships", None)
    if kept is None:
        kept = list(
            user.memberships.filter(is_active=True, organisation__is_active=True).select_related("organisation")
        )
        user._memberships = kept  # type: ignore[attr-defined]
    return kept


def acting_for(user: Any) -> UUID | None:
    """The organisation for which a program acts with this person's token; None for the person themselves."""
    where: UUID | None = getattr(user, "_for_organisation", None)
    return where


def organisations(user: Any, *roles: Role) -> list[Organisation]:
    """Organisations at which the person has one of these roles (any role when none is named)."""
    return [item.organisation for item in memberships(user) if not roles or item.role in roles]


def organisation_ids(user: Any, *roles: Role) -> set[UUID]:
    return {organisation.pk for organisation in organisations(user, *roles)}


def has_role(user: Any, *roles: Role, at: Organisation | UUID | None = None) -> bool:
    """Whether the person has one of the roles, at that organisation when one is named."""
    where = at.pk if isinstance(at, Organisation) else at
    return any(item.role in roles and where in (None, item.organisation_id) for item in memberships(user))
