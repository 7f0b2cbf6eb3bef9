"""The whole case before a court in Debian's Chromium, everybody in a browser of their own.

    .venv/bin/python -m tests.filing_story [--quick]

From a failed mediation to the closed case, and from an agreement to the served ruling that confirms it. Leaves pictures of every page
at phone, desk and terminal size under var/filing_story/; --quick takes none and does not look with axe.
"""

import argparse
import json
import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    parser = argparse.ArgumentParser(description="Play the case before a court in browsers.")
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "filing_story")
    parser.add_argument("--quick", action="store_true", help="no pictures, nothing looked at with axe")
    arguments = parser.parse_args()
    folder: Path = arguments.folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sharedcourt.config.settings")
    os.environ["SHAREDCOURT_HOME"] = str(folder / "home")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    import django

    django.setup()
    from tests.story import trial

    told = trial.play(folder, careful=not arguments.quick)
    for leftover in ("profiles", "home"):
        shutil.rmtree(folder / leftover, ignore_errors=True)
    (folder / "story.json").write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
    print(json.dumps(told, ensure_ascii=False, indent=2))
    return 1 if told["faults"] else 0


if __name__ == "__main__":
    sys.exit(main())
