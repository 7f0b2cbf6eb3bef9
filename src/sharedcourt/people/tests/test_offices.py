"""Who appoints and dismisses whom, and what ends with an office."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.ledger.models import Entry
from sharedcourt.notices.models import Message
from sharedcourt.people import actions, cast, offices
from sharedcourt.people.models import Appointment, Membership, Organisation, User
from sharedcourt.people.tokens import create_token

pytestmark = pytest.mark.django_db
PASSWORD = "drei-stille-worte-am-meer"
NEW_PHONE = "19912340000"


@pytest.fixture
def mediation():
    return cast.organisation(cast.MEDIATION)


def office(member, organisation):
    return Membership.objects.get(user=cast.person(member), organisation__name=organisation)


def token_of(link):
    return link.split("/")[2]


def test_a_manager_appoints_a_mediator_by_sms_who_takes_the_office(person, browser_of, mediation):
    desk = browser_of(cast.MANAGER)
    assert desk.get("/operator/organisations/")["Location"] == f"/operator/organisations/{mediation.pk}/"
    body = {"role": "mediator", "name": "新来", "send": "sms", "phone": "199 1234 0000", "email": "new@example.org"}
    assert desk.post(f"/operator/organisations/{mediation.pk}/appoint/", body).status_code == 302
    message = Message.objects.get(kind="people.appointment")
    assert (message.address, message.channel) == (NEW_PHONE, "sms")
    link = message.link
    phone = Client()
    page = phone.get(link).content.decode()
    assert cast.MEDIATION in page and NEW_PHONE not in page
    short = phone.post(link, {"username": "xin", "password": "short", "again": "short"})
    assert short.status_code == 422 and not User.objects.filter(username="xin").exists()
    assert phone.post(link, {"username": "xin", "password": PASSWORD, "again": PASSWORD}).status_code == 302
    new = User.objects.get(username="xin")
    assert (new.phone, new.name, new.email) == (NEW_PHONE, "新来", "new@example.org")
    assert phone.session["_auth_user_id"] == str(new.pk)
    assert Entry.objects.filter(action="people.membership.began", actor=new.pk).exists()


def test_a_link_that_was_handed_over_never_opens_the_account_of_a_phone(person, mediation):
    borrower = person(cast.BORROWER)
    _appointment, link = actions.appoint(
        by=person(cast.MANAGER), organisation=mediation, role="mediator", name="林建川", phone=cast.BORROWER.phone, send=False
    )  # fmt: skip
    taken = actions.accept_appointment(token=token_of(link), username="somebody", password=PASSWORD)
    assert taken.pk != borrower.pk and taken.phone == ""
    borrower.refresh_from_db()
    assert not borrower.has_usable_password()


def test_who_works_here_already_takes_a_further_office_with_the_same_account(person, browser_of):
    other = cast.organisation(cast.OTHER_MEDIATION)
    mediator = person(cast.MEDIATOR)
    _appointment, link = actions.appoint(
        by=person(cast.OTHER_MANAGER), organisation=other, role="mediator", name="叶安", phone=cast.MEDIATOR.phone
    )
    stranger = Client()
    assert "/accounts/login/" in stranger.get(link).content.decode()
    refused = stranger.post(link, {"username": "x.y.z", "password": PASSWORD, "again": PASSWORD})
    assert refused.status_code == 422
    assert browser_of(cast.SECOND_MEDIATOR).post(link).status_code == 422, "sent to somebody else's phone"
    assert browser_of(cast.MEDIATOR).post(link).status_code == 302
    assert mediator.memberships.filter(is_active=True).count() == 2


def test_a_dismissed_person_is_out_at_once_everywhere(person, browser_of):
    officer = person(cast.OFFICER)
    branch = cast.organisation(cast.BRANCH)
    _token, text = create_token(by=officer, organisation=branch, label="core system")
    bearer: dict[str, Any] = {"HTTP_AUTHORIZATION": f"Bearer {text}"}
    at_work, program = browser_of(cast.OFFICER), Client()
    assert at_work.get("/disputes/").status_code == 200
    assert program.get("/api/v1/people/me", **bearer).status_code == 200

    desk = browser_of(cast.PLATFORM_OPERATOR)
    address = f"/operator/people/{office(cast.OFFICER, cast.BRANCH).pk}/dismiss/"
    assert "<li>本人创建的 1 个" in desk.get(address).content.decode(), "what ends is said before"
    assert at_work.get("/disputes/").status_code == 200, "looking changes nothing"
    assert desk.post(address).status_code == 302

    assert at_work.get("/disputes/")["Location"].startswith("/sign-in/")
    assert program.get("/api/v1/people/me", **bearer).status_code == 401
    said = list(Entry.objects.filter(actor=person(cast.PLATFORM_OPERATOR).pk).values_list("action", flat=True))
    assert said == ["people.token.revoked", "people.membership.ended"]

    assert desk.post(address.replace("dismiss", "reactivate")).status_code == 302
    assert browser_of(cast.OFFICER).get("/disputes/").status_code == 200
    assert program.get("/api/v1/people/me", **bearer).status_code == 401, "a token does not come back to life"


def test_a_manager_looks_after_the_own_organisation_and_its_branches_only(person, browser_of, mediation):
    bank, branch = cast.organisation(cast.BANK), cast.organisation(cast.BRANCH)
    _appointment, link = actions.appoint(
        by=person(cast.PLATFORM_OPERATOR), organisation=bank, role="organisation_manager", name="行长", send=False
    )
    head = actions.accept_appointment(token=token_of(link), username="hang.zhang", password=PASSWORD)
    assert set(offices.organisations_run_by(head)) == {bank, branch}
    assert offices.members_run_by(head).filter(user=person(cast.OFFICER)).exists()
    rival = browser_of(cast.OTHER_MANAGER)
    for address in ("", "edit/", "appoint/"):
        assert rival.get(f"/operator/organisations/{mediation.pk}/{address}").status_code == 404
    assert rival.post(f"/operator/people/{office(cast.MEDIATOR, cast.MEDIATION).pk}/dismiss/").status_code == 404
    assert browser_of(cast.MEDIATOR).get("/operator/organisations/").status_code == 404
    with pytest.raises(NotAllowed):
        actions.dismiss(by=person(cast.OTHER_MANAGER), membership=office(cast.MEDIATOR, cast.MEDIATION))
    manager = browser_of(cast.MANAGER)
    assert manager.get("/operator/organisations/new/").status_code == 404
    body = {"name": "改名", "credit_code": mediation.credit_code, "address": "示范路9号"}
    assert manager.post(f"/operator/organisations/{mediation.pk}/edit/", body).status_code == 422, "not the name"
    assert (
        manager.post(
            f"/operator/organisations/{mediation.pk}/edit/", body | {"name": mediation.name, "division": "330302"}
        ).status_code
        == 302
    )
    mediation.refresh_from_db()
    assert mediation.address == "示范路9号"


def test_nobody_dismisses_themselves_and_the_last_operator_stays(person, browser_of):
    operator = person(cast.PLATFORM_OPERATOR)
    own = office(cast.PLATFORM_OPERATOR, cast.OPERATOR)
    assert browser_of(cast.PLATFORM_OPERATOR).post(f"/operator/people/{own.pk}/dismiss/").status_code == 409
    _appointment, link = actions.appoint(
        by=operator, organisation=cast.organisation(cast.OPERATOR), role="operator", name="第二", send=False
    )
    second = actions.accept_appointment(token=token_of(link), username="second", password=PASSWORD)
    actions.dismiss(by=second, membership=own)
    with pytest.raises(NotAllowed):
        actions.dismiss(by=User.objects.get(pk=operator.pk), membership=Membership.objects.get(user=second))


@pytest.mark.parametrize(
    ("kind", "changes", "field"),
    [
        ("institution", {"credit_code": ""}, "credit_code"),
        ("institution", {"credit_code": "91330399MA2T000155"}, "credit_code"),
        ("mediation", {"division": "33"}, "division"),
        ("court", {"court_level": "village"}, "court_level"),
        ("institution", {"name": cast.BRANCH}, "name"),
        ("host", {"phone": "12"}, "phone"),
        ("circus", {}, "kind"),
    ],
)
def test_what_is_wrong_with_an_organisation_is_named(person, kind, changes, field):
    cast.organisation(cast.BRANCH)
    good = {"name": "某银行", "credit_code": "91330399MA2T000234" if kind != "institution" else ""}
    with pytest.raises(Invalid) as refused:
        actions.create_organisation(
            by=person(cast.PLATFORM_OPERATOR), kind=kind, entry=actions.OrganisationEntry(**{**good, "credit_code": "", **changes})
        )  # fmt: skip
    assert refused.value.field in {field, "credit_code"} if kind in {"institution", "mediation"} else field


def test_a_closed_organisation_has_nobody_at_work(person, browser_of, mediation):
    at_work = browser_of(cast.MEDIATOR)
    desk = browser_of(cast.PLATFORM_OPERATOR)
    assert desk.get(f"/operator/organisations/{mediation.pk}/close/").status_code == 200
    assert desk.post(f"/operator/organisations/{mediation.pk}/close/").status_code == 302
    assert at_work.get("/mediation/").status_code == 302
    with pytest.raises(Conflict):
        actions.appoint(
            by=person(cast.PLATFORM_OPERATOR), organisation=mediation, role="mediator", name="甲", send=False
        )
    assert desk.post(f"/operator/organisations/{mediation.pk}/reopen/").status_code == 302
    assert browser_of(cast.MEDIATOR).get("/mediation/").status_code == 200


def test_a_link_can_be_ended_before_it_is_used(person, browser_of, mediation):
    appointment, link = actions.appoint(
        by=person(cast.MANAGER), organisation=mediation, role="mediator", name="甲", send=False
    )
    assert browser_of(cast.OTHER_MANAGER).post(f"/operator/appointments/{appointment.pk}/revoke/").status_code == 404
    assert browser_of(cast.MANAGER).post(f"/operator/appointments/{appointment.pk}/revoke/").status_code == 302
    assert Client().get(link).status_code == 410
    assert Client().get("/appointments/nothing/").status_code == 404


def test_organisations_are_found_and_counted_in_a_fixed_number_of_queries(
    person, browser_of, django_assert_max_num_queries
):
    for member in cast.CAST:
        person(member)
    desk = browser_of(cast.PLATFORM_OPERATOR)
    with django_assert_max_num_queries(8):
        page = desk.get("/operator/organisations/").content.decode()
    assert cast.COURT in page
    found = desk.get("/operator/organisations/?q=鹿城支行&kind=institution").content.decode()
    assert cast.BRANCH in found and cast.COURT not in found
    assert "?" in desk.get("/operator/organisations/?q=没有这样的").content.decode()


def test_the_same_over_the_api(person, browser_of):
    desk = browser_of(cast.PLATFORM_OPERATOR)
    api = "/api/v1/people"
    body = {"kind": "court", "name": "某市人民法院", "court_level": "basic", "division": "330302"}
    made = desk.post(f"{api}/organisations", body, content_type="application/json")
    assert made.status_code == 201, made.content
    court = Organisation.objects.get(pk=made.json()["id"])
    again = desk.post(f"{api}/organisations", body, content_type="application/json")
    assert (again.status_code, again.json()["field"]) == (422, "name")
    patched = desk.patch(f"{api}/organisations/{court.pk}", {"address": "示范路1号"}, content_type="application/json")
    assert (patched.json()["address"], patched.json()["name"]) == ("示范路1号", "某市人民法院")
    appointed = desk.post(
        f"{api}/organisations/{court.pk}/appointments",
        {"role": "judge", "name": "孙某", "send": False},
        content_type="application/json",
    ).json()
    judge = actions.accept_appointment(token=token_of(appointed["link"]), username="judge.sun", password=PASSWORD)
    people = desk.get(f"{api}/organisations/{court.pk}/people").json()["items"]
    assert [each["name"] for each in people] == ["孙某"]
    ended = desk.post(f"{api}/members/{people[0]['id']}/dismiss")
    assert ended.json()["is_active"] is False
    assert not judge.memberships.filter(is_active=True).exists()
    assert desk.post(f"{api}/members/{people[0]['id']}/reactivate").json()["is_active"] is True
    waiting = Appointment.objects.create(
        organisation=court, role="judge", name="乙", was_sent=False, token_hash="0" * 64, expires_at=court.created_at
    )
    assert desk.delete(f"{api}/appointments/{waiting.pk}").status_code == 204
    assert (
        browser_of(cast.MANAGER)
        .post(f"{api}/organisations", body | {"name": "别的"}, content_type="application/json")
        .status_code
        == 404
    )


def test_a_lost_second_factor_is_removed_by_who_runs_the_organisation(person, browser_of):
    officer, manager = person(cast.OFFICER), person(cast.PLATFORM_OPERATOR)
    Authenticator.objects.create(user=officer, type="totp", data={"secret": "x"})
    at_work, desk = browser_of(cast.OFFICER), browser_of(cast.PLATFORM_OPERATOR)
    assert at_work.get("/disputes/").status_code == 200
    address = f"/operator/people/{office(cast.OFFICER, cast.BRANCH).pk}/second-factor/"
    assert desk.get(address).status_code == 200
    assert desk.post(address, {"reason": "  "}).status_code == 422
    assert Authenticator.objects.filter(user=officer).exists()

    assert desk.post(address, {"reason": "当面核对身份证，手机遗失"}).status_code == 302
    assert not Authenticator.objects.filter(user=officer).exists()
    assert at_work.get("/disputes/")["Location"].startswith("/sign-in/")
    assert Entry.objects.filter(action="people.second_factor.removed", actor=manager.pk).exists()
    assert Message.objects.filter(user=officer, kind="people.second_factor_removed").exists()


def test_nobody_removes_their_own_second_factor_nor_that_of_who_works_elsewhere_too(person):
    operator, own = person(cast.PLATFORM_OPERATOR), office(cast.PLATFORM_OPERATOR, cast.OPERATOR)
    with pytest.raises(Conflict):
        actions.remove_second_factor(by=operator, membership=own, reason="手机遗失")
    manager, mediator = person(cast.MANAGER), person(cast.MEDIATOR)
    there = Membership.objects.get(user=mediator, role="mediator")
    Membership.objects.create(user=mediator, organisation=cast.organisation(cast.BRANCH), role="institution_officer")
    with pytest.raises(Conflict):
        actions.remove_second_factor(by=manager, membership=there, reason="手机遗失")
    with pytest.raises(NotAllowed):
        actions.remove_second_factor(by=mediator, membership=there, reason="手机遗失")
