"""What the applicant says, in sentences: the items a party admits or disputes, and the debt worked out line by line."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sharedcourt.core.errors import Invalid
from sharedcourt.disputes import elements as loan
from sharedcourt.disputes.models import Capacity, Dispute, Party
from sharedcourt.law.interest import Debt, InterestItem
from sharedcourt.law.money import format_rate, format_yuan


def yuan(amount: Decimal | str) -> str:
    """280,000.00 yuan, in the language of the page."""
    return f"{format_yuan(Decimal(amount))} {pgettext('unit of money', 'yuan')}"


def day(value: date | str) -> str:
    """2022年1月6日, in English Jan. 6, 2022."""
    found = value if isinstance(value, date) else date.fromisoformat(value)
    return formats.date_format(found, "DATE_FORMAT")


@dataclass(frozen=True)
class Item:
    """One thing the applicant says; `key` is stable and what an answer refers to."""

    key: str
    label: str
    text: str


def items(dispute: Dispute, party: Party | None = None) -> list[Item]:
    """The items of the statement, for this party to answer (a co-obligor also answers for what ties them to the debt)."""
    given = dispute.elements
    try:
        owed = loan.debt(given)
    except Invalid:
        return []
    found = [
        Item(
            "contract",
            _("The contract"),
            _("On %(day)s you signed the contract “%(name)s”, number %(number)s.")
            % {"day": day(given["signed_on"]), "name": given["contract_name"], "number": given["contract_number"]},
        )
        if party is None or party.capacity == Capacity.BORROWER
        else Item(
            "contract",
            _("The contract"),
            _("On %(day)s the borrower signed the contract “%(name)s”, number %(number)s.")
            % {"day": day(given["signed_on"]), "name": given["contract_name"], "number": given["contract_number"]},
        ),
        Item(
            "loan",
            _("The money lent"),
            _("The bank paid out %(amount)s on %(released)s. It was due back on %(due)s.")
            % {
                "amount": yuan(given["principal"]),
                "released": day(given["released_on"]),
                "due": day(given["matures_on"]),
            },
        ),
        Item("rate", _("The rates"), rate_text(given)),
        Item("repaid", _("What has been repaid"), repaid_text(given)),
        Item(
            "principal",
            _("Principal still owed"),
            _("Of the money lent, %(amount)s has not been paid back.") % {"amount": yuan(owed.principal)},
        ),
        Item(
            "interest",
            _("Interest within the term"),
            _("Interest up to the due day that has not been paid: %(amount)s.") % {"amount": yuan(owed.interest)},
        ),
        Item(
            "penalty",
            _("Penalty interest"),
            _("Interest at the higher rate since the due day: %(amount)s.") % {"amount": yuan(owed.penalty)},
        ),
    ]
    if owed.compound:
        found.append(
            Item(
                "compound",
                _("Compound interest"),
                _("Interest on the unpaid interest: %(amount)s.") % {"amount": yuan(owed.compound)},
            )
        )
    if owed.costs:
        found.append(
            Item("costs", _("Costs"), _("Costs of realising the claim: %(amount)s.") % {"amount": yuan(owed.costs)})
        )
    if party is not None and party.capacity in {Capacity.CO_OBLIGOR, Capacity.GUARANTOR}:
        tie = party.relation or _("you are named as sharing it")
        found.append(Item("obligation", _("Your part in the debt"), _("You share this debt: %(tie)s.") % {"tie": tie}))
    return found


def rate_text(given: loan.Elements) -> str:
    """The rates in one sentence."""
    terms = loan.terms(given)
    return _(
        "%(rate)s a year within the term; %(penalty)s a year after it (%(uplift)s more than agreed), counted by %(base)d days a year."
    ) % {
        "rate": format_rate(terms.annual_rate),
        "penalty": format_rate(terms.penalty_rate),
        "uplift": format_rate(terms.penalty_uplift),
        "base": terms.day_base,
    }


def repaid_text(given: loan.Elements) -> str:
    """What has come in so far."""
    principal = sum((payment.principal for payment in loan.payments(given)), Decimal(0))
    return _("%(amount)s of the principal has been repaid, and interest up to %(day)s.") % {
        "amount": yuan(principal),
        "day": day(given["interest_paid_to"]),
    }


@dataclass(frozen=True)
class Line:
    """A line of the debt table: what, over which days, how it was counted, how much."""

    label: str
    formula: str
    amount: Decimal
    is_total: bool = False


def debt_lines(given: loan.Elements, owed: Debt | None = None) -> list[Line]:
    """The debt worked out, each line with its formula, the total last."""
    owed = owed or loan.debt(given)
    terms = loan.terms(given)
    lines = [Line(_("Principal"), "", owed.principal)]
    for label, entries, rate in (
        (_("Interest within the term"), owed.interest_items, terms.annual_rate),
        (_("Penalty interest"), owed.penalty_items, terms.penalty_rate),
    ):
        lines += [Line(label, _simple(item, rate, terms.day_base), item.amount) for item in entries]
    for item in owed.compound_items:
        formula = _(
            "on %(base)s of unpaid interest, %(start)s to %(end)s: %(days)d days, at %(rate)s up to the due day and %(penalty)s after it"
        )
        lines.append(
            Line(
                _("Compound interest"),
                formula
                % {
                    "base": yuan(item.base),
                    "start": day(item.start),
                    "end": day(item.end),
                    "days": item.days,
                    "rate": format_rate(terms.annual_rate),
                    "penalty": format_rate(terms.penalty_rate),
                },
                item.amount,
            )
        )
    if owed.costs:
        lines.append(Line(_("Costs of realising the claim"), "", owed.costs))
    return [*lines, Line(_("Altogether on %(day)s") % {"day": day(owed.as_of)}, "", owed.total, is_total=True)]


def _simple(item: InterestItem, rate: Decimal, day_base: int) -> str:
    return _("%(start)s to %(end)s: %(base)s × %(rate)s × %(days)d ÷ %(day_base)d") % {
        "start": day(item.start),
        "end": day(item.end),
        "base": yuan(item.base),
        "rate": format_rate(rate),
        "days": item.days,
        "day_base": day_base,
    }


def summary(dispute: Dispute) -> list[tuple[str, str]]:
    """The heart of the matter as label and text, for the dispute's page and for check-your-answers."""
    given: dict[str, Any] = dispute.elements
    rows = [(item.label, item.text) for item in items(dispute)]
    if given.get("purpose"):
        rows.insert(2, (_("Purpose"), given["purpose"]))
    if given.get("facts"):
        rows.append((_("What else matters"), given["facts"]))
    return rows


def dated(given: loan.Elements) -> dict[str, Any]:
    """The elements with their days as dates, for pages."""
    found: dict[str, Any] = dict(given)
    for name in ("signed_on", "released_on", "matures_on", "interest_paid_to", "as_of"):
        if found.get(name):
            found[name] = date.fromisoformat(found[name])
    found["payments"] = [{**each, "on": date.fromisoformat(each["on"])} for each in given.get("payments") or []]
    return found
