"""What the dispute says of the loan, as the law's values."""

from datetime import date
from decimal import Decimal
from typing import Any

from sharedcourt.disputes import elements
from sharedcourt.disputes.models import Dispute
from sharedcourt.law.agreements import LoanContract
from sharedcourt.law.interest import Debt, LoanTerms
from sharedcourt.law.money import format_yuan
from sharedcourt.law.wording import zh_date


def loan(dispute: Dispute) -> LoanTerms:
    """The loan as agreed; raises Invalid when the elements are not complete."""
    return elements.terms(dispute.elements)


def debt(dispute: Dispute, on: date, costs: Decimal | None = None) -> Debt:
    """What is owed on a day; `costs` (yuan) in place of those claimed."""
    values: dict[str, Any] = dict(dispute.elements)
    if costs is not None:
        values["costs"] = str(costs)
    return elements.debt(values, on)


def contract(dispute: Dispute) -> LoanContract:
    """The contract as the agreement names it."""
    terms, kept = loan(dispute), dispute.elements
    return LoanContract(
        name=str(kept["contract_name"]).strip("《》"),
        signed_on=date.fromisoformat(kept["signed_on"]),
        principal=terms.principal,
        released_on=terms.released_on,
        matures_on=terms.matures_on,
        annual_rate=terms.annual_rate,
        penalty_rate=terms.penalty_rate,
        number=str(kept.get("contract_number", "")),
    )


def undisputed_guess(dispute: Dispute) -> list[str]:
    """Sentences on repayments, which the mediator puts to both sides as undisputed facts."""
    kept = dispute.elements
    facts = [
        f"借款人于{zh_date(payment.on)}归还本金{format_yuan(payment.principal)}元。"
        for payment in elements.payments(kept)
        if payment.principal
    ]
    if kept.get("interest_paid_to"):
        facts.append(f"利息已付至{zh_date(date.fromisoformat(kept['interest_paid_to']))}。")
    return facts


def facts(dispute: Dispute) -> str:
    """What the applicant adds to the facts in its own words; angle brackets would be read as references."""
    return str(dispute.elements.get("facts") or "").replace("<", "＜").replace(">", "＞")


def account(dispute: Dispute) -> dict[str, str]:
    """Where the money is to be paid."""
    kept = dispute.elements
    return {name: str(kept.get(f"payee_{name}", "")) for name in ("holder", "bank", "number")}
