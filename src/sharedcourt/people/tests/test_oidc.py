"""An identity provider as a witness: what it says is believed only when everything fits."""

import hashlib
import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from django.core.cache import cache

from sharedcourt.people import cast, oidc
from sharedcourt.people.models import IdentityLevel
from sharedcourt.people.tests.local_server import serving

RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC = ec.generate_private_key(ec.SECP256R1())


def b64(raw):
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def number(value):
    return b64(value.to_bytes((value.bit_length() + 7) // 8))


def jwks():
    point = EC.public_key().public_numbers()
    public = RSA.public_key().public_numbers()
    return {
        "keys": [
            {"kty": "RSA", "kid": "r", "n": number(public.n), "e": number(public.e)},
            {"kty": "EC", "crv": "P-256", "kid": "e", "x": b64(point.x.to_bytes(32)), "y": b64(point.y.to_bytes(32))},
        ]
    }


def token(claims, *, algorithm="RS256", kid="r"):
    text = b64(json.dumps({"alg": algorithm, "kid": kid}).encode()) + "." + b64(json.dumps(claims).encode())
    if algorithm == "RS256":
        signature = RSA.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
    elif algorithm == "ES256":
        r, s = decode_dss_signature(EC.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
        signature = r.to_bytes(32) + s.to_bytes(32)
    else:
        signature = b""
    return f"{text}.{b64(signature)}"


class Provider:
    """A provider that knows the borrower."""

    def __init__(self):
        self.codes = {}
        self.changes = {}
        self.algorithm = ("RS256", "r")

    def __call__(self, asked):
        path = urlsplit(asked.path).path
        base = f"http://{asked.headers['host']}"
        if path == "/.well-known/openid-configuration":
            return 200, json.dumps(
                {
                    "issuer": base,
                    "authorization_endpoint": f"{base}/authorize",
                    "token_endpoint": f"{base}/token",
                    "jwks_uri": f"{base}/jwks",
                }
            ).encode()
        if path == "/jwks":
            return 200, json.dumps(jwks()).encode()
        form = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
        known = self.codes.pop(form["code"], None)
        if known is None or b64(hashlib.sha256(form["code_verifier"].encode()).digest()) != known["challenge"]:
            return 400, b"{}"
        claims = {
            "iss": base,
            "aud": "court",
            "sub": "42",
            "iat": time.time(),
            "exp": time.time() + 60,
            "nonce": known["nonce"],
            "name": cast.BORROWER.name,
        } | self.changes
        algorithm, kid = self.algorithm
        return 200, json.dumps({"id_token": token(claims, algorithm=algorithm, kid=kid)}).encode()

    def agree(self, address):
        """The person agrees at the provider: the code they come back with, and the state."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["code_challenge_method"] == "S256"
        self.codes["c0de"] = {"challenge": asked["code_challenge"], "nonce": asked["nonce"]}
        return {"code": "c0de", "state": asked["state"]}


@pytest.fixture
def provider(settings):
    cache.clear()
    provider = Provider()
    with serving(provider) as server:
        settings.SHAREDCOURT_OIDC_ISSUER = server.url
        settings.SHAREDCOURT_OIDC_CLIENT_ID = "court"
        settings.SHAREDCOURT_OIDC_CLIENT_SECRET = "secret"
        yield provider


@pytest.mark.parametrize("algorithm", [("RS256", "r"), ("ES256", "e")])
def test_the_borrower_is_confirmed_by_the_provider(browser_of, person, provider, algorithm):
    provider.algorithm = algorithm
    browser = browser_of(cast.BORROWER)
    back = provider.agree(browser.post("/identity/provider/")["Location"])

    answer = browser.get("/identity/provider/return/", back)

    assert answer["Location"] == "/account/"
    borrower = person(cast.BORROWER)
    assert borrower.identity_level == IdentityLevel.REGISTRY
    assert borrower.verifications.get().method == "oidc"


def test_coming_back_twice_or_with_anothers_state_changes_nothing(browser_of, person, provider):
    browser = browser_of(cast.BORROWER)
    back = provider.agree(browser.post("/identity/provider/")["Location"])
    browser.get("/identity/provider/return/", back | {"state": "anothers"})
    browser.get("/identity/provider/return/", back)
    assert person(cast.BORROWER).identity_level == IdentityLevel.NONE


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another"},
        {"aud": ["court", "another"]},
        {"exp": 0},
        {"iat": time.time() + 9999},
        {"nonce": "replayed"},
        {"sub": ""},
        {"name": ""},
        {"name": cast.WIFE.name},
    ],
)
def test_a_claim_that_does_not_fit_is_not_believed(browser_of, person, provider, changes):
    provider.changes = changes
    browser = browser_of(cast.BORROWER)
    browser.get("/identity/provider/return/", provider.agree(browser.post("/identity/provider/")["Location"]))
    assert person(cast.BORROWER).identity_level == IdentityLevel.NONE


@pytest.mark.parametrize(("algorithm", "kid"), [("none", "r"), ("HS256", "r"), ("RS256", "e"), ("ES256", "r")])
def test_neither_unsigned_nor_confused_algorithms_pass(settings, algorithm, kid):
    settings.SHAREDCOURT_OIDC_ISSUER = "https://issuer.example"
    settings.SHAREDCOURT_OIDC_CLIENT_ID = "court"
    made = token({"sub": "42"}, algorithm=algorithm, kid=kid)
    with pytest.raises(oidc.ProviderFailed):
        oidc.verified(made, jwks(), nonce="n")


def test_a_changed_claim_breaks_the_signature(settings):
    settings.SHAREDCOURT_OIDC_ISSUER = "https://issuer.example"
    settings.SHAREDCOURT_OIDC_CLIENT_ID = "court"
    claims = {"iss": "https://issuer.example", "aud": "court", "sub": "42", "iat": 0, "exp": time.time() + 60}
    head, body, signature = token(claims | {"nonce": "n"}).split(".")
    assert oidc.verified(f"{head}.{body}.{signature}", jwks(), nonce="n")["sub"] == "42"
    changed = json.loads(urlsafe_b64decode(body + "==")) | {"sub": "43"}
    with pytest.raises(oidc.ProviderFailed):
        oidc.verified(f"{head}.{b64(json.dumps(changed).encode())}.{signature}", jwks(), nonce="n")
