"""The last days of limits at the court, for a person's own calendar. They name no person."""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Event

from sharedcourt.core import clock, codes
from sharedcourt.disputes.queries import of_parties
from sharedcourt.filing import queries
from sharedcourt.filing.states import ConfirmationState
from sharedcourt.notices import calendars
from sharedcourt.people.models import User


def days_of(user: User) -> Iterator[Event]:
    """Until when the parties apply, and until when the judge decides. A fixed number of queries."""
    since = clock.local(clock.now() - calendars.LOOK_BACK).date()
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
