"""An institution's key to the API: made once, shown once, kept only as a hash."""

import secrets
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from sharedcourt.core import cipher, clock, transaction
from sharedcourt.core.errors import Invalid, NotAllowed
from sharedcourt.ledger.actions import record
from sharedcourt.people.models import ApiToken, Organisation, Role, User
from sharedcourt.people.policy import has_role, memberships

PREFIX = "sc_"
MAKERS = (Role.INSTITUTION_OFFICER, Role.ORGANISATION_MANAGER, Role.COURT_ADMINISTRATOR, Role.OPERATOR)


@transaction.atomic
def create_token(*, by: User, organisation: Organisation, label: str, days: int = 365) -> tuple[ApiToken, str]:
    """A new token of the organisation acting as `by`, and its text, which is never shown again."""
    if not has_role(by, *MAKERS, at=organisation):
        raise NotAllowed
    if not label.strip():
        raise Invalid(_("Say what the token is for."), field="label")
    text = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        organisation=organisation,
        user=by,
        label=label.strip()[:60],
        prefix=text[:10],
        token_hash=cipher.keyed_hash("api-token", text_key(text)),
        expires_at=clock.now() + timedelta(days=days),
    )
    record("people.token.created", by=by, subject=token, organisation=organisation.pk)
    return token, text


@transaction.atomic
def revoke_token(*, by: User, token: ApiToken) -> None:
    """End a token at once; doing it twice changes nothing."""
    if token.user_id != by.pk and not has_role(by, *MAKERS, at=token.organisation_id):
        raise NotAllowed
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.now()):
        record("people.token.revoked", by=by, subject=token)


def text_key(text: str) -> str:
    """Tokens are case-sensitive, keyed hashes are not: hash the hex of the text."""
    return text.encode().hex()


def user_of_token(text: str) -> User | None:
    """Whom an unrevoked, unexpired token acts for; notes its use at most once a minute."""
    if not text.startswith(PREFIX):
        return None
    token = (
        ApiToken.objects.select_related("user", "organisation")
        .filter(token_hash=cipher.keyed_hash("api-token", text_key(text)), revoked_at=None)
        .first()
    )
    now = clock.now()
    if token is None or (token.expires_at and token.expires_at <= now) or not token.user.is_active:
        return None
    if not has_role(token.user, *MAKERS, at=token.organisation_id):
        return None
    # A token reaches no further than its organisation, whatever else its maker is.
    here = [item for item in memberships(token.user) if item.organisation_id == token.organisation_id]
    token.user._memberships = here  # type: ignore[attr-defined]
    token.user._for_organisation = token.organisation_id  # type: ignore[attr-defined]
    if token.last_used_at is None or now - token.last_used_at > timedelta(minutes=1):
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token.user
