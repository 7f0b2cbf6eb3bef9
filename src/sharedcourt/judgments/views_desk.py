"""Pages of the court's desk: what is due, taking in, one paper and what is done with it, its parts."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sharedcourt.core import clock
from sharedcourt.core.entered import whole
from sharedcourt.core.errors import ActionRefused, Invalid
from sharedcourt.core.once import acts_once
from sharedcourt.filing.cases import queries as cases
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.showing import refusal_of, status_of
from sharedcourt.judgments import actions, kept, policy, publishing, queries_desk, showing, wording
from sharedcourt.judgments.forms import PARTS, DecisionForm, StructureForm, UploadForm
from sharedcourt.judgments.models import Judgment
from sharedcourt.judgments.receiving import bring, documents_of, text_of
from sharedcourt.judgments.states import JudgmentState
from sharedcourt.judgments.structure.recognising import LIKELY
from sharedcourt.judgments.text import squeeze
from sharedcourt.law import publication as law
from sharedcourt.people.models import User
from sharedcourt.people.policy import person_of

PAGE = 20
NAV = "judgments-desk"
TAB_NAMES: dict[str, Any] = {
    "due": gettext_lazy("To be published"),
    "desk": gettext_lazy("On the desk"),
    "expected": gettext_lazy("Text awaited"),
    "approval": gettext_lazy("Waits for approval"),
    "ready": gettext_lazy("Ready"),
    "published": gettext_lazy("Published"),
    "gone": gettext_lazy("Withdrawn, kept, removed"),
}


def require_desk(request: HttpRequest) -> User:
    """The person, if they work at the desk of a court; 404 for everybody else."""
    user = person_of(request)
    if not policy.desks(user):
        raise Http404
    return user


def paper_for(request: HttpRequest, pk: UUID) -> Judgment:
    """A paper of the person's courts; 404 for all others."""
    return get_object_or_404(queries_desk.visible_to(request.user), pk=pk)


