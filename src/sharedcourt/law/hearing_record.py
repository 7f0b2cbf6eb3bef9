"""The record of a hearing: until when it may be read and corrected, and when the recording may stand for it."""

from datetime import date

from sharedcourt.law.tables import rule
from sharedcourt.law.workdays import add_days_rolling


def reading_deadline(told_on: date) -> date:
    """The last day on which a correction may be asked for by whoever was told on that day to read the record (CPL 150)."""
    return add_days_rolling(told_on, int(rule("hearing_record", "reading", told_on)["value"]))


def recording_may_stand(procedure: str, on: date) -> bool:
    """Whether the procedure allows that the recording stands for the record, should every party agree (REC 8)."""
    return procedure in rule("hearing_record", "recording_stands", on)["procedures"]
