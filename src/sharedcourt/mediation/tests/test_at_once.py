"""Two people at the same instant: one wins, nothing is lost, nothing happens twice."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import connection

from sharedcourt.core.errors import ActionRefused, Conflict
from sharedcourt.mediation.actions import agreements, cases, meetings, plans
from sharedcourt.mediation.models import AgreementVersion, Case, Meeting
from sharedcourt.mediation.states import CaseState, MeetingState, VersionState
from sharedcourt.mediation.tests.stage import Stage, at
from sharedcourt.people import cast
from sharedcourt.people.models import Organisation, User
from sharedcourt.sites import actions as sites
from sharedcourt.sites.models import Booking, Site, Terminal

pytestmark = pytest.mark.django_db(transaction=True)
Person = Callable[[Any], User]


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Run all at once on threads of their own; results or refusals in order. Anything else fails the test."""
    gate = threading.Barrier(len(acts))
    answers: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            gate.wait()
            answers[place] = act()
        except Exception as error:
            answers[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for answer in answers:
        assert not isinstance(answer, Exception) or isinstance(answer, ActionRefused), answer
    return answers


def _case(stage: Stage) -> Case:
    return stage.case


def test_all_confirm_at_once_and_twice(person: Person) -> None:
    stage = Stage(person)
    with time_machine.travel(at("2022-01-06T14:00")):
        stage.begun().meet_now().informed().planned().made()
        sha = stage.version.text_sha256

        def confirm(user: User) -> Callable[[], Any]:
            return lambda: agreements.confirm(by=user, version=stage.version, text_sha256=sha)

        together(*(confirm(user) for user in stage.people() for _ in range(2)))
        stage.version.refresh_from_db()
        assert stage.version.confirmations.count() == 3
        assert stage.version.state == VersionState.SIGNING and stage.version.signing_file is not None
        assert stage.version.signing_file.slots.count() == 4


def test_the_last_confirmation_meets_a_change_of_the_text(person: Person) -> None:
    stage = Stage(person)
    with time_machine.travel(at("2022-01-06T14:00")):
        stage.begun().meet_now().informed().planned().made()
        old = stage.version
        for user in (stage.officer, stage.borrower):
            agreements.confirm(by=user, version=old, text_sha256=old.text_sha256)
        stage.planned(down_principal="41000.00")
        revision = stage.case.plan.revision
        confirmed, made = together(
            lambda: agreements.confirm(by=stage.wife, version=old, text_sha256=old.text_sha256),
            lambda: agreements.make_version(by=stage.mediator, case=_case(stage), revision=revision),
        )
        assert isinstance(made, AgreementVersion) and made.number == 2
        assert isinstance(confirmed, Conflict) or confirmed.version_id == old.pk
        old.refresh_from_db()
        made.refresh_from_db()
        assert old.state == VersionState.SUPERSEDED
        assert made.state == VersionState.PROPOSED and made.confirmations.count() == 0
        assert stage.case.state == CaseState.MEDIATING
        if old.signing_file is not None:
            assert old.signing_file.state == "superseded"


def test_two_tabs_of_the_mediator_change_the_plan(person: Person) -> None:
    stage = Stage(person)
    with time_machine.travel(at("2022-01-06T14:00")):
        stage.begun().meet_now().informed().planned()
        revision = stage.case.plan.revision

        def change(count: str) -> Callable[[], Any]:
            return lambda: plans.change_plan(
                by=stage.mediator, case=_case(stage), entered={"count": count}, revision=revision
            )

        answers = together(change("12"), change("36"))
        assert sum(isinstance(answer, Conflict) for answer in answers) == 1
        assert stage.case.plan.revision == revision + 1


def test_accepted_and_declined_at_the_same_instant(person: Person) -> None:
    stage = Stage(person)
    with time_machine.travel(at("2022-01-05T09:00")):
        stage.submit()
        answers = together(
            lambda: cases.accept(by=stage.manager, case=_case(stage)),
            lambda: cases.decline(by=stage.manager, case=_case(stage), reason="不属于受理范围"),
        )
        assert sum(isinstance(answer, Conflict) for answer in answers) == 1
        assert stage.case.state in {CaseState.ACCEPTED, CaseState.DECLINED}


def test_one_time_fixed_twice_opens_one_room(person: Person) -> None:
    from sharedcourt.rooms.models import Room

    stage = Stage(person)
    with time_machine.travel(at("2022-01-05T09:00")):
        stage.begun()
        meeting = meetings.propose_times(
            by=stage.mediator, case=stage.case, starts=[at("2022-01-06T14:00"), at("2022-01-07T09:00")]
        )
        slots = list(meeting.slots.all())
        for user in stage.people():
            meetings.answer_times(by=user, meeting=meeting, answers={slot.pk: True for slot in slots})

        def fix(place: int) -> Callable[[], Any]:
            return lambda: meetings.fix_time(
                by=stage.mediator, meeting=Meeting.objects.get(pk=meeting.pk), slot=slots[place]
            )

        together(fix(0), fix(1))
        assert Room.objects.count() == 1
        meeting.refresh_from_db()
        assert meeting.state == MeetingState.FIXED


def test_one_screen_is_never_booked_twice(person: Person) -> None:
    user, rival = person(cast.WIFE), person(cast.BORROWER)
    site = Site.objects.create(
        name="海曙示范共享法庭",
        kind="special",
        host=cast.organisation(cast.HOST),
        court=Organisation.objects.get_or_create(name="法院", kind="court")[0],
        division="330203",
        address="示范街8号",
    )
    Terminal.objects.create(site=site, label="大厅屏")
    scope = user.pk

    def book(who: User, start: str, end: str) -> Callable[[], Any]:
        return lambda: sites.book(by=None, site=site, scope=scope, user=who, starts_at=at(start), ends_at=at(end))

    answers = together(
        book(user, "2022-01-06T14:00", "2022-01-06T15:00"), book(rival, "2022-01-06T14:30", "2022-01-06T15:30")
    )
    assert sum(isinstance(answer, Conflict) for answer in answers) == 1
    booking = Booking.objects.get()
    sites.cancel(by=None, booking=booking)
    sites.cancel(by=None, booking=booking)
    assert book(rival, "2022-01-06T14:30", "2022-01-06T15:30")()
    assert book(user, "2022-01-06T15:30", "2022-01-06T16:00")()
