"""Days for reading the record of a hearing, and where the recording may stand for it."""

from datetime import date

import pytest

from sharedcourt.law.hearing_record import reading_deadline, recording_may_stand


def test_five_days_to_read_the_record_the_day_of_the_hearing_not_counted() -> None:
    assert reading_deadline(date(2022, 3, 7)) == date(2022, 3, 14)  # 12 March is a Saturday
    assert reading_deadline(date(2022, 3, 9)) == date(2022, 3, 14)
    assert reading_deadline(date(2022, 3, 10)) == date(2022, 3, 15)


@pytest.mark.parametrize(("procedure", "may"), [("summary", True), ("small", True), ("ordinary", False), ("", False)])
def test_the_recording_stands_for_the_record_in_the_summary_procedure_alone(procedure: str, may: bool) -> None:
    assert recording_may_stand(procedure, date(2022, 3, 7)) is may
