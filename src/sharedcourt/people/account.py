"""The account page: name, phone, how surely one is known, language, API tokens."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sharedcourt.core import cipher
from sharedcourt.core.errors import ActionRefused
from sharedcourt.people import actions, queries
from sharedcourt.people.forms import LanguageForm, NameForm, TokenForm
from sharedcourt.people.models import IdentityLevel
from sharedcourt.people.policy import memberships, organisations, person_of
from sharedcourt.people.tokens import MAKERS, create_token, revoke_token
from sharedcourt.people.views import identity_is_checked

NEW_TOKEN_KEY = "people_new_token"  # noqa: S105  the name of a session entry


@login_required
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Show the account; POST changes the language."""
    me = person_of(request)
    form = LanguageForm(request.POST or None, initial={"language": me.language})
    if request.method == "POST" and form.is_valid():
        actions.change_language(by=me, language=form.cleaned_data["language"])
        response = redirect("people:account")
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, form.cleaned_data["language"], max_age=365 * 86400, samesite="Lax"
        )
        return response
    context = {
        "form": form,
        "nav": "account",
        "person": me,
        "level": IdentityLevel(me.identity_level),
        "name_is_open": me.identity_level < IdentityLevel.DECLARED,
        "verifications": queries.verifications_of(me)[:20],
        "roles": memberships(me),
        "may_have_tokens": bool(organisations(me, *MAKERS)),
        "registry": identity_is_checked(),
        "oidc": bool(settings.SHAREDCOURT_OIDC_ISSUER),
    }
    return render(request, "people/account.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def name(request: HttpRequest) -> HttpResponse:
    """Correct one's own name while nobody has checked it."""
    me = person_of(request)
    form = NameForm(request.POST or None, initial={"name": me.name})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_name(by=me, name=form.cleaned_data["name"])
        except ActionRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return redirect("people:account")
    return render(request, "people/name.html", {"form": form, "nav": "account"})


@login_required
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """The organisation's API tokens; POST makes one, whose text is shown once."""
    me = person_of(request)
    mine = organisations(me, *MAKERS)
    if not mine:
        return redirect("people:account")
    form = TokenForm(request.POST or None, organisations=mine)
    if request.method == "POST" and form.is_valid():
        try:
            _token, text = create_token(
                by=me, organisation=form.cleaned_data["organisation"], label=form.cleaned_data["label"]
            )
        except ActionRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            request.session[NEW_TOKEN_KEY] = cipher.encrypt(text, context=NEW_TOKEN_KEY)
            return redirect("people:tokens")
    sealed = request.session.pop(NEW_TOKEN_KEY, "")
    context = {
        "form": form,
        "nav": "account",
        "tokens": queries.tokens_visible_to(me)[:100],
        "new_token": cipher.decrypt(sealed, context=NEW_TOKEN_KEY) if sealed else "",
    }
    return render(request, "people/tokens.html", context)


@login_required
@require_http_methods(["POST"])
def token_revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a token at once."""
    token = get_object_or_404(queries.tokens_visible_to(request.user), pk=pk)
    revoke_token(by=person_of(request), token=token)
    messages.success(request, _("The token has been ended. Programs that use it are refused from now on."))
    return redirect("people:tokens")
