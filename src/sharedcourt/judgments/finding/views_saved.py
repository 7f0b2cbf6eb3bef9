"""Searches that a signed-in person keeps, and the page on which whoever has the message ends one."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sharedcourt.core.errors import ActionRefused
from sharedcourt.core.once import acts_once
from sharedcourt.judgments.finding import saving, wanted
from sharedcourt.judgments.finding.models import SavedSearch
from sharedcourt.judgments.finding.wanted import Wanted
from sharedcourt.judgments.searching.engine import Order
from sharedcourt.people.policy import person_of


@login_required
@require_http_methods(["GET", "POST"])
@acts_once
def saved(request: HttpRequest) -> HttpResponse:
    """The searches that are kept; with a search in the address, a form to keep it."""
    if request.method != "POST":
        return _page(request, wanted.read(request.GET))
    sent = request.POST
    try:
        saving.save(
            by=person_of(request),
            name=sent.get("name", ""),
            address=sent.get("address", ""),
            how=sent.get("how", ""),
            often=sent.get("often", ""),
        )
    except ActionRefused as refused:
        return _page(request, wanted.reopened(sent.get("address", "")), refused)
    messages.success(request, _("The search is kept. You will be told of new judgments."))
    return redirect("judgments:saved")


def _page(
    request: HttpRequest, asked: Wanted, refusal: ActionRefused | None = None, of: SavedSearch | None = None
) -> HttpResponse:
    """`refusal` is said beside the form that was sent: the one of a search that is kept (`of`), else the one that keeps."""
    sent = request.POST
    user = person_of(request)
    context = {
        "asked": asked,
        "address": asked.address(),
        "name": sent.get("name", asked.words()[:60]),
        "how": sent.get("how", SavedSearch.How.IN_APP),
        "often": sent.get("often", SavedSearch.Often.DAILY),
        "refusal": refusal if of is None else None,
        "refused_row": of.pk if of is not None else None,
        "row_refusal": refusal if of is not None else None,
        "searches": [(row, wanted.reopened(row.address)) for row in saving.visible_to(user)],
        "hows": SavedSearch.How.choices,
        "paces": SavedSearch.Often.choices,
        "email": user.email,
        "nav": "judgments",
    }
    return render(request, "judgments/finding/saved.html", context, status=refusal.status if refusal else 200)


@login_required
@require_GET
def found(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where the message leads: the results of the search, the newest first."""
    row = get_object_or_404(saving.visible_to(request.user), pk=pk)
    return redirect(f"{reverse('judgments:search')}?{wanted.reopened(row.address).ordered(Order.NEWEST).address()}")


@login_required
@require_POST
@acts_once
def change(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Another name, way or pace."""
    row = get_object_or_404(saving.visible_to(request.user), pk=pk)
    sent = request.POST
    try:
        saving.change(
            by=person_of(request),
            search=row,
            name=sent.get("name", row.name),
            how=sent.get("how", row.how),
            often=sent.get("often", row.often),
        )
    except ActionRefused as refused:
        return _page(request, Wanted(), refused, row)
    messages.success(request, _("Changed."))
    return redirect("judgments:saved")


@login_required
@require_POST
@acts_once
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The person wants to hear no more of it."""
    saving.end(by=person_of(request), search=get_object_or_404(saving.visible_to(request.user), pk=pk))
    messages.success(request, _("The search is not kept any more."))
    return redirect("judgments:saved")


# Who holds the message's link may end the search and nothing else; a mail program may do it for them (RFC 8058), which has no cookie.
@csrf_exempt
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, pk: UUID, mark: str) -> HttpResponse:
    """One press ends it, without signing in. Looking at the page changes nothing: mail scanners follow every link."""
    row = saving.holding(pk, mark)
    if request.method == "POST":
        saving.stop(search=row)
        row.refresh_from_db()
    context = {"is_over": row.ended_at is not None}
    response = render(request, "judgments/finding/stop.html", context)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
