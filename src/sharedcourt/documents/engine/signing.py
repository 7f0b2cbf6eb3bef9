"""Signatures on a PDF, in the one order that every reader accepts.

`prepare` makes all fields; then one `sign` per person; then `add_validation_info`; then `seal`, last, which locks the
file. Every step appends to the file (an incremental update) and changes nothing that was there.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from asn1crypto import x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.content import PdfContent, ResourceType
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import init_xobject_dictionary
from pyhanko.sign import signers
from pyhanko.sign.fields import (
    FieldMDPAction,
    FieldMDPSpec,
    MDPPerm,
    SigFieldSpec,
    SigSeedSubFilter,
    append_signature_field,
    enumerate_sig_fields,
)
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from sharedcourt.documents.engine import writing_once
from sharedcourt.documents.engine.drawing import Drawing
from sharedcourt.documents.engine.hashes import sha256
from sharedcourt.documents.engine.pki import LABEL, Identity, load_list, local_authority
from sharedcourt.documents.engine.rendering import SignatureBox
from sharedcourt.documents.engine.timestamps import Stamping

writing_once.install()
# Hex digits kept free for a signature stamped locally (about 12,600 are used), which saves a rehearsal of every signing.
LOCAL_RESERVE = 16384


class SigningFailed(Exception):
    """The signature was not made; the file is what it was."""


@dataclass(frozen=True)
class ValidationMaterial:
    """Certificates and revocation lists (DER) that let anyone check a signature without asking the network."""

    certificates: tuple[x509.Certificate, ...]
    revocation_lists: tuple[bytes, ...]


class Signer(Protocol):
    """Where signing keys come from: the local authority, a licensed CA's cloud certificates, an HSM.

    What it returns are pyHanko signers, so that pyHanko's own PKCS#11 and remote signers fit in as they are.
    """

    label: str
    licensed: bool

    def person(self, *, name: str, reference: str, identity: str) -> signers.Signer: ...

    def organisation(self, *, name: str, code: str) -> signers.Signer: ...

    def trust_roots(self) -> Sequence[x509.Certificate]: ...

    def validation_material(self) -> ValidationMaterial: ...


class LocalCASigner:
    """One-time P-256 keys for people, kept keys for organisations' seals, all from the local authority."""

    label = LABEL
    licensed = False

    def __init__(self, keys: Path) -> None:
        self._authority = local_authority(keys)

    def person(self, *, name: str, reference: str, identity: str) -> signers.Signer:
        return self._signer(self._authority.for_person(name, reference=reference, unit=identity))

    def organisation(self, *, name: str, code: str) -> signers.Signer:
        return self._signer(self._authority.for_organisation(name, code=code))

    def trust_roots(self) -> Sequence[x509.Certificate]:
        return (self._authority.root,)

    def validation_material(self) -> ValidationMaterial:
        return ValidationMaterial(
            certificates=(self._authority.issuing, self._authority.root, self._authority.timestamping().certificate),
            revocation_lists=self._authority.revocation_lists(),
        )

    def _signer(self, identity: Identity) -> signers.Signer:
        chain = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        chain.register_multiple([self._authority.issuing, self._authority.root])
        return signers.SimpleSigner(
            signing_cert=identity.certificate, signing_key=identity.key, cert_registry=chain, embed_roots=True
        )


@dataclass(frozen=True)
class SignedPdf:
    """The file after a signature, and what is known of that signature."""

    pdf: bytes
    field: str
    sha256_before: str
    sha256: str
    certificate_serial: str  # hex
    certificate_subject: str
    certificate_issuer: str
    stamped_at: dt.datetime  # the time in the timestamp token
    timestamp_authority: str
    timestamp_local: bool
    downgrade: str  # why the configured authority did not stamp; "" when it did

    @property
    def downgraded(self) -> bool:
        return bool(self.downgrade)


class _Ink(PdfContent):
    """A drawing as a compressed form, so that outlines do not swell the file."""

    def __init__(self, drawing: Drawing) -> None:
        super().__init__(box=BoxConstraints(width=drawing.width, height=drawing.height))
        self._drawing = drawing

    def render(self) -> bytes:
        form = init_xobject_dictionary(
            self._drawing.pdf_operators(), box_width=self._drawing.width, box_height=self._drawing.height
        )
        form.compress()  # type: ignore[no-untyped-call]
        writer = self.writer
        if writer is None:
            raise SigningFailed("A drawing was rendered without a file to go into.")
        self.set_resource(ResourceType.XOBJECT, generic.pdf_name("/Ink"), writer.add_object(form))
        return b"/Ink Do"


def prepare(pdf: bytes, boxes: Sequence[SignatureBox]) -> bytes:
    """Make every signature field beforehand: one made later would break the signatures before it.

    The seal's field carries the lock: signing it closes the file for good.
    """
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    for box in boxes:
        left, bottom, right, top = (round(edge) for edge in box.box)
        lock = FieldMDPSpec(FieldMDPAction.ALL) if box.seal else None
        append_signature_field(
            writer,
            SigFieldSpec(
                sig_field_name=box.field,
                on_page=box.page,
                box=(left, bottom, right, top),
                readable_field_name=box.label,
                field_mdp_spec=lock,
                doc_mdp_update_value=MDPPerm.NO_CHANGES if lock else None,
            ),
        )
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()


