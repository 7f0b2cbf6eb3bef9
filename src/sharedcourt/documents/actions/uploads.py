"""Files coming in: piece by piece, going on where they stopped, looked at before they are accepted."""

import hashlib
import hmac
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError
from django.db.models import Sum
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sharedcourt.core import cipher, transaction
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.documents import policy, storing
from sharedcourt.documents.engine import sniffing
from sharedcourt.documents.models import StoredFile, Upload, UploadPart
from sharedcourt.documents.reading import photographs
from sharedcourt.documents.reading.judging import judge
from sharedcourt.ledger.actions import record
from sharedcourt.people.models import User

CHUNK = 1024 * 1024  # bytes a browser sends at a time
MAX_CHUNK = 2 * CHUNK
OPEN_UPLOADS = 30  # per person
LIMITS_KEPT = 10  # times the limit for one file: what a person may keep here that belongs to no dispute
NAME_LIMIT = 200
KEY_LIMIT = 200  # characters of a sender's own name for an upload
PURPOSES = frozenset(StoredFile.Purpose.values) - {StoredFile.Purpose.SIGNING}
REFUSED = {
    "empty": gettext_lazy("The file is empty."),
    "unknown_type": gettext_lazy(
        "This kind of file is not accepted. Send a PDF, a photo (JPG, PNG, HEIC), a Word or Excel file (docx, xlsx), "
        "a recording (MP3) or a video (MP4)."
    ),
    "encrypted": gettext_lazy("This PDF is locked with a password. Save a copy without a password and send that."),
}


class WrongOffset(Conflict):
    """The piece does not start where the last one ended; `offset` says where to go on."""

    def __init__(self, offset: int) -> None:
        super().__init__(_("The upload goes on from another place."), field="offset")
        self.offset = offset


class Damaged(WrongOffset):
    """What came is not what was sent; the piece is to be sent again."""


def start_upload(*, by: User, purpose: str, name: str, size: int, scope: UUID | None = None, key: str = "") -> Upload:
    """Announce a file of `size` bytes. The same `key` (the sender's own name for it) gives the same upload again."""
    if len(key) > KEY_LIMIT:
        raise Invalid(_("The request does not fit its description."), field="key")
    mark = cipher.keyed_hash("upload", hashlib.sha256(key.encode()).hexdigest()) if key else ""
    earlier = _announced(by, purpose, size, scope, mark)
    if earlier is not None:
        return earlier
    _check(by, purpose, scope, size)
    try:
        return _begun(by, purpose, _bare(name), size, scope, mark)
    except IntegrityError:  # the same announcement, a moment earlier
        earlier = _announced(by, purpose, size, scope, mark)
        if earlier is None:
            raise
        return earlier


def _announced(by: User, purpose: str, size: int, scope: UUID | None, key: str) -> Upload | None:
    """What this key announced before. Raises Conflict when that was another file."""
    earlier = Upload.objects.filter(user=by, key=key).first() if key else None
    if earlier is not None and (earlier.purpose, earlier.scope, earlier.size) != (purpose, scope, size):
        raise Conflict(_("This upload was announced already, as another file."), field="key")
    return earlier


def _begun(by: User, purpose: str, name: str, size: int, scope: UUID | None, key: str) -> Upload:
    with transaction.atomic():
        if Upload.objects.filter(user=by, state=Upload.State.OPEN).count() >= OPEN_UPLOADS:
            raise Conflict(_("Too many uploads are waiting. Finish those first."))
        return Upload.objects.create(user=by, purpose=purpose, scope=scope, name=name, size=size, key=key)


