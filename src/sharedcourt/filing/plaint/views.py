"""The pages of the plaint and of the answer to it: one thing at a time, everything kept, checked at the end, drawn up, signed."""

from collections.abc import Iterable
from typing import Any, Literal
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sharedcourt.core import clock
from sharedcourt.core.errors import ActionRefused, Invalid
from sharedcourt.core.language import language
from sharedcourt.core.once import acts_once
from sharedcourt.documents import actions as documents
from sharedcourt.filing.cases import queries as cases
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.plaint import actions, papers, pleadings, policy, queries
from sharedcourt.filing.plaint.forms import PageForm, in_words, typed
from sharedcourt.filing.plaint.models import AnswerForm, Plaint
from sharedcourt.filing.plaint.pleadings import Opened
from sharedcourt.law.plaints import elements, text
from sharedcourt.law.plaints.elements import PARTS, Page, Part, in_language
from sharedcourt.people.policy import person_of

Which = Literal["plaint", "answer"]
FORMATS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def _case(request: HttpRequest, case_id: UUID, which: Which) -> Case:
    """The case, for the side that files; 404 for everybody else, who know of no draft."""
    case = get_object_or_404(cases.visible_to(request.user), pk=case_id)
    user = request.user
    allowed = policy.may_fill_plaint(user, case) if which == "plaint" else bool(policy.answering_parties(user, case))
    if not allowed:
        raise Http404
    return case


def _for_party(request: HttpRequest) -> UUID | None:
    """Whose answer it is, in the address of every page of it, where an agent answers for several."""
    try:
        return UUID(request.GET.get("for", ""))
    except ValueError:
        return None


def _pleading(request: HttpRequest, case: Case, which: Which) -> Plaint | AnswerForm | None:
    if which == "plaint":
        return queries.plaints_of(request.user).filter(case=case).first()
    parties = policy.answering_parties(request.user, case)
    wanted = _for_party(request)
    if len(parties) == 1 or wanted is not None:
        party = next((each for each in parties if wanted in (None, each.pk)), None)
        if party is None:
            raise Http404
        return queries.answers_of(request.user).filter(case=case, party=party).first()
    return None


def _tail(request: HttpRequest, *more: str) -> str:
    """What follows the addresses of these pages: for whom the answer is, where that is said."""
    wanted = _for_party(request)
    parts = [*([f"for={wanted}"] if wanted is not None else []), *more]
    return "?" + "&".join(parts) if parts else ""


def _redirect(request: HttpRequest, name: str, *more: str, **names: Any) -> HttpResponse:
    return redirect(reverse(name, kwargs=names) + _tail(request, *more))


def _begun(request: HttpRequest, case_id: UUID, which: Which) -> Plaint | AnswerForm:
    found = _pleading(request, _case(request, case_id, which), which)
    if found is None:
        raise Http404
    return found


def _frame(request: HttpRequest, case: Case, which: Which) -> dict[str, Any]:
    return {
        "tail": _tail(request),
        "to_check_tail": _tail(request, "back=check"),
        "case": case,
        "which": which,
        "is_plaint": which == "plaint",
        "home": f"filing:{which}",
        "page_name": f"filing:{which}-page",
        "check_name": f"filing:{which}-check",
        "reopen_name": f"filing:{which}-reopen",
        "draft_name": f"filing:{which}-draft",
        "nav": "cases",
    }


@login_required
@require_http_methods(["GET", "POST"])
def home(request: HttpRequest, case_id: UUID, which: Which) -> HttpResponse:
    """Begin it; then what is done and what is not, page by page."""
    case = _case(request, case_id, which)
    refusal: ActionRefused | None = None
    if request.method == "POST":
        try:
            if which == "plaint":
                actions.begin_plaint(by=person_of(request), case=case, form=request.POST.get("form", ""))
            else:
                actions.begin_answer(by=person_of(request), case=case, for_party=_for_party(request))
            return _redirect(request, f"filing:{which}", case_id=case.pk)
        except ActionRefused as refused:
            refusal = refused
    found = _pleading(request, case, which)
    parties = policy.answering_parties(request.user, case) if which == "answer" else []
    chosen = next((party for party in parties if party.pk == _for_party(request)), None)
    context = {
        **_frame(request, case, which),
        "pleading": found,
        "for_party": chosen if len(parties) > 1 else None,
        "choose_from": parties if len(parties) > 1 else [],
        "refusal": refusal,
        "forms": elements.choices(clock.today(), language()) if which == "plaint" else [],
        "suggested": elements.form_for(case.cause),
    }
    if found is not None:
        opened = pleadings.opened(found, lang=language())
        context |= {"opened": opened, "form_title": opened.form.text(language()), "groups": list(_groups(opened))}
        context["signs"] = found.file is not None and found.file.slots.filter(user=person_of(request)).exists()
    status = refusal.status if refusal is not None else 200
    return render(request, "filing/plaint/home.html", context, status=status)


