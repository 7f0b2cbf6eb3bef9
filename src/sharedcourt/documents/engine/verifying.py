"""Is this the paper that was signed? Checked as no PDF viewer does: hash, signatures, and what was added afterwards.

A viewer calls a signature valid although a white box was painted over a clause in a later update. Here pyHanko's
difference analysis looks at every update, the seal must cover the whole file, and the hash must be the archived one.

Strangers send files to this, so nothing in a file may bring it down: `verify` never raises, and `verify_isolated` does
the work in a process of its own with a limit on memory and time.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import enum
import io
import json
import logging
import os
import re
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from asn1crypto import pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from sharedcourt.documents.engine.hashes import fingerprint
from sharedcourt.documents.engine.pki import load_list
from sharedcourt.documents.engine.rendering import PACKAGE

MAX_BYTES = 50 * 1024 * 1024
MAX_SIGNATURES = 60
MEMORY_LIMIT = 1536 * 1024 * 1024  # bytes of address space of the isolated process
SECONDS_LIMIT = 40  # of processor time
AT_ONCE = threading.BoundedSemaphore(2)  # such processes, for each process of the web server
QUEUE_LIMIT = 20  # seconds to wait for one of them
WAIT_LIMIT = 120  # seconds by the clock, for a machine that is busy with other things
TOKEN = re.compile(rb"sharedcourt(?:-certificate)?:([0-9A-Za-z_-]{8,64})")


class Outcome(enum.StrEnum):
    AUTHENTIC = "authentic"  # the archived file itself, byte for byte, and every signature holds
    DIFFERS = "differs_from_archive"  # the signatures hold, but this is not the archived file
    ALTERED = "altered"  # a signature is broken, or something was painted over or added after signing
    NOT_OURS = "not_ours"  # no signature of ours in it
    UNCHECKED = "unchecked"  # too large, or not to be taken apart within the limits: nothing is said about it


class Reason(enum.StrEnum):
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    GAVE_UP = "gave_up"
    NO_SIGNATURE = "no_signature"
    UNKNOWN_SIGNER = "unknown_signer"
    BROKEN_SIGNATURE = "broken_signature"
    CHANGED_AFTER_SIGNING = "changed_after_signing"
    ADDED_AFTER_SEAL = "added_after_seal"
    NOT_IN_ARCHIVE = "not_in_archive"
    NOT_SEALED_YET = "not_sealed_yet"


@dataclass(frozen=True)
class SignatureVerdict:
    """What is true of one signature."""

    field: str
    label: str  # the words beside the box: role and name
    signer: str  # common name in the certificate
    issuer: str
    serial: str  # hex
    signed_at: str  # ISO 8601, from the timestamp token; "" when there is none
    timestamp_authority: str
    intact: bool  # the signed bytes are unchanged
    valid: bool  # the cryptography holds
    trusted: bool  # the certificate comes from an authority we trust
    modification: str  # none | maintenance | form_filling | other: what came after it
    covers_whole_file: bool
    seal: bool  # locks the file

    @property
    def holds(self) -> bool:
        return self.intact and self.valid and self.modification != "other"


@dataclass(frozen=True)
class Verdict:
    outcome: Outcome
    sha256: str
    sm3: str
    size: int
    in_archive: bool
    sealed: bool = False
    seal_covers_file: bool = False
    token: str = ""  # verification code found inside the file; says which document it claims to be
    signatures: tuple[SignatureVerdict, ...] = ()
    reasons: tuple[Reason, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Trust:
    """The authorities we accept, with what helps to check their certificates."""

    roots: tuple[x509.Certificate, ...]
    certificates: tuple[x509.Certificate, ...] = ()
    revocation_lists: tuple[bytes, ...] = field(default=())


def verify(pdf: bytes, *, trust: Trust, archived_sha256: str | Sequence[str] | None = None) -> Verdict:
    """Judge a file. `archived_sha256` is the hash (or the hashes) under which it may lie in the archive. Never raises."""
    archived = {archived_sha256} if isinstance(archived_sha256, str) else set(archived_sha256 or ())
    mark = fingerprint(pdf)
    verdict = Verdict(
        outcome=Outcome.NOT_OURS,
        sha256=mark.sha256,
        sm3=mark.sm3,
        size=mark.size,
        in_archive=mark.sha256 in archived,
        token=_token_in_plain(pdf),
    )
    if len(pdf) > MAX_BYTES:
        return replace(verdict, outcome=Outcome.UNCHECKED, reasons=(Reason.TOO_LARGE,))
    try:
        return _judge(verdict, pdf, trust, claimed=bool(archived))
    except (Exception, RecursionError) as error:
        logging.getLogger(__name__).info("A file could not be read: %s", type(error).__name__)
        ours = bool(archived) or (b"ETSI.CAdES.detached" in pdf and bool(verdict.token))
        return replace(verdict, outcome=Outcome.ALTERED if ours else Outcome.NOT_OURS, reasons=(Reason.UNREADABLE,))


def _judge(verdict: Verdict, pdf: bytes, trust: Trust, *, claimed: bool) -> Verdict:
    reader = PdfFileReader(io.BytesIO(pdf), strict=True)
    verdict = replace(verdict, token=_token_in_metadata(reader) or verdict.token)
    embedded = list(reader.embedded_regular_signatures)[:MAX_SIGNATURES]
    if not embedded:
        outcome = Outcome.ALTERED if claimed and not verdict.in_archive else Outcome.NOT_OURS
        if verdict.in_archive:
            outcome = Outcome.AUTHENTIC
        return replace(verdict, outcome=outcome, reasons=(Reason.NO_SIGNATURE,))
    signatures = tuple(asyncio.run(_check_all(embedded, trust)))
    seals = [s for s in signatures if s.seal]
    verdict = replace(
        verdict,
        signatures=signatures,
        sealed=bool(seals),
        seal_covers_file=bool(seals) and seals[-1].covers_whole_file,
    )
    reasons: list[Reason] = []
    if not any(s.trusted for s in signatures) and not claimed:
        return replace(verdict, outcome=Outcome.NOT_OURS, reasons=(Reason.UNKNOWN_SIGNER,))
    if not all(s.trusted for s in signatures):
        reasons.append(Reason.UNKNOWN_SIGNER)
    if not all(s.intact and s.valid for s in signatures):
        reasons.append(Reason.BROKEN_SIGNATURE)
    if any(s.modification == "other" for s in signatures):
        reasons.append(Reason.CHANGED_AFTER_SIGNING)
    if reasons:
        return replace(verdict, outcome=Outcome.ALTERED, reasons=tuple(reasons))
    if verdict.sealed and not verdict.seal_covers_file:
        reasons.append(Reason.ADDED_AFTER_SEAL)
    if not verdict.sealed:
        reasons.append(Reason.NOT_SEALED_YET)
    if not verdict.in_archive:
        reasons.append(Reason.NOT_IN_ARCHIVE)
    outcome = Outcome.AUTHENTIC if verdict.in_archive else Outcome.DIFFERS
    return replace(verdict, outcome=outcome, reasons=tuple(reasons))


async def _check_all(embedded: Sequence[EmbeddedPdfSignature], trust: Trust) -> list[SignatureVerdict]:
    """The last first: what was changed after the last signature was changed after all of them."""
    verdicts: list[SignatureVerdict] = []
    changed = False
    for signature in reversed(embedded):
        verdict = await _check(signature, trust, changed=changed)
        changed = changed or verdict.modification == "other"
        verdicts.append(verdict)
    return verdicts[::-1]


async def _check(signature: EmbeddedPdfSignature, trust: Trust, *, changed: bool) -> SignatureVerdict:
    certificate = signature.signer_cert
    label = str(signature.sig_field.get("/TU", "") or "")
    seal = "/Lock" in signature.sig_field
    known = {
        "field": signature.field_name or "",
        "label": label,
        "signer": _common_name(certificate),
        "issuer": certificate.issuer.human_friendly,
        "serial": f"{certificate.serial_number:x}",
        "seal": seal,
    }
    try:
        context = ValidationContext(
            trust_roots=list(trust.roots),
            other_certs=list(trust.certificates),
            crls=[load_list(der) for der in trust.revocation_lists],
            allow_fetching=False,
            revocation_mode="soft-fail",
        )
        status = await async_validate_pdf_signature(signature, signer_validation_context=context, skip_diff=changed)
    except Exception:
        return SignatureVerdict(
            **known,
            signed_at="",
            timestamp_authority="",
            intact=False,
            valid=False,
            trusted=False,
            modification="other",
            covers_whole_file=False,
        )
    trusted = bool(status.trusted)
    if not (status.intact and status.valid):
        # Whose broken signature it is decides between "altered" and "not ours".
        trusted = await _is_ours(signature, context)
    stamp = status.timestamp_validity
    level = status.modification_level
    names = {
        ModificationLevel.NONE: "none",
        ModificationLevel.LTA_UPDATES: "maintenance",
        ModificationLevel.FORM_FILLING: "form_filling",
    }
    modification = "other" if changed or level is None else names.get(level, "other")
    if modification != "other" and status.docmdp_ok is False:
        modification = "other"
    stamped = stamp is not None and stamp.intact and stamp.valid
    return SignatureVerdict(
        **known,
        signed_at=stamp.timestamp.astimezone(dt.UTC).isoformat() if stamp is not None and stamped else "",
        timestamp_authority=_common_name(stamp.signing_cert) if stamp is not None and stamped else "",
        intact=bool(status.intact),
        valid=bool(status.valid),
        trusted=trusted and (not status.intact or stamp is None or (stamped and bool(stamp.trusted))),
        modification=modification,
        covers_whole_file=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
    )


async def _is_ours(signature: EmbeddedPdfSignature, context: ValidationContext) -> bool:
    """Whether the certificate comes from an authority we trust, whatever became of the signature."""
    validator = CertificateValidator(
        signature.signer_cert, intermediate_certs=signature.other_embedded_certs, validation_context=context
    )
    try:
        await validator.async_validate_path()
    except (PathError, ValidationError, ValueError):
        return False
    return True


def _common_name(certificate: x509.Certificate) -> str:
    native = certificate.subject.native
    name = native.get("common_name") or certificate.subject.human_friendly
    return str(name if isinstance(name, str) else name[0])


def _token_in_plain(pdf: bytes) -> str:
    found = TOKEN.search(pdf[: 4 * 1024 * 1024])
    return found.group(1).decode("ascii") if found else ""


def _token_in_metadata(reader: PdfFileReader) -> str:
    with contextlib.suppress(Exception):
        keywords = str(reader.trailer["/Info"]["/Keywords"])
        found = TOKEN.search(keywords.encode("ascii", "ignore"))
        if found:
            return found.group(1).decode("ascii")
    return ""


# ---------- in a process of its own


def verify_isolated(pdf: bytes, *, trust: Trust, archived_sha256: str | Sequence[str] | None = None) -> Verdict:
    """As `verify`, for files from strangers: a process that may use 1.5 GB and 40 seconds of processor time, and nothing else dies with it.

    Two at once; who waits too long for a place is told that nothing could be said.
    """
    archived = [archived_sha256] if isinstance(archived_sha256, str) else list(archived_sha256 or ())
    mark = fingerprint(pdf)
    gave_up = Verdict(
        outcome=Outcome.UNCHECKED,
        sha256=mark.sha256,
        sm3=mark.sm3,
        size=mark.size,
        in_archive=False,
        reasons=(Reason.GAVE_UP,),
    )
    if len(pdf) > MAX_BYTES:
        return replace(gave_up, reasons=(Reason.TOO_LARGE,))
    order = {
        "archived": archived,
        "roots": [_pem(c) for c in trust.roots],
        "certificates": [_pem(c) for c in trust.certificates],
        "lists": [der.hex() for der in trust.revocation_lists],
    }
    if not AT_ONCE.acquire(timeout=QUEUE_LIMIT):
        return gave_up
    try:
        worker = subprocess.run(
            [sys.executable, "-m", "sharedcourt.documents.engine.verifying"],
            input=json.dumps(order).encode() + b"\n" + pdf,
            capture_output=True,
            timeout=WAIT_LIMIT,
            check=True,
            env={**os.environ, "PYTHONPATH": str(PACKAGE.parent)},
        )
        return _from_json(json.loads(worker.stdout))
    except (subprocess.SubprocessError, OSError, ValueError, KeyError, TypeError):
        return gave_up
    finally:
        AT_ONCE.release()


def _from_json(raw: dict[str, Any]) -> Verdict:
    signatures = tuple(SignatureVerdict(**entry) for entry in raw.pop("signatures"))
    reasons = tuple(Reason(entry) for entry in raw.pop("reasons"))
    return Verdict(**{**raw, "outcome": Outcome(raw["outcome"])}, signatures=signatures, reasons=reasons)


def _pem(certificate: x509.Certificate) -> str:
    armoured: bytes = pem.armor("CERTIFICATE", certificate.dump())
    return armoured.decode("ascii")


def _certificate(text: str) -> x509.Certificate:
    return x509.Certificate.load(pem.unarmor(text.encode("ascii"))[2])


def _work() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_LIMIT, SECONDS_LIMIT))
    logging.disable(logging.CRITICAL)
    order = json.loads(sys.stdin.buffer.readline())
    trust = Trust(
        roots=tuple(_certificate(text) for text in order["roots"]),
        certificates=tuple(_certificate(text) for text in order["certificates"]),
        revocation_lists=tuple(bytes.fromhex(der) for der in order["lists"]),
    )
    verdict = verify(sys.stdin.buffer.read(), trust=trust, archived_sha256=order["archived"])
    sys.stdout.write(json.dumps(verdict.as_json()))


if __name__ == "__main__":
    _work()
