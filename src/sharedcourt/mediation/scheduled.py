"""What happens when a time limit passes, and the warning two working days before. Running it again changes nothing."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from sharedcourt.core import clock
from sharedcourt.core.errors import ActionRefused
from sharedcourt.disputes import handover
from sharedcourt.disputes.queries import everyone_agreed, parties_of
from sharedcourt.documents.states import SigningState
from sharedcourt.law.mediation_rules import TerminationReason, is_late, remaining_workdays
from sharedcourt.mediation import telling
from sharedcourt.mediation.actions import agreements, cases, ending, mediators, meetings, performing
from sharedcourt.mediation.actions.locking import locked
from sharedcourt.mediation.models import AgreementVersion, Case, Meeting
from sharedcourt.mediation.states import RUNNING, CaseState, MeetingState, VersionState
from sharedcourt.people.models import User
from sharedcourt.rooms.models import Room
from sharedcourt.rooms.states import RoomState

WARN_BEFORE = 2


def run(now: datetime | None = None) -> dict[str, int]:
    """Enforce every limit as of the day it is in China at `now`; how many cases each rule touched."""
    moment = now or clock.now()
    day = clock.local(moment).date()
    rules: dict[str, Callable[[date], int]] = {
        "lapsed": lapse_offers,
        "assigned": assign_mediators,
        "ended": end_periods,
        "sealed": seal_what_waits,
        "held": lambda _day: close_meetings(moment),
        "warned": warn,
        "performance": watch_performance,
    }
    return {name: rule(day) for name, rule in rules.items()}


def _each(rows: Any, act: Callable[[Any], bool]) -> int:
    """One transaction per case or meeting, so that one that fails does not hold up the others."""
    done = 0
    for row in rows:
        try:
            done += bool(act(row))
        except ActionRefused:
            continue
    return done


def lapse_offers(today: date) -> int:
    """Silence for three working days counts as a refusal; the applicant chooses another organisation (ODMR 12)."""

    def act(case: Case) -> bool:
        cases.decline(by=None, case=case)
        return True

    return _each(Case.objects.filter(state=CaseState.OFFERED, acceptance_due__lt=today).select_related("dispute"), act)


def assign_mediators(today: date) -> int:
    """No joint choice and no assignment in three working days: the one a party has named, or the least busy, is asked (ODMR 10, 14)."""

    def act(case: Case) -> bool:
        mediator = mediators.next_mediator(case)
        if mediator is None:
            return False
        mediators.assign(by=None, case=case, mediator=mediator)
        return True

    rows = (
        Case.objects.filter(
            state__in=[CaseState.ACCEPTED, CaseState.MEDIATING], mediator=None, assignment_due__lt=today
        )
        .exclude(assignments__ended_at=None, assignments__isnull=False)
        .select_related("dispute", "organisation")
    )
    return _each(rows, act)


def end_periods(today: date) -> int:
    """The mediation period is over and was not extended (ODMR 25(6)); or a party was never reached in it (25(3))."""

    def act(case: Case) -> bool:
        version = agreements.current_version(case)
        if version is not None and version.parties_signed_at is not None:
            return False
        unreached = any(party.is_person and party.user is None for party in parties_of(case.dispute))
        never_agreed = case.state == CaseState.ACCEPTED and unreached and not everyone_agreed(case.dispute)
        reason = TerminationReason.UNREACHABLE if never_agreed else TerminationReason.PERIOD_OVER
        ending.end(by=None, case=case, reason=reason)
        return True

    return _each(Case.objects.filter(state__in=RUNNING, mediation_due__lt=today).select_related("dispute"), act)


def seal_what_waits(today: date) -> int:
    """Agreements signed by all whose seal did not go on (the process died, the authority was away)."""
    del today
    if not settings.SHAREDCOURT_SEAL_AUTOMATICALLY:
        return 0
    waiting = AgreementVersion.objects.filter(
        state=VersionState.SIGNING, signing_file__state__in=[SigningState.ALL_SIGNED, SigningState.SEALED]
    ).select_related("case")
    done = 0
    for version in waiting:
        try:
            agreements.seal(by=None, version=version)
            done += 1
        except ActionRefused:
            continue
    return done


def close_meetings(now: datetime) -> int:
    """Meetings that stayed open: two hours after their time, or with a room that its host has closed.

    Times that were proposed and that nobody settled on pass in the same way. Each makes way for another meeting.
    """

    def act(meeting: Meeting) -> bool:
        meetings.not_begun(meeting=meeting)
        return True

    over = now - meetings.DOOR_CLOSES_AFTER
    closed = Room.objects.filter(state=RoomState.CLOSED)
    fixed = Meeting.objects.filter(state=MeetingState.FIXED).filter(
        Q(ends_at__lt=over) | Q(room_id__in=closed.values("pk"))
    )
    proposed = Meeting.objects.filter(state=MeetingState.PROPOSING).annotate(last=Max("slots__starts_at"))
    rows = [*fixed.select_related("case"), *proposed.filter(last__lt=over).select_related("case")]
    return _each(rows, act)


def watch_performance(today: date) -> int:
    """Agreements whose first payment falls due begin to be performed; what is late is told once to everyone."""

    def act(version: AgreementVersion) -> bool:
        return performing.waits(version, today) and performing.pass_day(version=version, today=today)

    rows = (
        AgreementVersion.objects.filter(
            Q(next_due__lte=today) | Q(next_due=None),
            state=VersionState.EFFECTIVE,
            case__dispute__state__in=performing.RUNNING,
        )
        .select_related("case__dispute")
        .defer("terms")
    )
    return _each(rows, act)


def _limits(case: Case) -> list[tuple[str, date | None, Any, Callable[[], list[User]]]]:
    """(key, last day, in words, who is warned) of every limit that runs for the case."""
    if case.state == CaseState.OFFERED:
        return [("acceptance", case.acceptance_due, _("Accepting the case"), lambda: telling.managers(case))]
    if case.state == CaseState.CONCLUDED:
        if handover.is_taken_further(case.dispute):
            return []
        words = _("The joint application for judicial confirmation")
        return [("confirmation", case.confirmation_due, words, lambda: telling.people(case))]
    limits: list[tuple[str, date | None, Any, Callable[[], list[User]]]] = [
        ("mediation", case.mediation_due, _("The mediation period"), lambda: telling.everyone(case))
    ]
    if case.state != CaseState.SIGNING and case.mediator_id is None:
        limits.append(("assignment", case.assignment_due, _("Assigning a mediator"), lambda: telling.managers(case)))
    if case.state == CaseState.ACCEPTED:
        limits.append(
            (
                "ask",
                case.ask_due,
                _("Asking the other side"),
                lambda: [case.mediator] if case.mediator else telling.managers(case),
            )
        )
    return limits


def warn(today: date) -> int:
    """Two working days before a last day, once per limit and day."""

    def act(case: Case) -> bool:
        from django.db import transaction

        warned = False
        with transaction.atomic():
            row = locked(case)
            for key, due, words, whom in _limits(row):
                if due is None or is_late(due, today) or remaining_workdays(today, due) > WARN_BEFORE:
                    continue
                mark = f"{key}:{due.isoformat()}"
                if mark in row.warned:
                    continue
                row.warned = [*row.warned, mark]
                row.save(update_fields=["warned"])
                telling.tell(whom(), "mediation.warning", row, what=words, due=due)
                warned = True
        return warned

    running = Q(state__in=[CaseState.OFFERED, *RUNNING])
    may_be_confirmed = Q(state=CaseState.CONCLUDED, confirmation_due__gte=today)
    return _each(Case.objects.filter(running | may_be_confirmed).select_related("dispute"), act)
