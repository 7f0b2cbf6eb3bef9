"""What can be enforced in a dispute (执行依据), and what is outstanding under it."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from sharedcourt.core import clock
from sharedcourt.core.errors import Conflict, Invalid
from sharedcourt.disputes import handover
from sharedcourt.disputes.models import Dispute
from sharedcourt.filing.cases.models import Case, Outcome
from sharedcourt.filing.cases.states import CaseState
from sharedcourt.filing.models import Confirmation
from sharedcourt.filing.states import ConfirmationState
from sharedcourt.law import enforcement as rules
from sharedcourt.law.enforcement import Claimed, CourtGround, EnforcingCourt, TimeLimit, Title
from sharedcourt.law.errors import LawError
from sharedcourt.law.jurisdiction import Level
from sharedcourt.law.money import ZERO
from sharedcourt.law.plans import Standing
from sharedcourt.people.models import Organisation

ENFORCED = (Outcome.JUDGMENT, Outcome.MEDIATED)


@dataclass(frozen=True)
class Basis:
    """The title: a confirmed agreement, or what a case ended with; `agreement` is there when its terms say what is owed.

    `in_force_on`: the day the ruling was sealed or the case closed, as far as the platform knows.
    """

    title: Title
    dispute: Dispute
    court: Organisation
    number: str
    in_force_on: date
    confirmation: Confirmation | None = None
    case: Case | None = None
    agreement: handover.Agreement | None = None
    performance: handover.Performance | None = None

    @property
    def closed(self) -> bool:
        """Nothing is owed any more."""
        return self.performance is not None and self.performance.closed

    def standing(self, on: date) -> tuple[Claimed, Standing] | None:
        """What the agreement leaves outstanding on a day; None where the creditor has to say it."""
        if self.agreement is None:
            return None
        receipts = self.performance.receipts if self.performance is not None else ()
        return rules.claimed_under(self.agreement.terms, receipts, on, in_force_on=self.in_force_on)

    def due_days(self) -> list[date]:
        """The days on which the agreement's payments fall due."""
        if self.agreement is None:
            return []
        terms = self.agreement.terms
        first = [terms.down_payment.due] if terms.down_payment is not None else []
        return first + [line.due for line in (terms.schedule.lines if terms.schedule is not None else ())]


def of_dispute(dispute: Dispute) -> Basis | None:
    """What can be enforced in a dispute: the confirmed agreement, else the result of its case. A fixed number of queries."""
    confirmation = (
        Confirmation.objects.select_related("court", "number", "agreement", "ruling")
        .filter(dispute=dispute, state=ConfirmationState.GRANTED)
        .first()
    )
    if confirmation is not None:
        return of_confirmation(confirmation, dispute)
    case = (
        Case.objects.select_related("court", "number")
        .filter(dispute=dispute, state=CaseState.CLOSED, outcome__in=ENFORCED)
        .first()
    )
    if case is None or case.number is None or case.ended_at is None:
        return None
    mediated = case.outcome == Outcome.MEDIATED
    return Basis(
        Title.DECIDED,
        dispute,
        case.court,
        case.number.text,
        clock.local(case.ended_at).date(),
        case=case,
        agreement=handover.agreement_of(dispute) if mediated else None,
        performance=handover.performance_of(dispute) if mediated else None,
    )


def of_confirmation(confirmation: Confirmation, dispute: Dispute) -> Basis | None:
    """A granted confirmation as a title; None when its agreement is not in effect any more."""
    agreement = handover.agreement_of(dispute)
    if agreement is None or agreement.file.pk != confirmation.agreement_id:
        return None
    assert confirmation.number is not None and confirmation.ended_at is not None
    return Basis(
        Title.CONFIRMED,
        dispute,
        confirmation.court,
        confirmation.number.text,
        clock.local(confirmation.ended_at).date(),
        confirmation=confirmation,
        agreement=agreement,
        performance=handover.performance_of(dispute),
    )


