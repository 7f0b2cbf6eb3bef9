"""Pages: verify a document, read it, sign it, take a copy."""

import json
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from sharedcourt.core import cipher
from sharedcourt.core.errors import ActionRefused
from sharedcourt.documents import (
    actions,
    authorities,
    belonging,
    certificates,
    checking,
    opening,
    pictures,
    policy,
    queries,
    storing,
    verdicts,
)
from sharedcourt.documents.engine.pki import local_authority
from sharedcourt.documents.forms import SignForm, VerifyForm
from sharedcourt.documents.models import SigningFile
from sharedcourt.documents.reading import photographs
from sharedcourt.documents.states import SigningState
from sharedcourt.ledger import queries as ledger
from sharedcourt.people.models import User

CHECKS_PER_MINUTE = 20  # files from one network address
INLINE = {"application/pdf", "image/jpeg", "image/png"}


# ---------- verification, for everybody


@never_cache
def verify(request: HttpRequest) -> HttpResponse:
    """Send in a file, or the code printed on the paper."""
    form = VerifyForm(request.POST, request.FILES) if request.method == "POST" else VerifyForm()
    if request.method != "POST" or not form.is_valid():
        return render(request, "documents/verify.html", {"form": form}, status=422 if form.errors else 200)
    token, file = form.cleaned_data["token"], form.cleaned_data["file"]
    if not file:
        if queries.by_token(token) is None:
            form.add_error("token", _("There is no document with this code. Look at the foot of the page again."))
            return render(request, "documents/verify.html", {"form": form}, status=422)
        return redirect("documents:verify-token", token=token)
    if too_many(request):
        form.add_error("file", _("Too many checks at once. Wait a minute and try again."))
        return render(request, "documents/verify.html", {"form": form}, status=429)
    checked = checking.check(file.read(), token=token)
    context = {"checked": checked, "words": verdicts.words(checked), "form": VerifyForm()}
    if checked.signing_file is not None:
        context["proof"] = proof_of(checked.signing_file)
        # The code inside a forged file must not open what the sender could not open before.
        context["may_have_original"] = checked.verdict.in_archive or _may_read(request, checked.signing_file)
    return render(request, "documents/verdict.html", context)


@never_cache
def verify_token(request: HttpRequest, token: str) -> HttpResponse:
    """What the QR code opens: the document's state, fingerprints, signatures and proof, names masked."""
    signing_file = _by_token(token)
    if request.method == "POST":
        return verify(request)
    slots = [(slot, verdicts.masked(slot.name)) for slot in signing_file.slots.all()]
    context = {
        "document": signing_file,
        "state": SigningState(signing_file.state),
        "slots": slots,
        "proof": proof_of(signing_file),
        "form": VerifyForm(initial={"token": token}),
        "may_read": _may_read(request, signing_file),
    }
    return render(request, "documents/verify_token.html", context)


@never_cache
@require_GET
def verify_original(request: HttpRequest, token: str) -> HttpResponse:
    """The archived original, for whoever holds the paper with the code on it."""
    signing_file = _by_token(token)
    if signing_file.state != SigningState.SEALED:
        raise Http404
    by = request.user if isinstance(request.user, User) else None
    return attachment(actions.download(by=by, signing_file=signing_file), signing_file)


@require_GET
def root_certificate(request: HttpRequest) -> HttpResponse:
    """The certificate that a PDF reader must trust to call our local signatures trusted."""
    content = local_authority(authorities.keys_folder()).root_pem()
    return HttpResponse(content, content_type="application/x-pem-file")


# ---------- documents, for those who may read them


