"""What the page of a case shows of its folder: the way to it, and what has a day set."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sharedcourt.disputes.tasks_list import TodoItem
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.cases.sections import Section
from sharedcourt.filing.folder import queries
from sharedcourt.filing.folder.policy import reader_of
from sharedcourt.people.models import User


def section(request: HttpRequest, case: Case) -> Section | None:
    """The folder, for whom it is open."""
    reader = reader_of(request.user, case)
    if reader is None:
        return None
    context = {"papers": sum(queries.counts(reader).values()), "unread": queries.unread(reader)}
    return Section("filing/folder/section.html", context, order=10)


def steps(user: User, case: Case) -> list[TodoItem]:
    """Open tasks of the reader's own side, or of the court, with their days."""
    reader = reader_of(user, case)
    if reader is None:
        return []
    page = reverse("filing:folder-tasks", args=[case.pk])
    return [
        TodoItem(task.what or str(task.get_kind_display()), page, "todo", task.due, hint=overdue(task.is_overdue()))
        for task in queries.tasks_of(reader).filter(party=reader.party, done_at=None)[:10]
    ]


def overdue(is_over: bool) -> str:
    return _("overdue") if is_over else ""
