"""Phone numbers: written one way, and known or unknown to this installation."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from sharedcourt.core import cipher, clock
from sharedcourt.core.errors import Invalid
from sharedcourt.law import identity as law_identity
from sharedcourt.law.errors import LawError
from sharedcourt.people.models import Invitation, User

_owners: list[Callable[[str], bool]] = []
_open: list[str] = []


def register_phone_owner(knows: Callable[[str], bool]) -> None:
    """An upper room says whether somebody with this number has business here (a party of a dispute, say)."""
    if knows not in _owners:
        _owners.append(knows)


def register_open(path: str) -> None:
    """An upper room says that on pages below this path anybody may come in with their phone, known or not; call it in `ready`."""
    if path not in _open:
        _open.append(path)


def is_open(path: str) -> bool:
    """Whether somebody whom nobody knows yet may sign in to go there."""
    return any(path.startswith(each) for each in _open)


def normal_phone(entered: str, *, field: str = "phone") -> str:
    """The eleven digits of a mainland mobile number; raises `Invalid` with what to do."""
    try:
        return law_identity.mobile(entered)
    except LawError as error:
        message = _("Enter the eleven digits of a mobile number, for example 139 0000 0000.")
        raise Invalid(message, field=field) from error


def open_invitation(phone: str) -> Invitation | None:
    """The newest invitation of this number that can still be used."""
    return (
        Invitation.objects.filter(
            phone_hash=cipher.keyed_hash("phone", phone),
            used_at=None,
            revoked_at=None,
            expires_at__gt=clock.now(),
        )
        .order_by("-created_at")
        .first()
    )


def is_known(phone: str) -> bool:
    """Whether a person with this number may sign in: an account, an open invitation, or a party of a dispute."""
    user = User.objects.with_phone(phone)
    if user is not None:
        return user.is_active
    return open_invitation(phone) is not None or any(knows(phone) for knows in _owners)
