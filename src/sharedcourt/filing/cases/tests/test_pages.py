"""The pages of a case, as plaintiff, clerk, judge and defendant walk through them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sharedcourt.disputes.tests import worked
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.tests import cases as made
from sharedcourt.mediation.tests.stage import at
from sharedcourt.people import cast

pytestmark = pytest.mark.django_db
BrowserOf = Callable[[Any], Client]


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    with time_machine.travel(at("2022-01-10T09:00"), tick=False):
        yield


def test_the_officer_goes_to_court_from_a_draft(browser_of: BrowserOf, django_capture_on_commit_callbacks: Any) -> None:
    made.court()
    dispute = worked.draft()
    browser = browser_of(cast.OFFICER)
    assert "向法院起诉" in browser.get(f"/disputes/{dispute.pk}/").content.decode()
    address = f"/filing/cases/begin/{dispute.pk}/"
    assert browser.get(address).status_code == 200
    homes = {f"home-{party}": division for party, division in made.homes(dispute).items()}
    unanswered = browser.post(address, {**dict.fromkeys(homes, ""), "step": "look"})
    assert unanswered.status_code == 422
    looked = browser.post(address, {**homes, "step": "look"})
    proposals = [(each.court.name, each.reason) for each, _words in looked.context["proposals"]]
    assert proposals == [(cast.COURT, "defendant_home")]
    assert not Case.objects.exists(), "looking begins nothing"
    assert browser.post(address, {**homes, "step": "choose"}).status_code == 422, "none chosen"
    chosen = {**homes, "step": "choose", "court": str(cast.organisation(cast.COURT).pk)}
    page = browser.post(address, chosen)["Location"]
    row = Case.objects.get()
    assert page == f"/filing/cases/{row.pk}/"
    assert browser.post(address, chosen)["Location"] == page, "a double click begins one case"
    undeclared = browser.post(f"{page}do/submit/", made.ADDRESS | {"e_service": "yes"})
    assert undeclared.status_code == 422 and "govuk-error-message" in undeclared.content.decode()
    bad = browser.post(f"{page}do/submit/", made.ADDRESS | {"declared": "yes", "phone": "12"})
    assert bad.status_code == 422 and made.ADDRESS["address"] in bad.content.decode(), "what was typed stays"
    unsigned = browser.post(f"{page}do/submit/", made.ADDRESS | {"declared": "yes"})
    assert unsigned.status_code == 422 and f"/filing/plaint/{row.pk}/" in unsigned.content.decode()
    made.sign_plaint(row, cast.person(cast.OFFICER), made.REST, django_capture_on_commit_callbacks)
    assert browser.post(f"{page}do/submit/", {"declared": "yes"}).status_code == 302, "the plaint said the address"
    assert Case.objects.get().state == "submitted"
    assert "2022年1月17日" in browser.get(page).content.decode()


def test_the_clerk_walks_from_the_desk_to_the_number(browser_of: BrowserOf) -> None:
    case = made.submitted_case()
    clerk = browser_of(cast.FILING_CLERK)
    desk = clerk.get("/filing/cases/desk/")
    assert [row.pk for row, *_names in desk.context["rows"]] == [case.pk]
    assert cast.BORROWER.name in desk.content.decode() and "还剩" in desk.content.decode()
    page = f"/filing/cases/{case.pk}/"
    shown = clerk.get(page)
    assert {each.key: each.severity for each in shown.context["checks"]} == {
        "plaint": "ok", "identity": "ok", "defendant": "ok", "claims": "ok", "jurisdiction": "ok", "service": "ok",
        "authority": "warning", "evidence": "warning",
    }  # fmt: skip
    assert clerk.post(f"{page}do/accept/", {"procedure": "quick"}).status_code == 422
    assert clerk.post(f"{page}do/accept/", {"procedure": "summary"}).status_code == 302
    assert clerk.post(f"{page}do/accept/", {"procedure": "summary"}).status_code == 302, "a double click"
    assert "（2022）浙0302民初1号" in clerk.get(page).content.decode()
    for wanted in ("(2022) 浙0302民初1号", "1", case.dispute.code):
        found = clerk.get("/filing/cases/desk/", {"q": wanted})
        assert [row.pk for row, *_names in found.context["rows"]] == [case.pk], wanted
    trial = browser_of(cast.JUDGE).get("/filing/cases/desk/", {"tab": "on_trial", "judge": "me", "due": "soon"})
    assert trial.status_code == 200 and not trial.context["rows"], "due in three months, not in three days"


@pytest.mark.parametrize(
    "member", [cast.STRANGER, cast.MEDIATOR, cast.RIVAL_OFFICER, cast.REGULATOR_OFFICER, cast.BORROWER]
)
def test_strangers_find_nothing(browser_of: BrowserOf, member: Any) -> None:
    case = made.submitted_case()
    browser = browser_of(member)
    assert browser.get(f"/filing/cases/{case.pk}/").status_code == 404
    assert browser.post(f"/filing/cases/{case.pk}/do/withdraw/").status_code == 404
    assert browser.get(f"/filing/cases/begin/{case.dispute_id}/").status_code == 404
    assert browser.get("/filing/cases/desk/").status_code == 404
    assert not browser.get("/filing/cases/").context["rows"]


def test_the_desk_takes_the_same_queries_for_one_case_and_for_many(
    browser_of: BrowserOf, django_assert_num_queries: Any
) -> None:
    made.submitted_case()
    clerk = browser_of(cast.FILING_CLERK)
    clerk.get("/filing/cases/desk/")
    with CaptureQueriesContext(connection) as one:
        clerk.get("/filing/cases/desk/")
    for _each in range(3):
        made.submitted_case()
    with django_assert_num_queries(len(one)):
        page = clerk.get("/filing/cases/desk/")
    assert len(page.context["rows"]) == 4 and len(one) < 25


def test_the_next_page_begins_where_this_one_ends(browser_of: BrowserOf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sharedcourt.filing.cases.views_desk.PAGE", 2)
    for _each in range(5):
        made.submitted_case()
    clerk, seen, place = browser_of(cast.FILING_CLERK), [], ""
    for _page in range(3):
        page = clerk.get("/filing/cases/desk/", {"after": place} if place else {})
        seen += [row.pk for row, *_names in page.context["rows"]]
        place = page.context["more"]
    assert len(seen) == len(set(seen)) == 5 and not place
    assert len(clerk.get("/filing/cases/desk/", {"after": "nonsense"}).context["rows"]) == 2
