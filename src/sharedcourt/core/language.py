"""The language of the page or the request, for words that no gettext catalogue has: the law's, and those of its tables."""

from typing import Literal

from django.utils.translation import get_language

Lang = Literal["zh", "en"]


def language() -> Lang:
    """Chinese unless something else has been chosen."""
    return "zh" if (get_language() or "zh").startswith("zh") else "en"


def worded(pair: tuple[str, str]) -> str:
    """The one of (Chinese, English) that is read here."""
    return pair[0 if language() == "zh" else 1]
