"""What a creditor lets go of (waiver) and what is paid at once."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

from sharedcourt.law.errors import LawError
from sharedcourt.law.interest import Debt
from sharedcourt.law.money import FEN, ZERO, fen


@dataclass(frozen=True, slots=True)
class Settlement:
    """A debt and what the creditor lets go of it; the properties are what stays owed."""

    debt: Debt
    waived_interest: Decimal = ZERO
    waived_penalty: Decimal = ZERO
    waived_compound: Decimal = ZERO
    waived_principal: Decimal = ZERO

    @property
    def principal(self) -> Decimal:
        """Principal kept."""
        return self.debt.principal - self.waived_principal

    @property
    def interest(self) -> Decimal:
        """In-term interest kept."""
        return self.debt.interest - self.waived_interest

    @property
    def penalty(self) -> Decimal:
        """Penalty interest kept."""
        return self.debt.penalty - self.waived_penalty

    @property
    def compound(self) -> Decimal:
        """Compound interest kept."""
        return self.debt.compound - self.waived_compound

    @property
    def waived(self) -> Decimal:
        """All that is let go."""
        return self.waived_interest + self.waived_penalty + self.waived_compound + self.waived_principal

    @property
    def total(self) -> Decimal:
        """All that stays owed, with costs."""
        return self.debt.total - self.waived


def share_waived(amount: Decimal, share: Decimal) -> Decimal:
    """A share of a sum, the odd fen staying with the creditor: half of 3,564.17 → 1,782.08 (1,782.09 is kept)."""
    if not 0 <= share <= 1:
        raise LawError("bad_share", "a share lies between 0 and 1", field="share")
    return (amount * share).quantize(FEN, rounding=ROUND_DOWN)


def waive(
    debt: Debt,
    *,
    interest: Decimal = ZERO,
    penalty: Decimal = ZERO,
    compound: Decimal = ZERO,
    principal: Decimal = ZERO,
) -> Settlement:
    """Let go of part of each head. Raises LawError `waives_too_much` (field = the head, `most` in params) or `negative_amount`."""
    for head, given, owed in (
        ("interest", interest, debt.interest),
        ("penalty", penalty, debt.penalty),
        ("compound", compound, debt.compound),
        ("principal", principal, debt.principal),
    ):
        if given < 0:
            raise LawError("negative_amount", "a waiver cannot be negative", field=head)
        if given != fen(given):
            raise LawError("finer_than_fen", "a waiver has more than two decimals", field=head)
        if given > owed:
            raise LawError("waives_too_much", f"only {owed} of {head} is owed", field=head, most=str(owed))
    return Settlement(debt, fen(interest), fen(penalty), fen(compound), fen(principal))


@dataclass(frozen=True, slots=True)
class FirstPayment:
    """The sum paid at once and what it is made of."""

    due: date
    interest: Decimal = ZERO
    penalty: Decimal = ZERO
    compound: Decimal = ZERO
    principal: Decimal = ZERO
    costs: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        """What is paid."""
        return self.interest + self.penalty + self.compound + self.principal + self.costs


def first_payment(settlement: Settlement, *, due: date, principal: Decimal = ZERO) -> FirstPayment:
    """A first payment that clears all interest and costs kept, and `principal` of the rest."""
    if not 0 <= principal <= settlement.principal:
        raise LawError(
            "exceeds_balance", "more principal than is owed", field="principal", needed=str(settlement.principal)
        )
    return FirstPayment(
        due, settlement.interest, settlement.penalty, settlement.compound, fen(principal), settlement.debt.costs
    )
