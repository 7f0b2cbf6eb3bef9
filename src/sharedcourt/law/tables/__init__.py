"""Dated legal numbers, each with its source and article, in TOML files beside this module."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from sharedcourt.law.errors import LawError

Rules = Mapping[str, Any]

NAMES = (
    "broadcasting",
    "confirmation",
    "court_fees",
    "enforcement",
    "filing",
    "hearing_record",
    "hearings",
    "holidays",
    "jurisdiction",
    "limitation",
    "lpr",
    "penalty_bounds",
    "private_lending",
    "procedures",
    "publication",
    "service",
    "time_limits",
)


@cache
def whole(name: str) -> Rules:
    """The whole file `name`.toml as parsed, all versions of every rule."""
    if name not in NAMES:
        raise LawError("unknown_table", f"there is no table of law named {name!r}")
    return MappingProxyType(tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8")))


@lru_cache(maxsize=4096)
def table(name: str, on: date) -> Rules:
    """The rules of `name` in force on a date: rule → its values with `source`, `article` and `from`.

    Where a rule has several versions the newest that had begun is taken; a rule that had not begun is left out.
    """
    in_force: dict[str, Any] = {}
    for rule, versions in whole(name).items():
        if isinstance(versions, dict):
            versions = [versions]  # noqa: PLW2901
        if not (isinstance(versions, list) and versions and all(isinstance(version, dict) for version in versions)):
            continue
        begun = [version for version in versions if version["from"] <= on]
        if begun:
            in_force[rule] = MappingProxyType(max(begun, key=lambda version: version["from"]))
    return MappingProxyType(in_force)


def rule(name: str, key: str, on: date) -> Rules:
    """One rule in force on a date. Raises LawError `not_in_force` when there is none."""
    found: Rules | None = table(name, on).get(key)
    if found is None:
        raise LawError(
            "not_in_force", f"{name}.{key} was not in force on {on.isoformat()}", rule=key, on=on.isoformat()
        )
    return found
