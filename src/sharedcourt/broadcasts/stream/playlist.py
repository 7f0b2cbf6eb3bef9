"""HLS playlists (RFC 8216): the last pieces while it is live, all of them for a replay."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from math import ceil

# Pieces in the playlist of a broadcast: a player begins some three before the end.
WINDOW = 6
# Between two pieces in one session the clock moves by the first one's length; more is a pause or a stop.
SEAM_S = 0.05


@dataclass(frozen=True)
class Piece:
    """One file in the playlist."""

    name: str
    number: int
    began_at: datetime
    seconds: float


def _lines(pieces: Sequence[Piece]) -> list[str]:
    lines: list[str] = []
    followed = {after.number: before for before, after in pairwise(pieces)}
    for piece in pieces:
        before = followed.get(piece.number)
        if before is not None and not follows(before, piece):
            lines.append("#EXT-X-DISCONTINUITY")
        lines.append(f"#EXT-X-PROGRAM-DATE-TIME:{piece.began_at.isoformat(timespec='milliseconds')}")
        lines += [f"#EXTINF:{piece.seconds:.5f},", piece.name]
    return lines


def follows(before: Piece, after: Piece) -> bool:
    """Whether nothing is missing between two pieces."""
    gap = (after.began_at - before.began_at).total_seconds() - before.seconds
    return abs(gap) <= SEAM_S


def _head(pieces: Sequence[Piece], *, longest: float) -> list[str]:
    target = max([longest, *(piece.seconds for piece in pieces)])
    return ["#EXTM3U", "#EXT-X-VERSION:3", f"#EXT-X-TARGETDURATION:{ceil(target)}", "#EXT-X-INDEPENDENT-SEGMENTS"]


def live(pieces: Sequence[Piece], *, longest: float, breaks_before: int = 0, over: bool = False) -> str:
    """The last pieces. `breaks_before`: discontinuities before the first; `over`: nothing more comes."""
    lines = _head(pieces, longest=longest)
    lines += [f"#EXT-X-MEDIA-SEQUENCE:{pieces[0].number if pieces else 0}"]
    lines += [f"#EXT-X-DISCONTINUITY-SEQUENCE:{breaks_before}", *_lines(pieces)]
    return "\n".join([*lines, *(["#EXT-X-ENDLIST"] if over else [])]) + "\n"


def replay(pieces: Sequence[Piece], *, longest: float) -> str:
    """All of it, to be sought in."""
    lines = [*_head(pieces, longest=longest), "#EXT-X-PLAYLIST-TYPE:VOD", "#EXT-X-MEDIA-SEQUENCE:0", *_lines(pieces)]
    return "\n".join([*lines, "#EXT-X-ENDLIST"]) + "\n"


def breaks(pieces: Sequence[Piece]) -> int:
    """How many discontinuities there are between pieces in a row."""
    return sum(1 for before, after in pairwise(pieces) if not follows(before, after))
