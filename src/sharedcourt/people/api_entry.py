"""Coming in over the API, as on the pages: phone and code, a personal link, sign-out, one's own name.

Staff sign in at /accounts/login/, with their second factor; programs of institutions carry a token.
"""

from datetime import datetime
from typing import Any

from django.contrib.auth import logout
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Schema, Status
from ninja.security import django_auth

from sharedcourt.core.errors import NotAllowed
from sharedcourt.law.identity import mask_phone
from sharedcourt.people import actions, wording
from sharedcourt.people.actions.invitations import find_invitation
from sharedcourt.people.api import router
from sharedcourt.people.policy import organisations, person_of


class PhoneIn(Schema):
    """A mainland mobile number."""

    phone: str


class AskIn(PhoneIn):
    """Who has not been named by anybody comes in to bring a case."""

    to_sue: bool = Field(False, description="send a code to a number that is not known here, too")


class CodeIn(PhoneIn):
    """The number, and the six digits that were sent to it."""

    code: str


class InvitationIn(Schema):
    """What stands between `/i/` and the last stroke of a personal link; in the body, since addresses are kept in logs."""

    token: str


class InvitationOut(Schema):
    """Who invites to what. `next` is the page to which the link leads."""

    phone: str
    inviter: str
    what: str
    next: str
    is_open: bool
    expires_at: datetime


class SignedIn(Schema):
    """Who has come in; `next` is where the link leads (empty after a code)."""

    name: str
    next: str


class NameIn(Schema):
    name: str


def _from_a_program(request: HttpRequest) -> None:
    """Nobody is signed in by a form on somebody else's page: such a form cannot send JSON."""
    if request.content_type != "application/json":
        raise NotAllowed(_("Send JSON."))


@router.post("/codes", response={202: None}, auth=None, operation_id="people_ask_for_code", summary="Ask for a code")
def ask_for_code(request: HttpRequest, body: AskIn) -> Status[Any]:
    """Six digits by SMS, good for ten minutes and one use. The answer is the same whether or not the number is known."""
    _from_a_program(request)
    purpose = actions.ANYONE if body.to_sue else "sign_in"
    actions.request_code(phone=body.phone, purpose=purpose, request=request)
    return Status(202, None)


@router.post("/session", response=SignedIn, auth=None, operation_id="people_sign_in", summary="Sign in with a code")
def sign_in(request: HttpRequest, body: CodeIn) -> dict[str, str]:
    """Opens a session (a cookie). Five attempts for each code."""
    _from_a_program(request)
    user = actions.confirm_code(phone=body.phone, code=body.code, request=request)
    return {"name": user.name, "next": ""}


@router.delete(
    "/session", response={204: None}, auth=django_auth, operation_id="people_sign_out", summary="End the session"
)
def sign_out(request: HttpRequest) -> Status[Any]:
    """At once, and what it held is thrown away."""
    actions.record_sign_out(by=person_of(request))
    logout(request)
    return Status(204, None)


@router.post(
    "/invitations/read",
    response=InvitationOut,
    auth=None,
    operation_id="people_read_invitation",
    summary="Who invites to what",
)
def read_invitation(request: HttpRequest, body: InvitationIn) -> dict[str, Any]:
    """Reading uses nothing up."""
    found = find_invitation(body.token)
    if found is None:
        raise Http404
    inviters = organisations(found.invited_by) if found.invited_by else []
    return {
        "phone": mask_phone(found.phone),
        "inviter": inviters[0].name if inviters else "",
        "what": str(wording.of(found)),
        "next": found.next_path,
        "is_open": found.is_open,
        "expires_at": found.expires_at,
    }


@router.post(
    "/invitations/accept",
    response=SignedIn,
    auth=None,
    operation_id="people_accept_invitation",
    summary="Accept an invitation",
)
def accept_invitation(request: HttpRequest, body: InvitationIn) -> dict[str, str]:
    """Signs in the person whose phone the link was sent to, once."""
    _from_a_program(request)
    found = find_invitation(body.token)
    user = actions.accept_invitation(token=body.token, request=request)
    return {"name": user.name, "next": found.next_path if found else ""}


@router.put(
    "/me/name", response={204: None}, auth=django_auth, operation_id="people_set_name", summary="Correct one's own name"
)
def set_name(request: HttpRequest, body: NameIn) -> Status[Any]:
    """As long as nobody has checked it."""
    actions.change_name(by=person_of(request), name=body.name)
    return Status(204, None)
