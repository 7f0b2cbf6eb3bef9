"""Legal terms in plain words (`glossary.toml`), and where they stand in a text."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Term:
    """`say` are its spellings in judgments, `word` is its English name, `zh` and `en` what it means."""

    key: str
    say: tuple[str, ...]
    word: str
    zh: str
    en: str

    def meaning(self, lang: str = "zh") -> str:
        """The plain words in a language; in English the term's English name goes before."""
        return self.zh if lang.startswith("zh") else f"{self.word}: {self.en}"


class Place(NamedTuple):
    """A term from `start` to before `end`."""

    start: int
    end: int
    term: Term


@cache
def terms() -> dict[str, Term]:
    """All terms by key."""
    table = tomllib.loads(files(__package__).joinpath("glossary.toml").read_text(encoding="utf-8"))
    return {
        item["key"]: Term(item["key"], tuple(item["say"]), item["word"], item["zh"], item["en"])
        for item in table["term"]
    }


@cache
def _spelled() -> dict[str, Term]:
    return {spelling: term for term in terms().values() for spelling in term.say}


@cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(_spelled(), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)))


def first_places(text: str) -> list[Place]:
    """Where each term stands for the first time, in order. A longer term hides the shorter one inside it."""
    seen: set[str] = set()
    found: list[Place] = []
    for match in _pattern().finditer(text):
        term = _spelled()[match[0]]
        if term.key not in seen:
            seen.add(term.key)
            found.append(Place(match.start(), match.end(), term))
    return found
