"""Reading sites: which are open, and which of their screens are free."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from sharedcourt.core import clock, quarters
from sharedcourt.sites.models import Booking, Site, Terminal, TerminalQuarter
from sharedcourt.sites.policy import run_by


def open_sites() -> QuerySet[Site]:
    """Shared courts that take bookings: open, with at least one screen in use."""
    return Site.objects.filter(is_open=True, terminals__withdrawn_at=None, terminals__isnull=False).distinct()


def free_terminals(site: Site, *, starts_at: datetime, ends_at: datetime) -> QuerySet[Terminal]:
    """Screens of the site that nobody has booked for any quarter of an hour that the time touches (its end excluded)."""
    taken = TerminalQuarter.objects.filter(
        terminal=OuterRef("pk"), quarter__gte=quarters.floor(starts_at), quarter__lt=quarters.ceiling(ends_at)
    )
    return Terminal.objects.filter(~Exists(taken), site=site, withdrawn_at=None).order_by("label", "pk")


def bookings_to_check(user: Any) -> QuerySet[Booking]:
    """Bookings at the director's sites, from two hours before they begin until they end: only then is there someone to see."""
    now = clock.now()
    return Booking.objects.filter(
        terminal__site__in=run_by(user), cancelled_at=None, starts_at__lte=now + timedelta(hours=2), ends_at__gte=now
    ).select_related("user")
