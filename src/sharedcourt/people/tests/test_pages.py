"""The pages of this room, as people use them."""

import pytest
from django.test import Client

from sharedcourt.notices.models import Message
from sharedcourt.people import cast
from sharedcourt.people.models import ApiToken, OneTimeCode, User

pytestmark = pytest.mark.django_db


def test_the_borrower_signs_in_by_phone_and_goes_where_he_was_going(person, code_sent_to):
    person(cast.BORROWER)
    phone = Client()
    assert "next" in phone.get("/sign-in/?next=/disputes/").content.decode()

    sent = phone.post("/sign-in/", {"phone": "199 0000 0001", "next": "/disputes/"})
    assert sent["Location"] == "/sign-in/code/"
    page = phone.get("/sign-in/code/").content.decode()
    assert "199****0001" in page and "19900000001" not in page
    assert 'autocomplete="one-time-code"' in page and 'inputmode="numeric"' in page
    session_key = phone.session.session_key

    arrived = phone.post("/sign-in/code/", {"code": code_sent_to(cast.BORROWER.phone)})

    assert arrived["Location"] == "/disputes/"
    assert phone.session.session_key != session_key
    assert "people_signing_in" not in phone.session


def test_the_phone_number_is_not_in_the_session_in_clear(person):
    person(cast.BORROWER)
    phone = Client()
    phone.post("/sign-in/", {"phone": cast.BORROWER.phone})
    assert cast.BORROWER.phone not in str(dict(phone.session))


def test_known_and_unknown_numbers_get_the_same_pages(person):
    person(cast.BORROWER)
    answers = []
    for number in (cast.BORROWER.phone, "19988887777"):
        client = Client()
        sent = client.post("/sign-in/", {"phone": number})
        wrong = client.post("/sign-in/code/", {"code": "000000"})
        answers.append((sent.status_code, sent["Location"], wrong.status_code, "000000" in wrong.content.decode()))
    assert answers[0] == answers[1]
    assert Message.objects.count() == 1


def test_signing_in_leads_nowhere_else(person, code_sent_to):
    person(cast.BORROWER)
    phone = Client()
    phone.post("/sign-in/", {"phone": cast.BORROWER.phone, "next": "https://elsewhere.example/"})
    assert phone.post("/sign-in/code/", {"code": code_sent_to(cast.BORROWER.phone)})["Location"] == "/desk/"


def test_a_second_code_too_soon_is_answered_next_to_the_field(person):
    person(cast.BORROWER)
    phone = Client()
    phone.post("/sign-in/", {"phone": cast.BORROWER.phone})
    again = phone.post("/sign-in/", {"phone": cast.BORROWER.phone})
    assert again.status_code == 200 and "govuk-error-message" in again.content.decode()
    assert OneTimeCode.objects.count() == 1


def test_the_borrower_sees_his_account_masked(browser_of):
    page = browser_of(cast.BORROWER).get("/account/").content.decode()
    assert cast.BORROWER.name in page
    assert cast.BORROWER.phone not in page and cast.BORROWER.resident_id not in page
    assert "199****0001" in page


def test_a_person_chooses_english_and_messages_follow(browser_of, person):
    browser = browser_of(cast.BORROWER)
    answer = browser.post("/account/", {"language": "en"})
    assert answer.cookies["language"].value == "en"
    assert person(cast.BORROWER).language == "en"


def test_a_name_can_be_corrected_until_it_has_been_checked(browser_of, person):
    browser = browser_of(cast.STRANGER)
    browser.post("/account/name/", {"name": "生 人"})
    assert User.objects.get(username="stranger").name == "生 人"
    User.objects.filter(username="stranger").update(identity_level=2)
    refused = browser.post("/account/name/", {"name": "别人"})
    assert refused.status_code == 200
    assert User.objects.get(username="stranger").name == "生 人"


def test_an_officer_makes_a_token_that_is_shown_once(browser_of):
    browser = browser_of(cast.OFFICER)
    organisation = cast.organisation(cast.BRANCH)
    browser.post("/account/tokens/", {"label": "贷后系统", "organisation": str(organisation.pk)})
    first = browser.get("/account/tokens/").content.decode()
    second = browser.get("/account/tokens/").content.decode()
    token = ApiToken.objects.get()
    assert first.count(token.prefix) > second.count(token.prefix)

    browser.post(f"/account/tokens/{token.pk}/revoke/")
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_a_borrower_has_no_tokens_and_a_rival_sees_none_of_ours(browser_of):
    assert browser_of(cast.BORROWER).get("/account/tokens/").status_code == 302
    browser_of(cast.OFFICER).post(
        "/account/tokens/", {"label": "贷后系统", "organisation": str(cast.organisation(cast.BRANCH).pk)}
    )
    token = ApiToken.objects.get()
    rival = browser_of(cast.RIVAL_OFFICER)
    assert "贷后系统" not in rival.get("/account/tokens/").content.decode()
    assert rival.post(f"/account/tokens/{token.pk}/revoke/").status_code == 404


def test_signing_out_ends_the_session(browser_of):
    browser = browser_of(cast.BORROWER)
    assert browser.get("/sign-out/").status_code == 200
    browser.post("/sign-out/")
    assert "_auth_user_id" not in browser.session
    assert browser.get("/account/")["Location"].startswith("/sign-in/")


def test_the_api_knows_who_calls(browser_of):
    answer = browser_of(cast.OFFICER).get("/api/v1/people/me").json()
    assert answer["name"] == cast.OFFICER.name
    assert answer["phone_masked"] == "199****0003"
    assert [role["role"] for role in answer["roles"]] == ["institution_officer"]


def test_a_token_reaches_its_organisation_and_makes_no_tokens(browser_of, person):
    from sharedcourt.people.tokens import create_token

    branch = cast.organisation(cast.BRANCH)
    _token, text = create_token(by=person(cast.OFFICER), organisation=branch, label="贷后系统")
    program = Client(headers={"authorization": f"Bearer {text}"})
    assert program.get("/api/v1/people/me").status_code == 200
    made = program.post(
        "/api/v1/people/tokens",
        {"organisation_id": str(branch.pk), "label": "another"},
        content_type="application/json",
    )
    assert made.status_code == 401