@dataclass(frozen=True)
class Entered:
    """What the creditor says: against whom, before which court, and where property may be found.

    The sums are asked for only where no agreement on the platform says them. Yuan; `due` is the last day to perform.
    """

    against: tuple[UUID, ...]
    ground: str
    property_at: str = ""
    clues: str = ""
    facts: str = ""
    owed: Decimal = ZERO
    paid: Decimal = ZERO
    due: date | None = None
    interest: Decimal = ZERO
    interest_how: str = ""

    def kept(self) -> dict[str, Any]:
        """As plain data, to be corrected later."""
        plain = asdict(self)
        return plain | {
            "against": [str(pk) for pk in self.against],
            "due": self.due.isoformat() if self.due is not None else "",
            **{name: str(plain[name]) for name in ("owed", "paid", "interest")},
        }


@dataclass(frozen=True)
class Outstanding:
    """What is claimed, until when it could be applied for, and what of it is a matter of the agreement's plan."""

    claimed: Claimed
    limit: TimeLimit
    standing: Standing | None = None
    received: Decimal = field(default=ZERO)


def outstanding(basis: Basis, entered: Entered | None, on: date) -> Outstanding:
    """What is claimed on a day. Raises Invalid with the field, and Conflict when nothing can be enforced yet."""
    if basis.closed:
        raise Conflict(_("Everything has been performed; nothing is left to be enforced."))
    found = basis.standing(on)
    if found is not None:
        claimed, standing = found
        if claimed.total <= 0:
            raise Conflict(
                _("Nothing is late: enforcement can be applied for once a payment has not been made on its day.")
            )
        return Outstanding(claimed, limit_of(basis, standing), standing, standing.received)
    if entered is None:
        raise Invalid(_("Say what the court's document obliges the other side to pay."), field="owed")
    return _from(entered, on)


def limit_of(basis: Basis, standing: Standing | None) -> TimeLimit:
    """Until when it can be applied for (CPL 250). Of a decided case from the day it is in force, as far as the platform knows: where the
    document gives time to pay, the two years run from its end.
    """
    if standing is None:
        return rules.time_limit([basis.in_force_on])
    return rules.time_limit(basis.due_days(), standing.arrears.accelerated_on)


def _from(entered: Entered, on: date) -> Outstanding:
    if entered.owed <= 0 and entered.interest <= 0:
        raise Invalid(_("Say what the court's document obliges the other side to pay."), field="owed")
    if entered.due is None:
        raise Invalid(_("Enter the last day on which it was to be paid."), field="due")
    if entered.due >= on:
        raise Invalid(_("The time to pay is not over."), field="due")
    if entered.interest > 0 and not entered.interest_how.strip():
        raise Invalid(_("Write how this interest is computed, as the document says."), field="interest_how")
    try:
        claimed = rules.claimed_from(
            owed=entered.owed,
            paid=entered.paid,
            due=entered.due,
            on=on,
            interest=entered.interest,
            interest_how=entered.interest_how.strip(),
        )
    except LawError as error:
        raise Invalid(error.text(), field=error.field) from error
    if claimed.total <= 0:
        raise Invalid(_("All of it has been paid; nothing is left to be enforced."), field="paid")
    return Outstanding(claimed, rules.time_limit([entered.due]), None, entered.paid)


def courts(basis: Basis, property_at: str = "") -> list[EnforcingCourt]:
    """The courts that may enforce. Raises Invalid for a wrong division."""
    try:
        return rules.enforcing_courts(
            basis.title,
            division=basis.court.division,
            level=Level(basis.court.court_level),
            on=clock.today(),
            property_at=property_at,
        )
    except LawError as error:
        raise Invalid(error.text(), field="property_at") from error


def chosen_court(basis: Basis, entered: Entered, here: Iterable[tuple[EnforcingCourt, Organisation | None]]) -> Any:
    """(organisation, ground) of the court the creditor wants. Raises Invalid when it is not competent or does not work here."""
    wants_property = entered.ground == CourtGround.PROPERTY
    if wants_property and not entered.property_at:
        raise Invalid(_("Say in which district or county the property is."), field="property_at")
    for court, organisation in here:
        if (court.ground is CourtGround.PROPERTY) == wants_property:
            if organisation is None:
                message = _("This court does not work on this platform: apply there on paper or in its own system.")
                raise Invalid(message, field="ground")
            return organisation, court.ground
    raise Invalid(_("The property is in the district of the same court: choose that one."), field="ground")
