"""The last days of limits at the court, for a person's own calendar. They name no person."""

from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Event

from sharedcourt.core import clock, codes
from sharedcourt.disputes.queries import agencies_of, of_parties, own_parties
from sharedcourt.filing import queries
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.cases.states import ON_TRIAL
from sharedcourt.filing.enforcing import calendar as enforcing
from sharedcourt.filing.folder.models import CaseTask
from sharedcourt.filing.states import ConfirmationState
from sharedcourt.notices import calendars
from sharedcourt.people.models import User


def days_of(user: User) -> Iterator[Event]:
    """Until when the parties apply, and until when the judge decides; what is to be done in cases, and until when they are tried;
    until when enforcement is applied for, and the court's clocks for it.

    A fixed number of queries.
    """
    since = clock.local(clock.now() - calendars.LOOK_BACK).date()
    yield from _of_confirmations(user, since)
    yield from _of_cases(user, since)
    yield from enforcing.days_of(user, since)


def _of_confirmations(user: User, since: date) -> Iterator[Event]:
    to_sign = Q(
        dispute__in=of_parties(user).order_by().values("pk"), state=ConfirmationState.SIGNING, apply_by__gte=since
    )
    to_decide = Q(
        judge=user, state__in=(ConfirmationState.ACCEPTED, ConfirmationState.DECIDED), decision_due__gte=since
    )
    for row in queries.visible_to(user).filter(to_sign | to_decide).order_by("created_at"):
        signing = row.state == ConfirmationState.SIGNING
        words = _("Last day to sign the application for judicial confirmation") if signing else _("Ruling due")
        day = row.apply_by if signing else row.decision_due
        assert day is not None
        summary = f"{words}: {codes.display(row.dispute.code)}"
        address = settings.PUBLIC_URL + reverse("filing:confirmation", args=[row.pk])
        yield calendars.last_day(f"{row.pk}-{'apply' if signing else 'decide'}", day, summary, address)


def _of_cases(user: User, since: date) -> Iterator[Event]:
    mine = Q(party__in=own_parties(user).order_by().values("pk"))
    for_others = Q(party__in=agencies_of(user).order_by().values("party"))
    tasks = CaseTask.objects.filter(
        mine | for_others | Q(party=None, case__judge=user), case__state__in=ON_TRIAL, done_at=None, due__gte=since
    ).select_related("case__dispute", "case__number")
    for task in tasks.order_by("due", "id"):
        address = settings.PUBLIC_URL + reverse("filing:folder-tasks", args=[task.case_id])
        yield calendars.last_day(
            f"{task.pk}-task", task.due, _summary(str(task.get_kind_display()), task.case), address
        )
    trials = Case.objects.filter(judge=user, state__in=ON_TRIAL, trial_due__gte=since).select_related(
        "dispute", "number"
    )
    for case in trials.order_by("trial_due", "id"):
        assert case.trial_due is not None
        address = settings.PUBLIC_URL + reverse("filing:case", args=[case.pk])
        yield calendars.last_day(f"{case.pk}-trial", case.trial_due, _summary(_("Trial period ends"), case), address)


def _summary(words: str, case: Case) -> str:
    return f"{words}: {case.number or codes.display(case.dispute.code)}"
