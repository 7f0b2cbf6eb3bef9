"""Every door, knocked at by everybody: the server does what the table of rules promises, and tells strangers nothing."""

import os
import zlib

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.test.utils import override_settings
from ninja import Schema

from sharedcourt.api.urls import ROOMS, modules
from sharedcourt.core.models import new_id
from tests.access import cases, knocking, surface
from tests.access.house import MEMBERS, House
from tests.access.rules import (
    ANONYMOUS,
    AT_COURT,
    BY_ROOM,
    CALLED,
    CASE,
    DOORS,
    HEARING_COURT,
    PARTY_TOKEN,
    PEOPLE,
    RULES,
    TOKENS,
)
from tests.access.twins import BROWSER_ONLY, TWINS

# Some twenty people at six hundred doors take their time; the long run has them all.
EVERYBODY = bool(os.environ.get("SHAREDCOURT_TEST_EVERYBODY"))
CORE, IN_TURN, LET_IN = (ANONYMOUS, "stranger"), 1, 1
# Each test is a savepoint inside the transaction of the module's house.
pytestmark = pytest.mark.django_db
ALL_DOORS = surface.doors()
# The administrator, who distributes cases, opens all of them.
KNOWS_HEARINGS = (*HEARING_COURT, "court_administrator")
# Their 403 does not say that something exists: an invented dispute gets the same answer, a gateway has no dispute, and that
# programs do not sign is said before anything is looked for.
SAME_FOR_NOTHING = {
    "POST hearings:open_courtroom",
    "POST hearings_open_courtroom",
    "POST documents:uploads",
    "POST documents_upload",
    "POST documents_start_upload",
    "POST documents_sign",
    "POST notices:sms-report",
    "POST filing:fees-callback",
    "POST sharedcourt_mediation_api_agreements_sign",
}


def ask(house: House, who: str, door: surface.Door, case: knocking.Case) -> tuple[str, int, str]:
    """What became of a request: `may` or `refused`, the status, and what the person saw. Nothing of it is kept."""
    client, headers = house.browser(who)
    cache.clear()
    with transaction.atomic():
        if who == PARTY_TOKEN:
            cases.wives_office(is_active=True)
        response = knocking.knock(client, door, case, house.schema, **headers)
        answer = knocking.outcome(response), response.status_code, knocking.text_of(response)
        transaction.set_rollback(True)
    return answer


def problems(house: House, door: surface.Door, case: knocking.Case, who: str, *, own_case: bool) -> list[str]:
    """What is wrong with the answer that one person gets at one door."""
    got, status, text = ask(house, who, door, case)
    rule = RULES[DOORS[door.key]]
    wanted = "may" if rule.allows(who, own_case=own_case) else "refused"
    found = []
    if status >= 500:
        found.append(f"{who}: answered {status}")
    elif status == 405 and not door.is_api:
        return []
    if got != wanted:
        found.append(f"{who}: {got} ({status}) instead of {wanted}")
    here = {"rooms": CALLED, "filing": AT_COURT, "hearings": KNOWS_HEARINGS, "broadcasts": AT_COURT}
    here["judgments"] = AT_COURT
    known_here = (*CASE, *here.get(door.room, ()))
    is_stranger = TOKENS.get(who, who) not in known_here or not own_case
    tells = status == 403 and rule.bound and door.key not in SAME_FOR_NOTHING
    if wanted == "refused" and is_stranger and tells:
        found.append(f"{who}: a stranger is told 403, which says that the thing exists")
    if got == "refused" and is_stranger:
        known = MEMBERS.get(TOKENS.get(who, who))
        leaked = sorted(secret for secret in case.world.secrets(without=known) if secret in text)
        if leaked:
            found.append(f"{who}: was refused and still told {leaked}")
    return found


def everybody(door: surface.Door) -> list[str]:
    """Who knocks: a stranger, nobody, one of those for whom it opens and one of the others, in turn; with EVERYBODY all of them."""
    people = [*PEOPLE, *(TOKENS if door.is_api else ())]
    if EVERYBODY:
        return people
    rule = RULES[DOORS[door.key]]
    shut_out = [who for who in people if who not in CORE and not rule.allows(who, own_case=True)]
    first = zlib.crc32(door.key.encode()) % max(1, len(shut_out))
    in_turn = [*shut_out[first:], *shut_out[:first]][:IN_TURN]
    let_in = [who for who in people if who not in CORE and rule.allows(who, own_case=True)]
    first = zlib.crc32(door.key.encode()) % max(1, len(let_in))
    in_turn += [*let_in[first:], *let_in[:first]][:LET_IN]
    return [who for who in people if who in CORE or who in in_turn]


def test_every_door_has_a_rule_and_every_rule_a_door() -> None:
    keys = {door.key for door in ALL_DOORS}
    assert not sorted(keys - set(DOORS)), "doors without a rule; add them to tests/access/rules"
    assert not sorted(set(DOORS) - keys), "rules for doors that do not exist"
    assert len(DOORS) == sum(len(room.DOORS) for room in BY_ROOM), "a door in the files of two rooms"
    assert set(DOORS.values()) <= set(RULES)
    assert set(RULES) <= set(DOORS.values()), "rules nobody uses"


