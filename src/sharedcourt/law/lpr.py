"""Loan prime rate on a date, and the private-lending cap that hangs on it."""

import warnings
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from sharedcourt.law.errors import LawError, LawWarning
from sharedcourt.law.tables import rule, whole

Term = Literal["1Y", "5Y"]
_COLUMN: dict[Term, str] = {"1Y": "one_year", "5Y": "five_year"}


class PastEndOfTable(LawWarning):
    """The date lies after the last day for which the table is known to hold; the last known rate was used."""


@dataclass(frozen=True, slots=True)
class LprQuote:
    """`rate` as a fraction (0.0385), the day it was set, and whether the table is known to hold on the day asked for."""

    rate: Decimal
    set_on: date
    certain: bool


def known_until() -> date:
    """Last day for which the newest rate in the table is known to hold."""
    until: date = whole("lpr")["known_until"]
    return until


def lpr_quote(on: date, term: Term = "1Y") -> LprQuote:
    """Last LPR published on or before a date, silently. Raises LawError `before_lpr` before 2019-08-20."""
    rows = [row for row in whole("lpr")["row"] if row["from"] <= on]
    if not rows:
        raise LawError(
            "before_lpr", f"no LPR was published on or before {on.isoformat()}", field="on", on=on.isoformat()
        )
    row = max(rows, key=lambda each: each["from"])
    return LprQuote(Decimal(row[_COLUMN[term]]) / 100, row["from"], on <= known_until())


def lpr_on(on: date, term: Term = "1Y", *, strict: bool = False) -> Decimal:
    """LPR as a fraction. Past the table's end warns `PastEndOfTable` and gives the last known rate; with `strict` raises it."""
    quote = lpr_quote(on, term)
    if not quote.certain:
        warning = PastEndOfTable(f"the LPR table ends at {known_until().isoformat()}, asked for {on.isoformat()}")
        if strict:
            raise warning
        warnings.warn(warning, stacklevel=2)
    return quote.rate


def private_lending_cap(contract_on: date, *, sued_on: date | None = None) -> Decimal:
    """Highest yearly rate of private lending: 4 × one-year LPR at the contract's formation (PL 25).

    A contract before 2020-08-20 is judged by the LPR at the time of suit for the time after that day (PL 31); pass `sued_on`,
    else LawError `needs_suit_date`. Not for licensed lenders and the seven local-finance kinds.
    """
    begins: date = whole("private_lending")["cap"][0]["from"]
    if contract_on < begins:
        if sued_on is None or sued_on < begins:
            raise LawError("needs_suit_date", "an older contract is judged by the LPR at suit", field="sued_on")
        contract_on = sued_on
    cap = rule("private_lending", "cap", contract_on)
    return Decimal(cap["lpr_multiple"]) * lpr_on(contract_on, "1Y")
