"""Pages for what went wrong: what happened, what to do next, and nothing about anybody."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class ErrorPage:
    title: Promise | str
    happened: Promise | str
    next_steps: tuple[Promise | str, ...]


PAGES: dict[int, ErrorPage] = {
    400: ErrorPage(
        _("We could not understand this request"),
        _("The address or what was sent with it is incomplete."),
        (_("Go back and try again."), _("If you followed a link, ask for it to be sent to you again.")),
    ),
    403: ErrorPage(
        _("You may not do this"),
        _("Your account does not allow this step, or it is another person's turn."),
        (
            _("Go back to your own list and continue from there."),
            _("If you act for someone, check that you signed in as yourself."),
        ),
    ),
    404: ErrorPage(
        _("We could not find this page"),
        _("It does not exist, or it is not open to you."),
        (
            _("If you typed the address or a dispute code, check it character by character."),
            _("If you are a party, sign in with the phone number that received our message."),
        ),
    ),
    409: ErrorPage(
        _("Something has changed in the meantime"),
        _("Somebody else was faster, or the matter has moved on. Nothing you did was lost or done twice."),
        (_("Go back, reload the page and look at how things stand now."),),
    ),
    410: ErrorPage(
        _("This link is no longer valid"),
        _("It was used, withdrawn or replaced by a newer one."),
        (_("Use the newest message we sent you."), _("Or enter the dispute code on the front page.")),
    ),
    413: ErrorPage(
        _("What you sent is too large"),
        _("A file may not be larger than the limit shown on the page."),
        (_("Send a smaller file, or a photograph of lower resolution."),),
    ),
    422: ErrorPage(
        _("Something you entered needs correcting"),
        _("Nothing was saved."),
        (_("Go back, correct it and send it again."),),
    ),
    429: ErrorPage(
        _("Too many attempts"),
        _("To protect you, this step is locked for a while."),
        (_("Wait ten minutes and try again."),),
    ),
    500: ErrorPage(
        _("Something went wrong on our side"),
        _("The fault is ours. What you had already saved is still there."),
        (
            _("Try again in a few minutes."),
            _("If a time limit is near, call the mediation organisation or go to a shared court: they can help you."),
        ),
    ),
    503: ErrorPage(
        _("A service we depend on is not answering"),
        _("Nothing was done, so you can safely try again."),
        (_("Try again in a few minutes."),),
    ),
}


def page(request: HttpRequest, status: int, *, message: str = "") -> HttpResponse:
    """The page for a status; `message` (an action's refusal) replaces the general explanation."""
    known = PAGES.get(status, PAGES[500])
    context: dict[str, Any] = {"status": status, "page": known, "happened": message or known.happened}
    return HttpResponse(render_to_string("web/error.html", context, request=request), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 404)


def gone(request: HttpRequest) -> HttpResponse:
    return page(request, 410)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(
        request, 403, message=str(_("This page was open too long or in another window. Reload it and try again."))
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Without the request's context: the database may be what failed."""
    context = {"status": 500, "page": PAGES[500], "happened": PAGES[500].happened}
    return HttpResponse(render_to_string("web/error.html", context), status=500)
