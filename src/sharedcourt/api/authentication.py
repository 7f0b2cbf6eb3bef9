"""Who calls the API: a signed-in person (session, with CSRF) or an institution's token."""

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer, SessionAuth

from sharedcourt.people.models import User
from sharedcourt.people.tokens import user_of_token


class TokenAuth(HttpBearer):
    """`Authorization: Bearer sc_…`: the request acts as the officer who made the token."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        user = user_of_token(token)
        if user is not None:
            request.user = user
        return user


class PersonAuth(SessionAuth):
    """A session, as in the pages."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any | None:
        return request.user if request.user.is_authenticated else None


auth = [TokenAuth(), PersonAuth()]
