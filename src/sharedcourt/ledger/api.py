"""The ledger to the public: heads, entries without meaning, proofs. Nothing here is personal, so no sign-in is asked."""

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema

from sharedcourt.core.errors import Invalid
from sharedcourt.ledger import queries, tree
from sharedcourt.ledger.models import TreeHead

router = Router(tags=["ledger"])


class Head(Schema):
    """A signed tree head (Ed25519 over `ledger.tree.head_text`)."""

    size: int
    root: str
    at: str
    signature: str
    public_key: str
    origin: str


class Inclusion(Schema):
    """An entry's public body (number, time, action, salted hash of the rest) and its path to a signed root."""

    body: str
    seq: int
    size: int
    root: str
    path: list[str]
    head_at: str
    head_signature: str
    public_key: str


class Consistency(Schema):
    """That the tree of `second` entries continues the tree of `first`."""

    first: int
    second: int
    path: list[str]


def _head(head: TreeHead) -> dict[str, Any]:
    return {
        "size": head.size,
        "root": head.root,
        "at": head.at.isoformat(timespec="seconds"),
        "signature": head.signature,
        "public_key": queries.public_key(),
        "origin": tree.ORIGIN,
    }


@router.get("/heads", response=list[Head], auth=None, operation_id="ledger_heads")
def heads(request: HttpRequest, before: int | None = None) -> list[dict[str, Any]]:
    """The latest fifty signed heads, newest first; `before` a size pages on."""
    found = TreeHead.objects.order_by("-size")
    if before is not None:
        found = found.filter(size__lt=before)
    return [_head(head) for head in found[:50]]


@router.get("/entries/{int:seq}/proof", response=Inclusion, auth=None, operation_id="ledger_inclusion")
def inclusion(request: HttpRequest, seq: int) -> Any:
    """RFC 9162 inclusion proof of entry `seq` in the newest signed head."""
    proof = queries.proved(seq)
    if proof is None:
        raise Http404
    return proof


@router.get("/consistency", response=Consistency, auth=None, operation_id="ledger_consistency")
def consistency(request: HttpRequest, first: int, second: int) -> dict[str, Any]:
    """RFC 9162 consistency proof between two sizes."""
    if not 0 < first <= second <= tree.size():
        raise Invalid("0 < first <= second <= size", field="second")
    return {"first": first, "second": second, "path": [value.hex() for value in tree.consistency_path(first, second)]}
