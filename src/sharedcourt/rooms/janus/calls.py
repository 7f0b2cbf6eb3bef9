"""Who sends and who receives what in one room.

A person has two connections to the gateway: over `server-up` the page offers and sends, over `server-down` the gateway offers and the
page receives everyone else. Feeds (what one page sends) have names that are never used twice: the seat, and a number of their own.
A person receives the feeds of those in the same circle, and nothing else; of each picture the layer that the page shows and its line carries.
"""

import asyncio
import contextlib
import logging
import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Literal

from sharedcourt.rooms.backends import UP
from sharedcourt.rooms.janus import configuration
from sharedcourt.rooms.janus.client import NO_SUCH_FEED, ROOM_EXISTS, GatewayGone, GatewayLate, GatewayRefused, Message
from sharedcourt.rooms.janus.layers import NOTHING, Picture
from sharedcourt.rooms.janus.negotiation import Negotiation, Push
from sharedcourt.rooms.janus.person import INVITE_AFTER_S, Live, Person
from sharedcourt.rooms.janus.pool import Gateway, streams

log = logging.getLogger(__name__)

# A seat that lost its line keeps its media so long: most come back, with the same connections.
GRACE_S = 20.0
RETRY_FEED_S = 0.3
# Every offer costs a page a round of negotiation: what others are just beginning to send is waited for so long.
GATHER_S = 0.25
TELL_AFTER_S = 2.0
PUBLISHERS = 24

Trouble = Literal["full", "away"]


def is_missing(problem: Exception) -> bool:
    """Whether the gateway knows no such feed: whoever sent it has just left, which the next look takes into account."""
    return isinstance(problem, GatewayRefused) and problem.code == NO_SUCH_FEED


