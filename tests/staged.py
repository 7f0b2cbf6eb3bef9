"""A beginning that all tests of a module share: made once, in a transaction around them, while each test has a savepoint of its own.

    @pytest.fixture(scope="module")
    def sealed(request, django_db_setup, django_db_blocker):
        with staged.once(request, django_db_blocker, build) as fresh:
            yield fresh            # fresh() gives a test its own copy of what `build` gave

What `build` keeps in the database and in files stays until the module's last test; what it gives is copied for every test. In a
module of which a test commits (a live server, several connections) it is made anew for each test, as it would wait for itself.
"""

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test.utils import override_settings
from pytest_django import DjangoDbBlocker

# As conftest.py sets it for each test.
QUIET: dict[str, Any] = {
    "TASKS": {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}},
    "SHAREDCOURT_REQUIRE_SECOND_FACTOR": False,
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
}
COMMITTING = {"live_server", "transactional_db", "django_db_reset_sequences", "django_db_serialized_rollback"}
Made = TypeVar("Made")


def commits(module: Any, items: list[pytest.Item]) -> bool:
    """Whether a test of the module writes to the database for others to see."""
    for item in items:
        if item.getparent(pytest.Module) is not module:
            continue
        marker = item.get_closest_marker("django_db")
        if COMMITTING & set(getattr(item, "fixturenames", ())) or (marker and marker.kwargs.get("transaction")):
            return True
    return False


@contextmanager
def once(
    request: pytest.FixtureRequest, blocker: DjangoDbBlocker, build: Callable[[], Made]
) -> Iterator[Callable[[], Made]]:
    """For a fixture of the module's scope; see above."""
    if commits(request.node, request.session.items):
        yield build
        return
    with blocker.unblock(), override_settings(**QUIET), transaction.atomic():
        made = build()

        def fresh() -> Made:
            cache.clear()  # how often somebody may try is counted there, by who they are
            return copy.deepcopy(made)

        yield fresh
        transaction.set_rollback(True)
