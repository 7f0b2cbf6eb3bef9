"""The performance on the case's page: what has been received, what is late and what that means, and the creditor's entries."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from sharedcourt.core import clock
from sharedcourt.core.errors import Invalid
from sharedcourt.core.models import new_id
from sharedcourt.disputes.policy import is_applicant
from sharedcourt.disputes.states import DisputeState
from sharedcourt.law.agreements import AgreementTerms
from sharedcourt.law.errors import LawError
from sharedcourt.law.money import format_rate, yuan
from sharedcourt.mediation.actions import agreements, performing
from sharedcourt.mediation.models import AgreementVersion, Case, Payment
from sharedcourt.mediation.states import VersionState
from sharedcourt.mediation.views import answers
from sharedcourt.people.models import User


def shown(user: User, case: Case, version: AgreementVersion | None) -> dict[str, Any] | None:
    """What both sides see of the performance; None before the agreement is in effect."""
    if version is None or version.state != VersionState.EFFECTIVE:
        return None
    entries = list(version.payments.select_related("entered_by", "undone_by"))
    found = performing.standing_of(version, payments=entries)
    terms = AgreementTerms.from_json(version.terms)
    is_done = case.dispute.state == DisputeState.DONE
    fallen = found.arrears.accelerated_on is not None and not is_done
    late = {each.number for each in found.late} if not is_done else set()
    return {
        "standing": found,
        "rows": [{"due": each, "is_late": each.number in late, "counts": not fallen} for each in found.dues],
        "is_done": is_done,
        "is_late": bool(late),
        "is_fallen_due": fallen,
        "late_sum": sum((each.open for each in found.late), Decimal(0)),
        "last_day": version.falls_due_on and version.falls_due_on - timedelta(days=1),
        "default_rate": format_rate(terms.default_rate) if terms.default_rate else "",
        "entries": entries,
        "may_enter": is_applicant(user, case.dispute) and not is_done,
        "may_undo": is_applicant(user, case.dispute),
        "suggested": found.next_open.open if found.next_open else "",
        "today": clock.today(),
        "key": str(new_id()),
    }


def _version(found: Case) -> AgreementVersion:
    version = agreements.current_version(found)
    if version is None:
        raise Invalid(_("There is no agreement."))
    return version


def record_payment(request: HttpRequest, found: Case) -> None:
    """An entry of the creditor: amount and day."""
    try:
        amount = yuan(request.POST.get("amount", ""))
    except LawError as error:
        raise Invalid(_("Enter an amount in yuan, like 40000 or 40000.50."), field="amount") from error
    performing.record_payment(
        by=answers.person(request),
        version=_version(found),
        amount=amount,
        received_on=answers.day(request, "received_on"),
        key=request.POST.get("key", ""),
    )
    messages.success(request, _("The payment has been entered. Both sides see it."))


def undo_payment(request: HttpRequest, found: Case) -> None:
    """A wrong entry counts no longer."""
    version = _version(found)
    payment = Payment.objects.filter(version=version, pk=answers.identifier(request, "payment")).first()
    if payment is None:
        raise Invalid(_("Choose one of the list."), field="payment")
    performing.undo_payment(by=answers.person(request), payment=payment, reason=request.POST.get("reason", ""))
    messages.info(request, _("The entry has been undone. It stays to be read, with your reason."))


def declare_performed(request: HttpRequest, found: Case) -> None:
    """Nothing is owed any more."""
    performing.declare_performed(by=answers.person(request), version=_version(found))
    messages.success(request, _("The agreement has been performed. Everyone has been told."))
