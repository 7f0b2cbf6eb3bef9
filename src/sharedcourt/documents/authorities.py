"""The signer and the timestamp authority that the settings name, opened once per process."""

import functools
from pathlib import Path

from asn1crypto import pem, x509
from django.conf import settings
from django.utils.module_loading import import_string

from sharedcourt.documents.engine.pki import local_authority
from sharedcourt.documents.engine.signing import Signer
from sharedcourt.documents.engine.timestamps import (
    HttpTimestampAuthority,
    LocalTimestampAuthority,
    Stamping,
    TimestampAuthority,
)
from sharedcourt.documents.engine.verifying import Trust


def keys_folder() -> Path:
    """Certificates and signing keys: a folder of their own among the installation's keys."""
    return Path(settings.SHAREDCOURT_KEYS_DIR) / "pki"


@functools.cache
def _signer(path: str, keys: Path) -> Signer:
    chosen: Signer = import_string(path)(keys)
    return chosen


def signer() -> Signer:
    """`SHAREDCOURT_SIGNER`: a class that is called with the folder of keys."""
    return _signer(settings.SHAREDCOURT_SIGNER, keys_folder())


@functools.cache
def _local(keys: Path) -> LocalTimestampAuthority:
    return LocalTimestampAuthority(local_authority(keys))


@functools.cache
def _over_http(url: str) -> TimestampAuthority:
    return HttpTimestampAuthority(url)


def stamping() -> Stamping:
    """`SHAREDCOURT_TSA_URL` when it is set, with the local authority to stand in; else the local one alone."""
    local = _local(keys_folder())
    url = settings.SHAREDCOURT_TSA_URL
    return Stamping(configured=_over_http(url) if url else local, fallback=local)


def trust() -> Trust:
    """Whose signatures count as ours: the signer's authorities, the local one, and the configured `TSA` roots."""
    chosen, local = signer(), local_authority(keys_folder())
    material = chosen.validation_material()
    roots = {certificate.sha256: certificate for certificate in (*chosen.trust_roots(), local.root)}
    for path in getattr(settings, "SHAREDCOURT_TSA_ROOTS", ()):
        roots |= _roots_in(Path(path))
    return Trust(
        roots=tuple(roots.values()),
        certificates=(*material.certificates, local.issuing),
        revocation_lists=(*material.revocation_lists, *local.revocation_lists()),
    )


@functools.cache
def _roots_in(path: Path) -> dict[bytes, x509.Certificate]:
    content = path.read_bytes()
    if not pem.detect(content):
        certificate = x509.Certificate.load(content)
        return {certificate.sha256: certificate}
    found = (x509.Certificate.load(der) for _, _, der in pem.unarmor(content, multiple=True))
    return {certificate.sha256: certificate for certificate in found}
