"""A form sent twice acts once: a lost answer may be asked for again without fear.

The page carries a random word (`{% once %}` inside the form), the view is marked:

    @login_required
    @require_http_methods(["GET", "POST"])
    @once.acts_once
    def evidence(request): ...

The word, the person and what was sent are kept in the transaction of the action. The same sent again is led to where the first
was led; the same word with other content is refused (Conflict), because one of the two would be lost in silence. A form that the
view did not accept (any answer that is no redirect) has not been acted on and may be sent again with the same word.

Not for views that ask outside systems: the whole view runs in one transaction.
"""

import hashlib
import re
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _

from sharedcourt.core import cipher, clock, transaction
from sharedcourt.core.errors import Conflict, Invalid
from sharedcourt.core.models import Answered

FIELD = "once"
# A script that sends the form asks with this header for the address it is led to; a redirect it could not read.
BY_SCRIPT = "X-Sent-By-Script"
WELL_FORMED = re.compile(r"[A-Za-z0-9_-]{22,64}")
KEPT_FOR = timedelta(days=30)
NOT_CONTENT = {FIELD, "csrfmiddlewaretoken"}

View = Callable[..., HttpResponse]


def new_word() -> str:
    """128 random bits for one form."""
    return secrets.token_urlsafe(16)


def acts_once(view: View) -> View:
    """Mark a view of forms; see the module. Without the form's word the view is as it was."""

    @wraps(view)
    def answered(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        word = request.POST.get(FIELD, "") if request.method == "POST" and request.user.is_authenticated else ""
        if not word:
            return view(request, *arguments, **named)
        if not WELL_FORMED.fullmatch(word):
            raise Invalid(_("The request does not fit its description."), field=FIELD)
        sender: Any = request.user
        content = cipher.keyed_hash("once.content", _content(request))
        token = cipher.keyed_hash("once", f"{hashlib.sha256(word.encode()).hexdigest()} {request.path}")

        @transaction.atomic
        def act() -> HttpResponse:
            _rewind(request)
            try:
                with transaction.atomic():
                    row = Answered.objects.create(user=sender, token=token, content=content)
            except IntegrityError:
                return _again(Answered.objects.get(user=sender, token=token), content)
            response = view(request, *arguments, **named)
            if isinstance(response, HttpResponseRedirect):
                Answered.objects.filter(pk=row.pk).update(location=response.url)
            else:
                row.delete()
            return response

        response = act()
        if isinstance(response, HttpResponseRedirect) and BY_SCRIPT in request.headers:
            return JsonResponse({"location": response.url})
        return response

    return answered


def forget(now: datetime | None = None) -> int:
    """Remove what was answered more than thirty days ago; how many."""
    return Answered.objects.filter(created_at__lt=(now or clock.now()) - KEPT_FOR).delete()[0]


def _again(row: Answered, content: str) -> HttpResponse:
    if row.content != content:
        moment = clock.local(row.created_at).strftime("%H:%M")
        raise Conflict(
            _(
                "This form was received at %(time)s already, with other content. Open the page again to see what is there, and send only what is missing."
            )
            % {"time": moment}
        )
    return HttpResponseRedirect(row.location)


def _content(request: HttpRequest) -> str:
    """Everything that was sent, as one hash: fields in their order, files by their bytes."""
    sent = hashlib.sha256()
    for name, values in sorted(request.POST.lists()):
        if name not in NOT_CONTENT:
            for value in values:
                sent.update(f"{len(name)} {name} {len(str(value))} {value}\0".encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            sent.update(f"{len(name)} {name} {file.name} {file.size}\0".encode())
            for piece in file.chunks():
                sent.update(piece)
    return sent.hexdigest()


def _rewind(request: HttpRequest) -> None:
    """Files were read to tell them apart, or by a try that lost a deadlock."""
    for _name, files in request.FILES.lists():
        for file in files:
            file.seek(0)
