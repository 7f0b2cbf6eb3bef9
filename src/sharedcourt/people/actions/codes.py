"""One-time codes by SMS: how a party signs in without a password."""

import hmac
import secrets
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from sharedcourt.core import cipher, clock, transaction
from sharedcourt.core.errors import Invalid
from sharedcourt.ledger.actions import record
from sharedcourt.people import entry, limits, messenger, phones
from sharedcourt.people.models import OneTimeCode, User, Verification

VALID_FOR = timedelta(minutes=10)
ATTEMPTS = 5
PAUSE = timedelta(seconds=30)
PER_PHONE_AND_HOUR = 5
PER_ADDRESS_AND_HOUR = 60
NEW_PER_ADDRESS_AND_HOUR = 20
GUESSES_PER_ADDRESS_AND_HOUR = 100
KEPT_FOR = timedelta(days=1)
# The purpose of a code with which somebody comes in whom nobody has named (see `phones.register_open`).
ANYONE = "anyone"


def _hash(phone_hash: str, code: str) -> str:
    return cipher.keyed_hash("one-time-code", f"{phone_hash}:{code}")


@transaction.atomic
def request_code(*, phone: str, purpose: str, request: HttpRequest | None = None) -> None:
    """Send a six-digit code to the phone, good for ten minutes and one use.

    The answer is the same whether or not the number is known here; only a known number gets a message, save when the purpose is
    `ANYONE`. Raises `Invalid` when the number is malformed or codes are asked for too often.
    """
    number = phones.normal_phone(phone)
    phone_hash = cipher.keyed_hash("phone", number)
    now = clock.now()
    recent = OneTimeCode.objects.filter(phone_hash=phone_hash, created_at__gt=now - timedelta(hours=1))
    if recent.filter(created_at__gt=now - PAUSE).exists():
        raise Invalid(_("A code is on its way. Wait half a minute before asking for another."), field="phone")
    if recent.count() >= PER_PHONE_AND_HOUR or limits.too_often(
        "code", entry.address_of(request), most=PER_ADDRESS_AND_HOUR, seconds=3600
    ):
        raise Invalid(
            _("Too many codes were asked for. Try again in an hour, or use your invitation link."), field="phone"
        )
    if purpose == ANYONE and limits.too_often(
        "code-anyone", entry.address_of(request), most=NEW_PER_ADDRESS_AND_HOUR, seconds=3600
    ):
        raise Invalid(_("Too many codes were asked for. Try again in an hour."), field="phone")
    code = f"{secrets.randbelow(1_000_000):06d}"
    OneTimeCode.objects.create(
        phone_hash=phone_hash, code_hash=_hash(phone_hash, code), purpose=purpose[:20], expires_at=now + VALID_FOR
    )
    if not _may_come_in(number, purpose):
        return
    user = User.objects.with_phone(number)
    if user is not None and entry.is_staff_account(user):
        messenger.send(user=user, phone=number, kind="people.staff_sign_in", context={}, link="/accounts/login/")
        return
    minutes = int(VALID_FOR.total_seconds() // 60)
    messenger.send(user=user, phone=number, kind="people.code", context={"code": code, "minutes": minutes})


def confirm_code(*, phone: str, code: str, request: HttpRequest) -> User:
    """Sign in with the newest code of this phone. Five attempts, one use; the account is made here when there is none.

    Call it outside a transaction: a wrong attempt must be counted although it raises `Invalid`.
    """
    number = phones.normal_phone(phone)
    if limits.too_often("guess", entry.address_of(request), most=GUESSES_PER_ADDRESS_AND_HOUR, seconds=3600):
        raise Invalid(_("Too many attempts. Try again in an hour."), field="code")
    user = _use(number, "".join(character for character in code if character.isdigit()))
    if user is None:
        raise Invalid(_("This code is wrong or has run out. Check the message, or ask for a new code."), field="code")
    entry.enter(request, user)
    return user


@transaction.atomic(durable=True)
def _use(number: str, code: str) -> User | None:
    phone_hash = cipher.keyed_hash("phone", number)
    newest = (
        OneTimeCode.objects.select_for_update(no_key=True).filter(phone_hash=phone_hash).order_by("-created_at").first()
    )
    expected = newest.code_hash if newest is not None else _hash(phone_hash, secrets.token_hex(3))
    fits = hmac.compare_digest(expected, _hash(phone_hash, code))
    if newest is None or newest.used_at is not None or newest.expires_at <= clock.now() or newest.attempts >= ATTEMPTS:
        return None
    newest.attempts += 1
    if fits:
        newest.used_at = clock.now()
    newest.save(update_fields=["attempts", "used_at"])
    if not fits or not _may_come_in(number, newest.purpose):
        return None
    invitation = phones.open_invitation(number)
    user = entry.account_for(number, name=invitation.name if invitation else "")
    if entry.is_staff_account(user):
        return None
    entry.phone_confirmed(user, Verification.Method.ONE_TIME_CODE)
    record("people.user.signed_in", by=user, subject=user, method=Verification.Method.ONE_TIME_CODE.value)
    return user


def _may_come_in(number: str, purpose: str) -> bool:
    """Whom somebody has named; with a code for anyone also new people, but nobody whose account was closed."""
    return phones.is_known(number) or (purpose == ANYONE and User.objects.with_phone(number) is None)


def purge_codes(*, now: datetime) -> int:
    """Delete codes older than a day; how many there were."""
    return OneTimeCode.objects.filter(created_at__lt=now - KEPT_FOR).delete()[0]
