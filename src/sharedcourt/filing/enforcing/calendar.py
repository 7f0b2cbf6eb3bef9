"""The last days of enforcement for a person's own calendar: the two years, what is to be corrected, the court's clocks.

For the creditor's side and the court: the debtors learn of an application from the court (CPL 251). A fixed number of queries.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Event

from sharedcourt.core import clock, codes
from sharedcourt.filing.cases import queries as cases
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.cases.states import CaseState
from sharedcourt.filing.enforcing.models import Enforcement, Watch
from sharedcourt.filing.enforcing.states import HOLDING, EnforcementState
from sharedcourt.filing.enforcing.titles import ENFORCED
from sharedcourt.filing.models import Confirmation
from sharedcourt.filing.states import ConfirmationState
from sharedcourt.law import enforcement as rules
from sharedcourt.notices import calendars
from sharedcourt.people.models import Role, User
from sharedcourt.people.policy import acting_for, organisation_ids

S = EnforcementState
MOST = 100  # of each kind, what ends first
AT_MOST_YEARS = timedelta(days=3 * 366)  # the two years, the days off after them, and those looked back at


def days_of(user: User, since: date) -> Iterator[Event]:
    """Everything that ends on `since` or later, for whatever the person has to do with it."""
    yield from _of_titles(user, since)
    yield from _of_decided(user, since)
    yield from _of_applications(user, since)
    yield from _at_court(user, since)


def _of_titles(user: User, since: date) -> Iterator[Event]:
    """Confirmed agreements of which something is late and nothing has been applied for: until when it can be (CPL 250)."""
    today = clock.today()
    applied = Enforcement.objects.filter(dispute=OuterRef("confirmation__dispute"), state__in=HOLDING)
    mine = Confirmation.objects.filter(cases.as_plaintiff(user)).order_by().values("pk")
    rows = Watch.objects.filter(
        ~Exists(applied), confirmation__in=mine, done=False, limit_on__gte=since, looked_on__lte=today
    ).exclude(told=[])
    for row in rows.select_related("confirmation__dispute").order_by("limit_on", "pk")[:MOST]:
        dispute = row.confirmation.dispute
        summary = f"{_('Time to apply for enforcement ends')}: {codes.display(dispute.code)}"
        address = settings.PUBLIC_URL + reverse("filing:enforce", args=[dispute.pk])
        yield calendars.last_day(f"{row.pk}-enforce", row.limit_on, summary, address)


def _of_decided(user: User, since: date) -> Iterator[Event]:
    """Decided cases: the earliest end of the two years, because the platform does not know until when was to be paid."""
    applied = Enforcement.objects.filter(dispute=OuterRef("dispute"), state__in=HOLDING)
    confirmed = Confirmation.objects.filter(dispute=OuterRef("dispute"), state=ConfirmationState.GRANTED)
    rows = Case.objects.filter(
        cases.as_plaintiff(user),
        ~Exists(applied),
        ~Exists(confirmed),
        state=CaseState.CLOSED,
        outcome__in=ENFORCED,
        ended_at__gte=clock.now() - AT_MOST_YEARS,
    ).select_related("dispute", "number")
    for row in rows.order_by("ended_at", "pk")[:MOST]:
        assert row.ended_at is not None
        day = rules.time_limit([clock.local(row.ended_at).date()]).safe
        if day < since:
            continue
        words = _("If it is not paid: time to apply for enforcement ends")
        address = settings.PUBLIC_URL + reverse("filing:enforce", args=[row.dispute_id])
        yield calendars.last_day(f"{row.pk}-enforce", day, f"{words}: {row.number}", address)


def _of_applications(user: User, since: date) -> Iterator[Event]:
    """What the creditor has drawn up and not signed, and what the court has given back."""
    signing = Q(state=S.SIGNING, limit_on__gte=since)
    correcting = Q(state=S.RETURNED, review_due__gte=since)
    rows = Enforcement.objects.filter(cases.as_plaintiff(user)).filter(signing | correcting)
    for row in rows.select_related("dispute", "number", "confirmation__watch").order_by("limit_on", "pk")[:MOST]:
        if row.state == S.SIGNING:
            yield _event(row, "sign", row.safe_limit, _("Time to apply for enforcement ends"))
        else:
            assert row.review_due is not None
            yield _event(row, "correct", row.review_due, _("Last day to correct the application for enforcement"))


def _at_court(user: User, since: date) -> Iterator[Event]:
    """The court's clocks: register or refuse within seven days, the notice to perform within ten (CPL 251); a ruling to sign."""
    courts = organisation_ids(user, Role.FILING_CLERK) if acting_for(user) is None else set()
    deciding = Q(court__in=courts, state=S.SUBMITTED, review_due__gte=since)
    notifying = Q(court__in=courts, state=S.ACCEPTED, notice_due__gte=since)
    signing = Q(
        state=S.REFUSING, review_due__gte=since, ruling__slots__user=user, ruling__slots__signed_at__isnull=True
    )
    rows = Enforcement.objects.filter(deciding | notifying | signing).distinct()
    for row in rows.select_related("dispute", "number").order_by("review_due", "pk")[:MOST]:
        assert row.review_due is not None
        if row.state == S.ACCEPTED:
            assert row.notice_due is not None
            yield _event(row, "notice", row.notice_due, _("Notice to perform goes to the other side"))
        elif row.state == S.REFUSING:
            yield _event(row, "ruling", row.review_due, _("Sign the ruling on an application for enforcement"))
        else:
            yield _event(row, "decide", row.review_due, _("Decide on the application for enforcement"))


def _event(row: Enforcement, what: str, day: date, words: str) -> Event:
    address = settings.PUBLIC_URL + reverse("filing:enforcement", args=[row.pk])
    return calendars.last_day(
        f"{row.pk}-{what}", day, f"{words}: {row.number or codes.display(row.dispute.code)}", address
    )
