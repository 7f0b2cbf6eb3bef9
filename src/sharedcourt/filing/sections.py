"""What a dispute's page shows of judicial confirmation, and what is to be done next."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sharedcourt.core import clock
from sharedcourt.disputes.handover import agreement_of
from sharedcourt.disputes.models import Dispute
from sharedcourt.disputes.sections import Section
from sharedcourt.disputes.tasks_list import TodoItem
from sharedcourt.filing import queries
from sharedcourt.filing.states import OPEN, ConfirmationState
from sharedcourt.law.confirmation import may_apply
from sharedcourt.law.mediation_rules import confirmation_deadline
from sharedcourt.people.models import User


def section(request: HttpRequest, dispute: Dispute) -> Section | None:
    """The confirmation of the agreement: how it stands, or how to apply."""
    agreement = agreement_of(dispute)
    if agreement is None:
        return None
    confirmation = queries.of_dispute(dispute)
    in_time = may_apply(agreement.effective_on, clock.today())
    ended = confirmation is None or confirmation.state not in {*OPEN, ConfirmationState.GRANTED}
    signs = any(each.user.pk == getattr(request.user, "pk", None) for each in agreement.signers)
    context = {
        "confirmation": confirmation,
        "visible": confirmation is not None and queries.visible_to(request.user).filter(pk=confirmation.pk).exists(),
        "may_apply": signs and in_time and ended,
        "in_time": in_time,
        "apply_by": confirmation_deadline(agreement.effective_on),
    }
    return Section("filing/section.html", context, order=35)


def todo(user: User, dispute: Dispute) -> list[TodoItem]:
    """Apply while it can be done, sign the application, or answer the court."""
    confirmation = queries.of_dispute(dispute)
    if confirmation is None:
        return _first_step(user, dispute)
    if confirmation.state not in OPEN or confirmation.application is None:
        return []
    page = reverse("filing:confirmation", args=[confirmation.pk])
    mine = confirmation.application.slots.filter(user=user).first()
    if confirmation.state == ConfirmationState.SIGNING:
        if mine is None:
            return []
        label = _("Sign the application for judicial confirmation")
        return [TodoItem(label, page, "done" if mine.signed_at else "todo", confirmation.apply_by)]
    call = confirmation.summonses.filter(held_at=None).first()
    if call is not None and mine is not None:
        return [TodoItem(_("Come to the court and be asked"), page, "todo", clock.local(call.at).date())]
    question = confirmation.supplements.filter(answered_at=None).first()
    if question is not None and mine is not None:
        return [TodoItem(_("Answer the court's question"), page, "todo", question.due)]
    return [TodoItem(_("The court reviews the agreement"), page, "waiting", confirmation.decision_due)]


def _first_step(user: User, dispute: Dispute) -> list[TodoItem]:
    agreement = agreement_of(dispute)
    if agreement is None or user.pk not in {each.user.pk for each in agreement.signers}:
        return []
    if not may_apply(agreement.effective_on, clock.today()):
        return []
    page = reverse("filing:apply", args=[dispute.pk])
    due = confirmation_deadline(agreement.effective_on)
    return [TodoItem(_("If you wish: apply together for judicial confirmation"), page, "todo", due)]
