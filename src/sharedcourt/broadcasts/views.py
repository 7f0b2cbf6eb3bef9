"""Pages for everybody: what is on, what comes, what may be watched again, and the picture. No account, no cookie of ours."""

from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from sharedcourt.broadcasts import presenting, queries, viewers
from sharedcourt.broadcasts.models import Broadcast
from sharedcourt.broadcasts.states import BroadcastState
from sharedcourt.core import clock
from sharedcourt.people.models import Organisation

NO_COPIES = "noindex, noarchive"
ROBOTS = """User-agent: *
Disallow: /live/files/
Disallow: /live/court/
Disallow: /api/
Disallow: /rooms/
Disallow: /operator/
Disallow: /desk/
Disallow: /judgments/?
Disallow: /judgments/desk/
Disallow: /judgments/saved/
Disallow: /judgments/suggest/
Disallow: /judgments/advanced/
Disallow: /judgments/print/
Disallow: /judgments/export.
Disallow: /judgments/feed/?
"""
# Addresses of published judgments, a room on this floor.
SITEMAP = "/judgments/sitemap.xml"


@require_safe
def now(request: HttpRequest) -> HttpResponse:
    """What is on now and what comes."""
    context = {
        "on_now": presenting.items(queries.on_now()),
        "coming": presenting.items(queries.coming()),
    }
    return render(request, "broadcasts/now.html", context)


@require_safe
def replays(request: HttpRequest) -> HttpResponse:
    """Hearings to be watched again, searched by court, cause and days; what makes no sense in the address is left out."""
    sought, chosen = _sought(request)
    page = Paginator(queries.replays(sought), queries.PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "items": presenting.items(queries.checked(list(page.object_list))),
        "courts": [(str(court.pk), court.name) for court in queries.courts_with_replays()],
        "causes": queries.causes(presenting.lang()),
        "chosen": chosen,
        "wrong_days": sought.since is not None and sought.until is not None and sought.since > sought.until,
    }
    return render(request, "broadcasts/replays.html", context)


def _sought(request: HttpRequest) -> tuple[queries.Sought, dict[str, str]]:
    chosen = {name: request.GET.get(name, "").strip()[:40] for name in ("court", "cause", "since", "until")}
    court: UUID | None = None
    try:
        court = UUID(chosen["court"]) if chosen["court"] else None
    except ValueError:
        chosen["court"] = ""
    if court is not None and not Organisation.objects.filter(pk=court, kind=Organisation.Kind.COURT).exists():
        court, chosen["court"] = None, ""
    since, until = queries.day_of(chosen["since"]), queries.day_of(chosen["until"])
    return queries.Sought(court, chosen["cause"], since, until), chosen


def _found(pk: UUID) -> Broadcast:
    """A broadcast that the public may know of now; everybody else gets 404."""
    found = queries.checked([get_object_or_404(queries.public(), pk=pk)])
    if not found:
        raise Http404
    return found[0]


def _is_gone(pk: UUID) -> bool:
    return Broadcast.objects.filter(pk=pk, state=BroadcastState.TAKEN_DOWN).exists()


@require_safe
def watch(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The picture, with whose court and case it is. 410 once it was taken down."""
    return _page(request, pk, "broadcasts/watch.html")


@require_safe
def screen(request: HttpRequest, pk: UUID | None = None) -> HttpResponse:
    """For a site's screen: large, the picture first; without a broadcast named, what is on, else what comes."""
    if pk is not None:
        return _page(request, pk, "broadcasts/screen.html")
    again = list(queries.replays(queries.Sought())[: queries.ON_SCREEN])
    context = {
        "on_now": presenting.items(queries.on_now()),
        "coming": presenting.items(queries.coming()),
        "replays": presenting.items(queries.checked(again)),
    }
    return render(request, "broadcasts/screen_list.html", context)


def _page(request: HttpRequest, pk: UUID, template: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return _look_again(pk)
    if _is_gone(pk):
        return HttpResponse(status=410)
    response = render(request, template, {"shown": presenting.shown(_found(pk))})
    response["X-Robots-Tag"] = NO_COPIES
    response["Vary"] = "HX-Request"
    return response


def _look_again(pk: UUID) -> HttpResponse:
    """Asked by a page that waits for the hearing to begin: nothing yet (204), or load it anew."""
    found = queries.checked(queries.public().filter(pk=pk))
    if found and found[0].state == BroadcastState.ANNOUNCED:
        return HttpResponse(status=204)
    return HttpResponse(status=204, headers={"HX-Refresh": "true"})


@csrf_exempt
@require_POST
def seen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The page says once that it plays. Nothing of the request is kept but a hash whose salt is destroyed after the day."""
    row = _found(pk)
    if row.state == BroadcastState.ANNOUNCED:
        raise Http404
    viewers.count(
        broadcast_id=row.pk,
        address=str(request.META.get("REMOTE_ADDR", "")),
        device=request.headers.get("User-Agent", "")[:300],
        day=clock.today(),
    )
    return HttpResponse(status=204)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines are asked to leave alone, and where the addresses of published judgments are listed."""
    text = f"{ROBOTS}\nSitemap: {settings.PUBLIC_URL}{SITEMAP}\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
