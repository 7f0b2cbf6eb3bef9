"""Forms, pages and elements, read from their files. Every element knows its question in both languages and what may be answered."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

from sharedcourt.law.errors import LawError

Kind = Literal[
    "text", "long", "money", "price", "rate", "number", "date", "choice", "choices", "yes_no", "table", "listed"
]
Part = Literal["parties", "claims", "matters", "facts", "basis"]
Words = tuple[str, str]  # Chinese, English

NAMES = ("financial_loan", "credit_card", "guarantee_insurance", "finance_lease", "securities_misstatement", "general")
ANSWER = "answer"
# The order of the paper; the pages of a form come in the order in which they are easiest to answer.
PARTS: Mapping[Part, Words] = MappingProxyType(
    {
        "parties": ("当事人信息", "The parties"),
        "claims": ("诉讼请求", "Claims"),
        "matters": ("管辖、保全和调解", "Jurisdiction, preservation, mediation"),
        "facts": ("事实与理由", "Facts and reasons"),
        "basis": ("依据和证据", "Basis and evidence"),
    }
)
YES_NO: Mapping[str, Words] = MappingProxyType({"yes": ("是", "yes"), "no": ("否", "no")})
LONGEST: Mapping[str, int] = MappingProxyType({"text": 200, "long": 2000})
EVERY_OTHER = "*"


def in_language(words: Words, lang: str) -> str:
    """The Chinese or the English of a pair."""
    return words[0] if lang.startswith("zh") else words[1]


@dataclass(frozen=True, slots=True)
class Element:
    """One thing that is asked. `when` names the answers that show it; `known`: the dispute's element of this key answers it.

    `paper` is what a Chinese paper calls it where the question would read oddly there. `highest` and `lowest` bound a number, or a rate in percent. `certain` is False where the model text was not before us.
    """

    key: str
    kind: Kind
    label: Words
    help: Words = ("", "")
    paper: str = ""
    example: str = ""
    required: bool = False
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    options: Mapping[str, Words] = field(default_factory=dict)
    columns: tuple["Element", ...] = ()
    preset: str = ""
    known: bool = False
    past: bool = False
    positive: bool = False
    lowest: int = 0
    highest: int = 0
    longest: int = 0
    certain: bool = True

    @property
    def choices(self) -> Mapping[str, Words]:
        """What may be chosen."""
        return YES_NO if self.kind == "yes_no" else self.options

    def text(self, lang: str) -> str:
        """The question."""
        return in_language(self.label, lang)

    def name(self, lang: str) -> str:
        """What it is called beside its answer."""
        if lang.startswith("zh") and self.paper:
            return self.paper
        return self.text(lang).rstrip("？?")


@dataclass(frozen=True, slots=True)
class Page:
    """What is asked at once, one item of the model text. `sums`: the sums of money are claimed on this page."""

    key: str
    part: Part
    title: Words
    elements: tuple[Element, ...]
    lead: Words = ("", "")
    source: str = ""
    sums: bool = False
    certain: bool = True
    said: tuple[str, ...] = ()

    def text(self, lang: str) -> str:
        """The heading."""
        return in_language(self.title, lang)


@dataclass(frozen=True, slots=True)
class Sum:
    """How one sum of money follows from the answers; `refers` names the elements it is made of (see `sums`)."""

    key: str
    kind: str
    label: Words
    refers: Mapping[str, Any]
    when: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Form:
    """An element form as it stands on a day."""

    code: str
    title: Words
    causes: tuple[str, ...]
    source: str
    published: str
    certain: bool
    pages: tuple[Page, ...]
    sums: tuple[Sum, ...] = ()

    def text(self, lang: str) -> str:
        """The title."""
        return in_language(self.title, lang)

    def page(self, key: str) -> Page:
        """The page with a key. Raises LawError `unknown_page`."""
        for page in self.pages:
            if page.key == key:
                return page
        raise LawError("unknown_page", f"{self.code} has no page {key!r}", field="page")

    def elements(self) -> dict[str, Element]:
        """Every element by its key."""
        return {element.key: element for page in self.pages for element in page.elements}


@cache
def _file(name: str) -> Mapping[str, Any]:
    text = files(f"{__package__}.forms").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))


def _words(pair: list[str]) -> Words:
    zh, en = pair
    return zh, en


def _when(found: Mapping[str, list[str]]) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({key: tuple(values) for key, values in found.items()})


def _element(found: Mapping[str, Any], *, certain: bool) -> Element:
    kind = found["type"]
    return Element(
        key=found["key"],
        kind=kind,
        label=_words(found["label"]),
        help=_words(found.get("help", ["", ""])),
        paper=found.get("paper", ""),
        example=found.get("example", ""),
        required=found.get("required", False),
        when=_when(found.get("when", {})),
        options=MappingProxyType({key: _words(pair) for key, pair in found.get("options", {}).items()}),
        columns=tuple(_element(column, certain=certain) for column in found.get("columns", [])),
        preset=found.get("preset", ""),
        known=found.get("known", False),
        past=found.get("past", False),
        positive=found.get("positive", False),
        lowest=found.get("lowest", 0),
        highest=found.get("highest", 100 if kind == "rate" else 0),
        longest=found.get("longest", LONGEST.get(kind, 0)),
        certain=found.get("certain", certain),
    )


def _page(key: str, found: Mapping[str, Any], form: Mapping[str, Any]) -> Page:
    certain = found.get("certain", form.get("certain", True))
    return Page(
        key=key,
        part=found["part"],
        title=_words(found["title"]),
        elements=tuple(_element(each, certain=certain) for each in found["elements"]),
        lead=_words(found.get("lead", ["", ""])),
        source=found.get("source", form["source"]),
        sums=found.get("sums", False),
        certain=certain,
    )


def _pages(form: Mapping[str, Any], on: date) -> tuple[Page, ...]:
    pages = []
    for entry in form["pages"]:
        if "use" not in entry:
            pages.append(_page(entry["key"], entry, form))
        elif entry["use"] in _file("common"):
            shared = _file("common")[entry["use"]]
            if shared.get("from", form["from"]) <= on:
                # A shared page is as certain as its own file says, whatever the form that uses it.
                pages.append(_page(entry["use"], shared, {**form, "certain": True}))
    return tuple(pages)


@lru_cache(maxsize=256)
def form(code: str, on: date) -> Form:
    """The form with a code as it stands on a day. Raises LawError `unknown_form`, or `not_in_force` before its first day."""
    if code not in (*NAMES, ANSWER):
        raise LawError("unknown_form", f"there is no element form {code!r}", field="form")
    found = _file(code)
    if on < found["from"]:
        raise LawError("not_in_force", f"{code} was not in force on {on}", rule=code, on=on.isoformat())
    return Form(
        code=code,
        title=_words(found["title"]),
        causes=tuple(found["causes"]),
        source=found["source"],
        published=found.get("published", ""),
        certain=found.get("certain", True),
        pages=_pages(found, on),
        sums=tuple(
            Sum(
                key=entry["key"],
                kind=entry["kind"],
                label=_words(entry["label"]),
                refers=MappingProxyType(
                    {key: value for key, value in entry.items() if key not in {"key", "kind", "label", "when"}}
                ),
                when=_when(entry.get("when", {})),
            )
            for entry in found.get("sums", [])
        ),
    )


def form_for(cause: str) -> str:
    """The code of the form that fits a cause of action; the general one where there is none."""
    for name in NAMES:
        if cause in _file(name)["causes"]:
            return name
    return NAMES[-1]


def choices(on: date, lang: str = "zh") -> list[tuple[str, str]]:
    """(code, title) of the forms in force."""
    return [(name, form(name, on).text(lang)) for name in NAMES if _file(name)["from"] <= on]
