"""The list of a court's hearings by day or week, and its virtual courtrooms."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sharedcourt.core import clock
from sharedcourt.core.errors import ActionRefused
from sharedcourt.core.once import acts_once
from sharedcourt.hearings import policy, queries, sections
from sharedcourt.hearings.models import Courtroom
from sharedcourt.hearings.scheduling import actions, forms
from sharedcourt.hearings.states import HearingState
from sharedcourt.people.models import Organisation
from sharedcourt.people.policy import person_of

PAGE = 50
SPANS = {"day": 1, "week": 7}


def day_of(request: HttpRequest) -> date:
    """The day that the address names; today for anything else."""
    try:
        found = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return clock.today()
    year = clock.today().year
    return found if year - 20 <= found.year <= year + 5 else clock.today()


def _court(request: HttpRequest, courts: list[Organisation]) -> Organisation:
    wanted = forms.identifier(request.GET.get("court", ""))
    return next((court for court in courts if court.pk == wanted), courts[0])


@login_required
@require_GET
def court(request: HttpRequest) -> HttpResponse:
    """What a court hears on a day or in a week, by judge, clerk, courtroom and state; and what is still to be arranged."""
    courts = queries.courts_with_list(request.user)
    if not courts:
        raise Http404
    return _list(request, _court(request, courts), courts)


def _list(
    request: HttpRequest,
    here: Organisation,
    courts: list[Organisation],
    form: forms.CourtroomForm | None = None,
    status: int = 200,
) -> HttpResponse:
    span = request.GET.get("span", "day")
    span = span if span in SPANS else "day"
    first = day_of(request)
    if span == "week":
        first -= timedelta(days=first.weekday())
    chosen = {name: request.GET.get(name, "") for name in ("judge", "clerk", "courtroom", "state")}
    planned = request.GET.get("tab") == "planned"
    rows = queries.unheld(here) if planned else queries.of_court(here, first, SPANS[span])
    rows = _filtered(rows, chosen)
    step = timedelta(days=SPANS[span])
    context: dict[str, Any] = {
        "court": here,
        "courts": courts,
        "span": span,
        "day": first,
        "last": first + step - timedelta(days=1),
        "before": first - step,
        "after": first + step,
        "today": clock.today(),
        "planned": planned,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "chosen": chosen,
        "judges": queries.judges_of(here),
        "clerks": queries.clerks_of(here),
        "courtrooms": queries.courtrooms_of(here),
        "states": [(key, label) for key, label in HearingState.choices if key != HearingState.PLANNED],
        "also": sections.court_pages(request.user),
        "administers": policy.administers(request.user, here),
        "form": form or forms.CourtroomForm(),
        "nav": "hearings",
    }
    return render(request, "hearings/scheduling/court.html", context, status=status)


def _filtered(rows: Any, chosen: dict[str, str]) -> Any:
    judge, clerk = forms.identifier(chosen["judge"]), forms.identifier(chosen["clerk"])
    room = forms.identifier(chosen["courtroom"])
    if judge is not None:
        rows = rows.filter(panel__user=judge)
    if clerk is not None:
        rows = rows.filter(clerk=clerk)
    if room is not None:
        rows = rows.filter(courtroom=room)
    if chosen["state"] in HearingState.values:
        rows = rows.filter(state=chosen["state"])
    return rows


@login_required
@require_POST
@acts_once
def open_courtroom(request: HttpRequest, court_id: UUID) -> HttpResponse:
    """The administrator opens a virtual courtroom of the court."""
    courts = queries.courts_with_list(request.user)
    here = next((each for each in courts if each.pk == court_id), None)
    if here is None:
        raise Http404
    form = forms.CourtroomForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            actions.open_courtroom(by=person_of(request), court=here, name=form.cleaned_data["name"])
        except ActionRefused as refused:
            form.add_error("name" if refused.field == "name" else None, str(refused.message))
            status = refused.status
        else:
            messages.success(request, _("The courtroom is open."))
            return redirect("hearings:court_list")
    return _list(request, here, courts, form, status)


@login_required
@require_POST
@acts_once
def close_courtroom(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The administrator takes a virtual courtroom out of use."""
    courts = {each.pk for each in queries.courts_with_list(request.user)}
    room = get_object_or_404(Courtroom, pk=pk, court__in=courts)
    try:
        actions.close_courtroom(by=person_of(request), courtroom=room)
    except ActionRefused as refused:
        if refused.status == 403:  # noqa: PLR2004
            raise
        messages.error(request, str(refused))
    else:
        messages.info(request, _("The courtroom is closed."))
    return redirect("hearings:court_list")
