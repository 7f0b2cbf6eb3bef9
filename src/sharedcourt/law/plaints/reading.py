"""From what was typed to what it means: values, and what is missing or wrong, element by element.

Answers are kept as typed (a draft keeps what cannot be read yet): text; a list of texts for `choices`; a list of rows, each text by
column, for `table`. An amount is yuan, a rate percent ("6.5"), a date ISO. What reads well is rewritten in one form by `tidy`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from sharedcourt.law.errors import LawError
from sharedcourt.law.money import yuan
from sharedcourt.law.plaints.elements import Element, Form, Page

Answers = Mapping[str, Any]
MOST_ROWS = 120
EARLIEST, LATEST = date(1950, 1, 1), date(2099, 12, 31)
_PRICE_PLACES = 4
_RATE_PLACES = 6
_HIGHEST_NUMBER = 10**12
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Reading:
    """`values` by element (only what is shown, answered and right); `problems` by element or `table:row:column`; `missing` elements.

    `waiting` are not shown yet, but an answer on their own page would show them.
    """

    form: Form
    values: Mapping[str, Any]
    problems: Mapping[str, LawError]
    missing: tuple[str, ...]
    shown: tuple[str, ...]
    waiting: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Nothing is missing and nothing is wrong."""
        return not self.missing and not self.problems

    def pages(self) -> list[Page]:
        """The pages on which something is asked."""
        return [page for page in self.form.pages if any(element.key in self.shown for element in page.elements)]

    def elements(self, page: Page) -> list[Element]:
        """What is asked on a page."""
        return [element for element in page.elements if element.key in self.shown]

    def is_done(self, page: Page) -> bool:
        """Nothing on the page is missing or wrong."""
        keys = {element.key for element in page.elements}
        return not keys & set(self.missing) and not any(name.split(":")[0] in keys for name in self.problems)


@dataclass(slots=True)
class _Found:
    values: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, LawError] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)


def answered(element: Element, answers: Answers, given: Answers) -> Any:
    """What stands in an element: what was typed, else what is known already, else its preset."""
    if element.kind != "listed" and element.key in answers:
        return answers[element.key]
    return given.get(element.key, element.preset)


def is_empty(raw: Any) -> bool:
    """Nothing typed; a table is empty when all its cells are."""
    if isinstance(raw, str):
        return not raw.strip()
    if isinstance(raw, Sequence):
        return all(is_empty(list(row.values())) if isinstance(row, Mapping) else is_empty(row) for row in raw)
    return raw is None


def holds(when: Mapping[str, tuple[str, ...]], values: Mapping[str, Any]) -> bool:
    """Whether every named element has (or contains) one of the answers."""
    for key, wanted in when.items():
        value = values.get(key, ())
        chosen = {value} if isinstance(value, str) else set(value)
        if not chosen & set(wanted):
            return False
    return True


def read(form: Form, answers: Answers, given: Answers, *, today: date) -> Reading:
    """Everything that was answered, read. `given` is what the dispute already holds, in the form of answers."""
    found = _Found()
    facts = {key: value for key, value in given.items() if isinstance(value, str)}
    asked = form.elements()
    known = {key: value for key, value in facts.items() if key not in asked}
    for page in form.pages:
        here = {element.key for element in page.elements}
        for element in page.elements:
            # An element whose condition hangs on one that is itself hidden is hidden too: hidden ones have no value.
            values = {**known, **found.values}
            if holds(element.when, values):
                _take(found, element, answered(element, answers, given), today)
            elif holds({key: wanted for key, wanted in element.when.items() if key not in here}, values):
                found.waiting.append(element.key)
    return Reading(form, found.values, found.problems, tuple(found.missing), tuple(found.shown), tuple(found.waiting))


def _take(found: _Found, element: Element, raw: Any, today: date) -> None:
    found.shown.append(element.key)
    if is_empty(raw):
        if element.required:
            found.missing.append(element.key)
        return
    if element.kind == "table":
        rows = _rows(found, element, raw, today)
        if rows is not None:
            found.values[element.key] = rows
        return
    try:
        found.values[element.key] = value_of(element, raw, today=today)
    except LawError as error:
        found.problems[element.key] = error


def _rows(found: _Found, element: Element, raw: Any, today: date) -> tuple[Mapping[str, Any], ...] | None:
    if not isinstance(raw, Sequence) or isinstance(raw, str) or not all(isinstance(row, Mapping) for row in raw):
        found.problems[element.key] = LawError("not_a_table", "a table has rows", field=element.key)
        return None
    if len(raw) > MOST_ROWS:
        found.problems[element.key] = LawError("too_many_rows", "too many rows", field=element.key, most=str(MOST_ROWS))
        return None
    rows, wrong = [], False
    for number, row in enumerate(raw):
        cells: dict[str, Any] = {}
        if is_empty(list(row.values())):
            continue
        for column in element.columns:
            name = f"{element.key}:{number}:{column.key}"
            typed = row.get(column.key, "")
            if is_empty(typed):
                typed = column.preset
            if is_empty(typed):
                if column.required:
                    found.problems[name] = LawError("not_answered", "an empty cell", field=name)
                    wrong = True
                continue
            try:
                cells[column.key] = value_of(column, typed, today=today)
            except LawError as error:
                found.problems[name] = error
                wrong = True
        rows.append(cells)
    return None if wrong else tuple(rows)


