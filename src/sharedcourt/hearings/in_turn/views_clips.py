"""Clips: how a page brings one in piece by piece (answers are JSON), and how it is watched, in ranges, under the viewer's name."""

import json
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sharedcourt.core import clock
from sharedcourt.core.errors import Invalid
from sharedcourt.hearings.in_turn import actions, queries
from sharedcourt.hearings.in_turn.actions.clips import CHUNK, WrongOffset
from sharedcourt.hearings.in_turn.models import TurnAnswer, TurnClip, TurnQuestion
from sharedcourt.hearings.in_turn.states import ClipState
from sharedcourt.hearings.in_turn.views import attendee_for
from sharedcourt.people.policy import person_of
from sharedcourt.rooms.recording import ranges
from sharedcourt.rooms.recording.views import SPEEDS


def _told(clip: TurnClip) -> dict[str, Any]:
    here = [clip.hearing_id, clip.pk]
    return {
        "id": str(clip.pk),
        "state": str(clip.state),
        "offset": clip.offset,
        "size": clip.announced,
        "chunk": CHUNK,
        "pieces": reverse("hearings:in-turn-piece", args=[*here, 0]).removesuffix("0/"),
        "finish": reverse("hearings:in-turn-clip-finish", args=here),
        "sha256": clip.sha256,
    }


def _own(request: HttpRequest, hearing_id: UUID, clip_id: UUID) -> TurnClip:
    who = attendee_for(request, hearing_id)
    rows = TurnClip.objects.select_related("hearing__case")
    return get_object_or_404(rows, hearing=who.hearing, by=who.user, pk=clip_id)


@login_required
@require_POST
def announce(request: HttpRequest, hearing_id: UUID) -> JsonResponse:
    """`key` and `size`; the same again says how much has arrived."""
    who = attendee_for(request, hearing_id)
    try:
        content = json.loads(request.body)
    except (ValueError, RecursionError):
        content = None
    size = content.get("size") if isinstance(content, dict) else None
    if not isinstance(content, dict) or not isinstance(size, int) or isinstance(size, bool):
        raise Invalid(_("The request does not fit its description."), field="size")
    clip = actions.announce(by=who.user, hearing=who.hearing, key=str(content.get("key", "")), size=size)
    return JsonResponse(_told(clip), status=201)


@login_required
@require_POST
def piece(request: HttpRequest, hearing_id: UUID, clip_id: UUID, offset: int) -> JsonResponse:
    """One piece as the body, its SHA-256 in `X-Piece-SHA256`. 409 with `offset` when another one is due."""
    clip = _own(request, hearing_id, clip_id)
    sha256 = request.headers.get("X-Piece-SHA256", "")
    try:
        row = actions.take_piece(by=person_of(request), clip=clip, offset=offset, content=request.body, sha256=sha256)
    except WrongOffset as refused:
        return JsonResponse({"offset": refused.offset, "message": str(refused.message)}, status=409)
    return JsonResponse({"offset": row.offset}, status=201)


@login_required
@require_POST
def finish(request: HttpRequest, hearing_id: UUID, clip_id: UUID) -> JsonResponse:
    """Everything is here: keep it."""
    clip = _own(request, hearing_id, clip_id)
    sha256 = request.headers.get("X-Clip-SHA256", "")
    try:
        row = actions.finish(by=person_of(request), clip=clip, sha256=sha256)
    except WrongOffset as refused:
        return JsonResponse({"offset": refused.offset, "message": str(refused.message)}, status=409)
    return JsonResponse(_told(row), status=201)


def _clip(request: HttpRequest, hearing_id: UUID, clip_id: UUID) -> TurnClip:
    return get_object_or_404(queries.clips_visible_to(request.user), hearing=hearing_id, pk=clip_id)


@login_required
@never_cache
@require_safe
def watch(request: HttpRequest, hearing_id: UUID, clip_id: UUID) -> HttpResponse:
    """A clip under the viewer's name; every viewing is written down."""
    clip, user = _clip(request, hearing_id, clip_id), person_of(request)
    actions.watch(by=user, clip=clip)
    context = {
        "clip": clip,
        "said": _belongs(clip),
        "hearing": clip.hearing,
        "media": reverse("hearings:in-turn-film", args=[hearing_id, clip.pk]),
        "speeds": SPEEDS,
        "watermark": f"{user.name} · {clock.local(clock.now()):%Y-%m-%d %H:%M}",
        "nav": "hearings",
    }
    return render(request, "hearings/in_turn/clip.html", context)


def _belongs(clip: TurnClip) -> TurnQuestion | TurnAnswer | None:
    """The question or the answer it was recorded for."""
    question = TurnQuestion.objects.filter(clip=clip).first()
    return question or TurnAnswer.objects.select_related("turn__party", "turn__question").filter(clip=clip).first()


@login_required
@never_cache
@require_safe
def film(request: HttpRequest, hearing_id: UUID, clip_id: UUID) -> HttpResponseBase:
    """The clip itself, whole or in ranges."""
    clip = _clip(request, hearing_id, clip_id)
    if clip.state != ClipState.KEPT:
        raise Http404
    return ranges.response(request, path=clip.path, size=clip.size, mime=clip.mime)
