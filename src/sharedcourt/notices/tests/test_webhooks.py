"""The bank's own system hears of events in its disputes: signed, retried, once each, and never inside our network."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from sharedcourt.core import clock
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.ledger.actions import record
from sharedcourt.notices import endpoints, gateways, scheduled, webhooks
from sharedcourt.notices.models import DeliveryState, WebhookDelivery, WebhookEndpoint
from sharedcourt.people import cast
from sharedcourt.people.tests.local_server import serving

pytestmark = pytest.mark.django_db
SCOPE, FOREIGN_SCOPE = uuid4(), uuid4()


@pytest.fixture
def branch(db, monkeypatch):
    """The bank's branch, to which the dispute belongs."""
    organisation = cast.organisation(cast.BRANCH)
    monkeypatch.setattr(webhooks, "_owners", [lambda scope: {organisation.pk} if scope == SCOPE else set()])
    return organisation


@pytest.fixture
def _private(settings):
    settings.SHAREDCOURT_WEBHOOK_PRIVATE = True


def add(person, branch, url, **changes):
    return endpoints.add_endpoint(by=person(cast.OFFICER), organisation=branch, url=url, **changes)


@pytest.mark.usefixtures("_private")
def test_the_banks_system_is_told_without_personal_data(person, branch):
    borrower = person(cast.BORROWER)
    with serving(lambda asked: (204, b"")) as server:
        _endpoint, secret = add(person, branch, server.url)
        entry = record("people.identity.declared", by=borrower, subject=borrower, scope=SCOPE, level=2)
        record("people.identity.declared", by=borrower, subject=borrower, scope=FOREIGN_SCOPE, level=2)
        row = WebhookDelivery.objects.get()
        assert webhooks.deliver(row.pk) == "delivered"
    asked = server.requests[0]
    body = json.loads(asked.body)
    assert (body["type"], body["scope"], body["seq"]) == ("people.identity.declared", str(SCOPE), entry.seq)
    assert set(body) == {"id", "type", "at", "scope", "subject", "seq"}
    assert gateways.is_signed(asked.body, asked.headers["x-sharedcourt-signature"], secret)
    assert asked.headers["x-sharedcourt-delivery"] == str(row.pk)


@pytest.mark.usefixtures("_private")
def test_an_endpoint_hears_only_what_it_asked_for(person, branch):
    add(person, branch, "http://127.0.0.1:9/", events=["people.identity"])
    borrower = person(cast.BORROWER)
    record("people.identity.declared", by=borrower, scope=SCOPE)
    record("people.invitation.created", by=borrower, scope=SCOPE)
    assert [row.event for row in WebhookDelivery.objects.all()] == ["people.identity.declared"]


@pytest.mark.usefixtures("_private")
def test_a_system_that_is_down_is_tried_again_until_it_answers(person, branch):
    answers = iter([(500, b""), (302, b""), (200, b"")])
    start = clock.now()
    with serving(lambda asked: next(answers)) as server, time_machine.travel(start, tick=False) as hands:
        endpoint, _secret = add(person, branch, server.url)
        row = endpoints.test_endpoint(by=person(cast.OFFICER), endpoint=endpoint)
        assert webhooks.deliver(row.pk) == "queued"
        for _minute in range(10):
            hands.shift(timedelta(minutes=1))
            scheduled.run()
        row.refresh_from_db()
    assert (row.state, row.attempts, row.response_status) == ("delivered", 3, 200)
    assert {asked.headers["x-sharedcourt-delivery"] for asked in server.requests} == {str(row.pk)}


@pytest.mark.usefixtures("_private")
def test_a_task_that_runs_twice_calls_once_and_a_person_can_send_again(person, branch):
    officer = person(cast.OFFICER)
    with serving(lambda asked: (200, b"")) as server:
        endpoint, _secret = add(person, branch, server.url)
        row = endpoints.test_endpoint(by=officer, endpoint=endpoint)
        assert [webhooks.deliver(row.pk), webhooks.deliver(row.pk)] == ["delivered", "skipped"]
        assert len(server.requests) == 1
        endpoints.send_again(by=officer, delivery=row)
        assert webhooks.deliver(row.pk) == "delivered"
    assert len(server.requests) == 2


