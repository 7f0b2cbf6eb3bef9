"""Staff come in through allauth; the ledger learns of it here."""

from typing import Any

from allauth.account.signals import user_logged_in
from allauth.mfa.signals import authenticator_removed
from django.dispatch import receiver
from django.http import HttpRequest

from sharedcourt.people.actions.accounts import record_sign_in
from sharedcourt.people.middleware import KEY
from sharedcourt.people.models import User


@receiver(user_logged_in)
def staff_came_in(sender: Any, user: User, **kwargs: Any) -> None:
    record_sign_in(by=user, method="password")


@receiver(authenticator_removed)
def factor_removed(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    """The next page asks again whether a second factor is left."""
    request.session.pop(KEY, None)
