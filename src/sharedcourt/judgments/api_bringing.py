"""Papers of the platform's own cases brought to the desk over HTTP."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Schema, Status

from sharedcourt.filing.cases import queries as cases
from sharedcourt.judgments.api import router
from sharedcourt.judgments.api_desk import DeskPaperOut, again
from sharedcourt.judgments.receiving import bring
from sharedcourt.people.policy import person_of


class DeskBringIn(Schema):
    """A finished document of the case by its id, or the text."""

    document: UUID | None = None
    text: str = ""


@router.post(
    "/desk/cases/{uuid:pk}", response={200: DeskPaperOut, 201: DeskPaperOut}, operation_id="judgments_desk_bring"
)
def bring_of_case(request: HttpRequest, pk: UUID, body: DeskBringIn) -> Status[Any]:
    """Bring a paper of a case to the desk: as what was awaited, where something was. 200: it was there already."""
    case = get_object_or_404(cases.visible_to(request.user).select_related("court", "dispute", "number"), pk=pk)
    found, is_new = bring(by=person_of(request), case=case, document=body.document, text=body.text)
    return Status(201 if is_new else 200, again(request, found.pk))
