"""The court's own days for sending copies on: the plaint to each defendant, each answer to the plaintiffs (CPL 128)."""

from datetime import date, timedelta

from sharedcourt.core import clock, transaction
from sharedcourt.disputes.models import Party
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.folder import policy, telling
from sharedcourt.filing.folder.actions.holding import locked, note
from sharedcourt.filing.folder.models import CaseTask
from sharedcourt.law.service import copy_deadline
from sharedcourt.people.models import User

Kind = CaseTask.Kind
KINDS = (Kind.PLAINT_COPY, Kind.ANSWER_COPY)
# How long before its day the court is told again; ours, not the law's.
SOON = timedelta(days=2)


@transaction.atomic
def to_send(*, case: Case, kind: str, party: Party, since: date) -> CaseTask:
    """The court sends a copy on within five days from `since`: the plaint to `party`, or the answer of `party`. Twice is once."""
    row = locked(case)
    task, new = CaseTask.objects.get_or_create(
        case=row, kind=kind, concerns=party, defaults={"due": copy_deadline(kind, since)}
    )
    if new:
        note("filing.folder.copy_to_send", row, by=None, subject=task, kind=kind, due=task.due, kept_with="court")
        count(row)
    return task


@transaction.atomic
def sent(*, case: Case, kind: str, party: Party, by: User, still: bool = True) -> None:
    """The copy has been sent; `still` False: it came back, so that it is to be sent again by the same day."""
    row = locked(case)
    task = CaseTask.objects.select_for_update(no_key=True).filter(case=row, kind=kind, concerns=party).first()
    if task is None or (task.done_at is not None) == still:
        return
    task.done_at, task.done_by = (clock.now(), by) if still else (None, None)
    task.save(update_fields=["done_at", "done_by"])
    action = "filing.folder.copy_sent" if still else "filing.folder.copy_to_send"
    note(action, row, by=by, subject=task, kind=kind, due=task.due, kept_with="court")
    count(row)


def count(row: Case) -> None:
    """The first day that is open stands on the case, for the list of the desk. The case is locked."""
    open_tasks = CaseTask.objects.filter(case=row, kind__in=KINDS, done_at=None)
    row.copy_due = open_tasks.order_by("due").values_list("due", flat=True).first()
    row.save(update_fields=["copy_due"])


@transaction.atomic
def remind(*, task: CaseTask) -> bool:
    """Tell the court once that the day for sending a copy comes near."""
    row = locked(task.case)
    kept = CaseTask.objects.select_for_update(no_key=True).get(pk=task.pk)
    if kept.done_at is not None or kept.soon_at is not None or row.state not in policy.WORKING:
        return False
    kept.soon_at = clock.now()
    kept.save(update_fields=["soon_at"])
    told = [*telling.servers(row), *telling.court(row)]
    telling.tell(told, "filing.folder.copy_soon", row, due=kept.due.isoformat())
    return True
