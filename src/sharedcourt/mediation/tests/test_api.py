"""The API's lists cost the same whatever their length."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sharedcourt.mediation.tests.stage import Stage, at
from sharedcourt.people import cast
from sharedcourt.people.models import User

pytestmark = pytest.mark.django_db


def test_three_cases_are_listed_with_as_many_queries_as_one(
    person: Callable[[Any], User], browser_of: Callable[[Any], Client]
) -> None:
    with time_machine.travel(at("2022-01-06T14:00")):
        first = Stage(person).begun()
        manager = browser_of(cast.MANAGER)

        def asked() -> tuple[int, list[dict[str, Any]]]:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                answer = manager.get("/api/v1/mediation/cases")
            assert answer.status_code == 200
            return len(queries), answer.json()["items"]

        asked()
        few, rows = asked()
        assert len(rows) == 1
        Stage(person).begun()
        Stage(person).submit().accept()
        many, rows = asked()
        assert len(rows) == 3 and many == few
        assert "missing" not in rows[0]
        one = manager.get(f"/api/v1/mediation/cases/{first.case.pk}").json()
        assert one["missing"] == [] and one["state"] == "mediating"
