"""The negotiation with one person's page: what it offers to send, and what the gateway offers it to receive."""

import asyncio
import logging
import secrets
import time
from collections.abc import Awaitable, Callable
from typing import Any

from sharedcourt.rooms.backends import DOWN, UP
from sharedcourt.rooms.janus import configuration
from sharedcourt.rooms.janus.client import GatewayGone, GatewayRefused, Message
from sharedcourt.rooms.janus.person import Live, Person, seat_of_feed
from sharedcourt.rooms.janus.pool import Gateway

log = logging.getLogger(__name__)

FRESH_OFFER_S = 3.0
# The order in which pages name the layers of their picture: the least first.
LAYERS_ORDER = "lmh"

# Far more than an honest page ever has under way at once.
MOST_WAITING = 64

Hear = Callable[[Person, Live, Message], Awaitable[None]]
Push = Callable[[str, str, Message], None]


def _lines(description: Message, wish: str) -> list[bool]:
    """For each line of a session description, whether it goes this way."""
    return [f"a={wish}" in part.splitlines() for part in description["sdp"].split("\r\nm=")[1:]]


def fits(answer: Message, offer: Message) -> bool:
    """Whether this answers that offer, line for line."""
    return _lines(answer, "recvonly") == _lines(offer, "sendonly")


def _offered(description: Message) -> Message:
    return {**description, "rid_order": LAYERS_ORDER}


