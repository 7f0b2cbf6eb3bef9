"""Limitation of actions (诉讼时效), the guarantee period, and the period for applying for enforcement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sharedcourt.law.errors import LawError
from sharedcourt.law.tables import rule
from sharedcourt.law.workdays import add_months, add_years, next_workday

InterruptionKind = Literal[
    "demand", "acknowledgement", "instalment_promise", "mediation_request", "suit", "enforcement"
]

ARTICLES: dict[InterruptionKind, str] = {
    "demand": "民法典第一百九十五条（一）",
    "acknowledgement": "民法典第一百九十五条（二）",
    "instalment_promise": "诉讼时效规定第十四条",
    "mediation_request": "诉讼时效规定第十二条",
    "suit": "民法典第一百九十五条（三）",
    "enforcement": "民法典第一百九十五条（四）",
}


@dataclass(frozen=True, slots=True)
class Interruption:
    """Something that starts the period anew on a day. For joint debtors one's interruption counts for all (诉讼时效规定 15)."""

    on: date
    kind: InterruptionKind


@dataclass(frozen=True, slots=True)
class Limitation:
    """`ends_on` is the last day on which a claim can be brought unobjected; it rolls off days off. Never applied ex officio (CC 193)."""

    begins_on: date
    ends_on: date
    interrupted_by: Interruption | None

    def expired(self, on: date) -> bool:
        """Whether the debtor may object on a day."""
        return on > self.ends_on


def limitation(due_dates: Sequence[date], interruptions: Sequence[Interruption] = ()) -> Limitation:
    """Three years from the day the (last) performance was due (CC 188, 189), anew from each interruption that came in time.

    An acknowledgement or promise made after the end still counts (the debtor waived the objection, CC 192); nothing else does.
    """
    if not due_dates:
        raise LawError("no_due_date", "limitation runs from a due date", field="due_dates")
    begins = max(due_dates)
    years: int = rule("limitation", "general", max(begins, date(2017, 10, 1)))["years"]
    ends = next_workday(add_years(begins, years))
    last: Interruption | None = None
    for interruption in sorted(interruptions, key=lambda each: each.on):
        late = interruption.on > ends
        if late and interruption.kind not in {"acknowledgement", "instalment_promise"}:
            continue
        if add_years(interruption.on, years) > add_years(begins, years) or late:
            begins, last = interruption.on, interruption
            ends = next_workday(add_years(begins, years))
    return Limitation(begins, ends, last)


def guarantee_period_end(matures_on: date, agreed_end: date | None = None) -> date:
    """Last day on which the creditor can call on the guarantor: as agreed after maturity, else six months (CC 692)."""
    if agreed_end is not None and agreed_end > matures_on:
        return agreed_end
    months: int = rule("limitation", "guarantee", max(matures_on, date(2021, 1, 1)))["months"]
    return add_months(matures_on, months)


def enforcement_period_end(performance_due: Sequence[date]) -> date:
    """Two years from the end of the last instalment's performance period (CPL 250)."""
    if not performance_due:
        raise LawError("no_due_date", "the period runs from a due date", field="performance_due")
    last = max(performance_due)
    years: int = rule("limitation", "enforcement", last)["years"]
    return next_workday(add_years(last, years))