@pytest.mark.parametrize("door", ALL_DOORS, ids=lambda door: door.key)
def test_who_may_on_the_dispute(house: House, door: surface.Door) -> None:
    assert door.key in DOORS, f"{door.key} ({door.route}) has no rule; add it to tests/access/rules"
    cache.clear()  # how often somebody may try is counted there
    wrong: list[str] = []
    for who in everybody(door):
        wrong += problems(house, door, house.own, who, own_case=True)
    assert not wrong, f"{door.key} {door.route}, rule {DOORS[door.key]}:\n" + "\n".join(wrong)


@pytest.mark.parametrize(
    "door", [door for door in ALL_DOORS if "<" in door.route or "{" in door.route], ids=lambda d: d.key
)
def test_on_somebody_elses_dispute_they_are_strangers(house: House, door: surface.Door) -> None:
    cache.clear()
    wrong: list[str] = []
    others = [*CASE, "second_mediator", *(["own_token"] if door.is_api else [])]
    first = zlib.crc32(door.key.encode()) % len(others)
    for who in others if EVERYBODY else others[first : first + 1]:
        wrong += problems(house, door, house.other, who, own_case=False)
    assert not wrong, f"{door.key} {door.route}, rule {DOORS[door.key]}:\n" + "\n".join(wrong)


OF_THE_MEETING = ("meeting_id", "room_id", "seat_id")


@pytest.mark.parametrize(
    "door", [door for door in ALL_DOORS if any(each in door.route for each in OF_THE_MEETING)], ids=lambda d: d.key
)
def test_the_former_mediator_is_a_stranger_to_the_meeting_they_held(house: House, door: surface.Door) -> None:
    cache.clear()
    wrong = problems(house, door, house.own.before(), "former_mediator", own_case=True)
    assert not wrong, f"{door.key} {door.route}, rule {DOORS[door.key]}:\n" + "\n".join(wrong)


def test_every_description_of_the_api_has_a_name_of_its_own() -> None:
    """Two rooms that call different bodies by one word would describe one of them wrongly."""
    for name, described in surface.schema()["components"]["schemas"].items():
        assert not name.startswith("sharedcourt__"), name
        assert described.get("type") in {"object", "string", "integer"}, name
    names = [
        schema.__name__
        for room in ROOMS
        for module in modules(room)
        for schema in vars(module).values()
        if isinstance(schema, type) and issubclass(schema, Schema) and schema.__module__ == module.__name__
    ]
    assert len(names) == len(set(names)), sorted(name for name in names if names.count(name) > 1)


def test_every_page_that_changes_something_has_its_operation() -> None:
    """The same action over the API, or a reason why it belongs to the browser alone."""
    writing = {door.key for door in surface.pages() if door.method != "GET"}
    told = TWINS.keys() | BROWSER_ONLY.keys()
    assert not sorted(writing - told), "pages without an operation; add it, and both to tests/access/twins.py"
    assert not sorted(told - writing), "pages that do not exist"
    known = {door.name for door in surface.operations()}
    assert not sorted({name for names in TWINS.values() for name in names} - known), "operations that do not exist"


def test_a_file_for_an_invented_dispute_is_refused_in_the_same_words(house: House) -> None:
    client, _headers = house.browser("stranger")
    answers = []
    for scope in (house.own.world.dispute.pk, new_id()):
        body = {"filename": "a.pdf", "size": "10", "purpose": "evidence", "scope": str(scope)}
        answer = client.post("/uploads/", body)
        answers.append((answer.status_code, answer.content))
    assert answers[0] == answers[1]


def test_staff_without_a_second_factor_reach_no_page_of_their_work(house: House) -> None:
    """Whatever the door, its answer is the page on which a second factor is set up (or, for programs, a refusal)."""
    reached: list[str] = []
    with override_settings(SHAREDCOURT_REQUIRE_SECOND_FACTOR=True, DEMO=False):
        for door in ALL_DOORS:
            if RULES[DOORS[door.key]].allows(ANONYMOUS) or DOORS[door.key] == "begun":
                continue
            staff = ("officer", "mediator", "manager", "operator")
            for who in staff if EVERYBODY else [staff[zlib.crc32(door.key.encode()) % len(staff)]]:
                _got, status, text = ask(house, who, door, house.own)
                if status not in {403, 404, 405} and "/accounts/2fa/" not in text:
                    reached.append(f"{who} {door.key}: {status}")
    assert not reached


def test_nobody_signs_up(house: House) -> None:
    from sharedcourt.people.models import User

    before = User.objects.count()
    client = Client()
    with transaction.atomic():
        client.get("/accounts/signup/")
        client.post("/accounts/signup/", {"username": "intruder", "password1": "a-long-enough-password-1"})
        assert User.objects.count() == before


def test_the_demonstration_is_open_to_all_and_only_there(house: House) -> None:
    with override_settings(DEMO=True):
        for key in ("GET people:demo", "POST people:step-in"):
            door = next(door for door in ALL_DOORS if door.key == key)
            for who in (ANONYMOUS, "stranger", "operator"):
                assert ask(house, who, door, house.own)[0] == "may", key


def test_the_table_in_the_documentation_is_up_to_date() -> None:
    from scripts.write_access_table import TARGET, text

    assert TARGET.read_text() == text(), "run python -m scripts.write_access_table"
