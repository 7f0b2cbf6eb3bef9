"""Pages of the folder: what lies in it, one paper, search, bundle, who opened what."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sharedcourt.core.errors import ActionRefused, Invalid
from sharedcourt.core.once import acts_once
from sharedcourt.disputes.queries import parties_of
from sharedcourt.documents import storing
from sharedcourt.documents.views import INLINE
from sharedcourt.filing.folder import bundling, policy, queries, reading, searching, uploads
from sharedcourt.filing.folder.actions import opening, papers
from sharedcourt.filing.folder.models import Bundle, Category, FolderAccess, Paper, PaperText, Visible
from sharedcourt.filing.folder.pdf import is_paged
from sharedcourt.filing.folder.policy import Reader
from sharedcourt.filing.showing import refusal_of, status_of
from sharedcourt.people.policy import person_of

PAGE = 50


def reader_for(request: HttpRequest, pk: UUID) -> Reader:
    """The folder for this person; 404 for strangers and for ids that do not exist."""
    reader = queries.open_folder(request.user, pk)
    if reader is None:
        raise Http404
    return reader


def paper_for(reader: Reader, pk: UUID) -> Paper:
    """A paper this reader sees; 404 for all others."""
    return get_object_or_404(queries.papers_of(reader), pk=pk)


def for_one(request: HttpRequest) -> UUID | None:
    """For which of their clients an agent of several does what the form says; None where it was not said."""
    return next(iter(for_each(request)), None)


def for_each(request: HttpRequest) -> list[UUID | None]:
    """The same where one act may be done for several at once, in the order of the form; [None] where nobody was named."""
    found: list[UUID | None] = []
    for value in dict.fromkeys(request.POST.getlist("for_party")):
        try:
            found.append(UUID(value))
        except ValueError:
            raise Invalid(_("Say for whom you do this."), field="for_party") from None
    return found or [None]


def page(
    request: HttpRequest, template: str, reader: Reader, context: dict[str, Any], refused: ActionRefused | None = None
) -> HttpResponse:
    """A page of this folder; with a refusal it shows what was typed and says what is wrong next to it."""
    more = {
        "reader": reader,
        "case": reader.case,
        "heading": bundling.heading(reader.case),
        "refusal": refusal_of(refused),
        "posted": request.POST,
        "for_parties": request.POST.getlist("for_party"),
        "nav": "desk" if reader.is_court else "cases",
        **context,
    }
    return render(request, f"filing/folder/{template}.html", more, status=status_of(refused))


@login_required
@require_GET
def folder(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What lies in the folder by kind, what is to be done, who takes part, what happened."""
    reader = reader_for(request, pk)
    return _folder(request, reader)


def _folder(request: HttpRequest, reader: Reader) -> HttpResponse:
    category = request.GET.get("category", "")
    if category not in Category.values:
        category = ""
    counts = queries.counts(reader)
    rows = queries.papers_of(reader)
    if category:
        rows = rows.filter(category=category)
    paginator = Paginator(rows, PAGE)
    # Counted already, for all kinds at once.
    paginator.count = counts.get(category, 0) if category else sum(counts.values())
    tasks = [] if reader.case.has_ended else list(queries.tasks_of(reader).filter(done_at=None)[:PAGE])
    context = {
        "page": paginator.get_page(request.GET.get("page")),
        "category": category,
        "categories": [(key, Category(key).label, counts[key]) for key in Category.values if counts.get(key)],
        "total": sum(counts.values()),
        "parties": parties_of(reader.case.dispute),
        "tasks": [(task, task.is_overdue(), may_finish(reader, task)) for task in tasks],
        "unread": queries.unread(reader),
        "timeline": queries.timeline(reader),
        "working": reader.case.state in policy.WORKING,
        "shown_state": reader.state,
    }
    return page(request, "folder", reader, context)


def may_finish(reader: Reader, task: Any) -> bool:
    """Whether the reader may say that a task is done."""
    return task.done_at is None and (reader.is_court or task.party_id in reader.own)


@login_required
@require_http_methods(["GET", "POST"])
@acts_once
def add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a paper in: for one's own side, for the court, or for everyone."""
    reader = reader_for(request, pk)
    refused: ActionRefused | None = None
    if request.method == "POST":
        try:
            found = uploads.kept(person_of(request), reader.case.pk, request.POST, request.FILES)
            if not found:
                raise Invalid(_("Choose a file first."), field="file")
            for file in found:
                papers.add_paper(
                    by=person_of(request),
                    case=reader.case,
                    file=file,
                    category=request.POST.get("category", ""),
                    title=request.POST.get("title", "") if len(found) == 1 else "",
                    visible=request.POST.get("visible", ""),
                    for_party=for_one(request),
                )
            messages.success(request, _("It is in the folder."))
            return redirect("filing:folder", pk=pk)
        except ActionRefused as error:
            refused = error
    may = papers.BY_COURT if reader.is_court else papers.BY_PARTIES
    audience = [Visible.ALL, Visible.COURT] if reader.is_court else [Visible.ALL, Visible.COURT, Visible.SIDE]
    context = {
        "choices": [(str(key), key.label) for key in may],
        "audience": [(str(key), key.label) for key in audience],
    }
    return page(request, "add", reader, context, refused)


# ---------- one paper


@login_required
@never_cache
@require_GET
def paper(request: HttpRequest, pk: UUID, paper_id: UUID) -> HttpResponse:
    """A paper page by page, with its bookmarks, and the papers before and after it. Opening it leaves a line."""
    reader = reader_for(request, pk)
    found = paper_for(reader, paper_id)
    opening.opened(by=reader, paper=found, turning="page" in request.GET)
    return _paper(request, reader, found)


