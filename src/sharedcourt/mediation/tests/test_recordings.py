"""What a session's recording takes from the mediation: its chapters, and who oversees it."""

from datetime import timedelta

import pytest
import time_machine

from sharedcourt.core import clock
from sharedcourt.mediation.steps import STEP_NAMES, Step
from sharedcourt.people import cast
from sharedcourt.rooms.recording import chapters, policy
from sharedcourt.rooms.recording.models import Recording
from sharedcourt.rooms.tests import recorded
from tests.world import AT, World

pytestmark = pytest.mark.django_db


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
