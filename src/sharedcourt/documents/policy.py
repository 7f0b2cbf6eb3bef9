"""Who may sign, seal, upload and read. Rooms above say who belongs to a dispute."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from sharedcourt.core.errors import NotAllowed
from sharedcourt.documents.models import SigningFile
from sharedcourt.people.models import Role, User
from sharedcourt.people.policy import has_role, is_person

_uploads: dict[str, Callable[[User, UUID], bool]] = {}
_signing: dict[str, Callable[[User, SigningFile], None]] = {}
_refusing: dict[str, Callable[[User, SigningFile, User], None]] = {}


def register_upload(purpose: str, may: Callable[[User, UUID], bool]) -> None:
    """Say who may upload files of a purpose into a dispute; call it in `AppConfig.ready`."""
    _uploads[purpose] = may


def may_upload(user: Any, purpose: str, scope: UUID | None) -> bool:
    """Anyone signed in may upload for themselves; into a dispute, only who its room lets in."""
    if not is_person(user):
        return False
    if scope is None:
        return True
    if purpose in _uploads:
        return _uploads[purpose](user, scope)
    from sharedcourt.documents.queries import sees_scope

    return sees_scope(user, purpose, scope)


def register_signing(kind: str, check: Callable[[User, SigningFile], None]) -> None:
    """The room above says who may sign its kind of document at this moment: `check` raises otherwise; call it in `AppConfig.ready`."""
    _signing[kind] = check


def require_may_sign(user: User, signing_file: SigningFile) -> None:
    """Raises what the room above raises: asked before a signature is made and again when it is written."""
    if signing_file.kind in _signing:
        _signing[signing_file.kind](user, signing_file)


def register_refusal(kind: str, check: Callable[[User, SigningFile, User], None]) -> None:
    """The room above says that its kind of document goes on without who refuses to sign, and who may say so for whom (`check` raises)."""
    _refusing[kind] = check


def require_may_refuse(by: User, signing_file: SigningFile, user: User) -> None:
    """Raises NotAllowed for every kind that needs all its signatures."""
    if signing_file.kind not in _refusing:
        raise NotAllowed(_("This document needs the signature of everyone it names."))
    _refusing[signing_file.kind](by, signing_file, user)


def may_seal(user: Any, signing_file: SigningFile) -> bool:
    """The manager or a mediator of the organisation whose seal it is (People's Mediation Law art. 29)."""
    return signing_file.sealer is not None and has_role(
        user, Role.ORGANISATION_MANAGER, Role.MEDIATOR, at=signing_file.sealer
    )
