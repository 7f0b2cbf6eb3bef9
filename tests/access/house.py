"""The house at whose doors is knocked: two disputes in one database, and everybody's browser. Built once for a module."""

from collections.abc import Iterator

import pytest
import time_machine
from django.conf import settings as project_settings
from django.db import transaction
from django.test import Client
from django.test.utils import override_settings
from pytest_django import DjangoDbBlocker

from sharedcourt.people import cast
from tests.access import cases, surface
from tests.access.rules import ANONYMOUS, PEOPLE, TOKENS
from tests.world import AT

MEMBERS = {
    member.key: member
    for member in (
        *cast.CAST,
        cases.DISMISSED_OFFICER,
        cases.FORMER_MEDIATOR,
        cases.REMOVED_PARTY,
        cases.COLLEAGUE_JUDGE,
        cases.COLLEAGUE_CLERK,
    )
}
# In the middle of the session.
IN_SESSION = "2022-01-06T06:05:00Z"


class House:
    """Two disputes in one database, and everybody's browser."""

    def __init__(self) -> None:
        self.own, self.other = cases.own(), cases.other()
        # Only a sealed original is given to whoever holds the paper.
        for door in ("documents:verify-original", "documents_original"):
            self.own.ids[f"{door} token"] = self.other.world.signing_file.token
        self.tokens = cases.tokens()
        cases.wives_office(is_active=False)
        self.cookies: dict[str, str] = {}
        self.schema = surface.schema()

    def browser(self, who: str) -> tuple[Client, dict[str, str]]:
        """A fresh client that is signed in as a member of the cast, or carries an institution's token."""
        client = Client(raise_request_exception=False)
        if who in TOKENS:
            return client, {"HTTP_AUTHORIZATION": f"Bearer {self.tokens[who]}"}
        if who != ANONYMOUS:
            client.cookies[project_settings.SESSION_COOKIE_NAME] = self.cookies[who]
        return client, {}

    def sign_everybody_in(self) -> None:
        for key in PEOPLE:
            if key != ANONYMOUS:
                client = Client()
                # The cast gives back the account that is there, and leaves a dismissed person dismissed.
                client.force_login(
                    cast.person(MEMBERS[key]), backend="allauth.account.auth_backends.AuthenticationBackend"
                )
                self.cookies[key] = client.cookies[project_settings.SESSION_COOKIE_NAME].value


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[House]:
    """Built once, in a transaction that is rolled back; every request has a savepoint of its own."""
    quiet = override_settings(
        SESSION_ENGINE="django.contrib.sessions.backends.db",
        SHAREDCOURT_REQUIRE_SECOND_FACTOR=False,
        TASKS={"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}},
    )
    with django_db_blocker.unblock(), quiet, time_machine.travel(AT, tick=True) as traveller, transaction.atomic():
        built = House()
        traveller.move_to(IN_SESSION)
        built.sign_everybody_in()
        yield built
        transaction.set_rollback(True)