def value_of(element: Element, raw: Any, *, today: date) -> Any:
    """One answer read: Decimal for money, price and rate (a fraction), date, int, or text. Raises LawError with the element's key."""
    if element.kind == "listed":
        return tuple(str(line) for line in raw) if not isinstance(raw, str) else (raw,)
    if element.kind == "choices":
        chosen = [str(each) for each in raw] if not isinstance(raw, str) else [raw]
        if not set(chosen) <= set(element.options):
            raise LawError("not_a_choice", f"{raw!r} cannot be chosen", field=element.key)
        return tuple(option for option in element.options if option in chosen)
    if not isinstance(raw, str):
        raise LawError("not_a_text", f"{type(raw).__name__} is not an answer to {element.key}", field=element.key)
    text = raw.strip()
    if element.kind in {"choice", "yes_no"}:
        if text not in element.choices:
            raise LawError("not_a_choice", f"{text!r} cannot be chosen", field=element.key)
        return text
    if element.kind == "date":
        return _date(element, text, today)
    if element.kind in {"text", "long"}:
        if len(text) > element.longest:
            raise LawError("too_long", f"{element.key} is too long", field=element.key, most=str(element.longest))
        return " ".join(text.split()) if element.kind == "text" else text
    return _number(element, text)


def _date(element: Element, text: str, today: date) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise LawError("not_a_date", f"{text!r} is not a date", field=element.key) from error
    if not EARLIEST <= found <= LATEST:
        raise LawError("not_a_date", f"{text!r} is out of range", field=element.key)
    if element.past and found > today:
        raise LawError("in_the_future", f"{text!r} has not come yet", field=element.key)
    return found


def _number(element: Element, text: str) -> Decimal | int:
    if element.kind == "money":
        try:
            amount = yuan(text)
        except LawError as error:
            raise LawError("not_an_amount", error.message, field=element.key) from error
        if amount < 0:
            raise LawError("negative_amount", "an amount cannot be negative", field=element.key)
        if element.positive and not amount:
            raise LawError("not_above_zero", "an amount above zero is wanted", field=element.key)
        return amount
    try:
        number = Decimal(text.replace(",", "").replace("，", "").removesuffix("%").removesuffix("％").strip())
    except InvalidOperation as error:
        raise LawError("not_a_number", f"{text!r} is not a number", field=element.key) from error
    if not number.is_finite() or abs(number) > _HIGHEST_NUMBER:
        raise LawError("not_a_number", f"{text!r} is not a number", field=element.key)
    places = {"price": _PRICE_PLACES, "rate": _RATE_PLACES}.get(element.kind, 0)
    if number != round(number, places):
        raise LawError("too_many_decimals", f"{text!r} is too fine", field=element.key, most=str(places))
    highest = element.highest or _HIGHEST_NUMBER
    if not element.lowest <= number <= highest:
        bounds = {"lowest": str(element.lowest), "highest": str(highest)}
        raise LawError("out_of_bounds", f"{text!r} is out of bounds", field=element.key, **bounds)
    return int(number) if element.kind == "number" else number / HUNDRED if element.kind == "rate" else number


def tidy(element: Element, raw: Any, *, today: date) -> Any:
    """What is to be kept of an answer: one way of writing what reads well, and what was typed where it does not."""
    if element.kind == "table":
        rows = raw if isinstance(raw, Sequence) and not isinstance(raw, str) else []
        kept = [
            {column.key: tidy(column, row.get(column.key, ""), today=today) for column in element.columns}
            for row in rows
            if isinstance(row, Mapping)
        ]
        return [row for row in kept if not is_empty(list(row.values()))]
    if element.kind == "choices":
        return [str(each) for each in raw] if isinstance(raw, Sequence) and not isinstance(raw, str) else []
    typed = str(raw if raw is not None else "").strip()
    if not typed:
        return ""
    try:
        value = value_of(element, typed, today=today)
    except LawError:
        return typed
    if element.kind == "rate":
        return plain(value * HUNDRED)
    return plain(value) if element.kind == "price" else str(value)


def plain(number: Decimal) -> str:
    """A decimal without exponent or needless zeros: 6.50 → '6.5'."""
    return f"{number.normalize():f}"
