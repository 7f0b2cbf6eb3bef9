"""Planning a tour: its days, its judge and clerk, and the stops."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Conflict, Invalid
from sharedcourt.hearings.circuit import policy, queries, stopping, telling
from sharedcourt.hearings.circuit.actions import seats
from sharedcourt.hearings.circuit.models import MOST_SEATS, Stop, Tour
from sharedcourt.hearings.circuit.states import TourState
from sharedcourt.hearings.scheduling import calling
from sharedcourt.ledger.actions import record
from sharedcourt.ledger.locks import hold_ledger
from sharedcourt.people.models import Organisation, Role, User
from sharedcourt.sites.models import Site

LONGEST_TITLE = 80
DIVISION_DIGITS = 6


@dataclass(frozen=True, kw_only=True)
class TourEntry:
    """What is said of a tour."""

    title: str
    judge: User
    clerk: User
    first_day: date
    last_day: date


@dataclass(frozen=True, kw_only=True)
class StopEntry:
    """What is said of a stop; at a shared court the place, address and division are the site's own."""

    kind: str
    site: Site | None = None
    place: str = ""
    address: str = ""
    division: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    starts_at: datetime
    ends_at: datetime
    seats: int = 0


def locked_tour(pk: UUID) -> Tour:
    """The tour as it stands, after the ledger (`ledger.locks`)."""
    hold_ledger()
    found = Tour.objects.select_for_update(of=("self",), no_key=True).select_related("court", "judge", "clerk")
    return found.get(pk=pk)


def locked_stop(pk: UUID) -> Stop:
    """The stop as it stands, its tour beside it, after the ledger."""
    hold_ledger()
    found = Stop.objects.select_for_update(of=("self",), no_key=True).select_related("tour__court", "site")
    return found.get(pk=pk)


def note(action: str, subject: Any, *, by: User | None, **facts: Any) -> None:
    """Record what belongs to no dispute."""
    record(f"hearings.circuit.{action}", by=by, subject=subject, scope=None, **facts)


def require_live(tour: Tour) -> None:
    if tour.state == TourState.CANCELLED:
        raise Conflict(_("The tour has been cancelled."))


def _checked(court: Organisation, entry: TourEntry) -> dict[str, Any]:
    title = needed(entry.title, "title", _("Give the tour a name."))
    if len(title) > LONGEST_TITLE:
        raise Invalid(_("Use at most %(count)d characters.") % {"count": LONGEST_TITLE}, field="title")
    if entry.last_day < entry.first_day:
        raise Invalid(_("The last day must not be before the first."), field="last_day")
    if not queries.people_of(court, Role.JUDGE).filter(pk=entry.judge.pk).exists():
        raise Invalid(_("Choose a judge of the court."), field="judge")
    if not queries.people_of(court, Role.COURT_CLERK).filter(pk=entry.clerk.pk).exists():
        raise Invalid(_("Choose a clerk of the court."), field="clerk")
    return {
        "title": title,
        "judge": entry.judge,
        "clerk": entry.clerk,
        "first_day": entry.first_day,
        "last_day": entry.last_day,
    }


@transaction.atomic
def plan_tour(*, by: User, court: Organisation, entry: TourEntry) -> Tour:
    """The court plans to hear cases where people are (CPL 138). Raises `NotAllowed`, `Invalid`."""
    policy.require_planning(by, court)
    tour = Tour.objects.create(court=court, arranged_by=by, **_checked(court, entry))
    note("planned", tour, by=by, court=court.pk, first_day=tour.first_day, last_day=tour.last_day)
    return tour


@transaction.atomic
def change_tour(*, by: User, tour: Tour, entry: TourEntry) -> Tour:
    """Other days, another judge or clerk. Raises `Invalid` (`last_day`) when a stop would lie outside."""
    row = locked_tour(tour.pk)
    policy.require_running(by, row)
    require_live(row)
    for name, value in _checked(row.court, entry).items():
        setattr(row, name, value)
    for stop in row.stops.filter(cancelled_at=None):
        _require_within(row, stop.starts_at, stop.ends_at, field="last_day")
    row.save()
    note("changed", row, by=by, first_day=row.first_day, last_day=row.last_day)
    return row


def _require_within(tour: Tour, starts_at: datetime, ends_at: datetime, *, field: str) -> None:
    days = (clock.local(starts_at).date(), clock.local(ends_at).date())
    if days[0] < tour.first_day or days[1] > tour.last_day:
        raise Invalid(_("A stop must lie within the days of the tour."), field=field)


@transaction.atomic
def announce(*, by: User, tour: Tour) -> Tour:
    """The public sees the tour. Doing it twice changes nothing; raises `Conflict` without a stop."""
    row = locked_tour(tour.pk)
    policy.require_running(by, row)
    if row.state == TourState.ANNOUNCED:
        return row
    require_live(row)
    if not row.stops.filter(cancelled_at=None).exists():
        raise Conflict(_("Add a stop first."))
    row.announce()
    row.save()
    note("announced", row, by=by)
    return row


