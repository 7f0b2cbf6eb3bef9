"""Pages of the operator, and of whoever runs an organisation: organisations, found, brought in and kept right."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sharedcourt.core import cipher
from sharedcourt.core.errors import ActionRefused
from sharedcourt.people import actions, offices
from sharedcourt.people.models import Appointment, Organisation
from sharedcourt.people.organisation_forms import KindForm, OrganisationForm
from sharedcourt.people.policy import person_of

PER_PAGE = 20
PEOPLE_PER_PAGE = 30
LINK_KEY = "people_new_appointment"


def seen(request: HttpRequest, pk: UUID) -> Organisation:
    """An organisation that the person looks after, or 404."""
    return get_object_or_404(offices.organisations_run_by(request.user).select_related("parent"), pk=pk)


def _operators_only(request: HttpRequest) -> None:
    if not offices.is_operator(request.user):
        raise Http404


def found(user: Any, text: str, kind: str) -> QuerySet[Organisation]:
    """The organisations one looks after, by a part of their name or the whole credit code."""
    rows = offices.organisations_run_by(user)
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(short_name__icontains=text) | Q(credit_code=text.upper()))
    return rows.filter(kind=kind) if kind else rows


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Organisations, with search, kinds and pages."""
    everything = offices.organisations_run_by(request.user)
    is_operator = offices.is_operator(request.user)
    if not is_operator:
        own = list(everything[:2])
        if not own:
            raise Http404
        if len(own) == 1:
            return redirect("operator:organisation", pk=own[0].pk)
    text = request.GET.get("q", "").strip()[:80]
    kind = request.GET.get("kind", "") if request.GET.get("kind") in Organisation.Kind.values else ""
    counts = dict(found(request.user, text, "").order_by().values_list("kind").annotate(number=Count("pk")))
    rows = (
        found(request.user, text, kind)
        .select_related("parent")
        .annotate(people=Count("memberships__user", filter=Q(memberships__is_active=True), distinct=True))
        .order_by("name")
    )
    labels = [("", _("All")), *Organisation.Kind.choices]
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "tabs": [
            {"name": name, "label": label, "count": counts.get(name, 0) if name else sum(counts.values())}
            for name, label in labels
            if not name or counts.get(name)
        ],
        "kind": kind,
        "text": text,
        "is_operator": is_operator,
        "nav": "operator",
    }
    return render(request, "people/operator/organisations.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def choose_kind(request: HttpRequest) -> HttpResponse:
    """The first question about a new organisation."""
    _operators_only(request)
    form = KindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("operator:create", kind=form.cleaned_data["kind"])
    context = {"form": form, "nav": "operator"}
    return render(request, "people/operator/kind.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest, kind: str) -> HttpResponse:
    """A new organisation."""
    _operators_only(request)
    if kind not in Organisation.Kind.values:
        raise Http404
    form = OrganisationForm(request.POST or None, kind=kind)
    if request.method == "POST" and form.is_valid():
        try:
            organisation = actions.create_organisation(by=person_of(request), kind=kind, entry=form.entry())
        except ActionRefused as refused:
            refused.put_beside(form)
        else:
            messages.success(request, _("The organisation is here now. Appoint its people next."))
            return redirect("operator:organisation", pk=organisation.pk)
    context = {"form": form, "kind": Organisation.Kind(kind), "nav": "operator"}
    return render(request, "people/operator/organisation_form.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Correct an organisation."""
    organisation = seen(request, pk)
    form = OrganisationForm(request.POST or None, kind=organisation.kind, own=organisation)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_organisation(by=person_of(request), organisation=organisation, entry=form.entry())
        except ActionRefused as refused:
            refused.put_beside(form)
        else:
            messages.success(request, _("Saved."))
            return redirect("operator:organisation", pk=organisation.pk)
    context = {
        "form": form,
        "organisation": organisation,
        "kind": Organisation.Kind(organisation.kind),
        "nav": "operator",
    }
    return render(request, "people/operator/organisation_form.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """An organisation and its people; the link of a fresh appointment is shown once."""
    organisation = seen(request, pk)
    text = request.GET.get("q", "").strip()[:60]
    members = list(organisation.memberships.select_related("user").order_by("-is_active", "created_at"))
    if text:
        # Names are encrypted, so they are compared here; an organisation has hundreds of people, not millions.
        members = [each for each in members if text in each.user.name or text in each.user.username]
    sealed = request.session.pop(LINK_KEY, "")
    context = {
        "organisation": organisation,
        "branches": organisation.branches.all()[:100],
        "page": Paginator(members, PEOPLE_PER_PAGE).get_page(request.GET.get("page")),
        "text": text,
        "waiting": Appointment.objects.filter(organisation=organisation, used_at=None, revoked_at=None).order_by(
            "-created_at"
        )[:50],
        "new_link": cipher.decrypt(sealed, context=LINK_KEY) if sealed else "",
        "is_operator": offices.is_operator(request.user),
        "me": request.user,
        "nav": "operator",
    }
    return render(request, "people/operator/organisation.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close an organisation, after a second look."""
    _operators_only(request)
    organisation = seen(request, pk)
    if request.method == "POST":
        actions.set_organisation_active(by=person_of(request), organisation=organisation, is_active=False)
        messages.success(request, _("The organisation has been closed. Nobody works there any more."))
        return redirect("operator:organisation", pk=organisation.pk)
    context = {
        "organisation": organisation,
        "people": organisation.memberships.filter(is_active=True).values("user").distinct().count(),
        "nav": "operator",
    }
    return render(request, "people/operator/close.html", context)


@login_required
@require_http_methods(["POST"])
def reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open a closed organisation again."""
    _operators_only(request)
    organisation = seen(request, pk)
    actions.set_organisation_active(by=person_of(request), organisation=organisation, is_active=True)
    messages.success(request, _("The organisation is open again."))
    return redirect("operator:organisation", pk=organisation.pk)
