"""The pages of service, as the clerk and the borrower walk through them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from sharedcourt.disputes.models import ServiceAddress
from sharedcourt.filing.models import Service
from sharedcourt.filing.serving.tests.conftest import ADDRESS, Papers
from sharedcourt.people import cast

pytestmark = pytest.mark.django_db
BrowserOf = Callable[[Any], Client]


def test_from_the_address_to_the_proof(papers: Papers, browser_of: BrowserOf) -> None:
    page = f"/filing/cases/{papers.case.pk}/service/"
    borrower, clerk = browser_of(cast.BORROWER), browser_of(cast.FILING_CLERK)
    address = f"{page}address/{papers.defendant.pk}/"
    assert address in borrower.get(page).content.decode()
    assert "第二审程序" in borrower.get(address).content.decode(), "the notices are there"
    entered = {**ADDRESS, "e_service": "on", "judgments_too": "on"}
    unread = borrower.post(address, entered)
    assert unread.status_code == 422 and "江滨路1号" in unread.content.decode()
    assert borrower.post(address, {**entered, "phone": "12", "notices_read": "on"}).status_code == 422
    assert borrower.post(address, {**entered, "notices_read": "on"})["Location"] == page
    assert ServiceAddress.objects.get(party=papers.defendant).judgments_too

    assert clerk.post(f"{page}do/serve/", {"file": str(papers.file.pk)}).status_code == 422
    served = {"file": str(papers.file.pk), "parties": [str(papers.defendant.pk)]}
    assert clerk.post(f"{page}do/serve/", served).status_code == 302
    service = Service.objects.get(case=papers.case)
    assert "民事裁定书" in borrower.get(page).content.decode()
    assert borrower.post(f"{page}do/reply/", {"service": str(service.pk)}).status_code == 302
    assert borrower.post(f"{page}do/serve/", served).status_code == 403
    proof = f"{page}proof/{papers.file.pk}/{papers.defendant.pk}/"
    assert proof in clerk.get(page).content.decode()
    assert borrower.get(proof)["Content-Type"] == "application/pdf"
    assert "送达" in clerk.get(f"/filing/cases/{papers.case.pk}/").content.decode()


def test_the_clerk_records_the_post_and_sees_what_was_wrong(papers: Papers, browser_of: BrowserOf) -> None:
    page, clerk = f"/filing/cases/{papers.case.pk}/service/", browser_of(cast.FILING_CLERK)
    sent = {"file": str(papers.file.pk), "party": str(papers.defendant.pk), "means": "post", "day": "2022-01-10"}
    refused = clerk.post(f"{page}do/record/", {**sent, "note": "本人签收"})
    assert refused.status_code == 422 and "本人签收" in refused.content.decode()
    assert clerk.post(f"{page}do/record/", {**sent, "note": "本人签收", "tracking": "EM1"}).status_code == 302
    assert "EM1" in clerk.get(page).content.decode()
    assert clerk.post(f"{page}do/bounced/", {"service": "x", "note": "y"}).status_code == 422


@pytest.mark.parametrize("member", [cast.STRANGER, cast.MEDIATOR, cast.RIVAL_OFFICER, cast.LIAISON_JUDGE])
def test_strangers_find_nothing(papers: Papers, browser_of: BrowserOf, member: Any) -> None:
    page = f"/filing/cases/{papers.case.pk}/service/"
    browser = browser_of(member)
    assert browser.get(page).status_code == 404
    assert browser.get(f"{page}address/{papers.defendant.pk}/").status_code == 404
    assert browser.get(f"{page}proof/{papers.file.pk}/{papers.defendant.pk}/").status_code == 404
    assert browser.post(f"{page}do/serve/").status_code == 404
    assert browser.get(f"/documents/{papers.file.pk}/").status_code == 404


def test_a_party_sees_its_own_papers_only(papers: Papers, browser_of: BrowserOf) -> None:
    papers.agreed().served()
    page = f"/filing/cases/{papers.case.pk}/service/"
    assert browser_of(cast.OFFICER).get(page).context["documents"] == []
    assert len(browser_of(cast.BORROWER).get(page).context["documents"]) == 1
    found = browser_of(cast.OFFICER).get(f"/api/v1/filing/cases/{papers.case.pk}/service").json()
    assert found["services"] == []
