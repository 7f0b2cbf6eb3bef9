"""The bank's own system hears of its cases; the mediators' and the other side's systems hear what they may know, and no more."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from sharedcourt.disputes.models import Agent, Party
from sharedcourt.filing import programs
from sharedcourt.filing.cases import actions as cases
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.fees import actions as fees
from sharedcourt.filing.folder.actions import exchange, papers, talking
from sharedcourt.filing.folder.models import Visible
from sharedcourt.filing.folder.tests.conftest import Folder, submit
from sharedcourt.filing.plaint.actions import begin_answer
from sharedcourt.filing.serving import actions as serving
from sharedcourt.filing.serving.tests.conftest import sealed_paper
from sharedcourt.ledger import words
from sharedcourt.notices import endpoints, webhooks
from sharedcourt.notices.models import WebhookDelivery, WebhookEndpoint
from sharedcourt.people import cast
from sharedcourt.people.models import Organisation
from sharedcourt.people.tests import local_server

pytestmark = pytest.mark.django_db
RIVAL = "另一示范银行股份有限公司"
NOWHERE = "http://127.0.0.1:9/"


class Programs:
    """Systems of the bank, of the mediation organisation and of a guarantor, subscribed to everything."""

    def __init__(self) -> None:
        people = ((cast.OFFICER, cast.BRANCH), (cast.MANAGER, cast.MEDIATION), (cast.RIVAL_OFFICER, RIVAL))
        self.endpoints: dict[str, WebhookEndpoint] = {}
        for member, name in people:
            who = cast.person(member)
            made, _secret = endpoints.add_endpoint(by=who, organisation=cast.organisation(name), url=NOWHERE)
            self.endpoints[name] = made

    def heard(self, name: str) -> list[str]:
        rows = WebhookDelivery.objects.filter(endpoint=self.endpoints[name]).order_by("entry_seq")
        return [row.event for row in rows if row.event.startswith(("filing.", "documents."))]

    def since(self, name: str, before: int) -> list[str]:
        return self.heard(name)[before:]


@pytest.fixture
def subscribed(settings: Any, db: None) -> Programs:
    settings.SHAREDCOURT_WEBHOOK_PRIVATE = True
    return Programs()


def guarantor(case: Case) -> Party:
    """The rival bank stands surety; its officer acts for it in the case."""
    party = Party.objects.create(
        dispute=case.dispute,
        side="respondent",
        capacity="guarantor",
        kind="organisation",
        organisation=Organisation.objects.get(name=RIVAL),
        name=RIVAL,
        position=9,
    )
    Agent.objects.create(party=party, user=cast.person(cast.RIVAL_OFFICER), authority="special", signs=True)
    # The court was chosen with its domicile in view.
    case.homes = {**case.homes, str(party.pk): "330302"}
    case.save()
    return party


@pytest.fixture
def heard(subscribed: Programs, before: Folder) -> tuple[Programs, Folder, Party]:
    return subscribed, before, guarantor(before.case)


Heard = tuple[Programs, Folder, Party]


def test_until_acceptance_only_the_plaintiffs_program_hears(heard: Heard) -> None:
    told, folder, _party = heard
    submit(folder)
    cases.return_for_correction(by=folder.clerk, case=folder.case, items=["补充借条"], days=7)
    submit(folder)
    assert [event for event in told.heard(cast.BRANCH) if event.startswith("filing.case.")] == [
        "filing.case.begun",
        "filing.case.submitted",
        "filing.case.returned",
        "filing.case.submitted",
    ]
    assert told.heard(RIVAL) == [] and told.heard(cast.MEDIATION) == []
    cases.accept(by=folder.clerk, case=folder.case, procedure="ordinary")
    assert "filing.case.accepted" in told.heard(cast.BRANCH) and "filing.fees.billed" in told.heard(cast.BRANCH)
    assert told.heard(RIVAL) == ["filing.case.accepted"]
    assert told.heard(cast.MEDIATION) == []


def test_a_refusal_is_heard_once_it_is_served_not_while_it_is_drawn_up(heard: Heard) -> None:
    told, folder, _party = heard
    submit(folder)
    cases.refuse(by=folder.clerk, case=folder.case, ground="122-4a", reasons="不属于受理范围。")
    assert not {event for event in told.heard(cast.BRANCH) if "refus" in event or event.startswith("documents.")}
    assert told.heard(cast.MEDIATION) == []


def test_papers_messages_and_applications_are_heard_by_whoever_sees_them(heard: Heard) -> None:
    told, folder, party = heard
    submit(folder)
    cases.accept(by=folder.clerk, case=folder.case, procedure="ordinary")
    bank, rival = len(told.heard(cast.BRANCH)), len(told.heard(RIVAL))
    ours, theirs = folder.officer, cast.person(cast.RIVAL_OFFICER)
    kept: dict[str, Any] = {"category": "other", "visible": Visible.SIDE}
    papers.add_paper(by=ours, case=folder.case, file=folder.file(ours), **kept)
    talking.send(by=ours, case=folder.case, text="请排期", audience="court")
    preserve = {"property": "账户", "amount": "1000", "security": "保函", "urgent": False}
    talking.apply(by=ours, case=folder.case, kind="preserve", reason="转移财产", fields=preserve)
    papers.add_paper(
        by=folder.judge, case=folder.case, file=folder.file(folder.judge), category="other", visible=Visible.COURT
    )
    assert told.since(cast.BRANCH, bank) == [
        "filing.folder.paper_added",
        "filing.folder.message_sent",
        "filing.application.made",
    ]
    assert told.since(RIVAL, rival) == [], "nothing of it is theirs"
    bank = len(told.heard(cast.BRANCH))
    begin_answer(by=theirs, case=folder.case)
    exchange.add_item(
        by=theirs, case=folder.case, files=[folder.file(theirs)], title="保证合同", proves="期间", original="held"
    )
    talking.send(by=folder.judge, case=folder.case, text="请补正", audience="court", to=party)
    assert told.since(cast.BRANCH, bank) == [], "neither a draft of the other side nor what the court writes to it"
    assert told.since(RIVAL, rival) == [
        "filing.answer.begun",
        "filing.folder.item_added",
        "filing.folder.message_sent",
    ]
    folder.shows_again(theirs)
    exchange.submit_catalogue(by=theirs, case=folder.case)
    papers.add_paper(by=folder.judge, case=folder.case, file=folder.file(folder.judge), category="ruling")
    both = ["filing.folder.catalogue_submitted", "filing.folder.paper_handed_in"]
    assert told.since(cast.BRANCH, bank) == both and told.since(RIVAL, rival)[-2:] == both
    assert told.heard(cast.MEDIATION) == []


def test_what_is_served_is_heard_by_whom_it_is_served_on(heard: Heard) -> None:
    told, folder, party = heard
    submit(folder)
    cases.accept(by=folder.clerk, case=folder.case, procedure="ordinary")
    bank, rival = len(told.heard(cast.BRANCH)), len(told.heard(RIVAL))
    file = sealed_paper(folder.case, folder.judge)
    serving.serve(by=folder.clerk, case=folder.case, file_id=file.pk, parties=[party.pk])
    assert told.since(RIVAL, rival) == ["filing.service.reached"]
    assert told.since(cast.BRANCH, bank) == []
    serving.serve(by=folder.clerk, case=folder.case, file_id=file.pk, parties=[folder.party(folder.officer).pk])
    assert told.since(cast.BRANCH, bank) == ["filing.service.reached"]


def test_the_fee_and_its_relief_are_the_plaintiffs(heard: Heard) -> None:
    told, folder, _party = heard
    submit(folder)
    cases.accept(by=folder.clerk, case=folder.case, procedure="ordinary")
    bill = folder.case.bills.get()
    fees.ask_for_relief(by=folder.officer, bill=bill, kind="defer", item="4", reasons="经营困难")
    assert "filing.fees.relief_asked" in told.heard(cast.BRANCH)
    assert not any(event.startswith("filing.fees.") for event in told.heard(RIVAL))


def test_the_banks_system_gets_it_over_http_with_the_case(heard: Heard, person: Callable[[Any], Any]) -> None:
    told, folder, _party = heard
    with local_server.serving(lambda asked: (204, b"")) as server:
        WebhookEndpoint.objects.filter(pk=told.endpoints[cast.BRANCH].pk).update(url=server.url)
        submit(folder)
        cases.accept(by=folder.clerk, case=folder.case, procedure="ordinary")
        for row in WebhookDelivery.objects.filter(
            event="filing.case.accepted", endpoint__organisation__name=cast.BRANCH
        ):
            assert webhooks.deliver(row.pk) == "delivered"
    (asked,) = server.requests
    body = json.loads(asked.body)
    assert set(body) == {"id", "type", "at", "scope", "subject", "seq", "case"}
    assert body["case"] == str(folder.case.pk) and body["scope"] == str(folder.case.dispute_id)
    assert cast.BORROWER.name not in asked.body.decode()


def test_every_act_is_heard_by_somebody_named_or_by_nobody_on_purpose() -> None:
    unheard = {
        # The court among itself.
        "filing.case.refusal_drawn_up", "filing.case.refusal_taken_back", "filing.confirmation.decided",
        "filing.confirmation.reconsidered", "filing.confirmation.refusal_drawn_up", "filing.confirmation.leave_drawn_up",
        "filing.fees.discrepancy", "filing.fees.discrepancy_resolved",
        "filing.case.ordinary_drawn_up", "filing.case.ordinary_taken_back",
        "filing.enforcement.refusal_drawn_up", "filing.enforcement.refusal_taken_back",
        "filing.fees.refund_refused", "filing.service.bounced", "filing.service.acted", "filing.service.rebutted",
        # One person for itself.
        "filing.folder.bundled",
        # The court's own days.
        "filing.folder.copy_to_send", "filing.folder.copy_sent",
    }  # fmt: skip
    known = {action for action in words.registered() if action.startswith("filing.")}
    assert known - set(programs.RULES) == unheard
    assert set(programs.RULES) <= known
