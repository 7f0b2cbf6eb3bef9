"""The page behind an appointment's link: who appoints you to what, and the user name and password you choose."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from sharedcourt.core.errors import ActionRefused
from sharedcourt.people import actions, entry
from sharedcourt.people.actions.staff import enter_after_accepting, find_appointment, needs_own_sign_in
from sharedcourt.people.organisation_forms import TakeOfficeForm
from sharedcourt.people.policy import is_person

TAKEN = "people/appointment_closed.html"


@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def appointment(request: HttpRequest, token: str) -> HttpResponse:
    """Reading uses nothing up. Whoever works here already takes the office as they are; others choose how to sign in."""
    found = find_appointment(token)
    if found is None or not found.is_open or not found.organisation.is_active:
        return render(request, TAKEN, {"found": found}, status=410 if found else 404)
    is_staff = is_person(request.user) and entry.is_staff_account(request.user)
    form = TakeOfficeForm(request.POST or None) if not is_staff else None
    context = {
        "appointment": found,
        "form": form,
        "is_staff": is_staff,
        "sign_in_first": not is_staff and needs_own_sign_in(found),
        "role": found.get_role_display(),
    }
    if request.method == "GET":
        return render(request, "people/appointment.html", context)
    try:
        if is_person(request.user) and form is None:
            actions.accept_appointment_as(by=request.user, token=token)
            messages.success(request, _("The office is yours."))
            return redirect("people:account")
        if form is not None and form.is_valid():
            wanted = form.cleaned_data
            user = actions.accept_appointment(token=token, username=wanted["username"], password=wanted["password"])
            if enter_after_accepting(request=request, user=user):
                messages.success(request, _("The office is yours. One thing is left: a second factor."))
                return redirect("mfa_index")
            messages.success(request, _("The office is yours. Sign in with the new password and your second factor."))
            return redirect("account_login")
    except ActionRefused as refused:
        if form is None:
            context["refusal"] = str(refused)
        else:
            refused.put_beside(form)
    return render(request, "people/appointment.html", context, status=422)
