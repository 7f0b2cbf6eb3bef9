"""Court fees under the Measures on the Payment of Litigation Costs (诉讼费用交纳办法). All sums in yuan."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal

from sharedcourt.law.errors import LawError
from sharedcourt.law.money import fen
from sharedcourt.law.tables import rule
from sharedcourt.law.workdays import add_days_rolling

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


class WithoutAmount(StrEnum):
    """Cases whose fee is a figure of the province within a range (art. 13(1)(2)-(4), (6))."""

    DIVORCE = "divorce"
    PERSONALITY = "personality"
    INTELLECTUAL_PROPERTY = "intellectual_property"
    LABOUR = "labour"
    OTHER = "other"
    JURISDICTION_OBJECTION = "jurisdiction_objection"


def fixed_fee(
    kind: WithoutAmount, *, figure: Decimal | None = None, amount: Decimal = Decimal(0), on: date = _NOW
) -> Decimal:
    """Fee of a case without an amount: the province's `figure` (the least of the range unless set), and the part by `amount`.

    `amount` is the property divided in a divorce, or the damages for an injured personality. Intellectual property with an amount
    pays like property. Raises LawError `fee_out_of_range`.
    """
    tariff = rule("court_fees", kind.value, on)
    if kind is WithoutAmount.INTELLECTUAL_PROPERTY and amount:
        return court_fee(amount, on=on)
    low, high = Decimal(tariff["low"]), Decimal(tariff["high"])
    base = low if figure is None else figure
    if not low <= base <= high:
        raise LawError("fee_out_of_range", f"{base} is not within {low} and {high}", low=str(low), high=str(high))
    if "tier" not in tariff:
        return fen(base)
    above = {"flat": "0", "flat_up_to": tariff["free_up_to"], "tier": tariff["tier"]}
    return fen(base + _tiered(amount, above))


class Ending(StrEnum):
    """How a claim, a counterclaim or an appeal ended, as far as its fee asks."""

    JUDGMENT = "judgment"
    MEDIATED = "mediated"
    WITHDRAWN = "withdrawn"
    NOT_ACCEPTED = "not_accepted"
    DISMISSED = "dismissed"  # the suit, by a ruling (驳回起诉)
    TRANSFERRED = "transferred"  # to another court, the fee with it
    TRANSFERRED_AS_CRIME = "transferred_as_crime"
    REMANDED = "remanded"  # an appeal alone: sent back to be tried anew (发回重审)


@dataclass(frozen=True, slots=True)
class Settled:
    """What a case costs in the end, what goes back of what was paid, and the article."""

    fee: Decimal
    refund: Decimal
    article: str


def due(
    amount: Decimal | None,
    *,
    summary: bool = False,
    joined: bool = False,
    figure: Decimal | None = None,
    on: date = _NOW,
) -> Decimal:
    """What is paid in advance: half in summary procedure (16) and for a joined counterclaim (18), once.

    Without an amount the fee is the province's `figure` for other cases (13(1)(2)3), the least of the range unless set.
    """
    halved = summary or joined
    if amount is None:
        whole = fixed_fee(WithoutAmount.OTHER, figure=figure, on=on)
        return fen(whole * Decimal(rule("court_fees", "reduction", on)["half"])) if halved else whole
    return half_fee(amount, on=on) if halved else court_fee(amount, on=on)


def at_the_end(
    amount: Decimal | None,
    paid: Decimal,
    ending: Ending,
    *,
    summary: bool = False,
    joined: bool = False,
    figure: Decimal | None = None,
    share: Decimal = Decimal(1),
    on: date = _NOW,
) -> Settled:
    """The fee of a claim once the case has ended, and the refund of what was paid beyond it (8, 15, 24, 25, 27).

    Nothing is halved twice: a mediated summary case costs the same half. What has not been paid is not refunded. `share` is the part
    that is left of the fee after judicial assistance, 1 without.
    """
    if ending in {Ending.NOT_ACCEPTED, Ending.DISMISSED, Ending.TRANSFERRED_AS_CRIME}:
        article = "第二十五条" if ending is Ending.TRANSFERRED_AS_CRIME else "第八条（二）、第二十七条第二款"
        return Settled(fen(Decimal(0)), fen(paid), article)
    halved = ending in {Ending.MEDIATED, Ending.WITHDRAWN}
    if ending is Ending.TRANSFERRED:
        # What was paid goes with the case; what was not, the other court asks for.
        return Settled(fen(paid), fen(Decimal(0)), "第二十四条")
    fee = fen(due(amount, summary=summary or halved, joined=joined, figure=figure, on=on) * share)
    by_procedure = "第十三条、第十八条" if joined else "第十三条、第十六条" if summary else "第十三条"
    return Settled(fee, fen(max(paid - fee, Decimal(0))), "第十五条" if halved else by_procedure)


OF_APPEALS = (Ending.JUDGMENT, Ending.MEDIATED, Ending.WITHDRAWN, Ending.DISMISSED, Ending.REMANDED)


def appeal_at_the_end(
    amount: Decimal | None,
    paid: Decimal,
    ending: Ending,
    *,
    figure: Decimal | None = None,
    share: Decimal = Decimal(1),
    on: date = _NOW,
) -> Settled:
    """The fee of an appeal once it has ended, and the refund of what was paid beyond it (8, 15, 17, 27, 29).

    All of it goes back when the case is sent back for a new trial (27) and when the appeal is dismissed by a ruling (8); half when it
    ends by mediation or is withdrawn (15). Raises LawError `no_such_ending` for what does not happen to an appeal.
    """
    if ending not in OF_APPEALS:
        raise LawError("no_such_ending", f"an appeal does not end so: {ending}", field="ending")
    if ending in {Ending.REMANDED, Ending.DISMISSED}:
        article = "第二十七条第一款" if ending is Ending.REMANDED else "第八条（二）"
        return Settled(fen(Decimal(0)), fen(paid), article)
    halved = ending in {Ending.MEDIATED, Ending.WITHDRAWN}
    fee = fen(due(amount, summary=halved, figure=figure, on=on) * share)
    return Settled(fee, fen(max(paid - fee, Decimal(0))), "第十五条、第十七条" if halved else "第十七条")


def top_up_deadline(notified_on: date) -> date:
    """The last day to pay the other half after the case went from summary to ordinary procedure (CPLI 199)."""
    return add_days_rolling(notified_on, rule("court_fees", "top_up", notified_on)["days"])


def not_topped_up(paid: Decimal, *, on: date = _NOW) -> Settled:
    """The other half was not paid in time without good reason: the suit counts as withdrawn, half of what was paid goes back (CPLI 199)."""
    found = rule("court_fees", "top_up", on)
    back = fen(paid * Decimal(found["refund_unpaid"]))
    return Settled(fen(paid - back), back, f"{found['source']}{found['article']}")


def review_deadline(asked_on: date) -> date:
    """The last day for the president of the court to decide again on a decision about the fee: fifteen days (43)."""
    return add_days_rolling(asked_on, rule("court_fees", "review", asked_on)["days"])


def appeal_fee(amount: Decimal | None, *, figure: Decimal | None = None, on: date = _NOW) -> Decimal:
    """Fee of an appeal: by what the appeal is about of the judgment (17); without an amount that of other cases (13(1)(2)3)."""
    return due(amount, figure=figure, on=on)


def bearers_article(ending: Ending, on: date) -> str:
    """Who bears the fee: whoever loses (29), as agreed in mediation (31), whoever withdraws (34)."""
    key = {Ending.MEDIATED: "bearers_mediated", Ending.WITHDRAWN: "bearers_withdrawn"}.get(ending, "bearers")
    return str(rule("court_fees", key, on)["article"])


def collected_from_loser(on: date) -> tuple[str, bool]:
    """Where it stands that the winner is paid back and the loser pays to the court, and whether that text is at hand."""
    found = rule("court_fees", "collected_from_loser", on)
    return f"{found['source']}{found['article']}", bool(found["certain"])


def least_reduction(on: date) -> Decimal:
    """By how much a fee is reduced at least (46), as a fraction."""
    return Decimal(rule("court_fees", "relief", on)["least_reduction"])


def change_of_claim(
    before: Decimal, after: Decimal, *, inquiry_over: bool = False, summary: bool = False, on: date = _NOW
) -> Decimal:
    """What is to be paid (positive) or goes back (negative) when the amount claimed changes (21); nothing goes back after the inquiry."""
    difference = due(after, summary=summary, on=on) - due(before, summary=summary, on=on)
    return fen(Decimal(0)) if difference < 0 and inquiry_over else difference


Relief = Literal["defer", "reduce", "waive"]


def relieved_fee(
    fee: Decimal, relief: Relief, *, share: Decimal = Decimal(0), natural_person: bool, on: date = _NOW
) -> Decimal:
    """The fee after judicial assistance (44-47): deferred in full, reduced by `share` (at least 30 %), or waived for natural persons.

    Raises LawError `waiver_for_persons` or `reduction_too_small`.
    """
    if relief == "defer":
        return fee
    if relief == "waive":
        if not natural_person:
            raise LawError("waiver_for_persons", "only natural persons are exempted (art. 44)", field="relief")
        return fen(Decimal(0))
    least = least_reduction(on)
    if not least <= share < 1:
        raise LawError("reduction_too_small", "a reduction is at least 30 %", field="share", least=f"{least:.0%}")
    return fen(fee * (1 - share))


def payment_deadline(notified_on: date) -> date:
    """The last day to pay: seven days from the day after the notice, rolled off days off (22; CPL 85)."""
    return add_days_rolling(notified_on, rule("court_fees", "payment", notified_on)["days"])


def refund_deadline(effective_on: date) -> date:
    """The last day to pay back: fifteen days from effect (53)."""
    return add_days_rolling(effective_on, rule("court_fees", "payment", effective_on)["refund_days"])
