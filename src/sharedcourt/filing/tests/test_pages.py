"""The pages of judicial confirmation, as the parties and the court walk through them."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sharedcourt.filing.actions import confirmations, court
from sharedcourt.filing.models import Confirmation
from sharedcourt.filing.tests.conftest import Court
from sharedcourt.mediation.tests.stage import at
from sharedcourt.people import cast

pytestmark = pytest.mark.django_db
BrowserOf = Callable[[Any], Client]


def homes_of(concluded: Court) -> dict[str, str]:
    return {f"home-{party}": division for party, division in concluded.homes.items()}


def test_the_borrower_applies_in_two_steps(concluded: Court, browser_of: BrowserOf) -> None:
    browser = browser_of(cast.BORROWER)
    dispute = concluded.stage.dispute
    assert "申请司法确认" in browser.get(f"/disputes/{dispute.pk}/").content.decode()
    address = f"/filing/disputes/{dispute.pk}/confirmation/"
    page = browser.get(address)
    assert page.context["courts"] == []
    bank = next(party for party in page.context["form"].parties if party.organisation_id)
    assert page.context["form"][f"home-{bank.pk}"].value() == "330302", "an organisation's place is known"

    incomplete = browser.post(address, {**homes_of(concluded), f"home-{bank.pk}": "other"})
    assert incomplete.status_code == 422 and "六位行政区划代码" in incomplete.content.decode()
    looked = browser.post(address, {**homes_of(concluded), "step": "look"})
    offered = [court.name for court, *_reason in looked.context["courts"]]
    assert offered == [cast.COURT, cast.OTHER_COURT]
    again = browser.post(address, {**homes_of(concluded), "step": "look", "court": str(concluded.house.pk)})
    assert again.status_code == 200 and not Confirmation.objects.exists(), "looking again applies for nothing"
    unchosen = browser.post(address, {**homes_of(concluded), "step": "apply"})
    assert unchosen.status_code == 422 and unchosen.context["courts"]

    made = browser.post(address, {**homes_of(concluded), "step": "apply", "court": str(concluded.house.pk)})
    row = Confirmation.objects.get()
    assert made["Location"] == f"/filing/confirmations/{row.pk}/"
    assert "阅读并签名" in browser.get(made["Location"]).content.decode()
    assert browser.get(address)["Location"] == made["Location"], "there is one application at a time"


def test_the_court_walks_from_its_desk_to_the_ruling(concluded: Court, browser_of: BrowserOf) -> None:
    concluded.submitted()
    row = concluded.confirmation
    page, act = f"/filing/confirmations/{row.pk}/", f"/filing/confirmations/{row.pk}/do/"
    clerk = browser_of(cast.FILING_CLERK)
    assert clerk.get("/desk/")["Location"] == "/filing/desk/"
    desk = clerk.get("/filing/desk/")
    assert [each.pk for each in desk.context["page"]] == [row.pk]
    checked = clerk.get(page)
    assert [severity for severity, _words in checked.context["checks"]] == ["ok"] * 4
    refused = clerk.post(f"{act}turn-away/", {"ground": "2", "reasons": ""})
    assert refused.status_code == 422 and "请写明理由" in refused.content.decode()
    assert clerk.post(f"{act}accept/").status_code == 302
    number = concluded.confirmation.number
    assert number is not None
    found = clerk.get("/filing/desk/", {"q": "(2022) 浙0302民特1号"})
    assert [each.pk for each in found.context["page"]] == [row.pk]

    assert concluded.confirmation.judge is not None
    judge = browser_of(cast.JUDGE if concluded.confirmation.judge == concluded.judge else cast.LIAISON_JUDGE)
    assert judge.post(f"{act}decide/", {"decision": "grant"}).status_code == 422
    assert judge.post(f"{act}decide/", {"decision": "grant", "checked": "yes"}).status_code == 302
    assert "阅读并签署裁定书" in judge.get(page).content.decode()
    concluded.sign(concluded.confirmation.judge, concluded.confirmation.ruling)

    borrower = browser_of(cast.BORROWER)
    shown = borrower.get(page).content.decode()
    assert "法院已确认协议有效" in shown
    served = concluded.confirmation.services.get(user=concluded.stage.borrower)
    assert served.opened_at is not None, "opening the page after the ruling is receiving it"
    ruling = concluded.confirmation.ruling
    assert ruling is not None and borrower.get(f"/documents/{ruling.pk}/").status_code == 200


@pytest.mark.parametrize("member", [cast.STRANGER, cast.MEDIATOR, cast.RIVAL_OFFICER, cast.REGULATOR_OFFICER])
def test_strangers_find_nothing(concluded: Court, browser_of: BrowserOf, member: Any) -> None:
    concluded.submitted()
    browser = browser_of(member)
    assert browser.get(f"/filing/confirmations/{concluded.confirmation.pk}/").status_code == 404
    assert browser.get(f"/filing/disputes/{concluded.stage.dispute.pk}/confirmation/").status_code == 404
    assert browser.get("/filing/desk/").status_code == 404


def test_the_court_reads_the_agreement_of_what_is_before_it_and_nothing_else(
    concluded: Court, browser_of: BrowserOf
) -> None:
    clerk = browser_of(cast.FILING_CLERK)
    agreement = f"/documents/{concluded.stage.version.signing_file_id}/"
    concluded.applied()
    assert clerk.get(agreement).status_code == 404, "not before the parties have applied"
    for user in concluded.stage.people():
        concluded.sign(user, concluded.confirmation.application)
    assert clerk.get(agreement).status_code == 200
    assert clerk.get(f"/disputes/{concluded.stage.dispute.pk}/").status_code == 404


def test_pages_take_a_fixed_number_of_queries(
    concluded: Court, browser_of: BrowserOf, django_assert_max_num_queries: Any
) -> None:
    concluded.accepted()
    clerk = browser_of(cast.FILING_CLERK)
    clerk.get("/filing/desk/")
    with django_assert_max_num_queries(12):
        clerk.get("/filing/desk/?tab=under_review")


def test_a_longer_list_over_the_api_takes_no_more_queries(
    concluded: Court, browser_of: BrowserOf, django_assert_num_queries: Any
) -> None:
    concluded.accepted()
    judge = concluded.confirmation.judge
    assert judge is not None
    court.ask_for_more(by=judge, confirmation=concluded.confirmation, what="请补充。", days=3)
    with time_machine.travel(at("2022-01-14T09:00"), tick=False):
        court.treat_as_withdrawn(by=judge, confirmation=concluded.confirmation)
    confirmations.apply_together(
        by=concluded.stage.officer, dispute=concluded.stage.dispute, court=concluded.other_house, homes=concluded.homes
    )
    browser = browser_of(cast.OFFICER)
    browser.get("/api/v1/filing/confirmations")
    with CaptureQueriesContext(connection) as one:
        assert len(browser.get("/api/v1/filing/confirmations", {"limit": 1}).json()["items"]) == 1
    with django_assert_num_queries(len(one)):
        found = browser.get("/api/v1/filing/confirmations", {"limit": 50}).json()["items"]
    assert {each["state"]: each["question"] for each in found} == {"signing": "", "withdrawn": "请补充。"}
