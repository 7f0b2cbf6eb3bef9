"""Which layer of a picture a page receives: as much as it shows and its line carries, never more.

A picture is sent in up to three layers: 0 is a quarter of the full height, 1 half of it, 2 all of it. Sound is not chosen: it always goes.
"""

NOTHING = -1
LEAST, FULL = 0, 2
LINE_SOUND_ONLY = 3
# A picture may be blown up by so much before the next layer is worth its bits.
STRETCH = 4 / 3
# What has become smaller must be so clearly, and for a while: a person who is large for a moment stays sharp.
CLEARLY = 0.85
LESS_AFTER_S = 2.0


def covering(shown: int, full: int) -> int:
    """The least layer that fills so many rows."""
    for layer in (LEAST, 1):
        if shown <= (full >> (FULL - layer)) * STRETCH:
            return layer
    return FULL


class Picture:
    """What one page receives of one picture."""

    def __init__(self) -> None:
        self.layer = NOTHING
        self._less_since: float | None = None

    @property
    def is_settled(self) -> bool:
        """Whether nothing will change by time alone."""
        return self._less_since is None

    def choose(self, *, shown: int | None, line: int, full: int, now: float) -> int:
        """The layer from now on. `shown`: rows on the page, 0 when it is not seen, None when the page has not said; `line`: 0
        (good) to 3 (sound only); `full`: rows of the whole picture."""
        most = NOTHING if line >= LINE_SOUND_ONLY else FULL - line
        wanted = FULL if shown is None else covering(shown, full) if shown else NOTHING
        if NOTHING < wanted < self.layer and shown and covering(round(shown / CLEARLY), full) >= self.layer:
            wanted = self.layer
        if wanted >= self.layer:
            self._less_since = None
        elif self._less_since is None:
            self._less_since = now
        if self._less_since is not None and now - self._less_since < LESS_AFTER_S:
            wanted = self.layer
        else:
            self._less_since = None
        # A poor line waits for nothing.
        self.layer = min(wanted, most)
        return self.layer
