"""What people can do in a dispute: the only writers of this room."""

from sharedcourt.disputes.actions.agents import (
    appoint_colleague,
    end_agent,
    join_as_agent,
    name_agent,
    withdraw_nomination,
)
from sharedcourt.disputes.actions.consenting import (
    agree_to_mediate,
    answer,
    confirm_service_address,
    give_consent,
    give_service_address,
)
from sharedcourt.disputes.actions.corrections import correct_party, take_out_party
from sharedcourt.disputes.actions.evidence import add_evidence, remove_evidence
from sharedcourt.disputes.actions.lifecycle import advance, change_mediation_organisation
from sharedcourt.disputes.actions.opening import (
    choose_where,
    missing_before_submission,
    open_draft,
    save_elements,
    set_authority,
    submit,
    withdraw,
)
from sharedcourt.disputes.actions.parties import (
    add_party,
    change_party,
    invite_party,
    join,
    name_co_obligor,
    remove_party,
)
from sharedcourt.disputes.actions.suing import (
    add_defendant,
    add_plaintiff,
    change_claim,
    change_named,
    give_up,
    join_suit,
    open_for_court,
    take_out_named,
)

__all__ = [
    "add_defendant",
    "add_evidence",
    "add_party",
    "add_plaintiff",
    "advance",
    "agree_to_mediate",
    "answer",
    "appoint_colleague",
    "change_claim",
    "change_mediation_organisation",
    "change_named",
    "change_party",
    "choose_where",
    "confirm_service_address",
    "correct_party",
    "end_agent",
    "give_consent",
    "give_service_address",
    "give_up",
    "invite_party",
    "join",
    "join_as_agent",
    "join_suit",
    "missing_before_submission",
    "name_agent",
    "name_co_obligor",
    "open_draft",
    "open_for_court",
    "remove_evidence",
    "remove_party",
    "save_elements",
    "set_authority",
    "submit",
    "take_out_named",
    "take_out_party",
    "withdraw",
    "withdraw_nomination",
]
