"""When people are taken by what a room above has fixed with them: so a room on the same floor proposes no time that another has taken."""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime
from uuid import UUID

# Of these people, who is taken from when to when within the time asked for.
Taken = tuple[UUID, datetime, datetime]
Reader = Callable[[Collection[UUID], datetime, datetime], Iterable[Taken]]
_readers: list[Reader] = []


def register(reader: Reader) -> None:
    """A room above says it with a fixed number of queries; call it in `AppConfig.ready`."""
    if reader not in _readers:
        _readers.append(reader)


def taken(people: Collection[UUID], since: datetime, until: datetime) -> Iterator[Taken]:
    """Everything that the rooms know of these people between two moments, in no order."""
    for reader in _readers:
        yield from reader(people, since, until)
