"""The court's pages: its tours, a tour with its stops, and the work at a stop."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sharedcourt.core.errors import ActionRefused
from sharedcourt.core.once import acts_once
from sharedcourt.hearings.circuit import actions, policy, queries
from sharedcourt.hearings.circuit.forms import StopForm, TourForm
from sharedcourt.hearings.circuit.models import Stop, Tour
from sharedcourt.people.models import Organisation, User
from sharedcourt.people.policy import person_of

PAGE = 20


def _courts(request: HttpRequest) -> list[Organisation]:
    courts = policy.courts_of(request.user)
    if not courts:
        raise Http404
    return courts


@login_required
@require_safe
def tours(request: HttpRequest) -> HttpResponse:
    """The tours of one's court, newest first."""
    courts = _courts(request)
    page = Paginator(queries.with_stops(queries.tours_for(request.user)), PAGE).get_page(request.GET.get("page"))
    return render(request, "hearings/circuit/tours.html", {"page": page, "courts": courts, "nav": "hearings"})


@login_required
@require_http_methods(["GET", "POST"])
@acts_once
def plan(request: HttpRequest) -> HttpResponse:
    """Plan a tour for one of the courts where one works."""
    courts = _courts(request)
    asked = request.POST.get("court") or request.GET.get("court") or str(courts[0].pk)
    court = next((one for one in courts if str(one.pk) == asked), None)
    if court is None:
        raise Http404
    form = TourForm(request.POST if request.method == "POST" else None, court=court)
    return _saved_tour(
        request, form, lambda by: actions.plan_tour(by=by, court=court, entry=form.entry()), {"court": court}
    )


@login_required
@require_http_methods(["GET", "POST"])
@acts_once
def edit_tour(request: HttpRequest, tour_id: UUID) -> HttpResponse:
    """Other days, another judge or clerk."""
    found = _tour(request, tour_id)
    form = TourForm(request.POST if request.method == "POST" else None, court=found.court, tour=found)
    save: Callable[[User], Tour] = lambda by: actions.change_tour(by=by, tour=found, entry=form.entry())  # noqa: E731
    return _saved_tour(request, form, save, {"court": found.court, "tour": found})


def _saved_tour(
    request: HttpRequest, form: TourForm, save: Callable[[User], Tour], context: dict[str, Any]
) -> HttpResponse:
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                tour = save(person_of(request))
            except ActionRefused as refused:
                form.add_error(refused.field if refused.field in form.fields else None, str(refused))
                status = refused.status
            else:
                return redirect("hearings:circuit-tour", tour_id=tour.pk)
    return render(
        request, "hearings/circuit/tour_form.html", {"form": form, "nav": "hearings", **context}, status=status
    )


def _tour(request: HttpRequest, tour_id: UUID) -> Tour:
    return get_object_or_404(queries.tours_for(request.user), pk=tour_id)


@login_required
@require_safe
def tour(request: HttpRequest, tour_id: UUID) -> HttpResponse:
    """A tour with its stops."""
    return _tour_page(request, _tour(request, tour_id))


def _tour_page(request: HttpRequest, found: Tour, refused: ActionRefused | None = None) -> HttpResponse:
    context = {
        "tour": found,
        "stops": list(queries.stops_of(found)),
        "runs": policy.runs(request.user, found),
        "refused": refused,
        "nav": "hearings",
    }
    return render(request, "hearings/circuit/tour.html", context, status=refused.status if refused else 200)


TOUR_VERBS: dict[str, Callable[..., Tour]] = {"announce": actions.announce, "cancel": actions.cancel_tour}


@login_required
@require_POST
def act_on_tour(request: HttpRequest, tour_id: UUID, verb: str) -> HttpResponse:
    """Announce it, or cancel it."""
    found = _tour(request, tour_id)
    if verb not in TOUR_VERBS:
        raise Http404
    try:
        TOUR_VERBS[verb](by=person_of(request), tour=found)
    except ActionRefused as refused:
        return _tour_page(request, found, refused)
    done = {"announce": _("Announced. The public sees it."), "cancel": _("Cancelled. Whoever had seats is told.")}
    messages.success(request, done[verb])
    return redirect("hearings:circuit-tour", tour_id=tour_id)


@login_required
@require_http_methods(["GET", "POST"])
@acts_once
def new_stop(request: HttpRequest, tour_id: UUID) -> HttpResponse:
    """One more stop."""
    found = _tour(request, tour_id)
    form = StopForm(request.POST if request.method == "POST" else None)
    save: Callable[[User], Stop] = lambda by: actions.add_stop(by=by, tour=found, entry=form.entry())  # noqa: E731
    return _saved_stop(request, form, save, {"tour": found})


