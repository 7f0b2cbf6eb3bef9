"""Court fees under the Measures on the Payment of Litigation Costs (诉讼费用交纳办法). All sums in yuan."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sharedcourt.law.errors import LawError
from sharedcourt.law.money import fen
from sharedcourt.law.tables import rule

_NOW = date(2022, 1, 1)  # the tariff has not changed since 2007-04-01; callers may ask for another day


def _tiered(amount: Decimal, tariff: Mapping[str, Any]) -> Decimal:
    if amount < 0:
        raise LawError("negative_amount", "a claim cannot be negative", field="amount")
    fee, floor = Decimal(tariff["flat"]), Decimal(tariff["flat_up_to"])
    for tier in tariff["tier"]:
        if amount <= floor:
            break
        ceiling = Decimal(tier["up_to"]) if "up_to" in tier else amount
        fee += (min(amount, ceiling) - floor) * Decimal(tier["rate"])
        floor = ceiling
    return min(fee, Decimal(tariff["cap"])) if "cap" in tariff else fee


def court_fee(amount: Decimal, *, on: date = _NOW) -> Decimal:
    """Acceptance fee of a property case (art. 13)."""
    return fen(_tiered(amount, rule("court_fees", "property", on)))


def half_fee(amount: Decimal, *, on: date = _NOW) -> Decimal:
    """Half the acceptance fee: mediated or withdrawn (15), summary procedure (16), joined counterclaim (18). Never halved twice."""
    share = Decimal(rule("court_fees", "reduction", on)["half"])
    return fen(_tiered(amount, rule("court_fees", "property", on)) * share)


def enforcement_fee(amount: Decimal, *, on: date = _NOW) -> Decimal:
    """Fee of an enforcement application, borne by the debtor after enforcement (art. 14(1))."""
    return fen(_tiered(amount, rule("court_fees", "enforcement", on)))


def preservation_fee(amount: Decimal, *, on: date = _NOW) -> Decimal:
    """Fee of property preservation, at most 5,000 (art. 14(2))."""
    return fen(_tiered(amount, rule("court_fees", "preservation", on)))


def payment_order_fee(amount: Decimal, *, on: date = _NOW) -> Decimal:
    """One third of the property fee (art. 14(3))."""
    divisor = Decimal(rule("court_fees", "payment_order", on)["divisor"])
    return fen(_tiered(amount, rule("court_fees", "property", on)) / divisor)


def confirmation_fee(*, on: date = _NOW) -> Decimal:
    """Judicial confirmation is free (art. 8(1))."""
    return fen(Decimal(rule("court_fees", "confirmation", on)["fee"]))
