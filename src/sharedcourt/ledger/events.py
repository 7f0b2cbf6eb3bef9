"""Who else must know: a room below records, rooms above subscribe. Subscribers run inside the same transaction."""

from collections import defaultdict
from collections.abc import Callable

from sharedcourt.ledger.models import Entry

Subscriber = Callable[[Entry], None]
_subscribers: dict[str, list[Subscriber]] = defaultdict(list)


def on(action: str) -> Callable[[Subscriber], Subscriber]:
    """Decorator: call the function with each entry of this action, inside its transaction (register in `AppConfig.ready`)."""

    def register(subscriber: Subscriber) -> Subscriber:
        if subscriber not in _subscribers[action]:
            _subscribers[action].append(subscriber)
        return subscriber

    return register


def tell(entry: Entry) -> None:
    """Call every subscriber of the entry's action, and of `*`."""
    for subscriber in (*_subscribers[entry.action], *_subscribers["*"]):
        subscriber(entry)
