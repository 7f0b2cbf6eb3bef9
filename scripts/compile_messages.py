"""Compile every room's translations (.po to .mo) without the gettext programs.

python scripts/compile_messages.py
"""

import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]


def compile_all(package: Path) -> list[Path]:
    """Write each catalogue under `package` that is newer than its compiled form; returns what was written."""
    written = []
    for source in sorted(package.glob("**/locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        scratch = target.with_suffix(".part")
        polib.pofile(str(source), check_for_duplicates=True).save_as_mofile(str(scratch))
        scratch.replace(target)
        written.append(target)
    return written


if __name__ == "__main__":
    try:
        for path in compile_all(ROOT / "src" / "sharedcourt"):
            print(path.relative_to(ROOT))
    except (OSError, ValueError) as problem:
        sys.exit(str(problem))
