"""A newcomer steps in as each person of the story; outside the demonstration nobody can."""

import pytest
from django.test import Client

from sharedcourt.people import cast, demo, demo_steps
from sharedcourt.people.demo import CARDS, StateOfPlay
from sharedcourt.people.models import IdentityLevel, User

pytestmark = pytest.mark.django_db


def test_outside_the_demonstration_the_page_does_not_exist(settings):
    settings.DEMO = False
    assert Client().get("/demo/").status_code == 404
    assert Client().post("/demo/step-in/mediator/").status_code == 404
    assert not User.objects.exists()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_story_shows_its_people(settings, language):
    settings.DEMO = True
    page = Client(headers={"accept-language": language}).get("/demo/").content.decode()
    for card in CARDS:
        assert card.member.name in page


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.member.key)
def test_one_tap_steps_in(settings, card):
    settings.DEMO = True
    browser = Client()
    answer = browser.post(f"/demo/step-in/{card.member.key}/")
    assert answer["Location"] == card.path
    assert demo.card_of(User.objects.get(pk=browser.session["_auth_user_id"])) == card


def test_stepping_in_needs_the_pages_own_form(settings):
    settings.DEMO = True
    assert Client(enforce_csrf_checks=True).post("/demo/step-in/mediator/").status_code == 403
    assert Client().get("/demo/step-in/mediator/").status_code == 405
    assert Client().post("/demo/step-in/nobody/").status_code == 404


def test_stepping_over_leaves_nothing_of_the_last_person(settings):
    settings.DEMO = True
    browser = Client()
    browser.post("/demo/step-in/officer/")
    session = browser.session
    session["left"] = "behind"
    session.save()
    browser.post("/demo/step-in/borrower/")
    assert "left" not in browser.session


def test_the_borrower_who_came_by_invitation_is_the_same_person(settings):
    settings.DEMO = True
    came = User.objects.create_user("p-1", name=cast.BORROWER.name, phone=cast.BORROWER.phone)
    browser = Client()
    browser.post("/demo/step-in/borrower/")
    assert browser.session["_auth_user_id"] == str(came.pk)
    came.refresh_from_db()
    assert came.identity_level == IdentityLevel.PHONE


def test_an_upper_room_tells_where_the_dispute_stands(settings, monkeypatch):
    settings.DEMO = True
    play = StateOfPlay("The bank has opened the dispute.", "/disputes/", {"borrower": ("Open the SMS.", "/d/")})
    monkeypatch.setattr(demo, "_state_of_play", lambda: play)
    page = Client(headers={"accept-language": "en"}).get("/demo/").content.decode()
    assert "The bank has opened the dispute." in page
    assert "Open the SMS." in page


def test_every_step_of_the_story_belongs_to_one_of_its_people():
    members = {card.member.key for card in CARDS}
    for state in demo_steps.NEXT:
        play = demo_steps.play_of(state=state, words=state, path="/disputes/1/")
        assert set(play.next_steps) <= members
        assert all(path.startswith("/") and str(words) for words, path in play.next_steps.values())