def receive(*, by: User, upload: Upload, offset: int, content: bytes, sha256: bytes | None = None) -> Upload:
    """Take the next piece. Raises WrongOffset when it is not the next one, so that the sender can go on from there.

    With `sha256` (32 bytes) a piece that was damaged on its way is not taken: Damaged says to send it again.
    """
    if upload.user_id != by.pk:
        raise NotAllowed(_("This is not your upload."))
    if len(content) > MAX_CHUNK:
        raise Invalid(_("The piece is too large."), field="content")
    if sha256 is not None and not hmac.compare_digest(hashlib.sha256(content).digest(), sha256):
        raise Damaged(upload.offset)
    path = storing.put(content, folder="parts") if content and offset == upload.offset else ""
    with transaction.atomic():
        locked = Upload.objects.select_for_update(no_key=True).get(pk=upload.pk)
        if locked.state != Upload.State.OPEN:
            raise Conflict(_("This upload has ended."))
        if offset != locked.offset:
            raise WrongOffset(locked.offset)
        if locked.offset + len(content) > locked.size:
            raise Invalid(_("The file is larger than announced."), field="content")
        if not content:
            return locked
        path = path or storing.put(content, folder="parts")
        UploadPart.objects.create(upload=locked, offset=offset, size=len(content), path=path)
        locked.offset += len(content)
        locked.save(update_fields=["offset"])
    return locked


def cancel_upload(*, by: User, upload: Upload) -> Upload:
    """Give up an upload that is not finished: its pieces are removed. Cancelling twice changes nothing."""
    with transaction.atomic():
        locked = Upload.objects.select_for_update(no_key=True).get(pk=upload.pk)
        if locked.user_id != by.pk:
            raise NotAllowed(_("This is not your upload."))
        if locked.state == Upload.State.FINISHED:
            raise Conflict(_("This upload has ended."))
        if locked.state == Upload.State.OPEN:
            parts = list(locked.parts.all())
            locked.state = Upload.State.REFUSED
            locked.save(update_fields=["state"])
            UploadPart.objects.filter(upload=locked).delete()
            transaction.on_commit(lambda: _drop(parts))
    return locked


def finish_upload(*, by: User, upload: Upload, sha256: str = "") -> StoredFile:
    """Put the pieces together, look at what it is, and keep it. Finishing twice gives the same file.

    With `sha256` (hexadecimal, of the whole) a file that is not the one that was sent is refused.
    """
    with transaction.atomic():
        locked = Upload.objects.select_for_update(no_key=True).get(pk=upload.pk)
        if locked.user_id != by.pk:
            raise NotAllowed(_("This is not your upload."))
        if locked.file is not None:
            return locked.file
        if locked.state != Upload.State.OPEN:
            raise Conflict(_("This upload has ended."))
        if locked.offset != locked.size:
            raise WrongOffset(locked.offset)
        parts = list(locked.parts.all())
        content = b"".join(storing.read_parts(part.path for part in parts))
        try:
            kind = _looked_at(content, sha256)
        except Invalid:
            Upload.objects.filter(pk=locked.pk).update(state=Upload.State.REFUSED)
            transaction.on_commit(lambda: _drop(parts))
            refused = True
        else:
            refused = False
            locked.file = _keep(by, content, kind, purpose=locked.purpose, scope=locked.scope, name=locked.name)
            locked.state = Upload.State.FINISHED
            locked.save(update_fields=["file", "state"])
            UploadPart.objects.filter(upload=locked).delete()
            transaction.on_commit(lambda: _drop(parts))
    if refused:
        _looked_at(content, sha256)
    file = locked.file
    if file is None:
        raise Conflict(_("This upload has ended."))
    return _judged(file, content)


def keep_upload(*, by: User, upload: "UploadedFile[Any]", purpose: str, scope: UUID | None = None) -> StoredFile:
    """A file sent whole with a form."""
    _check(by, purpose, scope, upload.size or 0)
    content = upload.read()
    kind = _sniff(content)
    with transaction.atomic():
        kept = _keep(by, content, kind, purpose=purpose, scope=scope, name=_bare(upload.name or ""))
    return _judged(kept, content)


