"""The paper of the record: a draft of it, and its pages one by one, each confirmed before one signs."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from sharedcourt.core.errors import ActionRefused
from sharedcourt.documents import actions as documents
from sharedcourt.documents.states import SigningState
from sharedcourt.hearings.transcript import actions, papers, queries
from sharedcourt.hearings.transcript.actions.signing import pages_left
from sharedcourt.hearings.transcript.states import TranscriptState
from sharedcourt.people.policy import person_of


@login_required
@never_cache
@require_GET
def draft(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The record as it would be printed now, marked as a draft."""
    row = get_object_or_404(queries.visible_to(request.user), hearing=pk)
    if not queries.lines(row).exists():
        raise Http404
    content = documents.preview(template=papers.TEMPLATE, payload=papers.transcript(row))
    return HttpResponse(content, content_type="application/pdf")


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """One page of the paper as a picture; confirmed, it leads to the next one, and after the last to the signature."""
    row = get_object_or_404(queries.visible_to(request.user), hearing=pk)
    user, file = person_of(request), row.file
    slot = file.slots.filter(user=user).first() if file is not None else None
    if file is None or slot is None or not 1 <= number <= file.pages:
        raise Http404
    if row.state != TranscriptState.SIGNING or file.state != SigningState.OPEN or slot.signed_at is not None:
        return redirect("documents:view", pk=file.pk)
    refusal: ActionRefused | None = None
    if request.method == "POST":
        try:
            actions.confirm_page(by=user, transcript=row, number=number)
            left = pages_left(user, file)
            if not left:
                return redirect("documents:view", pk=file.pk)
            return redirect("hearings:transcript-page", pk=pk, number=left[0])
        except ActionRefused as refused:
            refusal = refused
    documents.record_opened(by=user, signing_file=file)
    left = pages_left(user, file)
    context = {
        "transcript": row,
        "hearing": row.hearing,
        "file": file,
        "number": number,
        "before": number - 1,
        "after": number + 1 if number < file.pages else 0,
        "confirmed": number not in left,
        "left": len(left),
        "refusal": refusal,
        "nav": "hearings",
    }
    status = refusal.status if refusal is not None else 200
    return render(request, "hearings/transcript/page.html", context, status=status)
