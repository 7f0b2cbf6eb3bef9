"""What a person is told of a saved search."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sharedcourt.judgments.finding.models import SavedSearch
from sharedcourt.notices import actions as notices
from sharedcourt.notices import texts
from sharedcourt.notices.models import Channel

TEXTS: dict[str, tuple[Any, Any]] = {
    "judgments.news": (
        _("New judgments: {name}"),
        _("New or corrected: {count}\n{titles}\n\nTo hear no more of this search: {stop}"),
    ),
}


def register() -> None:
    """Called once, when the app is ready."""
    for kind, (subject, body) in TEXTS.items():
        texts.register(kind, subject=subject, body=body)


def news(search: SavedSearch, *, count: int, titles: list[str], stop_at: str) -> None:
    """How many judgments are new, the first few by name, and how to hear no more of it."""
    channels = [Channel.IN_APP, *([Channel.EMAIL] if search.how == SavedSearch.How.EMAIL else [])]
    notices.tell(
        user=search.user,
        kind="judgments.news",
        context={
            "name": search.name,
            "count": count,
            "titles": "\n".join(f"· {title}" for title in titles),
            "stop": f"{settings.PUBLIC_URL}{stop_at}",
        },
        scope=None,
        link=reverse("judgments:saved-found", args=[search.pk]),
        channels=channels,
    )
