"""How surely a person is known: what he declares, what a registry says, what an official sees."""

import hashlib
import hmac
import json
from typing import Any
from uuid import uuid4

import pytest

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.ledger.models import Entry, Payload
from sharedcourt.people import actions, cast
from sharedcourt.people.identity import CheckResult, HttpThreeElements, NoRegistry, configured
from sharedcourt.people.models import IdentityLevel, User, Verification
from sharedcourt.people.tests.local_server import serving

pytestmark = pytest.mark.django_db
SCOPE = uuid4()


def declare(user, **changes):
    facts: dict[str, Any] = {
        "name": cast.BORROWER.name,
        "resident_id": cast.BORROWER.resident_id,
        "scope": SCOPE,
    } | changes
    return actions.declare_identity(by=user, **facts)


def test_without_a_registry_the_level_says_so(person):
    borrower = person(cast.BORROWER)
    assert isinstance(configured(), NoRegistry)

    verification = declare(borrower)

    assert verification.level == IdentityLevel.DECLARED
    assert actions.identity_level(borrower, SCOPE) == IdentityLevel.DECLARED
    assert actions.identity_level(borrower, uuid4()) == IdentityLevel.NONE


def test_name_and_number_are_in_the_ledger_only_as_salted_hashes(person):
    declare(person(cast.BORROWER))
    entry = Entry.objects.get(action="people.identity.declared")
    facts = json.dumps(Payload.objects.get(entry=entry).facts, ensure_ascii=False)
    assert cast.BORROWER.name not in facts + entry.body
    assert cast.BORROWER.resident_id not in facts + entry.body


def test_declaring_twice_changes_nothing(person):
    borrower = person(cast.BORROWER)
    assert declare(borrower) == declare(borrower)
    assert Verification.objects.count() == 1


@pytest.mark.parametrize(
    "number",
    ["33039919850615001", "330399198506150017", "990399198506150016", "330399198513150016", "３３０abc198506150016"],
)
def test_a_mistyped_number_is_answered_next_to_its_field(person, number):
    with pytest.raises(Invalid) as refusal:
        declare(person(cast.BORROWER), resident_id=number)
    assert refusal.value.field == "resident_id"
    assert str(refusal.value)


def registry(answer):
    return serving(lambda asked: (200, json.dumps({"result": answer}).encode()))


def use(settings, url):
    settings.SHAREDCOURT_IDENTITY_CHECK = "sharedcourt.people.identity.HttpThreeElements"
    settings.SHAREDCOURT_IDENTITY_URL = url
    settings.SHAREDCOURT_IDENTITY_KEY = "court-1:s3cret"


def test_a_registry_that_agrees_raises_the_level(person, settings):
    with registry("match") as server:
        use(settings, server.url)
        verification = declare(person(cast.BORROWER))
    asked = server.requests[0]
    moment, given = (part.split("=")[1] for part in asked.headers["x-sharedcourt-signature"].split(","))

    assert verification.level == IdentityLevel.REGISTRY
    assert verification.method == "three_elements"
    assert json.loads(asked.body)["resident_id"] == cast.BORROWER.resident_id
    assert asked.headers["x-sharedcourt-key"] == "court-1"
    assert given == hmac.new(b"s3cret", f"{moment}.".encode() + asked.body, hashlib.sha256).hexdigest()


def test_a_registry_that_disagrees_stops_the_declaration(person, settings):
    with registry("mismatch") as server:
        use(settings, server.url)
        with pytest.raises(Invalid):
            declare(person(cast.BORROWER))
    assert not Verification.objects.exists()


def test_a_registry_that_does_not_answer_is_recorded_and_concludes_nothing(person, settings):
    use(settings, "http://127.0.0.1:9/")
    verification = declare(person(cast.BORROWER))
    assert verification.level == IdentityLevel.DECLARED
    assert Payload.objects.get(entry__action="people.identity.declared").facts["registry"] == "unavailable"


@pytest.mark.parametrize(("status", "body"), [(500, b"{}"), (200, b"not json"), (200, b"[]"), (302, b"")])
def test_nonsense_from_a_registry_is_no_answer(status, body):
    with serving(lambda asked: (status, body)) as server:
        check = HttpThreeElements(server.url, "id:secret")
        assert check.check(name="林", resident_id="1", phone="2") is CheckResult.UNAVAILABLE


def test_the_mediator_compares_the_card_on_camera_once(person):
    mediator, borrower = person(cast.MEDIATOR), person(cast.BORROWER)
    first = actions.record_comparison(by=mediator, user=borrower, scope=SCOPE, method="on_camera")
    second = actions.record_comparison(by=mediator, user=borrower, scope=SCOPE, method="on_camera")

    assert first == second
    assert actions.identity_level(borrower, SCOPE) == IdentityLevel.COMPARED
    assert Entry.objects.filter(action="people.identity.compared", scope=SCOPE).count() == 1


@pytest.mark.parametrize(
    ("who", "method"),
    [
        (cast.OFFICER, "on_camera"),
        (cast.MEDIATOR, "in_person"),
        (cast.DIRECTOR, "on_camera"),
        (cast.STRANGER, "in_person"),
    ],
)
def test_nobody_else_compares(person, who, method):
    with pytest.raises(NotAllowed):
        actions.record_comparison(by=person(who), user=person(cast.BORROWER), scope=SCOPE, method=method)


def test_a_compared_identity_cannot_be_exchanged_for_another(person):
    mediator, borrower = person(cast.MEDIATOR), person(cast.BORROWER)
    declare(borrower)
    actions.record_comparison(by=mediator, user=borrower, scope=SCOPE, method="on_camera")
    with pytest.raises(Conflict):
        declare(borrower, name=cast.WIFE.name, resident_id=cast.WIFE.resident_id)
    assert User.objects.get(pk=borrower.pk).name == cast.BORROWER.name
