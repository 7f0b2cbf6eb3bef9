"""Reads of tours, stops and seats."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from sharedcourt.core import cipher, clock, codes
from sharedcourt.hearings.circuit import policy
from sharedcourt.hearings.circuit.models import Equipment, PublicSeat, Stop, StopCheck, StopHearing, Tour
from sharedcourt.hearings.circuit.states import LIVE_SEATS, SeatState, TourState
from sharedcourt.hearings.models import Hearing, PublicHearing
from sharedcourt.hearings.states import BEFORE, HearingState
from sharedcourt.people.models import Membership, Organisation, Role, User
from sharedcourt.people.policy import organisation_ids
from sharedcourt.sites.models import Site

# What the public may come to: in open court, and held (CPL 137).
OPEN = Q(hearing__publicity=PublicHearing.OPEN) & ~Q(hearing__state__in=[HearingState.CANCELLED, HearingState.PLANNED])
MOST_SITES = 10


@dataclass(frozen=True)
class Checked:
    """One thing of a stop's list with what was found last."""

    item: Equipment
    check: StopCheck | None


def _seats_taken() -> Any:
    held = PublicSeat.objects.filter(stop=OuterRef("pk"), state=SeatState.HELD).order_by().values("stop")
    return Coalesce(Subquery(held.annotate(total=Sum("people")).values("total")), Value(0))


def _is_open() -> Exists:
    return Exists(StopHearing.objects.filter(OPEN, stop=OuterRef("pk")))


def stops() -> QuerySet[Stop]:
    """Stops with how many seats are taken, and whether anything there is in open court."""
    return Stop.objects.select_related("tour__court", "tour__judge", "tour__clerk", "site").annotate(
        taken=_seats_taken(), is_open=_is_open()
    )


def _run_by(user: Any) -> Q:
    return (
        Q(judge=user)
        | Q(clerk=user)
        | Q(arranged_by=user)
        | Q(court__in=organisation_ids(user, Role.COURT_ADMINISTRATOR))
    )


def tours_for(user: Any) -> QuerySet[Tour]:
    """Tours that the person runs (`policy.runs`), newest first."""
    found = Tour.objects.filter(_run_by(user)) if policy.courts_of(user) else Tour.objects.none()
    return found.select_related("court", "judge", "clerk").order_by("-first_day", "id")


def stops_for(user: Any) -> QuerySet[Stop]:
    """Stops of those tours."""
    if not policy.courts_of(user):
        return Stop.objects.none()
    return stops().filter(tour__in=Tour.objects.filter(_run_by(user)).order_by().values("pk"))


def stops_of(tour: Tour) -> QuerySet[Stop]:
    return stops().filter(tour=tour).order_by("starts_at", "id")


def public_stops(court: Organisation | None = None, text: str = "") -> QuerySet[Stop]:
    """What the public sees: stops of announced tours that are not over, soonest first."""
    found = stops().filter(tour__state=TourState.ANNOUNCED, cancelled_at=None, ends_at__gte=clock.now())
    if court is not None:
        found = found.filter(tour__court=court)
    if text:
        named = Q(place__icontains=text) | Q(address__icontains=text) | Q(division__startswith=text)
        found = found.filter(named | Q(tour__court__name__icontains=text))
    return found.order_by("starts_at", "id")


def public_hearings(stop: Stop) -> QuerySet[StopHearing]:
    """What is heard there in open court; nothing else is shown to the public, not even that it is held."""
    found = stop.held.filter(OPEN).select_related("hearing__case__number", "hearing__case__judge")
    return found.order_by("hearing__starts_at", "created_at")


def hearings_at(stop: Stop) -> QuerySet[StopHearing]:
    """Everything that is heard there, for the court."""
    found = stop.held.select_related("hearing__case__number", "hearing__case__dispute", "hearing__room", "courtroom")
    return found.order_by("hearing__starts_at", "created_at")


def attachable(stop: Stop) -> QuerySet[Hearing]:
    """Hearings of the court that have not begun and are at no stop, at the time of the stop or without a time."""
    at_the_time = Q(starts_at=None) | Q(starts_at__gte=stop.starts_at, starts_at__lt=stop.ends_at)
    return (
        Hearing.objects.filter(at_the_time, court=stop.tour.court_id, state__in=BEFORE, circuit=None)
        .select_related("case__number", "case__dispute")
        .order_by("starts_at", "id")
    )


def checks_of(stop: Stop) -> list[Checked]:
    """The list of equipment with what was found last (one query)."""
    last = {check.item: check for check in stop.checks.select_related("by")}
    return [Checked(item, last.get(item)) for item in Equipment]


def registered(stop: Stop) -> QuerySet[PublicSeat]:
    """Who has registered and not given up, in their order."""
    return stop.registered.filter(state__in=LIVE_SEATS).select_related("ticked_by").order_by("created_at", "id")


def seat_by_code(entered: str) -> PublicSeat | None:
    """The seat of a code; raises nothing, a wrong code finds none."""
    try:
        code = codes.normalise(entered)
    except codes.CodeInvalid:
        return None
    found = PublicSeat.objects.select_related("stop__tour__court", "stop__site")
    return found.filter(code_hash=cipher.keyed_hash("circuit.seat", code)).first()


def to_clear() -> QuerySet[Stop]:
    """Stops still to come where people have seats though nothing is held in open court any more."""
    live = PublicSeat.objects.filter(stop=OuterRef("pk"), state__in=LIVE_SEATS)
    return Stop.objects.filter(Exists(live), ~_is_open(), starts_at__gt=clock.now())


def people_of(court: Organisation, *roles: Role) -> QuerySet[User]:
    """Who has one of the roles at the court, by name of account."""
    at = Membership.objects.filter(organisation=court, role__in=roles, is_active=True).order_by().values("user")
    return User.objects.filter(pk__in=at, is_active=True).order_by("username")


def sites_named(text: str) -> list[Site]:
    """Open shared courts of a name or address, at most ten."""
    if not text:
        return []
    found = Site.objects.filter(Q(name__icontains=text) | Q(address__icontains=text), is_open=True)
    return list(found.order_by("name")[:MOST_SITES])


def with_stops(tours: QuerySet[Tour]) -> QuerySet[Tour]:
    """Tours with their stops (two queries)."""
    return tours.prefetch_related(Prefetch("stops", stops()))
