"""Who says when: an RFC 3161 authority over HTTP, or the local one, which is labelled as such.

When the configured authority does not answer, the local one stamps instead. That is a downgrade: it is returned with
the signature, kept, and printed on the certificate of signing; it is never silent.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import httpx
from asn1crypto import algos, cms, core, tsp
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.sign import general
from pyhanko.sign.timestamps import DummyTimeStamper, TimeStamper, TimestampRequestError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from sharedcourt.documents.engine.pki import LocalAuthority

log = logging.getLogger(__name__)
Result = TypeVar("Result")

LOCAL_LABEL = "Shared Court local timestamps (not a licensed authority)"


class TimestampAuthority(Protocol):
    """Gives trusted time. `local` is true only for the embedded one."""

    label: str
    local: bool

    def stamper(self) -> TimeStamper: ...


def _attribute(name: str, value: Any) -> Any:
    return general.simple_cms_attribute(name, value)  # type: ignore[no-untyped-call]


class _EllipticStamper(DummyTimeStamper):
    """pyHanko's in-process authority, which signs with RSA only, taught to sign with P-256."""

    def _sign_tst_info(self, tst_info_data: bytes, md_algorithm: str, dt: dt.datetime) -> tuple[bytes, Any]:
        digest = hashes.Hash(hashes.SHA256())
        digest.update(tst_info_data)
        attributes = cms.CMSAttributes(
            [
                _attribute("content_type", "tst_info"),
                _attribute("signing_time", cms.Time({"utc_time": core.UTCTime(dt)})),
                _attribute(
                    "signing_certificate_v2", general.as_signing_certificate_v2(self.tsa_cert, hash_algo="sha256")
                ),
                _attribute("message_digest", digest.finalize()),
            ]
        )
        key = serialization.load_der_private_key(self.tsa_key.dump(), password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TimestampRequestError("The local timestamp key is not an elliptic-curve key.")
        return key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256())), attributes

    def _build_signed_data(
        self, tst_info_data: bytes, md_algorithm: str, signature: bytes, signed_attrs: Any
    ) -> dict[str, Any]:
        signed = super()._build_signed_data(tst_info_data, md_algorithm, signature, signed_attrs)
        signed["signer_infos"][0]["signature_algorithm"] = algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"})
        return signed

    def request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        if req["message_imprint"]["hash_algorithm"]["algorithm"].native != "sha256":
            raise TimestampRequestError("The local timestamp authority stamps SHA-256 only.")
        return super().request_tsa_response(req)


class _LocalStamper(_EllipticStamper):
    def _build_tst_info(self, message_imprint: Any, dt: dt.datetime, req: Any) -> tsp.TSTInfo:
        return super()._build_tst_info(message_imprint, _utc_now(), req)


def _utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


class LocalTimestampAuthority:
    """The embedded authority: proves order and integrity, not independent time."""

    label = LOCAL_LABEL
    local = True

    def __init__(self, authority: LocalAuthority) -> None:
        identity = authority.timestamping()
        chain = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        chain.register(authority.root)
        self._stamper = _LocalStamper(identity.certificate, identity.key, certs_to_embed=chain)

    def stamper(self) -> TimeStamper:
        return self._stamper


class _HttpStamper(TimeStamper):
    def __init__(self, url: str, timeout: float, auth: tuple[str, str] | None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._url, self._timeout = url, timeout
        self._auth = httpx.BasicAuth(*auth) if auth else None

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        try:
            async with httpx.AsyncClient(timeout=self._timeout, auth=self._auth, follow_redirects=False) as client:
                answer = await client.post(
                    self._url,
                    content=req.dump(),
                    headers={"Content-Type": "application/timestamp-query"},
                )
                answer.raise_for_status()
            return tsp.TimeStampResp.load(answer.content, strict=True)
        except (httpx.HTTPError, ValueError) as error:
            raise TimestampRequestError(f"{type(error).__name__}: {error}") from error


class HttpTimestampAuthority:
    """An RFC 3161 authority over HTTP; `timeout` in seconds."""

    local = False

    def __init__(self, url: str, *, label: str = "", timeout: float = 5.0, auth: tuple[str, str] | None = None) -> None:
        self.label = label or httpx.URL(url).host
        self._stamper = _HttpStamper(url, timeout, auth)

    def stamper(self) -> TimeStamper:
        return self._stamper


@dataclass(frozen=True)
class Stamping:
    """The authority that was configured, and the local one that stands in for it."""

    configured: TimestampAuthority
    fallback: TimestampAuthority

    def run(self, work: Callable[[TimeStamper], Result]) -> tuple[Result, TimestampAuthority, str]:
        """Do the work with a stamper.

        Returns its result, the authority that stamped, and why the configured one did not ("" when it did).
        """
        try:
            return work(self.configured.stamper()), self.configured, ""
        except Exception as error:
            if self.configured is self.fallback or not _is_about_time(error):
                raise
            log.warning("Timestamp authority %s did not answer; stamping locally: %s", self.configured.label, error)
            return work(self.fallback.stamper()), self.fallback, f"{type(error).__name__}: {error}"[:300]


def _is_about_time(error: BaseException) -> bool:
    """Whether an error, or what caused it, comes from the timestamp authority."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, TimestampRequestError | httpx.HTTPError):
            return True
        seen = seen.__cause__ or seen.__context__
    return False
