"""An application filled in from papers: photographed, read, compared, proposed, and saved by the person alone."""

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sharedcourt.disputes import actions
from sharedcourt.disputes.models import Dispute, Evidence, Party
from sharedcourt.disputes.tests import worked
from sharedcourt.documents.models import StoredFile
from sharedcourt.documents.reading.models import Reading, ReadingField
from sharedcourt.documents.reading.tests import papers
from sharedcourt.documents.reading.tests.test_reading import AT_ONCE, locked_pdf
from sharedcourt.people import cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_time(settings):
    settings.TASKS = AT_ONCE
    settings.SHAREDCOURT_TEXT_READER = "sharedcourt.documents.reading.tests.engines.Knowing"
    cache.clear()
    with time_machine.travel("2022-01-06T02:00:00Z", tick=True):
        yield


def step(dispute, name):
    return reverse("disputes:edit", kwargs={"pk": dispute.pk, "step": name})


def photograph(name="合同.jpg", **faults):
    return SimpleUploadedFile(name, papers.contract().jpeg(**faults), "image/jpeg")


def draft(person):
    return actions.open_draft(by=person(cast.OFFICER))


def test_an_officer_photographs_the_contract_compares_and_finds_the_answers_filled_in(browser_of, person):
    browser, dispute = browser_of(cast.OFFICER), draft(person)
    borrower = browser.get(step(dispute, "borrower")).content.decode()
    assert step(dispute, "papers") in borrower and 'value="林建川"' not in borrower
    sent = browser.post(step(dispute, "papers"), {"file": photograph()})
    reading = Reading.objects.get()
    assert sent.url.startswith(f"/readings/{reading.pk}/?next=")
    page = browser.get(sent.url).content.decode()
    assert 'value="OY-2020-1110-0316"' in page and " checked" not in page

    # Read, but confirmed by nobody: nothing of it is anywhere.
    dispute.refresh_from_db()
    assert dispute.elements == {}
    assert 'value="OY-2020-1110-0316"' not in browser.get(step(dispute, "contract")).content.decode()

    given = {"borrower": "林建川", "resident_id": "330399198506150016", "contract_number": "OY-2020-1110-0316",
             "contract_name": "个人经营性借款合同", "signed_on": "2020-11-10", "principal": "290000", "annual_rate": "6.5"}  # fmt: skip
    form = {f"value-{key}": value for key, value in given.items()} | {f"take-{key}": "1" for key in given}
    done = browser.post(f"/readings/{reading.pk}/confirm/", {**form, "next": step(dispute, "papers")})
    assert done.url == step(dispute, "papers")
    assert browser.get(done.url).status_code == 200

    contract = browser.get(step(dispute, "contract")).content.decode()
    assert 'value="OY-2020-1110-0316"' in contract and "合同.jpg" in contract and 'value="2020"' in contract
    loan = browser.get(step(dispute, "loan")).content.decode()
    assert 'value="290000.00"' in loan and 'value="2021"' not in loan  # the term was not ticked
    rate = browser.get(step(dispute, "rate")).content.decode()
    assert 'value="6.5"' in rate
    borrower = browser.get(step(dispute, "borrower")).content.decode()
    assert (
        'value="林建川"' in borrower
        and 'value="330399198506150016"' in borrower
        and 'value="19900000001"' not in borrower
    )

    # Filled in is not answered: the draft changes only when the page is saved, as the person then has it.
    dispute.refresh_from_db()
    assert dispute.elements == {} and not Party.objects.filter(dispute=dispute, capacity="borrower").exists()
    saved = browser.post(
        step(dispute, "contract"),
        {
            "contract_name": "个人借款合同",
            "contract_number": "OY-2020-1110-0316",
            "signed_on": "2020-11-10",
            "purpose": "",
        },
    )
    assert saved.status_code == 302
    dispute.refresh_from_db()
    assert dispute.elements["contract_name"] == "个人借款合同" and "principal" not in dispute.elements
    # An answer that was given is not touched by a paper any more.
    assert 'value="个人借款合同"' in browser.get(step(dispute, "contract")).content.decode()


