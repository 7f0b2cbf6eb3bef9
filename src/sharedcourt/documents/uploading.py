"""The upload protocol of pages: announce, send pieces, go on after a break, finish. Answers are JSON."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sharedcourt.core.errors import ActionRefused, Invalid
from sharedcourt.documents import actions
from sharedcourt.documents.actions.uploads import CHUNK, MAX_CHUNK, WrongOffset
from sharedcourt.documents.digests import sent_sha256
from sharedcourt.documents.models import StoredFile, Upload
from sharedcourt.documents.reading.wording import warnings

Answer = Callable[..., JsonResponse]


def _in_words(view: Answer) -> Answer:
    @wraps(view)
    def answered(request: HttpRequest, *arguments: Any, **keywords: Any) -> JsonResponse:
        try:
            return view(request, *arguments, **keywords)
        except ActionRefused as refusal:
            body: dict[str, Any] = {"code": "refused", "field": refusal.field, "message": str(refusal.message)}
            if isinstance(refusal, WrongOffset):
                body["offset"] = refusal.offset
            return JsonResponse(body, status=refusal.status)

    return answered


def _described(upload: Upload) -> dict[str, Any]:
    return {
        "id": str(upload.pk),
        "url": reverse("documents:upload", args=[upload.pk]),
        "offset": upload.offset,
        "size": upload.size,
        "state": str(upload.state),
        "file": str(upload.file_id) if upload.file_id else None,
        "warnings": _warnings(upload.file) if upload.file else [],
        "chunk": CHUNK,
    }


def _warnings(file: StoredFile) -> list[dict[str, str]]:
    """Why it may be unreadable, each with its words."""
    return [
        {"code": code, "message": words} for code, words in zip(file.warnings, warnings(file.warnings), strict=True)
    ]


def _own(request: HttpRequest, pk: UUID) -> Upload:
    return get_object_or_404(Upload, pk=pk, user=request.user)


@login_required
@require_POST
@_in_words
def start(request: HttpRequest) -> JsonResponse:
    """Announce a file: filename, size, purpose, scope; `key`, so that announcing it twice is once."""
    try:
        size = int(request.POST.get("size", ""))
        scope = UUID(request.POST["scope"]) if request.POST.get("scope") else None
    except ValueError:
        raise Invalid(_("The request does not fit its description."), field="size") from None
    upload = actions.start_upload(
        by=request.user,  # type: ignore[arg-type]
        purpose=request.POST.get("purpose", ""),
        name=request.POST.get("filename", ""),
        size=size,
        scope=scope,
        key=request.POST.get("key", ""),
    )
    return JsonResponse(_described(upload), status=201)


@login_required
@require_http_methods(["GET", "PATCH", "DELETE"])
@_in_words
def one(request: HttpRequest, pk: UUID) -> JsonResponse:
    """How far it is (GET), the next piece (PATCH with the headers Upload-Offset and Content-Digest), or give it up (DELETE)."""
    upload = _own(request, pk)
    if request.method == "DELETE":
        return JsonResponse(_described(actions.cancel_upload(by=upload.user, upload=upload)))
    if request.method == "PATCH":
        try:
            offset = int(request.headers.get("Upload-Offset", ""))
        except ValueError:
            raise Invalid(_("The request does not fit its description."), field="offset") from None
        if int(request.headers.get("Content-Length") or 0) > MAX_CHUNK:
            raise Invalid(_("The piece is too large."), field="content")
        upload = actions.receive(
            by=upload.user,
            upload=upload,
            offset=offset,
            content=request.read(MAX_CHUNK + 1),
            sha256=sent_sha256(request),
        )
    return JsonResponse(_described(upload))


@login_required
@require_POST
@_in_words
def finish(request: HttpRequest, pk: UUID) -> JsonResponse:
    """Put the pieces together, compare with the sender's `sha256`, and look at what it is."""
    upload = _own(request, pk)
    file = actions.finish_upload(by=upload.user, upload=upload, sha256=request.POST.get("sha256", ""))
    body = {"file": str(file.pk), "name": file.name, "size": file.size, "kind": file.mime, "warnings": _warnings(file)}
    return JsonResponse(body, status=201)