def _groups(opened: Opened) -> Iterable[tuple[str, list[tuple[str, str, bool]]]]:
    """The pages under the part of the paper they belong to, parts and pages in the order in which they are asked: (key, title, done)."""
    groups: dict[Part, list[tuple[str, str, bool]]] = {}
    for page in opened.reading.pages():
        groups.setdefault(page.part, []).append((page.key, page.text(language()), opened.is_done(page)))
    for part, group in groups.items():
        yield in_language(PARTS[part], language()), group


@login_required
@require_http_methods(["GET", "POST"])
@acts_once
def page(request: HttpRequest, case_id: UUID, which: Which, page: str) -> HttpResponse:
    """One page. What is sent is kept whether or not it is right; what is wrong stands beside its field."""
    pleading = _begun(request, case_id, which)
    if not pleadings.is_open(pleading):
        return _redirect(request, f"filing:{which}", case_id=case_id)
    opened = pleadings.opened(pleading, lang=language())
    asked = next((each for each in opened.reading.pages() if each.key == page), None)
    if asked is None:
        raise Http404
    to_check = (request.GET.get("back") or request.POST.get("back")) == "check"
    if request.method == "GET":
        return _page(request, opened, asked, which, to_check=to_check, missing_too=to_check)
    before = set(opened.reading.shown)
    sent = typed(opened, asked, request.POST)
    try:
        saved = actions.save(
            by=person_of(request), pleading=pleading, answers=sent, page=page, revision=_revision(request)
        )
    except ActionRefused as refused:
        # What was typed stays on the page, above what the colleague has saved.
        pleading.answers = {**pleading.answers, **sent}
        shown = pleadings.opened(pleading, lang=language())
        return _page(request, shown, asked, which, to_check=to_check, refusal=refused)
    opened = pleadings.opened(saved, lang=language())
    asked = opened.form.page(page)
    if "leave" in request.POST:
        messages.success(request, _("Saved. You can go on at any time."))
        return _redirect(request, f"filing:{which}", case_id=case_id)
    back = _tail(request, *(["back=check"] if to_check else []))
    here = {"case_id": case_id, "page": page}
    # What the answers ask for further is shown, unless the page had asked for it by itself.
    if "add" in request.POST or {each.key for each in opened.reading.elements(asked)} - before - sent.keys():
        return redirect(f"{_address(which, here)}{back}#content")
    if not opened.is_done(asked):
        return _page(request, opened, asked, which, to_check=to_check, missing_too=True, saved=True)
    following = "" if to_check else _following(opened, page)
    if not following:
        return _redirect(request, f"filing:{which}-check", case_id=case_id)
    return _redirect(request, f"filing:{which}-page", case_id=case_id, page=following)


def _address(which: Which, here: dict[str, Any]) -> str:
    return reverse(f"filing:{which}-page", kwargs=here)


def _revision(request: HttpRequest) -> int | None:
    text_ = request.POST.get("revision", "")
    return int(text_) if text_.isdecimal() and len(text_) < 10 else None  # noqa: PLR2004  more is no revision of ours


def _following(opened: Opened, key: str, step: int = 1) -> str:
    keys = [each.key for each in opened.reading.pages()]
    at = keys.index(key) + step
    return keys[at] if 0 <= at < len(keys) else ""


