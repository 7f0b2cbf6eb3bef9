"""The desk of a court's filing hall: lists with clocks, filters, search. Every list is read by an index, a page at a time."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from sharedcourt.core import clock
from sharedcourt.filing.cases import queries
from sharedcourt.filing.cases.models import Case
from sharedcourt.people.models import Organisation
from sharedcourt.people.policy import person_of

PAGE = 20
SOON_DAYS = 3
TAB_NAMES = {
    "to_review": gettext_lazy("To review"),
    "returned": gettext_lazy("Returned"),
    "refusing": gettext_lazy("Rulings to sign"),
    "on_trial": gettext_lazy("On trial"),
    "mediating": gettext_lazy("In mediation"),
    "copies": gettext_lazy("Copies to send"),
    "ended": gettext_lazy("Ended"),
    "passed_on": gettext_lazy("Passed on to other courts"),
}
CLOCKS = {
    "": gettext_lazy("all"),
    "late": gettext_lazy("overdue"),
    "soon": gettext_lazy("due within three days"),
}


def _by_clock(found: QuerySet[Case], tab: str, chosen: str) -> QuerySet[Case]:
    column = queries.TABS[tab].order
    if chosen == "late":
        return found.filter(**{f"{column}__lt": clock.today()})
    until = clock.today() + timedelta(days=SOON_DAYS)
    return found.filter(**{f"{column}__gte": clock.today(), f"{column}__lte": until})


def _court(request: HttpRequest, courts: list[Organisation]) -> Organisation:
    try:
        wanted = UUID(request.GET.get("court", ""))
    except ValueError:
        return courts[0]
    return next((court for court in courts if court.pk == wanted), courts[0])


@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """One court's cases in one list, what is due first at the top; the next page begins where this one ends."""
    user = person_of(request)
    courts = queries.desk_courts(user)
    if not courts:
        raise Http404
    court = _court(request, courts)
    tab = request.GET.get("tab", "to_review")
    if tab not in queries.TABS:
        tab = "to_review"
    text, due = request.GET.get("q", ""), request.GET.get("due", "")
    timed = queries.TABS[tab].is_date
    context: dict[str, Any] = {
        "court": court,
        "courts": courts,
        "tab": "" if text else tab,
        "q": text,
        "due": due if timed and due in CLOCKS else "",
        "clocks": list(CLOCKS.items()) if timed and not text else [],
        "nav": "desk",
        "most": queries.MOST_COUNTED,
        "judge": request.GET.get("judge", ""),
        "every_case": queries.sees_every_case(user, court),
    }
    if text:
        found = list(queries.search(user, text)[:PAGE])
        more = ""
    else:
        rows = queries.in_tab(court, tab, user)
        if context["judge"] == "me":
            rows = rows.filter(judge=user)
        if context["due"]:
            rows = _by_clock(rows, tab, context["due"])
        found = list(queries.after(rows, tab, request.GET.get("after", ""))[: PAGE + 1])
        more = queries.place_of(found[PAGE - 1], tab) if len(found) > PAGE else ""
        found = found[:PAGE]
    counts = queries.counts(court, user)
    context |= {
        "rows": queries.with_names(found),
        "more": more,
        "begun": bool(request.GET.get("after")),
        "tabs": [(key, name, counts[key]) for key, name in TAB_NAMES.items()],
    }
    return render(request, "filing/cases/desk.html", context)
