"""What the controller keeps on disk, to find its calls again after its own death. No names: identifiers, handles, and open offers
(with the passwords of their connections, which is why nobody else may read the file).
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sharedcourt.rooms.janus.calls import Call
from sharedcourt.rooms.janus.person import Live, Person
from sharedcourt.rooms.janus.pool import Pool

VERSION = 1


class Memory:
    """One file, replaced whole."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            found = json.loads(path.read_text())
        except (OSError, ValueError):
            found = {}
        self._found: dict[str, Any] = found if found.get("version") == VERSION else {}

    def gateways(self) -> dict[str, dict[str, Any]]:
        """The sessions, by gateway."""
        return dict(self._found.get("gateways", {}))

    def calls(self, make: Callable[[str], Call]) -> dict[str, str]:
        """Make the calls that were; returns on which gateway each one was."""
        homes = {}
        for room_id, kept in self._found.get("calls", {}).items():
            call = make(room_id)
            for each in kept["people"]:
                person = Person(**each)
                call.people[person.seat], call.live[person.seat] = person, Live()
            homes[room_id] = kept["gateway"]
        return homes

    def write(self, pool: Pool, calls: Mapping[str, Call], homes: Mapping[str, str]) -> None:
        content = {
            "version": VERSION,
            "gateways": {
                gateway.name: {"session": gateway.session, "draining": gateway.draining}
                for gateway in pool.gateways.values()
            },
            "calls": {
                room_id: {
                    "gateway": call.gateway.name if call.gateway else homes.get(room_id, ""),
                    "people": [asdict(person) for person in call.people.values()],
                }
                for room_id, call in calls.items()
            },
        }
        scratch = self.path.with_suffix(".new")
        scratch.touch(mode=0o600)
        scratch.write_text(json.dumps(content))
        scratch.replace(self.path)
