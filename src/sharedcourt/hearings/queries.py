"""Reads of hearings, with a fixed number of queries and each list on an index of its own."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case as Choice
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, When

from sharedcourt.core import clock
from sharedcourt.disputes.models import Party
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.cases.queries import open_at_court
from sharedcourt.hearings import policy
from sharedcourt.hearings.models import Courtroom, Hearing, PanelMember, Participant, PublicHearing
from sharedcourt.hearings.states import HearingState
from sharedcourt.people.models import Membership, Organisation, Role, User
from sharedcourt.people.policy import acting_for, is_person, organisation_ids
from sharedcourt.rooms.models import Seat
from sharedcourt.rooms.states import SeatState

WITH = (
    "case__dispute",
    "case__court",
    "case__number",
    "case__judge",
    "court",
    "courtroom",
    "clerk",
    "room",
    "circuit__stop",
)
# Announced: held, or held already (CPL 139). What is being arranged has no time, and what was cancelled is not held.
ANNOUNCED = (
    HearingState.SCHEDULED,
    HearingState.IN_SESSION,
    HearingState.PAUSED,
    HearingState.SUSPENDED,
    HearingState.CLOSED,
)


def taking_part(user: Any) -> QuerySet[Participant]:
    """As what the person takes part in hearings now: not for a party that was taken out, nor with a seat that was taken away."""
    gone = Seat.objects.filter(room=OuterRef("hearing__room"), user=OuterRef("user"), state=SeatState.WITHDRAWN)
    return Participant.objects.filter(~Exists(gone), user=user, party__removed_at=None).order_by()


def rows() -> QuerySet[Hearing]:
    """Hearings with what a line of a list shows."""
    panel = PanelMember.objects.select_related("user").order_by("created_at")
    return Hearing.objects.select_related(*WITH).prefetch_related(Prefetch("panel", panel))


def courts_of(user: Any) -> set[UUID]:
    """The courts whose hearings the person sees because they work there. Programs do not work at a court."""
    return organisation_ids(user, *policy.AT_COURT) if is_person(user) and acting_for(user) is None else set()


def _takes_part(user: User) -> Q:
    """Who takes part; a program only for the organisation it belongs to. Before it has a time, a hearing concerns parties alone."""
    mine = taking_part(user)
    where = acting_for(user)
    if where is not None:
        mine = mine.filter(party__organisation=where)
    called = mine.filter(party=None).values("hearing")
    return Q(pk__in=mine.filter(party__isnull=False).values("hearing")) | (
        Q(pk__in=called) & ~Q(state__in=(HearingState.PLANNED,))
    )


def visible_to(user: Any) -> QuerySet[Hearing]:
    """Hearings the person may open: who takes part, who tries it and keeps its record, and to whom the case is open at the court."""
    if not is_person(user):
        return Hearing.objects.none()
    seen = _takes_part(user)
    if acting_for(user) is None:
        seen |= Q(pk__in=PanelMember.objects.filter(user=user).order_by().values("hearing")) | Q(clerk=user)
        if courts_of(user):
            seen |= Q(case__in=Case.objects.filter(open_at_court(user)).order_by().values("pk"))
    return rows().filter(seen)


def own(user: Any) -> QuerySet[Hearing]:
    """The person's own: takes part, tries, or keeps the record. Not the whole list of a court."""
    if not is_person(user):
        return Hearing.objects.none()
    seen = _takes_part(user)
    if acting_for(user) is None:
        seen |= Q(pk__in=PanelMember.objects.filter(user=user).order_by().values("hearing")) | Q(clerk=user)
    return rows().filter(seen)


def participants_of(hearing: Hearing) -> QuerySet[Participant]:
    """Who takes part, with what a page shows of them."""
    return (
        Participant.objects.filter(hearing=hearing)
        .select_related(
            "user", "party", "booking__terminal__site", "wish__site", "summoned", "beside__user", "beside__party"
        )
        .order_by("created_at", "id")
    )


def courts_with_list(user: Any) -> list[Organisation]:
    """The courts whose list the person may read, by name."""
    return policy.courts_of(user)


def day_in_china(day: date) -> tuple[datetime, datetime]:
    """From when until when a day lasts in China."""
    start = datetime.combine(day, time(), clock.SHANGHAI)
    return start, start + timedelta(days=1)


def of_court(court: Organisation, first: date, days: int) -> QuerySet[Hearing]:
    """Hearings of a court that begin in some days, in their order, on the index of the cause list."""
    start, _end = day_in_china(first)
    return (
        rows()
        .filter(court=court, starts_at__gte=start, starts_at__lt=start + timedelta(days=days))
        .order_by("starts_at", "id")
    )


def unheld(court: Organisation) -> QuerySet[Hearing]:
    """What is still being arranged at a court, oldest first."""
    return rows().filter(court=court, state=HearingState.PLANNED).order_by("created_at", "id")


# Which parties' names an upper room was ordered to hide from the public: each gives party ids, as a QuerySet of one column.
_hidden: list[Callable[[], QuerySet[Any, Any]]] = []


def register_hidden(parties: Callable[[], QuerySet[Any, Any]]) -> None:
    """Say whose names the cause list does not print; call it in `AppConfig.ready`."""
    if parties not in _hidden:
        _hidden.append(parties)


def cause_list(court: Organisation, day: date) -> QuerySet[Hearing]:
    """What is announced to the public: hearings in open court that are held on that day (CPL 137, 139)."""
    start, end = day_in_china(day)
    ordered = Q(pk__in=[])
    for parties in _hidden:
        ordered |= Q(pk__in=parties())
    shown = Party.objects.filter(removed_at=None).annotate(is_hidden=Choice(When(ordered, True), default=False))
    named = Prefetch("case__dispute__parties", shown.order_by("position"), to_attr="announced")
    return (
        rows()
        .filter(court=court, starts_at__gte=start, starts_at__lt=end, state__in=ANNOUNCED, publicity=PublicHearing.OPEN)
        .prefetch_related(named)
        .order_by("starts_at", "id")
    )


def courtrooms_of(court: Organisation | UUID) -> QuerySet[Courtroom]:
    """The open virtual courtrooms of a court."""
    return Courtroom.objects.filter(court=court, is_open=True).order_by("name")


def _members(court: Organisation | UUID, *roles: Role) -> QuerySet[User]:
    at = Membership.objects.filter(organisation=court, role__in=roles, is_active=True).order_by().values("user")
    return User.objects.filter(pk__in=at, is_active=True).order_by("username")


def clerks_of(court: Organisation | UUID) -> QuerySet[User]:
    """Who keeps records there."""
    return _members(court, Role.COURT_CLERK)


def judges_of(court: Organisation | UUID) -> QuerySet[User]:
    """Who may sit there, and preside."""
    return _members(court, Role.JUDGE)


def assessors_of(court: Organisation | UUID) -> QuerySet[User]:
    """Who may sit beside the judges there (CPL 40)."""
    return _members(court, Role.ASSESSOR)
