"""Who may have a file read, and take over what was read in it."""

from collections.abc import Callable
from typing import Any

from sharedcourt.documents.models import StoredFile
from sharedcourt.people.models import User
from sharedcourt.people.policy import is_person

_more: list[Callable[[User, StoredFile], bool]] = []


def register(may: Callable[[User, StoredFile], bool]) -> None:
    """A room above says who else works with the files of its drafts; call it in `AppConfig.ready`."""
    if may not in _more:
        _more.append(may)


def may_use(user: Any, file: StoredFile) -> bool:
    """Whoever sent the file, and those whom a room above names. Others who see the file see no more than the file."""
    if not is_person(user):
        return False
    return file.uploaded_by_id == user.pk or any(may(user, file) for may in _more)
