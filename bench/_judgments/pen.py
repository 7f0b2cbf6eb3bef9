"""The pen: marks secrets while a text is written, spells them in many ways, and takes the marks out again with their places."""

import re
from collections.abc import Iterable
from datetime import date
from random import Random
from typing import NamedTuple

from bench._judgments.invented import Person

KINDS = (
    "name",
    "id",
    "phone",
    "card",
    "account",
    "plate",
    "certificate",
    "address",
    "email",
    "wechat",
    "birth",
    "vehicle",
)
_OPEN, _CLOSE = "\ue000", "\ue001"
_MARK = re.compile(f"{_OPEN}(.)(.)([^{_CLOSE}]*){_CLOSE}")
_KIND_BASE, _OWNER_BASE = 0xE100, 0xE200
_WIDE = {
    ord(letter): ord(letter) + 0xFEE0 for letter in "0123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz@"
}
_GROUPED = re.compile(r"(?<=\d)(?=(?:\d{4})+[Xx]?(?!\d))")


class Secret(NamedTuple):
    """A secret's place in the text. `owner` is the key of the person it belongs to; `value` what it says, plainly spelled."""

    kind: str
    start: int
    end: int
    value: str
    owner: int


class Part(NamedTuple):
    """A part of a judgment: where it begins and ends, whole lines."""

    name: str
    start: int
    end: int


class Pen:
    """Writes for one document. With `noise` secrets are spelled in the ways typists, scanners and printers spell them."""

    def __init__(self, rng: Random, noise: bool) -> None:
        self.rng = rng
        self.noise = noise

    def secret(self, kind: str, value: str, owner: int = 0) -> str:
        """The value, spelled somehow, between marks."""
        text = self._spelled(kind, value) if self.noise else value
        return f"{_OPEN}{chr(_KIND_BASE + KINDS.index(kind))}{chr(_OWNER_BASE + owner)}{text}{_CLOSE}"

    def named(self, person: Person) -> str:
        """A person's or firm's name where it is mentioned; only names that are or may be hidden are marked."""
        if person.is_firm or not person.hidden:
            return person.name
        return self.secret("name", person.name, person.key)

    def given(self, person: Person) -> str:
        """The given name alone where there is one of two characters, as people say it; else the whole name."""
        if not self.noise or not person.given or not person.hidden:
            return self.named(person)
        return f"{_OPEN}{chr(_KIND_BASE)}{chr(_OWNER_BASE + person.key)}{person.given}{_CLOSE}"

    def _spelled(self, kind: str, value: str) -> str:
        draw = self.rng.random()
        if draw < 0.55:
            return value
        middle = self.rng.randrange(1, len(value)) if len(value) > 1 else 1
        if kind == "name":
            blank = " " if draw < 0.9 else "\u3000" if draw < 0.95 else "\n"
            return value[:middle] + blank + value[middle:] if draw > 0.8 and value.isascii() is False else value
        if draw < 0.7:
            return value.translate(_WIDE)
        if draw < 0.8:
            return _GROUPED.sub(" ", value) if kind not in ("email", "wechat", "address", "birth") else value
        if draw < 0.86 and kind in ("card", "account", "phone", "id"):
            return _GROUPED.sub("-", value)
        if draw < 0.93:
            return value[:middle] + "\n" + value[middle:]
        return value[:middle] + " " + value[middle:] if kind not in ("email", "wechat") else value

    def yuan(self, fen: int) -> str:
        """A sum in one of the ways sums are written."""
        if fen % 1_000_000 == 0 and self.rng.random() < 0.5:
            return f"{fen // 1_000_000}万元"
        if fen % 100 == 0 and self.rng.random() < 0.6:
            return f"{fen // 100}元"
        return f"{fen // 100}.{fen % 100:02d}元"


def zh(day: date) -> str:
    """2022年1月6日."""
    return f"{day.year}年{day.month}月{day.day}日"


_DIGITS = "〇一二三四五六七八九"


def _small(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十") + (
        _DIGITS[ones] if ones or not tens else ""
    )


def zh_numerals(day: date) -> str:
    """二〇二二年一月六日, as at the end of a judgment."""
    return "".join(_DIGITS[int(digit)] for digit in str(day.year)) + f"年{_small(day.month)}月{_small(day.day)}日"


def cleaned(paragraphs: Iterable[tuple[str, str]]) -> tuple[str, tuple[Part, ...], tuple[Secret, ...]]:
    """Paragraphs with the names of their parts → the text without marks, its parts, its secrets, in the order of the text."""
    pieces: list[str] = []
    secrets: list[Secret] = []
    parts: list[Part] = []
    at = 0
    for part, paragraph in paragraphs:
        begun, taken = at, 0
        for match in _MARK.finditer(paragraph):
            before = paragraph[taken : match.start()]
            pieces.append(before)
            at += len(before)
            text = match[3]
            secrets.append(
                Secret(KINDS[ord(match[1]) - _KIND_BASE], at, at + len(text), text, ord(match[2]) - _OWNER_BASE)
            )
            pieces.append(text)
            at += len(text)
            taken = match.end()
        rest = paragraph[taken:] + "\n"
        pieces.append(rest)
        at += len(rest)
        if parts and parts[-1].name == part:
            parts[-1] = Part(part, parts[-1].start, at)
        else:
            parts.append(Part(part, begun, at))
    return "".join(pieces), tuple(parts), tuple(secrets)
