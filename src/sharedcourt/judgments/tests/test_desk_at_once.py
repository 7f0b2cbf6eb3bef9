"""Two people at the same instant: one publication, steps without gaps, the same text taken in once."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from sharedcourt.core.errors import Conflict
from sharedcourt.judgments import actions
from sharedcourt.judgments.models import Judgment, Publication, Step
from sharedcourt.judgments.tests import papers
from sharedcourt.ledger.models import Entry
from sharedcourt.people import cast

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works: Callable[[], object]) -> list[Exception | None]:
    """All of these at the same instant, each on a connection of its own; what became of each."""
    gate = threading.Barrier(len(works))
    found: list[Exception | None] = []

    def run(work: Callable[[], object]) -> None:
        gate.wait()
        try:
            work()
            found.append(None)
        except Exception as problem:
            found.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert len(found) == len(works)
    return found


def test_two_people_release_one_paper_once() -> None:
    row = papers.answered(papers.decided(papers.taken()))
    judge, clerk = papers.judge(), papers.clerk()
    works = [lambda by=by: actions.release(by=by, judgment=row) for by in (judge, clerk, judge, clerk)]
    found = at_once(*works)
    assert sum(problem is None for problem in found) == 1
    assert all(isinstance(problem, Conflict) for problem in found if problem is not None)
    assert Publication.objects.count() == 1
    assert Step.objects.count() == 1
    assert Entry.objects.filter(action="judgments.judgment.released").count() == 1


def test_many_released_at_once_have_steps_without_gaps() -> None:
    rows = [papers.answered(papers.decided(papers.taken(number))) for number in range(1, 7)]
    judge = papers.judge()
    found = at_once(*[lambda row=row: actions.release(by=judge, judgment=row) for row in rows])
    assert found == [None] * 6
    assert list(Step.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_the_same_text_from_two_people_is_taken_in_once() -> None:
    court, judge, clerk = cast.organisation(cast.COURT), papers.judge(), papers.clerk()
    text = papers.loan()
    found = at_once(*[lambda by=by: actions.take_in(by=by, court=court, text=text) for by in (judge, clerk)])
    assert sum(problem is None for problem in found) == 1
    assert Judgment.objects.count() == 1


def test_withdrawn_while_somebody_corrects() -> None:
    row = papers.answered(papers.decided(papers.taken()))
    judge, clerk = papers.judge(), papers.clerk()
    actions.release(by=judge, judgment=row)
    actions.correct(by=judge, judgment=row, reason="x")
    found = at_once(
        lambda: actions.release(by=judge, judgment=row, reason="补正"),
        lambda: actions.withdraw(by=clerk, judgment=row, reason="有误"),
    )
    # Whoever came first: in the end it is withdrawn, or it was refused to release what was withdrawn.
    assert found.count(None) >= 1
    assert not Publication.objects.filter(is_current=True).exists()
    assert Step.objects.order_by("-seq")[0].what == Step.What.WITHDRAWN
