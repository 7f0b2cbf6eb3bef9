"""Documents for programs: verify a file or a code, read, sign and take copies, upload."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile
from ninja.pagination import paginate

from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.core.paging import Each
from sharedcourt.documents import actions, certificates, checking, opening, policy, queries, verdicts
from sharedcourt.documents import views as pages
from sharedcourt.documents.engine.verifying import MAX_BYTES, Reason
from sharedcourt.documents.models import SigningFile, StoredFile
from sharedcourt.people.models import User

router = Router(tags=["documents"])


class SignatureFound(Schema):
    """One signature in a file: whether it holds and what came after it."""

    field: str
    label: str
    signer: str
    issuer: str
    serial: str
    signed_at: str
    timestamp_authority: str
    intact: bool
    valid: bool
    trusted: bool
    modification: str
    covers_whole_file: bool
    seal: bool


class VerdictFound(Schema):
    """`outcome`: authentic, differs_from_archive, altered, not_ours or unchecked."""

    outcome: str
    heading: str
    explanation: str
    points: list[str]
    reasons: list[str]
    sha256: str
    sm3: str
    size: int
    in_archive: bool
    is_latest: bool
    superseded: bool
    sealed: bool
    seal_covers_file: bool
    ledger_entry: int | None
    signatures: list[SignatureFound]


class PublicSlot(Schema):
    role: str
    name: str
    signed_at: str
    identity_level: int
    timestamp_downgraded: bool


class PublicDocument(Schema):
    """What the holder of the code may know; names are masked."""

    title: str
    state: str
    version: int
    sha256: str
    sm3: str
    size: int
    sealed_at: str
    sealer: str
    slots: list[PublicSlot]
    ledger_entry: int | None


class Slot(Schema):
    order: int
    role: str
    name: str
    opened_at: str
    signed_at: str
    identity_level: int
    timestamp_authority: str
    timestamp_downgraded: bool
    sha256_after: str
    ledger_entry: int | None


class Document(Schema):
    """A document for those who may read it."""

    id: UUID
    kind: str
    scope: UUID
    title: str
    version: int
    state: str
    sha256: str
    sm3: str
    size: int
    verify_url: str
    sealed_at: str
    slots: list[Slot]
    ledger_entry: int | None


class Handwriting(Schema):
    """Strokes of the signature pad, lists of {x, y}; `intends` says that the person has read the text and signs of their own will."""

    strokes: list[list[dict[str, float]]]
    intends: bool


class Uploaded(Schema):
    id: UUID
    name: str
    mime: str
    size: int
    sha256: str
    sm3: str
    scope: UUID | None
    warnings: list[str]


def _iso(moment: Any) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""


def _entry(signing_file: SigningFile | None) -> int | None:
    if signing_file is None:
        return None
    known: int | None = getattr(signing_file, "last_entry_seq", None)
    if known is not None:
        return known
    entry = checking.last_entry(signing_file)
    return entry.seq if entry else None


def _document(signing_file: SigningFile) -> dict[str, Any]:
    return {
        "id": signing_file.pk,
        "kind": signing_file.kind,
        "scope": signing_file.scope,
        "title": signing_file.title,
        "version": signing_file.version,
        "state": signing_file.state,
        "sha256": signing_file.current_file.sha256,
        "sm3": signing_file.current_file.sm3,
        "size": signing_file.current_file.size,
        "verify_url": signing_file.payload["verify"]["url"],
        "sealed_at": _iso(signing_file.sealed_at),
        "slots": [
            {
                "order": slot.order,
                "role": slot.role_words,
                "name": slot.name,
                "opened_at": _iso(slot.opened_at),
                "signed_at": _iso(slot.signed_at),
                "identity_level": slot.identity_level,
                "timestamp_authority": slot.timestamp_authority,
                "timestamp_downgraded": bool(slot.downgrade),
                "sha256_after": slot.sha256_after,
                "ledger_entry": slot.ledger_seq,
            }
            for slot in signing_file.slots.all()
        ],
        "ledger_entry": _entry(signing_file),
    }


def _readable(request: HttpRequest, pk: UUID) -> SigningFile:
    return get_object_or_404(queries.visible_to(request.user), pk=pk)


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user


@router.post("/verify", response=VerdictFound, auth=None, operation_id="documents_verify")
def verify(request: HttpRequest, file: File[UploadedFile], token: Form[str] = "") -> dict[str, Any]:
    """Judge a PDF. It is not kept. Limited to a number of files a minute."""
    if pages.too_many(request):
        raise Conflict(_("Too many checks at once. Wait a minute and try again."))
    if (file.size or 0) > MAX_BYTES:
        raise Invalid(str(verdicts.POINTS[Reason.TOO_LARGE]), field="file")
    checked = checking.check(file.read(), token=token)
    words, found = verdicts.words(checked), checked.verdict.as_json()
    return {
        **{key: found[key] for key in ("sha256", "sm3", "size", "in_archive", "sealed", "seal_covers_file")},
        "outcome": str(checked.verdict.outcome),
        "heading": str(words.heading),
        "explanation": str(words.explanation),
        "points": [str(point) for point in words.points],
        "reasons": [str(reason) for reason in checked.verdict.reasons],
        "is_latest": checked.is_latest,
        "superseded": checked.superseded,
        "ledger_entry": _entry(checked.signing_file),
        "signatures": found["signatures"],
    }


@router.get("/verify/{token}", response=PublicDocument, auth=None, operation_id="documents_verify_token")
def verify_token(request: HttpRequest, token: str) -> dict[str, Any]:
    """The state and fingerprints of the document with this code."""
    signing_file = queries.by_token(token)
    if signing_file is None:
        raise Http404
    return {
        "title": signing_file.title,
        "state": signing_file.state,
        "version": signing_file.version,
        "sha256": signing_file.current_file.sha256,
        "sm3": signing_file.current_file.sm3,
        "size": signing_file.current_file.size,
        "sealed_at": _iso(signing_file.sealed_at),
        "sealer": signing_file.sealer.name if signing_file.sealer else "",
        "slots": [
            {
                "role": slot.role_words,
                "name": verdicts.masked(slot.name),
                "signed_at": _iso(slot.signed_at),
                "identity_level": slot.identity_level,
                "timestamp_downgraded": bool(slot.downgrade),
            }
            for slot in signing_file.slots.all()
        ],
        "ledger_entry": _entry(signing_file),
    }


@router.post("/uploads", response={201: Uploaded}, operation_id="documents_upload")
def upload(request: HttpRequest, file: File[UploadedFile], purpose: Form[str], scope: Form[UUID | None] = None) -> Any:
    """Send a file whole. Large files from browsers go piece by piece through /uploads/."""
    kept = actions.keep_upload(by=_person(request), upload=file, purpose=purpose, scope=scope)
    return Status(201, _uploaded(kept))


@router.get("/files/{uuid:pk}", response=Uploaded, operation_id="documents_file")
def file(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """What is known of an uploaded file."""
    return _uploaded(get_object_or_404(queries.readable_files(request.user), pk=pk))


@router.get("/files/{uuid:pk}/content", operation_id="documents_file_content")
def file_content(request: HttpRequest, pk: UUID) -> HttpResponse:
    """An uploaded file itself."""
    return pages.stored_file(request, pk)


@router.get("/", response=list[Document], operation_id="documents_list")
@paginate
def listed(request: HttpRequest, scope: UUID | None = None) -> Each:
    """Documents you may read, newest first; `scope` is a dispute."""
    found = checking.with_last_entry(queries.visible_to(request.user)).prefetch_related("slots").order_by("-created_at")
    return Each(found if scope is None else found.filter(scope=scope), _document)


@router.get("/{uuid:pk}", response=Document, operation_id="documents_document")
def document(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """One document with its signatures."""
    return _document(_readable(request, pk))


@router.get("/{uuid:pk}/content", operation_id="documents_content")
def content(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The PDF as it now is."""
    signing_file = _readable(request, pk)
    opening.tell(by=_person(request), signing_file=signing_file)
    return pages.attachment(actions.download(by=_person(request), signing_file=signing_file), signing_file)


