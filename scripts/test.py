"""Run every test on the embedded default, the browser tests among them, then once more on PostgreSQL and Redis.

The long room stories are left out; `--rooms` runs those, and only those. Ends with pytest's own closing line of each run. Fails if a run fails. Folders or files as arguments: only these.
"""

import os
import subprocess
import sys
from pathlib import Path

from scripts import services

ROOT = Path(__file__).resolve().parents[1]
NO_TESTS_COLLECTED = 5
ROOMS = "--rooms"
OUTSIDE = ("DATABASE_URL", "REDIS_URL")


def run(title: str, *arguments: str, env: dict[str, str]) -> tuple[int, str]:
    """Run pytest, showing its output; returns its exit code and its closing line."""
    print(f"\n==> {title}", flush=True)
    command = [sys.executable, "-m", "pytest", *arguments, *(word for word in sys.argv[1:] if word != ROOMS)]
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
    if ROOMS in sys.argv:
        return run("The long room stories", "-m", "browser and long", env=embedded)[0]
    title = "SQLite, local files, everything in one process"
    results.append((title, *run(title, *parallel, "-m", "not browser and not postgres", env=embedded)))
    # Four browsers at once are all that two cores carry: these run one after the other.
    title = "In the browser"
    code, closing = run(title, "-m", "browser and not long", env=embedded)
    results.append((title, 0 if code == NO_TESTS_COLLECTED else code, closing))
    title = "PostgreSQL and Redis"
    try:
        with services.both() as variables:
            selection = (*parallel, "-m", "not browser and not sqlite_only")
            results.append((title, *run(title, *selection, env=embedded | variables)))
    except services.Unavailable as problem:
        results.append((title, 1, str(problem)))
    print()
    for title, code, closing in results:
        print(f"{title}: {'passed' if code == 0 else 'FAILED'}\n{closing}")
    return 0 if all(code == 0 for _, code, _ in results) else 1


if __name__ == "__main__":
    sys.exit(main())
