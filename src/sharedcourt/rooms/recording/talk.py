"""A recording over the room's WebSocket: what a browser may ask, and what every browser inside is told."""

import time
from typing import Any
from uuid import UUID

from channels.db import database_sync_to_async

from sharedcourt.rooms.models import Room, Seat
from sharedcourt.rooms.recording import actions, queries


class RecordingTalk:
    """Part of the room's consumer."""

    room_id: UUID
    user: Any
    session: str
    told_of_recording: dict[str, Any] | None = None

    async def on_recording(self, message: Any) -> None:
        if not self.acts.take():  # type: ignore[attr-defined]
            await self._refuse("rate_limited", ref="recording")  # type: ignore[attr-defined]
            return
        seat, _roster = await self._inside()  # type: ignore[attr-defined]
        await database_sync_to_async(self._act_on_recording)(seat, message.action)

    def _act_on_recording(self, seat: Seat, action: str) -> None:
        room: Room = seat.room
        if action in {"consent", "refuse"}:
            actions.answer(by=self.user, seat=seat, session=self.session, given=action == "consent")
        elif action == "ask":
            actions.ask(by=self.user, room=room)
        elif action == "retry":
            actions.try_again(by=self.user, room=room)
        elif action in {"lost", "unable"}:
            actions.report(by=self.user, room=room, what=action)
        elif action in {"pause", "resume"}:
            actions.hold(by=self.user, room=room, on=action == "pause")
        else:
            actions.end(by=self.user, room=room)

    async def _tell_recording(self) -> None:
        """Say how the recording stands when that has changed. The server's clock goes with it: tracks are stamped by it."""
        stand = await database_sync_to_async(self._look_at_recording)()
        if stand != self.told_of_recording:
            self.told_of_recording = stand
            now_ms = round(time.time() * 1000)
            await self.send_json({"type": "recording", "now_ms": now_ms, **stand})  # type: ignore[attr-defined]

    def _look_at_recording(self) -> dict[str, Any]:
        actions.settle(room_id=self.room_id)
        return queries.view(self.room_id)
