"""Reads for a terminal and its console."""

from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from sharedcourt.core import clock
from sharedcourt.hearings.attendance.models import BenchPlace
from sharedcourt.hearings.attendance.queries import BEFORE
from sharedcourt.hearings.models import Participant
from sharedcourt.hearings.states import HOLDING
from sharedcourt.sites.models import Booking, Site, Terminal
from sharedcourt.sites.policy import run_by

LONGEST = timedelta(hours=12)  # a hearing that began so long ago is not the one somebody comes to


def terminal_of_request(request: HttpRequest) -> Terminal | None:
    """The terminal the middleware found."""
    terminal: Terminal | None = getattr(request, "terminal", None)
    return terminal


def _today() -> tuple[datetime, datetime]:
    start = datetime.combine(clock.today(), time(), tzinfo=clock.SHANGHAI)
    return start, start + timedelta(days=1)


def bookings_today(terminal: Terminal) -> QuerySet[Booking]:
    """Today's bookings: the idle screen shows their times, whether it is a hearing, and nothing about whose they are."""
    start, end = _today()
    of_hearing = Q(Exists(Participant.objects.filter(booking=OuterRef("pk")))) | Q(
        Exists(BenchPlace.objects.filter(booking=OuterRef("pk")))
    )
    found = terminal.bookings.filter(cancelled_at=None, starts_at__gte=start, starts_at__lt=end)
    return found.annotate(is_hearing=of_hearing).order_by("starts_at")


def hearing_here(terminal: Terminal, user: Any) -> str:
    """Where somebody goes who has come to this site for a hearing: it is booked here for them about now. Empty when none is."""
    now = clock.now()
    about_now = {"booking__starts_at__lte": now + BEFORE, "booking__starts_at__gte": now - LONGEST}
    here = {"booking__terminal__site": terminal.site_id, "booking__cancelled_at": None, **about_now}
    comes = Participant.objects.filter(user=user, hearing__state__in=HOLDING, **here).select_related("hearing")
    participant = comes.order_by("booking__starts_at").first()
    if participant is not None:
        way = "entry" if participant.hearing.room_id is not None else "hearing"
        return reverse(f"hearings:{way}", args=[participant.hearing_id])
    sits = BenchPlace.objects.filter(member__user=user, member__hearing__state__in=HOLDING, **here)
    place = sits.select_related("member").order_by("booking__starts_at").first()
    return reverse("hearings:court", args=[place.member.hearing_id]) if place is not None else ""


def console(sites: QuerySet[Site]) -> QuerySet[Site]:
    """Sites with their terminals and today's bookings: three queries, however many there are."""
    start, end = _today()
    bookings = (
        Booking.objects.filter(cancelled_at=None, starts_at__gte=start, starts_at__lt=end)
        .select_related("user")
        .order_by("starts_at")
    )
    terminals = Terminal.objects.order_by("withdrawn_at", "label").prefetch_related(
        Prefetch("bookings", queryset=bookings, to_attr="today")
    )
    return sites.select_related("host", "court").prefetch_related(Prefetch("terminals", queryset=terminals))


def terminals_run_by(user: Any) -> QuerySet[Terminal]:
    return Terminal.objects.filter(site__in=run_by(user)).select_related("site")
