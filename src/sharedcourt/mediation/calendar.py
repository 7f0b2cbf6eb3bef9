"""A meeting as a calendar file (RFC 5545). It names no person."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from sharedcourt.core import clock, codes
from sharedcourt.mediation.models import Meeting, Participant
from sharedcourt.mediation.states import MeetingState


def calendar_file(meeting: Meeting, participant: Participant | None) -> bytes:
    """One event with an alarm 30 minutes before; a cancelled meeting takes the event out of calendars."""
    from datetime import timedelta

    cancelled = meeting.state == MeetingState.CANCELLED
    calendar = Calendar()
    calendar.add("prodid", "-//sharedcourt//mediation//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
    event = Event()
    event.add("uid", f"{meeting.pk}@sharedcourt")
    event.add("dtstamp", clock.now())
    event.add("sequence", 1 if cancelled else 0)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.ends_at)
    event.add("summary", _("Mediation by video: dispute %(code)s") % {"code": codes.display(meeting.case.dispute.code)})
    event.add("url", settings.PUBLIC_URL + reverse("mediation:meeting", args=[meeting.pk]))
    event.add("description", str(_("Have your ID card at hand and test camera and microphone a few minutes earlier.")))
    if participant is not None and participant.site is not None:
        event.add("location", f"{participant.site.name}, {participant.site.address}")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", str(_("Mediation by video")))
    alarm.add("trigger", timedelta(minutes=-30))
    event.add_component(alarm)
    calendar.add_component(event)
    return bytes(calendar.to_ical())
