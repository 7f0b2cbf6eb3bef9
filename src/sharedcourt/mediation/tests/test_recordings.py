"""What a session's recording takes from the mediation: its chapters, and who oversees it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from sharedcourt.core import clock
from sharedcourt.mediation.steps import STEP_NAMES, Step
from sharedcourt.notices.models import Message
from sharedcourt.people import cast
from sharedcourt.people.cast import Member
from sharedcourt.rooms import actions as rooms
from sharedcourt.rooms.recording import chapters, composing, noting, orders, policy
from sharedcourt.rooms.recording.models import Recording
from sharedcourt.rooms.tests import recorded
from tests.world import AT, World

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]


def test_the_chapters_are_the_steps_of_the_session() -> None:
    with time_machine.travel(AT, tick=True):
        world = World().signing()
        recording = recorded.ready(world.room)
        # As if it had run all day.
        recording.spans.all().delete()
        recording.spans.create(begun_at=clock.now() - timedelta(days=2), ended_at=clock.now() + timedelta(days=2))
        Recording.objects.update(seconds=4 * 24 * 3600)
        recording.refresh_from_db()
        words = [chapter.words for chapter in chapters.of(recording)]
        assert str(STEP_NAMES[Step.RIGHTS]) in words
        assert words.index(str(STEP_NAMES[Step.RIGHTS])) < words.index(str(STEP_NAMES[Step.PLAN]))
        assert policy.oversees(cast.person(cast.MANAGER), world.room)
        assert not policy.oversees(cast.person(cast.OTHER_MANAGER), world.room)


def test_mediator_and_organisation_hear_that_a_recording_failed_and_where_to_try_again() -> None:
    with time_machine.travel(AT, tick=True):
        world = World().signing()
        recording = Recording.objects.create(room=world.room)
        recording.run()
        recording.save()
        orders.note_fault(recording.pk, "lost", by=cast.person(cast.MEDIATOR))
        recording.refresh_from_db()
        recording.finish()
        recording.save()
        # Nothing came in.
        assert composing.compose_recording(recording.pk) == "failed"
        told = Message.objects.filter(kind__startswith="mediation.recording_", channel="in_app").order_by("created_at")
        page = f"/rooms/{world.room.pk}/recording/{recording.pk}/"
        assert {(message.kind, message.user.username, message.link) for message in told if message.user} == {
            (kind, member.key, page)
            for kind in ("mediation.recording_troubled", "mediation.recording_failed")
            for member in (cast.MEDIATOR, cast.MANAGER)
        }
        assert "重试" in told.filter(kind="mediation.recording_failed")[0].body


def test_a_film_with_a_fault_in_it_is_told_of_a_good_one_is_not() -> None:
    with time_machine.travel(AT, tick=True):
        world = World().signing()
        recording = recorded.ready(world.room)
        noting.note("composed", recording, by=None, faults=0)
        assert not Message.objects.filter(kind="mediation.recording_faulty").exists()
        noting.note("composed", recording, by=None, faults=2)
        assert Message.objects.filter(kind="mediation.recording_faulty", channel="in_app").count() == 2


def test_who_sees_what_on_the_page_of_a_recording(browser_of: Browser) -> None:
    with time_machine.travel(AT, tick=True):
        world = World().signing()
        rooms.add_seat(by=None, room=world.room, seat=rooms.SeatSpec(cast.person(cast.LIAISON_JUDGE), "liaison_judge"))
        world.room.seats.update(joined_at=clock.now())
        recording = recorded.ready(world.room)
        path = f"/rooms/{world.room.pk}/recording/{recording.pk}/"
        # Watch, delete, say whether it stands for the record. Called in for a while is not enough.
        expected = {
            cast.MEDIATOR: (True, True, False),
            cast.MANAGER: (True, True, False),
            cast.BORROWER: (True, False, True),
            cast.WIFE: (True, False, True),
            cast.LIAISON_JUDGE: (False, False, False),
            cast.OTHER_MANAGER: (False, False, False),
            cast.STRANGER: (False, False, False),
        }
        for member, (watches, deletes, decides) in expected.items():
            answer = browser_of(member).get(path)
            text = answer.content.decode()
            found = (answer.status_code == 200, f"{path}delete/" in text, f"{path}stands/" in text)
            assert found == (watches, deletes, decides), member.key
            # The viewer's own name lies over the picture.
            assert not watches or f"<span>{member.name} · " in text
            assert (browser_of(member).post(f"{path}delete/", {"reason": " "}).status_code == 422) is deletes
