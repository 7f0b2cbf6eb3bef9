"""Where a document belongs, so that who has read or signed it finds the way back: the rooms above know."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sharedcourt.documents.models import SigningFile


@dataclass(frozen=True)
class Place:
    """The page of the case or dispute, and what it is called."""

    url: str
    label: str


Finder = Callable[[Any, SigningFile], Place | None]
_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """A room says where its documents belong, for a person (None: not its own, or not to be seen); call it in `AppConfig.ready`."""
    if finder not in _finders:
        _finders.append(finder)


def place_of(user: Any, signing_file: SigningFile) -> Place | None:
    """The page it belongs to, as far as this person may open that; rooms higher up are asked first."""
    return next((place for finder in reversed(_finders) if (place := finder(user, signing_file)) is not None), None)
