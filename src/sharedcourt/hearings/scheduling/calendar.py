"""A person's hearings for their own calendar. They name no person."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from sharedcourt.core import clock, codes
from sharedcourt.hearings import queries
from sharedcourt.hearings.models import Form, Hearing, Participant
from sharedcourt.hearings.places import place_of_hearing, stop_of
from sharedcourt.hearings.states import HOLDING, HearingState
from sharedcourt.notices import calendars
from sharedcourt.people.models import User


def event_of(hearing: Hearing, participant: Participant | None) -> Event:
    """The hearing with an alarm an hour before; a cancelled one takes the event out of calendars."""
    cancelled = hearing.state == HearingState.CANCELLED
    event = Event()
    event.add("uid", f"{hearing.pk}@sharedcourt")
    event.add("dtstamp", clock.now())
    event.add("sequence", int(clock.now().timestamp()) // 60)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    in_turn = hearing.form == Form.IN_TURN
    if in_turn and hearing.starts_at is not None and hearing.ends_at is not None:
        # Whole days, at a time of one's own (ODLR 20).
        event.add("dtstart", clock.local(hearing.starts_at).date())
        event.add("dtend", clock.local(hearing.ends_at).date() + timedelta(days=1))
    else:
        event.add("dtstart", hearing.starts_at)
        event.add("dtend", hearing.ends_at)
    number = hearing.case.number.text if hearing.case.number is not None else codes.display(hearing.case.dispute.code)
    event.add("summary", _("Hearing: %(number)s") % {"number": number})
    event.add("url", settings.PUBLIC_URL + reverse("hearings:hearing", args=[hearing.pk]))
    booking = participant.booking if participant is not None else None
    if booking is not None:
        event.add("location", f"{booking.terminal.site.name}, {booking.terminal.site.address}")
    elif stop_of(hearing) is not None:
        event.add("location", place_of_hearing(hearing))
    elif place_of_hearing(hearing):
        event.add("location", f"{hearing.court.name}, {place_of_hearing(hearing)}")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", str(_("Hearing")))
    alarm.add("trigger", timedelta(hours=8) if in_turn else timedelta(hours=-1))
    event.add_component(alarm)
    return event


def calendar_file(hearing: Hearing, participant: Participant | None) -> bytes:
    """One hearing as a calendar file (RFC 5545)."""
    calendar = Calendar()
    calendar.add("prodid", "-//sharedcourt//hearings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if hearing.state == HearingState.CANCELLED else "PUBLISH")
    calendar.add_component(event_of(hearing, participant))
    return bytes(calendar.to_ical())


def days_of(user: User) -> Iterator[Event]:
    """A person's hearings with their time. A fixed number of queries."""
    since = clock.now() - calendars.LOOK_BACK
    states = (*HOLDING, HearingState.CLOSED, HearingState.CANCELLED)
    found = list(queries.own(user).filter(starts_at__gte=since, state__in=states).order_by("starts_at", "id"))
    mine = Participant.objects.filter(user=user, hearing__in=[row.pk for row in found])
    places = {row.hearing_id: row for row in mine.select_related("booking__terminal__site")}
    for hearing in found:
        yield event_of(hearing, places.get(hearing.pk))