@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """What is to be published and by when, tab by tab."""
    user = require_desk(request)
    text = request.GET.get("q", "").strip()[:60]
    counts = queries_desk.counts(user)
    tab = request.GET.get("tab", "")
    if tab not in queries_desk.TABS:
        # Where there is something to do; what is due comes first.
        tab = "desk" if counts.tabs["desk"] and not counts.tabs["due"] else "due"
    rows = queries_desk.listed(user, tab, text)
    paginator = Paginator(rows, PAGE)
    if not text:
        paginator.count = counts.tabs[tab]  # counted already, for all tabs at once
    source, certain = law.source_of("time", clock.today())
    context = {
        "page": paginator.get_page(request.GET.get("page")),
        "tab": "" if text else tab,
        "tabs": [(name, TAB_NAMES[name], counts.tabs[name]) for name in queries_desk.TABS],
        "overdue": counts.overdue,
        "today": clock.today(),
        "q": text,
        "works": any(policy.works_at(user, court) for court in policy.desks(user)),
        "source": source,
        "certain": certain,
        "nav": NAV,
    }
    return render(request, "judgments/desk/desk.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """One paper as a file or as text. Sent twice it leads to the same paper, for a text is taken in once."""
    user = require_desk(request)
    courts = [court for court in policy.desks(user) if policy.works_at(user, court)]
    if not courts:
        raise Http404
    posted = request.method == "POST"
    form = UploadForm(request.POST if posted else None, request.FILES if posted else None, courts=courts)
    refused: ActionRefused | None = None
    if form.is_bound and form.is_valid():
        try:
            court = form.cleaned_data["court"]
            taken = text_of(form.cleaned_data["file"], form.cleaned_data["text"])
            made = queries_desk.with_text(court, taken.text)
            if made is not None and policy.works_at(user, court):
                messages.info(request, _("This paper has been taken in already."))
            else:
                day = form.cleaned_data["effective_on"]
                made = actions.take_in(by=user, court=court, text=taken.text, notes=taken.notes, effective_on=day)
            return redirect("judgments:desk-paper", pk=made.pk)
        except ActionRefused as problem:
            refused = problem
            form.add_error(problem.field if problem.field in form.fields else None, str(problem))
    context = {"form": form, "nav": NAV}
    return render(request, "judgments/desk/upload.html", context, status=status_of(refused, form))


@login_required
@require_http_methods(["GET", "POST"])
def of_case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A paper of a case of the platform: a finished document of it, a file, or text."""
    user = require_desk(request)
    case = get_object_or_404(cases.visible_to(user).select_related("court", "dispute", "number"), pk=pk)
    if not policy.works_at(user, case.court_id):
        raise Http404
    refused: ActionRefused | None = None
    if request.method == "POST":
        try:
            return redirect("judgments:desk-paper", pk=_bring(request, user, case).pk)
        except ActionRefused as problem:
            refused = problem
    context = {
        "case": case,
        "documents": documents_of(user, case),
        "papers": list(queries_desk.of_case(user, case.pk)),
        "refusal": refusal_of(refused),
        "posted": request.POST,
        "nav": NAV,
    }
    return render(request, "judgments/desk/case.html", context, status=status_of(refused))


def _bring(request: HttpRequest, user: User, case: Case) -> Judgment:
    wanted = request.POST.get("document", "")
    try:
        document = UUID(wanted) if wanted else None
    except ValueError:
        raise Invalid(_("Choose a finished document of this case."), field="document") from None
    file, text = request.FILES.get("file"), request.POST.get("text", "")
    found, is_new = bring(by=user, case=case, document=document, file=file, text=text)
    if not is_new:
        messages.info(request, _("This paper has been taken in already."))
    return found


@login_required
@require_GET
def paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One paper: what was found, what follows, what is to be done next."""
    return _page(request, paper_for(request, pk))


def _page(request: HttpRequest, row: Judgment, refused: ActionRefused | None = None, verb: str = "") -> HttpResponse:
    user = person_of(request)
    structure = kept.structure_of(row) if row.original else None
    may = showing.may(user, row)
    decision = _decision_form(request if verb == "decide" else None, row)
    if refused is not None and verb == "decide":
        decision.add_error(refused.field if refused.field in decision.fields else None, str(refused))
    ready = publishing.prepared(row) if row.original else None
    context = {
        "paper": row,
        "may": may,
        "structure": structure,
        "parts": [(PARTS[part.name], part.confidence) for part in structure.parts] if structure else [],
        "percent": round(kept.confidence_of(row, structure) * 100) if structure else 0,
        "standing": showing.standing(row, ready),
        "notes": [wording.note_words(code) for code in row.notes],
        "form": decision,
        "preview": ready.paragraphs if ready is not None else [],
        "title": ready.card.title if ready is not None else "",
        "versions": list(row.publications.select_related("released_by").order_by("-version")),
        "withdrawals": list(row.withdrawals.select_related("by")),
        "today": clock.today(),
        "approval": law.source_of("unsuitable", clock.today()),
        "refusal": refusal_of(refused, verb),
        "posted": request.POST,
        "nav": NAV,
    }
    return render(request, "judgments/desk/paper.html", context, status=status_of(refused))


def _decision_form(request: HttpRequest | None, row: Judgment) -> DecisionForm:
    has_text = row.state != JudgmentState.EXPECTED
    if request is not None:
        form = DecisionForm(request.POST, has_text=has_text)
        form.is_valid()
        return form
    facts = row.facts or {}
    flags = [name for name, value in facts.items() if value is True]
    initial = {"kind": facts.get("kind", ""), "flags": flags, "why": row.why if "unsuitable" in flags else ""}
    initial |= {"effective_on": row.effective_on, "number": row.number, "decided_on": row.decided_on}
    return DecisionForm(has_text=has_text, initial=initial)


def _decide(request: HttpRequest, row: Judgment, by: User) -> None:
    policy.require(policy.works_at(by, row.court_id))
    form = _decision_form(request, row)
    if form.errors:
        name, found = next(iter(form.errors.items()))
        raise Invalid(str(found[0]), field=name)
    said = form.cleaned_data
    actions.decide(
        by=by,
        judgment=row,
        kind=said["kind"],
        flags=dict.fromkeys(said["flags"], True),
        why=said["why"],
        effective_on=said["effective_on"],
        number=said.get("number", ""),
        decided_on=said.get("decided_on"),
    )


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "")


def _revision(request: HttpRequest) -> int:
    return whole(request.POST.get("revision", ""))


def _release(request: HttpRequest, row: Judgment, by: User) -> None:
    actions.release(by=by, judgment=row, reason=_reason(request), revision=_revision(request))
    messages.success(request, _("Published."))


def _withdraw(request: HttpRequest, row: Judgment, by: User) -> None:
    actions.withdraw(by=by, judgment=row, reason=_reason(request))
    messages.success(request, _("Withdrawn. Its address says so from now on."))


VERBS: dict[str, Callable[[HttpRequest, Judgment, User], object]] = {
    "decide": _decide,
    "release": _release,
    "ready": lambda request, row, by: actions.make_ready(by=by, judgment=row, revision=_revision(request)),
    "put-back": lambda _request, row, by: actions.put_back(by=by, judgment=row),
    "keep": lambda _request, row, by: actions.keep_from_public(by=by, judgment=row),
    "approve": lambda _request, row, by: actions.answer_approval(by=by, judgment=row, agreed=True),
    "refuse": lambda request, row, by: actions.answer_approval(
        by=by, judgment=row, agreed=False, reason=_reason(request)
    ),
    "correct": lambda request, row, by: actions.correct(by=by, judgment=row, reason=_reason(request)),
    "leave": lambda _request, row, by: actions.leave(by=by, judgment=row),
    "reopen": lambda request, row, by: actions.reopen(by=by, judgment=row, reason=_reason(request)),
    "withdraw": _withdraw,
    "discard": lambda request, row, by: actions.discard(by=by, judgment=row, reason=_reason(request)),
}


@login_required
@require_POST
@acts_once
def act(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """One thing a person does with the paper; a refusal shows the page again with what was typed."""
    row = paper_for(request, pk)
    if verb not in VERBS:
        raise Http404
    try:
        VERBS[verb](request, row, person_of(request))
    except ActionRefused as refused:
        return _page(request, paper_for(request, pk), refused, verb)
    return redirect("judgments:desk-paper", pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
@acts_once
def parts(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What each paragraph is, and court, kind, number, cause and day: to be corrected and confirmed."""
    user, row = require_desk(request), paper_for(request, pk)
    if not showing.may(user, row).work:
        raise Http404
    lines = squeeze(row.original).lines
    structure = kept.structure_of(row)
    said = [request.POST.get(f"part-{number}", "") for number in range(len(lines))] if request.POST else []
    form = StructureForm(request.POST) if request.POST else StructureForm(initial=_initial(structure))
    refused: ActionRefused | None = None
    if form.is_bound and form.is_valid():
        found = form.cleaned_data
        try:
            actions.correct_structure(
                by=user,
                judgment=row,
                parts=said,
                values={name: found[name] for name in kept.VALUES},
                decided_on=found["decided_on"],
                revision=_revision(request),
            )
            messages.success(request, _("The parts are kept as you say."))
            return redirect("judgments:desk-paper", pk=pk)
        except ActionRefused as problem:
            refused = problem
            form.add_error(problem.field if problem.field in form.fields else None, str(problem))
    context = {
        "paper": row,
        "form": form,
        "lines": _lines(row, structure, lines, said),
        "choices": list(PARTS.items()),
        "nav": NAV,
    }
    return render(request, "judgments/desk/parts.html", context, status=status_of(refused, form))


def _initial(structure: Any) -> dict[str, Any]:
    values = {name: getattr(structure, name).value for name in kept.VALUES}
    return {**values, "decided_on": structure.decided_on}


def _lines(row: Judgment, structure: Any, lines: Any, said: list[str]) -> list[tuple[int, str, str, bool]]:
    """(number, text, part, certain) of each paragraph."""
    found = []
    squeezed = squeeze(row.original)
    for number, line in enumerate(lines):
        start, _end = squeezed.span(line.start, line.end)
        part = next((part for part in structure.parts if part.start <= start < part.end), None)
        name = said[number] if said else part.name.value if part is not None else ""
        found.append((number, line.text, name, part is not None and part.confidence >= LIKELY))
    return found
