"""Signing in once more with what one has signed in with: password or, where there is one, the second factor."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from sharedcourt.people.models import User


def address(user: User, onward: str) -> str:
    """The page on which this person signs in again and is led on from; nothing for whoever comes in by phone only."""
    from allauth.account.internal.flows.reauthentication import get_reauthentication_flows

    flows = get_reauthentication_flows(user)
    # The last is the strongest: the second factor stands after the password.
    return f"{reverse(_name(str(flows[-1]['id'])))}?{urlencode({'next': onward})}" if flows else ""


def _name(flow: str) -> str:
    return "account_reauthenticate" if flow == "reauthenticate" else flow


def has_just_signed_in_again(request: HttpRequest, user: User) -> bool:
    """Whether this session was entered anew in the last minutes (`ACCOUNT_REAUTHENTICATION_TIMEOUT`)."""
    from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate

    return bool(address(user, "/")) and bool(did_recently_reauthenticate(request))
