"""When somebody's picture first moved over a connection of its own: by every page's own clock, frame by frame, without asking it."""

import time
from collections.abc import Mapping
from typing import Any

from sharedcourt.rooms.tests.browsers import PATIENCE_S, until

# For each seat: when the first frame of the present track was shown. A connection that begins anew has new tracks.
SCRIPT = """
window.sights = {};
(() => {
  const watched = new WeakSet();
  const watch = (seat, video) => {
    let of = null;
    const shown = () => {
      const track = video.srcObject?.getVideoTracks()[0] ?? null;
      if (track !== of) window.sights[seat] = Date.now();
      of = track;
      video.requestVideoFrameCallback(shown);
    };
    video.requestVideoFrameCallback(shown);
  };
  setInterval(() => {
    for (const video of document.querySelectorAll("[data-seat] video")) {
      if (!watched.has(video)) watch(video.closest("[data-seat]").dataset.seat, video);
      watched.add(video);
    }
  }, 50);
})();
"""


def sights(pages: Mapping[str, Any], seats: Mapping[str, str]) -> dict[tuple[str, str], float]:
    """For each two people, when the first saw the second over the connection they have now, in seconds since the epoch."""
    names = {seat: name for name, seat in seats.items()}
    return {
        (name, names[seat]): at / 1000
        for name, page in pages.items()
        for seat, at in page.evaluate("window.sights").items()
        if names.get(seat, name) != name
    }


def all_anew(pages: Mapping[str, Any], seats: Mapping[str, str], since: float, what: str) -> float:
    """Wait until everyone sees everyone over connections made since then; returns how long after it the last one did."""
    pairs = len(pages) * (len(pages) - 1)

    def anew() -> dict[tuple[str, str], float]:
        return {pair: at for pair, at in sights(pages, seats).items() if at > since}

    until(lambda: len(anew()) == pairs, what, PATIENCE_S)
    return max(anew().values()) - since


def now() -> float:
    return time.time()
