"""Lists over the API take the same number of queries for one item as for many."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sharedcourt.disputes import actions as disputes
from sharedcourt.documents import actions as documents
from sharedcourt.mediation.actions import agreements, cases, ending, meetings, plans, sessions
from sharedcourt.mediation.models import Decline, Plan
from sharedcourt.notices import endpoints
from sharedcourt.notices.models import WebhookEndpoint
from sharedcourt.people import cast
from sharedcourt.people.tokens import create_token
from sharedcourt.rooms.models import ChatMessage, SeatEvent
from sharedcourt.sites.models import Booking, Terminal
from tests.access import attending, folders, hearings, publishing, records, showing, surface, turns
from tests.access import cases as doors
from tests.access.knocking import PDF
from tests.world import AT, FACT, WORKED, World

pytestmark = pytest.mark.django_db
OF_A_CASE = (
    "filing_answers", "filing_accesses", "filing_applications", "filing_bundles", "filing_evidence", "filing_messages",
    "filing_papers", "filing_tasks",
)  # fmt: skip
# Who asks, where not the mediator, who sees most of a case.
OF_A_RECORD = ("hearings_transcript_lines", "hearings_corrections")
OF_HEARINGS = ("hearings_check_ins", "hearings_bench_places", "hearings_tours", "hearings_circuit_hearings", "hearings_visitors",
               "hearings_events", "hearings_recordings", "hearings_turn_questions", *OF_A_RECORD)  # fmt: skip
OF_THE_DESK = ("judgments_desk_refused", "judgments_desk_samples")
ASKERS = {
    "people_tokens": cast.OFFICER,
    "notices_webhooks": cast.OFFICER,
    "notices_deliveries": cast.OFFICER,
    "notices_outbox": cast.PLATFORM_OPERATOR,
    "people_organisations": cast.PLATFORM_OPERATOR,
    "people_members": cast.PLATFORM_OPERATOR,
    "people_appointments": cast.PLATFORM_OPERATOR,
    "sites_managed": cast.DIRECTOR,
    "sites_terminals": cast.DIRECTOR,
    "sites_bookings": cast.DIRECTOR,
    "mediation_mediators": cast.MANAGER,
    "disputes_mediation_organisations": cast.OFFICER,
    "disputes_todo": cast.BORROWER,
    **dict.fromkeys(OF_A_CASE, cast.OFFICER),
    "filing_cases": cast.OFFICER,
    "filing_fees": cast.OFFICER,
    "filing_enforcements": cast.OFFICER,
    "hearings_list": cast.OFFICER,
    **dict.fromkeys(OF_HEARINGS, cast.COURT_CLERK),
    "hearings_expected": cast.DIRECTOR,
    "hearings_courtrooms": cast.COURT_CLERK,
    "broadcasts_files": cast.OFFICER,
    **dict.fromkeys(("judgments_desk_papers", "judgments_desk_changes", "judgments_desk_batches"), cast.JUDGE),
    **dict.fromkeys(OF_THE_DESK, cast.JUDGE),
    "sharedcourt_disputes_api_statement_items": cast.BORROWER,
}
ASKED = {"hearings_causes": {"day": f"{hearings.MOMENT:%Y-%m-%d}"}}
# Nothing hinders this plan, nothing was said apart, nobody was called; one longer period at a time is all that a case can have.
MAY_BE_SHORT = {
    "mediation_findings", "mediation_extensions", "mediation_assignments", "mediation_apart", "mediation_judges",
    "mediation_guidances", "mediation_assistants", "disputes_agents", "people_appointments", "sites_managed", "rooms_recordings",
    # The room is closed, and a dispute has one application at a time: their own tests have more.
    "rooms_chat", "filing_confirmations", "filing_enforcements", "filing_cases", "filing_answers", "filing_fees", "filing_applications", "filing_bundles",
    "filing_messages", "filing_tasks", "filing_accesses", "filing_papers", "filing_evidence", "notices_devices",
    # One is announced and one to be watched again; the room's own tests have more.
    "broadcasts_now", "broadcasts_replays", "judgments_saved", "judgments_notices",
    # So has the room of hearings.
    *OF_HEARINGS, "hearings_expected", "hearings_circuit_coming",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _in_time() -> Iterator[None]:
    with time_machine.travel(AT, tick=True):
        yield


def furnished() -> World:
    """Two disputes of the same people, one of them with at least two of everything that is listed."""
    site = World().site
    for number in range(2):
        Terminal.objects.create(site=site, label=f"{number}号屏")
    another = replace(WORKED, site_name="另一处共享法庭")
    assert World(company=another).site != site
    cast.organisation(cast.OTHER_MEDIATION)
    cast.person(cast.SECOND_MEDIATOR)
    World(company=replace(WORKED, contract_number="OY-2020-1110-0317")).mediating()
    world = World().times_proposed()
    meetings.cancel(by=world.mediator, meeting=world.meeting)
    world.reached.remove("times_proposed")
    world.agreement_proposed()
    officer, mediator, borrower, case = world.officer, world.mediator, world.borrower, world.case
    for number in range(2):
        upload = SimpleUploadedFile(f"{number}.pdf", PDF + b"%" * number, "application/pdf")
        file = documents.keep_upload(by=officer, upload=upload, purpose="evidence")
        disputes.add_evidence(by=officer, dispute=world.dispute, file=file, title=f"证据{number}")
        sessions.write_statement(by=borrower, meeting=world.meeting, text=f"陈述{number}")
        agreements.request_change(by=borrower, version=world.version, text=f"请改{number}")
        plans.counter_proposal(by=borrower, case=case, text=f"建议{number}")
        endpoint, _secret = endpoints.add_endpoint(
            by=officer,
            organisation=cast.organisation(cast.BRANCH),
            url=f"https://93.184.216.34/{number}",
        )
        create_token(by=officer, organisation=cast.organisation(cast.BRANCH), label=f"{number}")
        seat = world.room.seats.get(user=mediator)
        ChatMessage.objects.create(room=world.room, seat=seat, client_id=f"{number}", text="请坐")
        SeatEvent.objects.create(seat=seat, kind=SeatEvent.Kind.LOST)
        Decline.objects.create(case=case, organisation=case.organisation, reason="忙")
    endpoints.test_endpoint(by=officer, endpoint=endpoint)
    endpoints.test_endpoint(by=officer, endpoint=endpoint)
    world.room.seats.filter(user=mediator).update(joined_at=world.meeting.starts_at)
    booking = Booking.objects.get(scope=world.dispute.pk)
    Booking.objects.create(
        terminal=booking.terminal, scope=booking.scope, user=booking.user, starts_at=booking.ends_at,
        ends_at=booking.ends_at.replace(hour=23),
    )  # fmt: skip
    sessions.draft_facts(by=mediator, case=case, facts=[FACT, "双方愿意调解。"])
    cases.propose_extension(by=mediator, case=case, until=date(2022, 3, 1))
    revision = Plan.objects.get(case=case).revision
    plans.change_plan(by=mediator, case=case, entered={"count": "12"}, revision=revision)
    second = agreements.make_version(by=mediator, case=case, revision=revision + 1)
    for member in WORKED.parties:
        agreements.confirm(by=cast.person(member), version=second, text_sha256=second.text_sha256)
    ending.make_record(by=mediator, meeting=world.meeting)
    return world


def _before_a_court(world: World) -> tuple[UUID, dict[str, Any]]:
    """A case of the same people that a court has accepted, with something in its folder; what addresses of its hearings name."""
    cast.person(cast.JUDGE)
    case = doors.case_on_trial(world, cast.organisation(cast.COURT), cast.FILING_CLERK)
    folders.furnished(world, case)
    for number in range(2):
        hearings.ids_of(world, case, f"第{number}互联网法庭", hearings.MOMENT + timedelta(hours=5 * number))
    showing.ids_of(case, cast.person(cast.COURT_CLERK))
    named = records.ids_of(world, case, cast.person(cast.COURT_CLERK), cast.person(cast.JUDGE))
    named |= publishing.ids_of(case, cast.person(cast.JUDGE))
    named |= turns.ids_of(world, case, cast.JUDGE, cast.COURT_CLERK)
    return case.pk, named | attending.ids_of(case, cast.COURT_CLERK, cast.JUDGE)


def test_a_longer_list_takes_no_more_queries() -> None:
    world = furnished()
    ids = {
        "case_id": world.case.pk,
        "meeting_id": world.meeting.pk,
        "version_id": world.version.pk,
        "room_id": world.room.pk,
        "court_id": cast.organisation(cast.COURT).pk,
        "pk": world.dispute.pk,
    }
    case, heard = _before_a_court(world)
    ids |= {name: heard[f"hearings {name}"] for name in ("hearing_id", "stop_id")}
    webhook = WebhookEndpoint.objects.order_by("-created_at")[0].pk
    others = {
        "notices_deliveries": webhook,
        "people_members": world.case.organisation_id,
        "people_appointments": world.case.organisation_id,
        **dict.fromkeys(OF_A_CASE, case),
        **{name: heard[f"{name} pk"] for name in (*OF_A_RECORD, *OF_THE_DESK)},
        "judgments_desk_changes": heard["judgments pk"],
    }
    clients: dict[str, Client] = {}
    lists = [
        (path, described)
        for path, methods in surface.schema()["paths"].items()
        for method, described in methods.items()
        if method == "get" and {"limit", "offset"} <= {each["name"] for each in described["parameters"]}
    ]
    assert len(lists) > 25
    wrong = []
    for path, described in lists:
        name = described["operationId"]
        member = ASKERS.get(name, cast.MEDIATOR)
        if member.key not in clients:
            clients[member.key] = Client()
            clients[member.key].force_login(
                cast.person(member), backend="allauth.account.auth_backends.AuthenticationBackend"
            )
        given = {"pk": others.get(name, world.dispute.pk), "case_id": others.get(name, world.case.pk)}
        given["hearing_id"] = heard.get(f"{name} hearing_id", ids["hearing_id"])
        address = path.format(**{**ids, **given})
        taken, found = {}, []
        for limit in (1, 1, 50):  # the first time, what is kept in memory is read
            with CaptureQueriesContext(
                connection,
            ) as queries:
                answer = clients[member.key].get(address, {"limit": limit, **ASKED.get(name, {})})
            assert answer.status_code == 200, f"{address}: {answer.status_code} {answer.content.decode()[:200]}"
            taken[limit], found = len(queries), answer.json()["items"]
        if len(found) < 2 and name not in MAY_BE_SHORT:
            wrong.append(f"{name}: only {len(found)} items to try it with")
        if taken[1] != taken[50]:
            wrong.append(f"{name}: {taken[1]} queries for one, {taken[50]} for {len(found)}")
    assert not wrong, "\n".join(wrong)
