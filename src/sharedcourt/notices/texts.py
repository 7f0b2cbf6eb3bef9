"""What messages say: every room registers its kinds; a message is written in its recipient's language."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils import formats, translation

from sharedcourt.core import clock


@dataclass(frozen=True)
class Text:
    """Subject and body with `{placeholders}`. A secret one (a code, a personal link) is erased soon after it was sent."""

    subject: Any
    body: Any
    secret: bool = False


_texts: dict[str, Text] = {}


def register(kind: str, *, subject: Any, body: Any, secret: bool = False) -> None:
    """Name a kind of message; `subject` and `body` are lazy translations with `{placeholders}` filled from the context."""
    _texts[kind] = Text(subject, body, secret)


def registered() -> frozenset[str]:
    return frozenset(_texts)


def is_secret(kind: str) -> bool:
    return kind in _texts and _texts[kind].secret


def secret_kinds() -> list[str]:
    return [kind for kind, text in _texts.items() if text.secret]


def _written(value: Any) -> str:
    """A placeholder's value as people write it: times on a clock in China, money with its unit."""
    if isinstance(value, datetime):
        return formats.date_format(clock.local(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return formats.date_format(value, "DATE_FORMAT")
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    return str(value)


def render(kind: str, context: dict[str, Any], *, language: str) -> tuple[str, str]:
    """Subject and body in a language; raises `ImproperlyConfigured` for a kind or placeholder nobody gave."""
    text = _texts.get(kind)
    if text is None:
        raise ImproperlyConfigured(f"No text is registered for messages of kind {kind!r}.")
    with translation.override(language):
        values = {name: _written(value) for name, value in context.items()}
        try:
            return str(text.subject).format_map(values), str(text.body).format_map(values)
        except (KeyError, IndexError, ValueError) as error:
            raise ImproperlyConfigured(f"The text of {kind!r} lacks a value: {error}.") from error
