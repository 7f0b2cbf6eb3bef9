"""The panel beside the video: fragments that look again when the room says that something has changed."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from sharedcourt.mediation import queries
from sharedcourt.mediation.actions import guidance as guidance_actions
from sharedcourt.mediation.models import Meeting
from sharedcourt.mediation.views import guidance
from sharedcourt.mediation.views.panel_parts import PARTS, Panel


def meeting_of(request: HttpRequest, meeting_id: UUID) -> Meeting:
    return get_object_or_404(queries.panels_of(request.user), pk=meeting_id)


def show(request: HttpRequest, panel: Panel, status: int = 200) -> HttpResponse:
    template = "mediation/panel/_panel.html" if request.headers.get("HX-Request") else "mediation/panel/panel.html"
    return render(request, template, panel.context(), status=status)


@login_required
@require_GET
def panel(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """The panel: a whole page, or the fragment in the room. With `seen` = its key, nothing (204) when nothing is new.

    A judge who was called sees the file's summary in its place.
    """
    called = guidance_actions.open_to(request.user).filter(meeting=meeting_id).first()
    if called is not None:
        return render(request, "mediation/guidance_summary.html", guidance.summary(called))
    view = Panel(request, meeting_of(request, meeting_id))
    if request.headers.get("HX-Request") and request.GET.get("seen") == view.key():
        return HttpResponse(status=204)
    return show(request, view)


@login_required
@require_GET
def part(request: HttpRequest, meeting_id: UUID, name: str) -> HttpResponse:
    """One part of the panel, or nothing (204) when it has not changed."""
    if name not in PARTS:
        raise Http404
    view = Panel(request, meeting_of(request, meeting_id))
    context = PARTS[name](view)
    if request.GET.get("seen") == context[f"{name}_key"]:
        return HttpResponse(status=204)
    return render(request, f"mediation/panel/part_{name}.html", {**view.base(), **context})
