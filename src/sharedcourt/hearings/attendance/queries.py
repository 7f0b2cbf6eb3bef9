"""Who is expected at which site, and how far they have been checked in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from sharedcourt.core import clock
from sharedcourt.hearings.attendance import policy
from sharedcourt.hearings.attendance.models import BenchPlace, CheckIn, Finding, Item
from sharedcourt.hearings.attendance.states import CheckInState
from sharedcourt.hearings.models import Hearing, PanelMember, Participant
from sharedcourt.hearings.states import HOLDING
from sharedcourt.people.policy import acting_for, is_person

# Before that there is nobody to see.
BEFORE = timedelta(hours=2)


@dataclass(frozen=True)
class Line:
    """One item of the list with what was found last."""

    item: Item
    finding: Finding | None

    @property
    def in_order(self) -> bool:
        return self.finding is not None and self.finding.in_order


def _people() -> QuerySet[Participant]:
    findings = Prefetch("check_in__findings", Finding.objects.select_related("by"))
    return (
        Participant.objects.filter(place=Participant.Place.SITE)
        .select_related("user", "hearing__court", "hearing__case__dispute", "hearing__clerk", "hearing__room")
        .select_related("booking__terminal__site", "check_in")
        .prefetch_related(findings)
    )


def expected(user: Any) -> QuerySet[Participant]:
    """People whom this director checks in: at their sites, from two hours before the hearing until it is over."""
    sites = policy.directed_by(user)
    return (
        _people()
        .filter(
            booking__terminal__site__in=sites,
            booking__cancelled_at=None,
            hearing__state__in=HOLDING,
            hearing__starts_at__lte=clock.now() + BEFORE,
        )
        .exclude(user=user if is_person(user) else None)
        .order_by("hearing__starts_at", "created_at", "id")
    )


def at_sites(hearing: Hearing) -> QuerySet[Participant]:
    """Who takes part in the hearing from a site."""
    return _people().filter(hearing=hearing).order_by("created_at", "id")


def visible_to(user: Any) -> QuerySet[Hearing]:
    """Hearings whose check-ins the person follows: their clerk and their panel."""
    if not is_person(user) or acting_for(user) is not None:
        return Hearing.objects.none()
    mine = PanelMember.objects.filter(user=user).order_by().values("hearing")
    return Hearing.objects.filter(Q(clerk=user) | Q(pk__in=mine)).select_related(
        "court", "case__number", "case__dispute"
    )


def check_in_of(participant: Participant) -> CheckIn | None:
    """The check-in, if it was begun."""
    try:
        return participant.check_in
    except CheckIn.DoesNotExist:
        return None


def lines(participant: Participant) -> list[Line]:
    """The checklist as it stands; of each item the last finding of this round (no query when prefetched)."""
    check = check_in_of(participant)
    last: dict[str, Finding] = {}
    if check is not None:
        last = {found.item: found for found in check.findings.all() if found.round == check.round}
    return [Line(item, last.get(item)) for item in policy.items_for(participant)]


def holds_back(participant: Participant) -> str:
    """Why somebody may not go in yet from a site: `stopped`, `unchecked`, or empty."""
    if participant.place != Participant.Place.SITE:
        return ""
    check = check_in_of(participant)
    if check is not None and check.state == CheckInState.STOPPED:
        return "stopped"
    return "" if check is not None and check.state == CheckInState.PASSED else "unchecked"


def seat_held_back(room_id: UUID, user_id: UUID) -> str:
    """The same for whoever has a seat in the room of a hearing (one query); empty for everybody who is at no site."""
    of_the_room = Participant.objects.filter(hearing__room=room_id, user=user_id, place=Participant.Place.SITE)
    participant = of_the_room.select_related("check_in").first()
    return holds_back(participant) if participant is not None else ""


def bench(hearing: Hearing) -> QuerySet[PanelMember]:
    """Who tries the hearing, with the place from which each takes part."""
    return hearing.panel.select_related("user", "sits_at__site", "sits_at__court").order_by("created_at")


def place_of_member(member: PanelMember) -> BenchPlace | None:
    """The other court or site from which they take part; None at the court that tries the case."""
    try:
        return member.sits_at
    except BenchPlace.DoesNotExist:
        return None


def place_words(place: BenchPlace | None) -> str:
    """What the place is called."""
    if place is None:
        return ""
    return str(place.site.name if place.site is not None else place.court.name if place.court is not None else "")


def place_of(hearing: Hearing, people: Iterable[Any]) -> dict[Any, str]:
    """The place name of each user of the hearing who is not at a device of their own, by the user's id (two queries)."""
    wanted = set(people)
    found: dict[Any, str] = {}
    taking_part = hearing.participants.filter(user__in=wanted).select_related("booking__terminal__site")
    for participant in taking_part:
        if participant.booking is not None:
            found[participant.user_id] = participant.booking.terminal.site.name
        elif participant.place == Participant.Place.COURT:
            found[participant.user_id] = hearing.court.name
    for member in bench(hearing).filter(user__in=wanted):
        found[member.user_id] = place_words(place_of_member(member)) or hearing.court.name
    return found
