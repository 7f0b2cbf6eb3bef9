"""A published judgment for everybody: no account, no script needed."""

import json
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sharedcourt.core import clock
from sharedcourt.core.errors import Invalid
from sharedcourt.judgments import queries
from sharedcourt.judgments.models import Cited, Publication, Withdrawal
from sharedcourt.judgments.numbers import spelled
from sharedcourt.judgments.reading import akoma, contents, formats, keeping, presenting
from sharedcourt.judgments.reading.addresses import address_of

PER_PAGE = 20
LONGEST = 160
TYPES = {
    "json": "application/json",
    "xml": "application/akn+xml; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}


@require_safe
def read(request: HttpRequest, key: str) -> HttpResponse:
    """The judgment, or the notice in its place; 410 once it was withdrawn."""
    publication = queries.current(key)
    if publication is None:
        return _gone(request, _withdrawal(key))
    order_first = request.GET.get("order") == "first"
    make = _notice if publication.kind == Publication.Kind.NOTICE else _judgment
    return keeping.page(
        request, f"read {publication.pk} {order_first}", lambda: make(request, publication, order_first)
    )


def _withdrawal(key: str) -> Withdrawal:
    found = queries.was_withdrawn(key)
    if found is None:
        raise Http404
    return found


def _gone(request: HttpRequest, withdrawal: Withdrawal) -> HttpResponse:
    return render(request, "judgments/reading/gone.html", {"at": withdrawal.at, "nav": "judgments"}, status=410)


def _judgment(request: HttpRequest, publication: Publication, order_first: bool) -> HttpResponse:
    context = {
        "page": presenting.page(publication, order_first=order_first),
        "order_first": order_first,
        "nav": "judgments",
    }
    return render(request, "judgments/reading/read.html", context)


def _notice(request: HttpRequest, publication: Publication, _order_first: bool) -> HttpResponse:
    context = {
        "publication": publication,
        "words": presenting.notice_words(publication),
        "address": address_of(publication.judgment.key),
        "versions": presenting.versions_of(publication),
        "nav": "judgments",
    }
    return render(request, "judgments/reading/notice.html", context)


@require_safe
def formatted(request: HttpRequest, key: str, form: str) -> HttpResponse:
    """The same as JSON, Akoma Ntoso or plain text; a notice has no XML."""
    publication = queries.current(key)
    if publication is None:
        return _gone_file(_withdrawal(key), form)
    is_notice = publication.kind == Publication.Kind.NOTICE
    if is_notice and form == "xml":
        raise Http404
    what = f"{form} {publication.pk} {formats.FORM}"
    write = _notice_file if is_notice else _file
    return keeping.file(request, what, publication.released_at, lambda: write(publication, form))


def _file(publication: Publication, form: str) -> HttpResponse:
    document = presenting.document_of(publication)
    if form == "xml":
        content: str | bytes = akoma.as_xml(document)
    elif form == "txt":
        content = formats.as_text(document)
    else:
        content = _json(formats.as_json(document))
    return _sent(content, publication.judgment.key, form)


def _notice_file(publication: Publication, form: str) -> HttpResponse:
    key = publication.judgment.key
    if form == "txt":
        return _sent(f"{publication.notice}\n\n{address_of(key)}\n", key, form)
    content = {
        "key": key,
        "address": address_of(key),
        "kind": "notice",
        "number": publication.number,
        "court": publication.court_name,
        "decided_on": publication.decided_on.isoformat(),
        "notice": publication.notice,
    }
    return _sent(_json(content), key, form)


def _json(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1)


def _sent(content: str | bytes, key: str, form: str) -> HttpResponse:
    response = HttpResponse(content, content_type=TYPES[form])
    response.headers["Content-Disposition"] = f'inline; filename="{key}.{form}"'
    return response


def _gone_file(withdrawal: Withdrawal, form: str) -> HttpResponse:
    day = clock.local(withdrawal.at).date().isoformat()
    if form == "json":
        return JsonResponse({"code": "gone", "withdrawn_on": day}, status=410)
    return HttpResponse(f"withdrawn on {day}\n", status=410, content_type=TYPES["txt"])


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """The papers in whose place only a notice stands, the newest first."""
    rows = queries.published().filter(kind=Publication.Kind.NOTICE).order_by("-released_at", "-id")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": [(row, presenting.notice_words(row)) for row in page], "nav": "judgments"}
    return render(request, "judgments/reading/notices.html", context)


@require_safe
def citing(request: HttpRequest) -> HttpResponse:
    """Which judgments cite an article or a case; both stand in public papers, so they may stand in the address."""
    typed = {name: request.GET.get(name, "").strip()[:LONGEST] for name in ("article", "case")}
    context: dict[str, Any] = {"typed": typed, "nav": "judgments"}
    status = 200
    try:
        rows = _citing(typed)
    except Invalid as refused:
        context["refused"], status, rows = refused, 422, None
    if rows is not None:
        page = Paginator(rows.select_related("publication__judgment").order_by("-publication_id"), PER_PAGE)
        found = page.get_page(request.GET.get("page"))
        context |= {"page": found, "lines": presenting.lines(row.publication for row in found)}
        context["of_case"] = _papers(typed["case"]) if typed["case"] else []
    return render(request, "judgments/reading/citing.html", context, status=status)


def _citing(typed: dict[str, str]) -> Any:
    if typed["case"]:
        number = spelled(typed["case"])
        if not number:
            raise Invalid(_("Enter a case number, for example （2022）浙0302民初7号."), field="case")
        return Cited.objects.filter(number=number)
    if typed["article"]:
        article = contents.article_of("", typed["article"])
        if not article:
            raise Invalid(_("Enter a law and an article, for example 民法典第585条."), field="article")
        return Cited.objects.filter(article=article)
    return None


def _papers(number: str) -> list[presenting.Line]:
    found = queries.published().filter(number=spelled(number)).order_by("decided_on", "id")
    return presenting.lines(found[:PER_PAGE])
