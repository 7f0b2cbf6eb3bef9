"""Pages: the room, the device check before the day, and the host's connection log."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from sharedcourt.core import clock
from sharedcourt.rooms import policy, queries
from sharedcourt.rooms.backends import video_constraints
from sharedcourt.rooms.models import SeatRole
from sharedcourt.rooms.states import RoomState
from sharedcourt.rooms.words import page_words

# Whoever only helps others to understand sees no file.
WITHOUT_PANEL = (SeatRole.INTERPRETER, SeatRole.SIGN_INTERPRETER, SeatRole.HELPER, SeatRole.OBSERVER)


@require_GET
@never_cache
@login_required
def room(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """Check of devices, waiting room and call in one page; the WebSocket decides what is shown."""
    found = get_object_or_404(queries.visible_to(request.user), pk=room_id)
    seat = policy.seat_of(request.user, found)
    if seat is None:
        raise Http404
    config = {
        "room": str(found.pk),
        "socket": f"/ws/rooms/{found.pk}/",
        "you": str(seat.pk),
        "is_host": seat.is_host,
        "video": video_constraints(settings.SHAREDCOURT_VIDEO),
        "words": page_words(),
    }
    context = {
        "room": found,
        "seat": seat,
        "config": config,
        "has_panel": bool(found.panel_path) and seat.role_key not in WITHOUT_PANEL,
        "is_closed": found.state == RoomState.CLOSED,
        "opens_later": None if found.has_opened or seat.is_host else clock.local(found.opens_at),
    }
    return render(request, "rooms/room.html", context)


@require_GET
@never_cache
@login_required
def connection_log(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """Who came, was lost and returned, for the host; a 404 for everybody else."""
    found = get_object_or_404(queries.visible_to(request.user), pk=room_id)
    if not policy.may_host(request.user, found):
        raise Http404
    return render(request, "rooms/log.html", {"room": found, "events": queries.connection_log(found)})


@require_GET
def device_check(request: HttpRequest) -> HttpResponse:
    """Try camera, microphone, loudspeaker and network before the day; open to all, keeps nothing."""
    config = {"ping": reverse("rooms:ping"), "words": page_words()}
    return render(request, "rooms/device_check.html", {"config": config})


@require_GET
@never_cache
def ping(request: HttpRequest) -> HttpResponse:
    """An empty answer, by which the device check measures the round trip."""
    return HttpResponse(status=204)
