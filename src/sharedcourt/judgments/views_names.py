"""The page on which a paper is made anonymous: original and result side by side, each change with its rule and its answer."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sharedcourt.core.entered import whole
from sharedcourt.core.errors import ActionRefused, Invalid
from sharedcourt.core.once import acts_once
from sharedcourt.filing.showing import refusal_of, status_of
from sharedcourt.judgments import actions, policy, publishing, showing
from sharedcourt.judgments.actions.answering import kinds
from sharedcourt.judgments.forms import ROLES
from sharedcourt.judgments.models import Judgment
from sharedcourt.judgments.views_desk import NAV, paper_for, require_desk
from sharedcourt.people.models import User
from sharedcourt.people.policy import person_of

SHOWN = ("open", "all")
_PLACE = re.compile(r"([ch])(\d{1,6})")


@login_required
@require_GET
def names(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything in the list, what is urgent first; `kind` and `shown` leave out the rest."""
    require_desk(request)
    return _page(request, paper_for(request, pk))


def _page(request: HttpRequest, row: Judgment, refused: ActionRefused | None = None, verb: str = "") -> HttpResponse:
    user = person_of(request)
    if not row.original:
        raise Http404
    asked = request.POST if request.method == "POST" else request.GET
    rows = showing.rows_of(row)
    kind, shown = asked.get("kind_shown", ""), asked.get("shown", "all")
    counts = showing.by_kind(rows)
    if kind not in {found[0] for found in counts}:
        kind = ""
    listed = [one for one in rows if (not kind or one.kind == kind) and (shown != "open" or one.is_open)]
    settled = row.open_changes == 0
    context = {
        "paper": row,
        "may": showing.may(user, row),
        "rows": listed,
        "counts": counts,
        "kind_shown": kind,
        "shown": shown if shown in SHOWN else "all",
        "original": showing.pieces(row, rows, result=False),
        "result": showing.pieces(row, rows, result=True),
        "left": [(left.kind, showing.words_of(left.kind), left.value) for left in publishing.prepared(row).left]
        if settled
        else [],
        "kinds": [(name, showing.words_of(name)) for name in kinds()],
        "roles": list(ROLES.items()),
        "may_undo": bool((row.proposal or {}).get("undo")),
        "refusal": refusal_of(refused, verb),
        "posted": request.POST,
        "nav": NAV,
    }
    return render(request, "judgments/desk/names.html", context, status=status_of(refused))


def _places(text: str) -> tuple[list[int], list[int]]:
    """c3 h1 … as (places of changes, places that were left)."""
    found = _PLACE.findall(text)
    if not found:
        raise Invalid(_("There is no such change."), field="change")
    return [int(at) for sort, at in found if sort == "c"], [int(at) for sort, at in found if sort == "h"]


def _revision(request: HttpRequest) -> int:
    return whole(request.POST.get("revision", ""))


def _accept(request: HttpRequest, row: Judgment, by: User) -> None:
    changes, held = _places(request.POST.get("place", ""))
    if held:
        raise Invalid(_("A place that was left is looked at, or its words are hidden below."), field="change")
    actions.accept(by=by, judgment=row, places=changes, revision=_revision(request))


def _reject(request: HttpRequest, row: Judgment, by: User) -> None:
    """Rejecting a place that was left is leaving it as it is."""
    changes, held = _places(request.POST.get("place", ""))
    if held:
        actions.look(by=by, judgment=row, places=held, revision=_revision(request))
    else:
        actions.reject(by=by, judgment=row, places=changes, revision=_revision(request))


def _all(request: HttpRequest, row: Judgment, by: User, *, accepting: bool) -> None:
    act = actions.accept if accepting else actions.reject
    act(by=by, judgment=row, kind=request.POST.get("kind", ""), revision=_revision(request))


def _add(request: HttpRequest, row: Judgment, by: User) -> None:
    start = request.POST.get("start", "")
    actions.add(
        by=by,
        judgment=row,
        text=request.POST.get("text", ""),
        kind=request.POST.get("kind", ""),
        shown=request.POST.get("sign", ""),
        start=int(start) if start.isdecimal() and request.POST.get("only") == "yes" else None,
        revision=_revision(request),
    )


def _name(request: HttpRequest, row: Judgment, by: User) -> None:
    name, role = request.POST.get("name", ""), request.POST.get("role", "")
    actions.add_name(by=by, judgment=row, name=name, role=role, revision=_revision(request))


VERBS: dict[str, Callable[[HttpRequest, Judgment, User], Any]] = {
    "accept": _accept,
    "reject": _reject,
    "accept-all": lambda request, row, by: _all(request, row, by, accepting=True),
    "reject-all": lambda request, row, by: _all(request, row, by, accepting=False),
    "add": _add,
    "name": _name,
    "undo": lambda request, row, by: actions.undo(by=by, judgment=row, revision=_revision(request)),
}


@login_required
@require_POST
@acts_once
def answer(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """One answer; back to the list as it was filtered, a refusal shows it with what was typed."""
    row = paper_for(request, pk)
    if verb not in VERBS:
        raise Http404
    try:
        policy.require(policy.works_at(request.user, row.court_id))
        VERBS[verb](request, row, person_of(request))
    except ActionRefused as refused:
        return _page(request, paper_for(request, pk), refused, verb)
    kept = {name: request.POST[name] for name in ("kind_shown", "shown") if request.POST.get(name)}
    address = reverse("judgments:desk-names", args=[pk])
    return redirect(f"{address}?{urlencode(kept)}" if kept else address)
