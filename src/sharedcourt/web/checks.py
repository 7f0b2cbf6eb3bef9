"""What `manage.py check` says about the front end."""

from typing import Any

from django.core.checks import CheckMessage, Warning, register  # noqa: A004

from sharedcourt.web import assets


@register()
def front_end_is_built(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Pages work without the built front end, but they look bare: say how to build it."""
    if assets.is_built():
        return []
    return [
        Warning(
            "The front end is not built: pages have no styles.",
            hint="In frontend/: npm ci && npm run build",
            id="web.W001",
        )
    ]
