"""A person's days for their own calendar program (RFC 5545), fetched by a secret address. It names no person."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext
from icalendar import Alarm, Calendar, Event

from sharedcourt.core import cipher, clock
from sharedcourt.notices.models import CalendarFeed
from sharedcourt.people.models import User

Source = Callable[[User], Iterable[Event]]
LOOK_BACK = timedelta(days=60)  # what was longer ago is left out
READ_AGAIN = timedelta(hours=4)
MOST_EVENTS = 500

_sources: list[Source] = []


def register(source: Source) -> None:
    """A room above gives a person's events, with a fixed number of queries; call it in `AppConfig.ready`."""
    if source not in _sources:
        _sources.append(source)


def person_of(word: str) -> User | None:
    """Whose calendar the secret word opens; None when it opens none (any more)."""
    feed = (
        CalendarFeed.objects.select_related("user")
        .filter(token_hash=cipher.keyed_hash("calendar", word), ended_at=None, user__is_active=True)
        .first()
    )
    return feed.user if feed is not None else None


def feed_of(user: User) -> bytes:
    """Everything the rooms know of, in the person's language."""
    with translation.override(user.language):
        calendar = Calendar()
        calendar.add("prodid", "-//sharedcourt//calendar//EN")
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        calendar.add("x-wr-calname", settings.SITE_NAME or gettext("Shared Court"))
        calendar.add("refresh-interval", READ_AGAIN, parameters={"VALUE": "DURATION"})
        for event in [event for source in _sources for event in source(user)][:MOST_EVENTS]:
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def last_day(uid: str, day: date, summary: str, url: str) -> Event:
    """A limit that ends with this day, with an alarm at nine in the morning of the day before."""
    event = Event()
    event.add("uid", f"{uid}@sharedcourt")
    event.add("dtstamp", clock.now())
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("summary", summary)
    event.add("url", url)
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", timedelta(hours=-15))
    event.add_component(alarm)
    return event