def attach(*, by: User, file: StoredFile, scope: UUID, purpose: str) -> StoredFile:
    """Bring an own file that belongs to no dispute yet into one."""
    with transaction.atomic():
        locked = StoredFile.objects.select_for_update(no_key=True).get(pk=file.pk)
        if locked.uploaded_by_id != by.pk or locked.purpose == StoredFile.Purpose.SIGNING:
            raise NotAllowed(_("This is not your file."))
        if locked.scope == scope and locked.purpose == purpose:
            return locked
        if locked.scope is not None:
            raise Conflict(_("This file belongs to another dispute already."))
        if purpose not in PURPOSES or not policy.may_upload(by, purpose, scope):
            raise NotAllowed(_("You may not add files here."))
        locked.scope, locked.purpose = scope, purpose
        locked.save(update_fields=["scope", "purpose"])
        record("documents.file.attached", by=by, subject=locked, scope=scope, purpose=purpose, sha256=locked.sha256)
    return locked


def _check(by: User, purpose: str, scope: UUID | None, size: int) -> None:
    if purpose not in PURPOSES:
        raise Invalid(_("There is no such purpose."), field="purpose")
    if not policy.may_upload(by, purpose, scope):
        raise NotAllowed(_("You may not add files here."))
    if size <= 0:
        raise Invalid(REFUSED["empty"], field="file")
    if size > settings.SHAREDCOURT_UPLOAD_LIMIT:
        limit = filesizeformat(settings.SHAREDCOURT_UPLOAD_LIMIT)
        raise Invalid(_("The file is larger than %(limit)s.") % {"limit": limit}, field="file")
    if scope is None and _kept_alone(by) + size > LIMITS_KEPT * settings.SHAREDCOURT_UPLOAD_LIMIT:
        raise Conflict(_("You have sent many files that belong to no dispute yet. Add those to a dispute first."))


def _kept_alone(user: User) -> int:
    """Bytes that a person has sent, or begun to send, for no dispute in particular."""
    kept = StoredFile.objects.filter(uploaded_by=user, scope=None).aggregate(total=Sum("size"))["total"] or 0
    coming = Upload.objects.filter(user=user, scope=None, state=Upload.State.OPEN).aggregate(total=Sum("size"))["total"]
    return int(kept) + int(coming or 0)


def _bare(name: str) -> str:
    """The file's name without folders or control characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(character for character in last if character.isprintable())[-NAME_LIMIT:]


def _looked_at(content: bytes, sha256: str) -> sniffing.Kind:
    """What it is, when it is what was sent. Raises Invalid."""
    if sha256 and hashlib.sha256(content).hexdigest() != sha256.lower():
        raise Invalid(_("The file arrived damaged. Send it again."), field="file")
    return _sniff(content)


def _sniff(content: bytes) -> sniffing.Kind:
    try:
        return sniffing.sniff(content)
    except sniffing.NotAccepted as error:
        raise Invalid(REFUSED[error.code], field="file") from error


def _keep(by: User, content: bytes, kind: sniffing.Kind, *, purpose: str, scope: UUID | None, name: str) -> StoredFile:
    file = storing.keep(content, purpose=purpose, mime=kind.mime, scope=scope, name=name, uploaded_by=by)
    record(
        "documents.file.uploaded",
        by=by,
        subject=file,
        scope=scope,
        purpose=purpose,
        size=file.size,
        sha256=file.sha256,
        sm3=file.sm3,
    )
    return file


def _judged(file: StoredFile, content: bytes) -> StoredFile:
    """The file with what may make it unreadable. Looked at after it is kept: it takes a while, and is a warning only."""
    try:
        found = judge(*photographs.openable(content, file.mime))
    except photographs.Unopened:
        found = ["no_reader"]
    if found:
        StoredFile.objects.filter(pk=file.pk).update(warnings=found)
        file.warnings = found
    return file


def _drop(parts: list[UploadPart]) -> None:
    for part in parts:
        storing.remove(part.path)
