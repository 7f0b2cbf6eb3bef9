"""What a signer is, in the words of the reader: a room above names its roles; what is printed in the file stays as printed."""

from collections.abc import Mapping
from typing import Any

_words: dict[str, Any] = {}


def register(words: Mapping[str, Any]) -> None:
    """Lazy translations by key; call it in `AppConfig.ready`."""
    _words.update(words)


def words_of(key: str, printed: str) -> str:
    """The role in the running language, or as printed where nobody has named it."""
    return str(_words.get(key, printed))
