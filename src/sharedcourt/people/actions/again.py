"""A person who is signed in shows once more who they are, for what is about to be done in one case (ODLR 7(3)).

By a code to their own phone, or by signing in again with password or second factor. Each time is one `Verification` of that
case. For how long it counts the rule does not say: `SHAREDCOURT_IDENTITY_AGAIN_MINUTES`.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.ledger.actions import record
from sharedcourt.people import messenger
from sharedcourt.people.actions import codes
from sharedcourt.people.models import IdentityLevel, User, Verification
from sharedcourt.people.policy import acting_for

Method = Verification.Method
WAYS = (Method.ONE_TIME_CODE, Method.SIGNED_IN_AGAIN, Method.ON_CAMERA, Method.IN_PERSON)


def confirmed_until(user: User, scope: UUID) -> datetime | None:
    """Until when it counts that this person has shown again who they are in this case; None when it does not count now."""
    lasts = timedelta(minutes=settings.SHAREDCOURT_IDENTITY_AGAIN_MINUTES)
    rows = Verification.objects.filter(user=user, scope=scope, method__in=WAYS, created_at__gt=clock.now() - lasts)
    newest = rows.order_by("-created_at").values_list("created_at", flat=True).first()
    return newest + lasts if newest is not None else None


def confirmed_since(user: User, scope: UUID, since: datetime) -> bool:
    """Whether this person has shown again who they are in this case after a moment: when their line was lost, say."""
    return Verification.objects.filter(user=user, scope=scope, method__in=WAYS, created_at__gt=since).exists()


def seen_at_counter(user: User, scope: UUID, stage: str) -> bool:
    """Whether a clerk has seen this person's document at the counter for this stage of the case; it counts as long as the stage lasts."""
    return Verification.objects.filter(user=user, scope=scope, stage=stage, method=Method.AT_COUNTER).exists()


def require_confirmed(user: User, scope: UUID, *, stage: str = "") -> None:
    """Raises Conflict until this person has shown again who they are in this case, here or at the court's counter."""
    if confirmed_until(user, scope) is None and not (stage and seen_at_counter(user, scope, stage)):
        raise Conflict(_("First show once more that it is you (Online Litigation Rules, article 7)."), field="identity")


def _in_person(by: User) -> None:
    if acting_for(by) is not None:
        raise NotAllowed(_("Only a person can show who they are, not a program."))


@transaction.atomic
def ask_again(*, by: User, request: HttpRequest | None = None) -> None:
    """Send six digits to the person's own phone. Raises Conflict where there is none, `Invalid` when asked too often."""
    _in_person(by)
    if not by.phone:
        raise Conflict(
            _("No phone number of yours is known here. Sign in again with your password instead."), field="phone"
        )
    code = codes.new_code(by.phone, codes.AGAIN, request)
    minutes = int(codes.VALID_FOR.total_seconds() // 60)
    messenger.send(user=by, phone=by.phone, kind="people.code_again", context={"code": code, "minutes": minutes})


def confirm_again(*, by: User, code: str, scope: UUID, request: HttpRequest | None = None) -> Verification:
    """The person types the code. Five attempts, one use; raises `Invalid` for a wrong one.

    Call it outside a transaction: a wrong attempt must be counted although it raises.
    """
    _in_person(by)
    codes.require_few_guesses(request)
    made = _confirmed(by, codes.digits_of(code), scope)
    if made is None:
        raise Invalid(codes.WRONG, field="code")
    return made


@transaction.atomic
def _confirmed(by: User, code: str, scope: UUID) -> Verification | None:
    if not by.phone or not codes.spend(by.phone, code, again=True):
        return None
    return _kept(by, Method.ONE_TIME_CODE, scope)


@transaction.atomic
def signed_in_again(*, by: User, scope: UUID) -> Verification:
    """The person has just signed in again; whether that is so is the caller's question to the session (`reauthentication`)."""
    _in_person(by)
    return _kept(by, Method.SIGNED_IN_AGAIN, scope)


def _kept(by: User, method: Verification.Method, scope: UUID) -> Verification:
    made = Verification.objects.create(user=by, level=IdentityLevel.PHONE, method=method, scope=scope)
    record("people.identity.confirmed_again", by=by, subject=made, scope=scope, method=method.value)
    return made
