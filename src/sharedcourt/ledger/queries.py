"""Reading the ledger: timelines and proofs that anyone can check."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from sharedcourt.core import keys
from sharedcourt.ledger import actions, tree, words
from sharedcourt.ledger.models import Entry, TreeHead

SubjectsOf = Callable[[UUID], "QuerySet[Any, Any]"]
_left_out: list[SubjectsOf] = []


def leave_out(subjects_of: SubjectsOf) -> None:
    """A room says which subjects of a scope timelines leave out (ids, as a QuerySet of one column); call it in `AppConfig.ready`."""
    if subjects_of not in _left_out:
        _left_out.append(subjects_of)


def timeline(scope: UUID) -> QuerySet[Entry]:
    """What happened in a dispute, oldest first, with payloads, without what words call quiet and what rooms leave out."""
    found = Entry.objects.filter(scope=scope).exclude(action__in=words.quiet())
    for subjects_of in _left_out:
        found = found.exclude(subject__in=subjects_of(scope))
    return found.select_related("payload").order_by("seq")


def deliveries(scope: UUID) -> QuerySet[Entry]:
    """What became of the messages about a dispute, oldest first, with payloads."""
    became = [f"notices.message.{state}" for state in ("sent", "delivered", "failed")]
    return Entry.objects.filter(scope=scope, action__in=became).select_related("payload").order_by("seq")


@dataclass(frozen=True)
class InclusionProof:
    """All that `scripts/verify_ledger.py` needs, with the installation's public key, to check one entry."""

    body: str
    seq: int
    size: int
    root: str
    path: list[str]
    head_at: str
    head_signature: str
    public_key: str


def public_key() -> str:
    """The ledger's Ed25519 public key, raw, as hex."""
    return keys.ledger_key().public_key().public_bytes_raw().hex()


def inclusion_proof(seq: int) -> InclusionProof | None:
    """The proof of entry `seq` in the first signed head that covers it; None while no head does (or no such entry)."""
    entry = Entry.objects.filter(seq=seq).first()
    head = TreeHead.objects.filter(size__gt=seq).order_by("-size").first()
    if entry is None or head is None:
        return None
    path = [value.hex() for value in tree.inclusion_path(seq, head.size)]
    return InclusionProof(
        body=entry.body,
        seq=seq,
        size=head.size,
        root=head.root,
        path=path,
        head_at=head.at.isoformat(timespec="seconds"),
        head_signature=head.signature,
        public_key=public_key(),
    )


def proved(seq: int) -> InclusionProof | None:
    """As `inclusion_proof`, signing a head now when none covers the entry yet; None only when there is no such entry."""
    proof = inclusion_proof(seq)
    if proof is None and Entry.objects.filter(seq=seq).exists():
        tree.sign_head()
        proof = inclusion_proof(seq)
    return proof


def opening(seq: int) -> dict[str, Any]:
    """What opens the salted hash in an entry's body, for whoever may see the dispute: the salt and the payload.

    SHA-256 over the salt's bytes and the rest as canonical JSON is the body's `payload`; `scripts/verify_ledger.py` checks it.
    """
    entry = Entry.objects.select_related("payload").get(seq=seq)
    return {"salt": entry.payload.salt, **actions.payload_of(entry, entry.payload.facts)}
