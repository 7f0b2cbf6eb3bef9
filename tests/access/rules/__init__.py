"""Who may what, a file for each room: `who.py` has the people and the rules, the others the doors of their room.

Pages are named `room:name` and operations by their id, with the method in front.
"""

from tests.access.rules import (
    broadcasts,
    disputes,
    documents,
    filing,
    hearings,
    judgments,
    judgments_finding,
    judgments_reading,
    ledger,
    mediation,
    notices,
    people,
    rooms,
    terminal,
    web,
)
from tests.access.rules.who import (
    ANONYMOUS,
    AT_COURT,
    CALLED,
    CASE,
    HEARING_COURT,
    PARTY_TOKEN,
    PEOPLE,
    RULES,
    TOKENS,
    Rule,
)

__all__ = [
    "ANONYMOUS",
    "AT_COURT",
    "BY_ROOM",
    "CALLED",
    "CASE",
    "DOORS",
    "HEARING_COURT",
    "PARTY_TOKEN",
    "PEOPLE",
    "RULES",
    "TOKENS",
    "Rule",
]

BY_ROOM = (
    filing, hearings, broadcasts, judgments, judgments_finding, judgments_reading, web, people, notices, documents, rooms, disputes,
    mediation, terminal, ledger,
)  # fmt: skip
DOORS: dict[str, str] = {key: rule for room in BY_ROOM for key, rule in room.DOORS.items()}
