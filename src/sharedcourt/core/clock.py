"""The clock: aware UTC inside, Asia/Shanghai for people and for the law's days."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The current time, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Today's date in China: the day on which the law's periods run."""
    return now().astimezone(SHANGHAI).date()


def local(moment: datetime) -> datetime:
    """The same moment on a clock in China."""
    return moment.astimezone(SHANGHAI)
