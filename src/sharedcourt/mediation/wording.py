"""What this room's actions are called on timelines."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from sharedcourt.ledger import words

WORDS: dict[str, Any] = {
    "mediation.case.offered": _("asked a mediation organisation to take the case"),
    "mediation.case.accepted": _("accepted the case"),
    "mediation.case.declined": _("did not take the case"),
    "mediation.case.lapsed": _("the organisation did not answer in time"),
    "mediation.case.begun": _("the mediation began: everyone had agreed"),
    "mediation.case.concluded": _("the mediation ended with an agreement"),
    "mediation.case.ended": _("the mediation ended without an agreement"),
    "mediation.mediator.assigned": _("asked a mediator"),
    "mediation.mediator.preferred": _("named the mediator they would like"),
    "mediation.mediator.disclosed": _("declared ties to the parties"),
    "mediation.mediator.confirmed": _("the mediator was confirmed"),
    "mediation.mediator.replaced": _("the mediator's assignment ended"),
    "mediation.mediator.change_asked": _("asked for another mediator"),
    "mediation.mediator.nobody_named": _("named no mediator after a change, which counts as refusing the mediation"),
    "mediation.disclosure.answered": _("answered the disclosure"),
    "mediation.extension.proposed": _("proposed more time"),
    "mediation.extension.answered": _("answered the proposal of more time"),
    "mediation.extension.agreed": _("everyone agreed to more time"),
    "mediation.meeting.proposed": _("proposed times for a meeting"),
    "mediation.meeting.answered": _("said which times suit"),
    "mediation.meeting.fixed": _("the time of the meeting was fixed"),
    "mediation.meeting.cancelled": _("cancelled the meeting"),
    "mediation.meeting.held": _("ended the meeting"),
    "mediation.meeting.step": _("led the meeting to the next step"),
    "mediation.rights.understood": _("understood rights, duties and rules"),
    "mediation.statement.written": _("wrote down a statement"),
    "mediation.facts.drafted": _("wrote down undisputed facts"),
    "mediation.plan.begun": _("began a payment plan"),
    "mediation.facts.confirmed": _("confirmed the undisputed facts"),
    "mediation.plan.changed": _("changed the payment plan"),
    "mediation.proposal.put": _("put a plan to everyone"),
    "mediation.proposal.countered": _("made a counter-proposal"),
    "mediation.version.made": _("made a version of the agreement"),
    "mediation.version.confirmed": _("confirmed the agreement's text"),
    "mediation.version.change_asked": _("asked for a change of the text"),
    "mediation.version.opened_for_signing": _("the agreement was opened for signing"),
    "mediation.version.superseded": _("the text was replaced; confirmations and signatures are void"),
    "mediation.version.effective": _("the agreement took effect"),
    "mediation.record.made": _("made the record of the meeting"),
    "mediation.payment.marked": _("marked a payment as received"),
    "mediation.side_plan.changed": _("changed the plan of a separate talk"),
    "mediation.caucus_note.written": _("wrote a note of a separate talk"),
    "mediation.caucus_note.release_asked": _("asked whether all may know a note of a separate talk"),
    "mediation.caucus_note.released": _("let everyone know a note of a separate talk"),
    "mediation.guidance.asked": _("called the liaison judge into the room"),
    "mediation.guidance.joined": _("the liaison judge joined as adviser"),
    "mediation.guidance.left": _("the liaison judge left; the guidance counts"),
    "mediation.guidance.declined": _("the liaison judge could not come"),
    "mediation.guidance.withdrawn": _("the call of the liaison judge was withdrawn"),
    "mediation.assistant.proposed": _("proposed an interpreter or helper"),
    "mediation.assistant.agreed": _("agreed to an interpreter or helper"),
    "mediation.assistant.refused": _("did not want an interpreter or helper"),
    "mediation.assistant.seated": _("an interpreter or helper has a seat in the room"),
    "mediation.payment.recorded": _("entered a payment as received"),
    "mediation.payment.undone": _("undid an entry of a payment"),
    "mediation.payment.late": _("a payment was late"),
    "mediation.payment.all_due": _("a payment was not made in time: everything fell due"),
    "mediation.performance.declared": _("declared that nothing is owed any more"),
}
QUIET = {
    "mediation.side_plan.changed",
    "mediation.caucus_note.written",
    "mediation.caucus_note.release_asked",
    "mediation.plan.changed",
    "mediation.meeting.step",
    "mediation.statement.written",
}


def register() -> None:
    words.register(WORDS, quiet=QUIET)
