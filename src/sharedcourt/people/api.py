"""The API of this room: who is calling, and their organisation's tokens."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status
from ninja.pagination import paginate
from ninja.security import django_auth

from sharedcourt.law.identity import mask_phone
from sharedcourt.people import actions, queries
from sharedcourt.people.models import ApiToken, IdentityLevel
from sharedcourt.people.policy import acting_for, memberships, person_of
from sharedcourt.people.tokens import create_token, revoke_token

router = Router(tags=["people"])


class RoleOut(Schema):
    """A role at an organisation."""

    organisation_id: UUID
    organisation: str
    role: str


class VerificationOut(Schema):
    """One check of the caller's identity."""

    level: int
    method: str
    scope: UUID | None
    at: datetime


class Me(Schema):
    """The caller."""

    id: UUID
    name: str
    phone_masked: str
    language: str
    identity_level: int
    identity_level_words: str
    roles: list[RoleOut]
    verifications: list[VerificationOut]


class LanguageIn(Schema):
    """`zh-hans` or `en`."""

    language: str


class TokenOut(Schema):
    """A token without its text."""

    id: UUID
    organisation_id: UUID
    label: str
    prefix: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


class TokenIn(Schema):
    """A new token of an organisation."""

    organisation_id: UUID
    label: str


class TokenMade(TokenOut):
    """A new token; `text` is never shown again."""

    text: str


@router.get("/me", response=Me, operation_id="people_me")
def me(request: HttpRequest) -> dict[str, object]:
    """Who the caller is, with roles and the checks of identity."""
    user = person_of(request)
    return {
        "id": user.pk,
        "name": user.name,
        "phone_masked": mask_phone(user.phone),
        "language": user.language,
        "identity_level": user.identity_level,
        "identity_level_words": str(IdentityLevel(user.identity_level).label),
        "roles": [
            {"organisation_id": item.organisation_id, "organisation": item.organisation.name, "role": item.role}
            for item in memberships(user)
        ],
        "verifications": [
            {"level": item.level, "method": item.method, "scope": item.scope, "at": item.created_at}
            for item in queries.verifications_of(user)[: 0 if acting_for(user) else 50]
        ],
    }


@router.put("/me/language", response={204: None}, operation_id="people_set_language")
def set_language(request: HttpRequest, body: LanguageIn) -> Status[Any]:
    """The language of the caller's messages."""
    actions.change_language(by=person_of(request), language=body.language)
    return Status(204, None)


@router.get("/tokens", response=list[TokenOut], operation_id="people_tokens")
@paginate
def tokens(request: HttpRequest) -> QuerySet[ApiToken]:
    """The tokens of the caller's organisations."""
    return queries.tokens_visible_to(request.user)


@router.post("/tokens", response={201: TokenMade}, auth=django_auth, operation_id="people_create_token")
def make_token(request: HttpRequest, body: TokenIn) -> Status[Any]:
    """A new token. Only a signed-in person makes one: a token cannot make tokens."""
    user = person_of(request)
    places = {item.organisation_id: item.organisation for item in memberships(user)}
    organisation = places.get(body.organisation_id)
    if organisation is None:
        raise Http404
    token, text = create_token(by=user, organisation=organisation, label=body.label)
    return Status(201, {**TokenOut.from_orm(token).dict(), "text": text})


@router.delete("/tokens/{uuid:pk}", response={204: None}, operation_id="people_revoke_token")
def end_token(request: HttpRequest, pk: UUID) -> Status[Any]:
    """End a token at once."""
    token = get_object_or_404(queries.tokens_visible_to(request.user), pk=pk)
    revoke_token(by=person_of(request), token=token)
    return Status(204, None)
