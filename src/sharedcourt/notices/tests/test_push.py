"""A phone is told that there is something new, by its maker's push service, which can read nothing of it."""

import json
import os
from base64 import urlsafe_b64encode
from typing import Any
from uuid import uuid4

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePublicKey,
    derive_private_key,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.ledger.models import Entry
from sharedcourt.notices import actions, delivery, devices, texts, webpush
from sharedcourt.notices.models import Channel, Message, PushSubscription
from sharedcourt.people import cast
from sharedcourt.people.tests.local_server import serving

pytestmark = pytest.mark.django_db


class Phone:
    """A browser with its keys."""

    def __init__(self, endpoint: str) -> None:
        self.private, self.secret, self.endpoint = generate_private_key(SECP256R1()), os.urandom(16), endpoint

    @property
    def subscription(self) -> dict[str, Any]:
        point = self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {
            "endpoint": self.endpoint,
            "keys": {"p256dh": webpush.encoded(point), "auth": webpush.encoded(self.secret)},
            "device": "Chrome · Android",
        }

    def subscribe(self, user) -> PushSubscription:
        given = self.subscription
        return devices.subscribe(by=user, endpoint=self.endpoint, device="Chrome · Android", **given["keys"])

    def read(self, body: bytes) -> dict[str, Any]:
        """With another implementation of RFC 8188 and 8291 than the one that encrypted it."""
        plain = http_ece.decrypt(body, private_key=self.private, auth_secret=self.secret, version="aes128gcm")
        found: dict[str, Any] = json.loads(plain)
        return found


@pytest.fixture(autouse=True)
def _private(settings, monkeypatch):
    settings.SHAREDCOURT_PUSH_PRIVATE = True
    monkeypatch.setattr(texts, "_texts", dict(texts._texts))
    texts.register("test.told", subject="林建川欠款", body="林建川：280000元")
    texts.register("test.code", subject="code", body="123456", secret=True)


def told(user, kind="test.told", **more) -> Message | None:
    """What the phone gets of a message about a matter."""
    rows = actions.tell(user=user, kind=kind, context={}, scope=uuid4(), link="/disputes/x/", **more)
    return next((row for row in rows if row.channel == Channel.PUSH), None)


def test_the_encryption_is_that_of_the_standards_example():
    """RFC 8291, appendix A."""
    own = derive_private_key(
        int.from_bytes(webpush.decoded("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big"), SECP256R1()
    )
    to = webpush.recipient(
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "BTBZMqHH6r4Tts7J_aSIgg",
    )
    salt = webpush.decoded("DGv6ra1nlYgDCS1FRnbzlw")
    plain = b"When I grow up, I want to be a watermelon"
    body = webpush.encrypted(plain, to, own=own, salt=salt, padded_to=0)
    assert webpush.encoded(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
        "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_the_phone_shows_that_there_is_something_and_neither_service_nor_screen_what(person):
    borrower = person(cast.BORROWER)
    with serving(lambda asked: (201, b"")) as server:
        phone = Phone(f"{server.url}/push/secret")
        phone.subscribe(borrower)
        message = told(borrower)
        assert message is not None and delivery.deliver(message.pk) == "sent"
        told(borrower, "test.told")
    asked = server.requests[0]
    shown = phone.read(asked.body)
    assert set(shown) == {"title", "text", "url", "id", "receipt"}
    assert shown["url"] == "/disputes/x/" and "林建川" not in json.dumps(shown, ensure_ascii=False)
    assert asked.headers["content-encoding"] == "aes128gcm" and int(asked.headers["ttl"]) > 0
    assert len(asked.body) == 16 + 5 + 65 + webpush.PADDED_TO + 16
    assert message.body == "" and "280000" not in message.subject


def test_the_service_knows_who_sends_by_the_signature(person, settings):
    borrower = person(cast.BORROWER)
    with serving(lambda asked: (201, b"")) as server:
        phone = Phone(f"{server.url}/push/secret")
        phone.subscribe(borrower)
        message = told(borrower)
        delivery.deliver(message.pk)
    words = server.requests[0].headers["authorization"]
    token, key = words.removeprefix("vapid t=").split(", k=")
    head, claims, signature = token.split(".")
    raw = webpush.decoded(signature)
    public = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), webpush.decoded(key))
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    public.verify(der, f"{head}.{claims}".encode(), ECDSA(SHA256()))
    assert json.loads(webpush.decoded(claims))["aud"] == server.url
    assert key == webpush.public_key()


def test_the_browser_proves_that_it_has_shown_it_and_nobody_else_can(person):
    borrower = person(cast.BORROWER)
    with serving(lambda asked: (201, b"")) as server:
        phone = Phone(f"{server.url}/push/secret")
        phone.subscribe(borrower)
        message = told(borrower)
        delivery.deliver(message.pk)
    shown = phone.read(server.requests[0].body)

    def say(**sent):
        return Client(enforce_csrf_checks=True).post(
            "/notices/phone/push/received/", sent, content_type="application/json"
        )

    assert say(id=shown["id"], receipt="0" * 64).status_code == 204
    assert say(id=str(uuid4()), receipt=shown["receipt"]).status_code == say(id="x").status_code == 204
    message.refresh_from_db()
    assert message.state == "sent"
    for _ in range(2):
        say(id=shown["id"], receipt=shown["receipt"])
    message.refresh_from_db()
    assert message.state == "delivered" and message.delivered_at is not None
    assert Entry.objects.filter(action="notices.message.delivered", subject=message.pk).count() == 1


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_told_no_more_and_its_address_is_forgotten(person, status):
    borrower = person(cast.BORROWER)
    with serving(lambda asked: (status, b"")) as server:
        row = Phone(f"{server.url}/push/secret").subscribe(borrower)
        message = told(borrower)
        assert delivery.deliver(message.pk) == "failed"
    row.refresh_from_db()
    assert row.ended_because == "gone" and row.endpoint == row.auth == ""
    assert told(borrower) is None


