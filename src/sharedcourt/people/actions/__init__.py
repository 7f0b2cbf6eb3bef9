"""What people can do about accounts and identity: the only writers of this room."""

from sharedcourt.people.actions.accounts import change_language, change_name, record_sign_in, record_sign_out
from sharedcourt.people.actions.codes import confirm_code, purge_codes, request_code
from sharedcourt.people.actions.identity import (
    declare_identity,
    identity_level,
    identity_of,
    record_comparison,
    record_provider_check,
)
from sharedcourt.people.actions.invitations import accept_invitation, invite, revoke_invitations
from sharedcourt.people.phones import register_phone_owner

__all__ = [
    "accept_invitation",
    "change_language",
    "change_name",
    "confirm_code",
    "declare_identity",
    "identity_level",
    "identity_of",
    "invite",
    "purge_codes",
    "record_comparison",
    "record_provider_check",
    "record_sign_in",
    "record_sign_out",
    "register_phone_owner",
    "request_code",
    "revoke_invitations",
]
