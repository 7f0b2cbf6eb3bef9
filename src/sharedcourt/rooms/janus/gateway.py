"""Become a local Janus: python -m sharedcourt.rooms.janus.gateway NAME

Writes the configuration anew, takes away what a killed predecessor left, and becomes the `janus` program.
"""

import os
import sys
from pathlib import Path
from typing import NoReturn

from sharedcourt.rooms.janus import configuration


def main() -> NoReturn:
    name = sys.argv[1] if len(sys.argv) > 1 else "local"
    place = next((place for place in configuration.local_places() if place.name == name), None)
    program = configuration.program()
    if place is None or program is None:
        reason = "SHAREDCOURT_JANUS_GATEWAYS" if place is None else "janus"
        print(f"没有可用的 {reason} · {reason} is missing", file=sys.stderr)  # noqa: T201  the supervisor's log
        sys.exit(1)
    # The socket must be nobody else's.
    os.umask(0o077)
    home = configuration.write(place)
    Path(place.address.removeprefix("unix:")).unlink(missing_ok=True)
    os.execv(program, [program, "-F", str(home / "etc"), "-o"])  # noqa: S606  our own fixed command


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sharedcourt.config.settings")
    main()
