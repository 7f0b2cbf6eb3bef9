"""Recording an action: the only way into the ledger."""

import hashlib
import secrets
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from sharedcourt.core import clock
from sharedcourt.ledger import events, tree
from sharedcourt.ledger.models import Entry, Payload

if TYPE_CHECKING:
    from sharedcourt.people.models import User

_encode = DjangoJSONEncoder().default


def _plain(value: Any) -> Any:
    """Facts as JSON can hold them: dates, decimals and identifiers as text."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, str | int | float | bool) or value is None:
        return value
    return _encode(value)


def payload_hash(salt: str, facts: dict[str, Any]) -> str:
    """SHA-256 over the salt and the canonical facts, as hex: what the public body shows of the payload."""
    return hashlib.sha256(bytes.fromhex(salt) + tree.canonical(facts).encode()).hexdigest()


def personal(value: str) -> dict[str, str]:
    """Personal data in a fact: a fresh salt and the salted hash, provable to whoever knows the value."""
    salt = secrets.token_hex(16)
    return {"salt": salt, "sha256": hashlib.sha256(bytes.fromhex(salt) + value.encode()).hexdigest()}


def record(
    action: str,
    *,
    by: "User | None",
    subject: Model | None = None,
    scope: UUID | None = None,
    **facts: Any,
) -> Entry:
    """Append an entry inside the running transaction and tell subscribers.

    `by` is the person (None: the system itself); `scope` the dispute's id, by which timelines find it; `facts` hold no personal
    data in clear (use `personal`). The ledger stays locked until the transaction ends, so record late.
    """
    tree.lock()
    at = clock.now()
    salt = secrets.token_hex(16)
    plain_facts = _plain(facts)
    subject_id = subject.pk if subject is not None and isinstance(subject.pk, UUID) else None
    seq = tree.size()
    body = tree.canonical(
        {
            "seq": seq,
            "at": at.isoformat(timespec="microseconds"),
            "action": action,
            "actor": str(by.pk) if by is not None else None,
            "scope": str(scope) if scope else None,
            "subject": str(subject_id) if subject_id else None,
            "payload": payload_hash(salt, plain_facts),
        }
    )
    entry = Entry(
        seq=seq,
        at=at,
        action=action,
        actor=by.pk if by is not None else None,
        scope=scope,
        subject=subject_id,
        body=body,
    )
    tree.append(entry)
    entry.payload = Payload(entry=entry, salt=salt, facts=plain_facts)
    entry.payload.save(force_insert=True)
    events.tell(entry)
    return entry
