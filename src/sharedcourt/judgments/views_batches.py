"""Pages of batches: sent in, taken in before one's eyes, looked at in samples, released."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sharedcourt.core.errors import ActionRefused
from sharedcourt.core.once import acts_once
from sharedcourt.filing.showing import refusal_of, status_of
from sharedcourt.judgments import actions, policy, publishing, queries_desk, wording
from sharedcourt.judgments.forms import BatchForm
from sharedcourt.judgments.models import Batch, Sample
from sharedcourt.judgments.states import BatchState, JudgmentState
from sharedcourt.judgments.views_desk import NAV, require_desk
from sharedcourt.people.models import User
from sharedcourt.people.policy import person_of

PAGE = 20
AT_WORK = (BatchState.READING, BatchState.RELEASING)


def batch_for(request: HttpRequest, pk: UUID) -> Batch:
    """A batch of the person's courts; 404 for all others."""
    return get_object_or_404(queries_desk.batches_visible_to(request.user), pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def batches(request: HttpRequest) -> HttpResponse:
    """The batches of the court, and sending in another one."""
    user = require_desk(request)
    courts = [court for court in policy.desks(user) if policy.works_at(user, court)]
    posted = request.method == "POST"
    if posted and not courts:
        raise Http404
    form = BatchForm(request.POST if posted else None, request.FILES if posted else None, courts=courts)
    refused: ActionRefused | None = None
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = actions.begin_batch(by=user, court=form.cleaned_data["court"], file=file, name=file.name or "")
            return redirect("judgments:desk-batch", pk=made.pk)
        except ActionRefused as problem:
            refused = problem
            form.add_error(problem.field if problem.field in form.fields else None, str(problem))
    rows = queries_desk.batches_visible_to(user).order_by("-created_at", "-id")
    context = {
        "form": form,
        "works": bool(courts),
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "nav": NAV,
    }
    return render(request, "judgments/desk/batches.html", context, status=status_of(refused, form))


@login_required
@require_GET
def batch(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far a batch is, what was refused and why, and what is to be done next."""
    require_desk(request)
    return _page(request, batch_for(request, pk))


def _page(request: HttpRequest, row: Batch, refused: ActionRefused | None = None, verb: str = "") -> HttpResponse:
    user = person_of(request)
    counted = queries_desk.papers_of(row)
    problems = Paginator(queries_desk.refused_of(row), PAGE)
    problems.count = row.refused
    shown = problems.get_page(request.GET.get("page"))
    at_desk = policy.works_at(user, row.court_id)
    sampling = row.state == BatchState.SAMPLING
    context = {
        "batch": row,
        "at_work": row.state in AT_WORK,
        "states": [(JudgmentState(state).label, count) for state, count in sorted(counted.items())],
        "ready": counted.get(JudgmentState.READY, 0),
        "page": shown,
        "refused_items": [
            (item.place + 1, item.name, wording.problem_words(item.problem, item.problem_params)) for item in shown
        ],
        "problem": wording.problem_words(row.problem, row.problem_params) if row.problem else "",
        "samples": queries_desk.samples_of(row) if sampling else [],
        "faults": list(queries_desk.faults_of(row)[:PAGE]),
        "may_hand_over": at_desk and row.state == BatchState.WORKING,
        "may_take_back": sampling and row.handed_by_id == user.pk,
        "is_second": sampling and policy.is_second(user, row),
        "refusal": refusal_of(refused, verb),
        "posted": request.POST,
        "nav": NAV,
    }
    return render(request, "judgments/desk/batch.html", context, status=status_of(refused))


VERBS: dict[str, Callable[[HttpRequest, Batch, User], Any]] = {
    "hand-over": lambda _request, row, by: actions.hand_over(by=by, batch=row),
    "take-back": lambda _request, row, by: actions.take_back(by=by, batch=row),
}


@login_required
@require_POST
@acts_once
def act(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """Hand the batch to a second person, or take it back."""
    row = batch_for(request, pk)
    if verb not in VERBS:
        raise Http404
    try:
        VERBS[verb](request, row, person_of(request))
    except ActionRefused as refused:
        return _page(request, batch_for(request, pk), refused, verb)
    return redirect("judgments:desk-batch", pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
@acts_once
def sample(request: HttpRequest, pk: UUID, sample_id: UUID) -> HttpResponse:
    """One sample as the public would see it; the second person says whether it is right."""
    user = require_desk(request)
    row = batch_for(request, pk)
    found = get_object_or_404(Sample.objects.select_related("judgment__court"), pk=sample_id, batch=row)
    if not policy.is_second(user, row):
        raise Http404
    refused: ActionRefused | None = None
    if request.method == "POST":
        faulty = request.POST.get("faulty") == "yes"
        try:
            actions.answer_sample(
                by=user, batch=row, sample_id=found.pk, faulty=faulty, note_text=request.POST.get("note", "")
            )
            return redirect("judgments:desk-batch", pk=pk)
        except ActionRefused as problem:
            refused = problem
    decision = publishing.decision_of(found.judgment)
    is_paper = decision is None or decision.published
    ready = publishing.prepared(found.judgment) if is_paper and found.judgment.original else None
    context = {
        "batch": row,
        "sample": found,
        "paper": found.judgment,
        "title": ready.card.title if ready is not None else "",
        "preview": ready.paragraphs if ready is not None else [],
        "reasons": publishing.reasons(decision) if decision is not None else [],
        "refusal": refusal_of(refused),
        "posted": request.POST,
        "nav": NAV,
    }
    return render(request, "judgments/desk/sample.html", context, status=status_of(refused))
