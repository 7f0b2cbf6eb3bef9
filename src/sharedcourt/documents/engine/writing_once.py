"""asn1crypto writes what was put together level by level anew at each level above it, several times: with the ten levels of a signature
and its timestamp that is a million writings and some ten seconds. A structure that was written counts as written until it is changed.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from asn1crypto import core


def _once(write: Callable[..., None]) -> Callable[..., None]:
    @wraps(write)
    def written(self: Any, force: bool = False) -> None:
        write(self, force=force)
        self._mutated = False

    return written


def install() -> None:
    """Call it before anything is signed; doing it twice does it once."""
    for structure in (core.Sequence, core.SequenceOf, core.Set, core.SetOf):
        write = structure.__dict__["_set_contents"]
        if not hasattr(write, "__wrapped__"):
            structure._set_contents = _once(write)
