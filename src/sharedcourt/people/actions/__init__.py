"""What people can do about accounts and identity: the only writers of this room."""

from sharedcourt.people.actions.accounts import change_language, change_name, record_sign_in, record_sign_out
from sharedcourt.people.actions.again import (
    ask_again,
    confirm_again,
    confirmed_since,
    confirmed_until,
    require_confirmed,
    seen_at_counter,
    signed_in_again,
)
from sharedcourt.people.actions.codes import ANYONE, confirm_code, purge_codes, request_code
from sharedcourt.people.actions.identity import (
    declare_identity,
    identity_level,
    identity_of,
    record_at_counter,
    record_comparison,
    record_provider_check,
)
from sharedcourt.people.actions.invitations import accept_invitation, invite, revoke_invitations
from sharedcourt.people.actions.organisations import (
    OrganisationEntry,
    change_organisation,
    create_organisation,
    set_organisation_active,
)
from sharedcourt.people.actions.staff import (
    accept_appointment,
    accept_appointment_as,
    appoint,
    appoint_first_operator,
    dismiss,
    reactivate,
    remove_second_factor,
    revoke_appointment,
)
from sharedcourt.people.phones import register_phone_owner

__all__ = [
    "ANYONE",
    "OrganisationEntry",
    "accept_appointment",
    "accept_appointment_as",
    "accept_invitation",
    "appoint",
    "appoint_first_operator",
    "ask_again",
    "change_language",
    "change_name",
    "change_organisation",
    "confirm_again",
    "confirm_code",
    "confirmed_since",
    "confirmed_until",
    "create_organisation",
    "declare_identity",
    "dismiss",
    "identity_level",
    "identity_of",
    "invite",
    "purge_codes",
    "reactivate",
    "record_at_counter",
    "record_comparison",
    "record_provider_check",
    "record_sign_in",
    "record_sign_out",
    "register_phone_owner",
    "remove_second_factor",
    "request_code",
    "require_confirmed",
    "revoke_appointment",
    "revoke_invitations",
    "seen_at_counter",
    "set_organisation_active",
    "signed_in_again",
]
