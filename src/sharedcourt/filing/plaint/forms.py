"""A page of a pleading as a form. Nothing is refused here: everything typed is kept, and what is wrong stands beside its field."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict

from sharedcourt.core.widgets import DateParts
from sharedcourt.filing.plaint.pleadings import Opened
from sharedcourt.law.errors import LawError
from sharedcourt.law.plaints.elements import Element, Page, in_language
from sharedcourt.law.plaints.reading import MOST_ROWS, answered

DRESSED = {"money": "money", "rate": "percent"}


def cell_name(element: Element, row: int, column: Element) -> str:
    """The name of a table's cell in the form."""
    return f"{element.key}-{row}-{column.key}"


def field_of(element: Element, lang: str) -> forms.Field:
    """The field that asks for an element."""
    hint = in_language(element.help, lang)
    if element.example:
        example = f"例如：{element.example}" if lang == "zh" else f"For example: {element.example}"
        hint = f"{hint} {example}".strip()
    common: dict[str, Any] = {"label": element.text(lang), "help_text": hint, "required": False}
    if element.kind in {"choice", "yes_no", "choices"}:
        choices = [(key, in_language(words, lang)) for key, words in element.choices.items()]
        if element.kind == "choices":
            return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
    if element.kind == "date":
        return forms.CharField(widget=DateParts(), **common)
    if element.kind == "long":
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), **common)
    attrs = {"data-kind": DRESSED[element.kind]} if element.kind in DRESSED else {}
    if element.kind in {"number", "price"}:
        attrs = {"inputmode": "decimal", "class": "govuk-input--width-10"}
    return forms.CharField(widget=forms.TextInput(attrs=attrs), **common)


@dataclass(frozen=True)
class Asked:
    """One element on the page: a field, rows of fields, or lines that are only shown.

    `when` names, as JSON, the answers on this page on which it hangs; it `waits` while they are not given.
    """

    key: str
    label: str
    hint: str
    field: BoundField | None = None
    rows: tuple[tuple[BoundField, ...], ...] = ()
    lines: tuple[str, ...] = ()
    error: str = ""
    is_table: bool = False
    when: str = ""
    waits: bool = False


class PageForm(forms.Form):
    """The elements asked on a page with what stands in them, and `wrong`, by element or cell, beside the fields."""

    def __init__(self, opened: Opened, page: Page, lang: str, wrong: Mapping[str, str]) -> None:
        self.opened, self.page, self.lang = opened, page, lang
        self.elements = _on_page(opened, page)
        self.wrong = dict(wrong)
        standing: dict[str, Any] = {}
        built: dict[str, forms.Field] = {}
        for element, raw in self._standing():
            if element.kind == "table":
                for row, column, typed in _cells(element, raw):
                    built[cell_name(element, row, column)] = field_of(column, lang)
                    standing[cell_name(element, row, column)] = typed
            elif element.kind != "listed":
                built[element.key] = field_of(element, lang)
                standing[element.key] = raw
        super().__init__(data=standing)
        self.fields.update(built)
        for name, message in self.wrong.items():
            field = name.replace(":", "-")
            if field in self.fields:
                self.add_error(field, message)

    def _standing(self) -> Iterator[tuple[Element, Any]]:
        for element in self.elements:
            yield element, answered(element, self.opened.pleading.answers, self.opened.given)

    def asked(self) -> Iterable[Asked]:
        """What the page shows, in order."""
        for element, raw in self._standing():
            label, hint = element.text(self.lang), in_language(element.help, self.lang)
            if element.kind == "listed":
                yield Asked(element.key, label, hint, lines=tuple(raw or ()))
            elif element.kind == "table":
                count = _row_count(raw)
                rows = tuple(
                    tuple(self[cell_name(element, row, column)] for column in element.columns) for row in range(count)
                )
                yield Asked(element.key, label, hint, rows=rows, error=self.wrong.get(element.key, ""), is_table=True)
            else:
                here = {each.key for each in self.page.elements}
                when = {key: wanted for key, wanted in element.when.items() if key in here}
                yield Asked(
                    element.key,
                    label,
                    hint,
                    field=self[element.key],
                    when=json.dumps(when) if when else "",
                    waits=element.key in self.opened.reading.waiting,
                )


def _on_page(opened: Opened, page: Page) -> list[Element]:
    """What is asked, and single fields which an answer on the page shows at once."""
    reading = opened.reading
    follow = {
        each.key for each in page.elements if each.key in reading.waiting and each.kind not in {"table", "listed"}
    }
    return [each for each in page.elements if each.key in reading.shown or each.key in follow]


def _row_count(raw: Any) -> int:
    """The rows that are there and an empty one, as long as there may be more."""
    return min((len(raw) if isinstance(raw, list | tuple) else 0) + 1, MOST_ROWS)


def _cells(element: Element, raw: Any) -> Iterator[tuple[int, Element, Any]]:
    there = list(raw) if isinstance(raw, list | tuple) else []
    for row in range(_row_count(raw)):
        for column in element.columns:
            yield row, column, there[row].get(column.key, "") if row < len(there) else ""


def typed(opened: Opened, page: Page, data: QueryDict) -> dict[str, Any]:
    """What was sent for the elements of the page; those that stayed hidden in the browser send nothing and keep what they had."""
    found: dict[str, Any] = {}
    for element in _on_page(opened, page):
        if element.key in opened.reading.waiting and not {element.key, f"{element.key}_0"} & data.keys():
            continue
        if element.kind == "table":
            found[element.key] = _typed_rows(element, data)
        elif element.kind == "choices":
            found[element.key] = data.getlist(element.key)
        elif element.kind == "date":
            found[element.key] = DateParts().value_from_datadict(data, {}, element.key)
        elif element.kind != "listed":
            found[element.key] = data.get(element.key, "")
    return found


def _typed_rows(element: Element, data: QueryDict) -> list[dict[str, str]]:
    rows = []
    for row in range(MOST_ROWS):
        names = {column.key: cell_name(element, row, column) for column in element.columns}
        if not any(name in data or f"{name}_0" in data for name in names.values()):
            break
        rows.append(
            {
                column.key: DateParts().value_from_datadict(data, {}, names[column.key])
                if column.kind == "date"
                else data.get(names[column.key], "")
                for column in element.columns
            }
        )
    return rows


def in_words(problems: Mapping[str, LawError], lang: str) -> dict[str, str]:
    """What is wrong, by element or cell, as sentences."""
    return {name: problem.text(lang) for name, problem in problems.items()}
