"""Reading the environment: one variable each moves a part from the embedded default to an outside system."""

import os
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class SettingInvalid(Exception):
    """A setting in the environment cannot be understood; the message says which and what is expected."""


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool = False) -> bool:
    value = text(name).lower()
    if value == "":
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise SettingInvalid(f"{name} must be 1 or 0, not {value!r}.")


def number(name: str, default: int) -> int:
    value = text(name)
    if value == "":
        return default
    try:
        return int(value)
    except ValueError:
        raise SettingInvalid(f"{name} must be a whole number, not {value!r}.") from None


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


@lru_cache
def _resolved(configured: str) -> Path:
    """Asked for with every encrypted value that is read, and each answer would cost the file system a walk."""
    return Path(configured).expanduser().resolve()


def home() -> Path:
    """The folder of everything this installation keeps: database, files, keys, logs."""
    configured = text("SHAREDCOURT_HOME")
    if configured:
        return _resolved(configured)
    checkout = Path(__file__).resolve().parents[3]
    if (checkout / "pyproject.toml").exists():
        return checkout / "var"
    return Path("~/.local/share/sharedcourt").expanduser()


SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=20000; "
    "PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456; PRAGMA cache_size=-32000;"
)


def database(url: str, default_path: Path) -> dict[str, Any]:
    """Django's database settings for `DATABASE_URL`; SQLite in WAL mode when it is empty."""
    if not url:
        url = f"sqlite:///{default_path}"
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "sharedcourt.core.sqlite",
            "NAME": unquote(url.removeprefix("sqlite:///")),
            # BEGIN IMMEDIATE: writers queue at the start instead of failing when a read lock is upgraded.
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_PRAGMAS},
            # Opening one costs some milliseconds, more than most of what is then asked; a room asks with every message.
            "CONN_MAX_AGE": 60,
            "TEST": {"NAME": None},
        }
    if parts.scheme in {"postgres", "postgresql"}:
        options: dict[str, Any] = dict(parse_qsl(parts.query))
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or options.pop("host", ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": options,
        }
    raise SettingInvalid(f"DATABASE_URL must begin with sqlite:/// or postgresql://, not {parts.scheme}://.")
