"""Run measurements: every module of this folder has a `run()` that returns rows of a table.

    make bench               all of them
    make bench ledger        one

Each table is printed and written to var/bench/NAME.json, a list of {name, value, unit, against, ratio}; machine.json beside it
says on what the latest was measured.
"""

import importlib
import json
import os
import pkgutil
import platform
import shutil
import sys
import tempfile
import time
import unicodedata
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "var" / "bench"
COLUMNS = ("name", "value", "unit", "against", "ratio")

Row = dict[str, Any]


def names() -> list[str]:
    """The measurements there are."""
    return sorted(item.name for item in pkgutil.iter_modules([str(ROOT / "bench")]) if not item.name.startswith("_"))


def machine() -> Row:
    """What the numbers were measured on; without it they say little."""
    model = "unknown"
    for line in Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []:
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "load": [round(value, 2) for value in os.getloadavg()],
        "system": platform.platform(),
        "python": platform.python_version(),
    }


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.3f}" if abs(value) < 100 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def table(rows: list[Row]) -> str:
    """Rows as aligned columns, numbers to the right."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    cells = [[_cell(row.get(name, "")) for name in columns] for row in rows]
    widths = [max(_width(text) for text in [name, *(line[at] for line in cells)]) for at, name in enumerate(columns)]
    right = [all(isinstance(row.get(name) or 0, int | float) for row in rows) for name in columns]

    def line(words: list[str]) -> str:
        padded = []
        for word, width, to_right in zip(words, widths, right, strict=True):
            space = " " * (width - _width(word))
            padded.append(space + word if to_right else word + space)
        return "  ".join(padded).rstrip()

    return "\n".join([line(columns), line(["-" * width for width in widths]), *(line(words) for words in cells)])


def measure(name: str) -> None:
    print(f"==> {name}", flush=True)
    started = time.perf_counter()
    rows: list[Row] = importlib.import_module(f"bench.{name}").run()
    seconds = round(time.perf_counter() - started, 1)
    print(table(rows), f"\n({seconds} s)\n", flush=True)
    RESULTS.mkdir(parents=True, exist_ok=True)
    write(RESULTS / f"{name}.json", [dict.fromkeys(COLUMNS) | row for row in rows])
    at = datetime.now(UTC).isoformat(timespec="seconds")
    write(RESULTS / "machine.json", {"measured": name, "at": at, "seconds": seconds} | machine())


def write(file: Path, result: Any) -> None:
    file.write_text(json.dumps(result, ensure_ascii=False, indent=2, default=str) + "\n")


def main() -> int:
    chosen = sys.argv[1:] or names()
    unknown = [name for name in chosen if name not in names()]
    if unknown:
        print(f"No measurement {', '.join(unknown)}. There are: {', '.join(names())}", file=sys.stderr)
        return 2
    # On the disk of the project, not in memory: what commits cost is part of what is measured.
    (ROOT / "var").mkdir(exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix="bench-", dir=ROOT / "var"))
    os.environ["SHAREDCOURT_HOME"] = str(home)
    os.environ.setdefault("SHAREDCOURT_LOG_LEVEL", "WARNING")
    os.environ["DJANGO_SETTINGS_MODULE"] = "sharedcourt.config.settings"
    failed = []
    try:
        import django

        django.setup()
        for name in chosen:
            try:
                measure(name)
            except Exception as problem:
                failed.append(name)
                import traceback

                traceback.print_exc()
                print(f"{name}: {problem}\n", file=sys.stderr)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
