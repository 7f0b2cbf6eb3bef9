"""Staff come in by user name, password and second factor; parties cannot come in that way."""

import time

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from sharedcourt.ledger.models import Entry
from sharedcourt.notices.models import Message
from sharedcourt.people import cast

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-and-quiet-word"


@pytest.fixture(autouse=True)
def _as_in_earnest(settings):
    settings.SHAREDCOURT_REQUIRE_SECOND_FACTOR = True


@pytest.fixture
def mediator(person):
    user = person(cast.MEDIATOR)
    user.set_password(PASSWORD)
    user.email = "mediator@example.org"
    user.save()
    return user


def sign_in(client, username=cast.MEDIATOR.key):
    return client.post("/accounts/login/", {"login": username, "password": PASSWORD})


def confirm_password(client):
    """Before the second factor is changed the password is asked for again."""
    asked = client.get("/accounts/2fa/totp/activate/")
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    assert client.get(asked["Location"]).status_code == 200
    client.post(asked["Location"], {"password": PASSWORD})


def now_code(secret):
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def test_without_a_second_factor_every_staff_page_leads_to_setting_one_up(mediator):
    desk = Client()
    assert sign_in(desk).status_code == 302
    assert desk.get("/notices/")["Location"] == "/accounts/2fa/"
    assert desk.get("/account/")["Location"] == "/accounts/2fa/"
    api = desk.get("/api/v1/people/me")
    assert (api.status_code, api.json()["code"]) == (403, "second_factor")
    assert desk.get("/accounts/2fa/").status_code == 200


def test_a_mediator_sets_up_an_authenticator_app_and_works(mediator):
    desk = Client()
    sign_in(desk)
    confirm_password(desk)
    page = desk.get("/accounts/2fa/totp/activate/")
    assert page.status_code == 200
    secret = desk.session["mfa.totp.secret"]
    done = desk.post("/accounts/2fa/totp/activate/", {"code": now_code(secret)})
    assert done.status_code == 302
    assert desk.get("/notices/").status_code == 200
    assert Entry.objects.filter(action="people.user.signed_in", actor=mediator.pk).exists()


def test_the_second_factor_is_asked_for_at_the_next_sign_in(mediator):
    secret = totp.generate_totp_secret()
    Authenticator.objects.create(
        user=mediator, type=Authenticator.Type.TOTP, data={"secret": get_adapter().encrypt(secret)}
    )
    desk = Client()
    asked = sign_in(desk)
    assert asked["Location"] == "/accounts/2fa/authenticate/"
    assert "_auth_user_id" not in desk.session
    assert desk.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    desk.post("/accounts/2fa/authenticate/", {"code": now_code(secret)})
    assert desk.session["_auth_user_id"] == str(mediator.pk)
    assert desk.get("/notices/").status_code == 200


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(mediator):
    wrong = Client().post("/accounts/login/", {"login": cast.MEDIATOR.key, "password": "x"}).content.decode()
    unknown = Client().post("/accounts/login/", {"login": "nobody", "password": "x"}).content.decode()
    assert wrong.count("govuk-error-summary") == unknown.count("govuk-error-summary") > 0


def test_a_party_cannot_come_in_with_a_password_even_if_one_were_set(person):
    borrower = person(cast.BORROWER)
    borrower.set_password(PASSWORD)
    borrower.save()
    phone = Client()
    assert sign_in(phone, cast.BORROWER.key)["Location"] == "/sign-in/"
    assert "_auth_user_id" not in phone.session


def test_a_party_needs_no_second_factor_and_finds_no_staff_pages(browser_of):
    phone = browser_of(cast.BORROWER)
    assert phone.get("/notices/").status_code == 200
    assert phone.get("/accounts/2fa/").status_code == 404
    assert phone.get("/accounts/password/change/").status_code == 404


def test_nobody_signs_up(db):
    assert "password1" not in Client().get("/accounts/signup/").content.decode()


def test_a_forgotten_password_is_mailed_to_staff_and_to_nobody_else(mediator, person):
    borrower = person(cast.BORROWER)
    borrower.email = "borrower@example.org"
    borrower.save()
    for address in ("mediator@example.org", "borrower@example.org", "nobody@example.org"):
        assert Client().post("/accounts/password/reset/", {"email": address}).status_code == 302
    mail = Message.objects.get()
    assert mail.user == mediator
    assert "/accounts/password/reset/key/" in mail.body


@pytest.mark.parametrize(
    "path",
    ["login/", "2fa/", "2fa/totp/activate/", "2fa/webauthn/", "2fa/webauthn/add/", "password/change/", "logout/"],
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_account_page_wears_our_clothes(mediator, path, language):
    desk = Client(headers={"accept-language": language})
    if path != "login/":
        sign_in(desk)
        confirm_password(desk)
    page = desk.get(f"/accounts/{path}")
    assert page.status_code == 200
    assert "govuk-template" in page.content.decode()
