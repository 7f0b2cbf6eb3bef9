"""Who turns speech into captions on the server, when an engine is set. The embedded default is none, and says so."""

from collections.abc import Callable
from functools import lru_cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from sharedcourt.rooms.models import Seat

Hearer = Callable[[Seat, str], None]
_hearers: list[Hearer] = []


class SpeechRecognition(Protocol):
    """What a room asks of an engine that writes down speech."""

    def is_available(self) -> bool:
        """Whether there is one, known without asking it."""

    async def write_down(self, sound: bytes, *, language: str) -> str:
        """Two seconds of one person's speech, a WAV file (16 kHz, mono, 16 bit), in words; empty when nobody spoke."""


class NoRecognition:
    """No engine: captions come from the speaker's own browser, where it can make them."""

    def is_available(self) -> bool:
        return False

    async def write_down(self, sound: bytes, *, language: str) -> str:
        return ""


@lru_cache
def _load(path: str) -> SpeechRecognition:
    engine: SpeechRecognition = import_string(path)()
    return engine


def writer() -> str:
    """Who writes down what a person says: `server` where there is an engine, else the person's `browser`, or `none`."""
    if engine().is_available():
        return "server"
    return "browser" if settings.SHAREDCOURT_BROWSER_CAPTIONS else "none"


def engine() -> SpeechRecognition:
    """The engine named by `SHAREDCOURT_SPEECH_RECOGNITION`."""
    return _load(settings.SHAREDCOURT_SPEECH_RECOGNITION)


def register_hearer(hearer: Hearer) -> None:
    """A room above also hears what the server's engine has written down; call it in `AppConfig.ready`."""
    if hearer not in _hearers:
        _hearers.append(hearer)


def tell_hearers(seat: Seat, text: str) -> None:
    """The person in this seat has said this."""
    for hearer in _hearers:
        hearer(seat, text)
