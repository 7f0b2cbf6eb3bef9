"""Coming in and going out: phone and code, invitation links, sign-out."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from sharedcourt.core import cipher
from sharedcourt.core.errors import ActionRefused, Conflict, Invalid
from sharedcourt.law.identity import mask_phone
from sharedcourt.people import actions, identity, oidc, phones, wording
from sharedcourt.people.actions.invitations import find_invitation, safe_path
from sharedcourt.people.forms import CodeForm, PhoneForm
from sharedcourt.people.policy import is_person, organisations

PHONE_KEY = "people_signing_in"


def _kept_phone(request: HttpRequest) -> str:
    """The number a code was asked for in this session (kept encrypted)."""
    try:
        return cipher.decrypt(request.session.get(PHONE_KEY, ""), context=PHONE_KEY)
    except cipher.Unreadable:
        return ""


def _purpose(next_path: str) -> str:
    """Where one goes says whether one must have been named before."""
    return actions.ANYONE if phones.is_open(next_path) else "sign_in"


@sensitive_post_parameters("phone")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for the phone and send a code."""
    next_path = safe_path(request.POST.get("next") or request.GET.get("next") or "")
    if request.method == "GET" and is_person(request.user):
        return redirect(next_path)
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        phone = form.cleaned_data["phone"]
        try:
            actions.request_code(phone=phone, purpose=_purpose(next_path), request=request)
        except Invalid as error:
            form.add_error("phone", str(error))
        else:
            request.session[PHONE_KEY] = cipher.encrypt(phone, context=PHONE_KEY)
            request.session["people_next"] = next_path
            return redirect("people:code")
    return render(request, "people/sign_in.html", {"form": form, "next_path": next_path, "demo": settings.DEMO})


@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Take the code; `again` sends another one."""
    phone = _kept_phone(request)
    if not phone:
        return redirect("people:sign-in")
    next_path = safe_path(request.session.get("people_next", ""))
    if request.method == "POST" and "again" in request.POST:
        try:
            actions.request_code(phone=phone, purpose=_purpose(next_path), request=request)
        except Invalid as error:
            messages.warning(request, str(error))
        else:
            messages.info(request, _("A new code has been sent. The earlier one no longer works."))
        return redirect("people:code")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.confirm_code(phone=phone, code=form.cleaned_data["code"], request=request)
        except Invalid as error:
            form.add_error("code", str(error))
        else:
            request.session.pop(PHONE_KEY, None)
            request.session.pop("people_next", None)
            return redirect(next_path)
    context = {"form": form, "phone": mask_phone(phone), "anyone": phones.is_open(next_path), "demo": settings.DEMO}
    return render(request, "people/code.html", context)


@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show who invites to what (reading uses nothing up: messengers preview links); the button signs in."""
    found = find_invitation(token)
    if request.method == "POST":
        try:
            actions.accept_invitation(token=token, request=request)
        except Conflict as refusal:
            if found is None or not (is_person(request.user) and request.user.phone_hash == found.phone_hash):
                return _closed_invitation(request, found, str(refusal))
        except Invalid as refusal:
            return _closed_invitation(request, None, str(refusal))
        return redirect(safe_path(found.next_path if found else ""))
    if found is not None and is_person(request.user) and request.user.phone_hash == found.phone_hash:
        return redirect(safe_path(found.next_path))
    if found is None or not found.is_open:
        return _closed_invitation(request, found, "")
    inviters = organisations(found.invited_by) if found.invited_by else []
    context = {
        "invitation": found,
        "phone": mask_phone(found.phone),
        "inviter": inviters[0] if inviters else None,
        "what": wording.of(found),
    }
    return render(request, "people/invitation.html", context)


def _closed_invitation(request: HttpRequest, found: object, refusal: str) -> HttpResponse:
    next_path = getattr(found, "next_path", "")
    context = {"found": found, "refusal": refusal, "next_path": safe_path(next_path) if next_path else ""}
    return render(request, "people/invitation_closed.html", context, status=410 if found else 404)


@require_http_methods(["GET", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session at once and throw away what it held."""
    if request.method == "GET":
        return render(request, "people/sign_out.html")
    if is_person(request.user):
        actions.record_sign_out(by=request.user)
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@require_http_methods(["POST"])
def oidc_start(request: HttpRequest) -> HttpResponse:
    """Send the person to the identity provider."""
    if not is_person(request.user):
        return redirect("people:sign-in")
    try:
        address, kept = oidc.start(redirect_uri=_oidc_return(request))
    except oidc.ProviderFailed:
        messages.error(request, _("The identity provider does not answer. Try again later."))
        return redirect("people:account")
    request.session["people_oidc"] = kept | {"next": safe_path(request.POST.get("next", ""), otherwise="/account/")}
    return redirect(address)


@require_http_methods(["GET"])
def oidc_return(request: HttpRequest) -> HttpResponse:
    """The person comes back from the identity provider."""
    kept = request.session.pop("people_oidc", None)
    if not is_person(request.user) or kept is None:
        return redirect("people:sign-in")
    try:
        who = oidc.finish(
            kept=kept,
            state=request.GET.get("state", ""),
            code=request.GET.get("code", ""),
            redirect_uri=_oidc_return(request),
        )
        actions.record_provider_check(
            by=request.user, name=who.name, resident_id=who.resident_id, issuer=settings.SHAREDCOURT_OIDC_ISSUER
        )
    except oidc.ProviderFailed:
        messages.error(request, _("The identity provider did not confirm who you are. Nothing has been changed."))
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The identity provider has confirmed who you are."))
    return redirect(kept["next"])


def _oidc_return(request: HttpRequest) -> str:
    return f"{settings.PUBLIC_URL}{reverse('people:oidc-return')}"


def identity_is_checked() -> bool:
    """Whether a registry is configured, for pages that say what a level means here."""
    return not isinstance(identity.configured(), identity.NoRegistry)
