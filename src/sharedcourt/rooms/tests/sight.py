"""When somebody's picture first moved over a connection of its own: by every page's own clock, frame by frame, without asking it."""

import time
from collections.abc import Mapping
from typing import Any

from sharedcourt.rooms.tests.browsers import PATIENCE_S, until

# For each seat: when the first frame of the present track was shown, and how long nothing had moved before it. A connection that
# begins anew has new tracks.
SCRIPT = """
window.sights = {};
window.gaps = {};
(() => {
  const watched = new WeakSet();
  const watch = (seat, video) => {
    let of = null;
    let last = 0;
    const shown = () => {
      const track = video.srcObject?.getVideoTracks()[0] ?? null;
      const now = Date.now();
      if (track !== of) {
        window.sights[seat] = now;
        window.gaps[seat] = now - last;
      }
      of = track;
      last = now;
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


def longest_gap(pages: Mapping[str, Any], seats: Mapping[str, str]) -> float:
    """For how many seconds the picture that stood still longest did so, when it last went over to a new connection."""
    gaps = {
        (name, seat): gap
        for name, page in pages.items()
        for seat, gap in page.evaluate("window.gaps").items()
        if seat in seats.values() and seat != seats[name]
    }
    return float(max(gaps.values())) / 1000


def now() -> float:
    return time.time()
