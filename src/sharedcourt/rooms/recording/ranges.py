"""A sealed film over HTTP, whole or in ranges, one block in memory at a time."""

import re
from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from sharedcourt.rooms.recording import sealed

RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
PARTIAL = 206


async def streamed(parts: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Block by block: a server of asynchronous requests would gather a plain iterator in memory first."""
    while (part := await sync_to_async(_following)(parts)) is not None:
        yield part


def _following(parts: Iterator[bytes]) -> bytes | None:
    return next(parts, None)


def asked(header: str, size: int) -> tuple[int, int] | None:
    """First byte and the one after the last; None when the range cannot be had."""
    found = RANGE.fullmatch(header.strip())
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        return max(0, size - int(found[2])), size
    first, last = int(found[1]), int(found[2]) if found[2] else size - 1
    return (first, min(last + 1, size)) if first <= last and first < size else None


def response(request: HttpRequest, *, path: str, size: int, mime: str) -> HttpResponseBase:
    """The sealed file of `size` bytes, or the range that the request asks for (416 when it cannot be had)."""
    first, after, status = 0, size, 200
    if "Range" in request.headers:
        found = asked(request.headers["Range"], size)
        if found is None:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
        (first, after), status = found, PARTIAL
    made = StreamingHttpResponse(streamed(sealed.read(path, size, first, after)), status=status, content_type=mime)
    made["Content-Length"] = str(after - first)
    made["Accept-Ranges"] = "bytes"
    if status == PARTIAL:
        made["Content-Range"] = f"bytes {first}-{after - 1}/{size}"
    return made
