"""The borrower opens the link in the SMS; nobody opens it twice."""

from threading import Barrier, Thread
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client

from sharedcourt.core.errors import Conflict, Invalid
from sharedcourt.ledger.models import Entry
from sharedcourt.people import actions, cast
from sharedcourt.people.actions.invitations import safe_path
from sharedcourt.people.models import Invitation, User, Verification

SCOPE = uuid4()
PHONE = "19912345678"


def invite(person, **changes):
    """The officer invites the borrower; gives the invitation and its link."""
    facts: dict[str, Any] = {"phone": PHONE, "name": "林建川", "scope": SCOPE, "next_path": "/disputes/"} | changes
    return actions.invite(by=person(cast.OFFICER), **facts)


def test_reading_the_link_uses_nothing_up(person):
    _invitation, link = invite(person)
    preview = Client()
    for _look in range(3):
        page = preview.get(link)
        assert page.status_code == 200
    text = page.content.decode()

    assert cast.BRANCH in text
    assert "199****5678" in text
    assert PHONE not in text and "林建川" not in text
    assert Invitation.objects.get().used_at is None


def test_the_borrower_comes_in_by_one_tap(person):
    _invitation, link = invite(person)
    phone = Client()
    before = phone.get(link)

    answer = phone.post(link)

    assert before.status_code == 200
    assert (answer.status_code, answer["Location"]) == (302, "/disputes/")
    borrower = User.objects.with_phone(PHONE)
    assert borrower is not None
    assert borrower.name == "林建川" and not borrower.has_usable_password()
    assert phone.session["_auth_user_id"] == str(borrower.pk)
    assert Verification.objects.get(user=borrower).method == "invitation"
    assert Entry.objects.filter(action="people.invitation.accepted", scope=SCOPE).count() == 1


def test_a_used_link_says_to_get_a_code_instead(person):
    _invitation, link = invite(person)
    Client().post(link)

    for answer in (Client().get(link), Client().post(link)):
        assert answer.status_code == 410
        assert "/sign-in/?next=/disputes/" in answer.content.decode()


def test_a_double_tap_on_the_same_phone_just_arrives(person):
    _invitation, link = invite(person)
    phone = Client()
    phone.post(link)

    assert phone.post(link)["Location"] == "/disputes/"
    assert phone.get(link)["Location"] == "/disputes/"


def test_a_link_runs_out_and_a_newer_one_ends_the_older(person, a_request):
    invitation, link = invite(person)
    with time_machine.travel(invitation.expires_at, tick=False):
        assert Client().get(link).status_code == 410
    _newer, newer_link = invite(person)

    with pytest.raises(Conflict):
        actions.accept_invitation(token=link.split("/")[2], request=a_request())
    assert actions.accept_invitation(token=newer_link.split("/")[2], request=a_request()).phone == PHONE


def test_a_made_up_link_is_not_found(db, a_request):
    assert Client().get("/i/made-up/").status_code == 404
    with pytest.raises(Invalid):
        actions.accept_invitation(token="made-up", request=a_request())


def test_an_invitation_is_no_way_round_the_second_factor(person, a_request):
    person(cast.MEDIATOR)
    _invitation, link = invite(person, phone=cast.MEDIATOR.phone)
    with pytest.raises(Conflict):
        actions.accept_invitation(token=link.split("/")[2], request=a_request())


def test_a_link_leads_nowhere_else(db):
    assert safe_path("https://elsewhere.example/") == "/desk/"
    assert safe_path("//elsewhere.example/") == "/desk/"
    assert safe_path("/disputes/1/") == "/disputes/1/"


def test_what_another_person_left_in_the_session_is_thrown_away(person):
    phone = Client()
    phone.force_login(person(cast.STRANGER), backend="allauth.account.auth_backends.AuthenticationBackend")
    session = phone.session
    session["left"] = "behind"
    session.save()
    old_key = session.session_key
    _invitation, link = invite(person)

    phone.post(link)

    assert "left" not in phone.session
    assert phone.session.session_key != old_key


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_the_same_instant_open_one_session(person):
    _invitation, link = invite(person)
    clients = [Client(), Client()]
    start = Barrier(2)
    answers: list[int] = []

    def tap(client: Client) -> None:
        start.wait()
        try:
            answers.append(client.post(link).status_code)
        finally:
            connection.close()

    threads = [Thread(target=tap, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [302, 410]
    assert User.objects.exclude(username=cast.OFFICER.key).count() == 1
    assert Entry.objects.filter(action="people.invitation.accepted").count() == 1
