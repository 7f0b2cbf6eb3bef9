"""Who has to do what by when: set by the court, or counted by the machine from the law."""

from datetime import date

from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Invalid, NotAllowed
from sharedcourt.disputes.models import Party
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.folder import policy, telling
from sharedcourt.filing.folder.actions import copies
from sharedcourt.filing.folder.actions.holding import locked, note
from sharedcourt.filing.folder.models import CaseTask, Category, Paper
from sharedcourt.law.mediation_rules import deadline
from sharedcourt.people.models import User


@transaction.atomic
def set_task(*, by: User, case: Case, party: Party | None, kind: str, due: date, what: str = "") -> CaseTask:
    """The court sets a day for a party, or (`party` None) for itself. The same open task again moves its day."""
    row = locked(case)
    policy.require_court(by, row)
    policy.require_before_court(row)
    if kind not in policy.SET_BY_HAND:
        raise Invalid(_("Choose what is to be done."), field="kind")
    if party is not None and (party.dispute_id != row.dispute_id or party.removed_at is not None):
        raise Invalid(_("Choose who is to do it."), field="party")
    if due < clock.today():
        raise Invalid(_("Choose a day that is not over."), field="due")
    text = what.strip()
    if kind == CaseTask.Kind.OTHER or text:
        text = needed(text, "what", _("Say what is to be done."))
    same = CaseTask.objects.filter(case=row, party=party, kind=kind, done_at=None, set_by__isnull=False)
    task = next((each for each in same if each.what == text), None)
    if task is None:
        task = CaseTask(case=row, party=party, kind=kind, what=text)
    elif task.due == due:
        return task
    task.due, task.set_by, task.warned_at = due, by, None
    task.save()
    note("filing.folder.task_set", row, by=by, subject=task, kind=kind, due=due, **_kept(task))
    people = telling.of_party(row, party) if party is not None else telling.court(row)
    telling.tell(people, "filing.folder.task", row, by=by, due=due.isoformat())
    return task


def _kept(task: CaseTask) -> dict[str, str]:
    """What timelines keep from the other side (`policy.Reader.tasks`)."""
    if task.party is None:
        return {"kept_with": "court"}
    return {} if task.kind in policy.KNOWN_TASKS else {"kept_with": task.party.side}


@transaction.atomic
def answer_expected(*, case: Case, party: Party, served_on: date) -> CaseTask:
    """The statement of defence is due within the period of CPL 128 from service of the plaint on `served_on`.

    Twice is once; another day of service moves an open task. An answer that is with the court already needs no task to be done.
    """
    row, due = locked(case), deadline("answer", served_on)
    task = CaseTask.objects.filter(case=row, party=party, kind=CaseTask.Kind.ANSWER, set_by=None).first()
    if task is not None and (task.done_at is not None or task.due == due):
        return task
    task = task or CaseTask(case=row, party=party, kind=CaseTask.Kind.ANSWER)
    task.due, task.warned_at = due, None
    answer = Paper.objects.filter(case=row, party=party, category=Category.ANSWER, handed_in_at__isnull=False).first()
    if answer is not None:
        task.done_at, task.done_by = answer.handed_in_at, answer.added_by
    task.save()
    note("filing.folder.task_set", row, by=None, subject=task, kind=task.kind, due=task.due)
    if answer is None:
        telling.tell(telling.of_party(row, party), "filing.folder.task", row, due=task.due.isoformat())
    return task


@transaction.atomic
def answer_not_expected(*, case: Case, party: Party) -> None:
    """The plaint does not count as served after all (it came back, or its reading was rebutted): no period runs."""
    row = locked(case)
    open_task = CaseTask.objects.filter(
        case=row, party=party, kind=CaseTask.Kind.ANSWER, set_by=None, done_at=None
    ).first()
    if open_task is not None:
        note("filing.folder.task_dropped", row, by=None, subject=open_task, kind=open_task.kind, due=open_task.due)
        open_task.delete()


@transaction.atomic
def finish_task(*, by: User, task: CaseTask) -> CaseTask:
    """The side whose task it is, or the court, says that it is done. Twice is once."""
    row = locked(task.case)
    reader = policy.require_reader(by, row)
    kept = CaseTask.objects.select_for_update(no_key=True, of=("self",)).select_related("party").get(pk=task.pk)
    if not (reader.is_court or kept.party_id in reader.own):
        raise NotAllowed(_("This is not your task."))
    if reader.is_court:
        policy.require_court(by, row)
    if kept.done_at is None:
        kept.done_at, kept.done_by = clock.now(), by
        kept.save(update_fields=["done_at", "done_by"])
        note("filing.folder.task_done", row, by=by, subject=kept, kind=kept.kind, **_kept(kept))
        copies.count(row)
    return kept


def fulfil(row: Case, party: Party, kind: str, *, by: User) -> None:
    """What was asked for has come: open tasks of this kind are done. The case is locked."""
    CaseTask.objects.filter(case=row, party=party, kind=kind, done_at=None).update(done_at=clock.now(), done_by=by)


def period_for(row: Case, party: Party, kind: str) -> date | None:
    """The last day that was set for a party and a kind of task, done or not; None where none was set."""
    days = CaseTask.objects.filter(case=row, party=party, kind=kind).values_list("due", flat=True)
    return max(days, default=None)


@transaction.atomic
def warn_of_overdue(*, task: CaseTask) -> bool:
    """Tell the side once that its day is over, and the court."""
    row = locked(task.case)
    kept = CaseTask.objects.select_for_update(no_key=True, of=("self",)).select_related("party").get(pk=task.pk)
    if kept.done_at is not None or kept.warned_at is not None or row.state not in policy.WORKING:
        return False
    kept.warned_at = clock.now()
    kept.save(update_fields=["warned_at"])
    people = [*telling.court(row), *(telling.of_party(row, kept.party) if kept.party is not None else [])]
    if kept.kind in copies.KINDS:
        people += telling.servers(row)
    telling.tell(people, "filing.folder.overdue", row, due=kept.due.isoformat())
    return True
