"""How allauth treats staff accounts."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from sharedcourt.people import entry, messenger
from sharedcourt.people.models import User


class StaffAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No sign-up; only people with a role sign in this way; mail goes out like every other message."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        if not entry.is_staff_account(user):
            messages.warning(request, _("Sign in with your phone and a code."))
            raise ImmediateHttpResponse(redirect("people:sign-in"))
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return response

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        user = context.get("user") or User.objects.filter(email__iexact=email, is_active=True).first()
        if user is None or not entry.is_staff_account(user):
            return
        mail = self.render_mail(template_prefix, email, context)
        with transaction.atomic():
            messenger.send(
                user=user,
                phone="",
                kind="people.mail",
                context={"subject": mail.subject, "text": mail.body},
                channels=("email",),
            )
