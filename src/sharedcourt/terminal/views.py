"""What a person sees who walks up to a site's screen, and the console of the director who looks after it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sharedcourt.core import codes
from sharedcourt.core.errors import ActionRefused, Invalid
from sharedcourt.hearings.attendance.policy import directed_by
from sharedcourt.people import entry
from sharedcourt.people.actions import record_comparison
from sharedcourt.people.limits import too_often
from sharedcourt.people.models import Verification
from sharedcourt.sites import pairing
from sharedcourt.sites.models import Site
from sharedcourt.sites.policy import run_by
from sharedcourt.sites.queries import bookings_to_check
from sharedcourt.terminal import queries
from sharedcourt.terminal.forms import CodeForm, PairingForm
from sharedcourt.terminal.middleware import COOKIE

PAIRING_SECRET = "terminal_pairing_secret"  # noqa: S105  a session key's name
PAIRING_CODE = "terminal_pairing_code"
COOKIE_DAYS = 400
CODES_PER_ADDRESS_AND_HOUR = 60


def _keep_device(response: HttpResponse, credential: str, request: HttpRequest) -> HttpResponse:
    response.set_cookie(
        COOKIE, credential, max_age=COOKIE_DAYS * 86400, httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return response


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The idle screen of a paired terminal; on any other screen the way to pair it. Looking at it keeps nothing."""
    terminal = queries.terminal_of_request(request)
    if terminal is None:
        waits = pairing.is_waiting(request.session.get(PAIRING_SECRET, ""))
        code = codes.display(request.session[PAIRING_CODE]) if waits else ""
        return render(request, "terminal/pairing.html", {"code": code})
    if request.user.is_authenticated:
        return redirect(queries.hearing_here(terminal, request.user) or "disputes:mine")
    context = {"terminal": terminal, "form": CodeForm(), "bookings": queries.bookings_today(terminal)}
    return _keep_device(render(request, "terminal/idle.html", context), request.COOKIES[COOKIE], request)


@require_POST
def begin_pairing(request: HttpRequest) -> HttpResponse:
    """Show a code on this screen, or another one."""
    if queries.terminal_of_request(request) is None:
        if too_often("pairing", entry.address_of(request), most=CODES_PER_ADDRESS_AND_HOUR, seconds=3600):
            raise Invalid(_("Too many codes were asked for. Try again in an hour."))
        new, secret = pairing.begin()
        request.session[PAIRING_SECRET], request.session[PAIRING_CODE] = secret, new.code
    return redirect("terminal:home")


@require_GET
def pairing_state(request: HttpRequest) -> HttpResponse:
    """Asked every few seconds by the pairing page: has the director confirmed?"""
    if queries.terminal_of_request(request) is not None:
        return HttpResponse(headers={"HX-Redirect": reverse("terminal:home")})
    secret = request.session.get(PAIRING_SECRET, "")
    credential = pairing.collect(secret)
    if credential is None:
        # A code that has run out makes room for the button that shows a new one.
        over = secret and not pairing.is_waiting(secret)
        return HttpResponse(headers={"HX-Redirect": reverse("terminal:home")}) if over else HttpResponse(status=204)
    request.session.flush()
    response = HttpResponse(headers={"HX-Redirect": reverse("terminal:home")})
    return _keep_device(response, credential, request)


@require_POST
def join(request: HttpRequest) -> HttpResponse:
    """A dispute code typed or scanned at the terminal leads to the page on which one proves who one is."""
    terminal = queries.terminal_of_request(request)
    if terminal is None:
        raise Http404
    form = CodeForm(request.POST)
    if form.is_valid():
        return redirect("disputes:public", code=form.cleaned_data["code"])
    context = {"terminal": terminal, "form": form, "bookings": queries.bookings_today(terminal)}
    return render(request, "terminal/idle.html", context, status=422)


@require_POST
def wipe(request: HttpRequest) -> HttpResponse:
    """Between two people: nothing of the first stays on the screen or in the browser but the device's own credential."""
    logout(request)
    request.session.flush()
    response = redirect("terminal:home")
    for name in request.COOKIES:
        if name != COOKIE:
            response.delete_cookie(name)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_POST
def alive(request: HttpRequest) -> HttpResponse:
    """Called by a page on which someone talks without touching: the person is still there."""
    return HttpResponse(status=204)


@login_required
def console(request: HttpRequest) -> HttpResponse:
    """The director's console: sites, terminals, today's bookings, and a new screen to pair."""
    sites = run_by(request.user)
    if not sites.exists():
        raise Http404
    form = PairingForm(request.POST or None, sites=sites)
    if request.method == "POST" and form.is_valid():
        try:
            pairing.confirm(by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except ActionRefused as refused:
            form.add_error(refused.field, str(refused.message))
        else:
            messages.success(request, _("The screen belongs to the site now."))
            return redirect("terminal:console")
    checks_in = directed_by(request.user).exists()
    context: dict[str, Any] = {"form": form, "sites": queries.console(sites), "checks_in": checks_in}
    return render(request, "terminal/console.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def withdraw(request: HttpRequest, terminal_id: UUID) -> HttpResponse:
    """Take a terminal's credential away."""
    terminal = get_object_or_404(queries.terminals_run_by(request.user), pk=terminal_id)
    pairing.withdraw(by=request.user, terminal=terminal)  # type: ignore[arg-type]
    messages.success(request, _("The terminal can no longer be used. Pair the screen again to use it."))
    return redirect("terminal:console")


@login_required
@require_POST
def compare(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """The director has compared the ID card of the person who came with the person."""
    booking = get_object_or_404(bookings_to_check(request.user), pk=booking_id)
    if booking.user is None:
        raise Http404
    record_comparison(
        by=request.user,  # type: ignore[arg-type]
        user=booking.user,
        scope=booking.scope,
        method=Verification.Method.IN_PERSON,
    )
    messages.success(request, _("The comparison of the ID card is recorded."))
    return redirect("terminal:console")


@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """Where the shared courts are: every open site with its address and hours."""
    sought = request.GET.get("q", "").strip()
    found = Site.objects.filter(is_open=True).select_related("host")
    if sought:
        found = found.filter(name__icontains=sought) | found.filter(address__icontains=sought)
    return render(request, "terminal/sites.html", {"sites": found[:100], "sought": sought})
