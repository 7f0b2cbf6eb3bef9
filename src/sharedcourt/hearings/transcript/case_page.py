"""What a case's page shows of the records of its hearings, and what is to be done with them."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sharedcourt.disputes.tasks_list import TodoItem
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.cases.sections import Section
from sharedcourt.hearings.transcript import policy, queries
from sharedcourt.hearings.transcript.states import TranscriptState
from sharedcourt.people.models import User


def section(request: HttpRequest, case: Case) -> Section | None:
    """The records of the case's hearings that the visitor may read."""
    found = list(queries.visible_to(request.user).filter(hearing__case=case).order_by("hearing__session_number"))
    return Section("hearings/transcript/section.html", {"transcripts": found}, order=45) if found else None


def step(user: User, case: Case) -> list[TodoItem]:
    """Read the record by its day; sign it."""
    found = queries.visible_to(user).filter(
        hearing__case=case, state__in=[TranscriptState.READING, TranscriptState.SIGNING]
    )
    items: list[TodoItem] = []
    for row in found:
        url = reverse("hearings:transcript", args=[row.hearing_id])
        if row.state == TranscriptState.READING and policy.participation(user, row.hearing) is not None:
            word = row.readings.filter(user=user).first()
            done = word is not None and (word.read_at is not None or word.refused_at is not None)
            label = _("Read the record of the hearing")
            items.append(TodoItem(label, url, "done" if done else "todo", row.read_by))
        elif row.state == TranscriptState.SIGNING and row.file is not None:
            slot = row.file.slots.filter(user=user).first()
            if slot is not None and slot.refused_at is None:
                label = _("Sign the record of the hearing")
                items.append(TodoItem(label, url, "done" if slot.signed_at else "todo"))
    return items
