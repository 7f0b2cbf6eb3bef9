"""What every page's shell knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext

from sharedcourt.core import cipher
from sharedcourt.judgments.policy import desks

LARGE_TYPE_COOKIE = "large_type"


def shell(request: HttpRequest) -> dict[str, Any]:
    """The site's name, the large-type mode and whether this is a demonstration."""
    on_terminal = getattr(request, "terminal", None) is not None
    return {
        "site_name": settings.SITE_NAME or gettext("Shared Court"),
        "demo_mode": settings.DEMO,
        "large_type": request.COOKIES.get(LARGE_TYPE_COOKIE) == "1",
        "on_terminal": on_terminal,
        # By this a page knows whose drafts lie on the phone. On a shared screen nothing is kept.
        "person_mark": "" if on_terminal else SimpleLazyObject(lambda: person_mark(request)),
        # Whether the person works where judgments are prepared for the public.
        "judgments_desk": bool(desks(getattr(request, "user", None))),
    }


def person_mark(request: HttpRequest) -> str:
    """A word for the signed-in person that says nothing; empty for everybody else."""
    user = getattr(request, "user", None)
    return cipher.keyed_hash("pocket", str(user.pk))[:24] if user is not None and user.is_authenticated else ""
