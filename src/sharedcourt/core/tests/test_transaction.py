"""An action that the database threw out of a deadlock is done again, once."""

import threading
from collections.abc import Callable

import pytest
from django.db import OperationalError, connection

from sharedcourt.core import transaction
from sharedcourt.people import cast
from sharedcourt.people.models import User


class _Lost(Exception):
    sqlstate = "40P01"


def _deadlock() -> OperationalError:
    error = OperationalError("deadlock detected")
    error.__cause__ = _Lost()
    return error


@pytest.mark.django_db(transaction=True)
def test_once_more_and_not_for_ever() -> None:
    tries: list[int] = []

    @transaction.atomic
    def act(losing: int) -> str:
        tries.append(1)
        if len(tries) <= losing:
            raise _deadlock()
        return "done"

    assert act(1) == "done" and len(tries) == 2
    tries.clear()
    with pytest.raises(OperationalError):
        act(5)
    assert len(tries) == 2
    tries.clear()
    with pytest.raises(OperationalError), transaction.atomic():
        act(1)
    assert len(tries) == 1, "inside another action only the whole can be done again"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_that_lock_each_other_out_both_do_their_work() -> None:
    one, two = cast.person(cast.BORROWER), cast.person(cast.WIFE)
    gate = threading.Barrier(2, timeout=30)
    done: list[str] = []

    @transaction.atomic
    def rename(first: User, then: User, name: str) -> None:
        User.objects.filter(pk=first.pk).update(name=name)
        if not gate.broken and not done:
            try:
                gate.wait(5)
            except threading.BrokenBarrierError:
                pass
        User.objects.filter(pk=then.pk).update(name=name)
        done.append(name)

    def run(act: Callable[[], None]) -> None:
        try:
            act()
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=(lambda: rename(one, two, "甲"),)),
        threading.Thread(target=run, args=(lambda: rename(two, one, "乙"),)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(done) == ["乙", "甲"]
    assert len(set(User.objects.filter(pk__in=[one.pk, two.pk]).values_list("name", flat=True))) == 1