def _page(
    request: HttpRequest,
    opened: Opened,
    asked: Page,
    which: Which,
    *,
    to_check: bool,
    missing_too: bool = False,
    saved: bool = False,
    refusal: ActionRefused | None = None,
) -> HttpResponse:
    lang = language()
    wrong = in_words(opened.reading.problems, lang)
    unsettled = opened.unsettled
    here = {each.key for each in asked.elements}
    if missing_too:
        wrong |= {
            element.key: actions.not_answered(element)
            for element in asked.elements
            if element.key in opened.reading.missing
        }
        if unsettled is not None and unsettled.field.split(":")[0] in here:
            wrong.setdefault(unsettled.field, unsettled.text(lang))
    form = PageForm(opened, asked, lang, {name: words for name, words in wrong.items() if name.split(":")[0] in here})
    keys = [each.key for each in opened.reading.pages()]
    context = {
        **_frame(request, opened.pleading.case, which),
        "opened": opened,
        "asked": asked,
        "title": asked.text(lang),
        "lead": in_language(asked.lead, lang),
        "said": asked.said,
        "form": form,
        "entries": list(form.asked()),
        "number": keys.index(asked.key) + 1,
        "pages": len(keys),
        "previous": _following(opened, asked.key, -1),
        "following": _following(opened, asked.key),
        "to_check": to_check,
        "saved": saved,
        "refusal": refusal,
        "sums": text.sum_rows(opened.account, lang) if asked.sums and opened.account is not None else (),
        "unsettled": unsettled.text(lang) if asked.sums and unsettled is not None else "",
        "unsettled_page": text.page_of(opened.form, unsettled.field) if unsettled is not None else "",
    }
    status = refusal.status if refusal is not None else 422 if saved else 200
    return render(request, "filing/plaint/page.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
@acts_once
def check(request: HttpRequest, case_id: UUID, which: Which) -> HttpResponse:
    """Check your answers; then the official paper, to be read and signed."""
    pleading = _begun(request, case_id, which)
    refusal: ActionRefused | None = None
    if request.method == "POST":
        try:
            made = actions.draw_up(by=person_of(request), pleading=pleading)
            assert made.file_id is not None
            return redirect("documents:view", pk=made.file_id)
        except ActionRefused as refused:
            refusal = refused
            pleading = _begun(request, case_id, which)
    if not pleadings.is_open(pleading):
        return _redirect(request, f"filing:{which}", case_id=case_id)
    opened = pleadings.opened(pleading, lang=language())
    context = {
        **_frame(request, pleading.case, which),
        "opened": opened,
        "form_title": opened.form.text(language()),
        "parts": opened.parts(language(), boxes=False),
        "open_pages": [(key, words) for key, words in _open_pages(opened)],
        "refusal": refusal,
        "refusal_page": text.page_of(opened.form, refusal.field or "") if isinstance(refusal, Invalid) else "",
        "total": opened.total if which == "plaint" else None,
    }
    status = refusal.status if refusal is not None else 200
    return render(request, "filing/plaint/check.html", context, status=status)


def _open_pages(opened: Opened) -> Iterable[tuple[str, str]]:
    return ((each.key, each.text(language())) for each in opened.reading.pages() if not opened.is_done(each))


@login_required
@require_POST
def reopen(request: HttpRequest, case_id: UUID, which: Which) -> HttpResponse:
    """Back to the draft; the paper no longer counts."""
    pleading = _begun(request, case_id, which)
    try:
        actions.reopen(by=person_of(request), pleading=pleading)
    except ActionRefused as refused:
        messages.error(request, str(refused))
        return _redirect(request, f"filing:{which}", case_id=case_id)
    messages.info(request, _("You can change the draft now. The paper that was drawn up no longer counts."))
    return _redirect(request, f"filing:{which}-check", case_id=case_id)


@login_required
@require_GET
def draft(request: HttpRequest, case_id: UUID, which: Which, fmt: str) -> HttpResponse:
    """The draft to read or to work on elsewhere, marked as one; kept nowhere."""
    pleading = _begun(request, case_id, which)
    if fmt not in FORMATS:
        raise Http404
    response = HttpResponse(draft_of(pleadings.opened(pleading), fmt), content_type=FORMATS[fmt])
    name = f"{papers.TITLES[which]}（草稿）.{fmt}"
    response["Content-Disposition"] = content_disposition_header(fmt != "pdf", name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


def draft_of(opened: Opened, fmt: str) -> bytes:
    """The draft as PDF or Word file."""
    if fmt == "docx":
        return papers.word_draft(opened)
    return documents.preview(template=papers.TEMPLATE, payload=papers.payload(opened))
