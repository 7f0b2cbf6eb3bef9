"""Large files piece by piece, going on where they stopped, and what the holder of a paper may fetch."""

from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Header, Schema, Status
from pydantic import Field

from sharedcourt.core.errors import Invalid
from sharedcourt.documents import actions, queries
from sharedcourt.documents import views as pages
from sharedcourt.documents.actions.uploads import CHUNK, MAX_CHUNK
from sharedcourt.documents.api import router
from sharedcourt.documents.digests import sent_sha256
from sharedcourt.documents.models import Upload
from sharedcourt.documents.states import SigningState
from sharedcourt.people.models import User
from sharedcourt.people.policy import person_of

BYTES = "application/octet-stream"
PDF_ANSWER = {"responses": {200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}}}


class UploadIn(Schema):
    """A file to come. Without `scope` it belongs to no dispute until it is added to one as evidence."""

    name: str
    size: int = Field(description="bytes")
    purpose: str = Field(
        description="evidence, authority, paper (read for an application, not shown to the other side) or other"
    )
    scope: UUID | None = None
    key: str = Field("", description="your own name for this upload: announced twice, it is one")


class UploadFinishIn(Schema):
    """What the whole must hash to; left out, it is not compared."""

    sha256: str = Field("", description="hexadecimal")


class UploadOut(Schema):
    """How far it is: the next piece begins at `offset`; `chunk` is a good size for it."""

    id: UUID
    offset: int
    size: int
    state: str
    chunk: int


class UploadFinished(Schema):
    """The file as it is kept; `file` is what evidence names."""

    file: UUID
    name: str
    size: int
    kind: str
    sha256: str
    warnings: list[str] = Field(
        description="why a photograph may be unreadable: blank, blurred, dark, small, damaged, large, no_reader"
    )


def _described(upload: Upload) -> dict[str, Any]:
    return {
        "id": upload.pk,
        "offset": upload.offset,
        "size": upload.size,
        "state": str(upload.state),
        "chunk": CHUNK,
    }


def _own(request: HttpRequest, pk: UUID) -> Upload:
    return get_object_or_404(Upload.objects.select_related("user"), pk=pk, user=person_of(request))


@router.post(
    "/resumable", response={201: UploadOut}, operation_id="documents_start_upload", summary="Announce a large file"
)
def start(request: HttpRequest, body: UploadIn) -> Status[Any]:
    """Then send it piece by piece, and finish."""
    upload = actions.start_upload(
        by=person_of(request), purpose=body.purpose, name=body.name, size=body.size, scope=body.scope, key=body.key
    )
    return Status(201, _described(upload))


@router.get(
    "/resumable/{uuid:pk}", response=UploadOut, operation_id="documents_read_upload", summary="How far an upload is"
)
def read(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """Ask after a break, and go on from `offset`."""
    return _described(_own(request, pk))


@router.patch(
    "/resumable/{uuid:pk}",
    response=UploadOut,
    operation_id="documents_receive_piece",
    summary="Send the next piece",
    openapi_extra={
        "requestBody": {"content": {BYTES: {"schema": {"type": "string", "format": "binary"}}}, "required": True}
    },
)
def receive(
    request: HttpRequest, pk: UUID, upload_offset: Annotated[int, Header(alias="Upload-Offset")]
) -> dict[str, Any]:
    """Bytes from `Upload-Offset` on, 2 MB at most; compared with `Content-Digest: sha-256=:…:` when it is given.

    409 says with `offset` from where to go on.
    """
    upload = _own(request, pk)
    if int(request.headers.get("Content-Length") or 0) > MAX_CHUNK:
        raise Invalid(_("The piece is too large."), field="content")
    content = request.read(MAX_CHUNK + 1)
    received = actions.receive(
        by=upload.user, upload=upload, offset=upload_offset, content=content, sha256=sent_sha256(request)
    )
    return _described(received)


@router.delete(
    "/resumable/{uuid:pk}", response=UploadOut, operation_id="documents_cancel_upload", summary="Give an upload up"
)
def cancel(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """Its pieces are removed. What is finished stays."""
    upload = _own(request, pk)
    return _described(actions.cancel_upload(by=upload.user, upload=upload))


@router.post(
    "/resumable/{uuid:pk}/finish",
    response={201: UploadFinished},
    operation_id="documents_finish_upload",
    summary="Finish an upload",
)
def finish(request: HttpRequest, pk: UUID, body: UploadFinishIn | None = None) -> Status[Any]:
    """The pieces are put together and looked at. Finishing twice gives the same file."""
    upload = _own(request, pk)
    file = actions.finish_upload(by=upload.user, upload=upload, sha256=body.sha256 if body else "")
    found = {"file": file.pk, "name": file.name, "size": file.size, "kind": file.mime, "sha256": file.sha256}
    return Status(201, found | {"warnings": file.warnings})


@router.get(
    "/verify/{token}/original",
    auth=None,
    operation_id="documents_original",
    summary="The archived original, for the holder of the paper",
    openapi_extra=PDF_ANSWER,
)
def original(request: HttpRequest, token: str) -> HttpResponse:
    """Of a sealed document, by the code printed on it."""
    signing_file = queries.by_token(token)
    if signing_file is None or signing_file.state != SigningState.SEALED:
        raise Http404
    by = request.user if isinstance(request.user, User) else None
    return pages.attachment(actions.download(by=by, signing_file=signing_file), signing_file)


@router.get(
    "/authority/root.pem",
    auth=None,
    operation_id="documents_root_certificate",
    summary="The root certificate of the local signatures",
)
def root_certificate(request: HttpRequest) -> HttpResponse:
    """What a PDF reader must trust to call them trusted."""
    return pages.root_certificate(request)
