"""What an invitation is to, in plain words without personal data: upper rooms say it for their links."""

from collections.abc import Callable
from typing import Any

from sharedcourt.people.models import Invitation

_describers: list[Callable[[Invitation], Any]] = []


def describe_with(describe: Callable[[Invitation], Any]) -> None:
    """`describe(invitation)` gives a sentence (“Mediation of a dispute about a bank loan”), or None when it is not its own."""
    if describe not in _describers:
        _describers.append(describe)


def of(invitation: Invitation) -> Any:
    """The first sentence anybody has for the invitation; empty when nobody has."""
    for describe in _describers:
        words = describe(invitation)
        if words:
            return words
    return ""