class Call(Negotiation):
    """One room on one gateway (or on none, while none is there)."""

    def __init__(self, room_id: str, push: Push, changed: Callable[[], None]) -> None:
        super().__init__(room_id, push, changed)
        self.expected = 2
        self.read_at = 0.0
        self.placing = asyncio.Lock()
        self.trouble: Trouble | None = None
        self.homeless_since: float | None = None
        self.empty_since = time.monotonic()

    @property
    def need(self) -> int:
        """How many pictures this room forwards when everyone expected is here."""
        return streams(max(self.expected, len(self.people), 2))

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
                bitrate=configuration.room_bitrate(),
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
        self.gateway, self.trouble, self.homeless_since = gateway, None, None
        for seat, person in self.people.items():
            live = self.live[seat]
            if not person.up_handle and not any("description" in body for body in live.held):
                live.invite_at = time.monotonic() + INVITE_AFTER_S
            for body in live.held:
                self.take_up(person, live, body)
            live.held = []

    def restart(self) -> None:
        """After the gateway's death or a move: every page is asked to begin anew."""
        for person in list(self.people.values()):
            self._renew(person)

    def begin_anew(self, person: Person) -> None:
        for handle in (person.up_handle, person.down_handle):
            if handle and self.gateway is not None:
                self.run(self.gateway.detach(handle))
        self._renew(person)
        self.settle_all()

    def _renew(self, before: Person) -> None:
        settler = self.live[before.seat].settler
        if settler is not None:
            settler.cancel()
        # What is still under way for the person as they were must not touch them as they are.
        person = self.people[before.seat] = replace(before)
        person.begin_anew()
        self.live[before.seat] = Live()
        self.invite(person)

    async def move(self, gateway: Gateway) -> None:
        """Go on in another gateway; what there was goes on until the room is made there."""
        before = self.gateway
        handles = [handle for person in self.people.values() for handle in (person.up_handle, person.down_handle)]
        await self.make(gateway)
        self.restart()
        if before is not None:
            self.run(self._leave(before, [handle for handle in handles if handle]))

    async def _leave(self, gateway: Gateway, handles: list[int]) -> None:
        await gateway.order("destroy", room=self.room_id, secret=self.secret)
        for handle in handles:
            await gateway.detach(handle)

    def tell_trouble(self, trouble: Trouble) -> None:
        """There is still no gateway for the room: the pages say so until one calls them. Nothing is said of what heals at once."""
        now = time.monotonic()
        self.homeless_since = self.homeless_since or now
        if trouble != self.trouble and now - self.homeless_since > TELL_AFTER_S:
            self.trouble = trouble
            for seat in self.people:
                self._push(self.room_id, seat, {"type": "trouble", "trouble": trouble})

    def say_again(self, seats: Iterable[str]) -> None:
        """What these pages were to hear reached nobody: offers that wait for an answer, and that there is no gateway."""
        for person in [self.people[seat] for seat in seats if seat in self.people]:
            if person.offer is not None:
                self._offer(person, person.offer)
            if self.trouble is not None:
                self._push(self.room_id, person.seat, {"type": "trouble", "trouble": self.trouble})

    def invite(self, person: Person) -> None:
        """Ask the page to begin; again after a while, for nobody may have been there to pass it on."""
        self.live[person.seat].invite_at = time.monotonic() + INVITE_AFTER_S
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
            # What was said last may not have been kept: it is said again.
            person.muted, person.recorded = {}, None
            if person.up_handle:
                gateway.heard_by[person.up_handle] = self._up_listener(person)
            if person.down_handle:
                gateway.heard_by[person.down_handle] = self._down_listener(person)
            if not person.sends:
                self.live[person.seat].invite_at = time.monotonic() + INVITE_AFTER_S
        for feed in sending:
            # Whoever was seen a moment ago may have gone by themselves.
            with contextlib.suppress(GatewayRefused):
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
                person.take_roster(seat)
        for seat in seats.values():
            if seat["state"] == "present" and seat["seat"] not in self.people:
                person = self.people[seat["seat"]] = Person(seat["seat"], str(seat["instance"]))
                person.take_roster(seat)
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
            elif live.invite_at is not None and now > live.invite_at and self.gateway is not None and person.here:
                self.invite(person)
            elif not all(picture.is_settled for picture in live.layers.values()):
                self.settle(person)

    # -- who receives what -----------------------------------------------------------------------------------------

    def wanted(self, person: Person) -> set[str]:
        """The feeds this person is to receive now."""
        return {
            other.feed
            for other in self.people.values()
            if other is not person and other.sends and other.feed and other.circle == person.circle
        }

    def settle(self, person: Person) -> None:
        """Bring subscriptions, layers, muted lines and recording in line, one step at a time; what changes meanwhile is taken along."""
        live = self.live.get(person.seat)
        if live is None or self.gateway is None:
            return
        live.dirty = True
        if live.settler is None or live.settler.done():
            live.settler = asyncio.create_task(self._settle(person, live))

    async def _settle(self, person: Person, live: Live) -> None:
        steps = [
            (live.up, self._withhold),
            (live.down, self._step),
            (live.down, self._choose_layers),
            (live.up, self._set_recording),
        ]
        while live.dirty and self.people.get(person.seat) is person:
            if not set(person.subscribed) - self.wanted(person):
                await self._gather(person)
            live.dirty = False
            for lock, step in steps:
                try:
                    async with lock:
                        await step(self._there(), person)
                except GatewayLate as late:
                    log.warning("Room %s: %s", self.room_id, late)
                    live.dirty = True
                except GatewayGone:
                    return
                except GatewayRefused as refused:
                    if not is_missing(refused):
                        log.warning("Room %s: %s", self.room_id, refused)
                    live.dirty = True
            if live.dirty:
                await asyncio.sleep(RETRY_FEED_S)
        self._changed()

    async def _gather(self, person: Person) -> None:
        others = [other for other in self.people.values() if other is not person and other.circle == person.circle]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GATHER_S):
                for live in [self.live[other.seat] for other in others]:
                    async with live.up:
                        pass

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
        except (GatewayRefused, GatewayLate) as problem:
            # What the gateway made of it is not known, or nothing: the page's connection begins anew.
            if request["request"] == "join" or not is_missing(problem):
                await self._drop_down(gateway, person)
            raise
        person.subscribed = sorted((have - set(ended)) | set(begun))
        self._take_offer(person, data, offer)

    def view(self, seat: str, page: str, sizes: dict[str, int], line: int) -> None:
        """How a page shows the others' pictures now, and how poor it finds its line."""
        person = self.people.get(seat)
        if person is not None and person.page == page:
            person.take_view(sizes, line)
            self.settle(person)

    async def _choose_layers(self, gateway: Gateway, person: Person) -> None:
        live = self.live.get(person.seat)
        if live is None or not person.down_handle:
            return
        lines = {(mid, person.mids[mid]) for mid in person.pictures}
        live.layers = {line: live.layers.get(line) or Picture() for line in lines}
        live.told = {line: layer for line, layer in live.told.items() if line in lines}
        now, full = time.monotonic(), configuration.picture_height()
        chosen = {
            line: picture.choose(shown=person.shown(line[1]), line=person.line, full=full, now=now)
            for line, picture in live.layers.items()
        }
        changed = {line: layer for line, layer in chosen.items() if live.told.get(line) != layer}
        if changed:
            streams = [
                {"mid": mid, "send": False} if layer == NOTHING else {"mid": mid, "send": True, "substream": layer}
                for (mid, _feed), layer in changed.items()
            ]
            await gateway.line.message(person.down_handle, {"request": "configure", "streams": streams})
            live.told |= changed

    async def _withhold(self, gateway: Gateway, person: Person) -> None:
        if person.sends:
            await self.withhold(gateway, person)

    # -- recording -------------------------------------------------------------------------------------------------

    async def _set_recording(self, gateway: Gateway, person: Person) -> None:
        wish = self._to_be_recorded(person)
        if person.up_handle and person.recorded != wish:
            # Only who knows the room's secret may begin or end a recording.
            request = {"request": "configure", "record": wish, "secret": self.secret}
            await gateway.line.message(person.up_handle, request)
            person.recorded = wish
