"""Twelve villagers press at the same instant for the last five seats: five get them, the others wait, nobody is lost."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from sharedcourt.core import clock
from sharedcourt.filing.cases.tests.test_at_once import together
from sharedcourt.hearings.circuit import actions
from sharedcourt.hearings.circuit.models import PublicSeat
from sharedcourt.hearings.circuit.tests.test_story import STOP, at_stop


@pytest.mark.django_db(transaction=True)
def test_the_last_seats_are_given_once() -> None:
    cache.clear()
    begins = clock.now() + timedelta(days=3)
    stop = at_stop(STOP, begins, seats=5)
    numbers = list(range(12))

    def register(number: int) -> None:
        actions.register(stop=stop, name=f"村民{number}", phone=f"139{number:08d}", people=1)

    assert together(register, numbers) == []
    assert PublicSeat.objects.filter(state="held").count() == 5
    assert PublicSeat.objects.filter(state="waiting").count() == 7
    held = list(PublicSeat.objects.filter(state="held"))

    def give_up(seat: PublicSeat) -> None:
        actions.give_up(seat=seat)

    assert together(give_up, held) == []
    assert PublicSeat.objects.filter(state="held").count() == 5, "as many have moved up"
    assert PublicSeat.objects.filter(state="waiting").count() == 2
