"""Pages: the room, the device check before the day, and the host's connection log."""

import secrets
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from sharedcourt.core import clock
from sharedcourt.core.tables import csv_response
from sharedcourt.rooms import backends, captions, gates, line, policy, queries
from sharedcourt.rooms.models import Room, RoomKind, SeatRole
from sharedcourt.rooms.recording import queries as recordings
from sharedcourt.rooms.recording.policy import GUESTS
from sharedcourt.rooms.states import RoomState
from sharedcourt.rooms.words import page_words

# Whoever only helps others to understand sees no file.
WITHOUT_PANEL = (SeatRole.INTERPRETER, SeatRole.SIGN_INTERPRETER, SeatRole.HELPER, SeatRole.OBSERVER)
SAMPLE_BYTES = 192 * 1024


def _measuring(*, court: bool = False) -> dict[str, Any]:
    """What every page that checks a line is told."""
    return {
        "ping": reverse("rooms:ping"),
        "sample": reverse("rooms:sample"),
        "call_in": settings.SHAREDCOURT_CALL_IN_NUMBER,
        "relay_only": settings.SHAREDCOURT_ICE_POLICY == "relay",
        "words": page_words(court=court),
    }


@require_GET
@never_cache
@login_required
def room(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """Check of devices, waiting room and call in one page; the WebSocket decides what is shown."""
    found = get_object_or_404(queries.visible_to(request.user), pk=room_id)
    seat = policy.seat_of(request.user, found)
    if seat is None:
        raise Http404
    if found.state == RoomState.OPEN and (first := gates.of(found).before(seat, "")):
        return redirect(first)
    config = {
        "room": str(found.pk),
        "socket": f"/ws/rooms/{found.pk}/",
        "you": str(seat.pk),
        "is_host": seat.is_host,
        "is_led": found.is_led,
        "plain_background": found.kind == RoomKind.HEARING,
        "may_send": policy.may_send(seat),
        "video": backends.video_constraints(settings.SHAREDCOURT_VIDEO),
        "gateway": backends.chosen().capabilities().mode == "gateway",
        "captions": captions.writer(),
        "recording": reverse("rooms:recording", args=[found.pk]),
        **_measuring(court=found.kind == RoomKind.HEARING),
    }
    context = {
        "has_recording": recordings.visible_to(request.user).filter(room=found).exists(),
        "may_watch": seat.role_key not in GUESTS,
        "room": found,
        "seat": seat,
        "config": config,
        # What is shown where a room above leads, it decides for each by itself.
        "has_panel": bool(found.panel_path) and (found.is_led or seat.role_key not in WITHOUT_PANEL),
        "is_closed": found.state == RoomState.CLOSED,
        "call_in": settings.SHAREDCOURT_CALL_IN_NUMBER,
        "opens_later": None if found.has_opened or seat.is_host else clock.local(found.opens_at),
    }
    return render(request, "rooms/room.html", context)


@require_GET
@never_cache
@login_required
def connection_log(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """Who came, was lost and returned, for whoever may read it; a 404 for everybody else."""
    found = _logged(request, room_id)
    events = list(queries.connection_log(found))
    context = {"room": found, "events": events, "absences": list(line.absences(events, clock.now()))}
    return render(request, "rooms/log.html", context)


def _logged(request: HttpRequest, room_id: UUID) -> Room:
    found = get_object_or_404(queries.visible_to(request.user), pk=room_id)
    if not policy.may_read_log(request.user, found):
        raise Http404
    return found


@require_GET
@never_cache
@login_required
def connection_log_csv(request: HttpRequest, room_id: UUID) -> StreamingHttpResponse:
    """The connection log as a file, to be put with the papers when a lost line has to be shown."""
    found = _logged(request, room_id)

    def rows() -> Iterator[list[Any]]:
        yield [_("Time"), _("Person"), _("Role"), _("What happened"), _("Browser"), _("Round trip (ms)"), _("Loss (%)")]
        for event in queries.connection_log(found):
            yield [
                clock.local(event.created_at).isoformat(timespec="seconds"),
                event.seat.user.name,
                event.seat.role_words,
                event.get_kind_display(),
                event.device,
                event.rtt_ms,
                event.loss_percent,
            ]

    return csv_response(rows(), f"connections-{found.pk}.csv")


@require_GET
def device_check(request: HttpRequest) -> HttpResponse:
    """Try camera, microphone, loudspeaker and network before the day; open to all, keeps nothing."""
    context = {"config": _measuring(), "call_in": settings.SHAREDCOURT_CALL_IN_NUMBER}
    return render(request, "rooms/device_check.html", context)


@require_GET
@never_cache
def ping(request: HttpRequest) -> HttpResponse:
    """An empty answer, by which the device check measures the round trip."""
    return HttpResponse(status=204)


@lru_cache(maxsize=1)
def _incompressible() -> bytes:
    return secrets.token_bytes(SAMPLE_BYTES)


@require_GET
@never_cache
def sample(request: HttpRequest) -> HttpResponse:
    """Bytes that no proxy can make fewer, by which the device check measures how much the line carries."""
    return HttpResponse(
        _incompressible(), content_type="application/octet-stream", headers={"Content-Encoding": "identity"}
    )
