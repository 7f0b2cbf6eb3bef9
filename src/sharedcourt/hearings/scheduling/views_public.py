"""The public cause list (庭审公告), for everybody: by court and day."""

from datetime import timedelta
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from sharedcourt.core import clock
from sharedcourt.hearings import queries
from sharedcourt.hearings.scheduling import announcing
from sharedcourt.hearings.scheduling.page import lang
from sharedcourt.hearings.scheduling.views_court import day_of
from sharedcourt.people.models import Organisation

PAGE = 50
COURTS = 60


@require_GET
def courts(request: HttpRequest) -> HttpResponse:
    """The courts that work here, to choose one; found by name."""
    text = " ".join(request.GET.get("q", "").split())[:40]
    found = Organisation.objects.filter(kind=Organisation.Kind.COURT, is_active=True)
    if text:
        found = found.filter(name__icontains=text)
    page = Paginator(found.order_by("name", "id"), COURTS).get_page(request.GET.get("page"))
    return render(request, "hearings/scheduling/causes_courts.html", {"page": page, "q": text, "nav": "causes"})


@require_GET
def causes(request: HttpRequest, court_id: UUID) -> HttpResponse:
    """The hearings of one court on one day that are held in open court."""
    court = get_object_or_404(Organisation, pk=court_id, kind=Organisation.Kind.COURT, is_active=True)
    day = day_of(request)
    page = Paginator(queries.cause_list(court, day), PAGE).get_page(request.GET.get("page"))
    context = {
        "court": court,
        "day": day,
        "today": clock.today(),
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "days": [clock.today() + timedelta(days=step) for step in range(7)],
        "page": page,
        "lines": [announcing.of(row, lang()) for row in page.object_list],
        "nav": "causes",
    }
    return render(request, "hearings/scheduling/causes.html", context)
