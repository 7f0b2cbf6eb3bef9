"""The replay page, the film itself in ranges, how far the composing is, and what may be decided about it."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from sharedcourt.core import clock
from sharedcourt.core.errors import ActionRefused, Conflict, NotAllowed
from sharedcourt.people.policy import person_of
from sharedcourt.rooms.models import Seat
from sharedcourt.rooms.recording import actions, chapters, faults, keeping, policy, queries, ranges
from sharedcourt.rooms.recording.forms import DeleteForm
from sharedcourt.rooms.recording.models import Recording
from sharedcourt.rooms.recording.states import RecordingState

SPEEDS = ("0.75", "1", "1.25", "1.5", "2")


def _recording(request: HttpRequest, room_id: UUID, recording_id: UUID) -> Recording:
    return get_object_or_404(queries.visible_to(request.user), room=room_id, pk=recording_id)


@login_required
@require_GET
@never_cache
def latest(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """The room's newest recording; 410 when all have been deleted, 404 when there was none."""
    found = queries.visible_to(request.user).filter(room=room_id).order_by("-created_at")
    recording = found.exclude(state=RecordingState.DELETED).first() or found.first()
    if recording is None:
        raise Http404
    return _page(request, recording, DeleteForm())


@login_required
@require_GET
@never_cache
def one(request: HttpRequest, room_id: UUID, recording_id: UUID) -> HttpResponse:
    """One recording of the room."""
    return _page(request, _recording(request, room_id, recording_id), DeleteForm())


def _page(request: HttpRequest, recording: Recording, form: DeleteForm, status: int = 200) -> HttpResponse:
    user = person_of(request)
    seat = Seat.objects.filter(room=recording.room, user=user).first()
    is_staff = policy.is_staff(user, recording)
    context = {
        "room": recording.room,
        "recording": recording,
        "state": RecordingState(recording.state),
        "others": queries.visible_to(user).filter(room=recording.room).exclude(pk=recording.pk),
        "is_staff": is_staff,
        "may_delete": is_staff and keeping.is_deletable(recording),
        "faults": faults.words(recording) if is_staff else [],
        "consents": recording.consents.select_related("seat__user").order_by("answered_at"),
        "may_decide": seat is not None and policy.must_agree(seat),
        "my_word": recording.consents.filter(seat=seat).first() if seat else None,
        "form": form,
    }
    if recording.state == RecordingState.DELETED:
        return render(request, "rooms/recording_gone.html", context, status=410)
    if recording.state == RecordingState.READY:
        given = keeping.view(by=user, recording=recording)
        address = reverse("rooms:recording-media", args=[recording.room_id, recording.pk])
        context |= {
            "media": f"{address}?pass={given}",
            "chapters": chapters.of(recording),
            "speeds": SPEEDS,
            "watermark": f"{user.name} · {clock.local(clock.now()):%Y-%m-%d %H:%M}",
            "may_download": settings.SHAREDCOURT_RECORDING_DOWNLOAD,
        }
    return render(request, "rooms/recording.html", context, status=status)


@login_required
@require_GET
@never_cache
def progress(request: HttpRequest, room_id: UUID, recording_id: UUID) -> HttpResponse:
    """How far the composing is, as a fragment that renews itself; the page is loaded anew when it is over."""
    recording = _recording(request, room_id, recording_id)
    response = render(request, "rooms/recording_progress.html", {"recording": recording})
    if recording.state not in (
        RecordingState.ENDED,
        RecordingState.COMPOSING,
        RecordingState.ON,
        RecordingState.PAUSED,
    ):
        response["HX-Refresh"] = "true"
    return response


@login_required
@require_GET
@never_cache
def media(request: HttpRequest, room_id: UUID, recording_id: UUID) -> HttpResponseBase:
    """The film, whole or in ranges, to whoever has opened its page (which wrote the viewing down)."""
    recording = _recording(request, room_id, recording_id)
    if recording.state == RecordingState.DELETED:
        return HttpResponse(status=410)
    user = person_of(request)
    if recording.state != RecordingState.READY or not keeping.holds_pass(user, recording, request.GET.get("pass", "")):
        return redirect("rooms:recording-one", room_id=recording.room_id, recording_id=recording.pk)
    response = ranges.response(request, path=recording.path, size=recording.size, mime="video/mp4")
    if settings.SHAREDCOURT_RECORDING_DOWNLOAD and "download" in request.GET:
        name = f"{recording.room.title}-{clock.local(recording.created_at):%Y%m%d}.mp4"
        response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


@login_required
@require_POST
def stands(request: HttpRequest, room_id: UUID, recording_id: UUID) -> HttpResponse:
    """A party's word on whether the recording may stand for the written record."""
    recording = _recording(request, room_id, recording_id)
    actions.say_stands(by=person_of(request), recording=recording, stands=request.POST.get("stands") == "yes")
    return redirect("rooms:recording-one", room_id=room_id, recording_id=recording_id)


@login_required
@require_POST
def again(request: HttpRequest, room_id: UUID, recording_id: UUID) -> HttpResponse:
    """Try to put it together once more."""
    recording = _recording(request, room_id, recording_id)
    keeping.compose_again(by=person_of(request), recording=recording)
    return redirect("rooms:recording-one", room_id=room_id, recording_id=recording_id)


@login_required
@require_POST
def delete(request: HttpRequest, room_id: UUID, recording_id: UUID) -> HttpResponse:
    """Delete it, with a reason."""
    recording = _recording(request, room_id, recording_id)
    form = DeleteForm(request.POST)
    form.is_valid()
    try:
        keeping.delete(by=person_of(request), recording=recording, reason=form.cleaned_data.get("reason", ""))
    except ActionRefused as refusal:
        if isinstance(refusal, NotAllowed):
            raise
        if not form.errors:
            form.add_error("reason", str(refusal.message))
        return _page(request, recording, form, status=409 if isinstance(refusal, Conflict) else 422)
    messages.success(request, _("The recording has been deleted."))
    return redirect("rooms:recording-one", room_id=room_id, recording_id=recording_id)
