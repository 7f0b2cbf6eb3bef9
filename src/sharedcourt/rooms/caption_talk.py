"""Captions over the room's WebSocket: words from the speaker's browser, or sound for the server's engine."""

import asyncio
import logging
from typing import Any

from channels.db import database_sync_to_async
from django.conf import settings

from sharedcourt.core.errors import NotAllowed
from sharedcourt.rooms import captions, live, messages
from sharedcourt.rooms.models import Seat

log = logging.getLogger(__name__)


class CaptionTalk:
    """Part of the room's consumer."""

    room_id: Any
    writing: asyncio.Task[None] | None = None

    async def on_caption(self, message: messages.Caption) -> None:
        if not self.captions.take():  # type: ignore[attr-defined]
            await self._refuse("rate_limited", ref="caption")  # type: ignore[attr-defined]
            return
        seat = await self._seat_inside()  # type: ignore[attr-defined]
        if message.circle != seat.circle:
            await self._refuse("moved", ref="caption")  # type: ignore[attr-defined]
        # A muted person is not heard, and so not read either.
        elif captions.writer() == "browser" and seat.mic:
            await self._show(seat, message.text, final=message.final)

    async def _show(self, seat: Seat, text: str, *, final: bool) -> None:
        caption = {"seat": str(seat.pk), "text": text, "final": final}
        event = {"type": "room.caption", "caption": caption, "circle": seat.circle}
        await self.channel_layer.group_send(live.group(self.room_id), event)  # type: ignore[attr-defined]

    async def on_sound(self, frame: bytes) -> None:
        """Two seconds of speech for the server's engine; while it is still at the last ones, these are left out."""
        circle, sound = messages.read_sound(frame)
        if captions.writer() != "server" or not sound.startswith(b"RIFF"):
            await self._refuse("malformed")  # type: ignore[attr-defined]
        elif not self.captions.take():  # type: ignore[attr-defined]
            await self._refuse("rate_limited", ref="caption")  # type: ignore[attr-defined]
        elif self.writing is None or self.writing.done():
            self.writing = asyncio.create_task(self._write_down(sound, circle))

    async def _write_down(self, sound: bytes, circle: str) -> None:
        try:
            seat = await self._seat_inside()  # type: ignore[attr-defined]
            if circle != seat.circle:
                await self._refuse("moved", ref="caption")  # type: ignore[attr-defined]
            elif seat.mic and (text := await captions.engine().write_down(sound, language=settings.LANGUAGE_CODE)):
                await self._show(seat, text[: messages.CAPTION_LENGTH], final=True)
                await database_sync_to_async(captions.tell_hearers)(seat, text)
        except NotAllowed:
            await self._refuse("not_allowed", ref="caption")  # type: ignore[attr-defined]
        except Exception:
            log.warning("Speech could not be written down.", exc_info=True)

    async def room_caption(self, event: dict[str, Any]) -> None:
        await self._to_inside({"type": "caption", **event["caption"]}, event)  # type: ignore[attr-defined]
