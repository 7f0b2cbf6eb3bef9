"""The page on which a party shows once more who it is, before evidence or opinions are handed in (ODLR 7(3))."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from sharedcourt.core.errors import ActionRefused, Invalid
from sharedcourt.filing.folder import policy
from sharedcourt.filing.folder.policy import Reader
from sharedcourt.filing.folder.views import page, reader_for
from sharedcourt.law.identity import mask_phone
from sharedcourt.people import actions as people
from sharedcourt.people import reauthentication
from sharedcourt.people.forms import CodeForm
from sharedcourt.people.policy import person_of


@sensitive_post_parameters("code")
@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def identity(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask for a code and type it, or go on after having signed in again."""
    reader = reader_for(request, pk)
    if reader.party is None:
        raise Http404
    form = CodeForm()
    refused: ActionRefused | None = None
    if request.method == "POST":
        if request.POST.get("step") == "code":
            form = CodeForm(request.POST)
        try:
            if _done(request, reader, form):
                messages.success(request, _("Thank you. You can hand in now."))
                return redirect("filing:folder-evidence", pk=pk)
            if not form.is_bound:
                return redirect(reverse("filing:folder-identity", args=[pk]) + "?sent=1")
        except Invalid as error:
            refused = error
            if form.is_bound:
                form.add_error("code", str(error))
        except ActionRefused as error:
            refused = error
    by = person_of(request)
    here = reverse("filing:folder-identity", args=[pk])
    context = {
        "form": form,
        "sent": "sent" in request.GET or form.is_bound,
        "phone": mask_phone(by.phone) if by.phone else "",
        "sign_in_again": reauthentication.address(by, here),
        "signed_in_again": reauthentication.has_just_signed_in_again(request, by),
        "minutes": settings.SHAREDCOURT_IDENTITY_AGAIN_MINUTES,
        "demo": settings.DEMO,
    }
    in_form = form.is_bound and bool(form.errors)
    answer = page(request, "identity", reader, context, None if in_form else refused)
    if in_form:
        answer.status_code = 422
    return answer


def _done(request: HttpRequest, reader: Reader, form: CodeForm) -> bool:
    """Whether the person has shown it with what was sent; else a code is on its way, or the form says what is wrong with it."""
    by = person_of(request)
    policy.require_before_court(reader.case)
    if form.is_bound:
        if not form.is_valid():
            return False
        people.confirm_again(by=by, code=form.cleaned_data["code"], scope=reader.case.pk, request=request)
        return True
    if request.POST.get("step") == "signed-in" and reauthentication.has_just_signed_in_again(request, by):
        people.signed_in_again(by=by, scope=reader.case.pk)
        return True
    people.ask_again(by=by, request=request)
    return False