class Negotiation:
    """One room's dealings with the pages of those who are in it."""

    def __init__(self, room_id: str, push: Push, changed: Callable[[], None]) -> None:
        self.room_id = room_id
        self.gateway: Gateway | None = None
        self.people: dict[str, Person] = {}
        self.live: dict[str, Live] = {}
        self._push, self._changed = push, changed
        self._tasks: set[asyncio.Task[None]] = set()

    def settle(self, person: Person) -> None:
        """Bring in line what the person receives, and what is done with what they send."""
        raise NotImplementedError

    def begin_anew(self, person: Person) -> None:
        """Nothing of what this page had can go on: it is asked to connect afresh."""
        raise NotImplementedError

    def _to_be_recorded(self, person: Person) -> bool:
        # What is said in a circle apart is nobody else's.
        return person.record and not person.circle

    def settle_all(self) -> None:
        for person in self.people.values():
            self.settle(person)

    def run(self, work: Awaitable[None]) -> None:
        """Do it in the background; a gateway that goes away meanwhile is dealt with by its keeper."""

        async def guarded() -> None:
            try:
                await work
            except GatewayGone:
                pass
            except GatewayRefused as refused:
                log.warning("The gateway refused something in room %s: %s", self.room_id, refused)
            except Exception:
                # A fault of ours in one step must not leave a page waiting for the next.
                log.exception("A step in room %s failed", self.room_id)
                self.settle_all()
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

    # -- from the page ---------------------------------------------------------------------------------------------

    def heard(self, seat: str, page: str, to: str, body: Message) -> None:
        """One step of negotiation from a page; steps of older pages and connections are dropped."""
        person = self.people.get(seat)
        if person is None or person.page != page or body.get("to_instance") not in {None, person.instance}:
            return
        live = self.live[seat]
        if to != UP:
            self._queue(live, live.down, self._heard_down, person, body)
            return
        if "description" in body:
            if not live.offers.take():
                return
            # Paths alone are no beginning: the offer they belong to may have come before the page was let in, and was refused.
            live.invite_at = None
        if self.gateway is not None:
            self.take_up(person, live, body)
        else:
            # What the page offers while the room is on no gateway is the first that the next one hears.
            of_this = [held for held in live.held if held["epoch"] == body["epoch"]]
            if "description" in body:
                of_this = [held for held in of_this if "description" not in held]
            live.held = [*of_this, body][:MOST_WAITING]

    def take_up(self, person: Person, live: Live, body: Message) -> None:
        """A step towards sending, after those before it. Of offers that wait only the last counts."""
        if "description" in body:
            live.last_offer = body
        self._queue(live, live.up, self._heard_up, person, body)

    def _queue(self, live: Live, lock: asyncio.Lock, hear: Hear, person: Person, body: Message) -> None:
        """One step after the other; a page that says more than can wait is not heard."""
        if live.waiting < MOST_WAITING:
            live.waiting += 1
            self.run(self._in_turn(live, lock, hear, person, body))

    async def _in_turn(self, live: Live, lock: asyncio.Lock, hear: Hear, person: Person, body: Message) -> None:
        try:
            async with lock:
                # Whoever left or began anew meanwhile says nothing any more.
                if self._is_still(person):
                    await hear(person, live, body)
        finally:
            live.waiting -= 1

    def _is_still(self, person: Person) -> bool:
        return self.people.get(person.seat) is person

    def _say(self, person: Person, endpoint: str, epoch: int, **part: Any) -> None:
        if self.people.get(person.seat) is not person:
            # Begun before the room had to begin anew: the page knows better by now.
            return
        body = {"type": "signal", "from": endpoint, "from_instance": person.instance, "to_instance": person.page}
        self._push(self.room_id, person.seat, {**body, "epoch": epoch, **part})

    async def _heard_up(self, person: Person, live: Live, body: Message) -> None:
        gateway, epoch = self._there(), int(body["epoch"])
        if "candidate" in body:
            if epoch == person.up_epoch and person.up_handle:
                await gateway.line.ask("trickle", handle=person.up_handle, candidate=body["candidate"])
            elif epoch > person.up_epoch and len(live.early) < MOST_WAITING:
                live.early.append((epoch, body["candidate"]))
        elif body is live.last_offer and body["description"]["type"] == "offer" and epoch >= person.up_epoch:
            if UP in live.cut and epoch == person.up_epoch:
                self.begin_anew(person)
                return
            if person.up_handle and epoch == person.up_epoch:
                request: Message = {"request": "configure"}
                data, answer = await gateway.line.message(person.up_handle, request, _offered(body["description"]))
                await self._take_sent(gateway, person, data)
            else:
                answer = await self._publish(gateway, person, epoch, body["description"])
            if not self._is_still(person):
                return
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
        self.live[person.seat].cut.discard(UP)
        person.up_handle = await gateway.attach(self._up_listener(person))
        if await self._detached(gateway, person):
            return None
        person.feed = f"{person.seat}-{secrets.token_hex(4)}"
        person.recorded = self._to_be_recorded(person)
        person.sent, person.muted = {}, {}
        # One ticket, for this entry only.
        ticket = secrets.token_urlsafe(18)
        allowed = {"room": self.room_id, "secret": self.secret, "allowed": [ticket]}
        await gateway.order("allowed", action="add", **allowed)
        if await self._detached(gateway, person):
            self.run(self._void(gateway, allowed))
            return None
        data, answer = await gateway.line.message(
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
            _offered(offer),
        )
        self.run(self._void(gateway, allowed))
        if await self._detached(gateway, person):
            return None
        await self._take_sent(gateway, person, data)
        # The others can subscribe from now on; what comes through is shown as soon as it comes.
        person.sends = True
        self._changed()
        self.settle_all()
        return answer

    async def _detached(self, gateway: Gateway, person: Person) -> bool:
        """Whoever was removed or began anew during a wait sends nothing over the connection that was being made."""
        if self._is_still(person):
            return False
        await gateway.detach(person.up_handle)
        return True

    async def _take_sent(self, gateway: Gateway, person: Person, data: Message) -> None:
        """What the page sends now; what must not be forwarded is shut before the page can have begun."""
        if "streams" in data:
            person.sent = {str(stream["mid"]): str(stream["type"]) for stream in data["streams"]}
            person.muted = {mid: person.muted.get(mid, False) for mid in person.sent}
            await self.withhold(gateway, person)

    async def withhold(self, gateway: Gateway, person: Person) -> None:
        """Shut at the gateway what this person must not send: whatever their page does, nobody receives it."""
        for mid, kind in person.sent.items():
            mute = kind in person.withheld
            if person.muted.get(mid) != mute:
                of = {"room": self.room_id, "secret": self.secret, "id": person.feed}
                await gateway.order("moderate", **of, mid=mid, mute=mute)
                person.muted[mid] = mute

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
        elif "description" in body and body["description"]["type"] == "answer":
            # An offer that was repeated is answered twice, perhaps when the next has been made already.
            is_only_one, live.unanswered = live.unanswered == 1, max(0, live.unanswered - 1)
            if person.offer is None or not (is_only_one or fits(body["description"], person.offer)):
                return
            person.offer = None
            await gateway.line.message(person.down_handle, {"request": "start"}, body["description"])
            self.settle(person)
            await self._ask_for_whole_pictures(gateway, person, live)

    async def _ask_for_a_whole_picture(self, person: Person) -> None:
        await self._there().line.message(person.up_handle, {"request": "configure", "keyframe": True})

    async def ask_everyone_for_whole_pictures(self) -> int:
        """For whoever reads what is recorded while it is being recorded; how many were asked."""
        senders = [person for person in self.people.values() if person.up_handle and person.sends]
        for person in senders:
            await self._ask_for_a_whole_picture(person)
        return len(senders)

    async def _ask_for_whole_pictures(self, gateway: Gateway, person: Person, live: Live) -> None:
        """A picture can only begin with a whole one: those whose lines are new here are asked to send one now."""
        feeds = set(person.mids.values())
        # People come and go while each is asked.
        for other in list(self.people.values()):
            if other.up_handle and other.feed in feeds - live.pictured:
                await gateway.line.message(other.up_handle, {"request": "configure", "keyframe": True})
        live.pictured = feeds

    async def _heal_down(self, gateway: Gateway, person: Person, live: Live) -> None:
        """The page sees nothing of us: the same offer, then new paths, then a new connection."""
        if DOWN in live.cut:
            await self._drop_down(gateway, person)
            self.settle(person)
        elif person.offer is not None and time.monotonic() - live.offered_at > FRESH_OFFER_S and live.heals == 0:
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
        if person.seat in self.live:
            self.live[person.seat].told.clear()
            self.live[person.seat].unanswered = 0
            self.live[person.seat].cut.discard(DOWN)
        person.subscribed, person.mids, person.pictures = [], {}, []

    # -- from the gateway ------------------------------------------------------------------------------------------

    def _up_listener(self, person: Person) -> Callable[[Message], None]:
        def heard(message: Message) -> None:
            if message.get("sender") != person.up_handle:
                return
            if message["janus"] == "webrtcup":
                person.sends = True
            elif message["janus"] in {"hangup", "detached"}:
                person.sends = False
                if person.seat in self.live:
                    self.live[person.seat].cut.add(UP)
            elif message["janus"] == "media" and message.get("type") == "video" and person.recorded:
                # A layer has ended: what records can go on with another one only from a whole picture.
                self.run(self._ask_for_a_whole_picture(person))
                return
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
            elif message["janus"] == "hangup" and live is not None:
                live.cut.add(DOWN)
            elif message["janus"] == "event":
                self._take_offer(person, message.get("plugindata", {}).get("data", {}), message.get("jsep"))

        return heard

    def _take_offer(self, person: Person, data: Message, offer: Message | None) -> None:
        """The gateway's offer to the page, with whose picture each line of it is."""
        if "streams" in data:
            active = [stream for stream in data["streams"] if stream.get("active") and "feed_id" in stream]
            person.mids = {str(stream["mid"]): str(stream["feed_id"]) for stream in active}
            person.pictures = [str(stream["mid"]) for stream in active if stream["type"] == "video"]
        if offer is not None:
            self._offer(person, offer)

    def _offer(self, person: Person, offer: Message) -> None:
        person.offer = offer
        live = self.live.get(person.seat)
        if live is not None:
            live.offered_at = time.monotonic()
            live.unanswered += 1
        whose = {mid: seat_of_feed(feed) for mid, feed in person.mids.items()}
        self._say(person, DOWN, person.down_epoch, description=offer, streams=whose)

    def welcome_back(self, person: Person) -> None:
        """The page's line was broken: what has ended meanwhile begins anew, an offer it may have missed is sent once more."""
        if self.live[person.seat].cut:
            self.begin_anew(person)
        elif person.offer is not None:
            self._offer(person, person.offer)
