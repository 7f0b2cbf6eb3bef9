"""Who is told what about a fee. Links lead to the bill."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sharedcourt.core import codes
from sharedcourt.disputes import timeline
from sharedcourt.disputes.models import Side
from sharedcourt.disputes.queries import accounts_of, parties_of
from sharedcourt.filing.cases import policy as case_policy
from sharedcourt.filing.cases import queries as cases
from sharedcourt.filing.fees.models import Bill
from sharedcourt.law.money import format_yuan
from sharedcourt.notices import actions as notices
from sharedcourt.notices import texts
from sharedcourt.people.models import Membership, Role, User

TEXTS: dict[str, tuple[Any, Any]] = {
    "filing.fee_due": (
        _("Pay the court fee: {number}"),
        _(
            "The court fee is {amount} yuan. Pay it by {due}. If you cannot, ask the court before that day to pay later, less or nothing; if nothing is paid the suit counts as withdrawn."
        ),
    ),
    "filing.fee_due_for": (
        _("Pay to the court: {what}, {number}"),
        _(
            "{amount} yuan are to be paid by {due}. If you cannot, ask the court before that day to pay later, less or nothing."
        ),
    ),
    "filing.fee_changed": (
        _("The court fee has changed: {number}"),
        _("The court fee is now {amount} yuan. Pay it by {due}."),
    ),
    "filing.fee_paid": (_("The court fee has been paid: {number}"), _("{amount} yuan were paid.")),
    "filing.fee_relief": (
        _("An application for relief from the court fee: {number}"),
        _("Open the link to read it and decide."),
    ),
    "filing.fee_decided": (
        _("The court has decided on your application about the fee: {number}"),
        _("Open the link to read the decision and its reason."),
    ),
    "filing.fee_early": (
        _("With a filing somebody asks for relief from the court fee: {code}"),
        _("Open the link to read it. A deferral is decided before the case is accepted."),
    ),
    "filing.fee_early_decided": (
        _("The court has decided whether you may pay the fee later: {code}"),
        _("Open the link to read the decision and its reason."),
    ),
    "filing.fee_review": (
        _("A fee is to be looked at again: {number}"),
        _("Open the link to read what the party says, and decide."),
    ),
    "filing.fee_reviewed": (
        _("The court has looked at the fee again: {number}"),
        _("Open the link to read the decision and its reason."),
    ),
    "filing.fee_lapsed": (
        _("The court fee was not paid: {number}"),
        _("The judge has decided that the suit counts as withdrawn. You may sue again."),
    ),
    "filing.fee_refund": (
        _("Part of the court fee goes back: {number}"),
        _("{amount} yuan go back to the account from which the fee was paid."),
    ),
    "filing.fee_refunded": (_("The court has paid back: {number}"), _("{amount} yuan have been paid back.")),
    "filing.fee_to_settle": (
        _("The case has ended, its fee is to be settled: {number}"),
        _("The fee is {amount} yuan in the end. Open the link to confirm it and to say who bears it."),
    ),
    "filing.fee_discrepancy": (
        _("A payment does not fit its bill: {number}"),
        _("The provider reports {amount} yuan. Nothing was booked; look at it and decide."),
    ),
    "filing.fee_refund_refused": (
        _("The provider refuses to pay back: {number}"),
        _("{amount} yuan are still to be paid back. Look at it and decide."),
    ),
}


def register() -> None:
    """Called once, when the app is ready."""
    for kind, (subject, body) in TEXTS.items():
        texts.register(kind, subject=subject, body=body)
    timeline.keep_private(TEXTS)


def sum_of(amount: Decimal) -> str:
    """A sum as messages write it."""
    return format_yuan(amount)


def tell(users: Iterable[User], kind: str, bill: Bill, *, by: User | None = None, **context: Any) -> None:
    """Tell each person once; the one who acted is left out. Inside the action's transaction."""
    number = bill.case.number.text if bill.case.number is not None else codes.display(bill.case.dispute.code)
    link = reverse("filing:fees-bill", args=[bill.pk])
    words = {"number": number, **context}
    notices.tell_each(users, kind=kind, context=words, scope=bill.case.dispute_id, link=link, by=by)


def keepers(bill: Bill) -> list[User]:
    """Who looks after the fees of the case at the court."""
    here = Membership.objects.filter(organisation=bill.court_id, is_active=True)
    at = here.filter(Q(role__in=case_policy.EVERY_CASE) | Q(role=Role.COURT_CLERK, user=bill.case.clerk_id))
    return list(User.objects.filter(pk__in=at.values("user"), is_active=True))


def deciders_of_review(bill: Bill, about: str) -> list[User]:
    """On a decision the administrators, who enter what the president decides; on the calculation the judge too."""
    at = Membership.objects.filter(organisation=bill.court_id, role=Role.COURT_ADMINISTRATOR, is_active=True)
    found = list(User.objects.filter(pk__in=at.values("user"), is_active=True))
    return found if about == "decision" else [*found, *court(bill)]


def payers(bill: Bill) -> list[User]:
    """Who is told for whoever pays: the plaintiffs' side, or the party and its agents."""
    if bill.payer.side == Side.APPLICANT:
        return cases.plaintiffs(bill.case)
    party = next((each for each in parties_of(bill.case.dispute) if each.pk == bill.payer_id), None)
    if party is None:
        return []
    return accounts_of(party)


def court(bill: Bill) -> list[User]:
    """The judge of the case, or before there is one those who look after the fees."""
    return [bill.case.judge] if bill.case.judge is not None else keepers(bill)