@router.get("/{uuid:pk}/certificate", operation_id="documents_certificate")
def certificate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The certificate of signing as PDF."""
    signing_file = _readable(request, pk)
    return pages.attachment(certificates.certificate(signing_file), signing_file)


@router.get("/{uuid:pk}/proof", operation_id="documents_proof")
def proof(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """The ledger's inclusion proof of the document's last change."""
    found = pages.proof_of(_readable(request, pk))
    if not found or not found["found"]:
        raise Http404
    return dict(found["found"].__dict__)


@router.post("/{uuid:pk}/opened", response=Document, operation_id="documents_opened")
def opened(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """Note that you have the text before you."""
    signing_file = _readable(request, pk)
    actions.record_opened(by=_person(request), signing_file=signing_file)
    opening.tell(by=_person(request), signing_file=signing_file)
    return _document(signing_file)


@router.post("/{uuid:pk}/sign", response=Document, operation_id="documents_sign")
def sign(request: HttpRequest, pk: UUID, body: Handwriting) -> dict[str, Any]:
    """Sign with a handwriting. An institution's token cannot sign: a person must be signed in."""
    if request.headers.get("Authorization"):
        raise NotAllowed(_("A person must be signed in to sign."))
    signing_file = _readable(request, pk)
    actions.sign(
        by=_person(request),
        signing_file=signing_file,
        strokes=body.strokes,
        intends=body.intends,
        device=request.headers.get("User-Agent", ""),
        address=request.META.get("REMOTE_ADDR", ""),
    )
    return _document(_readable(request, pk))


@router.post("/{uuid:pk}/seal", response=Document, operation_id="documents_seal")
def seal(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """Put the organisation's seal on."""
    signing_file = _readable(request, pk)
    if not policy.may_seal(request.user, signing_file):
        raise NotAllowed(_("Only the organisation whose seal it is may put it on."))
    actions.seal(by=_person(request), signing_file=signing_file)
    return _document(_readable(request, pk))


def _uploaded(kept: StoredFile) -> dict[str, Any]:
    return {
        "id": kept.pk,
        "name": kept.name,
        "mime": kept.mime,
        "size": kept.size,
        "sha256": kept.sha256,
        "sm3": kept.sm3,
        "scope": kept.scope,
        "warnings": kept.warnings,
    }
