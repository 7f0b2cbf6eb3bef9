"""What time makes known to the creditor of a confirmed agreement: that a payment is late, and that the two years end (CPL 250)."""

from datetime import date, timedelta
from uuid import UUID

from sharedcourt.core import clock, transaction
from sharedcourt.filing.enforcing import queries, telling, titles
from sharedcourt.filing.enforcing.models import Enforcement, Watch
from sharedcourt.filing.enforcing.states import HOLDING
from sharedcourt.filing.models import Confirmation
from sharedcourt.law import enforcement as rules
from sharedcourt.ledger.actions import record
from sharedcourt.ledger.locks import hold_scope

SELDOM = timedelta(days=30)


def begin(*, confirmation_id: UUID) -> None:
    """A confirmed agreement is watched from the day of its ruling, inside the ruling's transaction."""
    found = Confirmation.objects.select_related("dispute", "court", "number").get(pk=confirmation_id)
    basis = titles.of_confirmation(found, found.dispute)
    days = basis.due_days() if basis is not None else []
    if days:
        limit = rules.time_limit(days)
        Watch.objects.get_or_create(
            confirmation=found, defaults={"limit_on": limit.safe, "looked_on": clock.today() - timedelta(days=1)}
        )


def look(*, watch: Watch, today: date) -> bool:
    """Tell what has come to pass and has not been told; once a day for each agreement. Whether anybody was told."""
    with transaction.atomic():
        of = Confirmation.objects.filter(pk=watch.confirmation_id)
        hold_scope(of.values_list("dispute_id", flat=True).get())
        confirmation = of.select_related("dispute", "court", "number").get()
        row = Watch.objects.select_for_update(no_key=True).get(pk=watch.pk)
        if row.done or row.looked_on >= today:
            return False
        row.looked_on = today
        told = _marks(row, confirmation, today)
        row.told = [*row.told, *told]
        row.save()
        if told:
            record("filing.enforcement.reminded", by=None, subject=row, scope=confirmation.dispute_id, marks=told)
    return bool(told)


def _marks(row: Watch, confirmation: Confirmation, today: date) -> list[str]:
    dispute = confirmation.dispute
    basis = titles.of_confirmation(confirmation, dispute)
    applied = Enforcement.objects.filter(dispute=dispute, state__in=HOLDING).exists()
    if basis is None or basis.closed:
        # Performed, as far as anybody has said: an entry may still be undone, so that it is looked at again, seldom.
        row.done, row.looked_on = basis is None, today + SELDOM
        return []
    found = basis.standing(today)
    if found is None or applied:
        return []
    claimed, standing = found
    missed = standing.arrears.missed
    limit = titles.limit_of(basis, standing)
    row.limit_on = limit.safe
    row.done = today > limit.ends_on
    marks = []
    if missed is not None and claimed.total > 0 and (mark := f"late:{missed.due}") not in row.told:
        marks.append(mark)
        telling.remind(queries.creditors(dispute), "filing.enforcement_possible", dispute)
    for days in sorted(rules.warning_days(today)):
        mark = f"limit:{limit.safe}:{days}"
        if claimed.total > 0 and 0 <= (limit.safe - today).days <= days:
            if mark not in row.told:
                marks.append(mark)
                telling.remind(queries.creditors(dispute), "filing.enforcement_limit", dispute, day=limit.safe)
            break
    return marks
