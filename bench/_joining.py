"""From the click on "join" to the first frame of the other person in Chromium: the room's page, and a bare page over the same Janus.

The other person is the same synthetic participant in all, with the same film, and is inside already. The room's page has its camera and its
WebSocket before the click; so has one bare page, with its session in Janus too. The other bare page begins everything with the click.
"""

import asyncio
import statistics
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench._bare import PIN, SECRET, BareRooms
from lab.media import Reel
from lab.page import Page
from lab.platform import Platform

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--disable-dev-shm-usage",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
)
OURS, PREPARED, BARE = "ours", "bare page, prepared,", "bare page"
# Where the others are shown, on our page and on the bare ones.
OUR_TILES, BARE_TILES = ".sc-tile:not(.sc-tile--self) video", "#others video"
PATIENCE_S = 30.0
# What happens on the way, by name, in milliseconds after the click.
STEPS = ("let in", "offers", "is offered", "answered", "receives", "first frame")
HOOK = """
(() => {
  const steps = (window.joinSteps = {});
  let clicked = 0;
  const note = (name) => { if (clicked && !(name in steps)) steps[name] = performance.now() - clicked; };
  addEventListener("click", (event) => { if (event.target.closest("[data-join]")) clicked ||= performance.now(); }, true);
  const { setLocalDescription, setRemoteDescription } = RTCPeerConnection.prototype;
  RTCPeerConnection.prototype.setLocalDescription = async function (...given) {
    await setLocalDescription.apply(this, given);
    if (this.localDescription?.type === "offer") note("offers");
  };
  RTCPeerConnection.prototype.setRemoteDescription = function (given) {
    note(given.type === "offer" ? "is offered" : "answered");
    if (given.type === "offer") {
      this.addEventListener("connectionstatechange", () => { if (this.connectionState === "connected") note("receives"); });
    }
    return setRemoteDescription.call(this, given);
  };
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data }) => { if (/"stage": ?"call"/.test(data)) note("let in"); });
    }
  };
  const watched = new WeakSet();
  setInterval(() => {
    for (const video of document.querySelectorAll(REMOTE)) {
      if (watched.has(video)) continue;
      watched.add(video);
      video.requestVideoFrameCallback(() => note("first frame"));
    }
  }, 4);
})();
"""

Steps = dict[str, float]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002  its name there
        pass


class Joining:
    """One Chromium that joins again and again, each time a new room with a new page."""

    def __init__(self, platform: Platform, bare: BareRooms, port: int, film: Reel) -> None:
        self._platform, self._bare, self._port, self._film = platform, bare, port, film
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(Path(__file__).parent)))
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    async def _measure(self, browser: Any, address: str, remote: str, cookies: list[dict[str, str]]) -> Steps:
        context = await browser.new_context(viewport={"width": 1000, "height": 640})
        try:
            if cookies:
                await context.add_cookies(cookies)
            page = await context.new_page()
            await page.add_init_script(HOOK.replace("REMOTE", repr(remote)))
            await page.goto(address)
            if cookies:
                await page.wait_for_selector('[data-item="camera"][data-state="good"]', timeout=PATIENCE_S * 1000)
            await page.wait_for_selector("[data-join]:enabled")
            # What a page does after loading is not part of joining.
            await asyncio.sleep(1)
            await page.click("[data-join]")
            found: Steps = {}
            async with asyncio.timeout(PATIENCE_S):
                while STEPS[-1] not in found:
                    await asyncio.sleep(0.1)
                    found = await page.evaluate("window.joinSteps")
            return found
        finally:
            await context.close()

    async def ours(self, browser: Any, room: dict[str, Any]) -> Steps:
        host, guest = room["people"]
        inside = Page(self._platform.url, room["room"], host, self._film)
        try:
            async with asyncio.timeout(PATIENCE_S):
                while inside.participant.up is None or inside.participant.up.outgoing is None:  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
            name, _, value = guest["cookie"].partition("=")
            cookie = {"name": name, "value": value, "url": self._platform.url}
            return await self._measure(browser, f"{self._platform.url}/rooms/{room['room']}/", OUR_TILES, [cookie])
        finally:
            await inside.leave(closing=True)

    async def bare(self, browser: Any, *, prepared: bool) -> Steps:
        room = await self._bare.room()
        inside = await self._bare.send(room, self._film)
        width, height = self._film.size
        wish = {"port": self._port, "secret": SECRET, "room": room, "pin": PIN}
        wish |= {"width": width, "height": height, "rate": self._film.rate}
        wish |= {"prepared": "yes"} if prepared else {}
        address = f"http://127.0.0.1:{self._server.server_port}/_bare.html?{urlencode(wish)}"
        try:
            return await self._measure(browser, address, BARE_TILES, [])
        finally:
            self._bare.people.remove(inside)
            await inside.close()

    async def run(self, rooms: list[dict[str, Any]]) -> dict[str, list[Steps]]:
        """Ours and the bare pages in turns, once for each room; the first turn does not count."""
        from playwright.async_api import async_playwright

        found: dict[str, list[Steps]] = {OURS: [], PREPARED: [], BARE: []}
        try:
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
                for room in rooms:
                    found[OURS].append(await self.ours(browser, room))
                    found[PREPARED].append(await self.bare(browser, prepared=True))
                    found[BARE].append(await self.bare(browser, prepared=False))
                await browser.close()
        finally:
            self._server.shutdown()
        return {page: steps[1:] for page, steps in found.items()}


def median(found: list[Steps], step: str) -> float | None:
    values = [steps[step] for steps in found if step in steps]
    return statistics.median(values) if values else None


def rows(found: dict[str, list[Steps]]) -> list[dict[str, Any]]:
    """The table's rows: the whole way against the bare pages, then where the time goes, against the prepared one."""
    made: list[dict[str, Any]] = []
    for page, step in [(BARE, STEPS[-1]), *((PREPARED, step) for step in (STEPS[-1], *STEPS[:-1]))]:
        value, against = median(found[OURS], step), median(found[page], step)
        if value is None:
            continue
        made.append(
            {
                "name": "join to first frame" if step == STEPS[-1] else f"  until: {step}",
                "value": round(value, 1),
                "unit": "ms",
                "against": f"{page} {against:.1f} ms" if against is not None else None,
                "ratio": round(value / against, 3) if against else None,
                "runs": len(found[OURS]),
            }
        )
    return made
