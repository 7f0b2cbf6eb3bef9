"""A screen is paired by the director's tap, serves one person after another, and keeps nothing of any of them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from sharedcourt.core import clock, codes
from sharedcourt.disputes.models import Dispute
from sharedcourt.notices.models import Message
from sharedcourt.people import cast
from sharedcourt.people.cast import Member
from sharedcourt.people.models import IdentityLevel, User, Verification
from sharedcourt.sites import pairing, scheduled
from sharedcourt.sites.models import Booking, Pairing, Site, Terminal
from sharedcourt.terminal.middleware import COOKIE
from tests.world import World

Browser = Callable[[Member], Client]


@pytest.fixture
def site(db: None) -> Site:
    return Site.objects.create(
        name="海曙示范共享法庭",
        kind=Site.Kind.SPECIAL,
        host=cast.organisation(cast.HOST),
        court=cast.organisation(cast.OTHER_COURT),
        director=cast.person(cast.DIRECTOR),
        division="330203",
        address="示范街8号",
    )


@pytest.fixture
def screen(site: Site, browser_of: Browser) -> Client:
    """A screen of the site, paired as its director does it."""
    device = Client()
    assert device.get("/terminal/").status_code == 200
    assert not Pairing.objects.exists(), "looking at the page keeps nothing"
    page = device.post("/terminal/pairing/begin/", follow=True)
    code = codes.display(Pairing.objects.get().code)
    assert code in page.content.decode()
    assert device.get("/terminal/pairing/").status_code == 204
    console = browser_of(cast.DIRECTOR)
    assert console.post("/terminal/console/", {"code": code, "site": site.pk, "label": "大厅"}).status_code == 302
    answer = device.get("/terminal/pairing/")
    assert answer.headers["HX-Redirect"] == "/terminal/"
    return device


@pytest.mark.django_db
def test_a_paired_screen_shows_its_site_and_takes_a_dispute_code(screen: Client, site: Site) -> None:
    assert site.name in screen.get("/terminal/").content.decode()
    code = codes.generate()
    answer = screen.post("/terminal/join/", {"code": codes.display(code).lower()})
    assert answer.status_code == 302
    assert code in answer.headers["Location"]
    wrong = screen.post("/terminal/join/", {"code": "ABC"})
    assert wrong.status_code == 422
    assert "govuk-error-summary" in wrong.content.decode()


@pytest.mark.django_db
def test_a_code_pairs_one_screen_once(screen: Client, site: Site) -> None:
    code = Pairing.objects.get().code
    with pytest.raises(pairing.Invalid):
        pairing.confirm(by=cast.person(cast.DIRECTOR), code=code, site=site, label="二楼")
    assert Terminal.objects.count() == 1
    assert Client().get("/terminal/pairing/").status_code == 204


@pytest.mark.django_db
def test_looking_at_an_unpaired_screen_keeps_neither_code_nor_session() -> None:
    device = Client()
    for _look in range(3):
        assert "begin" in device.get("/terminal/").content.decode()
    assert not Pairing.objects.exists()
    assert settings.SESSION_COOKIE_NAME not in device.cookies


@pytest.mark.django_db
def test_a_code_that_ran_out_is_deleted_and_the_screen_offers_a_new_one(site: Site) -> None:
    with time_machine.travel(clock.now(), tick=False) as time:
        device = Client()
        device.post("/terminal/pairing/begin/")
        assert device.get("/terminal/pairing/").status_code == 204
        time.shift(timedelta(minutes=16))
        assert device.get("/terminal/pairing/").headers["HX-Redirect"] == "/terminal/"
        assert 'id="pairing-code"' not in device.get("/terminal/").content.decode()
        call_command("run_scheduled")
        assert not Pairing.objects.exists()
        device.post("/terminal/pairing/begin/")
        assert 'id="pairing-code"' in device.get("/terminal/").content.decode()


@pytest.mark.django_db
def test_an_old_code_pairs_nothing(site: Site) -> None:
    with time_machine.travel(clock.now(), tick=False) as time:
        new, _secret = pairing.begin()
        time.shift(timedelta(minutes=16))
        with pytest.raises(pairing.Invalid):
            pairing.confirm(by=cast.person(cast.DIRECTOR), code=new.code, site=site, label="大厅")


@pytest.mark.django_db
@pytest.mark.parametrize("member", [cast.STRANGER, cast.OFFICER, cast.MEDIATOR, cast.JUDGE, cast.COURT_ADMINISTRATOR])
def test_only_those_who_look_after_a_site_have_a_console(member: Member, browser_of: Browser, site: Site) -> None:
    assert browser_of(member).get("/terminal/console/").status_code == 404


@pytest.mark.django_db
def test_nothing_of_a_person_stays_on_the_screen(screen: Client) -> None:
    wife = cast.person(cast.WIFE)
    screen.force_login(wife, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = screen.session.session_key
    answer = screen.post("/terminal/wipe/")
    assert answer.status_code == 302
    assert "storage" in answer.headers["Clear-Site-Data"]
    assert "_auth_user_id" not in screen.session
    assert screen.session.session_key != session
    assert screen.cookies[COOKIE].value
    assert screen.get("/terminal/").status_code == 200


@pytest.mark.django_db
def test_whoever_forgets_to_leave_is_signed_out(screen: Client) -> None:
    with time_machine.travel(clock.now(), tick=False) as time:
        screen.force_login(cast.person(cast.WIFE), backend="allauth.account.auth_backends.AuthenticationBackend")
        assert screen.post("/terminal/alive/").status_code == 204
        time.shift(timedelta(minutes=10))
        assert screen.post("/terminal/alive/").status_code == 204
        assert "_auth_user_id" in screen.session
        time.shift(timedelta(minutes=16))
        screen.post("/terminal/alive/")
        assert "_auth_user_id" not in screen.session


@pytest.mark.django_db
def test_a_withdrawn_terminal_is_an_unknown_screen(screen: Client, browser_of: Browser) -> None:
    terminal = Terminal.objects.get()
    assert browser_of(cast.STRANGER).post(f"/terminal/console/{terminal.pk}/withdraw/").status_code == 404
    assert browser_of(cast.DIRECTOR).post(f"/terminal/console/{terminal.pk}/withdraw/").status_code == 302
    assert screen.post("/terminal/join/", {"code": codes.generate()}).status_code == 404


@pytest.mark.django_db
def test_the_director_compares_the_card_of_who_is_booked_now_and_of_nobody_else(
    screen: Client, browser_of: Browser, person: Callable[[Member], User]
) -> None:
    wife, director = person(cast.WIFE), browser_of(cast.DIRECTOR)
    soon = clock.now() + timedelta(minutes=30)
    now_here = Booking.objects.create(
        terminal=Terminal.objects.get(), scope=wife.pk, user=wife, starts_at=soon, ends_at=soon + timedelta(hours=1)
    )
    next_week = Booking.objects.create(
        terminal=Terminal.objects.get(),
        scope=wife.pk,
        user=wife,
        starts_at=soon + timedelta(days=7),
        ends_at=soon + timedelta(days=7, hours=1),
    )
    assert director.post(f"/terminal/console/bookings/{next_week.pk}/compare/").status_code == 404
    assert browser_of(cast.OFFICER).post(f"/terminal/console/bookings/{now_here.pk}/compare/").status_code == 404
    assert director.post(f"/terminal/console/bookings/{now_here.pk}/compare/").status_code == 302
    done = Verification.objects.get(user=wife)
    assert (done.level, done.method) == (IdentityLevel.COMPARED, Verification.Method.IN_PERSON)


@pytest.mark.django_db
def test_anyone_finds_a_shared_court(client: Client, site: Site) -> None:
    assert site.address in client.get("/sites/", {"q": "海曙"}).content.decode()
    assert site.address not in client.get("/sites/", {"q": "没有这个"}).content.decode()


@pytest.mark.django_db
def test_codes_that_nobody_confirmed_are_thrown_away(screen: Client) -> None:
    Client().post("/terminal/pairing/begin/")
    assert Pairing.objects.count() == 2
    scheduled.run(clock.now() + timedelta(hours=2))
    assert not Pairing.objects.exists()
    assert screen.get("/terminal/").context["terminal"] is not None, "the screen that was paired stays paired"


@pytest.mark.django_db
def test_nobody_else_in_the_building_can_lock_a_screen(screen: Client) -> None:
    dispute = World().submitted().dispute
    guesser = Client()
    for _time in range(20):
        guesser.get("/d/XXXXXXXXX/")
    assert guesser.get(f"/d/{dispute.code}/").status_code == 429
    assert screen.get(f"/d/{dispute.code}/").status_code == 200


@pytest.mark.django_db
def test_a_walk_in_sues_at_the_screen_and_the_next_person_finds_nothing(
    screen: Client, site: Site, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    phone, address = "19900000085", "宁波市海曙区示范路3号"
    idle = screen.get("/terminal/").content.decode()
    assert "网上立案" in idle and "/sign-in/?next=/filing/sue/" in idle
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        screen.post("/sign-in/", {"phone": phone, "next": "/filing/sue/"})
    sent = Message.objects.filter(kind="people.code").latest("created_at")
    code = "".join(character for character in sent.body if character.isdigit())[:6]
    assert screen.post("/sign-in/code/", {"code": code})["Location"] == "/filing/sue/"
    page = screen.get("/filing/sue/")
    assert "sc-terminal" in page.content.decode(), "large targets, and wiped when left alone"
    new = screen.get("/filing/sue/", {"cause": "civil", "whom": "myself"})["Location"]
    given = {"name": "邵来", "resident_id": "330399198203030017", "address": address, "key": "k"}
    onward = screen.post(new, given)
    dispute = Dispute.objects.get()
    assert onward["Location"] == f"/filing/sue/{dispute.pk}/add/defendant/" and dispute.site == site
    assert "data-person" not in screen.get(onward["Location"]).content.decode(), "nothing is kept on a shared screen"
    screen.post("/terminal/wipe/")
    assert screen.get(f"/filing/sue/{dispute.pk}/").status_code == 302
    assert address not in screen.get("/terminal/").content.decode()
