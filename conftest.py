"""Fixtures for every test: a home of its own, the cast, signed-in browsers; which tests fit which database."""

import atexit
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

# Before the settings are read: a test run never touches the keys and files of the checkout.
_home = Path(tempfile.mkdtemp(prefix="sharedcourt-test-"))
atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ["SHAREDCOURT_HOME"] = str(_home)
os.environ["DJANGO_SETTINGS_MODULE"] = "sharedcourt.config.settings"
_worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
if os.environ.get("REDIS_URL"):
    # Parallel workers share one Redis: a cache of its own each, for clearing one empties the whole numbered database.
    _number = int(_worker.removeprefix("gw")) + 1 if _worker.startswith("gw") else 0
    os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].rsplit('/', 1)[0]}/{_number}"

import django  # noqa: E402
from hypothesis import settings as hypothesis_settings  # noqa: E402

django.setup()
# The same examples at each unattended run: new ones are for a person who can look at what they find.
hypothesis_settings.register_profile("unattended", derandomize=True)
if os.environ.get("CI"):
    hypothesis_settings.load_profile("unattended")

import pytest  # noqa: E402
from django.conf import settings as project_settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from pytest_django import DjangoDbBlocker, Settings  # noqa: E402

import sharedcourt.documents.reading.tasks  # noqa: E402, F401  its queue is one of the settings', not of the tests'
from sharedcourt.people import cast as cast_module  # noqa: E402
from sharedcourt.people.cast import Member  # noqa: E402
from sharedcourt.people.models import User  # noqa: E402
from tests import migrated  # noqa: E402

if TYPE_CHECKING:
    from sharedcourt.judgments.searching.embedded import Embedded


def pytest_configure(config: pytest.Config) -> None:
    """Messages between processes know no numbered database, so each worker's have a prefix of their own."""
    if _home != project_settings.HOME:
        raise pytest.UsageError(
            "The settings were read before conftest.py had chosen a home of their own for the tests."
        )
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(sys.__stderr__)  # the one of this moment is pytest's, and is closed before the first test
    if project_settings.REDIS_URL:
        project_settings.CHANNEL_LAYERS["default"]["CONFIG"]["prefix"] = f"test-{_worker}"  # type: ignore[index]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Workers inherit this: pytest-django would read the settings there before this file has set what they are read from."""
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if connection.vendor == "sqlite" and item.get_closest_marker("postgres"):
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL"))
        if connection.vendor == "postgresql" and item.get_closest_marker("sqlite_only"):
            item.add_marker(pytest.mark.skip(reason="is about the embedded default"))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> Iterator[None]:
    """SQLite tests run on a file in WAL mode, as an installation does, so that threads see each other."""
    if connection.vendor == "sqlite":
        place = _home / f"test-{_worker}.sqlite3"
        migrated.copy_to(place)
        project_settings.DATABASES["default"]["TEST"]["NAME"] = str(place)
    yield


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool) -> bool:
    """The migrated file is taken as it is; on PostgreSQL a database is made and goes again."""
    return django_db_keepdb or connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Between tests tables are emptied, which the ledger's triggers rightly forbid: they are off, save in their own test."""
    from sharedcourt.ledger import protection

    with django_db_blocker.unblock():
        protection.remove()


@pytest.fixture(autouse=True)
def _quiet_settings(settings: Settings) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    settings.SHAREDCOURT_REQUIRE_SECOND_FACTOR = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def person(db: None) -> Callable[[Member], User]:
    """`person(cast.BORROWER)` gives the account."""
    return cast_module.person


@pytest.fixture
def browser_of(db: None) -> Callable[[Member], Client]:
    """`browser_of(cast.MEDIATOR)` gives a signed-in test client."""

    def signed_in(member: Member) -> Client:
        client = Client()
        client.force_login(cast_module.person(member), backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return signed_in


@pytest.fixture
def judgment_index(tmp_path: Path) -> Iterator["Embedded"]:
    """An empty index of published judgments that the pages search; `following.catch_up(judgment_index)` takes in what was released."""
    from sharedcourt.judgments.finding import engine
    from sharedcourt.judgments.searching.embedded import Embedded

    made = Embedded(tmp_path / "judgments", memory=20_000_000)
    engine.use(made)
    yield made
    engine.forget()
