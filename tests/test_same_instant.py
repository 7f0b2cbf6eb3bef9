"""Impatient fingers, several people at one instant, and stale pages: nothing is lost, nothing happens twice."""

import json
import threading
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client

from sharedcourt.disputes.models import Dispute
from sharedcourt.documents.models import SignatureSlot
from sharedcourt.documents.queries import revisions
from sharedcourt.ledger.models import Entry
from sharedcourt.mediation.models import AgreementVersion, Case, Confirmation, Plan
from sharedcourt.notices.models import Message
from sharedcourt.people import cast
from sharedcourt.people.cast import Member
from tests.world import AT, World, strokes

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def browser(member: Member) -> Client:
    """A signed-in browser; an error of the server is an answer of 500, as outside."""
    client = Client(raise_request_exception=False)
    client.force_login(cast.person(member), backend=BACKEND)
    return client


def at_once(*taps: Callable[[], HttpResponseBase]) -> list[int]:
    """All of these at the same instant, each on a connection of its own; their statuses."""
    gate = threading.Barrier(len(taps))
    statuses: list[int] = []

    def tap(one: Callable[[], HttpResponseBase]) -> None:
        gate.wait()
        try:
            statuses.append(one().status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=tap, args=(one,)) for one in taps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert len(statuses) == len(taps), "a request did not come back"
    return statuses


@pytest.fixture
def _in_time() -> Iterator[None]:
    with time_machine.travel(AT, tick=True):
        yield


@pytest.mark.usefixtures("_in_time")
@pytest.mark.django_db(transaction=True)
class TestAtTheSameInstant:
    def test_a_double_click_on_submit_gives_one_dispute_with_one_code_and_one_case(self) -> None:
        world = World().drafted()
        assert world.manager.pk, "whoever is told has an account"
        officer = browser(cast.OFFICER)
        path = f"/disputes/{world.dispute.pk}/edit/check/"

        statuses = at_once(*[lambda: officer.post(path, {"declared": "on"})] * 3)

        assert set(statuses) == {302}
        assert Dispute.objects.count() == 1 and Case.objects.count() == 1
        assert Entry.objects.filter(action="disputes.dispute.submitted").count() == 1
        assert Message.objects.filter(kind="mediation.offered", channel="in_app").count() == 1

    def test_all_confirm_and_all_sign_at_the_same_instant_each_with_a_double_click(self) -> None:
        world = World().agreement_proposed()
        panel = f"/mediation/meetings/{world.meeting.pk}/panel/do"
        text = {"version": str(world.version.pk), "text_sha256": world.version.text_sha256}
        browsers = {member.key: browser(member) for member in world.company.signers}

        parties = [browsers[member.key] for member in world.company.parties]
        statuses = at_once(*[lambda client=client: client.post(f"{panel}/confirm/", text) for client in parties * 2])

        assert set(statuses) <= {302, 409}
        version = AgreementVersion.objects.get(pk=world.version.pk)
        assert Confirmation.objects.filter(version=version).count() == 3
        assert version.state == "signing", "the last confirmation opens the signing, whoever was last"
        assert Entry.objects.filter(action="documents.file.opened_for_signing").count() == 1

        body = {**text, "intends": "yes", "strokes": json_strokes()}
        signing = list(browsers.values())
        statuses = at_once(*[lambda client=client: client.post(f"{panel}/sign/", body) for client in signing * 2])

        assert set(statuses) <= {302, 409}
        version.refresh_from_db()
        file = version.signing_file
        assert file is not None
        assert SignatureSlot.objects.filter(signing_file=file, signed_at__isnull=False).count() == 4
        assert Entry.objects.filter(action="documents.file.signature_added").count() == 4
        assert version.state == "effective" and file.state == "sealed", "the seal follows the last signature"
        assert Entry.objects.filter(action="documents.file.sealed").count() == 1
        assert revisions(file).count() == 6, "the text, four signatures, the seal: one file each"
        assert Entry.objects.filter(action="mediation.case.concluded").count() == 1


def json_strokes() -> str:
    """What the signature pad puts into its hidden field."""
    return json.dumps(strokes())


@pytest.mark.usefixtures("_in_time")
@pytest.mark.django_db
class TestStalePages:
    def test_a_plan_changed_in_another_window_is_a_message_not_a_loss(self) -> None:
        world = World().planned()
        mediator = browser(cast.MEDIATOR)
        path = f"/mediation/meetings/{world.meeting.pk}/panel/do/plan/"
        revision = Plan.objects.get(case=world.case).revision

        assert mediator.post(path, {"revision": revision, "count": "12"}).status_code == 302
        stale = mediator.post(path, {"revision": revision, "count": "36"})

        assert stale.status_code == 409
        assert Plan.objects.get(case=world.case).inputs["count"] == "12"
        assert "另一个窗口" in stale.content.decode() or "已" in stale.content.decode()

    def test_words_changed_meanwhile_cannot_be_confirmed_or_signed_from_the_old_page(self) -> None:
        world = World().signing()
        old = world.version
        mediator, borrower = browser(cast.MEDIATOR), browser(cast.BORROWER)
        panel = f"/mediation/meetings/{world.meeting.pk}/panel/do"
        revision = Plan.objects.get(case=world.case).revision
        assert mediator.post(f"{panel}/plan/", {"revision": revision, "count": "12"}).status_code == 302
        assert mediator.post(f"{panel}/make/", {"revision": revision + 1}).status_code == 302

        text = {"version": str(old.pk), "text_sha256": old.text_sha256}
        for verb, more in (
            ("confirm", {}),
            ("sign", {"intends": "yes", "strokes": json_strokes()}),
            ("ask-change", {"text": "x"}),
        ):
            answer = borrower.post(f"{panel}/{verb}/", {**text, **more})
            assert answer.status_code == 409, verb
            assert "govuk-error" in answer.content.decode(), verb
        assert not SignatureSlot.objects.filter(signed_at__isnull=False).exists()

    def test_a_step_that_is_over_is_a_message(self) -> None:
        world = World().mediating()
        manager, mediator = browser(cast.MANAGER), browser(cast.MEDIATOR)
        slot = str(world.meeting.slots.all()[1].pk)
        for client, path, body, statuses in (
            (manager, f"/mediation/{world.case.pk}/do/accept/", {}, {302}),
            (manager, f"/mediation/{world.case.pk}/do/decline/", {"reason": "x"}, {409}),
            (mediator, f"/mediation/meetings/{world.meeting.pk}/do/fix/", {"slot": slot}, {302, 409}),
            (mediator, f"/mediation/{world.case.pk}/do/now/", {}, {409}),
            (browser(cast.OFFICER), f"/disputes/{world.dispute.pk}/edit/check/", {"declared": "on"}, {302}),
        ):
            assert client.post(path, body).status_code in statuses, path
