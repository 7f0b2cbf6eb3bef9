"""What pages know of the demonstration."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from sharedcourt.people import demo as demonstration
from sharedcourt.people.models import Role
from sharedcourt.people.offices import RUNNERS
from sharedcourt.people.policy import has_role


def demo(request: HttpRequest) -> dict[str, Any]:
    """In demo mode the cast, and who of it is signed in, for the bar that steps over to the next person."""
    if not settings.DEMO:
        return {}
    user = getattr(request, "user", None)
    return {"demo_cast": demonstration.CARDS, "demo_me": demonstration.card_of(user)}


def administration(request: HttpRequest) -> dict[str, Any]:
    """Whether the person looks after organisations or shared courts, for the way there in the page's head."""
    user = getattr(request, "user", None)
    return {"administers": has_role(user, Role.OPERATOR, *RUNNERS)}