def _paper(request: HttpRequest, reader: Reader, found: Paper, refused: ActionRefused | None = None) -> HttpResponse:
    file = reading.file_of(found)
    text = PaperText.objects.filter(paper=found).first()
    total = found.pages if found.pages is not None else 1 if is_paged(file.mime) else 0
    asked = request.GET.get("page", "1")
    number = min(max(int(asked), 1), max(total, 1)) if asked.isdecimal() and len(asked) < 7 else 1  # noqa: PLR2004
    before, after = queries.beside(reader, found)
    context = {
        "paper": found,
        "file": file,
        "number": number,
        "total": total,
        "waiting": found.pages is None,
        "has_pages": is_paged(file.mime) and total > 0,
        "bookmarks": text.bookmarks if text is not None else [],
        "words": text.pages[number - 1] if text is not None and number <= len(text.pages) else "",
        "before": before,
        "after": after,
        "may_take_back": policy.may_take_back(reader, found),
        "may_hand_in": policy.may_take_back(reader, found)
        and found.item_id is None
        and reader.case.submitted_at is not None,
        "may_show": reader.is_court and found.visible == Visible.COURT,
    }
    return page(request, "paper", reader, context, refused)


@login_required
@require_GET
def paper_page(request: HttpRequest, pk: UUID, paper_id: UUID, number: int) -> HttpResponse:
    """One page as a picture."""
    reader = reader_for(request, pk)
    found = paper_for(reader, paper_id)
    made = reading.picture(found, number)
    if made is None:
        raise Http404
    opening.opened(by=reader, paper=found, turning=True)
    response = HttpResponse(made, content_type="image/png")
    patch_cache_control(response, private=True, max_age=3600)
    return response


@login_required
@never_cache
@require_GET
def paper_file(request: HttpRequest, pk: UUID, paper_id: UUID) -> HttpResponse:
    """The file itself. Whatever it contains, it can run nothing here."""
    reader = reader_for(request, pk)
    found = paper_for(reader, paper_id)
    return sent(reader, found)


def sent(reader: Reader, found: Paper) -> HttpResponse:
    """The bytes of a paper, and a line in the list of openings."""
    file = reading.file_of(found)
    content = storing.read(file)
    opening.opened(by=reader, paper=found, how=FolderAccess.How.DOWNLOADED)
    response = HttpResponse(content, content_type=file.mime)
    name = file.name or f"{found.title}.pdf"
    response["Content-Disposition"] = content_disposition_header(file.mime not in INLINE, name) or "attachment"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@login_required
@require_POST
def paper_act(request: HttpRequest, pk: UUID, paper_id: UUID, verb: str) -> HttpResponse:
    """Hand a draft in, take it out, or (the court) show what it had kept."""
    reader = reader_for(request, pk)
    found = paper_for(reader, paper_id)
    by = person_of(request)
    try:
        if verb == "hand-in":
            papers.hand_in(by=by, paper=found, visible=request.POST.get("visible", Visible.ALL))
            messages.success(request, _("It has been handed in."))
        elif verb == "take-out":
            papers.take_out(by=by, paper=found)
            messages.info(request, _("It has been taken out."))
            return redirect("filing:folder", pk=pk)
        else:
            papers.show_to_all(by=by, paper=found)
            messages.success(request, _("Both sides can see it now."))
    except ActionRefused as error:
        return _paper(request, reader, paper_for(reader, paper_id), error)
    return redirect("filing:folder-paper", pk=pk, paper_id=paper_id)


# ---------- search, bundle, who opened what


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def search(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Words in the papers one sees. They are sent in the body: what people look for belongs in no address and no log."""
    reader = reader_for(request, pk)
    answer, refused = None, None
    if request.method == "POST":
        try:
            answer = searching.search(reader, request.POST.get("q", ""))
            shown = {hit.paper.pk: hit.paper for hit in answer.hits if hit.page}
            opening.opened_all(by=reader, papers=shown.values(), how=FolderAccess.How.FOUND)
        except ActionRefused as error:
            refused = error
    return page(request, "search", reader, {"answer": answer}, refused)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def bundle(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Order the folder as one file, see how far it is, fetch it."""
    reader = reader_for(request, pk)
    refused = None
    if request.method == "POST":
        try:
            opening.order_bundle(by=person_of(request), case=reader.case)
            return redirect("filing:folder-bundle", pk=pk)
        except ActionRefused as error:
            refused = error
    found = list(queries.bundles_of(reader)[:5])
    at_work = any(each.state in (Bundle.State.WAITING, Bundle.State.WORKING) for each in found)
    context = {"bundles": found, "at_work": at_work, "most": bundling.MOST_PAGES, "days": bundling.KEPT.days}
    return page(request, "bundle", reader, context, refused)


@login_required
@never_cache
@require_GET
def bundle_file(request: HttpRequest, pk: UUID, bundle_id: UUID) -> HttpResponse:
    """One's own bundle."""
    return bundle_sent(reader_for(request, pk), bundle_id)


def bundle_sent(reader: Reader, bundle_id: UUID) -> HttpResponse:
    """The bytes of one's own finished bundle; 404 for all others."""
    found = get_object_or_404(queries.bundles_of(reader), pk=bundle_id, state=Bundle.State.DONE)
    opening.fetched(by=reader, bundle=found)
    response = HttpResponse(bundling.content(found), content_type="application/pdf")
    name = f"{bundling.heading(reader.case)}.pdf"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


@login_required
@require_GET
def access(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who opened which paper when."""
    reader = reader_for(request, pk)
    rows = Paginator(queries.accesses_of(reader), PAGE).get_page(request.GET.get("page"))
    return page(request, "access", reader, {"page": rows})
