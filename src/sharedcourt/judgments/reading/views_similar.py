"""Cases like one (类案): like a published judgment, like a story that is pasted, like a dispute or a case at work."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from sharedcourt.disputes import queries as disputes
from sharedcourt.disputes.models import Dispute
from sharedcourt.filing.cases import queries as cases
from sharedcourt.filing.plaint.models import Plaint
from sharedcourt.judgments import queries
from sharedcourt.judgments.models import Publication
from sharedcourt.judgments.reading import alike, sections
from sharedcourt.judgments.reading.waiting import come_again, is_too_often, told_when
from sharedcourt.people.policy import person_of

A_MINUTE = 20  # such searches cost more than others
FIRST = 3


def instead(publication: Publication | None, key: str) -> HttpResponse:
    """For a paper that cannot be compared: its own page says what became of it."""
    if publication is None and queries.was_withdrawn(key) is None:
        raise Http404
    return redirect("judgments:read", key=key)


@require_safe
def similar(request: HttpRequest, key: str) -> HttpResponse:
    """Judgments like a published one."""
    publication = queries.current(key)
    if publication is None or publication.kind == Publication.Kind.NOTICE:
        return instead(publication, key)
    if is_too_often(request, "like", A_MINUTE):
        return come_again(request)
    context = {
        "publication": publication,
        "found": alike.like_card(queries.card_of(publication)),
        "nav": "judgments",
    }
    response = render(request, "judgments/reading/similar.html", context)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@sensitive_post_parameters("told")
@require_http_methods(["GET", "POST"])
def told(request: HttpRequest) -> HttpResponse:
    """Facts are pasted and compared. They are kept nowhere: not in the address, not in the log, not in the database."""
    text = request.POST.get("told", "").strip()
    context: dict[str, Any] = {
        "told": text[: alike.LONGEST],
        "nav": "judgments",
        "longest": alike.LONGEST,
        "error": "",
        "found": None,
    }
    status, wait = 200, False
    if request.method == "POST":
        if len(text) < alike.SHORTEST:
            context["error"], status = _("Tell a little more of what happened: at least a sentence."), 422
        elif len(text) > alike.LONGEST:
            context["error"] = _("Use at most %(count)d characters.") % {"count": alike.LONGEST}
            status = 422
        elif is_too_often(request, "like", A_MINUTE):
            context["error"] = _("You have looked for similar cases many times. Wait a minute, then try again.")
            status, wait = 429, True
        else:
            context["found"] = alike.like_text(text)
    response = render(request, "judgments/reading/told.html", context, status=status)
    return told_when(response) if wait else response


@login_required
@require_GET
def of_dispute(request: HttpRequest, pk: UUID) -> HttpResponse:
    """For the mediator of a dispute: judgments like it, by its elements."""
    dispute = get_object_or_404(disputes.visible_to(request.user), pk=pk)
    if not sections.mediates(person_of(request), dispute):
        raise Http404
    return _at_work(request, dispute, ("disputes:detail", dispute.pk))


@login_required
@require_GET
def of_case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """For the judge of a case: judgments like it."""
    case = get_object_or_404(cases.visible_to(request.user), pk=pk)
    if not sections.judges(person_of(request), case):
        raise Http404
    plaint = Plaint.objects.filter(case=case).first()
    answers = plaint.answers.values() if plaint is not None else ()
    told = "\n".join(answer for answer in answers if isinstance(answer, str))
    return _at_work(request, case.dispute, ("filing:case", case.pk), told)


def _at_work(request: HttpRequest, dispute: Dispute, back: tuple[str, UUID], told: str = "") -> HttpResponse:
    fragment = "HX-Request" in request.headers
    context = {
        "found": alike.like_dispute(dispute, told_in_court=told, limit=FIRST if fragment else alike.MOST),
        "back": back,
        "nav": "judgments",
    }
    name = "similar_few" if fragment else "similar_work"
    return render(request, f"judgments/reading/{name}.html", context)
