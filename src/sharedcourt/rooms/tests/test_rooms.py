"""Who may do what in a room, its states as a table, its pages and its API."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from django.test import override_settings
from django.urls import reverse
from django_fsm import TransitionNotAllowed

from sharedcourt.core import clock
from sharedcourt.core.environment import SettingInvalid
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.core.models import new_id
from sharedcourt.ledger.models import Entry
from sharedcourt.people import cast
from sharedcourt.rooms import actions, backends, devices, live, messages, queries, seating, turn
from sharedcourt.rooms.actions import Arrival, SeatSpec
from sharedcourt.rooms.models import Seat, SeatEvent
from sharedcourt.rooms.states import SeatState
from sharedcourt.rooms.tests.conftest import make_room, seat_of

pytestmark = pytest.mark.django_db
TRANSITIONS = {
    "wait": {"invited", "left"},
    "step_back": {"waiting"},
    "admit": {"invited", "waiting", "left", "removed"},
    "enter": {"admitted"},
    "lose": {"present"},
    "come_back": {"disconnected"},
    "leave": {"waiting", "admitted", "present", "disconnected"},
    "remove": {"invited", "waiting", "admitted", "present", "disconnected", "left"},
}


@pytest.mark.parametrize("state", SeatState.values)
@pytest.mark.parametrize("transition", TRANSITIONS)
def test_a_seat_moves_only_as_the_table_says(transition, state):
    seat = Seat(state=state)
    if state in TRANSITIONS[transition]:
        getattr(seat, transition)()
    else:
        with pytest.raises(TransitionNotAllowed):
            getattr(seat, transition)()


def arrive(room, member, session="s1", instance="page-load-1"):
    seat = seat_of(room, member)
    return actions.arrive(by=seat.user, seat=seat, arrival=Arrival(session=session, instance=instance))


@pytest.fixture
def held():
    """A room in which the mediator and the borrower are present."""
    room = make_room()
    arrive(room, cast.MEDIATOR, "host")
    actions.admit(by=cast.person(cast.MEDIATOR), seat=seat_of(room, cast.BORROWER))
    arrive(room, cast.BORROWER, "borrower")
    return room


def test_switching_a_microphone_waits_for_nobody_s_ledger(held, monkeypatch):
    taken = []
    monkeypatch.setattr(seating, "hold_ledger", lambda: taken.append("ledger"))
    borrower = seat_of(held, cast.BORROWER)

    def report(session="borrower", **media):
        actions.report_media(by=borrower.user, seat=borrower, session=session, camera=True, **media)

    report(mic=False, sharing=False)
    assert (taken, seat_of(held, cast.BORROWER).mic) == ([], False)
    report(mic=True, sharing=True)
    assert taken == ["ledger"]
    taken.clear()
    with pytest.raises(NotAllowed):
        report("older", mic=False, sharing=False)
    assert taken == []


@pytest.mark.parametrize("client_id", ["with\x00nul", "short", "with a space", "x" * 41])
def test_a_line_over_the_api_is_named_as_over_the_connection(held, browser_of, client_id):
    chat, line = f"/api/v1/rooms/{held.pk}/chat", {"text": "hello", "client_id": client_id}
    assert browser_of(cast.BORROWER).post(chat, line, content_type="application/json").status_code == 422
    named = {**line, "client_id": "line-0001"}
    assert browser_of(cast.BORROWER).post(chat, named, content_type="application/json").status_code == 201


def test_nobody_takes_another_person_s_seat(held):
    with pytest.raises(NotAllowed):
        actions.arrive(
            by=cast.person(cast.WIFE), seat=seat_of(held, cast.BORROWER), arrival=Arrival(session="x", instance="y")
        )
    assert seat_of(held, cast.BORROWER).session == "borrower"


@pytest.mark.parametrize("member", [cast.BORROWER, cast.OFFICER, cast.STRANGER, cast.MANAGER])
def test_only_the_host_presides(held, member):
    person = cast.person(member)
    seat = seat_of(held, cast.WIFE)
    for act in (actions.admit, actions.remove, actions.mute, actions.ask_camera_off):
        with pytest.raises(NotAllowed):
            act(by=person, seat=seat)
    with pytest.raises(NotAllowed):
        actions.close_room(by=person, room=held)
    with pytest.raises(NotAllowed):
        actions.admit_all(by=person, room=held)


def test_the_host_of_another_room_presides_only_there(held):
    other = make_room(
        seats=[SeatSpec(cast.person(cast.SECOND_MEDIATOR), "mediator", is_host=True)],
        by=cast.person(cast.SECOND_MEDIATOR),
    )
    with pytest.raises(NotAllowed):
        actions.remove(by=cast.person(cast.SECOND_MEDIATOR), seat=seat_of(held, cast.BORROWER))
    assert other.seats.count() == 1


def test_chat_and_media_need_the_connection_that_holds_the_seat(held):
    seat = seat_of(held, cast.BORROWER)
    with pytest.raises(NotAllowed):
        actions.say(by=seat.user, seat=seat, session="older", text="hello", client_id="line-0001")
    with pytest.raises(NotAllowed):
        actions.report_media(by=seat.user, seat=seat, session="older", mic=True, camera=True, sharing=False)
    with pytest.raises(NotAllowed):
        actions.say(by=cast.person(cast.WIFE), seat=seat, session="borrower", text="hello", client_id="line-0001")


def test_a_line_of_chat_is_neither_empty_nor_endless(held):
    seat = seat_of(held, cast.BORROWER)
    for text in ("   ", "x" * 1001):
        with pytest.raises(Invalid):
            actions.say(by=seat.user, seat=seat, session="borrower", text=text, client_id="line-0001")


def test_an_older_connection_s_end_changes_nothing(held):
    seat = seat_of(held, cast.BORROWER)
    arrive(held, cast.BORROWER, "newer", "page-load-2")
    assert actions.lose(seat_id=seat.pk, session="borrower") is None
    actions.leave(by=seat.user, seat=seat, session="borrower")
    assert seat_of(held, cast.BORROWER).state == "present"
    assert seat_of(held, cast.BORROWER).session == "newer"


def test_admitting_and_removing_twice_changes_nothing(held):
    host = cast.person(cast.MEDIATOR)
    for _ in range(2):
        actions.admit(by=host, seat=seat_of(held, cast.WIFE))
    for _ in range(2):
        actions.remove(by=host, seat=seat_of(held, cast.BORROWER))
    assert Entry.objects.filter(action="rooms.seat.admitted").count() == 2
    assert Entry.objects.filter(action="rooms.seat.removed").count() == 1
    with pytest.raises(NotAllowed):
        actions.remove(by=host, seat=seat_of(held, cast.MEDIATOR))


def test_the_ledger_names_people_only_by_number(held):
    bodies = " ".join(json.dumps(entry.payload.facts, ensure_ascii=False) for entry in Entry.objects.all())
    assert cast.BORROWER.name not in bodies
    assert str(cast.person(cast.BORROWER).pk) in bodies


def test_a_room_needs_a_host_and_holds_no_more_than_its_backend():
    with pytest.raises(Invalid):
        make_room(seats=[SeatSpec(cast.person(cast.BORROWER), "borrower")])
    crowd = [SeatSpec(cast.person(member), "observer", is_host=True) for member in cast.CAST[:7]]
    with pytest.raises(Invalid):
        make_room(seats=crowd)
    with pytest.raises(Invalid):
        make_room(panel_path="//elsewhere.example/")
    room = make_room()
    with pytest.raises(Conflict):
        actions.add_seat(by=None, room=room, seat=SeatSpec(cast.person(cast.BORROWER), "borrower"))


def test_rooms_whose_time_is_over_are_closed_when_nobody_is_inside(held):
    over = make_room(scope=new_id(), closes_at=clock.now() - timedelta(minutes=1))
    held.closes_at = clock.now() - timedelta(minutes=1)
    held.save()
    assert actions.close_expired() == 1
    over.refresh_from_db()
    held.refresh_from_db()
    assert (over.state, held.state) == ("closed", "open")


def test_closing_shows_everyone_out(held):
    actions.close_room(by=cast.person(cast.MEDIATOR), room=held)
    assert seat_of(held, cast.BORROWER).state == "left"
    assert seat_of(held, cast.BORROWER).session == ""
    with pytest.raises(Conflict):
        arrive(held, cast.BORROWER, "again")


def test_a_role_is_a_known_word_or_free_words(held):
    assert seat_of(held, cast.BORROWER).role_key == "borrower"
    assert seat_of(held, cast.OFFICER).role_words == "Officer of the bank"


def test_turn_credentials_are_those_coturn_computes():
    username, credential = turn.credentials("user-1", secret="shared", now=1_000, lifetime_s=60)
    assert username == "1060:user-1"
    assert credential == base64.b64encode(hmac.new(b"shared", b"1060:user-1", hashlib.sha1).digest()).decode()


@override_settings(SHAREDCOURT_TURN_URLS=["turn:t"], SHAREDCOURT_TURN_SECRET="", SHAREDCOURT_STUN_URLS=["stun:s"])
def test_without_a_secret_no_relay_is_offered():
    assert turn.ice_servers("user-1") == [{"urls": ["stun:s"]}]


def test_the_video_setting_is_read_strictly():
    assert backends.video_constraints("320x180@10")["frame_rate"] == 10
    with pytest.raises(SettingInvalid):
        backends.video_constraints("big")


def test_a_browser_is_named_in_a_few_words():
    assert (
        devices.in_words("Mozilla/5.0 (Linux; Android 14) Chrome/120.0 Mobile MicroMessenger/8.0")
        == "WeChat 8 / Android"
    )
    assert devices.in_words("curl/8") == ""


def test_a_signal_is_one_thing():
    with pytest.raises(ValueError):
        messages.read({"type": "signal", "to": "server"})
    with pytest.raises(ValueError):
        messages.read({"type": "signal", "to": "server", "want": "offer", "candidate": {"candidate": ""}})


def test_a_push_waits_for_the_commit(held, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as waiting:
        live.push(held.pk, "plan", {"revision": 1})
    assert len(waiting) == 1


# Pages


@pytest.mark.parametrize(
    "member", [cast.STRANGER, cast.MANAGER, cast.RIVAL_OFFICER, cast.DIRECTOR, cast.PLATFORM_OPERATOR]
)
def test_a_stranger_finds_no_room(browser_of, settings, member):
    settings.DEMO = True
    room = make_room()
    stranger = browser_of(member)
    for name in ("rooms:room", "rooms:log"):
        assert stranger.get(reverse(name, args=[room.pk])).status_code == 404
        assert stranger.get(reverse(name, args=[new_id()])).status_code == 404


def test_a_visitor_is_asked_to_sign_in(client):
    room = make_room()
    for room_id in (room.pk, new_id()):
        answer = client.get(reverse("rooms:room", args=[room_id]))
        assert answer.status_code == 302
        assert answer.url.startswith("/sign-in/?next=/rooms/")


def test_the_page_knows_its_person_and_their_role(browser_of):
    room = make_room()
    page = browser_of(cast.BORROWER).get(reverse("rooms:room", args=[room.pk])).content.decode()
    assert cast.BORROWER.name in page
    assert f"/ws/rooms/{room.pk}/" in page
    assert 'hx-get="/mediation/panel/"' in page
    assert "data-door" not in page
    assert " style=" not in page
    assert cast.WIFE.name not in page


def test_the_page_of_a_closed_room_says_so(browser_of):
    room = make_room()
    actions.close_room(by=None, room=room)
    page = browser_of(cast.BORROWER).get(reverse("rooms:room", args=[room.pk])).content.decode()
    assert "room-config" not in page


def test_the_connection_log_is_the_host_s(browser_of, settings, held):
    settings.DEMO = True
    address = reverse("rooms:log", args=[held.pk])
    assert browser_of(cast.BORROWER).get(address).status_code == 404
    page = browser_of(cast.MEDIATOR).get(address)
    assert page.status_code == 200
    assert cast.BORROWER.name in page.content.decode()
    assert SeatEvent.objects.filter(seat__room=held, kind="joined").count() == 2


def test_the_device_check_is_open_to_all(client):
    assert client.get(reverse("rooms:check")).status_code == 200
    assert client.get(reverse("rooms:ping")).status_code == 204


def test_the_roster_takes_one_query(held, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert len(queries.roster(held.pk)) == 4
