"""What people can do with a case: the only writers of these tables."""

from sharedcourt.filing.cases.actions.court import (
    accept,
    assign_clerk,
    pass_on,
    reassign,
    return_for_correction,
)
from sharedcourt.filing.cases.actions.identity import check_identity
from sharedcourt.filing.cases.actions.mediating import answer_mediation, close, send_to_mediation, take_back
from sharedcourt.filing.cases.actions.parties import begin, change_court, give_up, set_plaint, submit, withdraw
from sharedcourt.filing.cases.actions.procedure import go_to_ordinary, go_to_summary, take_ordinary_back
from sharedcourt.filing.cases.actions.refusing import refuse, take_refusal_back

__all__ = [
    "accept",
    "answer_mediation",
    "assign_clerk",
    "begin",
    "change_court",
    "check_identity",
    "close",
    "give_up",
    "go_to_ordinary",
    "go_to_summary",
    "pass_on",
    "reassign",
    "refuse",
    "return_for_correction",
    "send_to_mediation",
    "set_plaint",
    "submit",
    "take_back",
    "take_ordinary_back",
    "take_refusal_back",
    "withdraw",
]