def test_a_service_that_is_busy_is_asked_again_and_one_that_refuses_us_is_not(person):
    borrower, answers = person(cast.BORROWER), [503, 429, 201]
    with serving(lambda asked: (answers.pop(0), b"")) as server:
        row = Phone(f"{server.url}/push/secret").subscribe(borrower)
        message = told(borrower)
        assert [delivery.deliver(message.pk) for _ in range(3)] == ["queued", "queued", "sent"]
        answers.append(403)
        assert delivery.deliver(told(borrower).pk) == "failed"
    row.refresh_from_db()
    assert row.ended_because == "refused"


def test_codes_and_messages_with_a_way_of_their_own_are_never_pushed(person):
    borrower = person(cast.BORROWER)
    Phone("http://127.0.0.1:9/a").subscribe(borrower)
    assert told(borrower, "test.code") is None
    assert told(borrower, channels=["sms"]) is None
    assert told(person(cast.WIFE)) is None


def test_the_same_browser_is_one_device_and_follows_who_signs_in(person):
    borrower, wife, phone = person(cast.BORROWER), person(cast.WIFE), Phone("http://127.0.0.1:9/a")
    assert phone.subscribe(borrower).pk == phone.subscribe(borrower).pk
    phone.subscribe(wife)
    assert told(borrower) is None and told(wife) is not None
    stolen = Phone(phone.endpoint)
    with pytest.raises(Conflict):
        stolen.subscribe(person(cast.STRANGER))


def test_only_public_addresses_and_real_keys(person, settings):
    borrower, phone = person(cast.BORROWER), Phone("http://127.0.0.1:9/a")
    given = phone.subscription["keys"]
    for wrong in ({"p256dh": "AAAA"}, {"auth": "AAAA"}, {"p256dh": urlsafe_b64encode(b"\x04" + bytes(64)).decode()}):
        with pytest.raises(Invalid):
            devices.subscribe(by=borrower, endpoint=phone.endpoint, **{**given, **wrong})
    settings.SHAREDCOURT_PUSH_PRIVATE = False
    for address in (
        "http://127.0.0.1/a",
        "https://127.0.0.1/a",
        "https://[::1]/a",
        "https://169.254.169.254/a",
        "https://[::1",
        "https://x:y/",
        "https://a\0b/",
        "ftp://x/",
    ):
        with pytest.raises(Invalid):
            devices.subscribe(by=borrower, endpoint=address, **given)
    assert not PushSubscription.objects.exists()


def test_an_address_that_became_private_is_not_called(person, settings):
    borrower = person(cast.BORROWER)
    with serving(lambda asked: (201, b"")) as server:
        Phone(f"{server.url}/push/secret").subscribe(borrower)
        settings.SHAREDCOURT_PUSH_PRIVATE = False
        message = told(borrower)
        assert delivery.deliver(message.pk) == "queued"
        assert server.requests == []


def test_the_page_lists_devices_and_takes_them_away(browser_of, person):
    browser, phone = browser_of(cast.BORROWER), Phone("http://127.0.0.1:9/a")
    made = browser.post("/notices/phone/push/", phone.subscription, content_type="application/json")
    assert made.status_code == 201
    assert browser.post("/notices/phone/push/", {"endpoint": "x"}, content_type="application/json").status_code == 422
    assert "Chrome · Android" in browser.get("/notices/phone/").content.decode()
    where = f"/notices/phone/push/{made.json()['id']}/end/"
    assert browser_of(cast.WIFE).post(where).status_code == 404
    assert browser.post(where).status_code == 302
    assert browser.post(where).status_code == 404
    assert told(person(cast.BORROWER)) is None
    stranger = person(cast.STRANGER)
    with pytest.raises(NotAllowed):
        devices.end_device(by=stranger, subscription=PushSubscription.objects.get())


def test_as_many_devices_as_a_person_has_hands_for(person):
    borrower = person(cast.BORROWER)
    for number in range(devices.MOST_DEVICES):
        Phone(f"http://127.0.0.1:9/{number}").subscribe(borrower)
    with pytest.raises(Conflict):
        Phone("http://127.0.0.1:9/more").subscribe(borrower)


def test_a_program_has_a_list_too(browser_of):
    browser, phone = browser_of(cast.BORROWER), Phone("http://127.0.0.1:9/a")
    base = "/api/v1/notices/devices"
    made = browser.post(base, phone.subscription, content_type="application/json").json()
    assert [item["id"] for item in browser.get(base).json()["items"]] == [made["id"]]
    assert browser.delete(f"{base}/{made['id']}").status_code == 204
    assert browser.get(base).json()["items"] == []
