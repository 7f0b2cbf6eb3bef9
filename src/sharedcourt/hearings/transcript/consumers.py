"""The record's WebSocket: readers get lines as they are written, the clerk's page sends what it does.

A connection keeps nothing that matters. Every few seconds it asks again whether the person may still read, and whether its page has
everything: one message that got lost is made up for then at the latest.

From the page: `since` (seq), `operations` (pen, operations), `ping`. To the page: `record` (everything after `since`), `written`
(lines; `before` says what the page must have), `applied` (number, seq), `refused` (field, message), `pong`.
"""

import asyncio
import json
import logging
from typing import Any
from uuid import UUID

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from pydantic import ValidationError

from sharedcourt.core.errors import ActionRefused, NotAllowed
from sharedcourt.hearings.transcript import actions, live, messages, policy, queries
from sharedcourt.hearings.transcript.models import Transcript
from sharedcourt.people.middleware import lacks_second_factor
from sharedcourt.people.models import User
from sharedcourt.rooms.rates import Bucket

log = logging.getLogger(__name__)
LOOK_EVERY_S = 5.0
SIZE_LIMIT = 2 * 1024 * 1024
NOT_HERE, FLOOD = 4404, 4429


def _found(user: Any, hearing_id: UUID) -> tuple[User, Transcript, bool, dict[str, Any]] | None:
    """The person with a fresh account (roles may have ended), the record, whether they are its clerk, and how it stands."""
    if not isinstance(user, User) or lacks_second_factor(user):
        return None
    fresh = User.objects.filter(pk=user.pk, is_active=True).first()
    row = queries.visible_to(fresh).filter(hearing=hearing_id).first()
    if fresh is None or row is None:
        return None
    return fresh, row, policy.is_clerk(fresh, row.hearing), queries.head(row)


class TranscriptConsumer(AsyncJsonWebsocketConsumer):  # type: ignore[misc]
    """One page that has the record before it."""

    async def connect(self) -> None:
        self.transcript: Transcript | None = None
        self.is_clerk = False
        self.head: dict[str, Any] = {}
        self.seq = 0  # what the page has
        self.bucket = Bucket(20, 100)
        self.watching: asyncio.Task[None] | None = None
        self.hearing_id: UUID = self.scope["url_route"]["kwargs"]["hearing_id"]
        self.user = self.scope.get("user")
        await self.accept()
        if not await self._look():
            return
        assert self.transcript is not None
        await self.channel_layer.group_add(live.group(self.transcript.pk), self.channel_name)
        self.watching = asyncio.create_task(self._watch())

    async def disconnect(self, code: int) -> None:
        if self.watching is not None:
            self.watching.cancel()
        if self.transcript is not None:
            await self.channel_layer.group_discard(live.group(self.transcript.pk), self.channel_name)

    async def _look(self) -> bool:
        """Whether the person may (still) read; the connection ends otherwise."""
        found = await database_sync_to_async(_found)(self.user, self.hearing_id)
        if found is None:
            await self.close(NOT_HERE)
            return False
        self.user, self.transcript, self.is_clerk, self.head = found
        return True

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            try:
                before = self.head
                if not await self._look():
                    return
                if self.head["seq"] > self.seq or self.head != {**before, "seq": self.head["seq"]}:
                    await self._tell()
            except Exception:  # the next look may be better
                log.warning("A record could not be looked at.", exc_info=True)

    async def _tell(self) -> None:
        assert self.transcript is not None
        body = await database_sync_to_async(queries.snapshot)(self.transcript, self.seq, for_clerk=self.is_clerk)
        self.seq = body["seq"]
        await self.send_json({"type": "record", **body})

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None, **kwargs: Any) -> None:
        if self.transcript is None:
            return
        if not self.bucket.take():
            await self.close(FLOOD)
            return
        if text_data is None or len(text_data) > SIZE_LIMIT:
            await self.send_json({"type": "refused", "field": "too_large", "message": ""})
            return
        try:
            message = messages.read(json.loads(text_data))
        except (ValueError, RecursionError, ValidationError):
            await self.send_json({"type": "refused", "field": "malformed", "message": ""})
            return
        if isinstance(message, messages.Since):
            self.seq = message.seq
            if await self._look():
                await self._tell()
        elif isinstance(message, messages.Operations):
            await self._apply(message)
        else:
            await self.send_json({"type": "pong"})

    async def _apply(self, message: messages.Operations) -> None:
        assert self.transcript is not None
        try:
            done = await database_sync_to_async(actions.apply)(
                by=self.user, transcript=self.transcript, pen=message.pen, operations=message.as_actions()
            )
        except ActionRefused as refused:
            field = "not_allowed" if isinstance(refused, NotAllowed) else refused.field or "conflict"
            await self.send_json({"type": "refused", "field": field, "message": str(refused)})
        else:
            await self.send_json({"type": "applied", "number": done.number, "seq": done.seq})

    # -- from the record -------------------------------------------------------------------------------------------

    async def transcript_written(self, event: dict[str, Any]) -> None:
        body = event["body"]
        if body["seq"] <= self.seq:
            return
        if body["before"] > self.seq:
            # Something between is missing: all of it from the database.
            if await self._look():
                await self._tell()
            return
        self.seq = body["seq"]
        await self.send_json({"type": "written", **(body if self.is_clerk else live.for_readers(body))})

    async def transcript_changed(self, event: dict[str, Any]) -> None:
        if await self._look():
            await self._tell()
