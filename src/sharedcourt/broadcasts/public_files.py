"""The public files of broadcasts over ASGI, before Django: no session, no query, nothing for a viewer but a file.

A web server or CDN in front takes this over by serving the folder (docs/operators.md); the headers are the same.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from sharedcourt.broadcasts.stream import folders

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

PREFIX = "/live/files/"
KINDS = {".m3u8": b"application/vnd.apple.mpegurl", ".ts": b"video/mp2t", ".json": b"application/json"}
# A playlist changes every few seconds; a piece never does, but must not outlive a stop by much.
KEPT = {".m3u8": b"public, max-age=1", ".ts": b"public, max-age=60", ".json": b"public, max-age=1"}
ALWAYS = [
    (b"access-control-allow-origin", b"*"),
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-robots-tag", b"noindex, nofollow, noarchive"),
]


def found(path: str) -> Path | None:
    """The file behind an address; None for everything that is not one of ours."""
    folder, _sep, name = path.removeprefix(PREFIX).partition("/")
    if not folders.FOLDER.fullmatch(folder) or not folders.FILE.fullmatch(name):
        return None
    return folders.public(folder) / name


class PublicFiles:
    """Answers below `/live/files/`; everything else goes on to the application inside."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            await self._inner(scope, receive, send)
            return
        if scope["method"] not in {"GET", "HEAD"}:
            await _answer(send, 405, [(b"allow", b"GET, HEAD")])
            return
        path = found(scope["path"])
        try:
            content = path.read_bytes() if path is not None else None
        except OSError:
            content = None
        if path is None or content is None:
            # Asked again soon: a broadcast that begins has no playlist yet.
            await _answer(send, 404, [(b"cache-control", b"public, max-age=1")])
            return
        headers = [(b"content-type", KINDS[path.suffix]), (b"cache-control", KEPT[path.suffix])]
        await _answer(send, 200, headers, content, head=scope["method"] == "HEAD")


async def _answer(
    send: Send, status: int, headers: list[tuple[bytes, bytes]], content: bytes = b"", *, head: bool = False
) -> None:
    length = (b"content-length", str(len(content)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length, *ALWAYS]})
    await send({"type": "http.response.body", "body": b"" if head else content})
