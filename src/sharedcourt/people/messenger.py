"""How this room sends a message without knowing who delivers it: the room above registers itself."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured

from sharedcourt.people.models import User

_deliver: Callable[..., Any] | None = None


def register(deliver: Callable[..., Any]) -> None:
    """`deliver(user=, phone=, kind=, context=, scope=, link=)` is called inside the running transaction."""
    global _deliver  # noqa: PLW0603  one deliverer per process, set once at start
    _deliver = deliver


def send(
    *,
    user: User | None,
    phone: str,
    kind: str,
    context: dict[str, Any],
    scope: UUID | None = None,
    link: str = "",
    channels: tuple[str, ...] = ("sms",),
) -> None:
    """Hand a message over for delivery."""
    if _deliver is None:
        raise ImproperlyConfigured("No room delivers messages: install sharedcourt.notices.")
    _deliver(user=user, phone=phone, kind=kind, context=context, scope=scope, link=link, channels=channels)
