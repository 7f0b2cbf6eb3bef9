"""Locks in one order: what people do in different rooms at the same instant waits its turn, and nobody is thrown out by the database.

While they act the ledger is made slow, so that whoever waits for it is surely met by the others.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection

from sharedcourt.core.errors import ActionRefused, Conflict
from sharedcourt.disputes import actions as disputes
from sharedcourt.documents import actions as documents
from sharedcourt.documents.actions import signing
from sharedcourt.documents.models import SignatureSlot, SigningFile
from sharedcourt.ledger import tree
from sharedcourt.ledger.models import Entry
from sharedcourt.mediation.actions import agreements, cases, ending, meetings
from sharedcourt.mediation.models import AgreementVersion, Case, Meeting
from sharedcourt.people import cast
from sharedcourt.people.cast import Member
from sharedcourt.rooms import actions as rooms
from sharedcourt.rooms.models import Room, Seat
from sharedcourt.rooms.states import CONNECTED
from sharedcourt.sites.models import Booking
from tests.world import AT, STROKES, World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
RACING = threading.Event()
HOUR = "2022-01-06T06:00:00Z"  # 14:00 in China, when the meeting begins


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Iterator[time_machine.Traveller]:
    take = tree.lock

    def lock() -> None:
        take()
        if RACING.is_set():
            threading.Event().wait(0.05)

    monkeypatch.setattr(tree, "lock", lock)
    with time_machine.travel(AT, tick=True) as traveller, caplog.at_level(logging.WARNING):
        yield traveller
    assert "deadlock" not in caplog.text, "nobody needed the second try"
    assert tree.recompute() == tree.root()


def together(*acts: Callable[[], Any]) -> list[Any]:
    """All at once, each on a connection of its own; what they gave, or why they were refused. Anything else fails the test."""
    gate = threading.Barrier(len(acts))
    answers: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        gate.wait()
        try:
            answers[place] = act()
        except Exception as error:
            answers[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    RACING.set()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    RACING.clear()
    for answer in answers:
        assert not isinstance(answer, Exception) or isinstance(answer, ActionRefused), repr(answer)
    return answers


def arrived(world: World, clock: time_machine.Traveller) -> list[Seat]:
    """It is the hour of the meeting and everyone is in the room, each over a connection named after them."""
    clock.move_to(HOUR)
    seats = list(Seat.objects.filter(room=world.room).select_related("user", "room").order_by("-is_host"))
    for seat in seats:
        rooms.admit(by=world.mediator, seat=seat)
        rooms.arrive(by=seat.user, seat=seat, arrival=_arrival(seat))
    return seats


def _arrival(seat: Seat) -> rooms.Arrival:
    return rooms.Arrival(session=seat.pk.hex, instance="page")


def _leave(seat: Seat) -> Callable[[], Any]:
    return lambda: rooms.leave(by=seat.user, seat=seat, session=seat.pk.hex)


def test_two_cases_are_accepted_at_the_same_instant() -> None:
    worlds = [World().submitted(), World().submitted()]

    manager = worlds[0].manager

    together(*[lambda world=world: cases.accept(by=manager, case=world.case) for world in worlds])

    assert sorted(Case.objects.values_list("serial", flat=True)) == [1, 2]
    assert Entry.objects.filter(action="mediation.case.accepted").count() == 2


def test_people_leave_and_return_while_the_case_ends(clock: time_machine.Traveller) -> None:
    world = World().mediating()
    seats = arrived(world, clock)
    away = seats.pop()
    rooms.leave(by=away.user, seat=away, session=away.pk.hex)

    together(
        lambda: ending.end(by=world.mediator, case=world.case, reason=5, explanation="一方缺席"),
        *[_leave(seat) for seat in seats],
        lambda: rooms.arrive(by=away.user, seat=away, arrival=_arrival(away)),
    )

    assert Case.objects.get(pk=world.case.pk).state == "ended"
    assert Room.objects.get(pk=world.room.pk).state == "closed"
    assert Booking.objects.get(scope=world.dispute.pk).cancelled_at is not None
    assert not Seat.objects.filter(room=world.room, state__in=CONNECTED).exists()


def test_the_host_closes_the_room_while_the_mediation_is_left_and_the_meeting_cancelled(
    clock: time_machine.Traveller,
) -> None:
    world = World().mediating()
    seats = arrived(world, clock)
    meeting = Meeting.objects.get(pk=world.meeting.pk)

    together(
        lambda: rooms.close_room(by=world.mediator, room=world.room),
        lambda: ending.leave_mediation(by=world.borrower, case=world.case),
        lambda: meetings.cancel(by=world.mediator, meeting=meeting),
        *[_leave(seat) for seat in seats],
    )

    assert Case.objects.get(pk=world.case.pk).state == "ended"
    assert Entry.objects.filter(action="rooms.room.closed").count() == 1


def test_somebody_joins_the_dispute_while_the_host_closes_the_room(clock: time_machine.Traveller) -> None:
    world = World().mediating()
    arrived(world, clock)
    guarantor = Member("guarantor", "沈保人", "19900000041", "330399198001010037")
    disputes.name_co_obligor(
        by=world.borrower, dispute=world.dispute, name=guarantor.name, phone=guarantor.phone, relation="兄弟"
    )
    user = cast.person(guarantor)

    together(
        lambda: disputes.join(by=user, dispute=world.dispute, name=guarantor.name, resident_id=guarantor.resident_id),
        lambda: rooms.close_room(by=world.mediator, room=world.room),
    )

    assert Room.objects.get(pk=world.room.pk).state == "closed"


def _sign(world: World, member: Member) -> Callable[[], Any]:
    user, version = cast.person(member), AgreementVersion.objects.get(pk=world.version.pk)
    return lambda: agreements.sign(by=user, version=version, strokes=STROKES, intends=True)


def test_a_party_is_named_while_the_others_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World().signing()
    company = world.company
    write, void = signing._add_signature, agreements.parties_changed
    made, named = threading.Event(), threading.Event()

    def about_to_write(*arguments: Any, **more: Any) -> Any:
        made.set()
        named.wait(1)
        return write(*arguments, **more)

    def about_to_void(**more: Any) -> None:
        named.set()
        threading.Event().wait(0.3)  # the others get hold of the file, if they can
        void(**more)

    monkeypatch.setattr(signing, "_add_signature", about_to_write)
    monkeypatch.setattr(agreements, "parties_changed", about_to_void)

    def name() -> Any:
        made.wait(60)
        return disputes.name_co_obligor(
            by=world.borrower, dispute=world.dispute, name="沈保人", phone="19900000041", relation="兄弟"
        )

    signed = together(
        _sign(world, company.officer),
        _sign(world, company.wife),
        name,
        _sign(world, company.borrower),
    )

    for answer in (signed[0], signed[1], signed[3]):
        assert isinstance(answer, SignatureSlot | Conflict), "signed before, or told that the words have changed"
    if isinstance(signed[2], Conflict):  # everyone had signed before: what binds them stays
        assert AgreementVersion.objects.get(pk=world.version.pk).parties_signed_at is not None
        return
    file = SigningFile.objects.get(pk=world.signing_file.pk)
    assert file.state == "superseded" and AgreementVersion.objects.get(pk=world.version.pk).state == "superseded"
    counted = SignatureSlot.objects.filter(signing_file=file, signed_at__isnull=False).count()
    assert counted == Entry.objects.filter(action="documents.file.signature_added").count()
    entry = Entry.objects.get(action="mediation.version.superseded")
    assert entry.payload.facts["void_signatures"] == counted


def test_the_seal_is_put_on_from_the_document_and_from_the_case_at_once(settings: Any) -> None:
    settings.SHAREDCOURT_SEAL_AUTOMATICALLY = False
    world = World().signing()
    for member in world.company.signers:
        world.sign(member)
    file = SigningFile.objects.get(pk=world.signing_file.pk)
    version = AgreementVersion.objects.get(pk=world.version.pk)

    together(
        lambda: documents.seal(by=world.manager, signing_file=file),
        lambda: agreements.seal(by=world.manager, version=version),
        lambda: documents.seal(by=None, signing_file=file),
    )

    assert SigningFile.objects.get(pk=file.pk).state == "sealed"
    assert Entry.objects.filter(action="documents.file.sealed").count() == 1
    assert Entry.objects.filter(action="mediation.case.concluded").count() == 1
