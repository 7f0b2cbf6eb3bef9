"""Times that suit everybody: the panel, the clerk, the parties, a courtroom, and a free terminal wherever one is wanted.

Everything that is taken in the days asked for is read with a handful of queries, whatever their number, into one whole number per
resource in which each bit is a quarter of an hour. Whether a time suits is then a comparison of bits.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from sharedcourt.core import clock, quarters
from sharedcourt.hearings import queries
from sharedcourt.hearings.attendance.models import BenchPlace
from sharedcourt.hearings.models import Courtroom, Form, Hearing, Participant
from sharedcourt.hearings.scheduling import holding, hours
from sharedcourt.hearings.scheduling.models import Occupied
from sharedcourt.people import busy
from sharedcourt.sites.models import Site, Terminal, TerminalQuarter

MOST_DAYS = 60
MOST_FOUND = 60
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Needs:
    """What a hearing needs at one time.

    `people`: all of them. `judges`: of these candidates at least `judges_needed` (a panel to be chosen). `courtrooms`: one of them.
    `places`: for each wanted terminal the sites of which one will do; wants for the same site need a terminal each. `opening`: when
    sites are open, by site (local hours), where that counts.
    """

    minutes: int
    people: frozenset[UUID] = frozenset()
    judges: frozenset[UUID] = frozenset()
    judges_needed: int = 0
    courtrooms: Sequence[UUID] = ()
    places: Sequence[frozenset[UUID]] = ()
    apart_from: UUID | None = None  # a hearing that is moved does not stand in its own way


@dataclass(frozen=True)
class Suiting:
    """A time that suits, the courtrooms free then, and the judges of the candidates who are."""

    starts_at: datetime
    ends_at: datetime
    courtrooms: tuple[UUID, ...]
    judges: tuple[UUID, ...] = ()


@dataclass
class _Read:
    """What is taken in the days asked for: a whole number per resource, one bit per quarter since the first day."""

    since: datetime
    taken: dict[UUID, int] = field(default_factory=dict)
    terminals: dict[UUID, list[UUID]] = field(default_factory=dict)
    open_hours: dict[UUID, tuple[int, int]] = field(default_factory=dict)

    def busy(self, resource: UUID, mask: int) -> bool:
        return bool(self.taken.get(resource, 0) & mask)


def _read(needs: Needs, first: date, days: int) -> _Read:
    start, _end = queries.day_in_china(first)
    since = quarters.floor(start)
    until = since + timedelta(days=days)
    read = _Read(since)
    resources = [*needs.people, *needs.judges, *needs.courtrooms]
    taken = Occupied.objects.filter(resource__in=resources, quarter__gte=since, quarter__lt=until).order_by()
    if needs.apart_from is not None:
        taken = taken.exclude(hearing=needs.apart_from)
    _fill(read, taken.values_list("resource", "quarter"))
    _fill(read, _elsewhere([*needs.people, *needs.judges], since, until))
    sites = {pk for place in needs.places for pk in place}
    if sites:
        _read_sites(read, sites, until, needs.apart_from)
    return read


def _elsewhere(people: list[UUID], since: datetime, until: datetime) -> Iterator[tuple[UUID, datetime]]:
    """The quarters in which these people are taken by what other rooms have fixed with them, as meetings of a mediation."""
    for person, starts_at, ends_at in busy.taken(people, since, until):
        for quarter in quarters.between(max(starts_at, since), min(ends_at, until)):
            yield person, quarter


def _fill(read: _Read, rows: Iterable[tuple[UUID, datetime]]) -> None:
    taken, since = read.taken, read.since
    for resource, quarter in rows:
        taken[resource] = taken.get(resource, 0) | 1 << quarters.number(quarter, since)


def _read_sites(read: _Read, sites: set[UUID], until: datetime, apart_from: UUID | None) -> None:
    wanted = list(sites)
    for site, opens, closes in Site.objects.filter(pk__in=wanted, is_open=True).values_list(
        "pk", "opens_at", "closes_at"
    ):
        read.open_hours[site] = (opens.hour * 60 + opens.minute, closes.hour * 60 + closes.minute)
    rows = Terminal.objects.filter(site__in=wanted, withdrawn_at=None).order_by()
    for site, terminal in rows.values_list("site_id", "pk"):
        read.terminals.setdefault(site, []).append(terminal)
    taken = TerminalQuarter.objects.filter(
        terminal__site__in=wanted, quarter__gte=read.since, quarter__lt=until
    ).order_by()
    if apart_from is not None:
        own = Participant.objects.filter(hearing=apart_from, booking__isnull=False).values("booking")
        bench = BenchPlace.objects.filter(member__hearing=apart_from, booking__isnull=False).values("booking")
        taken = taken.exclude(booking__in=own).exclude(booking__in=bench)
    _fill(read, taken.values_list("terminal_id", "quarter"))


def times(
    needs: Needs, *, first: date, days: int, most: int = MOST_FOUND, now: datetime | None = None
) -> list[Suiting]:
    """Up to `most` times within `days` days from `first` that suit everybody, earliest first."""
    days = max(1, min(days, MOST_DAYS))
    read = _read(needs, first, days)
    length = timedelta(minutes=needs.minutes)
    bits = (1 << (needs.minutes // 15)) - 1
    everybody = 0
    for person in needs.people:
        everybody |= read.taken.get(person, 0)
    earliest = now or clock.now()
    found: list[Suiting] = []
    for starts_at in _starts(first, days, length):
        if starts_at <= earliest:
            continue
        mask = bits << quarters.number(starts_at, read.since)
        if everybody & mask:
            continue
        suiting = _suiting(needs, read, starts_at, length, mask)
        if suiting is not None:
            found.append(suiting)
            if len(found) >= most:
                break
    return found


def _starts(first: date, days: int, length: timedelta) -> Iterator[datetime]:
    for step in range(days):
        yield from hours.starts_on(first + step * DAY, length)


def _suiting(needs: Needs, read: _Read, starts_at: datetime, length: timedelta, mask: int) -> Suiting | None:
    rooms = tuple(room for room in needs.courtrooms if not read.busy(room, mask))
    if not rooms and needs.courtrooms:
        return None
    judges = tuple(judge for judge in needs.judges if not read.busy(judge, mask))
    if len(judges) < needs.judges_needed:
        return None
    if needs.places and not _placed(needs.places, read, starts_at, length, mask):
        return None
    return Suiting(starts_at, starts_at + length, rooms, judges)


def _placed(places: Sequence[frozenset[UUID]], read: _Read, starts_at: datetime, length: timedelta, mask: int) -> bool:
    """Whether there is a terminal of its own for every want; who has fewest sites to choose from is served first."""
    local = clock.local(starts_at)
    begins = local.hour * 60 + local.minute
    ends = begins + int(length.total_seconds()) // 60
    given: set[UUID] = set()
    for place in sorted(places, key=len):
        terminal = _free_terminal(place, read, begins, ends, mask, given)
        if terminal is None:
            return False
        given.add(terminal)
    return True


def _free_terminal(
    place: frozenset[UUID], read: _Read, begins: int, ends: int, mask: int, given: set[UUID]
) -> UUID | None:
    for site in place:
        opens, closes = read.open_hours.get(site, (0, 0))
        if opens <= begins and ends <= closes:
            for terminal in read.terminals.get(site, ()):
                if terminal not in given and not read.busy(terminal, mask):
                    return terminal
    return None


def needs_of(hearing: Hearing, *, minutes: int, clerk: UUID | None = None, courtroom: UUID | None = None) -> Needs:
    """What this hearing needs, from its panel, its clerk, its participants and the places from which they and the bench take part."""
    people = set(holding.people_of(hearing))
    if clerk is not None:
        if hearing.clerk_id is not None:
            people.discard(hearing.clerk_id)
        people.add(clerk)
    rooms: Iterable[Courtroom] = queries.courtrooms_of(hearing.court_id)
    wanted = hearing.participants.filter(place=Participant.Place.SITE, wish__isnull=False)
    sites = list(wanted.order_by("created_at").values_list("wish__site", flat=True))
    bench = BenchPlace.objects.filter(member__hearing=hearing, site__isnull=False)
    sites += bench.order_by("created_at").values_list("site", flat=True)
    return Needs(
        minutes=minutes,
        people=frozenset(people),
        courtrooms=[courtroom] if courtroom is not None else [room.pk for room in rooms],
        places=[frozenset({site}) for site in sites],
        apart_from=hearing.pk,
    )


def for_hearing(
    hearing: Hearing,
    *,
    minutes: int,
    first: date | None,
    days: int,
    clerk: UUID | None = None,
    courtroom: UUID | None = None,
    most: int = MOST_FOUND,
) -> list[Suiting]:
    """Times for this hearing from the first day that the notice allows (CPL 139), or a later one."""
    if hearing.form == Form.IN_TURN:
        return []
    earliest = hours.earliest_day(hearing.case.procedure)
    begin = max(first, earliest) if first is not None else earliest
    needs = needs_of(hearing, minutes=minutes, clerk=clerk, courtroom=courtroom)
    return times(needs, first=begin, days=days, most=most)
