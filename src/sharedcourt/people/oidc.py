"""An OpenID Connect provider as a witness of identity: authorization code with PKCE, the ID token verified here.

The provider's claims `name` and, where it gives one, `resident_id` are compared with what the person declared. Settings:
`SHAREDCOURT_OIDC_ISSUER`, `SHAREDCOURT_OIDC_CLIENT_ID`, `SHAREDCOURT_OIDC_CLIENT_SECRET`.
"""

import hashlib
import hmac
import json
import secrets
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from django.conf import settings
from django.core.cache import cache

TIMEOUT_SECONDS = 8.0
LEEWAY_SECONDS = 60
P256_BYTES = 32
MIN_RSA_BITS = 2048


class ProviderFailed(Exception):
    """The provider did not answer, or answered what cannot be believed."""


@dataclass(frozen=True)
class Identified:
    """Whom the provider has seen."""

    subject: str
    name: str
    resident_id: str


def _b64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _unb64(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise ProviderFailed("encoding") from error


def _get_json(url: str) -> dict[str, Any]:
    try:
        response = httpx.get(url, timeout=TIMEOUT_SECONDS, follow_redirects=False)
        response.raise_for_status()
        found = response.json()
    except (httpx.HTTPError, ValueError) as error:
        raise ProviderFailed("unavailable") from error
    if not isinstance(found, dict):
        raise ProviderFailed("malformed")
    return found


def discover() -> dict[str, Any]:
    """The provider's own description (kept for an hour); its issuer must be the configured one."""
    issuer = settings.SHAREDCOURT_OIDC_ISSUER.rstrip("/")
    key = "oidc:" + hashlib.sha256(issuer.encode()).hexdigest()
    kept: dict[str, Any] | None = cache.get(key)
    if kept is None:
        kept = _get_json(f"{issuer}/.well-known/openid-configuration")
        if str(kept.get("issuer", "")).rstrip("/") != issuer:
            raise ProviderFailed("issuer")
        cache.set(key, kept, 3600)
    return kept


def start(*, redirect_uri: str) -> tuple[str, dict[str, str]]:
    """The address to send the person to, and what the session must keep until they return."""
    verifier, state, nonce = (secrets.token_urlsafe(48) for _part in range(3))
    challenge = _b64(hashlib.sha256(verifier.encode()).digest())
    query = urlencode(
        {
            "response_type": "code",
            "client_id": settings.SHAREDCOURT_OIDC_CLIENT_ID,
            "redirect_uri": redirect_uri,
            "scope": "openid profile",
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
    )
    endpoint = str(discover()["authorization_endpoint"])
    joint = "&" if "?" in endpoint else "?"
    return f"{endpoint}{joint}{query}", {"verifier": verifier, "state": state, "nonce": nonce}


def finish(*, kept: dict[str, str], state: str, code: str, redirect_uri: str) -> Identified:
    """Exchange the code and verify the ID token; raises `ProviderFailed` for anything that does not fit."""
    if not code or not hmac.compare_digest(state.encode(), kept["state"].encode()):
        raise ProviderFailed("state")
    provider = discover()
    try:
        response = httpx.post(
            str(provider["token_endpoint"]),
            data={
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": redirect_uri,
                "client_id": settings.SHAREDCOURT_OIDC_CLIENT_ID,
                "client_secret": settings.SHAREDCOURT_OIDC_CLIENT_SECRET,
                "code_verifier": kept["verifier"],
            },
            timeout=TIMEOUT_SECONDS,
            follow_redirects=False,
        )
        response.raise_for_status()
        token = str(response.json()["id_token"])
    except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
        raise ProviderFailed("token") from error
    claims = verified(token, _get_json(str(provider["jwks_uri"])), nonce=kept["nonce"])
    name = " ".join(str(claims.get("name", "")).split())
    if not name:
        raise ProviderFailed("name")
    return Identified(subject=str(claims["sub"]), name=name, resident_id=str(claims.get("resident_id", "")))


def verified(token: str, jwks: dict[str, Any], *, nonce: str) -> dict[str, Any]:
    """The claims of an ID token whose signature, issuer, audience, times and nonce hold (OpenID Connect Core §3.1.3.7)."""
    try:
        head, body, signature = token.split(".")
        header, claims = json.loads(_unb64(head)), json.loads(_unb64(body))
        algorithm, key_id = header["alg"], header.get("kid")
    except (ValueError, KeyError, TypeError) as error:
        raise ProviderFailed("malformed") from error
    keys = [key for key in jwks.get("keys", []) if key_id is None or key.get("kid") == key_id]
    if not any(_fits(key, algorithm, f"{head}.{body}".encode(), _unb64(signature)) for key in keys):
        raise ProviderFailed("signature")
    client = settings.SHAREDCOURT_OIDC_CLIENT_ID
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    now = time.time()
    try:
        holds = (
            str(claims["iss"]).rstrip("/") == settings.SHAREDCOURT_OIDC_ISSUER.rstrip("/")
            and client in audiences
            and (len(audiences) == 1 or claims.get("azp") == client)
            and float(claims["exp"]) > now - LEEWAY_SECONDS
            and float(claims["iat"]) < now + LEEWAY_SECONDS
            and hmac.compare_digest(str(claims["nonce"]).encode(), nonce.encode())
            and bool(claims["sub"])
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ProviderFailed("claims") from error
    if not holds:
        raise ProviderFailed("claims")
    return dict(claims)


def _fits(key: dict[str, Any], algorithm: str, text: bytes, signature: bytes) -> bool:
    """Whether this key made the signature. The algorithm must be one for the key's kind: never `none`, never a shared secret."""
    try:
        if algorithm == "RS256" and key.get("kty") == "RSA":
            numbers = rsa.RSAPublicNumbers(_number(key["e"]), _number(key["n"]))
            public = numbers.public_key()
            if public.key_size < MIN_RSA_BITS:
                return False
            public.verify(signature, text, padding.PKCS1v15(), hashes.SHA256())
            return True
        if algorithm == "ES256" and key.get("kty") == "EC" and key.get("crv") == "P-256":
            if len(signature) != 2 * P256_BYTES:
                return False
            point = ec.EllipticCurvePublicNumbers(_number(key["x"]), _number(key["y"]), ec.SECP256R1())
            r, s = (int.from_bytes(part) for part in (signature[:P256_BYTES], signature[P256_BYTES:]))
            point.public_key().verify(encode_dss_signature(r, s), text, ec.ECDSA(hashes.SHA256()))
            return True
    except (InvalidSignature, KeyError, ValueError, TypeError):
        return False
    return False


def _number(text: str) -> int:
    return int.from_bytes(_unb64(text))
