"""Cases over the API: an institution files many at once, each with a key of its own."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from sharedcourt.disputes.tests import worked
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.tests import cases as made
from sharedcourt.mediation.tests.stage import at
from sharedcourt.people import cast

pytestmark = pytest.mark.django_db
BrowserOf = Callable[[Any], Client]
API = "/api/v1/filing"


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    with time_machine.travel(at("2022-01-10T09:00"), tick=False):
        yield


def filing(dispute: Any, key: str, **more: Any) -> dict[str, Any]:
    homes = {str(party): division for party, division in made.homes(dispute).items()}
    return {
        "dispute": str(dispute.pk),
        "idempotency_key": key,
        "homes": homes,
        "declared": True,
        "address": made.ADDRESS,
        **more,
    }


def test_a_bank_files_many_at_once_and_sending_again_files_nothing_twice(browser_of: BrowserOf) -> None:
    court = made.court()
    good, second, bad = worked.draft(), worked.draft(), worked.draft()
    browser = browser_of(cast.OFFICER)
    body = {
        "filings": [
            filing(good, "2022-0001"),
            filing(second, "2022-0002", court=str(court.pk)),
            filing(bad, "2022-0003", declared=False),
            {**filing(bad, "2022-0004"), "dispute": str(court.pk)},
        ]
    }
    answers = [browser.post(f"{API}/cases/bulk", body, "application/json").json()["filings"] for _twice in range(2)]
    assert answers[0] == answers[1], "the same keys give the same cases"
    assert [each["state"] for each in answers[0]] == ["submitted", "submitted", "drafting", ""]
    assert [each["field"] for each in answers[0]] == ["", "", "declared", "dispute"]
    assert Case.objects.count() == 3
    listed = browser.get(f"{API}/cases", {"state": "submitted"}).json()
    assert {each["id"] for each in listed["items"]} == {answers[0][0]["case"], answers[0][1]["case"]}


def test_the_clerks_system_returns_and_accepts(browser_of: BrowserOf) -> None:
    case = made.submitted_case()
    clerk, officer = browser_of(cast.FILING_CLERK), browser_of(cast.OFFICER)
    address = f"{API}/cases/{case.pk}"
    returned = clerk.post(f"{address}/return", {"items": ["补充证据"], "days": 5}, "application/json").json()
    assert returned["state"] == "returned" and returned["missing"] == ["补充证据"]
    assert officer.get(address).json()["missing"] == ["补充证据"]
    plain = officer.post(f"{address}/submit", {"declared": True}, "application/json")
    assert plain.status_code == 422 and plain.json()["field"] == "plaint"
    again = officer.post(f"{address}/submit", {"declared": True, "without_plaint": True}, "application/json").json()
    assert again["state"] == "submitted" and again["review_due"] == "2022-01-17"
    accepted = clerk.post(f"{address}/accept", {"procedure": "ordinary"}, "application/json").json()
    assert accepted["number"] == "（2022）浙0302民初1号" and accepted["trial_due"] == "2022-07-11"
    assert clerk.post(f"{address}/accept", {}, "application/json").json()["number"] == accepted["number"]
    assert officer.post(f"{address}/accept", {}, "application/json").status_code == 403
    assert browser_of(cast.STRANGER).get(address).status_code == 404
