"""What the page of a case shows of its folder: the way to it, and what has a day set."""

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sharedcourt.disputes.models import Side
from sharedcourt.disputes.tasks_list import TodoItem
from sharedcourt.filing.cases import policy
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.cases.sections import Section
from sharedcourt.filing.folder import queries
from sharedcourt.filing.folder.models import CaseTask
from sharedcourt.filing.folder.policy import Reader, reader_of
from sharedcourt.people.models import User

# Where a party does what has a day set.
PLACES = {
    CaseTask.Kind.ANSWER: "filing:answer",
    CaseTask.Kind.EVIDENCE: "filing:folder-evidence",
    CaseTask.Kind.OPINIONS: "filing:folder-evidence",
    CaseTask.Kind.PLAINT_COPY: "filing:service",
    CaseTask.Kind.ANSWER_COPY: "filing:service",
}


COPIES = (CaseTask.Kind.PLAINT_COPY, CaseTask.Kind.ANSWER_COPY)


def _place(reader: Reader, task: CaseTask) -> str:
    kind = CaseTask.Kind(task.kind)
    if (reader.is_court and task.concerns_id is None) or (
        kind is CaseTask.Kind.ANSWER and reader.side != Side.RESPONDENT
    ):
        return "filing:folder-tasks"
    return PLACES.get(kind, "filing:folder-tasks")


def section(request: HttpRequest, case: Case) -> Section | None:
    """The folder, for whom it is open."""
    reader = reader_of(request.user, case)
    if reader is None:
        return None
    context = {"papers": sum(queries.counts(reader).values()), "unread": queries.unread(reader)}
    return Section("filing/folder/section.html", context, order=10)


def steps(user: User, case: Case) -> list[TodoItem]:
    """Open tasks of the reader's own side, or of the court, with their days; none once the case has ended."""
    if case.has_ended:
        return []
    reader = reader_of(user, case)
    if reader is None:
        return _copies(user, case)
    whose = Q(party=None) if reader.is_court else Q(party__in=reader.own)
    found = []
    for task in queries.tasks_of(reader).filter(whose, done_at=None)[:10]:
        page = _place(reader, task)
        label = task.what or str(task.get_kind_display())
        if task.concerns is not None:
            label = f"{label}: {task.concerns.name}"
        found.append(TodoItem(label, reverse(page, args=[case.pk]), "todo", task.due, hint=overdue(task.is_overdue())))
    return found


def _copies(user: User, case: Case) -> list[TodoItem]:
    """What is to be sent on, for who serves the papers of the case without opening its folder."""
    if not policy.keeps(user, case):
        return []
    page = reverse("filing:service", args=[case.pk])
    open_now = CaseTask.objects.filter(case=case, kind__in=COPIES, done_at=None).select_related("concerns")
    return [
        TodoItem(
            f"{task.get_kind_display()}: {task.concerns.name}"
            if task.concerns is not None
            else task.get_kind_display(),
            page,
            "todo",
            task.due,
            hint=overdue(task.is_overdue()),
        )
        for task in open_now.order_by("due", "id")[:10]
    ]


def overdue(is_over: bool) -> str:
    return _("overdue") if is_over else ""
