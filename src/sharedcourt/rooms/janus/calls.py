"""Who sends and who receives what in one room, and the negotiation with each person's page.

A person has two connections to the gateway: over `server-up` the page offers and sends, over `server-down` the gateway offers and the
page receives everyone else. Feeds (what one page sends) have names that are never used twice: the seat, and a number of their own.
A person receives the feeds of those in the same circle, and nothing else.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sharedcourt.rooms.backends import DOWN, UP
from sharedcourt.rooms.janus import configuration
from sharedcourt.rooms.janus.client import (
    NO_SUCH_FEED,
    ROOM_EXISTS,
    GatewayGone,
    GatewayRefused,
    Message,
)
from sharedcourt.rooms.janus.pool import Gateway, streams

log = logging.getLogger(__name__)

SEAT_LENGTH = 36
# A seat that lost its line keeps its media so long: most come back, with the same connections.
GRACE_S = 20.0
# A page that has been told of its endpoints offers by itself; one that has not is asked to.
INVITE_AFTER_S = 2.0
FRESH_OFFER_S = 3.0
RETRY_FEED_S = 0.3
PUBLISHERS = 24
BITRATE = 2_000_000

Push = Callable[[str, str, Message], None]


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
    recorded: bool = False
    down_handle: int = 0
    down_epoch: int = 1
    subscribed: list[str] = field(default_factory=list)
    mids: dict[str, str] = field(default_factory=dict)
    offer: Message | None = None

    def begin_anew(self) -> None:
        """Nothing of the old connections counts any more; the page learns it by the new instance."""
        self.instance = secrets.token_urlsafe(9)
        self.up_handle = self.up_epoch = self.down_handle = 0
        self.down_epoch, self.feed, self.sends, self.recorded, self.offer = 1, "", False, False, None
        self.subscribed, self.mids = [], {}


class Live:
    """What is known of a person only while this process lives."""

    def __init__(self) -> None:
        self.up, self.down = asyncio.Lock(), asyncio.Lock()
        self.lost_at: float | None = None
        self.invite_at: float | None = time.monotonic() + INVITE_AFTER_S
        self.offered_at = 0.0
        self.heals = 0
        self.early: list[tuple[int, Message]] = []
        self.pictured: set[str] = set()
        self.dirty = False
        self.settler: asyncio.Task[None] | None = None


class Call:
    """One room on one gateway (or on none, while none is there)."""

    def __init__(self, room_id: str, push: Push, changed: Callable[[], None]) -> None:
        self.room_id = room_id
        self.gateway: Gateway | None = None
        self.people: dict[str, Person] = {}
        self.live: dict[str, Live] = {}
        self.recording = False
        self.expected = 2
        self.read_at = 0.0
        self.placing = asyncio.Lock()
        self.empty_since = time.monotonic()
        self._push, self._changed = push, changed
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def need(self) -> int:
        """How many pictures this room forwards when everyone expected is here."""
        return streams(max(self.expected, len(self.people), 2))

    def run(self, work: Awaitable[None]) -> None:
        """Do it in the background; a gateway that goes away meanwhile is dealt with by its keeper."""

        async def guarded() -> None:
            try:
                await work
            except GatewayGone:
                pass
            except GatewayRefused as refused:
                log.warning("The gateway refused something in room %s: %s", self.room_id, refused)
            finally:
                self._changed()

        task = asyncio.create_task(guarded())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @property
    def secret(self) -> str:
        return configuration.derived("room", self.room_id)

    @property
    def pin(self) -> str:
        return configuration.derived("pin", self.room_id)

    def _there(self) -> Gateway:
        if self.gateway is None:
            raise GatewayGone("the room is on no gateway")
        return self.gateway

    # -- the room in the gateway -----------------------------------------------------------------------------------

    async def make(self, gateway: Gateway) -> None:
        """Make the room in this gateway (again); whoever is inside begins anew there."""
        folder = configuration.recordings_folder(self.room_id)
        if gateway.place.is_local:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            await gateway.order(
                "create",
                room=self.room_id,
                admin_key=gateway.place.admin_key,
                secret=self.secret,
                pin=self.pin,
                is_private=True,
                allowed=[secrets.token_urlsafe(18)],
                publishers=PUBLISHERS,
                bitrate=BITRATE,
                fir_freq=0,
                audiocodec="opus",
                videocodec="vp8",
                record=False,
                rec_dir=str(folder),
                lock_record=True,
            )
        except GatewayRefused as refused:
            if refused.code != ROOM_EXISTS:
                raise
        self.gateway = gateway

    def restart(self) -> None:
        """After the gateway's death or a move: every page is asked to begin anew."""
        for seat, person in self.people.items():
            settler = self.live[seat].settler
            if settler is not None:
                settler.cancel()
            person.begin_anew()
            self.live[seat] = Live()
            self.invite(person)

    def invite(self, person: Person) -> None:
        self.live[person.seat].invite_at = None
        self._say(person, UP, max(person.up_epoch, 1), want="offer")

    async def unmake(self) -> None:
        """Nobody is inside: the gateway forgets the room."""
        gateway, self.gateway = self.gateway, None
        if gateway is not None:
            await gateway.order("destroy", room=self.room_id, secret=self.secret)

    async def adopt(self, gateway: Gateway) -> bool:
        """After a restart of ours: take what is in the gateway for ours again; what is unknown is sent out."""
        try:
            found = await gateway.order("listparticipants", room=self.room_id)
        except GatewayRefused:
            return False
        self.gateway = gateway
        sending = {str(each["id"]): bool(each.get("publisher")) for each in found["participants"]}
        for person in self.people.values():
            self.live.setdefault(person.seat, Live()).invite_at = None
            person.sends = sending.pop(person.feed, False)
            if person.up_handle:
                gateway.heard_by[person.up_handle] = self._up_listener(person)
            if person.down_handle:
                gateway.heard_by[person.down_handle] = self._down_listener(person)
            if not person.sends:
                self.live[person.seat].invite_at = time.monotonic() + INVITE_AFTER_S
        for feed in sending:
            await gateway.order("kick", room=self.room_id, secret=self.secret, id=feed)
        self.settle_all()
        return True

    # -- who is here -----------------------------------------------------------------------------------------------

    def see(self, roster: Iterable[dict[str, Any]]) -> None:
        """Make the people of the call those of the roster: newcomers come in, those who left go, circles are kept apart."""
        seats = {seat["seat"]: seat for seat in roster}
        self.expected = sum(seat["state"] not in {"left", "removed"} for seat in seats.values())
        for person in list(self.people.values()):
            seat = seats.get(person.seat)
            live = self.live[person.seat]
            state = seat["state"] if seat else ""
            if seat is None or (state != "disconnected" and (state, seat["instance"]) != ("present", person.page)):
                self.drop(person)
            else:
                person.here = state == "present"
                live.lost_at = None if person.here else live.lost_at or time.monotonic()
                person.circle = str(seat.get("circle", ""))
        for seat in seats.values():
            if seat["state"] == "present" and seat["seat"] not in self.people:
                self.people[seat["seat"]] = Person(
                    seat["seat"], str(seat["instance"]), circle=str(seat.get("circle", ""))
                )
                self.live[seat["seat"]] = Live()
        self.settle_all()

    def drop(self, person: Person) -> None:
        """The person is gone: nothing of theirs is forwarded, nothing reaches them."""
        self.people.pop(person.seat, None)
        live = self.live.pop(person.seat, None)
        if live and live.settler:
            live.settler.cancel()
        for handle in (person.up_handle, person.down_handle):
            if handle and self.gateway is not None:
                self.run(self.gateway.detach(handle))
        self.empty_since = time.monotonic()
        self._changed()

    def tick(self) -> None:
        """Now and then: give up those who do not come back, ask those who do not begin."""
        now = time.monotonic()
        for person in list(self.people.values()):
            live = self.live[person.seat]
            if live.lost_at is not None and now - live.lost_at > GRACE_S:
                self.drop(person)
                self.settle_all()
            elif live.invite_at is not None and now > live.invite_at and self.gateway is not None:
                self.invite(person)

    # -- from the page ---------------------------------------------------------------------------------------------

    def heard(self, seat: str, page: str, to: str, body: Message) -> None:
        """One step of negotiation from a page; steps of older pages and connections are dropped."""
        person = self.people.get(seat)
        if person is None or person.page != page or body.get("to_instance") not in {None, person.instance}:
            return
        live = self.live[seat]
        live.invite_at = None
        if to == UP:
            self.run(self._in_turn(live.up, self._heard_up(person, live, body)))
        else:
            self.run(self._in_turn(live.down, self._heard_down(person, live, body)))

    async def _in_turn(self, lock: asyncio.Lock, work: Awaitable[None]) -> None:
        async with lock:
            await work

    def _say(self, person: Person, endpoint: str, epoch: int, **part: Any) -> None:
        body = {"type": "signal", "from": endpoint, "from_instance": person.instance, "to_instance": person.page}
        self._push(self.room_id, person.seat, {**body, "epoch": epoch, **part})

    async def _heard_up(self, person: Person, live: Live, body: Message) -> None:
        gateway, epoch = self._there(), int(body["epoch"])
        if "candidate" in body:
            if epoch == person.up_epoch and person.up_handle:
                await gateway.line.ask("trickle", handle=person.up_handle, candidate=body["candidate"])
            elif epoch > person.up_epoch:
                live.early.append((epoch, body["candidate"]))
        elif "description" in body and body["description"]["type"] == "offer" and epoch >= person.up_epoch:
            if person.up_handle and epoch == person.up_epoch:
                request: Message = {"request": "configure"}
                _, answer = await gateway.line.message(person.up_handle, request, body["description"])
            else:
                answer = await self._publish(gateway, person, epoch, body["description"])
            if answer is not None:
                self._say(person, UP, epoch, description=answer)
            for of, candidate in live.early:
                if of == epoch:
                    await gateway.line.ask("trickle", handle=person.up_handle, candidate=candidate)
            live.early.clear()

    async def _publish(self, gateway: Gateway, person: Person, epoch: int, offer: Message) -> Message | None:
        if person.up_handle:
            await gateway.detach(person.up_handle)
            person.sends = False
        person.up_epoch = epoch
        person.up_handle = await gateway.attach(self._up_listener(person))
        person.feed = f"{person.seat}-{secrets.token_hex(4)}"
        person.recorded = self._to_be_recorded(person)
        # One ticket, for this entry only.
        ticket = secrets.token_urlsafe(18)
        allowed = {"room": self.room_id, "secret": self.secret, "allowed": [ticket]}
        await gateway.order("allowed", action="add", **allowed)
        _, answer = await gateway.line.message(
            person.up_handle,
            {
                "request": "joinandconfigure",
                "ptype": "publisher",
                "room": self.room_id,
                "id": person.feed,
                "pin": self.pin,
                "token": ticket,
                "record": person.recorded,
                "secret": self.secret,
            },
            offer,
        )
        self.run(self._void(gateway, allowed))
        return answer

    async def _void(self, gateway: Gateway, allowed: dict[str, Any]) -> None:
        await gateway.order("allowed", action="remove", **allowed)

    async def _heard_down(self, person: Person, live: Live, body: Message) -> None:
        gateway = self._there()
        if body.get("want") == "offer":
            await self._heal_down(gateway, person, live)
        elif not person.down_handle or int(body["epoch"]) != person.down_epoch:
            return
        elif "candidate" in body:
            await gateway.line.ask("trickle", handle=person.down_handle, candidate=body["candidate"])
        elif "description" in body and body["description"]["type"] == "answer" and person.offer is not None:
            person.offer = None
            await gateway.line.message(person.down_handle, {"request": "start"}, body["description"])
            await self._ask_for_whole_pictures(gateway, person, live)
            self.settle(person)

    async def _ask_for_whole_pictures(self, gateway: Gateway, person: Person, live: Live) -> None:
        """A picture can only begin with a whole one: those whose lines are new here are asked to send one now."""
        feeds = set(person.mids.values())
        for other in self.people.values():
            if other.up_handle and other.feed in feeds - live.pictured:
                await gateway.line.message(other.up_handle, {"request": "configure", "keyframe": True})
        live.pictured = feeds

    async def _heal_down(self, gateway: Gateway, person: Person, live: Live) -> None:
        """The page sees nothing of us: the same offer, then new paths, then a new connection."""
        if person.offer is not None and time.monotonic() - live.offered_at > FRESH_OFFER_S and live.heals == 0:
            live.heals += 1
            self._offer(person, person.offer)
        elif person.offer is None and person.down_handle and live.heals == 0:
            live.heals += 1
            data, offer = await gateway.line.message(person.down_handle, {"request": "configure", "restart": True})
            self._take_offer(person, data, offer)
        elif time.monotonic() - live.offered_at > FRESH_OFFER_S:
            live.heals += 1
            await self._drop_down(gateway, person)
            self.settle(person)

    async def _drop_down(self, gateway: Gateway, person: Person) -> None:
        if person.down_handle:
            await gateway.detach(person.down_handle)
        person.down_handle, person.offer = 0, None
        person.down_epoch += 1
        person.subscribed, person.mids = [], {}

    # -- from the gateway ------------------------------------------------------------------------------------------

    def _up_listener(self, person: Person) -> Callable[[Message], None]:
        def heard(message: Message) -> None:
            if message.get("sender") != person.up_handle:
                return
            if message["janus"] == "webrtcup":
                person.sends = True
            elif message["janus"] in {"hangup", "detached"}:
                person.sends = False
            else:
                return
            self._changed()
            self.settle_all()

        return heard

    def _down_listener(self, person: Person) -> Callable[[Message], None]:
        def heard(message: Message) -> None:
            if message.get("sender") != person.down_handle:
                return
            live = self.live.get(person.seat)
            if message["janus"] == "webrtcup" and live is not None:
                live.heals = 0
            elif message["janus"] == "event":
                self._take_offer(person, message.get("plugindata", {}).get("data", {}), message.get("jsep"))

        return heard

    # -- who receives what -----------------------------------------------------------------------------------------

    def wanted(self, person: Person) -> set[str]:
        """The feeds this person is to receive now."""
        return {
            other.feed
            for other in self.people.values()
            if other is not person and other.sends and other.feed and other.circle == person.circle
        }

    def settle_all(self) -> None:
        for person in self.people.values():
            self.settle(person)

    def settle(self, person: Person) -> None:
        """Bring subscriptions (and recording) in line, one step at a time; what changes meanwhile is taken along."""
        live = self.live.get(person.seat)
        if live is None or self.gateway is None:
            return
        live.dirty = True
        if live.settler is None or live.settler.done():
            live.settler = asyncio.create_task(self._settle(person, live))

    async def _settle(self, person: Person, live: Live) -> None:
        while live.dirty and self.people.get(person.seat) is person:
            live.dirty = False
            try:
                async with live.down:
                    await self._step(self._there(), person)
                async with live.up:
                    await self._set_recording(self._there(), person)
            except GatewayGone:
                return
            except GatewayRefused as refused:
                if refused.code != NO_SUCH_FEED:
                    log.warning("Room %s: %s", self.room_id, refused)
                await asyncio.sleep(RETRY_FEED_S)
                live.dirty = True
        self._changed()

    async def _step(self, gateway: Gateway, person: Person) -> None:
        wanted, have = self.wanted(person), set(person.subscribed)
        # What is no longer theirs ends at once; what is new waits until the page has answered the last offer.
        ended = sorted(have - wanted)
        begun = sorted(wanted - have) if person.offer is None else []
        if not ended and not begun:
            return
        new = [{"feed": feed} for feed in begun]
        if not person.down_handle:
            person.down_handle = await gateway.attach(self._down_listener(person))
            request: Message = {"request": "join", "ptype": "subscriber", "room": self.room_id, "pin": self.pin}
            request |= {"autoupdate": False, "streams": new}
        else:
            request = {"request": "update"}
            request |= {"subscribe": new} if new else {}
            request |= {"unsubscribe": [{"feed": feed} for feed in ended]} if ended else {}
        try:
            data, offer = await gateway.line.message(person.down_handle, request)
        except GatewayRefused:
            if request["request"] == "join":
                await self._drop_down(gateway, person)
            raise
        person.subscribed = sorted((have - set(ended)) | set(begun))
        self._take_offer(person, data, offer)

    def _take_offer(self, person: Person, data: Message, offer: Message | None) -> None:
        """The gateway's offer to the page, with whose picture each line of it is."""
        if "streams" in data:
            active = [stream for stream in data["streams"] if stream.get("active") and "feed_id" in stream]
            person.mids = {str(stream["mid"]): str(stream["feed_id"]) for stream in active}
        if offer is not None:
            self._offer(person, offer)

    def _offer(self, person: Person, offer: Message) -> None:
        person.offer = offer
        live = self.live.get(person.seat)
        if live is not None:
            live.offered_at = time.monotonic()
        whose = {mid: seat_of_feed(feed) for mid, feed in person.mids.items()}
        self._say(person, DOWN, person.down_epoch, description=offer, streams=whose)

    def say_again(self, person: Person) -> None:
        """The page's line was broken: an offer it may have missed is sent once more."""
        if person.offer is not None:
            self._offer(person, person.offer)

    # -- recording -------------------------------------------------------------------------------------------------

    def _to_be_recorded(self, person: Person) -> bool:
        # What is said in a circle apart is nobody else's.
        return self.recording and not person.circle

    async def _set_recording(self, gateway: Gateway, person: Person) -> None:
        wish = self._to_be_recorded(person)
        if person.up_handle and person.recorded != wish:
            # Only who knows the room's secret may begin or end a recording.
            request = {"request": "configure", "record": wish, "secret": self.secret}
            await gateway.line.message(person.up_handle, request)
            person.recorded = wish
