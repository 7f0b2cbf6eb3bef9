"""Pages of whoever looks after shared courts: the list, one site with its terminals, opening and closing."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sharedcourt.core.errors import ActionRefused
from sharedcourt.people.models import Role
from sharedcourt.people.policy import has_role, person_of
from sharedcourt.sites import opening, pairing
from sharedcourt.sites.forms import SiteForm
from sharedcourt.sites.models import Site, Terminal
from sharedcourt.sites.policy import courts_opening_for, may_open, run_by

PER_PAGE = 20
RUNNERS = (Role.OPERATOR, Role.COURT_ADMINISTRATOR, Role.COURT_AFFAIRS_DIRECTOR)


def _seen(request: HttpRequest, pk: UUID) -> Site:
    return get_object_or_404(run_by(request.user).select_related("host", "court", "director"), pk=pk)


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The shared courts one looks after, by a part of their name or address."""
    if not has_role(request.user, *RUNNERS):
        raise Http404
    text = request.GET.get("q", "").strip()[:80]
    rows = run_by(request.user).select_related("host", "court").order_by("name")
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(address__icontains=text) | Q(division__startswith=text))
    rows = rows.annotate(in_use=Count("terminals", filter=Q(terminals__withdrawn_at=None)))
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "text": text,
        "may_open": courts_opening_for(request.user).exists(),
        "is_operator": has_role(request.user, Role.OPERATOR),
        "nav": "operator",
    }
    return render(request, "sites/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Open a shared court."""
    if not has_role(request.user, Role.OPERATOR, Role.COURT_ADMINISTRATOR):
        raise Http404
    user = person_of(request)
    form = SiteForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            site = opening.open_site(by=user, entry=form.entry())
        except ActionRefused as refused:
            refused.put_beside(form)
        else:
            messages.success(request, _("The shared court is open. Pair its screen next."))
            return redirect("sites:site", site_id=site.pk)
    context = {"form": form, "has_court": courts_opening_for(user).exists(), "nav": "operator"}
    return render(request, "sites/form.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def detail(request: HttpRequest, site_id: UUID) -> HttpResponse:
    """One shared court and its terminals."""
    site = _seen(request, site_id)
    context = {
        "site": site,
        "terminals": site.terminals.select_related("paired_by").order_by("withdrawn_at", "label"),
        "may_close": may_open(request.user, site.court_id),
        "nav": "operator",
    }
    return render(request, "sites/site.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, site_id: UUID) -> HttpResponse:
    """Correct a shared court."""
    site, user = _seen(request, site_id), person_of(request)
    form = SiteForm(request.POST or None, user=user, site=site)
    if request.method == "POST" and form.is_valid():
        try:
            opening.change_site(by=user, site=site, entry=form.entry())
        except ActionRefused as refused:
            refused.put_beside(form)
        else:
            messages.success(request, _("Saved."))
            return redirect("sites:site", site_id=site.pk)
    context = {"form": form, "site": site, "has_court": True, "nav": "operator"}
    return render(request, "sites/form.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, site_id: UUID) -> HttpResponse:
    """Take a shared court out of use, after a second look."""
    site = _seen(request, site_id)
    if not may_open(request.user, site.court_id):
        raise Http404
    refusal = ""
    if request.method == "POST":
        try:
            opening.close_site(by=person_of(request), site=site)
        except ActionRefused as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("The shared court is closed. It takes no bookings."))
            return redirect("sites:site", site_id=site.pk)
    context = {"site": site, "refusal": refusal, "nav": "operator"}
    return render(request, "sites/close.html", context, status=409 if refusal else 200)


@login_required
@require_http_methods(["POST"])
def reopen(request: HttpRequest, site_id: UUID) -> HttpResponse:
    """Take it into use again."""
    site = _seen(request, site_id)
    if not may_open(request.user, site.court_id):
        raise Http404
    opening.reopen_site(by=person_of(request), site=site)
    messages.success(request, _("The shared court is open again."))
    return redirect("sites:site", site_id=site.pk)


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, terminal_id: UUID) -> HttpResponse:
    """Take a terminal's credential away, after a second look."""
    terminal = get_object_or_404(
        Terminal.objects.filter(site__in=run_by(request.user)).select_related("site"), pk=terminal_id
    )
    if request.method == "POST":
        pairing.withdraw(by=person_of(request), terminal=terminal)
        messages.success(request, _("The terminal can no longer be used. Pair the screen again to use it."))
        return redirect("sites:site", site_id=terminal.site_id)
    return render(request, "sites/withdraw.html", {"terminal": terminal, "nav": "operator"})
