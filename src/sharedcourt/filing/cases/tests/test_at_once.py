"""Two hundred clerks accept two hundred cases in the same moment; whatever happens, no number is missing or given twice."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection

from sharedcourt.core import cipher, clock
from sharedcourt.core.errors import Conflict
from sharedcourt.disputes.models import Dispute, Party
from sharedcourt.disputes.tests import worked
from sharedcourt.filing.cases import actions
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.models import CaseNumber
from sharedcourt.filing.tests.cases import submitted_case
from sharedcourt.law.filing import review_deadline
from sharedcourt.people import cast
from sharedcourt.people.models import User

CASES, HANDS, PATIENCE = 200, 8, 20


def many_submitted(count: int) -> list[Case]:
    """As many cases, handed in, as copies of one that went through the actions."""
    first = submitted_case()
    template, made = first.dispute, [first]
    for number in range(count - 1):
        dispute = Dispute.objects.create(
            applicant=template.applicant,
            opened_by=template.opened_by,
            elements=template.elements,
            contract_hash=cipher.keyed_hash("contract-number", f"N-{number}"),
        )
        for party in Party.objects.filter(dispute=template):
            Party.objects.create(
                dispute=dispute,
                side=party.side,
                capacity=party.capacity,
                kind=party.kind,
                organisation=party.organisation,
                name=party.name,
                position=party.position,
            )
        case = Case(
            dispute=dispute,
            court=first.court,
            court_ground=first.court_ground,
            desk=first.court,
            filed_by=first.filed_by,
            cause=first.cause,
            amount=worked.TOTAL,
            submitted_at=clock.now(),
            review_due=review_deadline(clock.today()),
        )
        case.submit()
        case.save()
        made.append(case)
    return made


def together(work: Callable[[Any], None], things: list[Any]) -> list[Exception]:
    """Eight hands do everything on the list as fast as they can; what went wrong."""
    waiting, lock, start = iter(things), threading.Lock(), threading.Barrier(HANDS)
    failed: list[Exception] = []

    def hand() -> None:
        try:
            start.wait()
            while True:
                with lock:
                    thing = next(waiting, None)
                if thing is None:
                    return
                work(thing)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=hand) for _ in range(HANDS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


def accept(case: Case) -> None:
    """Whoever is told that the database is busy clicks again."""
    clerk = User.objects.get(username=cast.FILING_CLERK.key)
    for _click in range(PATIENCE):
        try:
            actions.accept(by=clerk, case=case)
        except OperationalError as error:
            if "locked" not in str(error):
                raise
        else:
            return
    raise AssertionError("The database stayed busy.")


@pytest.mark.django_db(transaction=True)
def test_two_hundred_clerks_accept_two_hundred_cases_at_once(settings: Any) -> None:
    # Sealed notices are made by the worker afterwards, as in any installation.
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    cases = many_submitted(CASES)
    assert not together(accept, cases)
    serials = sorted(CaseNumber.objects.filter(kind="民初").values_list("serial", flat=True))
    assert serials == list(range(1, CASES + 1))
    assert Case.objects.filter(state="accepted", number__isnull=False).count() == CASES


@pytest.mark.django_db(transaction=True)
def test_eight_clerks_accept_the_same_case_and_it_gets_one_number() -> None:
    case = submitted_case()
    assert not together(accept, [case] * HANDS)
    assert CaseNumber.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_fails_after_the_number_was_drawn_leaves_no_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = many_submitted(2)
    clerk = cast.person(cast.FILING_CLERK)
    with monkeypatch.context() as patched, pytest.raises(Conflict):
        patched.setattr("sharedcourt.filing.cases.queries.next_judge", lambda _case: None)
        actions.accept(by=clerk, case=first)
    assert not CaseNumber.objects.exists()
    number = actions.accept(by=clerk, case=second).number
    assert number is not None and number.serial == 1


KILLED = """
import os, sys, time, django
django.setup()
from sharedcourt.filing.cases import actions
from sharedcourt.filing.cases import telling
from sharedcourt.filing.cases.models import Case
from sharedcourt.people.models import User
def hang(*_all, **_named):
    print("drawn", flush=True)
    time.sleep(60)
telling.tell = hang
actions.accept(by=User.objects.get(username="filing_clerk"), case=Case.objects.get(pk=sys.argv[1]))
"""


@pytest.mark.django_db(transaction=True)
def test_a_process_killed_between_number_and_commit_leaves_no_gap() -> None:
    first, second = many_submitted(2)
    settings = connection.settings_dict
    url = (
        f"sqlite:///{settings['NAME']}"
        if connection.vendor == "sqlite"
        else "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**settings)
    )
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(first.pk)],
        env={**os.environ, "DATABASE_URL": url},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "drawn"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    accept(second)
    assert [number.serial for number in CaseNumber.objects.all()] == [1]
    assert Case.objects.get(pk=first.pk).state == "submitted"
