"""Looking at a bill again (复核, FEE 43): the president of the court at a decision within fifteen days, the court at the calculation."""

from decimal import Decimal

from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.filing.fees import policy, telling
from sharedcourt.filing.fees.actions import locked, note, pay_back, set_sum
from sharedcourt.filing.fees.models import Bill, FeeReview, RefundGround
from sharedcourt.filing.fees.states import BillState
from sharedcourt.law import fees
from sharedcourt.ledger.actions import personal
from sharedcourt.people.models import Role, User
from sharedcourt.people.policy import has_role

About = FeeReview.About
ARTICLE = "第四十三条"


@transaction.atomic
def ask(*, by: User, bill: Bill, about: str, reasons: str) -> FeeReview:
    """Whoever pays the bill asks for it to be looked at again; there is no appeal against the fee alone (FEE 43). Payment goes on.

    A decision of the court is looked at again once; the calculation as often as there is a new reason, one at a time.
    """
    row = locked(bill)
    policy.require_payer(by, row)
    if about not in About.values:
        raise Invalid(_("Choose what is to be looked at again."), field="about")
    text = needed(reasons, "reasons", _("Write down what is wrong, so that the court can check it."))
    standing = list(row.reviews.all())
    if any(each.decided_at is None for each in standing):
        raise Conflict(_("You have asked already; the court has not decided yet."))
    if about == About.DECISION and any(each.about == About.DECISION for each in standing):
        raise Conflict(_("The president of the court has looked at this decision again already."))
    due = fees.review_deadline(clock.today()) if about == About.DECISION else None
    review = FeeReview.objects.create(bill=row, asked_by=by, about=about, reasons=text, due=due)
    note("filing.fees.review_asked", row, by=by, subject=review, about=about, due=due, reasons=personal(text))
    telling.tell(telling.deciders_of_review(row, about), "filing.fee_review", row, by=by)
    return review


def open_review(bill: Bill) -> FeeReview | None:
    """What the court has been asked to look at again and has not decided."""
    return bill.reviews.filter(decided_at=None).first()


def decides(user: User, bill: Bill, review: FeeReview) -> bool:
    """On a decision the president, whose decision the administrator enters; on the calculation also the judge of the case."""
    if review.about == About.SUM:
        return policy.decides(user, bill.case)
    administers = policy.keeps(user, bill.case) and has_role(user, Role.COURT_ADMINISTRATOR, at=bill.court_id)
    return administers and not policy.is_judge(user, bill.case)


@transaction.atomic
def decide(*, by: User, bill: Bill, changed: bool, reasons: str, amount: Decimal | None = None) -> FeeReview:
    """Decide again, with the reason. `amount`: what the fee is by the tariff, in yuan, where it was worked out wrong or is set anew.

    A bill that has been paid can only become lower; what was paid beyond goes back.
    """
    row = locked(bill)
    review = row.reviews.select_for_update(no_key=True).filter(decided_at=None).first()
    if review is None:
        policy.require_decider(by, row.case)
        raise Conflict(_("Nothing has been asked for that is still open."))
    if not decides(by, row, review):
        raise NotAllowed(_("The president of the court decides on this; the administrator enters it."))
    text = needed(reasons, "reasons", _("Write down why, so that the party understands."))
    if changed and amount is not None:
        _correct(row, amount, by=by)
    elif changed and review.about == About.SUM:
        raise Invalid(_("Enter what the fee is when it is worked out right."), field="amount")
    review.changed, review.decided_at, review.decided_by, review.decision = changed, clock.now(), by, text
    review.save()
    note("filing.fees.reviewed", row, by=by, subject=review, changed=changed, reasons=personal(text))
    telling.tell(telling.payers(row), "filing.fee_reviewed", row, by=by)
    return review


def _correct(row: Bill, amount: Decimal, *, by: User) -> None:
    if amount < 0:
        raise Invalid(_("Enter what the fee is when it is worked out right."), field="amount")
    if row.is_payable:
        set_sum(row, amount, by=by)
    elif row.state == BillState.PAID and amount < row.paid - row.refunded:
        back = row.paid - row.refunded - amount
        pay_back([row], back, ground=RefundGround.NOT_BOOKED, article=ARTICLE, due=None, by=by)
    else:
        raise Invalid(_("A fee that has been paid can only become lower here."), field="amount")