def test_the_identity_card_goes_before_the_contract_and_another_persons_contract_adds_nothing(person):
    from sharedcourt.disputes.intake.papers import proposals

    dispute, officer = draft(person), person(cast.OFFICER)

    def confirmed(kind, **values):
        file = StoredFile.objects.create(
            path=kind + str(values),
            purpose="paper",
            scope=dispute.pk,
            mime="image/jpeg",
            size=1,
            name=kind,
            uploaded_by=officer,
        )
        reading = Reading.objects.create(file=file, asked_by=officer, kind=kind, confirmed_at="2022-01-06T02:00:00Z")
        for key, value in values.items():
            ReadingField.objects.create(
                reading=reading, key=key, proposed=value, value=value, outcome="taken", by=officer
            )

    open_questions = {"name", "resident_id", "phone", "address"}
    confirmed("loan_contract", borrower="古另山", phone="19900000031")
    assert proposals("Borrower", dispute, open_questions)["name"][0] == "古另山"
    confirmed("id_card", name="林建川", resident_id="330399198506150016")
    found = proposals("Borrower", dispute, open_questions)
    assert found["name"] == ("林建川", "id_card") and "phone" not in found
    assert proposals("Borrower", dispute, set()) == {} and proposals("Claims", dispute, {"facts"}) == {}


def test_an_unreadable_photograph_is_held_until_somebody_has_looked_at_it(browser_of, person):
    browser, dispute = browser_of(cast.OFFICER), draft(person)
    held = browser.post(step(dispute, "evidence"), {"file": [photograph("模糊.jpg", blur=5), photograph("清楚.jpg")]})
    page = held.content.decode()
    assert held.status_code == 422 and "模糊.jpg" in page and "清楚.jpg" in page and not Evidence.objects.exists()
    kept = {file.name: str(file.pk) for file in StoredFile.objects.filter(scope=dispute.pk)}
    assert page.count('name="readable"') == 1 and all(f'value="{pk}"' in page for pk in kept.values())
    again = browser.post(step(dispute, "evidence"), {"file": list(kept.values())})
    assert again.status_code == 422
    sent = browser.post(step(dispute, "evidence"), {"file": list(kept.values()), "readable": kept["模糊.jpg"]})
    assert sent.status_code == 302 and Evidence.objects.filter(dispute=dispute).count() == 2
    assert StoredFile.objects.filter(scope=dispute.pk).count() == 2


def test_after_submission_a_party_hears_of_an_unreadable_photograph_too(browser_of):
    dispute, _party = worked.joined()
    browser, url = browser_of(cast.BORROWER), None
    url = reverse("disputes:evidence", kwargs={"pk": dispute.pk})
    held = browser.post(url, {"file": photograph(dark=0.1), "proves": "已还两万元"})
    assert held.status_code == 422 and "已还两万元" in held.content.decode() and not Evidence.objects.exists()
    file = StoredFile.objects.get(scope=dispute.pk)
    sent = browser.post(url, {"file": str(file.pk), "readable": str(file.pk), "proves": "已还两万元"})
    assert sent.status_code == 302 and Evidence.objects.get().proves == "已还两万元"


def test_a_locked_pdf_is_refused_and_nothing_is_kept(browser_of, person):
    browser, dispute = browser_of(cast.OFFICER), draft(person)
    refused = browser.post(
        step(dispute, "papers"), {"file": SimpleUploadedFile("加密.pdf", locked_pdf(), "application/pdf")}
    )
    assert refused.status_code == 422 and not StoredFile.objects.exists() and not Reading.objects.exists()


def test_papers_of_an_application_are_the_applicants_alone(browser_of, person):
    browser_of(cast.OFFICER).post(step(dispute := worked.draft(), "papers"), {"file": photograph("证件.jpg")})
    reading = Reading.objects.get()
    actions.submit(by=person(cast.OFFICER), dispute=dispute, declared=True)
    worked.joined(dispute=dispute)
    assert Dispute.objects.get().submitted_at
    for member in (cast.BORROWER, cast.RIVAL_OFFICER, cast.MANAGER, cast.MEDIATOR):
        browser = browser_of(member)
        assert browser.get(f"/files/{reading.file_id}/").status_code == 404, member.key
        assert browser.get(f"/readings/{reading.pk}/").status_code == 404, member.key
        assert browser.get(step(dispute, "papers")).status_code == 404, member.key
    assert browser_of(cast.OFFICER).get(f"/readings/{reading.pk}/").status_code == 200


def test_the_page_of_papers_asks_the_same_number_of_questions_for_one_paper_and_for_four(browser_of, person):
    browser, dispute = browser_of(cast.OFFICER), draft(person)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(step(dispute, "papers")).status_code == 200
        return len(captured)

    browser.post(step(dispute, "papers"), {"file": photograph("1.jpg")})
    one = queries()
    browser.post(step(dispute, "papers"), {"file": [photograph(f"{number}.jpg") for number in (2, 3, 4)]})
    assert Reading.objects.filter(state="read").count() == 4
    assert queries() == one
