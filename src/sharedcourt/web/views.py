"""The public pages and the way to one's own work."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST, require_safe

from sharedcourt.people import policy
from sharedcourt.people.models import Role
from sharedcourt.web import samples
from sharedcourt.web.context_processors import LARGE_TYPE_COOKIE

A_YEAR = 365 * 24 * 60 * 60

# Where each role's work is; the first role that a person has decides.
DESKS: tuple[tuple[tuple[Role, ...], str], ...] = (
    ((Role.ORGANISATION_MANAGER, Role.MEDIATOR), "mediation:list"),
    ((Role.INSTITUTION_OFFICER,), "disputes:list"),
    ((Role.COURT_AFFAIRS_DIRECTOR,), "terminal:console"),
    ((Role.COURT_ADMINISTRATOR, Role.OPERATOR), "operator:organisations"),
    ((Role.LIAISON_JUDGE, Role.JUDGE, Role.FILING_CLERK, Role.COURT_CLERK), "filing:desk"),
    ((Role.ASSESSOR,), "hearings:mine"),
    ((Role.REGULATOR,), "disputes:list"),
)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What a shared court is, and the ways in."""
    return render(request, "web/pages/home.html")


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Everybody to their own list."""
    roles = {membership.role for membership in policy.memberships(request.user)}
    target = next((name for group, name in DESKS if roles & set(group)), "disputes:mine")
    return redirect(target)


@require_POST
def display(request: HttpRequest) -> HttpResponse:
    """Large type on or off, kept for a year in this browser; no account is needed for it."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = redirect(target)
    if request.POST.get("large_type") == "1":
        response.set_cookie(LARGE_TYPE_COOKIE, "1", max_age=A_YEAR, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie(LARGE_TYPE_COOKIE, samesite="Lax")
    return response


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "web/pages/help.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "web/pages/accessibility.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "web/pages/privacy.html")


@require_GET
@cache_control(max_age=A_YEAR, public=True)
def favicon(request: HttpRequest) -> HttpResponse:
    """Our mark as a small drawing."""
    return HttpResponse(samples.FAVICON, content_type="image/svg+xml")


def _developers_only() -> None:
    if not (settings.DEBUG or settings.DEMO):
        raise Http404


def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in every state; what screenshots are compared with. Only in development and demonstration."""
    _developers_only()
    form = samples.SampleForm(samples.WRONG_ANSWERS)
    form.is_valid()
    context = {
        "form": None,
        "empty_form": samples.SampleForm(prefix="empty"),
        "wrong_form": form,
        **samples.context(),
    }
    return render(request, "web/styleguide/index.html", context)


@require_safe
def styleguide_room(request: HttpRequest) -> HttpResponse:
    _developers_only()
    return render(request, "web/styleguide/room.html", samples.context())


@require_safe
def styleguide_terminal(request: HttpRequest) -> HttpResponse:
    _developers_only()
    return render(request, "web/styleguide/terminal.html", samples.context())
