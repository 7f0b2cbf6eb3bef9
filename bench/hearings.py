"""The search for times of a hearing, over 30 days, in a court of 200 judges, with 3,000 shared courts.

Part `scheduling`: a database with 200 judges, 40 clerks, 60 courtrooms and 3,000 sites of one screen each, all taken for a good
part of the thirty days (hearings of one to two hours, two to four a day for each judge; three bookings a day at every site). Asked is, for a hearing
of an hour, for every time that suits (a) a judge, a clerk, two parties and a courtroom; (b) the same with a panel of three and two chosen
sites; (c) three of the 200 judges and any of the 3,000 sites. `value` is the median in milliseconds, `queries` how many the search makes.

`against` is the plain way: the same question put to the database for each time that a hearing could begin (is one of these taken then?
which courtroom is free? which terminal?), with the same indexes; `ratio` is how many times longer that takes. Both find the same times, which
is checked before anything is measured. (c) is asked the plain way on the first three days only, and its figure is scaled up: by hand it takes minutes.

SHAREDCOURT_BENCH_JUDGES, _SITES and _DAYS set other sizes.
"""

import os
import random
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from datetime import time as day_time
from typing import Any
from uuid import UUID

JUDGES = int(os.environ.get("SHAREDCOURT_BENCH_JUDGES", "200"))
SITES = int(os.environ.get("SHAREDCOURT_BENCH_SITES", "3000"))
DAYS = int(os.environ.get("SHAREDCOURT_BENCH_DAYS", "30"))
CLERKS, COURTROOMS, TIMES, MINUTES = 40, 60, 7, 60
FIRST = date(2026, 3, 2)
PLAIN_DAYS = 3
Row = dict[str, Any]


def run() -> list[Row]:
    """The parts that there are."""
    return scheduling()


