"""People are told once, by the right way, in their language, and what became of it is known."""

import json
import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.test import Client

from sharedcourt.core import clock
from sharedcourt.ledger.models import Entry
from sharedcourt.notices import actions, delivery, gateways, queries, scheduled, texts
from sharedcourt.notices.models import Message, MessageState
from sharedcourt.people import cast
from sharedcourt.people.tests.local_server import serving

pytestmark = pytest.mark.django_db
SCOPE = uuid4()


@pytest.fixture(autouse=True)
def _a_kind(monkeypatch):
    monkeypatch.setattr(texts, "_texts", dict(texts._texts))
    texts.register("test.told", subject="{what}", body="{what}：{amount}元，{at}，{day}")


def tell(user, **changes):
    facts = {
        "what": "还款",
        "amount": Decimal("46433.2"),
        "at": datetime(2022, 1, 20, 6, 0, tzinfo=UTC),
        "day": date(2022, 2, 20),
    }
    return actions.tell(
        **({"user": user, "kind": "test.told", "context": facts, "scope": SCOPE, "link": "/d/"} | changes)
    )


def queued_sms(person):
    return next(message for message in tell(person(cast.BORROWER)) if message.channel == "sms")


def test_a_party_is_told_on_the_site_and_by_sms(person):
    channels = {message.channel: message for message in tell(person(cast.BORROWER))}
    assert set(channels) == {"in_app", "sms"}
    assert channels["in_app"].state == MessageState.DELIVERED
    assert channels["sms"].address == cast.BORROWER.phone


def test_staff_are_told_on_the_site_and_by_mail(person):
    officer = person(cast.OFFICER)
    assert [message.channel for message in tell(officer)] == ["in_app"]
    officer.email = "officer@example.org"
    officer.save()
    assert [message.channel for message in tell(officer)] == ["in_app", "email"]


def test_a_phone_without_an_account_gets_an_sms(db):
    messages = tell(None, phone="19912345678")
    assert [(message.channel, message.address) for message in messages] == [("sms", "19912345678")]


def test_dates_and_money_are_written_for_people_in_their_language(person):
    borrower = person(cast.BORROWER)
    chinese = tell(borrower)[0].body
    borrower.language = "en"
    english = tell(borrower)[0].body
    assert chinese.startswith("还款：46,433.20元，2022年1月20日 14:00，2022年2月20日")
    assert "Jan" in english and "2022" in english


def test_a_text_that_lacks_a_value_is_the_programmers_mistake(person):
    wrong: list[dict[str, Any]] = [{"kind": "nobody.registered"}, {"context": {}}]
    for changes in wrong:
        with pytest.raises(ImproperlyConfigured):
            tell(person(cast.BORROWER), **changes)


def test_nothing_personal_is_readable_in_the_database(person):
    message = queued_sms(person)
    with connection.cursor() as cursor:
        cursor.execute("SELECT address, subject, body, link FROM notices_message")
        rows = str(cursor.fetchall())
    assert cast.BORROWER.phone not in rows and "还款" not in rows and "/d/" not in rows
    assert message.body not in str(message)


def test_the_local_outbox_says_that_nothing_left(person):
    message = queued_sms(person)
    assert delivery.deliver(message.pk) == "sent"
    message.refresh_from_db()
    assert message.is_local and message.sent_at
    assert "outbox" in str(message.state_words).lower() or "发件箱" in str(message.state_words)
    assert Entry.objects.filter(action="notices.message.sent", scope=SCOPE).count() == 1


