"""The local certificate authority: made at first start, kept in one folder, apart from the database.

It proves that a file has not changed since it was signed and which account signed it. It is no licensed
certification authority under the Electronic Signature Law, and every certificate says so.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import functools
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from asn1crypto import crl as asn1_crl
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LABEL = "Shared Court local CA - not a licensed CA"
# Fixed and in the past, so that a clock that was set back at first start does not make every signature "too early".
VALID_FROM = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
AUTHORITY_YEARS = 40
# A signer's key is used once and thrown away, so its certificate may live as long as the paper matters.
LEAF_YEARS = 10
CRL_DAYS = 30
NAME_LIMIT = 64  # characters, X.520 upper bound of a common name


@dataclass(frozen=True)
class Identity:
    """A certificate with its private key, as pyHanko takes them."""

    certificate: asn1_x509.Certificate
    key: asn1_keys.PrivateKeyInfo


def _name(common: str, *, organisation: str = "", unit: str = "", serial: str = "") -> x509.Name:
    attributes = [x509.NameAttribute(NameOID.COUNTRY_NAME, "CN")]
    for oid, value in (
        (NameOID.ORGANIZATION_NAME, organisation),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
        (NameOID.SERIAL_NUMBER, serial),
        (NameOID.COMMON_NAME, common),
    ):
        if value:
            attributes.append(x509.NameAttribute(oid, value[:NAME_LIMIT]))
    return x509.Name(attributes)


def _years_after(moment: dt.datetime, years: int) -> dt.datetime:
    return moment + dt.timedelta(days=365 * years)


class LocalAuthority:
    """Root, issuing authority and timestamp authority, and the certificates they give out."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.chmod(0o700)
        with self._locked():
            self._root = self._open("root", None)
            self._issuing = self._open("issuing", self._root)
            self._tsa = self._open("tsa", self._root)

    # ---------- what others need to trust and to check

    @property
    def root(self) -> asn1_x509.Certificate:
        return _asn1(self._root[0])

    @property
    def issuing(self) -> asn1_x509.Certificate:
        return _asn1(self._issuing[0])

    def root_pem(self) -> bytes:
        """The certificate a reader of our PDFs installs as trusted."""
        return self._root[0].public_bytes(serialization.Encoding.PEM)

    def timestamping(self) -> Identity:
        return _identity(*self._tsa)

    def revocation_lists(self) -> tuple[bytes, ...]:
        """The lists of revoked certificates of the issuing authority and of the root, in DER, dated today."""
        return self._lists(_now().replace(minute=0, second=0, microsecond=0), self._revoked_serials())

    def revoke(self, serial: int) -> None:
        """Put a certificate on the list; signatures made before stay what they were."""
        with self._locked():
            revoked = {str(s): when for s, when in self._revoked_serials()}
            revoked.setdefault(str(serial), _now().isoformat())
            self._write("revoked.json", json.dumps(revoked).encode())

    # ---------- certificates for those who sign

    def for_person(self, name: str, *, reference: str, unit: str = "") -> Identity:
        """A one-time key and certificate for one signature; `reference` tells two people of one name apart."""
        key = ec.generate_private_key(ec.SECP256R1())
        start = _now() - dt.timedelta(hours=1)
        certificate = self._certificate(
            _name(name, unit=unit, serial=reference), key.public_key(), self._issuing, start, LEAF_YEARS
        )
        return _identity(certificate, key)

    def for_organisation(self, name: str, *, code: str) -> Identity:
        """The seal of an organisation: made when first asked for, then kept. `code` is its unified credit code or id."""
        stem = "seal-" + hashlib.sha256(f"{code}\n{name}".encode()).hexdigest()[:32]
        with self._locked():
            kept = self._read(stem)
            if kept is None:
                key = ec.generate_private_key(ec.SECP256R1())
                start = _now() - dt.timedelta(hours=1)
                subject = _name(name, organisation=name, serial=code)
                kept = (self._certificate(subject, key.public_key(), self._issuing, start, LEAF_YEARS), key)
                self._store(stem, *kept)
        return _identity(*kept)

    # ---------- the folder

    def _open(
        self, stem: str, issuer: tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None
    ) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
        kept = self._read(stem)
        if kept is None:
            key = ec.generate_private_key(ec.SECP256R1())
            titles = {"root": "Root", "issuing": "Signing", "tsa": "Local timestamps, not a licensed authority"}
            subject = _name(f"Shared Court {titles[stem]}", organisation=LABEL)
            certificate = self._certificate(
                subject,
                key.public_key(),
                issuer or (None, key),
                VALID_FROM,
                AUTHORITY_YEARS,
                authority=stem != "tsa",
                timestamping=stem == "tsa",
            )
            kept = (certificate, key)
            self._store(stem, *kept)
        return kept

    @staticmethod
    def _certificate(
        subject: x509.Name,
        public_key: ec.EllipticCurvePublicKey,
        issuer: tuple[x509.Certificate | None, ec.EllipticCurvePrivateKey],
        start: dt.datetime,
        years: int,
        *,
        authority: bool = False,
        timestamping: bool = False,
    ) -> x509.Certificate:
        issuer_certificate, issuer_key = issuer
        end = _years_after(start, years)
        if issuer_certificate is not None:
            end = min(end, issuer_certificate.not_valid_after_utc)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer_certificate.subject if issuer_certificate else subject)
            .public_key(public_key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(end)
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            .add_extension(
                x509.KeyUsage(
                    digital_signature=not authority,
                    content_commitment=not authority and not timestamping,
                    key_encipherment=False,
                    data_encipherment=False,
                    key_agreement=False,
                    key_cert_sign=authority,
                    crl_sign=authority,
                    encipher_only=False,
                    decipher_only=False,
                ),
                critical=True,
            )
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
        )
        if timestamping:
            builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        return builder.sign(issuer_key, hashes.SHA256())

    @functools.lru_cache(maxsize=4)  # noqa: B019 - one authority lives as long as the process
    def _lists(self, moment: dt.datetime, revoked: tuple[tuple[int, str], ...]) -> tuple[bytes, ...]:
        lists = []
        for certificate, key in (self._issuing, self._root):
            builder = (
                x509.CertificateRevocationListBuilder()
                .issuer_name(certificate.subject)
                .last_update(moment)
                .next_update(moment + dt.timedelta(days=CRL_DAYS))
                .add_extension(x509.CRLNumber(int(moment.timestamp())), critical=False)
                .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
            )
            for serial, when in revoked:
                entry = x509.RevokedCertificateBuilder().serial_number(serial)
                builder = builder.add_revoked_certificate(
                    entry.revocation_date(dt.datetime.fromisoformat(when)).build()
                )
            lists.append(builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER))
        return tuple(lists)

    def _revoked_serials(self) -> tuple[tuple[int, str], ...]:
        path = self.folder / "revoked.json"
        if not path.exists():
            return ()
        return tuple(sorted((int(serial), when) for serial, when in json.loads(path.read_text()).items()))

    def _read(self, stem: str) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None:
        path = self.folder / f"{stem}.pem"
        if not path.exists():
            return None
        content = path.read_bytes()
        key = serialization.load_pem_private_key(content, password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise ValueError(f"{path} holds no elliptic-curve key")
        return x509.load_pem_x509_certificate(content[content.index(b"-----BEGIN CERTIFICATE") :]), key

    def _store(self, stem: str, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> None:
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        self._write(f"{stem}.pem", private + certificate.public_bytes(serialization.Encoding.PEM))

    def _write(self, name: str, content: bytes) -> None:
        part = self.folder / f".{name}.part"
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(self.folder / name)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One process at a time makes keys."""
        handle = os.open(self.folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


@functools.cache
def local_authority(folder: Path) -> LocalAuthority:
    """The authority of a folder, opened once per process."""
    return LocalAuthority(folder)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def _identity(certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> Identity:
    private = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return Identity(certificate=_asn1(certificate), key=asn1_keys.PrivateKeyInfo.load(private))


def load_list(der: bytes) -> asn1_crl.CertificateList:
    """A revocation list as pyHanko takes it."""
    return asn1_crl.CertificateList.load(der)
