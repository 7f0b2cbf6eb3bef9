#!/usr/bin/env python3
"""Check a ledger proof without sharedcourt: Python's standard library only.

    curl -s https://COURT/api/v1/ledger/entries/42/proof | python3 verify_ledger.py --key HEX
    python3 verify_ledger.py --key HEX proof.json

`--key` is the installation's published Ed25519 public key; without it the key inside the proof is used, and said so. Exit 0: the entry
is in the log whose head was signed; 1: it is not; 2: the input cannot be read.

A proof that a party of the dispute has fetched also holds the `opening`: who, in which dispute, about what, and the facts. It is
compared with the salted hash in the entry; personal values in it stay salted hashes.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

ORIGIN = "sharedcourt-ledger"

# Ed25519 verification after RFC 8032 §5.1.7 and its appendix A.
P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_MINUS_ONE = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]


def _add(a: Point, b: Point) -> Point:
    m, n = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    t, z = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = n - m, z - t, z + t, n + m
    return e * f % P, g * h % P, f * g % P, e * h % P


def _multiply(scalar: int, point: Point) -> Point:
    result: Point = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = _add(result, point)
        point, scalar = _add(point, point), scalar >> 1
    return result


def _equal(a: Point, b: Point) -> bool:
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


def _recover_x(y: int, sign: int) -> int | None:
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * SQRT_MINUS_ONE % P
    if (x * x - square) % P:
        return None
    return P - x if x & 1 != sign else x


def _point(encoded: bytes) -> Point | None:
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    x = _recover_x(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = _recover_x(BASE_Y, 0) or 0
BASE: Point = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def signature_holds(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the Ed25519 signature over the message is by this key."""
    if len(public_key) != 32 or len(signature) != 64:
        return False
    key, commitment = _point(public_key), _point(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or commitment is None or scalar >= Q:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public_key + message).digest(), "little") % Q
    return _equal(_multiply(scalar, BASE), _add(commitment, _multiply(challenge, key)))


def root_from(body: bytes, index: int, size: int, path: list[bytes]) -> bytes | None:
    """The root that the path leads to (RFC 9162 §2.1.3.2), or None when the path does not fit the tree's size."""
    if not 0 <= index < size:
        return None
    position, last, value = index, size - 1, hashlib.sha256(b"\x00" + body).digest()
    for sibling in path:
        if last == 0:
            return None
        if position & 1 or position == last:
            value = hashlib.sha256(b"\x01" + sibling + value).digest()
            while position & 1 == 0 and position:
                position, last = position >> 1, last >> 1
        else:
            value = hashlib.sha256(b"\x01" + value + sibling).digest()
        position, last = position >> 1, last >> 1
    return value if last == 0 else None


def check(proof: dict[str, Any], trusted_key: str | None) -> list[str]:
    """What is wrong with the proof; empty when it holds."""
    faults = []
    root = root_from(
        proof["body"].encode(), proof["seq"], proof["size"], [bytes.fromhex(item) for item in proof["path"]]
    )
    if root is None or root.hex() != proof["root"]:
        faults.append("the path does not lead from the entry to the root")
    body = json.loads(proof["body"])
    if body.get("seq") != proof["seq"]:
        faults.append("the entry bears another number")
    opening = dict(proof.get("opening") or {})
    if opening:
        salt = bytes.fromhex(opening.pop("salt"))
        text = json.dumps(opening, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        if hashlib.sha256(salt + text.encode()).hexdigest() != body.get("payload"):
            faults.append("the entry is about something else")
    if trusted_key is not None and trusted_key.lower() != proof["public_key"]:
        faults.append("the proof names another key than the one you trust")
    head = f"{ORIGIN}\n{proof['size']}\n{proof['root']}\n{proof['head_at']}\n".encode()
    key = bytes.fromhex(trusted_key or proof["public_key"])
    if not signature_holds(key, head, bytes.fromhex(proof["head_signature"])):
        faults.append("the root's signature does not hold")
    return faults


def main() -> int:
    parser = argparse.ArgumentParser(description="Check a ledger proof.")
    parser.add_argument("proof", nargs="?", help="file with the proof as JSON (standard input when missing)")
    parser.add_argument("--key", help="the installation's public key, as hex, from a source you trust")
    arguments = parser.parse_args()
    try:
        proof = json.loads(Path(arguments.proof).read_text() if arguments.proof else sys.stdin.read())
        faults = check(proof, arguments.key)
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"This is not a ledger proof: {error}")
        return 2
    if faults:
        print("NOT PROVED: " + "; ".join(faults))
        return 1
    print(f"PROVED: entry {proof['seq']} is in the ledger of {proof['size']} entries, head of {proof['head_at']}")
    if proof.get("opening"):
        print("Its salted hash opens to: " + json.dumps(proof["opening"], ensure_ascii=False))
    if not arguments.key:
        print("The key was taken from the proof itself: compare it with the published one:", proof["public_key"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
