"""Personal invitations: a single-use link that signs in the person whose phone it was sent to."""

import secrets
from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from sharedcourt.core import cipher, clock, transaction
from sharedcourt.core.errors import Conflict, Invalid
from sharedcourt.ledger.actions import personal, record
from sharedcourt.ledger.locks import hold_scope
from sharedcourt.people import entry, phones
from sharedcourt.people.models import Invitation, User, Verification

VALID_FOR = timedelta(days=15)


def token_hash(token: str) -> str:
    """Tokens are case-sensitive, keyed hashes are not: hash the hex of the text."""
    return cipher.keyed_hash("invitation", token.encode().hex())


def safe_path(path: str, *, otherwise: str = "/desk/") -> str:
    """`path` when it leads to a page of this installation, else `otherwise`."""
    inside = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if inside else otherwise


@transaction.atomic
def invite(
    *, by: User | None, phone: str, name: str, scope: UUID | None, next_path: str, valid_for: timedelta = VALID_FOR
) -> tuple[Invitation, str]:
    """A link for one person and one use, bound to the phone; earlier open links of that phone and scope end.

    Gives the invitation and the link's path; the caller sends it. Who may invite whom is the caller's rule.
    """
    number = phones.normal_phone(phone)
    revoke_invitations(by=by, phone=number, scope=scope)
    token = secrets.token_urlsafe(24)
    invitation = Invitation.objects.create(
        token_hash=token_hash(token),
        phone=number,
        phone_hash=cipher.keyed_hash("phone", number),
        name=name,
        scope=scope,
        next_path=safe_path(next_path)[:200],
        invited_by=by,
        expires_at=clock.now() + valid_for,
    )
    record("people.invitation.created", by=by, subject=invitation, scope=scope, phone=personal(number))
    return invitation, f"/i/{token}/"


@transaction.atomic
def revoke_invitations(*, by: User | None, phone: str, scope: UUID | None) -> int:
    """End the open invitations of a phone to a dispute (a party was removed, say); how many there were."""
    opened = Invitation.objects.filter(
        phone_hash=cipher.keyed_hash("phone", phones.normal_phone(phone)), scope=scope, used_at=None, revoked_at=None
    )
    count = 0
    for invitation in opened.select_for_update(no_key=True):
        invitation.revoked_at = clock.now()
        invitation.save(update_fields=["revoked_at"])
        record("people.invitation.revoked", by=by, subject=invitation, scope=scope)
        count += 1
    return count


def find_invitation(token: str) -> Invitation | None:
    """The invitation of a link, in whatever state; reading it uses nothing up."""
    return Invitation.objects.select_related("invited_by").filter(token_hash=token_hash(token)).first()


def accept_invitation(*, token: str, request: HttpRequest) -> User:
    """Sign in by the link, once. Raises `Invalid` for no such link, `Conflict` when it has been used, ended or run out."""
    user = _use(token)
    entry.enter(request, user)
    return user


@transaction.atomic
def _use(token: str) -> User:
    sought = Invitation.objects.filter(token_hash=token_hash(token))
    hold_scope(sought.values_list("scope", flat=True).first())
    invitation = sought.select_for_update(no_key=True).first()
    if invitation is None:
        raise Invalid(_("This link is not complete. Open it again from the message."))
    if not invitation.is_open:
        raise Conflict(_("This link cannot be used any more. Get a code by SMS instead."))
    user = entry.account_for(invitation.phone, name=invitation.name)
    if entry.is_staff_account(user):
        raise Conflict(_("This number belongs to a staff account. Sign in with your user name."))
    if not user.is_active:
        raise Conflict(_("This account has been closed. Ask the mediation organisation."))
    invitation.used_at = clock.now()
    invitation.save(update_fields=["used_at"])
    entry.phone_confirmed(user, Verification.Method.INVITATION)
    record("people.invitation.accepted", by=user, subject=invitation, scope=invitation.scope)
    record("people.user.signed_in", by=user, subject=user, method=Verification.Method.INVITATION.value)
    return user
