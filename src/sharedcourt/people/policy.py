"""Who has which role where."""

from collections.abc import Callable
from typing import Any, TypeGuard, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
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


Row = TypeVar("Row", bound=Model)
_reach: "list[Callable[[User], QuerySet[Any, Any]]]" = []


def register_reach(scopes_of: "Callable[[User], QuerySet[Any, Any]]") -> None:
    """The room of disputes gives the ids of those that a person sees, as a QuerySet of one column; call it in `ready`."""
    if scopes_of not in _reach:
        _reach.append(scopes_of)


def within_reach(user: Any, rows: "QuerySet[Row]") -> "QuerySet[Row]":
    """Rows with a `scope`: all of a person's, but for a program only those of disputes of its organisation."""
    if acting_for(user) is None:
        return rows
    for scopes_of in _reach:
        rows = rows.filter(scope__in=scopes_of(user))
    return rows if _reach else rows.none()


def organisations(user: Any, *roles: Role) -> list[Organisation]:
    """Organisations at which the person has one of these roles (any role when none is named)."""
    return [item.organisation for item in memberships(user) if not roles or item.role in roles]


def organisation_ids(user: Any, *roles: Role) -> set[UUID]:
    return {organisation.pk for organisation in organisations(user, *roles)}


def has_role(user: Any, *roles: Role, at: Organisation | UUID | None = None) -> bool:
    """Whether the person has one of the roles, at that organisation when one is named."""
    where = at.pk if isinstance(at, Organisation) else at
    return any(item.role in roles and where in (None, item.organisation_id) for item in memberships(user))
