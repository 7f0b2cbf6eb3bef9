"""The page that records without a network, and what its script sends when there is one again. Answers to the script are JSON."""

import json
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST, require_safe

from sharedcourt.core.errors import Invalid
from sharedcourt.hearings.attendance import queries
from sharedcourt.hearings.models import Hearing
from sharedcourt.hearings.offline import actions
from sharedcourt.hearings.offline.models import OfflineRecording
from sharedcourt.people.policy import person_of


def _hearing(request: HttpRequest, hearing_id: UUID) -> Hearing:
    return get_object_or_404(queries.visible_to(request.user), pk=hearing_id)


def _recording(request: HttpRequest, hearing_id: UUID, recording_id: UUID) -> OfflineRecording:
    hearing = _hearing(request, hearing_id)
    return get_object_or_404(OfflineRecording.objects.select_related("hearing"), hearing=hearing, pk=recording_id)


@login_required
@never_cache
@require_safe
def page(request: HttpRequest, hearing_id: UUID) -> HttpResponse:
    """Record on this device; opened before the network goes, it needs none until the recording is brought in."""
    hearing = _hearing(request, hearing_id)
    context = {
        "hearing": hearing,
        "nav": "hearings",
        "recordings": list(hearing.offline_recordings.select_related("by")),
        "config": {"hearing": str(hearing.pk), "announce": reverse("hearings:offline-announce", args=[hearing.pk])},
    }
    return render(request, "hearings/offline/page.html", context)


def shell_page() -> str:
    """The same for everybody, in both languages: the service worker keeps it, and shows it when there is no network."""
    with translation.override("zh-hans"):
        config = {"hearing": "", "announce": ""}
        return render_to_string("hearings/offline/shell.html", {"site_name": settings.SITE_NAME, "config": config})


@require_safe
@cache_control(public=True, no_cache=True)
def shell(request: HttpRequest) -> HttpResponse:
    """What stands in for the page when it is opened again without a network; it knows nobody and no hearing."""
    return HttpResponse(shell_page())


def _sent(request: HttpRequest) -> dict[str, Any]:
    try:
        content = json.loads(request.body)
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise Invalid(_("The request does not fit its description."))
    return content


def _whole(content: dict[str, Any], name: str) -> int:
    value = content.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise Invalid(_("The request does not fit its description."), field=name)
    return value


def _declared(content: dict[str, Any]) -> list[actions.Declared]:
    rows = content.get("pieces")
    if not isinstance(rows, list) or len(rows) > actions.MOST_PIECES:
        raise Invalid(_("The request does not fit its description."), field="pieces")
    found = []
    for row in rows:
        if not isinstance(row, list) or len(row) != 2 or not isinstance(row[0], str) or not isinstance(row[1], int):  # noqa: PLR2004
            raise Invalid(_("The request does not fit its description."), field="pieces")
        found.append(actions.Declared(row[0], row[1]))
    return found


def _told(recording: OfflineRecording) -> dict[str, Any]:
    address = reverse("hearings:offline-piece", args=[recording.hearing_id, recording.pk, 0])
    return {
        "id": str(recording.pk),
        "state": str(recording.state),
        "missing": actions.missing(recording) if not recording.path else [],
        "pieces": address.removesuffix("0/"),
        "finish": reverse("hearings:offline-finish", args=[recording.hearing_id, recording.pk]),
    }


@login_required
@require_POST
def announce(request: HttpRequest, hearing_id: UUID) -> HttpResponse:
    """`key`, `mime`, `started_ms`, `ended_ms`, `pieces` as [hash, bytes], `final`. Says which pieces are missing."""
    hearing = _hearing(request, hearing_id)
    content = _sent(request)
    recording = actions.announce(
        by=person_of(request),
        hearing=hearing,
        key=str(content.get("key", "")),
        mime=str(content.get("mime", "")),
        started_ms=_whole(content, "started_ms"),
        ended_ms=_whole(content, "ended_ms"),
        pieces=_declared(content),
        final=str(content.get("final", "")),
    )
    return JsonResponse(_told(recording), status=201)


@login_required
@require_POST
def piece(request: HttpRequest, hearing_id: UUID, recording_id: UUID, number: int) -> HttpResponse:
    """One piece as the body."""
    recording = _recording(request, hearing_id, recording_id)
    actions.take_piece(by=person_of(request), recording=recording, number=number, content=request.body)
    return JsonResponse({"number": number}, status=201)


@login_required
@require_POST
def finish(request: HttpRequest, hearing_id: UUID, recording_id: UUID) -> HttpResponse:
    """Everything is here: keep it."""
    recording = _recording(request, hearing_id, recording_id)
    done = actions.finish(by=person_of(request), recording=recording)
    return JsonResponse({"sha256": done.sha256, "size": done.size, "final": done.final})
