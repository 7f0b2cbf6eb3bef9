"""A day's books compared: what the court booked against what the provider says, line by line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sharedcourt.core.errors import Unavailable
from sharedcourt.filing.fees import providers, queries
from sharedcourt.filing.fees.models import Bill, Discrepancy
from sharedcourt.filing.fees.providers import Line, ProviderRefused, ProviderUnavailable
from sharedcourt.people.models import Organisation


class Verdict(StrEnum):
    SAME = "same"
    AMOUNT = "amount"
    NOT_THERE = "not_there"
    NOT_HERE = "not_here"
    KEPT = "kept"


VERDICT_WORDS = {
    Verdict.SAME: gettext_lazy("the same in both books"),
    Verdict.AMOUNT: gettext_lazy("another sum at the provider"),
    Verdict.NOT_THERE: gettext_lazy("missing at the provider"),
    Verdict.NOT_HERE: gettext_lazy("not booked here"),
    Verdict.KEPT: gettext_lazy("not booked here: kept to be dealt with"),
}


@dataclass(frozen=True)
class Booked:
    """A line of the court's own book."""

    kind: str
    reference: UUID
    amount: Decimal
    number: str
    bill: UUID


@dataclass(frozen=True)
class Compared:
    """One reference in both books; what one of them lacks is None."""

    kind: str
    reference: UUID
    number: str
    bill: UUID | None
    ours: Decimal | None
    theirs: Decimal | None
    verdict: Verdict

    @property
    def words(self) -> str:
        return str(VERDICT_WORDS[self.verdict])

    @property
    def kind_words(self) -> str:
        return _("refund") if self.kind == "refund" else _("payment")


@dataclass(frozen=True)
class Day:
    """All lines of a day, what differs first, and the sums."""

    lines: list[Compared]
    ours: Decimal
    theirs: Decimal

    @property
    def differences(self) -> int:
        return sum(line.verdict is not Verdict.SAME for line in self.lines)


def compare(
    booked: Iterable[Booked], stated: Iterable[Line], kept: dict[UUID, tuple[str, UUID]] | None = None
) -> list[Compared]:
    """Pair both books by reference; a reference the provider states twice shows as another sum. Differences come first.

    `kept` has the case number and bill of references whose money is waiting to be dealt with.
    """
    aside = kept or {}
    ours = {(line.kind, line.reference): line for line in booked}
    theirs: dict[tuple[str, UUID], Decimal] = {}
    for line in stated:
        key = (str(line.kind), line.reference)
        theirs[key] = theirs.get(key, Decimal(0)) + line.amount
    found = []
    for key in [*ours, *(each for each in theirs if each not in ours)]:
        here, there = ours.get(key), theirs.get(key)
        number, bill = (here.number, here.bill) if here is not None else aside.get(key[1], ("", None))
        if here is None:
            verdict = Verdict.KEPT if key[1] in aside else Verdict.NOT_HERE
        elif there is None:
            verdict = Verdict.NOT_THERE
        else:
            verdict = Verdict.SAME if here.amount == there else Verdict.AMOUNT
        amount = here.amount if here is not None else None
        found.append(Compared(key[0], key[1], number, bill, amount, there, verdict))
    return sorted(found, key=lambda line: line.verdict is Verdict.SAME)


def of_day(court: Organisation, day: date) -> Day:
    """The comparison for one court and day. Raises Unavailable when the provider gives no statement."""
    try:
        stated = providers.configured().statement(court=court.pk, day=day)
    except (ProviderUnavailable, ProviderRefused) as error:
        raise Unavailable(_("The provider gives no statement just now. Try again later.")) from error
    booked = [
        Booked("payment", row.pk, row.amount, _number(row.bill), row.bill_id) for row in queries.payments_on(court, day)
    ]
    booked += [
        Booked("refund", row.pk, row.amount, _number(row.payment.bill), row.payment.bill_id)
        for row in queries.refunds_on(court, day)
    ]
    begin, end = queries.day_of(day)
    aside = Discrepancy.objects.filter(payment__bill__court=court, paid_at__gte=begin, paid_at__lt=end).select_related(
        "payment__bill__case__number"
    )
    kept = {row.payment_id: (_number(row.payment.bill), row.payment.bill_id) for row in aside}
    lines = compare(booked, stated, kept)
    return Day(
        lines, _sum((each.kind, each.amount) for each in booked), _sum((each.kind, each.amount) for each in stated)
    )


def _sum(lines: Iterable[tuple[str, Decimal]]) -> Decimal:
    return sum((-amount if kind == "refund" else amount for kind, amount in lines), Decimal("0.00"))


def _number(bill: Bill) -> str:
    return bill.case.number.text if bill.case.number is not None else ""
