"""What the record's page asks as JSON where there is no WebSocket: lines since a count, what the clerk has done, the pen."""

import json
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from pydantic import ValidationError

from sharedcourt.core.entered import whole
from sharedcourt.core.errors import ActionRefused
from sharedcourt.hearings.transcript import actions, messages, policy, queries
from sharedcourt.hearings.transcript.consumers import SIZE_LIMIT
from sharedcourt.hearings.transcript.models import Transcript
from sharedcourt.people.policy import person_of


def _row(request: HttpRequest, pk: UUID) -> Transcript:
    return get_object_or_404(queries.visible_to(request.user), hearing=pk)


def written_by(request: HttpRequest, pk: UUID) -> Transcript:
    """The record for its clerk; that it can be written is nothing that readers see."""
    row = _row(request, pk)
    if not policy.is_clerk(request.user, row.hearing):
        raise Http404
    return row


def _answer(made: Any) -> JsonResponse:
    """What an action gives as JSON, or its refusal with the status that goes with it."""
    try:
        return JsonResponse(made())
    except ActionRefused as refused:
        return JsonResponse({"field": refused.field or "conflict", "message": str(refused)}, status=refused.status)


@login_required
@never_cache
@require_GET
def lines(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything that changed after `since`."""
    row = _row(request, pk)
    since = whole(request.GET.get("since", ""))
    return JsonResponse(queries.snapshot(row, since, for_clerk=policy.is_clerk(request.user, row.hearing)))


@login_required
@require_POST
def operations(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the clerk's page has done, as over the WebSocket."""
    row = written_by(request, pk)
    try:
        if len(request.body) > SIZE_LIMIT:
            raise ValueError
        batch = messages.Batch.model_validate(json.loads(request.body))
    except (ValueError, RecursionError, ValidationError):
        return JsonResponse({"field": "malformed", "message": ""}, status=422)

    def made() -> dict[str, int]:
        done = actions.apply(by=person_of(request), transcript=row, pen=batch.pen, operations=batch.as_actions())
        return {"number": done.number, "seq": done.seq}

    return _answer(made)


@login_required
@require_POST
def pen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """This page writes from now on."""
    row = written_by(request, pk)

    def made() -> dict[str, Any]:
        taken = actions.take_pen(
            by=person_of(request),
            transcript=row,
            name=request.POST.get("name", ""),
            over=request.POST.get("over") == "yes",
        )
        return queries.snapshot(taken, whole(request.POST.get("since", "")), for_clerk=True)

    return _answer(made)