@transaction.atomic
def cancel_tour(*, by: User, tour: Tour) -> Tour:
    """The court does not come: every stop still to come is off, and whoever had seats or was to be heard there is told."""
    scopes = stopping.hold_scopes(tour.stops.values_list("pk", flat=True))
    row = locked_tour(tour.pk)
    policy.require_running(by, row)
    if row.state == TourState.CANCELLED:
        return row
    for pk in row.stops.filter(cancelled_at=None, ends_at__gt=clock.now()).values_list("pk", flat=True):
        _call_off(locked_stop(pk), scopes, by=by)
    row.cancel()
    row.save()
    note("cancelled", row, by=by)
    return row


def _stop_facts(tour: Tour, entry: StopEntry) -> dict[str, Any]:
    if entry.kind not in Stop.Kind.values:
        raise Invalid(_("Choose what kind of place it is."), field="kind")
    if entry.ends_at <= entry.starts_at:
        raise Invalid(_("It must end after it begins."), field="ends_at")
    _require_within(tour, entry.starts_at, entry.ends_at, field="starts_at")
    if not 0 <= entry.seats <= MOST_SEATS:
        raise Invalid(_("Between 0 and %(count)d seats.") % {"count": MOST_SEATS}, field="seats")
    if (entry.latitude is None) != (entry.longitude is None):
        raise Invalid(_("Give both coordinates or none."), field="longitude")
    site = entry.site
    if site is not None and not site.is_open:
        raise Invalid(_("This shared court is closed. Choose another one."), field="site")
    division = site.division if site is not None else entry.division.strip()
    if not (division.isascii() and division.isdigit() and len(division) == DIVISION_DIGITS):
        raise Invalid(_("The code of an administrative division has six digits (GB/T 2260)."), field="division")
    place = site.name if site is not None else needed(entry.place, "place", _("Name the place."))
    where = site.address if site is not None else needed(entry.address, "address", _("Enter the address."))
    return {
        "kind": entry.kind,
        "site": site,
        "place": place[:120],
        "address": where[:200],
        "division": division,
        "latitude": entry.latitude,
        "longitude": entry.longitude,
        "starts_at": entry.starts_at,
        "ends_at": entry.ends_at,
        "seats": entry.seats,
    }


@transaction.atomic
def add_stop(*, by: User, tour: Tour, entry: StopEntry) -> Stop:
    """One more place where the court sits. Raises `NotAllowed`, `Invalid`, and `Conflict` when the tour is cancelled."""
    row = locked_tour(tour.pk)
    policy.require_running(by, row)
    require_live(row)
    stop = Stop.objects.create(tour=row, **_stop_facts(row, entry))
    note("stop_added", stop, by=by, tour=row.pk, division=stop.division, starts_at=stop.starts_at, seats=stop.seats)
    return stop


@transaction.atomic
def change_stop(*, by: User, stop: Stop, entry: StopEntry) -> Stop:
    """Another time, place or number of seats; whoever has seats or is heard there is told of another time or place.

    A hearing that begins outside the new time is not held there any more, and its clerk is told.
    Raises `Invalid` (`seats`) when more seats are kept already than there would be.
    """
    scopes = stopping.hold_scopes([stop.pk])
    tour = locked_tour(stop.tour_id)
    policy.require_running(by, tour)
    require_live(tour)
    row = locked_stop(stop.pk)
    _require_on(row)
    before = (row.place, row.address, row.starts_at)
    facts = _stop_facts(tour, entry)
    if facts["seats"] < seats.held(row):
        raise Invalid(_("%(count)d seats are kept for people already.") % {"count": seats.held(row)}, field="seats")
    for name, value in facts.items():
        setattr(row, name, value)
    row.save()
    note("stop_changed", row, by=by, division=row.division, starts_at=row.starts_at, seats=row.seats)
    if before != (row.place, row.address, row.starts_at):
        for seat in queries.registered(row):
            telling.tell(seat, "hearings.circuit_moved", row)
    for hearing in stopping.coming_to(row, scopes):
        if not stopping.fits(row, hearing):
            stopping.leave_and_tell(hearing, by=by)
        elif before[:2] != (row.place, row.address):
            calling.tell_change(hearing, "hearings.circuit_place_moved", by)
    seats.promote(row)
    return row


def _require_on(stop: Stop) -> None:
    if stop.cancelled_at is not None:
        raise Conflict(_("This stop has been cancelled."))


@transaction.atomic
def cancel_stop(*, by: User, stop: Stop) -> Stop:
    """The court does not come there; whoever had seats or was to be heard there is told. Doing it twice changes nothing."""
    scopes = stopping.hold_scopes([stop.pk])
    tour = locked_tour(stop.tour_id)
    policy.require_running(by, tour)
    row = locked_stop(stop.pk)
    if row.cancelled_at is None:
        _call_off(row, scopes, by=by)
    return row


def _call_off(stop: Stop, scopes: set[UUID], *, by: User) -> None:
    stop.cancelled_at = clock.now()
    stop.save(update_fields=["cancelled_at"])
    note("stop_cancelled", stop, by=by)
    seats.end_all(stop, by=by)
    for hearing in stopping.coming_to(stop, scopes):
        stopping.leave_and_tell(hearing, by=by)
