"""What everybody sees: where courts come, what is heard there in open court, and seats to register for."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from sharedcourt.core import cipher, clock, codes
from sharedcourt.core.errors import ActionRefused, Conflict
from sharedcourt.hearings.circuit import actions, queries
from sharedcourt.hearings.circuit.forms import SeatForm
from sharedcourt.hearings.circuit.models import PublicSeat, Stop
from sharedcourt.hearings.circuit.states import SeatState
from sharedcourt.hearings.models import Hearing
from sharedcourt.hearings.scheduling.page import lang
from sharedcourt.law import causes
from sharedcourt.people.entry import address_of
from sharedcourt.people.limits import too_often

PAGE = 20
PER_ADDRESS_AND_HOUR = 20
WRONG_CODES, WITHIN = 20, 600


@require_safe
def coming(request: HttpRequest) -> HttpResponse:
    """Where courts come next, by name of the court or the place."""
    text = request.GET.get("q", "").strip()[:80]
    page = Paginator(queries.public_stops(text=text), PAGE).get_page(request.GET.get("page"))
    return render(request, "hearings/circuit/coming.html", {"page": page, "q": text})


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("name", "phone")
def stop(request: HttpRequest, stop_id: UUID) -> HttpResponse:
    """One stop: what comes, where, which seats are left; registering sends a code to the phone."""
    found = get_object_or_404(queries.public_stops(), pk=stop_id)
    form = SeatForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                if too_often("circuit-register", address_of(request), most=PER_ADDRESS_AND_HOUR, seconds=3600):
                    raise Conflict(_("Too many registrations came from here. Try again in an hour."))
                _seat, code = actions.register(stop=found, **form.cleaned_data)
            except ActionRefused as refused:
                form.add_error(refused.field if refused.field in form.fields else None, str(refused))
                status = refused.status
            else:
                return redirect("hearings:circuit-seat", code=code)
    return _stop_page(request, found, form, status)


def _announced(hearing: Hearing) -> tuple[datetime | None, str, str]:
    """When, which case, and what it is about (CPL 139)."""
    number = hearing.case.number.text if hearing.case.number is not None else ""
    return hearing.starts_at, number, causes.cause(hearing.case.cause).title(lang())


def _stop_page(request: HttpRequest, found: Stop, form: SeatForm, status: int) -> HttpResponse:
    offers = bool(found.seats) and found.is_open and found.starts_at > clock.now()  # type: ignore[attr-defined]
    context = {
        "stop": found,
        "hearings": [_announced(held.hearing) for held in queries.public_hearings(found)],
        "left": max(0, found.seats - found.taken),  # type: ignore[attr-defined]
        "offers": offers,
        "form": form,
        "address": settings.PUBLIC_URL + reverse("hearings:circuit-stop", args=[found.pk]),
    }
    return render(request, "hearings/circuit/stop.html", context, status=status)


def _seat(request: HttpRequest, code: str) -> PublicSeat:
    """The seat of a code; after twenty wrong ones within ten minutes nothing is found from there."""
    origin = address_of(request)
    locked = int(cache.get(f"limit:circuit-code:{cipher.keyed_hash('limit', origin)}") or 0) >= WRONG_CODES
    found = None if locked else queries.seat_by_code(code)
    if found is None:
        too_often("circuit-code", origin, most=WRONG_CODES, seconds=WITHIN)
        raise Http404
    return found


@never_cache
@require_http_methods(["GET", "POST"])
def seat(request: HttpRequest, code: str) -> HttpResponse:
    """With the code: whether one has a seat, and giving it up."""
    found = _seat(request, code)
    refusal = ""
    if request.method == "POST":
        try:
            actions.give_up(seat=found)
        except ActionRefused as refused:
            refusal = str(refused)
        else:
            return redirect("hearings:circuit-seat", code=code)
    context = {
        "seat": found,
        "stop": found.stop,
        "code": codes.display(codes.normalise(code)),
        "is_live": found.state in (SeatState.HELD, SeatState.WAITING) and found.came_at is None,
        "refusal": refusal,
    }
    return render(request, "hearings/circuit/seat.html", context, status=409 if refusal else 200)
