"""Shared courts are opened by the operator or the court, looked after by their director, and closed when nobody is booked."""

from datetime import timedelta

import pytest

from sharedcourt.core import clock
from sharedcourt.ledger.models import Entry
from sharedcourt.people import cast
from sharedcourt.sites.actions import book
from sharedcourt.sites.models import Site, Terminal

pytestmark = pytest.mark.django_db


@pytest.fixture
def entered(person):
    """What is typed for a new shared court."""
    return {
        "name": "海曙示范街道共享法庭",
        "kind": "town",
        "court": cast.organisation(cast.OTHER_COURT).pk,
        "host": cast.organisation(cast.HOST).pk,
        "director": person(cast.DIRECTOR).pk,
        "division": "330203",
        "address": "示范市海曙区示范街8号",
        "opens_at": "08:30",
        "closes_at": "17:00",
    }


def test_the_operator_opens_a_shared_court_and_its_director_keeps_it_right(browser_of, entered):
    desk = browser_of(cast.PLATFORM_OPERATOR)
    assert desk.get("/operator/sites/").status_code == 200
    wrong = desk.post("/operator/sites/new/", entered | {"closes_at": "08:00", "address": ""})
    assert wrong.status_code == 422 and "govuk-error-summary" in wrong.content.decode()
    assert desk.post("/operator/sites/new/", entered).status_code == 302
    site = Site.objects.get()
    assert (site.name, site.closes_at.hour) == ("海曙示范街道共享法庭", 17)

    director = browser_of(cast.DIRECTOR)
    address = f"/operator/sites/{site.pk}/"
    assert site.name in director.get("/operator/sites/").content.decode()
    form = director.get(f"{address}edit/").content.decode()
    assert 'name="address"' in form and 'name="court"' not in form
    hours = {"address": "示范街10号", "opens_at": "09:00", "closes_at": "17:00"}
    assert director.post(f"{address}edit/", hours | {"name": "别名"}).status_code == 302
    site.refresh_from_db()
    assert (site.name, site.address, site.opens_at.hour) == ("海曙示范街道共享法庭", "示范街10号", 9)
    assert director.post(f"{address}close/").status_code == 404
    assert [each.action for each in Entry.objects.filter(subject=site.pk)] == [
        "sites.site.opened",
        "sites.site.changed",
    ]


def test_it_closes_when_nobody_is_booked_and_disappears_from_the_public_list(browser_of, client, entered, person):
    desk = browser_of(cast.PLATFORM_OPERATOR)
    desk.post("/operator/sites/new/", entered)
    site = Site.objects.get()
    terminal = Terminal.objects.create(site=site, label="大厅", paired_at=clock.now(), credential_hash="0" * 64)
    begins = clock.now() + timedelta(hours=1)
    booking = book(
        by=None, site=site, scope=site.pk, user=person(cast.WIFE), starts_at=begins, ends_at=begins + timedelta(hours=1)
    )
    assert desk.post(f"/operator/sites/{site.pk}/close/").status_code == 409
    booking.delete()
    assert desk.get(f"/operator/sites/{site.pk}/close/").status_code == 200
    assert desk.post(f"/operator/sites/{site.pk}/close/").status_code == 302
    assert site.name not in client.get("/sites/").content.decode()
    assert desk.post(f"/operator/sites/{site.pk}/reopen/").status_code == 302
    assert site.name in client.get("/sites/").content.decode()

    assert "大厅" in desk.get(f"/operator/sites/{site.pk}/").content.decode()
    assert desk.post(f"/operator/sites/terminals/{terminal.pk}/withdraw/").status_code == 302
    terminal.refresh_from_db()
    assert terminal.withdrawn_at and terminal.credential_hash is None


def test_a_courts_administrator_opens_sites_of_the_own_court_only(browser_of, entered):
    administrator = browser_of(cast.COURT_ADMINISTRATOR)
    assert administrator.post("/operator/sites/new/", entered).status_code == 422, "another court is no choice"
    own = entered | {"court": cast.organisation(cast.COURT).pk}
    assert administrator.post("/operator/sites/new/", own).status_code == 302
    for member in (cast.MANAGER, cast.OFFICER, cast.STRANGER):
        assert browser_of(member).get("/operator/sites/").status_code == 404
        assert browser_of(member).get(f"/operator/sites/{Site.objects.get().pk}/").status_code == 404


def test_the_same_over_the_api(browser_of, entered):
    desk, json = browser_of(cast.PLATFORM_OPERATOR), {"content_type": "application/json"}
    body = {
        f"{name}_id" if name in {"court", "host", "director"} else name: str(value) for name, value in entered.items()
    }
    made = desk.post("/api/v1/sites/managed", body, **json)
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    assert desk.get("/api/v1/sites/managed").json()["count"] == 1
    assert desk.patch(f"/api/v1/sites/{pk}", {"is_open": False}, **json).json()["is_open"] is False
    assert desk.patch(f"/api/v1/sites/{pk}", {"is_open": True, "phone": "0574-88880000"}, **json).json()["is_open"]
    terminal = Terminal.objects.create(site_id=pk, label="大厅")
    shown = desk.get("/api/v1/sites/terminals", {"site": pk}).json()["items"]
    assert [each["label"] for each in shown] == ["大厅"]
    assert browser_of(cast.OFFICER).delete(f"/api/v1/sites/terminals/{terminal.pk}").status_code == 404
    assert desk.delete(f"/api/v1/sites/terminals/{terminal.pk}").status_code == 204
    assert browser_of(cast.OFFICER).post("/api/v1/sites/managed", body | {"name": "x"}, **json).status_code == 404
