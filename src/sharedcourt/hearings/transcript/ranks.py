"""Places between places: decimal digits read as a fraction, so that a line comes between two others and moves neither.

Digits only: every database sorts them alike. The page has the same arithmetic (frontend/src/islands/transcript/ranks.ts).
"""

import re

WIDTH = 8  # digits that count lines added at the end
LONGEST = 200
WELL_FORMED = re.compile(r"(?=.*[1-9])[0-9]{1,200}")
BASE = 10


def after(last: str) -> str:
    """The next place at the end."""
    counted = int(last[:WIDTH].ljust(WIDTH, "0") or 0) + 1
    # When all numbers are used up: behind the very last, with more digits.
    return f"{counted:0{WIDTH}}" if counted < BASE**WIDTH else f"{last}1"


def between(before: str, behind: str | None) -> str:
    """A place after `before` ("": the beginning) and ahead of `behind` (None: the end). Raises ValueError unless before < behind."""
    if behind is None:
        return after(before)
    if before >= behind:
        raise ValueError("there is no place between them")
    found, bound = "", behind
    at = 0
    while at < LONGEST:
        low = int(before[at]) if at < len(before) else 0
        high = (int(bound[at]) if at < len(bound) else 0) if bound else BASE
        middle = (low + high) // 2
        if middle > low:
            return found + str(middle)
        if low != high:
            bound = ""
        found += str(low)
        at += 1
    raise ValueError("there is no place between them")
