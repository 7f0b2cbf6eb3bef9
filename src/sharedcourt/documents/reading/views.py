"""Pages: have a file read, see how far it is, compare what was read with the picture and take over what is right."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from sharedcourt.core.errors import ActionRefused, NotAllowed
from sharedcourt.core.once import acts_once
from sharedcourt.documents import queries as files
from sharedcourt.documents.reading import actions, forms, pictures, queries, wording
from sharedcourt.documents.reading.models import Reading
from sharedcourt.documents.reading.states import ReadingState
from sharedcourt.people.models import User

PICTURES_PER_MINUTE = 120  # of one person
MOST_SHOWN = 30  # pages, and those on which a field stands


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def _reading(request: HttpRequest, pk: UUID) -> Reading:
    found = queries.usable_by(request.user, pk)
    if found is None:
        raise Http404
    return found


def _onward(request: HttpRequest) -> str:
    """The page of this site to which a person goes back, or nothing."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if safe and wanted.startswith("/") else ""


def address(reading: Reading, onward: str = "") -> str:
    from django.urls import reverse
    from django.utils.http import urlencode

    return reverse("documents:reading", args=[reading.pk]) + (f"?{urlencode({'next': onward})}" if onward else "")


@login_required
@require_POST
def ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Have a file read, and wait on its page."""
    file = get_object_or_404(files.readable_files(request.user), pk=pk)
    onward = _onward(request)
    try:
        reading = actions.ask(by=_person(request), file=file)
    except NotAllowed:
        raise Http404 from None
    except ActionRefused as refusal:
        messages.warning(request, str(refusal.message))
        return redirect(onward or "web:home")
    return redirect(address(reading, onward))


@login_required
@never_cache
@require_GET
def one(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far it is; then the fields beside the picture."""
    return _show(request, _reading(request, pk))


@login_required
@require_POST
@acts_once
def confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take over the ticked fields, as they are written."""
    reading = _reading(request, pk)
    sent = {key: str(value) for key, value in request.POST.items()}
    try:
        actions.confirm(by=_person(request), reading=reading, values=forms.taken(sent))
    except ActionRefused as refusal:
        return _show(request, reading, sent=sent, refusal=refusal, status=refusal.status)
    messages.success(request, _("Your answer has been kept."))
    return redirect(_onward(request) or address(reading))


def _show(
    request: HttpRequest,
    reading: Reading,
    *,
    sent: dict[str, str] | None = None,
    refusal: ActionRefused | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"reading": reading, "onward": _onward(request), "refusal": refusal, "nav": "desk"}
    context["failure"] = reading.get_failure_display()
    if reading.state == ReadingState.READ:
        pages = list(reading.pages.all())
        found = queries.proposed(reading)
        rows = forms.rows(
            found.proposals,
            {page.number: page for page in pages},
            earlier={field.key: field for field in reading.fields.all()},
            sent=sent,
            errors={refusal.field: str(refusal.message)} if refusal and refusal.field else None,
        )
        context["kind"] = wording.KINDS.get(found.kind, found.kind)
        context["rows"] = rows
        named = {row.page.number for row in rows}
        context["shown"] = [
            {"page": page, "rows": [row for row in rows if row.page.number == page.number]}
            for place, page in enumerate(pages)
            if place < MOST_SHOWN or page.number in named
        ]
        context["left_out"] = reading.pages_total > reading.pages_done
    return render(request, "documents/reading.html", context, status=status)


@login_required
@never_cache
@require_GET
def progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far the reading is, as a fragment that renews itself; the page is loaded anew when it is over."""
    reading = _reading(request, pk)
    response = render(request, "documents/reading_progress.html", {"reading": reading})
    if not reading.is_under_way:
        response["HX-Refresh"] = "true"
    return response


@login_required
@require_GET
def page(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """One page of the file as a picture, turned upright, as its boxes count."""
    reading = _reading(request, pk)
    known = reading.pages.filter(number=number).first()
    if known is None:
        raise Http404
    key = f"documents:reading-pictures:{request.user.pk}"
    cache.add(key, 0, timeout=60)
    if cache.incr(key) > PICTURES_PER_MINUTE:
        return HttpResponse(status=429)
    picture = pictures.of(reading, known)
    if picture is None:
        raise Http404
    response = HttpResponse(picture, content_type="image/jpeg")
    # Every field of the page shows a piece of the same picture: it is fetched once.
    patch_cache_control(response, private=True, max_age=900)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
