"""Forged requests and broken addresses, on a case in the middle of its session: nothing breaks, nothing leaks."""

import html
import os
import re
import zlib
from urllib.parse import quote, unquote, urljoin, urlsplit

import pytest
from django.conf import settings as project_settings
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.access import knocking, surface
from tests.access.cases import invite_path
from tests.access.house import House
from tests.access.rules import ANONYMOUS, DOORS, RULES

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# Every second door: the long run knocks at all of them.
EVERY_DOOR = bool(os.environ.get("SHAREDCOURT_TEST_EVERYBODY"))
DOORS_TRIED = [door for door in surface.doors() if EVERY_DOOR or zlib.crc32(door.key.encode()) % 2]
GET_PAGES = [door for door in DOORS_TRIED if not door.is_api and door.method == "GET"]


# ---------- forged and broken requests, on a case in the middle of its session


@pytest.mark.django_db
class TestForgedRequests:
    # The gateway signs; the API's public check of a file has no session to abuse.
    # A program has no page's token. What begins a session takes JSON only, which no form of another site can send.
    WITHOUT_TOKEN = {
        "notices:sms-report",
        "notices:push-received",
        "documents_verify",
        "people_ask_for_code",
        "people_sign_in",
        "people_read_invitation",
        "people_accept_invitation",
        "sites_begin_pairing",
        "sites_collect_credential",
        # Anybody takes and gives up a seat in public, and is counted as a viewer: there is no session to abuse.
        "broadcasts:seen",
        "hearings_circuit_register",
        # Whoever tells a story to find cases like it keeps nothing here, and needs no session.
        "judgments_told",
        "hearings_circuit_seat",
        "hearings_circuit_give_up",
    }

    def test_nothing_is_sent_without_the_pages_own_token(self, house: House) -> None:
        accepted: list[str] = []
        for door in DOORS_TRIED:
            if (
                door.method == "GET"
                or door.name in self.WITHOUT_TOKEN
                or RULES[DOORS[door.key]].words.startswith("nobody")
            ):
                continue
            client = Client(enforce_csrf_checks=True, raise_request_exception=False)
            client.cookies[project_settings.SESSION_COOKIE_NAME] = house.cookies["officer"]
            with transaction.atomic():
                status = knocking.knock(client, door, house.own, house.schema).status_code
                transaction.set_rollback(True)
            if status != 403:
                accepted.append(f"{door.key}: {status}")
        assert not accepted

    def test_the_session_key_changes_at_sign_in(self, house: House) -> None:
        client = Client()
        client.get("/sign-in/")
        session = client.session
        session["planted"] = "by somebody else"
        session.save()
        client.cookies[project_settings.SESSION_COOKIE_NAME] = str(session.session_key)
        before = session.session_key

        with transaction.atomic():
            answer = client.post(invite_path(house.own.world))
            after = client.cookies[project_settings.SESSION_COOKIE_NAME].value
            transaction.set_rollback(True)

        assert answer.status_code == 302
        assert after != before

    @pytest.mark.parametrize(
        "target",
        ["https://evil.example/", "//evil.example/", "/\\evil.example/", "\\\\evil.example", "http:evil.example",
         "javascript:alert(1)", "/\t/evil.example/", "%2f%2fevil.example", "https:///evil.example"],
    )  # fmt: skip
    def test_nobody_is_sent_to_another_site(self, house: House, target: str) -> None:
        client, _headers = house.browser("borrower")
        for answer in (
            client.get("/sign-in/", {"next": target}),
            client.post("/display/", {"next": target, "large_type": "1"}),
            client.post("/i18n/setlang/", {"next": target, "language": "en"}),
        ):
            # As a browser reads it: backslashes are slashes, tabs and line breaks are nothing.
            where = re.sub(r"[\t\r\n]", "", answer.headers.get("Location", "/")).replace("\\", "/")
            assert urlsplit(urljoin("http://testserver/display/", where)).netloc == "testserver", where
            assert urlsplit(where).scheme in {"", "http", "https"}, where

    def test_a_foreign_host_name_is_refused(self, house: House) -> None:
        for path in ("/", "/sign-in/", f"/d/{house.own.world.code}/"):
            answer = Client(raise_request_exception=False).get(path, headers={"host": "evil.example"})
            assert answer.status_code == 400
            assert "evil.example" not in answer.content.decode()

    def test_too_much_at_once_is_refused_in_words(self, house: House) -> None:
        client, _headers = house.browser("borrower")
        large = "x" * (project_settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        many = {f"field{number}": "1" for number in range(1200)}
        for path in ("/sign-in/", "/d/", "/account/", f"/disputes/{house.own.world.dispute.pk}/answer/"):
            assert client.post(path, {"a": large}, content_type="application/x-www-form-urlencoded").status_code in {
                400,
                413,
                422,
            }
            assert client.post(path, {"phone": large}).status_code in {400, 413, 422}
            assert client.post(path, many).status_code in {400, 413, 422}
        answer = client.put("/api/v1/people/me/language", large, content_type="application/json")
        assert answer.status_code in {400, 413, 422}


BROKEN = (
    "%00",
    "a%00b",
    "%ff%fe",
    "%c3%28",
    "%ed%a0%80",
    "%F0%9F%98%80" * 50,
    "99999999999999999999999",
    "-1",
    "²",
    "'\"<>",
    "..%2f..%2fetc",
)
PARAMETERS = (
    "q", "page", "state", "order", "tab", "next", "seen", "site", "back", "code", "token", "each", "all", "again",
    "division", "scope", "before", "first", "second", "limit", "offset",
)  # fmt: skip


@pytest.mark.django_db
class TestBrokenAddresses:
    @pytest.mark.parametrize("door", GET_PAGES, ids=lambda door: door.key)
    def test_no_parameter_breaks_a_page(self, house: House, door: surface.Door) -> None:
        rule = RULES[DOORS[door.key]]
        who = (
            ANONYMOUS
            if rule.allows(ANONYMOUS)
            else next(
                (each for each in ("officer", "borrower", "mediator", "operator") if rule.allows(each)), "officer"
            )
        )
        client, _headers = house.browser(who)
        address = house.own.address(door)
        for value in BROKEN:
            asked = "&".join(f"{name}={value}" for name in PARAMETERS)
            status = client.get(f"{address}?{asked}").status_code
            assert status < 500, f"{address}?{asked}"

    @pytest.mark.parametrize("value", BROKEN)
    def test_no_path_breaks_the_server(self, house: House, value: str) -> None:
        for who in (ANONYMOUS, "borrower", "officer"):
            client, _headers = house.browser(who)
            for route in TEXT_ROUTES:
                for method in (client.get, client.post):
                    with transaction.atomic():
                        status = method(route % value).status_code
                        transaction.set_rollback(True)
                    assert status < 500, f"{who} {route % value}"

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(text=st.text(min_size=1, max_size=40))
    def test_invented_codes_and_links_lead_nowhere(self, house: House, text: str) -> None:
        client, _headers = house.browser("stranger")
        for route in TEXT_ROUTES:
            with transaction.atomic():
                answer = client.get(route % quote(text, safe=""))
                transaction.set_rollback(True)
            assert answer.status_code in {301, 302, 400, 404, 405, 410, 429}, route
            told = knocking.text_of(answer)
            assert not [secret for secret in house.own.world.secrets() if secret in told]

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(identifier=st.uuids())
    def test_invented_identifiers_are_not_found(self, house: House, identifier: object) -> None:
        client, _headers = house.browser("officer")
        for route in UUID_ROUTES:
            assert client.get(route % identifier).status_code == 404, route


TEXT_ROUTES = (
    "/d/%s/",
    "/d/%s/join/",
    "/i/%s/",
    "/verify/%s/",
    "/verify/%s/original.pdf",
    "/api/v1/documents/verify/%s",
    "/demo/step-in/%s/",
)
UUID_ROUTES = (
    "/disputes/%s/", "/disputes/%s/code/", "/documents/%s/", "/files/%s/", "/uploads/%s/", "/rooms/%s/", "/mediation/%s/",
    "/mediation/meetings/%s/", "/mediation/meetings/%s/panel/", "/notices/webhooks/%s/", "/api/v1/documents/%s",
    "/api/v1/rooms/%s",
)  # fmt: skip

ADDRESS = re.compile(r"""(?:href|src|action|hx-get|hx-post|content|data-[a-z-]*url)\s*=\s*["']([^"']*)["']""")


@pytest.mark.django_db
def test_no_address_of_any_page_holds_personal_data(house: House) -> None:
    """Addresses end up in histories, logs and referrers: codes and identifiers only."""
    secrets = house.own.world.secrets()
    found: list[str] = []
    for door in GET_PAGES:
        for who in ("borrower", "officer", "mediator", "manager"):
            if not RULES[DOORS[door.key]].allows(who):
                continue
            client, _headers = house.browser(who)
            answer = knocking.knock(client, door, house.own, house.schema)
            addresses = [answer.headers.get("Location", "")]
            if not answer.streaming and "html" in answer.headers.get("Content-Type", ""):
                addresses += ADDRESS.findall(answer.content.decode())
            for address in addresses:
                plain = unquote(html.unescape(address))
                if not plain.startswith("tel:"):
                    found += [f"{door.key} as {who}: {plain}" for secret in secrets if secret in plain]
    assert not found
