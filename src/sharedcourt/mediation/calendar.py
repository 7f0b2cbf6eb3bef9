"""A meeting as a calendar file (RFC 5545), and a person's meetings and limits for their calendar. They name no person."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from sharedcourt.core import clock, codes
from sharedcourt.disputes import handover
from sharedcourt.disputes.queries import of_parties
from sharedcourt.mediation import queries
from sharedcourt.mediation.models import AgreementVersion, Case, Meeting, Participant
from sharedcourt.mediation.states import RUNNING, CaseState, MeetingState, VersionState
from sharedcourt.notices import calendars
from sharedcourt.people.models import User


def calendar_file(meeting: Meeting, participant: Participant | None) -> bytes:
    """One event with an alarm 30 minutes before; a cancelled meeting takes the event out of calendars."""
    calendar = Calendar()
    calendar.add("prodid", "-//sharedcourt//mediation//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if meeting.state == MeetingState.CANCELLED else "PUBLISH")
    calendar.add_component(meeting_event(meeting, participant))
    return bytes(calendar.to_ical())


def meeting_event(meeting: Meeting, participant: Participant | None) -> Event:
    """The event itself, for a file of its own or for the person's calendar."""
    cancelled = meeting.state == MeetingState.CANCELLED
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
    return event


def days_of(user: User) -> Iterator[Event]:
    """A person's meetings, and the last days of limits in their cases. A fixed number of queries."""
    since = clock.now() - calendars.LOOK_BACK
    mine = Participant.objects.filter(user=user, meeting__starts_at__gte=since).select_related("site")
    at = {participant.meeting_id: participant for participant in mine}
    held = (MeetingState.FIXED, MeetingState.HELD, MeetingState.CANCELLED)
    for meeting in queries.panels_of(user).filter(pk__in=at, state__in=held).order_by("starts_at"):
        yield meeting_event(meeting, at[meeting.pk])
    for case in _own_cases(user):
        address = settings.PUBLIC_URL + reverse("disputes:detail", args=[case.dispute_id])
        for key, day, words in _limits(case, user):
            if day is not None and day >= since.date():
                summary = f"{words}: {codes.display(case.dispute.code)}"
                yield calendars.last_day(f"{case.pk}-{key}", day, summary, address)


def _own_cases(user: User) -> QuerySet[Case]:
    """Those in which the person is a party, an agent or the mediator; a manager's whole house would fill a calendar."""
    mine = Q(dispute__in=of_parties(user).order_by().values("pk")) | Q(mediator=user)
    current = AgreementVersion.objects.filter(case=OuterRef("pk"), state=VersionState.EFFECTIVE)
    states = (*RUNNING, CaseState.CONCLUDED)
    found = queries.visible_to(user).filter(mine, state__in=states)
    return found.annotate(payment_due=Subquery(current.values("next_due")[:1])).order_by("offered_at")


def _limits(case: Case, user: User) -> list[tuple[str, date | None, str]]:
    if case.state == CaseState.CONCLUDED:
        payment = ("payment", case.payment_due, _("Next payment of the agreement"))  # type: ignore[attr-defined]
        if case.confirmation_due is None or handover.is_taken_further(case.dispute):
            return [payment]
        words = _("Last day to apply together for judicial confirmation")
        return [payment, ("confirmation", case.confirmation_due, words)]
    found = [("mediation", case.mediation_due, _("The mediation period ends"))]
    if case.state == CaseState.ACCEPTED and case.mediator_id == user.pk:
        found.append(("ask", case.ask_due, _("Last day to ask the other side")))
    return found
