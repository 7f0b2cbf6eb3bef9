"""The page about one's own phone: the site on its home screen, notifications, the calendar."""

import json
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from sharedcourt.core import cipher
from sharedcourt.core.errors import Invalid
from sharedcourt.notices import calendars, devices, pushing, queries, webpush
from sharedcourt.people.policy import person_of

RECEIPT_BYTES = 1000
NEW_WORD = "notices_new_calendar"


def calendar_address(word: str) -> str:
    """The full address that a secret word opens."""
    return settings.PUBLIC_URL + reverse("notices:calendar", args=[word])


@login_required
@require_GET
def phone(request: HttpRequest) -> HttpResponse:
    """What the person has set up, and how to set up the rest."""
    sealed = request.session.pop(NEW_WORD, "")
    word = cipher.decrypt(sealed, context=NEW_WORD) if sealed else ""
    address = calendar_address(word) if word else ""
    context = {
        "devices": queries.devices_of(request.user),
        "calendar": queries.calendar_of(request.user),
        "new_address": address,
        "new_webcal": "webcal" + address.removeprefix("https").removeprefix("http") if address else "",
        "push_key": webpush.public_key(),
        "nav": "account",
    }
    return render(request, "notices/phone.html", context)


@login_required
@require_POST
def push_subscribe(request: HttpRequest) -> JsonResponse:
    """What the browser gave when it subscribed, as JSON: `{"endpoint", "keys": {"p256dh", "auth"}, "device"}`."""
    try:
        sent = json.loads(request.body)
        keys = sent["keys"]
        endpoint, p256dh, auth = str(sent["endpoint"]), str(keys["p256dh"]), str(keys["auth"])
        device = str(sent.get("device", ""))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Invalid(_("The request does not fit its description."), field="endpoint") from None
    made = devices.subscribe(by=person_of(request), endpoint=endpoint, p256dh=p256dh, auth=auth, device=device)
    return JsonResponse({"id": str(made.pk)}, status=201)


@login_required
@require_POST
def push_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Tell a browser no more."""
    subscription = get_object_or_404(queries.devices_of(request.user), pk=pk)
    devices.end_device(by=person_of(request), subscription=subscription)
    messages.success(request, _("This device gets no more notifications."))
    return redirect("notices:phone")


@csrf_exempt
@require_POST
def push_received(request: HttpRequest) -> HttpResponse:
    """A browser has shown a notification: the proof is in what it got. Whatever is sent, the answer is the same."""
    if len(request.body) <= RECEIPT_BYTES:
        try:
            sent = json.loads(request.body)
            pushing.take_receipt(message_id=UUID(str(sent["id"])), receipt=str(sent["receipt"]))
        except (ValueError, KeyError, TypeError):
            pass
    return HttpResponse(status=204)


@login_required
@require_POST
def calendar_open(request: HttpRequest) -> HttpResponse:
    """A new address, shown once; the one before is worthless from now on."""
    word = devices.open_calendar(by=person_of(request))
    request.session[NEW_WORD] = cipher.encrypt(word, context=NEW_WORD)
    return redirect(reverse("notices:phone") + "#calendar")


@login_required
@require_POST
def calendar_close(request: HttpRequest) -> HttpResponse:
    """The address gives nothing any more."""
    devices.close_calendar(by=person_of(request))
    messages.success(request, _("The calendar's address no longer works."))
    return redirect("notices:phone")


@require_GET
def calendar(request: HttpRequest, word: str) -> HttpResponse:
    """The days of whoever was given this address."""
    person = calendars.person_of(word)
    if person is None:
        raise Http404
    return HttpResponse(calendars.feed_of(person), content_type="text/calendar; charset=utf-8")
