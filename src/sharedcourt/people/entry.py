"""Opening a session for a person, and only there."""

import uuid

from django.contrib.auth import login
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import get_language

from sharedcourt.people.models import IdentityLevel, Membership, User, Verification

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def is_staff_account(user: User) -> bool:
    """Whether the person has a role anywhere: such accounts are entered by user name and second factor only."""
    return Membership.objects.filter(user=user, is_active=True).exists()


def account_for(phone: str, *, name: str = "") -> User:
    """The account with this number, made without a password when there is none."""
    user = User.objects.with_phone(phone)
    if user is None:
        language = "en" if (get_language() or "").startswith("en") else "zh-hans"
        try:
            with transaction.atomic():
                return User.objects.create_user(f"p-{uuid.uuid4().hex}", name=name, phone=phone, language=language)
        except IntegrityError:  # the same person came in by another way at the same instant
            user = User.objects.with_phone(phone)
            if user is None:
                raise
    if name and not user.name:
        user.name = name
        user.save(update_fields=["name"])
    return user


def phone_confirmed(user: User, method: Verification.Method) -> None:
    """Keep that the person holds the phone, once per way of showing it."""
    if not Verification.objects.filter(user=user, method=method).exists():
        Verification.objects.create(user=user, level=IdentityLevel.PHONE, method=method)
    if user.identity_level < IdentityLevel.PHONE:
        user.identity_level = IdentityLevel.PHONE
        user.save(update_fields=["identity_level"])


def enter(request: HttpRequest, user: User) -> None:
    """Sign in with a fresh session key; what another person left in the session is thrown away."""
    login(request, user, backend=BACKEND)
    request.session["people_entered_by_phone"] = True


def address_of(request: HttpRequest | None) -> str:
    """The caller's network address, for limits only; it is not kept."""
    return str(request.META.get("REMOTE_ADDR", "")) if request is not None else ""
