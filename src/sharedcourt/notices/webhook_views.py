"""The pages on which an organisation keeps its webhooks."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sharedcourt.core import cipher
from sharedcourt.core.errors import ActionRefused
from sharedcourt.notices import endpoints, queries
from sharedcourt.notices.forms import EndpointForm
from sharedcourt.people.policy import organisations, person_of
from sharedcourt.people.tokens import MAKERS

SECRET_KEY = "notices_new_secret"  # noqa: S105  the name of a session entry


@login_required
@require_http_methods(["GET", "POST"])
def webhooks(request: HttpRequest) -> HttpResponse:
    """The organisation's webhooks; POST adds one, whose secret is shown once."""
    mine = organisations(request.user, *MAKERS)
    if not mine:
        raise Http404
    form = EndpointForm(request.POST or None, organisations=mine)
    if request.method == "POST" and form.is_valid():
        try:
            endpoint, secret = endpoints.add_endpoint(
                by=person_of(request),
                organisation=form.cleaned_data["organisation"],
                url=form.cleaned_data["url"],
                events=form.cleaned_data["events"],
            )
        except ActionRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            request.session[SECRET_KEY] = cipher.encrypt(secret, context=SECRET_KEY)
            return redirect("notices:webhook", endpoint.pk)
    context = {"form": form, "endpoints": queries.endpoints_visible_to(request.user)[:100], "nav": "account"}
    return render(request, "notices/webhooks.html", context)


@login_required
@require_GET
def webhook(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One webhook and what was sent to it."""
    endpoint = get_object_or_404(queries.endpoints_visible_to(request.user), pk=pk)
    page = Paginator(endpoint.deliveries.all(), 20).get_page(request.GET.get("page"))
    sealed = request.session.pop(SECRET_KEY, "")
    context = {
        "endpoint": endpoint,
        "page": page,
        "new_secret": cipher.decrypt(sealed, context=SECRET_KEY) if sealed else "",
        "nav": "account",
    }
    return render(request, "notices/webhook.html", context)


@login_required
@require_POST
def webhook_test(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send an event that means nothing."""
    endpoint = get_object_or_404(queries.endpoints_visible_to(request.user), pk=pk)
    endpoints.test_endpoint(by=person_of(request), endpoint=endpoint)
    messages.info(request, _("A test event is on its way. Load the page again to see the answer."))
    return redirect("notices:webhook", pk)


@login_required
@require_POST
def webhook_off(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send nothing there any more."""
    endpoint = get_object_or_404(queries.endpoints_visible_to(request.user), pk=pk)
    endpoints.switch_off(by=person_of(request), endpoint=endpoint)
    messages.success(request, _("The webhook is switched off."))
    return redirect("notices:webhooks")


@login_required
@require_POST
def send_again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Try a delivery once more."""
    delivery = get_object_or_404(queries.deliveries_visible_to(request.user), pk=pk)
    endpoints.send_again(by=person_of(request), delivery=delivery)
    messages.info(request, _("The event is sent again. Load the page again to see the answer."))
    return redirect("notices:webhook", delivery.endpoint_id)