@login_required
@never_cache
def view(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Read a document page by page, see who has signed, and sign."""
    document = _document(request, pk)
    user = _person(request)
    slot = actions.record_opened(by=user, signing_file=document) if document.state == SigningState.OPEN else None
    opening.tell(by=user, signing_file=document)
    return _show(request, document, SignForm(), slot or queries.slot_of(user, document))


@login_required
@require_POST
def sign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put one's handwriting on the document."""
    document = _document(request, pk)
    user = _person(request)
    form = SignForm(request.POST)
    form.is_valid()
    try:
        actions.sign(
            by=user,
            signing_file=document,
            strokes=form.cleaned_data.get("strokes"),
            intends=bool(form.cleaned_data.get("intends")),
            device=request.headers.get("User-Agent", ""),
            address=request.META.get("REMOTE_ADDR", ""),
        )
    except ActionRefused as refusal:
        refusal.put_beside(form)
        return _show(request, document, form, queries.slot_of(user, document), status=refusal.status)
    messages.success(request, _("You have signed."))
    return redirect("documents:view", pk=document.pk)


@login_required
@never_cache
@require_GET
def download(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The file as it now is."""
    document = _document(request, pk)
    opening.tell(by=_person(request), signing_file=document)
    return attachment(actions.download(by=_person(request), signing_file=document), document)


@login_required
@never_cache
@require_GET
def certificate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The certificate of signing."""
    document = _document(request, pk)
    return attachment(certificates.certificate(document), document, suffix="-" + _("certificate of signing"))


@login_required
@require_GET
def page(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """One page of the text as a picture, for screens that show no PDF."""
    document = _document(request, pk)
    picture = pictures.picture(document, number)
    if picture is None:
        raise Http404
    opening.tell(by=_person(request), signing_file=document)
    response = HttpResponse(picture, content_type="image/png")
    patch_cache_control(response, private=True, max_age=3600)
    return response


@login_required
@never_cache
@require_GET
def file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """An uploaded file."""
    return stored_file(request, pk)


def stored_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The file, if this person may read it. Whatever it contains, it can run nothing here.

    A photograph that few programs open comes as JPEG; with `?original` as it was sent.
    """
    stored = get_object_or_404(queries.readable_files(request.user), pk=pk)
    content, mime, name = storing.read(stored), stored.mime, stored.name or str(stored.pk)
    if "original" not in request.GET:
        with suppress(photographs.Unopened):
            content, mime = photographs.openable(content, mime)
    if mime != stored.mime:
        name = f"{name.rpartition('.')[0] or name}.jpg"
    response = HttpResponse(content, content_type=mime)
    response["Content-Disposition"] = content_disposition_header(mime not in INLINE, name) or "attachment"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


# ---------- inside


def _show(request: HttpRequest, document: SigningFile, form: SignForm, slot: Any, status: int = 200) -> HttpResponse:
    context = {
        "document": document,
        "state": SigningState(document.state),
        "form": form,
        "slot": slot,
        "may_sign": slot is not None and slot.signed_at is None and document.state == SigningState.OPEN,
        "may_seal": document.state == SigningState.ALL_SIGNED and policy.may_seal(request.user, document),
        "slots": document.slots.all(),
        "pages": range(1, document.pages + 1),
        "proof": proof_of(document),
        "place": belonging.place_of(request.user, document),
    }
    return render(request, "documents/view.html", context, status=status)


def _document(request: HttpRequest, pk: UUID) -> SigningFile:
    return get_object_or_404(queries.visible_to(request.user), pk=pk)


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def _by_token(token: str) -> SigningFile:
    signing_file = queries.by_token(token)
    if signing_file is None:
        raise Http404
    return signing_file


def _may_read(request: HttpRequest, signing_file: SigningFile) -> bool:
    return queries.visible_to(request.user).filter(pk=signing_file.pk).exists()


def proof_of(signing_file: SigningFile) -> dict[str, Any] | None:
    """The ledger's proof of the document's last change, as the page shows it."""
    entry = checking.last_entry(signing_file)
    if entry is None:
        return None
    found = ledger.proved(entry.seq)
    return {"entry": entry, "found": found, "json": json.dumps(found.__dict__, indent=1) if found else ""}


def attachment(content: bytes, document: SigningFile, suffix: str = "") -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    number = document.payload.get("number") or document.version
    response["Content-Disposition"] = (
        content_disposition_header(True, f"{document.title}-{number}{suffix}.pdf") or "attachment"
    )
    return response


def too_many(request: HttpRequest) -> bool:
    key = "documents:checks:" + cipher.keyed_hash("network-address", request.META.get("REMOTE_ADDR", ""))
    cache.add(key, 0, timeout=60)
    try:
        return cache.incr(key) > CHECKS_PER_MINUTE
    except ValueError:
        return False
