"""One page in a room, as the gateway's controller knows it: what is written to disk, and what is known only while the process lives."""

import asyncio
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from sharedcourt.rooms.janus.client import Message
from sharedcourt.rooms.janus.layers import Picture
from sharedcourt.rooms.rates import Bucket

SEAT_LENGTH = 36
# A page that has been told of its endpoints offers by itself; one that has not is asked to.
INVITE_AFTER_S = 2.0


def seat_of_feed(feed: str) -> str:
    return feed[:SEAT_LENGTH]


@dataclass
class Person:
    """One page in the room. What is here is written to disk and read again after a restart."""

    seat: str
    page: str
    instance: str = field(default_factory=lambda: secrets.token_urlsafe(9))
    circle: str = ""
    here: bool = True
    up_handle: int = 0
    up_epoch: int = 0
    feed: str = ""
    sends: bool = False
    # Whether the roster says that what this page sends is recorded, and what the gateway was told (None: that is not sure).
    record: bool = False
    recorded: bool | None = False
    # What this page sends on which line (mid), which kinds must not be forwarded, and what the gateway was told of each line.
    sent: dict[str, str] = field(default_factory=dict)
    withheld: list[str] = field(default_factory=list)
    muted: dict[str, bool] = field(default_factory=dict)
    down_handle: int = 0
    down_epoch: int = 1
    subscribed: list[str] = field(default_factory=list)
    mids: dict[str, str] = field(default_factory=dict)
    pictures: list[str] = field(default_factory=list)
    # How high the page shows each seat's picture (None: it has not said), and how poor it finds its line.
    sizes: dict[str, int] | None = None
    line: int = 0
    offer: Message | None = None

    def begin_anew(self) -> None:
        """Nothing of the old connections counts any more; the page learns it by the new instance."""
        self.instance = secrets.token_urlsafe(9)
        self.up_handle = self.up_epoch = self.down_handle = 0
        self.down_epoch, self.feed, self.sends, self.recorded, self.offer = 1, "", False, False, None
        self.subscribed, self.mids, self.pictures = [], {}, []
        self.sent, self.muted = {}, {}

    def take_view(self, sizes: dict[str, int], line: int) -> None:
        """How the page shows the others now."""
        self.sizes, self.line = sizes, line

    def shown(self, feed: str) -> int | None:
        """How high this feed's picture is on the page; None when the page has never said."""
        return None if self.sizes is None else self.sizes.get(seat_of_feed(feed), 1)

    def take_roster(self, seat: dict[str, Any]) -> None:
        """What the roster says about this page's seat."""
        self.circle = str(seat.get("circle", ""))
        self.withheld = list(seat.get("withheld", []))
        self.record = bool(seat.get("record", False))


class Live:
    """What is known of a person only while this process lives."""

    def __init__(self) -> None:
        self.up, self.down = asyncio.Lock(), asyncio.Lock()
        self.lost_at: float | None = None
        self.invite_at: float | None = time.monotonic() + INVITE_AFTER_S
        self.offered_at = 0.0
        self.unanswered = 0  # offers made since, repeated ones counted again
        self.heals = 0
        # Connections that the gateway has given up, for the line was away too long: they cannot be taken up again.
        self.cut: set[str] = set()
        self.offers = Bucket(2, 20)
        self.waiting = 0  # steps of negotiation that wait for those before them
        self.last_offer: Message | None = None
        self.early: list[tuple[int, Message]] = []
        self.held: list[Message] = []
        self.pictured: set[str] = set()
        # What is received of each picture, by line (mid) and feed, and what the gateway was last told about it.
        self.layers: dict[tuple[str, str], Picture] = {}
        self.told: dict[tuple[str, str], int] = {}
        self.dirty = False
        self.settler: asyncio.Task[None] | None = None
