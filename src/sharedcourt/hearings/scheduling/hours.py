"""When hearings are held: the working calendar, the court's hours as a setting, and the notice that the law wants."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from sharedcourt.core import clock, quarters
from sharedcourt.core.errors import Invalid
from sharedcourt.hearings.models import Form, Hearing
from sharedcourt.law import hearings as rules
from sharedcourt.law.workdays import is_workday

SHORTEST, LONGEST = 15, 8 * 60  # minutes
FURTHEST = 365  # days ahead


def sessions() -> tuple[tuple[time, time], ...]:
    """The hours in which hearings are held, from SHAREDCOURT_HEARING_HOURS ("08:30-12:00,13:30-17:30"), China time."""
    try:
        found = tuple(
            (time.fromisoformat(first.strip()), time.fromisoformat(last.strip()))
            for first, last in (part.split("-") for part in settings.SHAREDCOURT_HEARING_HOURS)
        )
    except ValueError as error:
        raise ImproperlyConfigured("SHAREDCOURT_HEARING_HOURS: write 08:30-12:00,13:30-17:30") from error
    if not found or any(first >= last for first, last in found):
        raise ImproperlyConfigured("SHAREDCOURT_HEARING_HOURS: each part begins before it ends")
    return found


def within_hours(starts_at: datetime, ends_at: datetime) -> bool:
    """Whether the time lies on a working day within one of the court's sessions."""
    start, end = clock.local(starts_at), clock.local(ends_at)
    if start.date() != end.date() or not is_workday(start.date()):
        return False
    return any(first <= start.time() and end.time() <= last for first, last in sessions())


def starts_on(day: date, length: timedelta) -> Iterator[datetime]:
    """Every quarter at which a hearing of that length may begin on a day; none on a day off."""
    if not is_workday(day):
        return
    for first, last in sessions():
        moment = quarters.ceiling(datetime.combine(day, first, clock.SHANGHAI))
        end = datetime.combine(day, last, clock.SHANGHAI)
        while moment + length <= end:
            yield moment
            moment += quarters.QUARTER


def earliest_day(procedure: str, told: date | None = None) -> date:
    """The first day for which the notice is in time (CPL 139, 163)."""
    today = told or clock.today()
    return rules.notice(procedure, today).earliest(today)


def checked(hearing: Hearing, starts_at: datetime | None, minutes: int) -> tuple[datetime, datetime]:
    """When it begins and ends, if it can be held then. Raises Invalid beside the field.

    Circuit trials are held when people are there (CPL 138): for them the court's hours do not count.
    """
    if not SHORTEST <= minutes <= LONGEST or minutes % SHORTEST:
        raise Invalid(_("Give the length in quarters of an hour, up to eight hours."), field="minutes")
    if starts_at is None:
        raise Invalid(_("Choose when it begins."), field="starts_at")
    if not quarters.is_quarter(starts_at):
        raise Invalid(_("A hearing begins at a full quarter of an hour."), field="starts_at")
    if starts_at <= clock.now():
        raise Invalid(_("This time is over. Choose a later one."), field="starts_at")
    if starts_at > clock.now() + timedelta(days=FURTHEST):
        raise Invalid(_("Choose a day within a year."), field="starts_at")
    ends_at = starts_at + timedelta(minutes=minutes)
    if hearing.form != Form.CIRCUIT and not within_hours(starts_at, ends_at):
        raise Invalid(_("Choose a working day and a time within the court's hours."), field="starts_at")
    earliest = earliest_day(hearing.case.procedure)
    if clock.local(starts_at).date() < earliest:
        notice = rules.notice(hearing.case.procedure, clock.today())
        message = _("Everybody must be told three days before (%(article)s): from %(day)s on.")
        raise Invalid(message % {"article": notice.article, "day": earliest.isoformat()}, field="starts_at")
    return starts_at, ends_at
