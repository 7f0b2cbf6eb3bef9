"""What time alone makes happen: in the morning the directors of sites hear that somebody comes today. Safe to call twice."""

from datetime import datetime, time

from django.db.models import Q
from django.urls import reverse

from sharedcourt.core import clock, transaction
from sharedcourt.hearings import telling
from sharedcourt.hearings.attendance.models import BenchPlace
from sharedcourt.hearings.models import Participant
from sharedcourt.hearings.queries import day_in_china
from sharedcourt.hearings.states import HOLDING
from sharedcourt.ledger.locks import hold_ledger
from sharedcourt.notices import actions as notices
from sharedcourt.notices.models import Message
from sharedcourt.people.models import User
from sharedcourt.sites.models import Booking

KIND = "hearings.expected_today"
FROM = time(7)  # nobody is told in the night


def run(now: datetime | None = None) -> int:
    """Tell each director once a day; how many were told now."""
    moment = clock.local(now or clock.now())
    if moment.time() < FROM:
        return 0
    start, end = day_in_china(moment.date())
    at_sites: dict[User, list[Booking]] = {}
    for booking in _bookings(start, end):
        for director in telling.directors_of(booking.terminal.site):
            at_sites.setdefault(director, []).append(booking)
    return sum(_tell(director, found, start) for director, found in at_sites.items())


def _bookings(start: datetime, end: datetime) -> list[Booking]:
    taking_part = Participant.objects.filter(hearing__state__in=HOLDING, booking__starts_at__range=(start, end))
    sitting = BenchPlace.objects.filter(member__hearing__state__in=HOLDING, booking__starts_at__range=(start, end))
    wanted = Q(pk__in=taking_part.order_by().values("booking")) | Q(pk__in=sitting.order_by().values("booking"))
    found = Booking.objects.filter(wanted, cancelled_at=None, starts_at__gte=start, starts_at__lt=end)
    return list(found.select_related("terminal__site").order_by("starts_at", "id"))


@transaction.atomic
def _tell(director: User, bookings: list[Booking], since: datetime) -> bool:
    hold_ledger()
    if Message.objects.filter(user=director, kind=KIND, created_at__gte=since).exists():
        return False
    sites = "、".join(dict.fromkeys(booking.terminal.site.name for booking in bookings))
    context = {"sites": sites, "first": f"{clock.local(bookings[0].starts_at):%H:%M}"}
    notices.tell(user=director, kind=KIND, context=context, scope=None, link=reverse("hearings:attendance"))
    return True
