"""Through whatever door the agreement is signed, the person says that it is their will, and has the authority at that moment."""

import json
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client

from sharedcourt.core.errors import Conflict
from sharedcourt.core.models import new_id
from sharedcourt.disputes.models import Agent, Authority
from sharedcourt.documents import actions as documents
from sharedcourt.documents.engine import signing as engine
from sharedcourt.documents.models import SignatureSlot
from sharedcourt.ledger import tree
from sharedcourt.ledger.models import Entry
from sharedcourt.mediation.actions import agreements, meetings
from sharedcourt.people import cast
from sharedcourt.people.actions import identity_of
from sharedcourt.people.cast import Member
from sharedcourt.people.models import IdentityLevel, Verification
from tests.world import AT, World, strokes

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[World]:
    with time_machine.travel(AT, tick=True):
        yield World().signing()


def doors(world: World, member: Member, **more: object) -> list[int]:
    """Try to sign on the document's page, by its operation of the API, and on the panel; the answers' statuses."""
    client = Client()
    client.force_login(cast.person(member), backend="allauth.account.auth_backends.AuthenticationBackend")
    file, version = world.signing_file.pk, world.version
    panel = f"/mediation/meetings/{world.meeting.pk}/panel/do/sign/"
    page = {"strokes": json.dumps(strokes()), **({"intends": "yes"} if more.get("intends") else {})}
    text = {"version": str(version.pk), "text_sha256": version.text_sha256}
    return [
        client.post(f"/documents/{file}/sign/", page).status_code,
        client.post(
            f"/api/v1/documents/{file}/sign", {"strokes": strokes(), **more}, content_type="application/json"
        ).status_code,
        client.post(panel, {**page, **text}).status_code,
    ]


def test_no_door_lets_anyone_sign_without_saying_that_it_is_their_will(world: World) -> None:
    assert doors(world, cast.BORROWER) == [422, 422, 422]
    assert doors(world, cast.BORROWER, intends=False) == [422, 422, 422]
    assert not SignatureSlot.objects.filter(signed_at__isnull=False).exists()
    assert doors(world, cast.BORROWER, intends=True) == [302, 200, 302], "the second and third time change nothing"
    assert Entry.objects.filter(action="documents.file.signature_added").count() == 1


def test_strokes_that_are_nested_without_end_are_no_signature(world: World) -> None:
    client = Client()
    client.force_login(cast.person(cast.BORROWER), backend="allauth.account.auth_backends.AuthenticationBackend")
    sent = {"strokes": "[" * 100_000, "intends": "yes"}
    panel = f"/mediation/meetings/{world.meeting.pk}/panel/do/sign/"
    for page, more in (
        (panel, {"version": str(world.version.pk)}),
        (f"/documents/{world.signing_file.pk}/sign/", {}),
    ):
        assert client.post(page, {**sent, **more}).status_code == 422
    assert not SignatureSlot.objects.filter(signed_at__isnull=False).exists()


def test_no_door_lets_an_agent_sign_whose_special_authority_is_gone(world: World) -> None:
    Agent.objects.filter(user=world.officer).update(authority=Authority.GENERAL)
    assert doors(world, cast.OFFICER, intends=True) == [403, 403, 403]
    assert not SignatureSlot.objects.filter(signed_at__isnull=False).exists()


@pytest.mark.django_db(transaction=True)
def test_the_timestamp_authority_is_asked_while_nothing_is_locked(
    world: World, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SHAREDCOURT_SEAL_AUTOMATICALLY = False  # type: ignore[attr-defined]
    for member in world.company.signers:
        world.sign(member)
    seal, inside = engine.seal, []

    def made(*arguments: object, **named: object) -> object:
        inside.append(connection.in_atomic_block)
        return seal(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(engine, "seal", made)
    sealed = agreements.seal(by=world.manager, version=world.version)
    assert inside == [False] and sealed.state == "effective"
    assert documents.seal(by=None, signing_file=world.signing_file).state == "sealed" and inside == [False]
    assert tree.recompute() == tree.root()


def test_nobody_signs_whom_no_official_has_compared_even_when_the_meeting_is_over() -> None:
    with time_machine.travel(AT, tick=True):
        world = World().agreement_proposed()
        meetings.end_meeting(by=world.mediator, meeting=world.meeting)
        # Compared for another dispute: that says nothing here.
        Verification.objects.filter(user=world.wife, level=IdentityLevel.COMPARED).update(scope=new_id())
        text = world.version.text_sha256
        for user in (world.officer, world.borrower):
            agreements.confirm(by=user, version=world.version, text_sha256=text)
        with pytest.raises(Conflict):
            agreements.confirm(by=world.wife, version=world.version, text_sha256=text)
        level, method = identity_of(world.wife, world.dispute.pk)
        assert level < IdentityLevel.COMPARED == world.wife.identity_level and method
