"""Who else must know that somebody has a document before them: rooms above register, and are told whatever way it was opened."""

from collections.abc import Callable

from sharedcourt.documents.models import SigningFile
from sharedcourt.people.models import User

Reader = Callable[[User, SigningFile], None]
_readers: list[Reader] = []


def register(reader: Reader) -> None:
    """Call it in `AppConfig.ready`; the function is called each time a person opens a document or takes a copy."""
    if reader not in _readers:
        _readers.append(reader)


def tell(*, by: User, signing_file: SigningFile) -> None:
    """The person reads the document now."""
    for reader in _readers:
        reader(by, signing_file)
