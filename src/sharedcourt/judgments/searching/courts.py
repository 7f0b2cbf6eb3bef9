"""Names of courts as people type them: short forms, pinyin, initials, homophones, slips of one or two letters."""

import re
from collections.abc import Iterable
from functools import cache
from itertools import islice, product

from pypinyin import Style, pinyin

from sharedcourt.judgments.searching import words

_LEAN = re.compile(r"省|市|区|县|自治州|自治区|人民|法院")
_SHORT = (
    ("最高法", "最高"),
    ("最高院", "最高"),
    ("高院", "高级"),
    ("中院", "中级"),
    ("高法", "高级"),
    ("中法", "中级"),
)
_MOST_READINGS = 8  # spellings that are kept of one name
_MOST_LOOKED_AT = 200
_CANDIDATES = 40
_SHORTEST_PIECE = 3  # letters that may stand in the middle of a name
_ONE_SLIP, _TWO_SLIPS = 5, 9  # letters from which on so many slips are forgiven
_TOO_FAR = 9


@cache
def _readings(character: str) -> tuple[str, ...]:
    """How a character is read, without tone, the most usual first; what is no character of Chinese stands for itself."""
    return tuple(dict.fromkeys(pinyin(character, style=Style.NORMAL, heteronym=True)[0]))


def _combined(options: Iterable[Iterable[str]]) -> list[str]:
    """Every way through the options, at most eight different ones."""
    ways = dict.fromkeys("".join(choice) for choice in islice(product(*options), _MOST_LOOKED_AT))
    return list(ways)[:_MOST_READINGS]


def spellings(text: str) -> list[str]:
    """How a text is read, in letters: 乐清 → leqing, yueqing. At most eight."""
    return _combined(_readings(character) for character in words.closed(text))


def initials(text: str) -> set[str]:
    """First letters of the readings: 温州鹿城 → wzlc."""
    return set(_combined([reading[0] for reading in _readings(character)] for character in words.closed(text)))


def lean(name: str) -> str:
    """What tells a court from another: 温州市鹿城区人民法院 → 温州鹿城."""
    whole = words.closed(name)
    for short, long in _SHORT:
        if whole.endswith(short):
            whole = whole.removesuffix(short) + long
            break
    return _LEAN.sub("", whole) or whole


def distance(first: str, second: str, most: int) -> int:
    """Letters to insert, leave out, change or swap with a neighbour; `most` + 1 when it is more."""
    if abs(len(first) - len(second)) > most:
        return most + 1
    before: list[int] = []
    above = list(range(len(second) + 1))
    for row, letter in enumerate(first, 1):
        line = [row]
        for column, other in enumerate(second, 1):
            best = min(above[column] + 1, line[-1] + 1, above[column - 1] + (letter != other))
            if row > 1 and column > 1 and letter == second[column - 2] and first[row - 2] == other:
                best = min(best, before[column - 2] + 1)
            line.append(best)
        if min(line) > most:
            return most + 1
        before, above = above, line
    return above[-1]


def _follows(short: str, long: str) -> bool:
    """Whether the characters of `short` stand in `long` in this order."""
    rest = iter(long)
    return all(character in rest for character in short)


def _grams(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


class Courts:
    """The courts there are, ready to be found."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(dict.fromkeys(names))
        self._lean = {name: lean(name) for name in self.names}
        self._spelled = {name: spellings(short) for name, short in self._lean.items()}
        self._initials = {name: initials(short) for name, short in self._lean.items()}
        self._by_gram: dict[str, list[str]] = {}
        for name, spelled in self._spelled.items():
            for gram in set().union(*map(_grams, spelled)) if spelled else ():
                self._by_gram.setdefault(gram, []).append(name)

    def find(self, typed: str, limit: int = 8) -> list[str]:
        """Courts that may be meant, the likeliest first."""
        clean = words.closed(typed).replace("'", "")
        if not clean:
            return []
        scored: dict[str, tuple[int, int]] = {}
        for name in self.names:
            rank = self._exactly(clean, name)
            if rank is not None:
                scored[name] = (rank, len(name))
        if len(scored) < limit:
            for name, slips in self._nearly(clean):
                scored.setdefault(name, (10 + slips, len(name)))
        return sorted(scored, key=lambda name: scored[name])[:limit]

    def _exactly(self, clean: str, name: str) -> int | None:
        short, whole = lean(clean), words.closed(name)
        if clean == whole:
            return 0
        if whole.startswith(clean):
            return 1
        if clean in whole:
            return 2
        if clean.isascii():
            if any(spelled.startswith(clean) for spelled in self._spelled[name]):
                return 3
            if clean in self._initials[name]:
                return 4
            if any(clean in spelled for spelled in self._spelled[name]) and len(clean) > _SHORTEST_PIECE:
                return 5
            return 6 if len(clean) > 1 and any(letters.startswith(clean) for letters in self._initials[name]) else None
        if len(short) > 1 and short in self._lean[name]:
            return 3
        return 7 if len(short) > 1 and _follows(short, self._lean[name]) else None

    def _nearly(self, clean: str) -> list[tuple[str, int]]:
        """By sound and with slips: one letter in five to eight, two in longer ones."""
        typed = spellings(clean if clean.isascii() else lean(clean))
        counts: dict[str, int] = {}
        for gram in set().union(*map(_grams, typed)):
            for name in self._by_gram.get(gram, ()):
                counts[name] = counts.get(name, 0) + 1
        nearest = sorted(counts, key=lambda name: -counts[name])[:_CANDIDATES]
        found: list[tuple[str, int]] = []
        for name in nearest:
            slips = min(self._slips(one, other) for one in typed for other in self._spelled[name])
            if slips < _TOO_FAR:
                found.append((name, slips))
        return found

    @staticmethod
    def _slips(typed: str, spelled: str) -> int:
        most = 0 if len(typed) < _ONE_SLIP else 1 if len(typed) < _TWO_SLIPS else 2
        whole = distance(typed, spelled, most)
        if whole <= most:
            return whole
        # A court's own part alone: lucheng for wenzhoulucheng.
        for length in range(max(len(typed) - most, 1), len(typed) + most + 1):
            if length < len(spelled):
                part = distance(typed, spelled[-length:], most)
                if part <= most:
                    return part + 1
                part = distance(typed, spelled[:length], most)
                if part <= most:
                    return part + 2
        return _TOO_FAR
