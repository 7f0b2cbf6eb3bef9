"""An institution's system does by API what its officer does by hand."""

import json

import pytest
import time_machine

from sharedcourt.disputes.models import Dispute
from sharedcourt.disputes.tests import worked
from sharedcourt.ledger.actions import payload_hash
from sharedcourt.people import cast

pytestmark = pytest.mark.django_db
BASE = "/api/v1/disputes/"


@pytest.fixture(autouse=True)
def _in_time():
    with time_machine.travel("2022-01-06T02:00:00Z", tick=True):
        yield


def body(**changes):
    return {
        "mediation_organisation": str(cast.organisation(cast.MEDIATION).pk),
        "parties": [{"name": "林建川", "phone": cast.BORROWER.phone, "resident_id": cast.BORROWER.resident_id}],
        "elements": worked.ELEMENTS,
        "submit": True,
        "declared": True,
        **changes,
    }


def post(browser, path, data, **headers):
    return browser.post(path, json.dumps(data), content_type="application/json", headers=headers)


def test_a_dispute_is_opened_once_however_often_it_is_sent(browser_of):
    browser = browser_of(cast.OFFICER)
    first = post(browser, BASE, body(), **{"Idempotency-Key": "loan-316"})
    assert first.status_code == 201, first.content
    found = first.json()
    assert found["amount_claimed"] in {"288300.24", 288300.24} and found["state"] != "draft"
    assert found["parties"][1]["phone"] == "199****0001" and cast.BORROWER.phone not in first.content.decode()
    again = post(browser, BASE, body(), **{"Idempotency-Key": "loan-316"})
    assert again.json()["id"] == found["id"] and Dispute.objects.count() == 1
    assert browser.get(f"{BASE}{found['id']}/").json()["code"] == found["code"]
    assert browser.get(BASE).json()["count"] == 1
    assert browser.get(f"{BASE}{found['id']}/timeline/").json()["items"][0]["who"] == cast.OFFICER.name


def test_keys_that_differ_only_at_the_end_are_two_disputes(browser_of):
    browser = browser_of(cast.OFFICER)
    long = "core-system/2022/loan-contracts/" + "0" * 60
    ids = {
        post(browser, BASE, body(submit=False), **{"Idempotency-Key": long + end}).json()["id"]
        for end in ("1", "2", "1")
    }
    assert len(ids) == 2 == Dispute.objects.count()


def test_a_party_gets_the_proof_of_a_line_and_what_opens_it(browser_of):
    dispute, _party = worked.joined()
    browser = browser_of(cast.BORROWER)
    line = browser.get(f"{BASE}{dispute.pk}/timeline/").json()["items"][-1]
    proof = browser.get(f"{BASE}{dispute.pk}/timeline/{line['seq']}/proof/").json()
    opening = proof["opening"]
    assert opening["actor"] == str(cast.person(cast.BORROWER).pk) and opening["scope"] == str(dispute.pk)
    digest = payload_hash(opening.pop("salt"), opening)
    assert json.loads(proof["body"])["payload"] == digest
    assert browser.get(f"{BASE}{dispute.pk}/timeline/999999/proof/").status_code == 404
    stranger = browser_of(cast.RIVAL_OFFICER)
    assert stranger.get(f"{BASE}{dispute.pk}/timeline/{line['seq']}/proof/").status_code == 404


def test_what_became_of_each_message_is_on_the_timeline_of_whoever_may_know(
    browser_of, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        dispute, _party = worked.joined()
    lines = browser_of(cast.OFFICER).get(f"{BASE}{dispute.pk}/timeline/").json()["items"]
    told = [line for line in lines if " · " in line["detail"]]
    assert any(line["what"] == "消息已送达" or line["what"] == "a message was delivered" for line in told), told
    assert cast.BORROWER.phone not in str(told)
    proof = browser_of(cast.OFFICER).get(f"{BASE}{dispute.pk}/timeline/{told[0]['seq']}/proof/")
    assert proof.json()["opening"]["facts"]["channel"] in {"in_app", "sms", "email"}
    csv = b"".join(browser_of(cast.OFFICER).get(f"/disputes/{dispute.pk}/timeline.csv").streaming_content).decode()
    assert str(told[0]["seq"]) in csv
    own = {line["seq"] for line in browser_of(cast.BORROWER).get(f"{BASE}{dispute.pk}/timeline/").json()["items"]}
    assert told[0]["seq"] not in own, "the officer's own message is not the borrower's matter"


def test_what_is_wrong_is_named_and_can_be_corrected_under_the_same_key(browser_of):
    browser = browser_of(cast.OFFICER)
    wrong = body(elements={**worked.ELEMENTS, "principal": "many"})
    refused = post(browser, BASE, wrong, **{"Idempotency-Key": "k"})
    assert refused.status_code == 422 and refused.json()["field"] == "principal"
    assert post(browser, BASE, body(), **{"Idempotency-Key": "k"}).status_code == 201
    assert Dispute.objects.count() == 1


def test_the_borrower_answers_and_agrees(browser_of):
    dispute, _party = worked.joined()
    browser = browser_of(cast.BORROWER)
    keys = [item["key"] for item in browser.get(f"{BASE}{dispute.pk}/statement/").json()["items"]]
    assert "penalty" in keys
    answered = post(browser, f"{BASE}{dispute.pk}/answer/", {"admit_all": True})
    assert answered.json()["answers"]["penalty"]["admitted"] is True
    agreed = post(browser, f"{BASE}{dispute.pk}/consent/", {"given": True})
    assert agreed.json()["consents"]["online_mediation"] is True


@pytest.mark.parametrize("member", [cast.STRANGER, cast.RIVAL_OFFICER, cast.OTHER_MANAGER, cast.REGULATOR_OFFICER])
def test_strangers_get_404_from_every_operation(browser_of, member):
    dispute, party = worked.joined()
    browser = browser_of(member)
    for path in ("", "statement/", "evidence/", "timeline/"):
        assert browser.get(f"{BASE}{dispute.pk}/{path}").status_code == 404, path
    for path, data in (
        ("submit/", {}), ("withdraw/", {}), ("answer/", {"admit_all": True}), ("consent/", {"given": True}),
        ("parties/", {"name": "x", "phone": "1"}), (f"parties/{party.pk}/invite/", {}),
    ):  # fmt: skip
        assert post(browser, f"{BASE}{dispute.pk}/{path}", data).status_code == 404, path
    assert browser.get(BASE).json()["count"] == 0
