"""Time in quarters of an hour: what may be taken once is taken quarter by quarter, so that a unique constraint keeps it single."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

QUARTER = timedelta(minutes=15)
_SECONDS = int(QUARTER.total_seconds())


def floor(moment: datetime) -> datetime:
    """The beginning of the quarter in which the moment lies, in UTC."""
    stamp = int(moment.timestamp())
    return datetime.fromtimestamp(stamp - stamp % _SECONDS, UTC)


def ceiling(moment: datetime) -> datetime:
    """The end of the last quarter that a time ending at this moment touches, in UTC."""
    low = floor(moment)
    return low if low == moment else low + QUARTER


def between(starts_at: datetime, ends_at: datetime) -> Iterator[datetime]:
    """The beginnings of all quarters that a time touches, its end excluded."""
    quarter, end = floor(starts_at), ceiling(ends_at)
    while quarter < end:
        yield quarter
        quarter += QUARTER


def number(moment: datetime, since: datetime) -> int:
    """How many quarters lie between two beginnings of quarters."""
    return int((moment - since).total_seconds()) // _SECONDS


def is_quarter(moment: datetime) -> bool:
    """Whether the moment is the beginning of a quarter."""
    return floor(moment) == moment