def scheduling() -> list[Row]:
    """Fill, check that both ways agree, measure both."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sharedcourt.config.settings")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    began = time.perf_counter()
    house = _filled()
    filled = time.perf_counter() - began
    rows: list[Row] = []
    for name, needs, plain_days in _questions(house):
        rows.append(_measured(name, needs, plain_days))
    rows.append({"name": "fill", "value": filled, "unit": "s"})
    return rows


def _measured(name: str, needs: Any, plain_days: int) -> Row:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from sharedcourt.core import clock
    from sharedcourt.hearings.scheduling import search

    now = datetime(2026, 1, 1, tzinfo=clock.SHANGHAI)

    def fast(days: int) -> list[datetime]:
        return [each.starts_at for each in search.times(needs, first=FIRST, days=days, most=10_000, now=now)]

    found = list(_plain(needs, plain_days))
    assert found == fast(plain_days), f"{name}: the two ways do not agree"
    with CaptureQueriesContext(connection) as asked:
        suiting = len(fast(DAYS))
    ours = statistics.median(_timed(lambda: fast(DAYS)) for _time in range(TIMES))
    with CaptureQueriesContext(connection) as plain_asked:
        list(_plain(needs, plain_days))
    scale = _working(DAYS) / _working(plain_days)
    plain = _timed(lambda: list(_plain(needs, plain_days))) * scale
    return {
        "name": name,
        "value": ours,
        "unit": "ms",
        "against": "a question for each time",
        "ratio": round(plain / ours, 1),
        "queries": len(asked),
        "against value": plain,
        "against queries": round(len(plain_asked) * scale),
        "suiting": suiting,
    }


def _working(days: int) -> int:
    from sharedcourt.law.workdays import is_workday

    return sum(is_workday(FIRST + timedelta(days=step)) for step in range(days))


def _timed(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


# ---------- the plain way


def _plain(needs: Any, days: int) -> Iterator[datetime]:
    """The times that suit, the database asked anew for each."""
    from sharedcourt.hearings.scheduling import hours

    length = timedelta(minutes=needs.minutes)
    for step in range(days):
        for starts_at in hours.starts_on(FIRST + timedelta(days=step), length):
            if _suits(needs, starts_at, starts_at + length):
                yield starts_at


def _suits(needs: Any, starts_at: datetime, ends_at: datetime) -> bool:
    from sharedcourt.hearings.scheduling.models import Occupied
    from sharedcourt.sites.models import Terminal, TerminalQuarter

    def taken(resources: Any) -> set[UUID]:
        rows = Occupied.objects.filter(resource__in=list(resources), quarter__gte=starts_at, quarter__lt=ends_at)
        return set(rows.values_list("resource", flat=True).distinct())

    if taken(needs.people):
        return False
    if needs.courtrooms and len(taken(needs.courtrooms)) == len(needs.courtrooms):
        return False
    if needs.judges and len(needs.judges) - len(taken(needs.judges)) < needs.judges_needed:
        return False
    given: set[UUID] = set()
    for place in sorted(needs.places, key=len):
        busy = TerminalQuarter.objects.filter(quarter__gte=starts_at, quarter__lt=ends_at).values("terminal")
        free = (
            Terminal.objects.filter(site__in=list(place), withdrawn_at=None).exclude(pk__in=busy).exclude(pk__in=given)
        )
        terminal = free.values_list("pk", flat=True).first()
        if terminal is None:
            return False
        given.add(terminal)
    return True


# ---------- the house


def _filled() -> dict[str, Any]:
    from sharedcourt.core.models import new_id
    from sharedcourt.people import cast
    from sharedcourt.people.models import Membership, Organisation, Role, User

    chance = random.Random(5)
    court = cast.organisation(cast.COURT)
    judges = [_person(User, f"judge-{number}") for number in range(JUDGES)]
    clerks = [_person(User, f"clerk-{number}") for number in range(CLERKS)]
    User.objects.bulk_create([*judges, *clerks])
    Membership.objects.bulk_create(
        [Membership(user=user, organisation=court, role=Role.JUDGE) for user in judges]
        + [Membership(user=user, organisation=court, role=Role.COURT_CLERK) for user in clerks]
    )
    from sharedcourt.hearings.models import Courtroom

    rooms = Courtroom.objects.bulk_create(
        [Courtroom(court=court, name=f"第{number + 1}互联网法庭") for number in range(COURTROOMS)]
    )
    hearing = _hearing(court)
    _take_court(chance, hearing, judges, clerks, rooms)
    sites = _sites(Organisation, court)
    _take_sites(chance, sites, new_id())
    return {
        "judges": [user.pk for user in judges],
        "clerks": [user.pk for user in clerks],
        "rooms": [room.pk for room in rooms],
        "sites": [site.pk for site in sites],
    }


def _person(model: Any, name: str) -> Any:
    return model(username=name, name=name)


def _hearing(court: Any) -> Any:
    """One hearing on whose account everything is taken: the search asks what is taken, not by which."""
    from sharedcourt.filing.tests.cases import accepted_case
    from sharedcourt.hearings.models import Hearing

    case = accepted_case()
    assert case.judge is not None
    return Hearing.objects.create(case=case, court=court, session_number=1, arranged_by=case.judge)


def _day_quarters(day: date) -> list[datetime]:
    from sharedcourt.hearings.scheduling import hours

    return list(hours.starts_on(day, timedelta(minutes=15)))


def _take_court(chance: random.Random, hearing: Any, judges: Any, clerks: Any, rooms: Any) -> None:
    from sharedcourt.hearings.scheduling.models import Occupied

    rows: list[Any] = []
    resources = [(user.pk, "person", 3) for user in (*judges, *clerks)] + [(room.pk, "courtroom", 4) for room in rooms]
    for step in range(DAYS):
        quarters = _day_quarters(FIRST + timedelta(days=step))
        if not quarters:
            continue
        for pk, kind, often in resources:
            taken: set[datetime] = set()
            for _hearing_of_the_day in range(chance.randint(often - 1, often + 1)):
                begin = chance.randrange(len(quarters))
                taken |= set(quarters[begin : begin + chance.randint(4, 8)])
            rows += [Occupied(hearing=hearing, kind=kind, resource=pk, quarter=quarter) for quarter in taken]
    Occupied.objects.bulk_create(rows, batch_size=5000)


def _sites(organisations: Any, court: Any) -> list[Any]:
    from sharedcourt.people import cast
    from sharedcourt.sites.models import Site, Terminal

    host = cast.organisation(cast.HOST)
    sites = Site.objects.bulk_create(
        [
            Site(
                name=f"共享法庭{number}",
                kind="village",
                host=host,
                court=court,
                division="330302",
                address="示范路",
                opens_at=day_time(8, 30),
                closes_at=day_time(17, 30),
            )
            for number in range(SITES)
        ],
        batch_size=1000,
    )
    Terminal.objects.bulk_create([Terminal(site=site, label="1号") for site in sites], batch_size=1000)
    return list(sites)


def _take_sites(chance: random.Random, sites: list[Any], scope: UUID) -> None:
    from sharedcourt.sites.models import Booking, Terminal, TerminalQuarter

    terminals = list(Terminal.objects.filter(site__in=[site.pk for site in sites[:SITES]]).values_list("pk", flat=True))
    for step in range(DAYS):
        quarters = _day_quarters(FIRST + timedelta(days=step))
        if not quarters:
            continue
        bookings, rows = [], []
        for terminal in terminals:
            taken: set[datetime] = set()
            for _booking_of_the_day in range(3):
                begin = chance.randrange(len(quarters))
                own = set(quarters[begin : begin + 4]) - taken
                if not own:
                    continue
                taken |= own
                booking = Booking(
                    terminal_id=terminal, scope=scope, starts_at=min(own), ends_at=max(own) + timedelta(minutes=15)
                )
                bookings.append(booking)
                rows += [TerminalQuarter(terminal_id=terminal, booking=booking, quarter=quarter) for quarter in own]
        Booking.objects.bulk_create(bookings, batch_size=2000)
        TerminalQuarter.objects.bulk_create(rows, batch_size=5000)


def _questions(house: dict[str, Any]) -> Iterator[tuple[str, Any, int]]:
    from sharedcourt.hearings.scheduling.search import Needs

    judges, sites = house["judges"], house["sites"]
    one = frozenset({judges[0], house["clerks"][0]})
    panel = frozenset({*judges[:3], house["clerks"][0]})
    rooms = house["rooms"]
    yield "a judge, a clerk, a courtroom", Needs(minutes=MINUTES, people=one, courtrooms=rooms), DAYS
    two = [frozenset({sites[0]}), frozenset({sites[1]})]
    yield (
        "a panel of three, a clerk, a courtroom, two sites",
        Needs(minutes=MINUTES, people=panel, courtrooms=rooms, places=two),
        DAYS,
    )
    anywhere = Needs(
        minutes=MINUTES, judges=frozenset(judges), judges_needed=3, courtrooms=rooms, places=[frozenset(sites)]
    )
    yield f"three of {JUDGES} judges, a courtroom, any of {SITES:,} sites", anywhere, PLAIN_DAYS