def test_a_task_that_runs_twice_sends_once(person, settings):
    settings.SHAREDCOURT_SMS_GATEWAY = "sharedcourt.notices.gateways.HttpGateway"
    with serving(lambda asked: (200, b'{"id": "p-1"}')) as server:
        settings.SHAREDCOURT_SMS_URL, settings.SHAREDCOURT_SMS_SECRET = server.url, "s3cret"
        message = queued_sms(person)
        assert [delivery.deliver(message.pk), delivery.deliver(message.pk)] == ["sent", "skipped"]
    asked = server.requests
    assert len(asked) == 1
    sent = json.loads(asked[0].body)
    assert sent["phone"] == cast.BORROWER.phone and sent["reference"] == str(message.pk)
    assert sent["text"].endswith(f"{settings.PUBLIC_URL}/d/")
    assert gateways.is_signed(asked[0].body, asked[0].headers["x-sharedcourt-signature"], "s3cret")


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_instant_send_once(person, settings):
    settings.SHAREDCOURT_SMS_GATEWAY = "sharedcourt.notices.gateways.HttpGateway"
    borrower = person(cast.BORROWER)
    start = Barrier(3)
    outcomes: list[str] = []
    with serving(lambda asked: (200, b'{"id": "p-1"}')) as server:
        settings.SHAREDCOURT_SMS_URL, settings.SHAREDCOURT_SMS_SECRET = "http://127.0.0.1:9/", "s3cret"
        message = next(item for item in tell(borrower) if item.channel == "sms")
        Message.objects.filter(pk=message.pk).update(attempts=0, claimed_at=None)
        settings.SHAREDCOURT_SMS_URL = server.url

        def work() -> None:
            start.wait()
            try:
                outcomes.append(delivery.deliver(message.pk))
            finally:
                connection.close()

        threads = [Thread(target=work) for _worker in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(outcomes) == ["sent", "skipped", "skipped"]
    assert len(server.requests) == 1


def test_a_gateway_that_is_down_is_tried_five_times_and_then_the_timeline_says_so(person, settings):
    settings.SHAREDCOURT_SMS_GATEWAY = "sharedcourt.notices.gateways.HttpGateway"
    settings.SHAREDCOURT_SMS_URL = "http://127.0.0.1:9/"
    start = clock.now()
    with time_machine.travel(start, tick=False) as clock_hands:
        message = queued_sms(person)
        delivery.deliver(message.pk)
        for _minute in range(120):
            clock_hands.shift(timedelta(minutes=1))
            scheduled.run()
    message.refresh_from_db()
    assert (message.state, message.attempts) == (MessageState.FAILED, 5)
    assert cast.BORROWER.phone not in message.error
    assert Entry.objects.filter(action="notices.message.failed", scope=SCOPE).count() == 1


def test_a_number_the_provider_refuses_is_not_tried_again(person, settings):
    settings.SHAREDCOURT_SMS_GATEWAY = "sharedcourt.notices.gateways.HttpGateway"
    with serving(lambda asked: (422, b"{}")) as server:
        settings.SHAREDCOURT_SMS_URL = server.url
        message = queued_sms(person)
        assert delivery.deliver(message.pk) == "failed"
    message.refresh_from_db()
    assert message.error == "http_422"


def test_what_a_lost_worker_left_behind_is_sent_by_the_sweep(person):
    message = queued_sms(person)
    start = clock.now()
    Message.objects.filter(pk=message.pk).update(claimed_at=start, attempts=1)
    scheduled.run(start + timedelta(minutes=1))
    message.refresh_from_db()
    assert message.state == MessageState.QUEUED
    with time_machine.travel(start + timedelta(minutes=6), tick=False):
        scheduled.run()
    message.refresh_from_db()
    assert message.state == MessageState.SENT


@pytest.mark.django_db(transaction=True)
def test_delivery_starts_after_the_commit_and_not_without_it(person):
    borrower = person(cast.BORROWER)
    with pytest.raises(RuntimeError), transaction.atomic():
        tell(borrower)
        raise RuntimeError
    assert not Message.objects.exists()
    tell(borrower)
    assert Message.objects.get(channel="sms").state == MessageState.SENT


def test_mail_goes_out_with_its_link(person, settings):
    officer = person(cast.OFFICER)
    officer.email = "officer@example.org"
    officer.save()
    message = next(item for item in tell(officer) if item.channel == "email")
    delivery.deliver(message.pk)
    assert [sent.to for sent in mail.outbox] == [["officer@example.org"]]
    assert f"{settings.PUBLIC_URL}/d/" in mail.outbox[0].body


def test_without_a_mail_server_mail_stays_in_the_outbox(person, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", ""
    officer = person(cast.OFFICER)
    officer.email = "officer@example.org"
    officer.save()
    message = next(item for item in tell(officer) if item.channel == "email")
    delivery.deliver(message.pk)
    message.refresh_from_db()
    assert message.is_local


def report(body, secret="s3cret", at=None):
    raw = json.dumps(body).encode()
    return Client().post(
        "/notices/sms-report/",
        raw,
        content_type="application/json",
        headers={"X-Sharedcourt-Signature": gateways.sign(raw, secret, at=at)},
    )


def test_the_gateway_reports_delivery_once_or_twice(person, settings):
    settings.SHAREDCOURT_SMS_SECRET = "s3cret"
    message = queued_sms(person)
    delivery.deliver(message.pk)
    body = {"reference": str(message.pk), "status": "delivered"}
    assert report(body).json() == {"known": True}
    assert report(body).json() == {"known": True}
    assert report(body | {"status": "failed"}).json() == {"known": True}
    message.refresh_from_db()
    assert message.state == MessageState.DELIVERED
    assert Entry.objects.filter(action="notices.message.delivered", subject=message.pk).count() == 1
    assert [item.state for item in queries.for_scope(SCOPE) if item.channel == "sms"] == ["delivered"]


def test_an_unsigned_old_or_foreign_report_is_refused(person, settings):
    settings.SHAREDCOURT_SMS_SECRET = "s3cret"
    message = queued_sms(person)
    body = {"reference": str(message.pk), "status": "delivered"}
    assert report(body, secret="guess").status_code == 403
    assert report(body, at=int(time.time()) - 3600).status_code == 403
    assert Client().post("/notices/sms-report/", body, content_type="application/json").status_code == 403
    settings.SHAREDCOURT_SMS_SECRET = ""
    assert report(body, secret="").status_code == 403
    message.refresh_from_db()
    assert message.state == MessageState.QUEUED


def test_a_code_is_erased_from_the_outbox_after_an_hour(db):
    texts.register("test.secret", subject="s", body="123456", secret=True)
    message = actions.tell(user=None, phone="19912345678", kind="test.secret", context={}, scope=None)[0]
    scheduled.run(clock.now() + timedelta(hours=2))
    message.refresh_from_db()
    assert message.body == "" and message.erased_at


def test_the_borrower_reads_his_messages(browser_of, person):
    borrower = person(cast.BORROWER)
    tell(borrower)
    tell(person(cast.WIFE))
    phone = browser_of(cast.BORROWER)
    page = phone.get("/notices/").content.decode()
    assert page.count("还款：") == 1
    message = queries.inbox(borrower).get()
    assert phone.post(f"/notices/{message.pk}/open/")["Location"] == "/d/"
    assert queries.unread_count(borrower) == 0


def test_a_stranger_opens_nobodys_message(browser_of, person):
    tell(person(cast.BORROWER))
    message = queries.inbox(person(cast.BORROWER)).get()
    assert browser_of(cast.STRANGER).post(f"/notices/{message.pk}/open/").status_code == 404
    assert browser_of(cast.STRANGER).get("/api/v1/notices/messages").json()["items"] == []
    message.refresh_from_db()
    assert message.read_at is None


def test_a_long_list_has_pages_and_costs_the_same(browser_of, person, django_assert_max_num_queries):
    for _message in range(45):
        tell(person(cast.BORROWER), channels=["in_app"])
    phone = browser_of(cast.BORROWER)
    with django_assert_max_num_queries(8):
        page = phone.get("/notices/?page=2")
    assert page.content.decode().count("还款：") == 20
    phone.post("/notices/read/")
    assert queries.unread_count(person(cast.BORROWER)) == 0


def test_an_empty_list_says_what_will_be_there(browser_of):
    assert "sc-empty" in browser_of(cast.BORROWER).get("/notices/").content.decode()


def test_in_the_demonstration_anybody_reads_the_outbox_and_plays_the_borrower(person, settings):
    settings.DEMO = True
    delivery.deliver(queued_sms(person).pk)
    page = Client(headers={"accept-language": "en"}).get("/notices/outbox/").content.decode()
    assert "Nothing has left this machine" in page or "E-mail goes out" in page
    assert 'href="/d/"' in page and cast.BORROWER.phone in page


def test_in_earnest_only_the_operator_sees_the_outbox_and_not_what_was_sent(browser_of, person, settings):
    message = queued_sms(person)
    Message.objects.filter(pk=message.pk).update(state="sent", gateway="http")
    for member in (cast.BORROWER, cast.OFFICER, cast.MEDIATOR):
        assert browser_of(member).get("/notices/outbox/").status_code == 404
    assert Client().get("/notices/outbox/").status_code == 404
    page = browser_of(cast.PLATFORM_OPERATOR).get("/notices/outbox/").content.decode()
    assert "199****0001" in page
    assert "还款：" not in page and cast.BORROWER.phone not in page
