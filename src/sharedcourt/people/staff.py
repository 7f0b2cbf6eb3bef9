"""Pages on which the people of an organisation are appointed, dismissed and given their office back."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from sharedcourt.core import cipher
from sharedcourt.core.errors import ActionRefused
from sharedcourt.people import actions, offices
from sharedcourt.people.models import ApiToken
from sharedcourt.people.organisation_forms import AppointmentForm
from sharedcourt.people.organisations import LINK_KEY, seen
from sharedcourt.people.policy import person_of


@sensitive_post_parameters("phone", "email", "name")
@login_required
@require_http_methods(["GET", "POST"])
def appoint(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Somebody is to have an office here."""
    organisation = seen(request, pk)
    form = AppointmentForm(request.POST or None, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        sends = wanted["send"] == "sms"
        try:
            _appointment, link = actions.appoint(
                by=person_of(request),
                organisation=organisation,
                role=wanted["role"],
                name=wanted["name"],
                phone=wanted["phone"],
                email=wanted["email"],
                send=sends,
            )
        except ActionRefused as refused:
            refused.put_beside(form)
        else:
            if sends:
                messages.success(request, _("The link is on its way by SMS. It is good for a week."))
            else:
                request.session[LINK_KEY] = cipher.encrypt(f"{settings.PUBLIC_URL}{link}", context=LINK_KEY)
            return redirect("operator:organisation", pk=organisation.pk)
    context = {"form": form, "organisation": organisation, "nav": "operator"}
    return render(request, "people/operator/appoint.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def dismiss(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End somebody's office, after a second look."""
    membership = get_object_or_404(offices.members_run_by(request.user), pk=pk)
    refusal = ""
    if request.method == "POST":
        try:
            actions.dismiss(by=person_of(request), membership=membership)
        except ActionRefused as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("Dismissed. Sessions and API tokens have ended."))
            return redirect("operator:organisation", pk=membership.organisation_id)
    context = {
        "membership": membership,
        "refusal": refusal,
        "tokens": ApiToken.objects.filter(
            user=membership.user, organisation=membership.organisation, revoked_at=None
        ).count(),
        "nav": "operator",
    }
    return render(request, "people/operator/dismiss.html", context, status=409 if refusal else 200)


@login_required
@require_http_methods(["GET", "POST"])
def remove_second_factor(request: HttpRequest, pk: UUID) -> HttpResponse:
    """For somebody who has lost the phone and the recovery codes, after making sure who is asking."""
    membership = get_object_or_404(offices.members_run_by(request.user), pk=pk, is_active=True)
    refusal: ActionRefused | None = None
    status = 200
    if request.method == "POST":
        try:
            actions.remove_second_factor(
                by=person_of(request), membership=membership, reason=request.POST.get("reason", "")
            )
        except ActionRefused as refused:
            refusal, status = refused, 422 if refused.field else 409
        else:
            messages.success(request, _("Removed. At the next sign-in a new second factor is set up."))
            return redirect("operator:organisation", pk=membership.organisation_id)
    context = {"membership": membership, "refusal": refusal, "posted": request.POST, "nav": "operator"}
    return render(request, "people/operator/second_factor.html", context, status=status)


@login_required
@require_http_methods(["POST"])
def reactivate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give a dismissed person the office back."""
    membership = get_object_or_404(offices.members_run_by(request.user), pk=pk)
    try:
        actions.reactivate(by=person_of(request), membership=membership)
    except ActionRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("The person has the office again and signs in as before."))
    return redirect("operator:organisation", pk=membership.organisation_id)


@login_required
@require_http_methods(["POST"])
def revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a link that has not been used."""
    appointment = get_object_or_404(offices.appointments_run_by(request.user), pk=pk)
    actions.revoke_appointment(by=person_of(request), appointment=appointment)
    messages.success(request, _("The link no longer works."))
    return redirect("operator:organisation", pk=appointment.organisation_id)
