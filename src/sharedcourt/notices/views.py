"""Messages on the site, the local outbox, and the gateway's delivery reports."""

import json
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from sharedcourt.notices import actions, delivery, gateways, queries
from sharedcourt.notices.models import LOCAL, Message
from sharedcourt.people.policy import person_of

PAGE = 20
REPORT_BYTES = 10_000


@login_required
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """The person's messages, newest first."""
    page = Paginator(queries.inbox(request.user), PAGE).get_page(request.GET.get("page"))
    unread = queries.unread_count(request.user)
    return render(request, "notices/inbox.html", {"page": page, "unread": unread, "nav": "notices"})


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything read."""
    if actions.mark_read(by=person_of(request)):
        messages.success(request, _("All messages are marked as read."))
    return redirect("notices:list")


@login_required
@require_POST
def open_message(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Mark a message read and go where it leads."""
    message = get_object_or_404(queries.inbox(request.user), pk=pk)
    actions.mark_read(by=person_of(request), message=message.pk)
    return redirect(message.link or "notices:list")


def _shown(message: Message) -> dict[str, object]:
    """A message in the outbox. Its text is shown only when it never left: what went to a phone is its reader's own."""
    open_text = settings.DEMO or message.gateway in {"", LOCAL}
    return {"message": message, "text": message.body if open_text else "", "open": open_text}


@require_GET
def outbox(request: HttpRequest) -> HttpResponse:
    """SMS and e-mail that this installation has written."""
    if not queries.may_see_outbox(request.user):
        raise Http404
    page = Paginator(queries.outbox(), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_shown(message) for message in page.object_list],
        "sms_stays": isinstance(gateways.configured(), gateways.LocalOutbox),
        "mail_stays": not delivery.mail_leaves(),
        "demo": settings.DEMO,
    }
    return render(request, "notices/outbox.html", context)


@csrf_exempt
@require_POST
def sms_report(request: HttpRequest) -> HttpResponse:
    """The gateway says what became of an SMS: signed, and told twice it changes nothing."""
    body = request.body
    header = request.headers.get(gateways.SIGNATURE_HEADER, "")
    if len(body) > REPORT_BYTES or not gateways.is_signed(body, header, settings.SHAREDCOURT_SMS_SECRET):
        return JsonResponse({"code": "not_signed"}, status=403)
    try:
        report = json.loads(body)
        known = delivery.take_report(
            provider_id=str(report.get("id", "")),
            reference=str(report.get("reference", "")),
            status=str(report.get("status", "")),
            reason=str(report.get("reason", "")),
        )
    except (ValueError, AttributeError):
        return JsonResponse({"code": "malformed"}, status=400)
    return JsonResponse({"known": known})
