"""Run every check of style, types, imports, templates, translations and migrations; say at the end which failed."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
CHECKS: dict[str, list[str | Path]] = {
    "style": [BIN / "ruff", "check", "."],
    "format": [BIN / "ruff", "format", "--check", "."],
    "types": [BIN / "mypy"],
    "imports": [BIN / "lint-imports", "--no-logo"],
    "templates": [BIN / "djlint", "src", "--lint", "--quiet"],
    "translations": [sys.executable, "scripts/check_messages.py"],
    "migrations": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
}


def main() -> int:
    chosen = sys.argv[1:] or list(CHECKS)
    failed = []
    with tempfile.TemporaryDirectory(prefix="sharedcourt-lint-") as home:
        environment = os.environ | {"SHAREDCOURT_HOME": home, "SHAREDCOURT_LOG_LEVEL": "WARNING"}
        for name in chosen:
            print(f"==> {name}", flush=True)
            if subprocess.run(CHECKS[name], cwd=ROOT, env=environment, check=False).returncode:
                failed.append(name)
    print(f"\nFailed: {', '.join(failed)}" if failed else "\nNothing to complain about.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