def sign(
    pdf: bytes,
    *,
    field: str,
    signer: signers.Signer,
    stamping: Stamping,
    draw: Callable[[float, float], Drawing],
    name: str,
    reason: str = "",
    location: str = "",
    opacity: float = 1.0,
) -> SignedPdf:
    """Sign a prepared field: PAdES B-T, the drawing as its appearance. `draw` gets the size of the box in points.

    Raises SigningFailed: no such field, signed already, or the file was closed by its seal.
    """
    try:
        width, height = _size(pdf, field)
        drawing = draw(width, height)
        meta = signers.PdfSignatureMetadata(
            field_name=field,
            md_algorithm="sha256",
            name=name,
            reason=reason or None,
            location=location or None,
            subfilter=SigSeedSubFilter.PADES,
        )
        style = StaticStampStyle(
            border_width=0,
            background_opacity=opacity,
            background=_Ink(drawing),
            background_layout=SimpleBoxLayoutRule(
                x_align=AxisAlignment.ALIGN_MID, y_align=AxisAlignment.ALIGN_MID, margins=Margins(0, 0, 0, 0)
            ),
        )

        def work(stamper: TimeStamper) -> bytes:
            out = io.BytesIO()
            signers.PdfSigner(meta, signer, timestamper=stamper, stamp_style=style).sign_pdf(
                IncrementalPdfFileWriter(io.BytesIO(pdf)),
                existing_fields_only=True,
                bytes_reserved=LOCAL_RESERVE if stamper is stamping.fallback.stamper() else None,
                output=out,
            )
            return out.getvalue()

        signed, authority, downgrade = stamping.run(work)
        stamped_at = _stamped_at(signed, field)
    except SigningFailed:
        raise
    except Exception as error:
        raise SigningFailed(f"{field}: {error}") from error
    if not signed.startswith(pdf):
        raise SigningFailed(f"{field}: the file before the signature was changed.")
    certificate = signer.signing_cert
    if certificate is None:
        raise SigningFailed(f"{field}: the signer gave no certificate.")
    return SignedPdf(
        pdf=signed,
        field=field,
        sha256_before=sha256(pdf),
        sha256=sha256(signed),
        certificate_serial=f"{certificate.serial_number:x}",
        certificate_subject=certificate.subject.human_friendly,
        certificate_issuer=certificate.issuer.human_friendly,
        stamped_at=stamped_at,
        timestamp_authority=authority.label,
        timestamp_local=authority.local,
        downgrade=downgrade,
    )


def add_validation_info(pdf: bytes, material: ValidationMaterial) -> bytes:
    """Append what is needed to check the signatures offline. Before the seal, so that the seal covers it."""
    out = io.BytesIO(pdf)
    DocumentSecurityStore.add_dss(
        out,
        sig_contents=None,
        certs=list(material.certificates),
        crls=[load_list(der) for der in material.revocation_lists],
        embed_roots=True,
    )
    return out.getvalue()


def seal(
    pdf: bytes,
    *,
    field: str,
    signer: signers.Signer,
    stamping: Stamping,
    draw: Callable[[float, float], Drawing],
    name: str,
    reason: str = "",
    refused: Collection[str] = (),
) -> SignedPdf:
    """The organisation's seal: the last signature, over the whole file, after which nothing may be added.

    Fields in `refused` stay empty: those people do not sign.
    """
    missing = unsigned_fields(pdf)
    if set(missing) - set(refused) != {field}:
        raise SigningFailed(f"{field}: not everyone has signed ({', '.join(missing)}).")
    return sign(pdf, field=field, signer=signer, stamping=stamping, draw=draw, name=name, reason=reason, opacity=0.82)


def unsigned_fields(pdf: bytes) -> list[str]:
    """Names of the signature fields that are still empty."""
    return [name for name, value, _ in enumerate_sig_fields(PdfFileReader(io.BytesIO(pdf)), filled_status=False)]


def _size(pdf: bytes, field: str) -> tuple[float, float]:
    for name, value, reference in enumerate_sig_fields(PdfFileReader(io.BytesIO(pdf)), with_name=field):
        if value is not None:
            raise SigningFailed(f"{name} is signed already.")
        left, bottom, right, top = (float(edge) for edge in reference.get_object()["/Rect"])
        return right - left, top - bottom
    raise SigningFailed(f"There is no field {field}.")


def _stamped_at(pdf: bytes, field: str) -> dt.datetime:
    reader = PdfFileReader(io.BytesIO(pdf))
    for name, value, reference in enumerate_sig_fields(reader, with_name=field):
        if value is None:
            continue
        signature = EmbeddedPdfSignature(reader, reference.get_object(), name)
        for token in extract_tst_data_iter(signature.signer_info, signed=False):
            moment: dt.datetime = token["encap_content_info"]["content"].parsed["gen_time"].native
            return moment
    raise SigningFailed(f"{field}: the signature carries no timestamp.")