@login_required
@require_http_methods(["GET", "POST"])
@acts_once
def edit_stop(request: HttpRequest, stop_id: UUID) -> HttpResponse:
    """Another time, place or number of seats."""
    found = _stop(request, stop_id)
    form = StopForm(request.POST if request.method == "POST" else None, stop=found)
    save: Callable[[User], Stop] = lambda by: actions.change_stop(by=by, stop=found, entry=form.entry())  # noqa: E731
    return _saved_stop(request, form, save, {"tour": found.tour, "stop": found})


def _saved_stop(
    request: HttpRequest, form: StopForm, save: Callable[[User], Stop], context: dict[str, Any]
) -> HttpResponse:
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                stop = save(person_of(request))
            except ActionRefused as refused:
                form.add_error(refused.field if refused.field in form.fields else None, str(refused))
                status = refused.status
            else:
                return redirect("hearings:circuit-work", stop_id=stop.pk)
    return render(
        request, "hearings/circuit/stop_form.html", {"form": form, "nav": "hearings", **context}, status=status
    )


def _stop(request: HttpRequest, stop_id: UUID) -> Stop:
    return get_object_or_404(queries.stops_for(request.user), pk=stop_id)


@login_required
@require_safe
def work(request: HttpRequest, stop_id: UUID) -> HttpResponse:
    """The work at a stop: hearings, equipment, and who comes."""
    return _work_page(request, _stop(request, stop_id))


def _work_page(request: HttpRequest, found: Stop, refused: ActionRefused | None = None, verb: str = "") -> HttpResponse:
    runs = policy.runs(request.user, found.tour)
    context = {
        "stop": found,
        "tour": found.tour,
        "held": list(queries.hearings_at(found)),
        "attachable": list(queries.attachable(found)[:PAGE]) if runs and found.cancelled_at is None else [],
        "checks": queries.checks_of(found),
        "page": Paginator(queries.registered(found), 100).get_page(request.GET.get("page")),
        "runs": runs,
        "refused": refused,
        "verb": verb,
        "posted": request.POST,
        "nav": "hearings",
    }
    return render(request, "hearings/circuit/work.html", context, status=refused.status if refused else 200)


def _cancel(request: HttpRequest, found: Stop, by: User) -> None:
    actions.cancel_stop(by=by, stop=found)
    messages.success(request, _("Cancelled. Whoever had seats is told."))


def _attach(request: HttpRequest, found: Stop, by: User) -> None:
    hearing = get_object_or_404(queries.attachable(found), pk=_uuid(request.POST.get("hearing", "")))
    actions.attach(by=by, stop=found, hearing=hearing)


def _detach(request: HttpRequest, found: Stop, by: User) -> None:
    actions.detach(by=by, held=get_object_or_404(queries.hearings_at(found), pk=_uuid(request.POST.get("held", ""))))


def _check(request: HttpRequest, found: Stop, by: User) -> None:
    sent = request.POST
    actions.check(
        by=by,
        stop=found,
        item=sent.get("item", ""),
        in_order=sent.get("in_order") == "yes",
        text=sent.get("text", ""),
        figures={name: sent.get(name, "") for name in ("rtt_ms", "jitter_ms", "loss_percent", "kbps")},
    )


def _courtroom(request: HttpRequest, found: Stop, by: User) -> None:
    held = get_object_or_404(queries.hearings_at(found), pk=_uuid(request.POST.get("held", "")))
    actions.set_courtroom(by=by, held=held, here=request.POST.get("here") == "yes")


def _came(request: HttpRequest, found: Stop, by: User) -> None:
    seat = get_object_or_404(queries.registered(found), pk=_uuid(request.POST.get("seat", "")))
    actions.came(by=by, seat=seat, here=request.POST.get("here") == "yes")


def _release(request: HttpRequest, found: Stop, by: User) -> None:
    seat = get_object_or_404(queries.registered(found), pk=_uuid(request.POST.get("seat", "")))
    actions.give_up(seat=seat, by=by)


STOP_VERBS: dict[str, Callable[[HttpRequest, Stop, User], None]] = {
    "cancel": _cancel,
    "attach": _attach,
    "detach": _detach,
    "check": _check,
    "courtroom": _courtroom,
    "came": _came,
    "release": _release,
}


@login_required
@require_POST
@acts_once
def act_on_stop(request: HttpRequest, stop_id: UUID, verb: str) -> HttpResponse:
    """One thing that is done at a stop; a refusal shows the page again with what was typed."""
    found = _stop(request, stop_id)
    if verb not in STOP_VERBS:
        raise Http404
    try:
        policy.require_running(request.user, found.tour)
        STOP_VERBS[verb](request, found, person_of(request))
    except ActionRefused as refused:
        return _work_page(request, found, refused, verb)
    return redirect("hearings:circuit-work", stop_id=stop_id)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
