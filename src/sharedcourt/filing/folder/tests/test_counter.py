"""Somebody without a working phone comes to the court's counter: the clerk sees the person and the card, and that counts (ODLR 7)."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.filing.cases import actions as cases
from sharedcourt.filing.folder.actions import exchange
from sharedcourt.filing.folder.tests.conftest import Folder, submit
from sharedcourt.ledger.models import Entry
from sharedcourt.people import cast
from sharedcourt.people.actions import identity_of
from sharedcourt.people.models import IdentityLevel, Verification

pytestmark = pytest.mark.django_db
BrowserOf = Callable[[Any], Client]


def check(folder: Folder, by: Any, person: Any, **changed: Any) -> Verification:
    given = {"document": "resident_id", "note": "", **changed}
    return cases.check_identity(by=by, case=folder.case, person_id=person.pk, **given)


def test_after_the_counter_evidence_is_handed_in_without_a_code(folder: Folder, browser_of: BrowserOf) -> None:
    folder.item(folder.borrower)
    with pytest.raises(Conflict):
        exchange.submit_catalogue(by=folder.borrower, case=folder.case)
    clerk, act = browser_of(cast.COURT_CLERK), f"/filing/cases/{folder.case.pk}/do/check-identity/"
    page = clerk.get(f"/filing/cases/{folder.case.pk}/").content.decode()
    assert folder.borrower.name in page and 'id="counter-note"' in page
    sent = {"person": str(folder.borrower.pk), "note": "电话停机，本人到场"}
    unsaid = clerk.post(act, sent)
    assert unsaid.status_code == 422 and "电话停机" in unsaid.content.decode()
    assert clerk.post(act, sent | {"document": "other", "note": ""}).status_code == 422
    for _click in range(2):
        assert clerk.post(act, sent | {"document": "resident_id"}).status_code == 302
    made = Verification.objects.get(method="at_counter")
    assert (made.user, made.checked_by, made.stage) == (folder.borrower, folder.court_clerk, "accepted")
    assert made.note == "电话停机，本人到场"
    assert identity_of(folder.borrower, folder.case.pk)[0] == IdentityLevel.COMPARED
    entry = Entry.objects.get(action="people.identity.seen_at_counter")
    assert entry.actor == folder.court_clerk.pk and entry.payload.facts["document"] == "resident_id"
    assert "电话停机" not in str(entry.payload.facts), "the words are there as a salted hash"
    assert "窗口已当面核对" in browser_of(cast.BORROWER).get(f"{folder.base}evidence/").content.decode()
    assert exchange.submit_catalogue(by=folder.borrower, case=folder.case) == 1


def test_it_counts_for_that_person_that_case_and_that_stage(folder: Folder) -> None:
    check(folder, folder.clerk, folder.borrower)
    folder.item(folder.wife)
    with pytest.raises(Conflict):
        exchange.submit_catalogue(by=folder.wife, case=folder.case)
    cases.send_to_mediation(by=folder.judge, case=folder.case)
    for user in (folder.officer, folder.borrower, folder.wife):
        cases.answer_mediation(by=user, case=folder.case, agreed=True)
    folder.item(folder.borrower)
    with pytest.raises(Conflict):
        exchange.submit_catalogue(by=folder.borrower, case=folder.case)
    check(folder, folder.clerk, folder.borrower, document="passport")
    assert Verification.objects.filter(method="at_counter").count() == 2


def test_nobody_else_says_that_somebody_was_there(folder: Folder, browser_of: BrowserOf) -> None:
    act = f"/filing/cases/{folder.case.pk}/do/check-identity/"
    sent = {"person": str(folder.borrower.pk), "document": "resident_id"}
    for member in (cast.OFFICER, cast.BORROWER, cast.JUDGE, cast.COURT_ADMINISTRATOR):
        assert browser_of(member).post(act, sent).status_code == 403, member.key
        assert 'id="counter-note"' not in browser_of(member).get(f"/filing/cases/{folder.case.pk}/").content.decode()
    for member in (cast.MEDIATOR, cast.STRANGER, cast.LIAISON_JUDGE):
        assert browser_of(member).post(act, sent).status_code == 404, member.key
    for stranger in (cast.person(cast.STRANGER), folder.judge, folder.stage.mediator):
        with pytest.raises(Invalid) as refused:
            check(folder, folder.clerk, stranger)
        assert refused.value.field == "person"
    assert browser_of(cast.FILING_CLERK).post(act, sent | {"person": str(uuid4())}).status_code == 422
    assert not Verification.objects.filter(method="at_counter").exists()


def test_a_defendant_who_may_not_know_of_the_case_yet_is_not_on_the_list(before: Folder, browser_of: BrowserOf) -> None:
    with pytest.raises(NotAllowed):
        check(before, before.clerk, before.officer)
    submit(before)
    page = browser_of(cast.FILING_CLERK).get(f"/filing/cases/{before.case.pk}/")
    assert [person for _party, person, _seen in page.context["at_counter"]] == [before.officer]
    with pytest.raises(Invalid):
        check(before, before.clerk, before.borrower)
    check(before, before.clerk, before.officer)


def test_over_the_api(folder: Folder, browser_of: BrowserOf) -> None:
    address = f"/api/v1/filing/cases/{folder.case.pk}/identity-checks"
    sent = {"person": str(folder.borrower.pk), "document": "resident_id"}
    made = browser_of(cast.FILING_CLERK).post(address, sent, content_type="application/json")
    assert made.status_code == 201 and made.json()["checked_by"] == str(folder.clerk.pk)
    wrong = browser_of(cast.FILING_CLERK).post(address, sent | {"document": "x"}, content_type="application/json")
    assert wrong.status_code == 422
    assert browser_of(cast.BORROWER).post(address, sent, content_type="application/json").status_code == 403
