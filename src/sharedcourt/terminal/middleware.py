"""Which terminal, if any, a request comes from; and nobody stays signed in on a screen that was left alone."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from sharedcourt.core import clock
from sharedcourt.sites.models import Terminal
from sharedcourt.sites.pairing import terminal_of

COOKIE = "sharedcourt_terminal"
SEEN = "terminal_seen"
# The page itself wipes sooner and with a warning; this holds when its script does not run.
LEFT_ALONE = timedelta(minutes=15)
NOTE_EVERY = timedelta(minutes=1)


class TerminalRequest(HttpRequest):
    """A request with the terminal it comes from."""

    terminal: Terminal | None


class TerminalMiddleware:
    """Sets `request.terminal`; signs out whoever was left signed in on a terminal."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        credential = request.COOKIES.get(COOKIE, "")
        terminal = terminal_of(credential) if credential else None
        request.terminal = terminal  # type: ignore[attr-defined]
        if terminal is not None and request.user.is_authenticated:
            now = int(clock.now().timestamp())
            last = request.session.get(SEEN, now)
            if now - last > LEFT_ALONE.total_seconds():
                logout(request)
            elif now - last > NOTE_EVERY.total_seconds() or SEEN not in request.session:
                request.session[SEEN] = now
        return self.get_response(request)
