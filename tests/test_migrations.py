"""An empty database gets its tables at once; one that grew through every migration must look the same."""

import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.migrated import ROOT


def migrated(home: Path, *arguments: str) -> sqlite3.Connection:
    home.mkdir(exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SHAREDCOURT_")}
    for name in ("DATABASE_URL", "REDIS_URL"):
        kept.pop(name, None)
    env = kept | {
        "DJANGO_SETTINGS_MODULE": "sharedcourt.config.settings",
        "PYTHONPATH": str(ROOT / "src"),
        "SHAREDCOURT_HOME": str(home),
    }
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0", *arguments], cwd=ROOT, env=env, check=True
    )
    return sqlite3.connect(home / "sharedcourt.sqlite3")


def words(sql: str) -> list[str]:
    """A table's or an index's parts, in an order of their own: migrations add columns and constraints where they come."""
    return sorted(re.findall(r'"[^"]+"|\w+|[^\w\s]', sql))


def shape(database: sqlite3.Connection) -> dict[tuple[str, str], Any]:
    found: dict[tuple[str, str], Any] = {}
    for kind, name, sql in database.execute("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"):
        found[kind, name] = words(sql)
        if kind == "table":
            columns = database.execute(
                f'SELECT name, lower(type), "notnull", dflt_value, pk FROM pragma_table_info("{name}")'
            )
            found["columns", name] = sorted(columns)
            keys = database.execute(f'SELECT "table", "from", "to" FROM pragma_foreign_key_list("{name}")')
            found["keys", name] = sorted(keys)
    return found


@pytest.mark.sqlite_only
def test_tables_made_at_once_are_those_the_migrations_make(tmp_path: Path) -> None:
    at_once, one_by_one = migrated(tmp_path / "at_once"), migrated(tmp_path / "one_by_one", "--each")
    expected, made = shape(one_by_one), shape(at_once)
    assert made.keys() == expected.keys()
    assert {key: (value, expected[key]) for key, value in made.items() if value != expected[key]} == {}
    for table in ("django_migrations", "django_content_type", "auth_permission"):
        columns = {
            "django_migrations": "app, name",
            "django_content_type": "app_label, model",
            "auth_permission": "codename, name",
        }[table]
        rows = [set(database.execute(f"SELECT {columns} FROM {table}")) for database in (at_once, one_by_one)]
        assert rows[0] == rows[1]
        assert rows[0]


@pytest.mark.sqlite_only
def test_a_database_that_is_up_to_date_is_left_alone(tmp_path: Path) -> None:
    made = migrated(tmp_path / "home")
    made.execute("INSERT INTO django_session VALUES ('kept', 'data', '2030-01-01')")
    made.commit()
    before = shape(made)
    migrated(tmp_path / "home")
    assert shape(made) == before
    assert made.execute("SELECT count(*) FROM django_session").fetchone() == (1,)
