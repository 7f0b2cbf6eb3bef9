"""Run every test on the embedded default, the browser tests among them, then on PostgreSQL and Redis those in which servers may differ.

The long room stories are left out; `--rooms` runs those, and only those. `--servers` runs every test on PostgreSQL and Redis, with
everybody at every door. Ends with pytest's own closing line of each run. Fails if a run fails. Folders or files as arguments: only these.
"""

import os
import subprocess
import sys
from pathlib import Path

from scripts import services

ROOT = Path(__file__).resolve().parents[1]
NO_TESTS_COLLECTED = 5
ROOMS, SERVERS = "--rooms", "--servers"
# Who waits for whom, what is found and in which order, what is told between processes: what a database or a channel layer decides. The
# rest (law, papers, words on pages, who may what) was run on the embedded default a moment before, and is the same code.
DIFFERENT_ON_SERVERS = (
    "src/sharedcourt/core",
    "src/sharedcourt/ledger",
    "src/sharedcourt/disputes/tests/test_together.py",
    "src/sharedcourt/filing/cases/tests/test_at_once.py",
    "src/sharedcourt/filing/tests/test_numbers.py",
    "src/sharedcourt/hearings/circuit/tests/test_at_once.py",
    "src/sharedcourt/hearings/courtroom/tests/test_at_once.py",
    "src/sharedcourt/hearings/in_turn/tests/test_at_once.py",
    "src/sharedcourt/hearings/scheduling/tests/test_at_once.py",
    "src/sharedcourt/judgments/searching/tests/test_engines.py",
    "src/sharedcourt/judgments/tests/test_desk_at_once.py",
    "src/sharedcourt/mediation/tests/test_at_once.py",
    "src/sharedcourt/rooms/tests/test_caucus.py",
    "src/sharedcourt/rooms/tests/test_consumer.py",
    "src/sharedcourt/rooms/tests/test_early_offer.py",
    "src/sharedcourt/rooms/tests/test_line.py",
    "src/sharedcourt/rooms/tests/test_takeover.py",
    "tests/test_api_lists.py",
    "tests/test_locks.py",
    "tests/test_same_instant.py",
    "tests/test_signing_doors.py",
)
OUTSIDE = ("DATABASE_URL", "REDIS_URL")


def run(title: str, *arguments: str, env: dict[str, str]) -> tuple[int, str]:
    """Run pytest, showing its output; returns its exit code and its closing line."""
    print(f"\n==> {title}", flush=True)
    command = [sys.executable, "-m", "pytest", *arguments]
    closing = ""
    with subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as process:
        assert process.stdout
        for line in process.stdout:
            print(line, end="", flush=True)
            if line.strip():
                closing = line.strip()
    return process.returncode, closing


def main() -> int:
    services.stop_on_signals()
    embedded = {name: value for name, value in os.environ.items() if name not in OUTSIDE}
    parallel = ("-n", "2", "--dist", "worksteal")
    results = []
    only = [word for word in sys.argv[1:] if word not in {ROOMS, SERVERS}]
    if ROOMS in sys.argv:
        return run("The long room stories", "-m", "browser and long", *only, env=embedded)[0]
    if SERVERS not in sys.argv:
        title = "SQLite, local files, everything in one process"
        results.append((title, *run(title, *parallel, "-m", "not browser and not postgres", *only, env=embedded)))
        # Four browsers at once are all that two cores carry: these run one after the other.
        title = "In the browser"
        code, closing = run(title, "-m", "browser and not long", *only, env=embedded)
        results.append((title, 0 if code == NO_TESTS_COLLECTED else code, closing))
    title = "PostgreSQL and Redis"
    chosen = only or ([] if SERVERS in sys.argv else DIFFERENT_ON_SERVERS)
    try:
        if SERVERS in sys.argv:
            embedded["SHAREDCOURT_TEST_EVERYBODY"] = "1"
        with services.both() as variables:
            selection = (*parallel, "-m", "not browser and not sqlite_only", *chosen)
            results.append((title, *run(title, *selection, env=embedded | variables)))
    except services.Unavailable as problem:
        results.append((title, 1, str(problem)))
    print()
    for title, code, closing in results:
        print(f"{title}: {'passed' if code == 0 else 'FAILED'}\n{closing}")
    return 0 if all(code == 0 for _, code, _ in results) else 1


if __name__ == "__main__":
    sys.exit(main())