@pytest.mark.usefixtures("_private")
def test_after_eight_attempts_it_is_given_up(person, branch):
    endpoint, _secret = add(person, branch, "http://127.0.0.1:9/")
    row = endpoints.test_endpoint(by=person(cast.OFFICER), endpoint=endpoint)
    for _attempt in range(8):
        webhooks.deliver(row.pk)
    row.refresh_from_db()
    assert row.state == DeliveryState.FAILED


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "https://127.0.0.1/",
        "https://10.0.0.8/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://169.254.169.254/latest/",
        "https://localhost/",
        "https://100.64.0.1/",
        "https://name:word@example.org/",
        "ftp://example.org/",
        "https:///",
    ],
)
def test_private_addresses_cannot_be_called(person, branch, url):
    with pytest.raises(Invalid) as refusal:
        add(person, branch, url)
    assert refusal.value.field == "url"


def test_a_name_that_later_points_inside_is_caught_when_sending(person, branch):
    with serving(lambda asked: (200, b"")) as server:
        endpoint = WebhookEndpoint.objects.create(
            organisation=branch, url=server.url, secret="s", created_by=person(cast.OFFICER)
        )
        row = webhooks.send_test(endpoint)
        assert webhooks.deliver(row.pk) == "queued"
    row.refresh_from_db()
    assert row.error == "private" and not server.requests


@pytest.mark.usefixtures("_private")
def test_only_the_organisations_own_people_keep_its_webhooks(person, branch, browser_of):
    with pytest.raises(NotAllowed):
        endpoints.add_endpoint(by=person(cast.RIVAL_OFFICER), organisation=branch, url="http://127.0.0.1:9/")
    with pytest.raises(NotAllowed):
        endpoints.add_endpoint(by=person(cast.BORROWER), organisation=branch, url="http://127.0.0.1:9/")
    endpoint, _secret = add(person, branch, "http://127.0.0.1:9/")
    rival = browser_of(cast.RIVAL_OFFICER)
    assert rival.get(f"/notices/webhooks/{endpoint.pk}/").status_code == 404
    assert rival.post(f"/notices/webhooks/{endpoint.pk}/off/").status_code == 404
    assert rival.get(f"/api/v1/notices/webhooks/{endpoint.pk}/deliveries").status_code == 404
    assert browser_of(cast.BORROWER).get("/notices/webhooks/").status_code == 404


@pytest.mark.usefixtures("_private")
def test_the_officer_keeps_webhooks_on_a_page(person, branch, browser_of):
    desk = browser_of(cast.OFFICER)
    added = desk.post(
        "/notices/webhooks/",
        {"url": "http://127.0.0.1:9/hook", "events": "people.identity", "organisation": str(branch.pk)},
    )
    first, second = desk.get(added["Location"]).content.decode(), desk.get(added["Location"]).content.decode()
    assert "whs_" in first and "whs_" not in second
    desk.post(added["Location"] + "test/")
    row = WebhookDelivery.objects.get()
    webhooks.deliver(row.pk)
    assert "notices.webhook.tested" in desk.get(added["Location"]).content.decode()
    assert desk.post(f"/notices/webhooks/deliveries/{row.pk}/again/")["Location"] == added["Location"]
    desk.post(added["Location"] + "off/")
    assert not WebhookEndpoint.objects.get().is_active
    with pytest.raises(Conflict):
        endpoints.test_endpoint(by=person(cast.OFFICER), endpoint=WebhookEndpoint.objects.get())


def test_an_unknown_event_is_answered_next_to_its_field(person, branch, settings):
    settings.SHAREDCOURT_WEBHOOK_PRIVATE = True
    with pytest.raises(Invalid) as refusal:
        add(person, branch, "http://127.0.0.1:9/", events=["no.such.event"])
    assert refusal.value.field == "events"


@pytest.mark.usefixtures("_private")
def test_the_same_through_the_api(branch, browser_of):
    program = browser_of(cast.OFFICER)
    made = program.post(
        "/api/v1/notices/webhooks",
        {"organisation_id": str(branch.pk), "url": "http://127.0.0.1:9/"},
        content_type="application/json",
    ).json()
    assert made["secret"].startswith("whs_")
    assert "secret" not in program.get("/api/v1/notices/webhooks").json()["items"][0]
    assert program.post(f"/api/v1/notices/webhooks/{made['id']}/test").status_code == 202
    assert len(program.get(f"/api/v1/notices/webhooks/{made['id']}/deliveries").json()["items"]) == 1
    assert program.delete(f"/api/v1/notices/webhooks/{made['id']}").status_code == 204
