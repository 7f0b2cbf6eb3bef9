"""What every page's shell knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext

LARGE_TYPE_COOKIE = "large_type"


def shell(request: HttpRequest) -> dict[str, Any]:
    """The site's name, the large-type mode and whether this is a demonstration."""
    return {
        "site_name": settings.SITE_NAME or gettext("Shared Court"),
        "demo_mode": settings.DEMO,
        "large_type": request.COOKIES.get(LARGE_TYPE_COOKIE) == "1",
        "on_terminal": getattr(request, "terminal", None) is not None,
    }
