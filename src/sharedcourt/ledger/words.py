"""An action's name in words, for timelines: each room registers its own."""

from typing import Any

_words: dict[str, Any] = {}
_quiet: set[str] = set()


def register(words: dict[str, Any], *, quiet: set[str] | None = None) -> None:
    """`{"disputes.dispute.opened": _("opened the dispute")}`; `quiet` names actions that timelines leave out."""
    _words.update(words)
    _quiet.update(quiet or set())


def of(action: str) -> Any:
    """The words of an action; its dotted name when no room has registered it."""
    return _words.get(action, action)


def quiet() -> frozenset[str]:
    return frozenset(_quiet)


def registered() -> frozenset[str]:
    return frozenset(_words)
