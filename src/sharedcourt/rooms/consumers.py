"""The room's WebSocket: one signalling protocol for every device and media backend (docs/signalling.md).

A connection keeps nothing that matters: at every message, every `room.changed` and every ten seconds it looks at its seat in the
database and does what the seat says. A process may die at any time; browsers come back and find their seats.
"""

import asyncio
import json
import logging
import secrets
import time
from typing import Any
from uuid import UUID

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from pydantic import ValidationError

from sharedcourt.core import clock
from sharedcourt.core.errors import ActionRefused, Conflict, NotAllowed
from sharedcourt.people.middleware import lacks_second_factor
from sharedcourt.rooms import actions, backends, circles, devices, gestures, live, messages, policy, queries, turn
from sharedcourt.rooms.caption_talk import CaptionTalk
from sharedcourt.rooms.line import NO_LINE, Line
from sharedcourt.rooms.models import Room, Seat
from sharedcourt.rooms.rates import Bucket
from sharedcourt.rooms.recording import queries as recording
from sharedcourt.rooms.recording.talk import RecordingTalk
from sharedcourt.rooms.states import SHUT_OUT, RoomState, SeatState

log = logging.getLogger(__name__)

HEARTBEAT_S = 5.0
LOST_AFTER_S = 12.0
LOOK_EVERY_S = 10.0
REFUSALS_LIMIT = 200

NO_SUCH_ROOM, REMOVED, LOST, REPLACED, CLOSED, FLOOD = 4404, 4403, 4408, 4409, 4410, 4429


def _find(user: Any, room_id: UUID) -> Seat | None:
    room = Room.objects.filter(pk=room_id).first()
    return policy.seat_of(user, room) if room and not lacks_second_factor(user) else None


def _state_for_media(seat_id: UUID) -> tuple[Seat, queries.Roster]:
    seat = Seat.objects.select_related("room", "user").get(pk=seat_id)
    return seat, recording.roster(seat.room_id)


def _arrived(by: Any, seat_id: UUID, arrival: actions.Arrival) -> tuple[Seat, queries.Roster] | None:
    seat = Seat.objects.select_related("room").get(pk=seat_id)
    if seat.state in SHUT_OUT:
        return None
    actions.arrive(by=by, seat=seat, arrival=arrival)
    return _state_for_media(seat_id)


def _state(seat_id: UUID) -> tuple[Seat, list[dict[str, Any]]]:
    seat = Seat.objects.select_related("room", "user").get(pk=seat_id)
    return seat, queries.roster(seat.room_id)


