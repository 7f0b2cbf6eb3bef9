"""The first day of a real installation: an operator by the command line, an organisation, a mediator who works."""

import re
import time

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client

from sharedcourt.cli import main
from sharedcourt.cli.check import State, operator
from sharedcourt.ledger.models import Entry
from sharedcourt.people.models import Membership, Organisation, Role, User

PASSWORD = "drei-stille-worte-am-meer"


@pytest.fixture(autouse=True)
def _as_in_earnest(settings):
    settings.SHAREDCOURT_REQUIRE_SECOND_FACTOR = True


def now_code(secret):
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def take_office(link, username):
    """Open the link, choose a user name and a password, set up an authenticator app; gives the browser and the app's secret."""
    browser = Client()
    assert browser.get(link).status_code == 200
    answer = browser.post(link, {"username": username, "password": PASSWORD, "again": PASSWORD})
    assert answer["Location"] == "/accounts/2fa/", answer.content.decode()
    assert browser.get("/account/")["Location"] == "/accounts/2fa/", "no work before the second factor"
    assert browser.get("/accounts/2fa/totp/activate/").status_code == 200, "the password just chosen is not asked again"
    secret = browser.session["mfa.totp.secret"]
    assert browser.post("/accounts/2fa/totp/activate/", {"code": now_code(secret)}).status_code == 302
    assert browser.get("/account/").status_code == 200
    return browser, secret


@pytest.mark.django_db(transaction=True)
def test_from_an_empty_home_to_a_mediator_at_work(capsys, settings):
    assert operator().state is State.MISSING
    assert main(["operator", "冯运", "--organisation", "某市共享法庭运营中心"]) == 0
    said = capsys.readouterr().out
    link = re.search(r"(/appointments/\S+/)", said)[1]
    assert operator().state is State.MISSING, "the office begins when the link is used"

    desk, _secret = take_office(link, "feng.yun")
    assert operator().state is State.GOOD
    assert Client().get(link).status_code == 410, "the link works once"
    began = Entry.objects.get(action="people.membership.began")
    assert began.actor == User.objects.get(username="feng.yun").pk
    assert Entry.objects.filter(action="people.appointment.made", actor=None).exists()

    assert desk.get("/desk/")["Location"] == "/operator/organisations/"
    assert "某市共享法庭运营中心" in desk.get("/operator/organisations/").content.decode()
    assert desk.post("/operator/organisations/new/", {"kind": "mediation"}).status_code == 302
    address = "/operator/organisations/new/mediation/"
    wrong = desk.post(address, {"name": "某市人民调解委员会", "credit_code": "52330399MJT0000290"})
    assert wrong.status_code == 422 and "govuk-error-summary" in wrong.content.decode()
    assert desk.post(address, {"name": "某市人民调解委员会", "credit_code": "52330399mjt000029l"}).status_code == 302
    made = Organisation.objects.get(name="某市人民调解委员会")
    assert (made.kind, made.credit_code) == ("mediation", "52330399MJT000029L")

    page = desk.post(
        f"/operator/organisations/{made.pk}/appoint/",
        {"role": "mediator", "name": "叶安", "send": "shown"},
        follow=True,
    ).content.decode()
    handed_over = re.search(r'id="new-link">http[^<]*(/appointments/[^<]+/)<', page)[1]
    assert "new-link" not in desk.get(f"/operator/organisations/{made.pk}/").content.decode(), "shown once"

    mediator, secret = take_office(handed_over, "ye.an")
    mediator.post("/sign-out/")
    again = Client()
    asked = again.post("/accounts/login/", {"login": "ye.an", "password": PASSWORD})
    assert asked["Location"] == "/accounts/2fa/authenticate/"
    cache.clear()  # the app's code of these thirty seconds has been used for setting it up
    again.post("/accounts/2fa/authenticate/", {"code": now_code(secret)})
    assert again.get("/mediation/").status_code == 200
    assert Membership.objects.get(role=Role.MEDIATOR).user.name == "叶安"


@pytest.mark.django_db(transaction=True)
def test_the_password_may_be_typed_at_the_command_line(capsys, monkeypatch):
    monkeypatch.setattr("getpass.getpass", lambda _prompt: PASSWORD)
    assert main(["operator", "冯运", "--username", "feng.yun", "--language", "en"]) == 0
    assert "/accounts/login/" in capsys.readouterr().out
    assert Client().post("/accounts/login/", {"login": "feng.yun", "password": PASSWORD}).status_code == 302
    monkeypatch.setattr("getpass.getpass", lambda _prompt: "short")
    assert main(["operator", "何某", "--username", "he", "--language", "en"]) == 1
    assert User.objects.count() == 1
