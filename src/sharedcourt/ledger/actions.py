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


def payload_hash(salt: str, payload: dict[str, Any]) -> str:
    """SHA-256 over the salt and the canonical payload, as hex: all that the public body shows of it."""
    return hashlib.sha256(bytes.fromhex(salt) + tree.canonical(payload).encode()).hexdigest()


def shown(value: Any) -> Any:
    """Facts as whoever may read the payload sees them: of what `personal` made the hash without its salt, by which it could be guessed."""
    if isinstance(value, dict):
        if set(value) == {"salt", "sha256"}:
            return {"sha256": value["sha256"]}
        return {key: shown(item) for key, item in value.items()}
    if isinstance(value, list):
        return [shown(item) for item in value]
    return value


def payload_of(entry: Entry, facts: dict[str, Any]) -> dict[str, Any]:
    """What the salted hash in the body is over: who, in which dispute, about what, and the facts."""
    return {
        "actor": str(entry.actor) if entry.actor else None,
        "scope": str(entry.scope) if entry.scope else None,
        "subject": str(entry.subject) if entry.subject else None,
        "facts": shown(facts),
    }


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
    salt = secrets.token_hex(16)
    plain_facts = _plain(facts)
    entry = Entry(
        seq=tree.size(),
        at=clock.now(),
        action=action,
        actor=by.pk if by is not None else None,
        scope=scope,
        subject=subject.pk if subject is not None and isinstance(subject.pk, UUID) else None,
    )
    entry.body = tree.canonical(
        {
            "seq": entry.seq,
            "at": entry.at.isoformat(timespec="microseconds"),
            "action": action,
            "payload": payload_hash(salt, payload_of(entry, plain_facts)),
        }
    )
    tree.append(entry)
    entry.payload = Payload(entry=entry, salt=salt, facts=plain_facts)
    entry.payload.save(force_insert=True)
    events.tell(entry)
    return entry
