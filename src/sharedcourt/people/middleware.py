"""Staff need a second factor before any page of their work."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from sharedcourt.people.policy import is_person, memberships

KEY = "people_second_factor"
OPEN = (
    "/accounts/",
    "/sign-out/",
    "/sign-in/",
    "/i/",
    "/appointments/",
    "/static/",
    "/i18n/",
    "/display/",
    "/help/",
    "/privacy/",
)
# Of allauth, people without a role may only leave: they have no password and get none.
STAFF_ONLY = ("/accounts/password/", "/accounts/2fa/", "/accounts/email/", "/accounts/confirm-email/")


class SecondFactor:
    """Sends staff without TOTP or passkey to set one up; keeps parties off the staff's account pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._turned_away(request) or self.get_response(request)

    def _turned_away(self, request: HttpRequest) -> HttpResponse | None:
        path = request.path_info
        if path.startswith(STAFF_ONLY) and is_person(request.user) and not memberships(request.user):
            raise Http404
        if path == "/" or path.startswith(OPEN) or not required() or not is_person(request.user):
            return None
        if request.session.get(KEY) == str(request.user.pk) or not memberships(request.user):
            return None
        if is_mfa_enabled(request.user):
            request.session[KEY] = str(request.user.pk)
            return None
        words = _("Set up a second factor first: an authenticator app or a passkey.")
        if path.startswith("/api/"):
            return JsonResponse({"code": "second_factor", "field": None, "message": words}, status=403)
        messages.warning(request, words)
        return redirect("mfa_index")


def required() -> bool:
    """Whether this installation asks staff for a second factor (always, except in the demonstration)."""
    return bool(getattr(settings, "SHAREDCOURT_REQUIRE_SECOND_FACTOR", not settings.DEMO))


def lacks_second_factor(user: Any) -> bool:
    """Whether this is one of the staff who must set up a second factor before any work: also asked where no middleware runs."""
    return required() and bool(memberships(user)) and not is_mfa_enabled(user)