class RoomConsumer(RecordingTalk, CaptionTalk, AsyncJsonWebsocketConsumer):  # type: ignore[misc]
    """One browser's connection to one room."""

    async def connect(self) -> None:
        self.seat_id: UUID | None = None
        self.session = secrets.token_urlsafe(16)
        self.stage = ""  # "", "waiting" or "call": what the browser has been told
        self.roster: list[dict[str, Any]] = []
        self.seen: dict[str, Any] = {}  # its own seat at the last look
        self.caucus = 0  # the number of the separate talk that the browser has been told of
        self.heard_at = self.written_at = self.looked_at = time.monotonic()
        self.line = NO_LINE
        self.refusals = 0
        self.all_messages, self.chat_lines, self.acts = Bucket(40, 200), Bucket(1, 8), Bucket(5, 20)
        self.reactions = Bucket(0.5, 4)
        self.captions = Bucket(2, 10)
        self.views = Bucket(2, 10)
        self.writing: asyncio.Task[None] | None = None
        self.looking = asyncio.Lock()
        self.watcher: asyncio.Task[None] | None = None
        self.backend = backends.chosen()
        self.room_id: UUID = self.scope["url_route"]["kwargs"]["room_id"]
        self.user = self.scope.get("user")
        await self.accept()
        seat = await database_sync_to_async(_find)(self.user, self.room_id)
        if seat is None:
            await self.close(NO_SUCH_ROOM)
            return
        self.user = seat.user
        self.seat_id = seat.pk
        self.watcher = asyncio.create_task(self._watch())

    async def disconnect(self, code: int) -> None:
        for task in (self.watcher, self.writing):
            if task is not None:
                task.cancel()
        if self.seat_id is not None and self.stage:
            await self.channel_layer.group_discard(live.group(self.room_id), self.channel_name)
            await self._call(actions.lose, seat_id=self.seat_id, session=self.session, line=self.line)

    async def _call(self, function: Any, **arguments: Any) -> Any:
        return await database_sync_to_async(function)(**arguments)

    # -- from the browser ------------------------------------------------------------------------------------------

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None, **kwargs: Any) -> None:
        if self.seat_id is None:
            return
        self.heard_at = time.monotonic()
        if not self.all_messages.take():
            await self._refuse("rate_limited")
            return
        if bytes_data is not None and len(bytes_data) <= messages.SIZE_LIMIT:
            await self.on_sound(bytes_data)
            return
        if text_data is None or len(text_data) > messages.SIZE_LIMIT:
            await self._refuse("too_large" if text_data else "malformed")
            return
        try:
            content = json.loads(text_data)
        except (ValueError, RecursionError):
            await self._refuse("malformed")
            return
        kind = content.get("type") if isinstance(content, dict) else None
        if not isinstance(kind, str) or kind not in messages.TYPES:
            await self._refuse("unknown_type")
            return
        try:
            message = messages.read(content)
        except ValidationError:
            await self._refuse("malformed", ref=kind)
            return
        try:
            await getattr(self, f"on_{message.type}")(message)
        except NotAllowed:
            await self._refuse("not_allowed", ref=kind)
        except Conflict as refused:
            sent = {"client_id": message.client_id} if isinstance(message, messages.Chat) else {}
            await self._refuse(refused.field or "conflict", ref=kind, **sent)
        except ActionRefused:
            await self._refuse("invalid", ref=kind)

    async def _refuse(self, code: str, **more: Any) -> None:
        self.refusals += 1
        if self.refusals > REFUSALS_LIMIT:
            await self.close(FLOOD)
        elif code != "rate_limited" or self.refusals % 20 == 1:
            await self.send_json({"type": "error", "code": code, **more})

    async def on_check(self, message: messages.Check) -> None:
        may = policy.may_be_relayed(await self._seat())
        await self.send_json({"type": "check", "ice_servers": turn.ice_servers(str(self.user.pk)) if may else []})

    async def on_heartbeat(self, message: messages.Heartbeat) -> None:
        self.line = Line(
            rtt_ms=message.rtt_ms if message.rtt_ms is not None else self.line.rtt_ms,
            loss_percent=message.loss if message.loss is not None else self.line.loss_percent,
        )
        await self.send_json({"type": "heartbeat", "n": message.n})
        if self.stage and time.monotonic() - self.written_at >= LOOK_EVERY_S - HEARTBEAT_S:
            self.written_at = time.monotonic()
            await self._call(actions.keep_alive, seat_id=self.seat_id, session=self.session, line=self.line)

    async def on_hello(self, message: messages.Hello) -> None:
        if self.stage:
            await self._refuse("already", ref="hello")
            return
        await self.channel_layer.group_add(live.group(self.room_id), self.channel_name)
        arrival = actions.Arrival(
            session=self.session,
            instance=message.instance,
            device=devices.in_words(dict(self.scope["headers"]).get(b"user-agent", b"").decode("latin-1")),
            mic=message.mic,
            camera=message.camera,
            rtt_ms=message.rtt_ms,
        )
        try:
            found = await self._call(_arrived, by=self.user, seat_id=self.seat_id, arrival=arrival)
        except actions.FirstElsewhere as first:
            await self.channel_layer.group_discard(live.group(self.room_id), self.channel_name)
            await self._refuse("first_elsewhere", ref="hello", to=first.to)
            return
        except Conflict as refused:
            await self.channel_layer.group_discard(live.group(self.room_id), self.channel_name)
            if refused.field == "closed":
                await self._end("closed", CLOSED)
            else:
                opens_at = clock.local((await self._seat()).room.opens_at).isoformat()
                await self._refuse("not_open", ref="hello", opens_at=opens_at)
            return
        if found is None:
            await self._end("removed", REMOVED)
            return
        self.written_at = time.monotonic()
        self.stage = "arriving"
        await self._look(found)
        # Who has been gone for long is noticed soon, but keeps nobody waiting at the door.
        self.looked_at = -LOOK_EVERY_S

    async def on_signal(self, message: messages.Signal) -> None:
        roster: list[dict[str, Any]] = []
        if message.to in backends.GATEWAY:
            # The controller knows by itself who is inside, and hears nobody else: no need to ask the database as well.
            if self.stage != "call":
                raise NotAllowed
            seat = self.seen
        else:
            found, roster = await self._inside()
            if not circles.may_signal(found.circle, message.to, roster):
                return
            seat = queries.seat_view(found)
        body: dict[str, Any] = {
            "type": "signal",
            "from": seat["seat"],
            "from_instance": seat["instance"],
            "to_instance": message.to_instance,
            "epoch": message.epoch,
        }
        for part in ("description", "candidate"):
            value = getattr(message, part)
            if value is not None:
                body[part] = value.model_dump()
        if message.want is not None:
            body["want"] = message.want
        for delivery in await self.backend.on_signal(str(self.room_id), seat, message.to, body, roster):
            await self.channel_layer.group_send(
                live.group(self.room_id),
                {"type": "room.signal", "seat": delivery.to, "body": delivery.body, "circle": seat["circle"]},
            )

    async def on_media(self, message: messages.Media) -> None:
        if not self.acts.take():
            await self._refuse("rate_limited", ref="media")
            return
        await self._call(
            actions.report_media,
            by=self.user,
            seat=await self._seat(),
            session=self.session,
            mic=message.mic,
            camera=message.camera,
            sharing=message.sharing,
            reason=message.reason,
            blurred=message.blurred,
            line=self.line,
        )

    async def on_view(self, message: messages.View) -> None:
        if not self.views.take():
            await self._refuse("rate_limited", ref="view")
            return
        seat = await self._seat_inside()
        await self.backend.on_view(str(self.room_id), queries.seat_view(seat), message.sizes, message.line)

    async def on_moderate(self, message: messages.Moderate) -> None:
        if not self.acts.take():
            await self._refuse("rate_limited", ref="moderate")
            return
        await self._seat_inside()
        await self._call(self._moderate, message=message)

    def _moderate(self, message: messages.Moderate) -> None:
        room = Room.objects.get(pk=self.room_id)
        if message.action == "admit_all":
            actions.admit_all(by=self.user, room=room)
            return
        if message.action == "close":
            actions.close_room(by=self.user, room=room)
            return
        seat = Seat.objects.filter(room=room, pk=UUID(str(message.seat))).first()
        if seat is None:
            raise NotAllowed
        act = {
            "admit": actions.admit,
            "mute": actions.mute,
            "camera_off": actions.ask_camera_off,
            "remove": actions.remove,
        }[message.action]
        act(by=self.user, seat=seat)

    async def on_chat(self, message: messages.Chat) -> None:
        if not self.chat_lines.take():
            await self._refuse("rate_limited", ref="chat", client_id=message.client_id)
            return
        await self._call(
            actions.say,
            by=self.user,
            seat=await self._seat(),
            session=self.session,
            text=message.text,
            client_id=message.client_id,
            circle=message.circle,
        )

    async def on_caucus(self, message: messages.Caucus) -> None:
        if not self.acts.take():
            await self._refuse("rate_limited", ref="caucus")
            return
        await self._seat_inside()
        await self._call(
            circles.act,
            by=self.user,
            room_id=self.room_id,
            action=message.action,
            side=message.side or "",
            seat_id=UUID(message.seat) if message.seat else None,
        )

    async def on_hand(self, message: messages.Hand) -> None:
        if not self.acts.take():
            await self._refuse("rate_limited", ref="hand")
            return
        seat = await self._seat_inside()
        if message.seat is None or message.seat == str(seat.pk):
            await self._call(gestures.raise_hand, by=self.user, seat=seat, up=message.up)
        else:
            await self._call(gestures.lower_hand, by=self.user, room_id=self.room_id, seat_id=UUID(message.seat))

    async def on_react(self, message: messages.React) -> None:
        if not self.reactions.take():
            await self._refuse("rate_limited", ref="react")
            return
        seat = await self._seat_inside()
        await self._call(gestures.react, by=self.user, seat=seat, kind=message.kind)

    async def on_bye(self, message: messages.Bye) -> None:
        if self.stage:
            seat = await self._call(actions.leave, by=self.user, seat=await self._seat(), session=self.session)
            # Another page of the same person may hold the seat by now: its media goes on.
            if seat.state == SeatState.LEFT:
                await self.backend.on_leave(str(self.room_id), queries.seat_view(seat))
        await self._end("bye", 1000)

    # -- from the room ---------------------------------------------------------------------------------------------

    async def room_changed(self, event: dict[str, Any]) -> None:
        if event["by_session"] != self.session:
            await self._look()

    async def room_signal(self, event: dict[str, Any]) -> None:
        if event["seat"] != str(self.seat_id) or self.stage != "call":
            return
        if event["body"]["from"] in backends.GATEWAY:
            # The gateway's controller speaks to those who are inside, each by the name of their page.
            if event["body"]["to_instance"] == self.seen["instance"]:
                await self.send_json(event["body"])
        else:
            seat = await self._seat()
            if policy.may_take_part(seat, self.session) and circles.may_hear(seat, event):
                await self.send_json(event["body"])

    async def room_moderated(self, event: dict[str, Any]) -> None:
        if event["seat"] == str(self.seat_id) and self.stage == "call":
            await self.send_json({"type": "moderated", "action": event["action"]})

    async def room_chat(self, event: dict[str, Any]) -> None:
        await self._to_inside({"type": "chat", **event["line"]}, event["line"])

    async def room_panel(self, event: dict[str, Any]) -> None:
        if event["seats"] is None or str(self.seat_id) in event["seats"]:
            await self._to_inside({"type": "panel", "kind": event["kind"], "body": event["body"]}, event)

    async def room_reaction(self, event: dict[str, Any]) -> None:
        await self._to_inside({"type": "reaction", "seat": event["seat"], "kind": event["kind"]}, event)

    async def _to_inside(self, message: dict[str, Any], said: dict[str, Any]) -> None:
        if self.stage != "call":
            return
        seat = await self._seat()
        if policy.may_take_part(seat, self.session) and circles.may_hear(seat, said):
            await self.send_json(message)

    # -- looking at the database -----------------------------------------------------------------------------------

    async def _seat(self) -> Seat:
        seat: Seat = await database_sync_to_async(Seat.objects.select_related("room", "user").get)(pk=self.seat_id)
        return seat

    async def _seat_inside(self) -> Seat:
        """The seat alone, for what concerns nobody else's; `NotAllowed` as for `_inside`."""
        seat = await self._seat()
        if not policy.may_take_part(seat, self.session):
            raise NotAllowed
        return seat

    async def _inside(self) -> tuple[Seat, list[dict[str, Any]]]:
        """The seat and the roster; `NotAllowed` unless this connection holds the seat inside the open room right now."""
        seat, roster = await database_sync_to_async(_state)(self.seat_id)
        if not policy.may_take_part(seat, self.session):
            raise NotAllowed
        return seat, roster

    async def _look(self, found: tuple[Seat, queries.Roster] | None = None) -> None:
        """Do what the seat in the database says, and tell the browser the roster when it has changed.

        `found`: seat and roster when they have been read just now.
        """
        if not self.stage:
            return
        async with self.looking:
            seat, roster = found or await database_sync_to_async(_state_for_media)(self.seat_id)
            await self.backend.on_roster(str(self.room_id), roster)
            if seat.state in SHUT_OUT:
                await self.backend.on_leave(str(self.room_id), queries.seat_view(seat))
                await self._end("removed", REMOVED)
            elif seat.room.state == RoomState.CLOSED:
                await self._end("closed", CLOSED)
            elif seat.session != self.session:
                await self._end("replaced" if seat.session else "lost", REPLACED if seat.session else LOST)
            elif seat.state == SeatState.ADMITTED:
                # Others and this connection are told by the change that entering makes.
                await self._call(actions.enter, by=self.user, seat=seat, session=self.session)
            else:
                await self._tell(seat, roster)

    async def _tell(self, seat: Seat, roster: list[dict[str, Any]]) -> None:
        stage = "call" if seat.state == SeatState.PRESENT else "waiting"
        self.seen = queries.seat_view(seat)
        shown = queries.roster_for(seat, roster)
        if stage != self.stage:
            if self.stage == "call":
                # Sent out to wait: nothing of the room goes there any more.
                await self.backend.on_leave(str(self.room_id), self.seen)
            self.stage, self.roster = stage, shown
            await self.send_json(await self._welcome(seat, roster, stage))
        elif shown != self.roster:
            self.roster = shown
            await self._tell_caucus(seat)
            await self.send_json({"type": "roster", "seats": shown})
        if stage == "call":
            await self._tell_recording()

    async def _tell_caucus(self, seat: Seat) -> None:
        """Before the roster that moves people: with whom the host talks, or that the talk is over."""
        number = circles.number_of(seat.circle)
        if number != self.caucus:
            self.caucus = number
            caucus = await database_sync_to_async(queries.running_caucus)(self.room_id) if number else None
            await self.send_json({"type": "caucus", "caucus": queries.caucus_view(caucus) if caucus else None})

    async def _welcome(self, seat: Seat, roster: list[dict[str, Any]], stage: str) -> dict[str, Any]:
        message: dict[str, Any] = {
            "type": "welcome",
            "v": messages.VERSION,
            "stage": stage,
            "you": str(seat.pk),
            "seats": queries.roster_for(seat, roster),
            "heartbeat_s": HEARTBEAT_S,
        }
        if stage == "call":
            message["ice_servers"] = turn.ice_servers(str(seat.user_id))
            message["media"], message["chat"] = await asyncio.gather(
                self.backend.welcome(str(self.room_id), queries.seat_view(seat), roster),
                database_sync_to_async(queries.chat)(self.room_id, seat.pk),
            )
            self.caucus = circles.number_of(seat.circle)
            caucus = await database_sync_to_async(queries.running_caucus)(self.room_id) if self.caucus else None
            message["caucus"] = queries.caucus_view(caucus) if caucus else None
        return message

    async def _end(self, kind: str, code: int) -> None:
        self.stage = ""
        await self.channel_layer.group_discard(live.group(self.room_id), self.channel_name)
        await self.send_json({"type": kind})
        await self.close(code)

    async def _watch(self) -> None:
        """Give the seat up when the browser falls silent, and look again by ourselves now and then."""
        self.looked_at = time.monotonic()
        while True:
            await asyncio.sleep(min(1.0, LOST_AFTER_S / 4))
            try:
                if time.monotonic() - self.heard_at > LOST_AFTER_S:
                    if self.stage:
                        await self._call(actions.lose, seat_id=self.seat_id, session=self.session, line=self.line)
                    await self._end("lost", LOST)
                    return
                if self.stage and time.monotonic() - self.looked_at > LOOK_EVERY_S:
                    self.looked_at = time.monotonic()
                    await self._call(actions.heal, room_id=self.room_id)
                    await self._look()
            except Exception:
                # A database that is busy or a socket that is closing must not end the watch.
                log.warning("A room connection could not look at its seat.", exc_info=True)
