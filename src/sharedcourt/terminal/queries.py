"""Reads for a terminal and its console."""

from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest

from sharedcourt.core import clock
from sharedcourt.hearings.attendance.models import BenchPlace
from sharedcourt.hearings.models import Participant
from sharedcourt.sites.models import Booking, Site, Terminal
from sharedcourt.sites.policy import run_by


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
