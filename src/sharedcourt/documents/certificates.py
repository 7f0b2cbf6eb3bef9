"""The certificate of signing (签署证明): what is known of every signature on a document, as a PDF of its own."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from sharedcourt.core import clock
from sharedcourt.documents import authorities, queries
from sharedcourt.documents.engine import rendering
from sharedcourt.documents.models import SignatureSlot, SigningFile
from sharedcourt.documents.schema import CertificateData, CertificateSigner
from sharedcourt.documents.states import SigningState
from sharedcourt.ledger import merkle, words
from sharedcourt.ledger.models import Entry, TreeHead
from sharedcourt.people.models import IdentityLevel, Verification

TEMPLATE = rendering.PACKAGE / "documents" / "typst" / "certificate.typ"
LANGUAGE = "zh-hans"  # of the documents themselves


def certificate(signing_file: SigningFile) -> bytes:
    """The certificate as PDF/A, as things stand now."""
    with translation.override(LANGUAGE):
        content = _content(signing_file)
    return rendering.render(TEMPLATE, content, timestamp=clock.now())


def _content(signing_file: SigningFile) -> CertificateData:
    current, base, chosen = signing_file.current_file, signing_file.base_file, authorities.signer()
    entries = list(queries.entries(signing_file).exclude(action__in=words.quiet()))
    content: CertificateData = {
        "title": signing_file.title,
        "number": str(signing_file.payload.get("number", "")),
        "pages": signing_file.pages,
        "size": current.size,
        "sha256": current.sha256,
        "sm3": current.sm3,
        "base_sha256": base.sha256,
        "state": str(SigningState(signing_file.state).label),
        "signers": [_signer(slot) for slot in signing_file.slots.exclude(signed_at=None).order_by("signed_at")],
        "ledger": [_row(entry) for entry in entries],
        "issued": _moment(clock.now()),
        "authority": chosen.label,
        "licensed": chosen.licensed,
        "verify": {
            "url": settings.PUBLIC_URL + reverse("documents:verify-token", args=[signing_file.token]),
            "token": signing_file.token,
        },
    }
    if signing_file.sealed_at and signing_file.sealer:
        sealed = next((entry.seq for entry in reversed(entries) if entry.action == "documents.file.sealed"), None)
        content["seal"] = {
            "organisation": signing_file.sealer.name,
            "sealed": _moment(signing_file.sealed_at),
            "timestamp": _moment(signing_file.sealed_at),
            "timestamp_authority": signing_file.seal_timestamp_authority,
            "downgraded": bool(signing_file.seal_downgrade),
            "certificate": signing_file.seal_certificate,
            "entry": sealed,
        }
    head = TreeHead.objects.order_by("-size").first()
    if head is not None:
        content["tree"] = {"size": head.size, "root": head.root, "time": _moment(head.at)}
    return content


def _signer(slot: SignatureSlot) -> CertificateSigner:
    identity = str(IdentityLevel(slot.identity_level).label)
    if slot.identity_method:
        identity += f"（{Verification.Method(slot.identity_method).label}）"
    row: CertificateSigner = {
        "role": slot.role_label,
        "name": slot.name,
        "identity": identity,
        "device": slot.device or "—",
        "sent": _moment(slot.created_at),
        "signed": _moment(slot.signed_at),
        "timestamp": _moment(slot.timestamp),
        "timestamp_authority": slot.timestamp_authority,
        "downgraded": bool(slot.downgrade),
        "certificate": slot.certificate,
        "issuer": slot.certificate_issuer,
        "hash_before": slot.sha256_before,
        "hash_after": slot.sha256_after,
    }
    if slot.opened_at:
        row["opened"] = _moment(slot.opened_at)
    if slot.ledger_seq is not None:
        row["signed_entry"] = slot.ledger_seq
    return row


def _row(entry: Entry) -> list[Any]:
    leaf = merkle.leaf_hash(entry.body.encode()).hex()
    return [str(entry.seq), f"{clock.local(entry.at):%Y-%m-%d %H:%M:%S}", str(words.of(entry.action)), leaf]


def _moment(moment: datetime | None) -> str:
    return f"{clock.local(moment):%Y-%m-%dT%H:%M:%S}" if moment else ""
