"""A pleading in words: its parts, their items, and a row for each answer, for a page, the paper and whoever answers it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sharedcourt.law.money import format_rate, format_yuan
from sharedcourt.law.plaints.elements import PARTS, Element, Form, Page, in_language
from sharedcourt.law.plaints.reading import Reading, plain
from sharedcourt.law.plaints.sums import Account, Claimed
from sharedcourt.law.wording import en_date, zh_date

TICKED, OPEN = "■", "□"
_MOST_BOXES = 6


@dataclass(frozen=True, slots=True)
class Row:
    """One answer: `lines` of text, or a table with its head in `columns`. `key` is the element's."""

    key: str
    label: str
    lines: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One page of the form with what was answered."""

    key: str
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class PartText:
    """A part of the paper."""

    key: str
    title: str
    items: tuple[Item, ...]


def one(element: Element, value: Any, lang: str, *, boxes: bool = False) -> str:
    """A value in words. `boxes`: what may be chosen is printed whole, with what was chosen ticked."""
    if element.kind in {"choice", "choices", "yes_no"}:
        chosen = (value,) if isinstance(value, str) else tuple(value)
        if boxes and len(element.choices) <= _MOST_BOXES:
            marks = (
                f"{TICKED if key in chosen else OPEN}{in_language(words, lang)}"
                for key, words in element.choices.items()
            )
            return "　".join(marks)
        return ("、" if lang.startswith("zh") else ", ").join(in_language(element.choices[key], lang) for key in chosen)
    if isinstance(value, date):
        return zh_date(value) if lang.startswith("zh") else en_date(value)
    if element.kind == "rate":
        return format_rate(value)
    if isinstance(value, Decimal):
        figures = format_yuan(value) if element.kind == "money" else plain(value)
        return f"{figures}元" if lang.startswith("zh") else f"{figures} yuan"
    return str(value)


def row(element: Element, value: Any, lang: str, *, boxes: bool = False) -> Row:
    """An element with its answer."""
    label = element.name(lang)
    if element.kind == "table":
        return Row(
            element.key,
            label,
            columns=tuple(column.name(lang) for column in element.columns),
            cells=tuple(
                tuple(one(column, each[column.key], lang) if column.key in each else "" for column in element.columns)
                for each in value
            ),
        )
    if element.kind == "listed":
        return Row(element.key, label, tuple(value))
    return Row(element.key, label, tuple(one(element, value, lang, boxes=boxes).splitlines()))


def rows_of(reading: Reading, page: Page, lang: str, *, boxes: bool = False) -> tuple[Row, ...]:
    """What was answered on a page; what was left empty is not there."""
    return tuple(
        row(element, reading.values[element.key], lang, boxes=boxes)
        for element in reading.elements(page)
        if element.key in reading.values
    )


def sum_row(claimed: Claimed, lang: str) -> Row:
    """A sum with its formulas."""
    amount = format_yuan(claimed.amount)
    first = f"{amount}元" if lang.startswith("zh") else f"{amount} yuan"
    return Row(
        f"sum_{claimed.key}",
        in_language(claimed.label, lang),
        (first, *(in_language(formula, lang) for formula in claimed.formulas)),
    )


def until_paid(account: Account, lang: str) -> str:
    """The claim for what accrues after the day of calculation; empty when it is not made."""
    if not account.until_paid or account.as_of is None:
        return ""
    if lang.startswith("zh"):
        return f"自{zh_date(account.as_of)}起至实际还清之日止，按上述约定标准继续计算。"
    return f"From {en_date(account.as_of)} on, counted in the same way until everything is paid."


def sum_rows(account: Account, lang: str) -> tuple[Row, ...]:
    """Every sum with its formulas, the total last."""
    zh = lang.startswith("zh")
    total = ("合计", "Altogether")
    lines = tuple(line for line in (in_language(account.formula, lang), until_paid(account, lang)) if line)
    found = [sum_row(claimed, lang) for claimed in account.sums]
    return (*found, Row("total", total[0 if zh else 1], lines)) if found else ()


def parts(reading: Reading, account: Account | None, lang: str, *, boxes: bool = True) -> tuple[PartText, ...]:
    """The whole pleading in the order of the paper."""
    found = []
    for key, words in PARTS.items():
        items = tuple(_items(reading, account, key, lang, boxes=boxes))
        if items:
            found.append(PartText(key, in_language(words, lang), items))
    return tuple(found)


def _items(reading: Reading, account: Account | None, part: str, lang: str, *, boxes: bool) -> Iterator[Item]:
    for page in reading.pages():
        if page.part != part:
            continue
        rows = rows_of(reading, page, lang, boxes=boxes)
        if page.sums and account is not None:
            rows = (*rows, *sum_rows(account, lang))
        if page.said:
            label = "原告的主张" if lang.startswith("zh") else "What the plaintiff says"
            rows = (Row(f"said_{page.key}", label, page.said), *rows)
        if rows:
            yield Item(page.key, page.text(lang), rows)


def said(row_: Row) -> tuple[str, ...]:
    """A row as lines of text, for whoever answers it."""
    if row_.cells:
        return (f"{row_.label}：", *("　".join(cell for cell in cells if cell) for cells in row_.cells))
    return (f"{row_.label}：{row_.lines[0]}", *row_.lines[1:]) if row_.lines else ()


def page_of(form: Form, name: str) -> str:
    """The page on which an element (or a cell of a table) is asked; the first page for one that is nowhere."""
    key = name.split(":", maxsplit=1)[0]
    found = (page.key for page in form.pages if any(element.key == key for element in page.elements))
    return next(found, form.pages[0].key)
