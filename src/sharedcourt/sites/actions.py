"""Booking a site's screen for a session."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext as _

from sharedcourt.core import clock, quarters, transaction
from sharedcourt.core.errors import Conflict, Invalid
from sharedcourt.ledger.actions import record
from sharedcourt.ledger.locks import hold_ledger
from sharedcourt.people.models import User
from sharedcourt.sites import queries
from sharedcourt.sites.models import Booking, Site, TerminalQuarter


@transaction.atomic
def book(
    *, by: User | None, site: Site, scope: UUID, user: User | None, starts_at: datetime, ends_at: datetime
) -> Booking:
    """A free screen of the site for somebody's session; the room above has asked who may.

    The site is locked while a screen is looked for; that no screen is booked twice the database itself sees to, quarter of an hour by
    quarter. Raises `Conflict` when all are taken.
    """
    if ends_at <= starts_at:
        raise Invalid(_("The booking must end after it begins."), field="ends_at")
    hold_ledger()
    locked = Site.objects.select_for_update(no_key=True).get(pk=site.pk)
    if not locked.is_open:
        raise Invalid(_("This shared court is closed. Choose another one."), field="site")
    terminal = queries.free_terminals(locked, starts_at=starts_at, ends_at=ends_at).first()
    if terminal is None:
        raise Conflict(_("No screen of %(site)s is free at that time.") % {"site": locked.name}, field="site")
    booking = Booking.objects.create(terminal=terminal, scope=scope, user=user, starts_at=starts_at, ends_at=ends_at)
    taken = [
        TerminalQuarter(terminal=terminal, booking=booking, quarter=quarter)
        for quarter in quarters.between(starts_at, ends_at)
    ]
    try:
        with transaction.atomic():
            TerminalQuarter.objects.bulk_create(taken)
    except IntegrityError as error:
        raise Conflict(
            _("No screen of %(site)s is free at that time.") % {"site": locked.name}, field="site"
        ) from error
    record("sites.terminal.booked", by=by, subject=booking, scope=scope, terminal=terminal.pk, starts_at=starts_at)
    return booking


@transaction.atomic
def cancel(*, by: User | None, booking: Booking) -> Booking:
    """Give the screen free again. Doing it twice changes nothing."""
    hold_ledger()
    locked = Booking.objects.select_for_update(no_key=True).get(pk=booking.pk)
    if locked.cancelled_at is None:
        locked.cancelled_at = clock.now()
        locked.save(update_fields=["cancelled_at"])
        locked.quarters.all().delete()
        record("sites.terminal.booking_cancelled", by=by, subject=locked, scope=locked.scope)
    return locked
