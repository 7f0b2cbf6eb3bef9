"""Case numbers: unique and without a gap, whoever gives them at the same moment, whatever is undone."""

import threading
from datetime import date

import pytest
from django.db import connection, transaction

from sharedcourt.core.errors import Conflict
from sharedcourt.filing import numbers
from sharedcourt.filing.models import CaseNumber
from sharedcourt.people import cast
from sharedcourt.people.models import Organisation

ON = date(2022, 1, 10)


def give(kind: str = "民特", on: date = ON, court: str = cast.COURT) -> str:
    with transaction.atomic():
        return numbers.give(cast.organisation(court), kind, on=on).text


@pytest.mark.django_db
def test_each_court_year_and_kind_counts_for_itself() -> None:
    assert give() == "（2022）浙0302民特1号"
    assert give() == "（2022）浙0302民特2号"
    assert give("诉前调确") == "（2022）浙0302诉前调确1号"
    assert give(on=date(2023, 1, 3)) == "（2023）浙0302民特1号"
    assert give(court=cast.OTHER_COURT) == "（2022）浙0203民特1号"


@pytest.mark.django_db
def test_what_is_undone_leaves_no_gap() -> None:
    give()
    with pytest.raises(RuntimeError), transaction.atomic():
        numbers.give(cast.organisation(cast.COURT), "民特", on=ON)
        raise RuntimeError
    assert give() == "（2022）浙0302民特2号"


@pytest.mark.django_db
def test_a_court_without_a_code_gives_none() -> None:
    court = Organisation.objects.create(kind="court", name="无代字法院", division="330303", court_level="basic")
    with pytest.raises(Conflict):
        numbers.give(court, "民特", on=ON)


@pytest.mark.django_db(transaction=True)
def test_two_hundred_clerks_at_the_same_time_leave_no_gap() -> None:
    cast.organisation(cast.COURT)
    clerks, start, failed = 200, threading.Barrier(8), []
    waiting = iter(range(clerks))
    lock = threading.Lock()

    def work() -> None:
        try:
            start.wait()
            while True:
                with lock:
                    if next(waiting, None) is None:
                        return
                give()
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    serials = sorted(CaseNumber.objects.values_list("serial", flat=True))
    assert serials == list(range(1, clerks + 1))
