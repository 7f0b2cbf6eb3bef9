"""What every page's header knows of messages."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from sharedcourt.notices.queries import unread_count
from sharedcourt.people.policy import is_person


def unread(request: HttpRequest) -> dict[str, Any]:
    """How many messages are unread: one query, only for a signed-in person and only when a page shows it."""
    user = getattr(request, "user", None)
    return {"unread_notices": SimpleLazyObject(lambda: unread_count(user))} if is_person(user) else {}
