"""An empty, migrated SQLite database that tests copy: two dozen are needed.

It is made anew when a migration changes, once for all processes, and kept in the temporary folder under a name that says which
migrations it has.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[1]
NAME = "sharedcourt.sqlite3"


def _name() -> str:
    digest = hashlib.sha256(django.__version__.encode())
    for path in sorted((ROOT / "src" / "sharedcourt").glob("*/migrations/*.py")):
        digest.update(path.read_bytes())
    return f"migrated-{digest.hexdigest()[:20]}.sqlite3"


def _make(target: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="sharedcourt-migrating-") as home:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("SHAREDCOURT_")}
        for name in ("DATABASE_URL", "REDIS_URL"):
            kept.pop(name, None)
        env = kept | {
            "DJANGO_SETTINGS_MODULE": "sharedcourt.config.settings",
            "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
            "SHAREDCOURT_HOME": home,
        }
        command = [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity", "0"]
        subprocess.run(command, env=env, check=True)
        made = target.with_suffix(".new")
        made.unlink(missing_ok=True)
        with sqlite3.connect(Path(home) / NAME) as database:
            database.execute("VACUUM INTO ?", (str(made),))
        database.close()
        made.rename(target)


def copy_to(place: Path) -> None:
    """Put a migrated, empty database at `place`, unless there is a file already."""
    if place.exists():
        return
    folder = Path(tempfile.gettempdir()) / f"sharedcourt-tests-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    target = folder / _name()
    # A lock for each set of migrations: another branch's database is not waited for.
    with target.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.exists():
            _make(target)
        shutil.copyfile(target, place)
