"""Pages of the court and the parties: asking, deciding, objecting, hiding names, and the stop button."""

from collections.abc import Callable
from datetime import datetime, time
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sharedcourt.broadcasts import actions, policy, queries
from sharedcourt.broadcasts.forms import FIELDS, AskForm
from sharedcourt.broadcasts.locking import decision
from sharedcourt.broadcasts.masking import Cast
from sharedcourt.broadcasts.models import Broadcast
from sharedcourt.broadcasts.presenting import lang
from sharedcourt.broadcasts.states import BEFORE, ON_AIR, PUBLIC, BroadcastState
from sharedcourt.broadcasts.stream import broadcaster, sources
from sharedcourt.core import clock
from sharedcourt.core.entered import whole
from sharedcourt.core.errors import ActionRefused
from sharedcourt.core.once import acts_once
from sharedcourt.law import broadcasting as law
from sharedcourt.people.models import User
from sharedcourt.people.policy import person_of

PAGE = 20


@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """The court's broadcasts, and the hearings for which one may be asked."""
    user = person_of(request)
    if not queries.works_at_court(user):
        raise Http404
    context = {
        "page": Paginator(queries.of_court(user), PAGE).get_page(request.GET.get("page")),
        "askable": queries.may_be_asked_for(user),
        "possible": broadcaster.is_possible(),
        "nav": "hearings",
    }
    return render(request, "broadcasts/desk.html", context)


@login_required
@require_http_methods(["GET", "POST"])
@acts_once
def ask(request: HttpRequest, hearing_id: UUID) -> HttpResponse:
    """Why the public should be able to watch, and what the case touches."""
    user = person_of(request)
    hearing = get_object_or_404(queries.hearings_visible_to(user), pk=hearing_id)
    if not policy.is_division(user, hearing):
        raise Http404
    standing = queries.of_hearing(hearing)
    if standing is not None and standing.state not in (BroadcastState.REFUSED, BroadcastState.WITHDRAWN):
        return redirect("broadcasts:broadcast", pk=standing.pk)
    form = AskForm(request.POST if request.method == "POST" else None, lang=lang())
    status = 200
    if form.is_bound and form.is_valid():
        try:
            made = actions.ask(
                by=user,
                hearing=hearing,
                grounds=form.cleaned_data["grounds"],
                concerns=form.cleaned_data["concerns"],
            )
            return redirect("broadcasts:broadcast", pk=made.pk)
        except ActionRefused as refused:
            form.add_error(FIELDS.get(refused.field or ""), str(refused))
            status = refused.status
    elif form.is_bound:
        status = 422
    context = {"hearing": hearing, "form": form, "possible": broadcaster.is_possible(), "nav": "hearings"}
    return render(request, "broadcasts/ask.html", context, status=status)


@login_required
@require_GET
def broadcast(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The file of one broadcast, and what to do next."""
    return _page(request, get_object_or_404(queries.visible_to(request.user), pk=pk))


def _page(request: HttpRequest, row: Broadcast, refused: ActionRefused | None = None, verb: str = "") -> HttpResponse:
    user = person_of(request)
    division = policy.is_division(user, row.hearing)
    office, approver = policy.is_office(user, row), policy.is_approver(user, row)
    at_court = division or office or approver or queries.of_court(user).filter(pk=row.pk).exists()
    party = policy.objecting_party(user, row)
    objections = list(row.objections.select_related("party", "decided_by"))
    cast = Cast(row)
    changing = division or office
    context = {
        "broadcast": row,
        "cause": queries.cause_words(row.cause, lang()),
        "at_court": at_court,
        "division": division,
        "presiding": policy.is_presiding(user, row.hearing),
        "office": office and row.state == BroadcastState.ASKED,
        "approver": approver and row.state == BroadcastState.AGREED,
        "may_refuse": (office and row.state == BroadcastState.ASKED)
        or (approver and row.state == BroadcastState.AGREED),
        "may_announce": changing and row.state == BroadcastState.APPROVED,
        "may_withdraw": changing and row.state in BEFORE,
        "may_stop": policy.may_stop(user, row) and row.state == BroadcastState.LIVE,
        "may_resume": division and row.state == BroadcastState.STOPPED,
        "may_replay": changing and row.state == BroadcastState.ENDED,
        "may_cut": changing and row.state in (BroadcastState.STOPPED, BroadcastState.ENDED, BroadcastState.REPLAY),
        "cuts": queries.cuts(row) if changing else [],
        "may_take_down": policy.may_take_down(user, row)
        and row.state in (*ON_AIR, BroadcastState.ENDED, BroadcastState.REPLAY),
        "may_hide": changing and row.state in (*BEFORE, *ON_AIR),
        "may_change": changing and row.state in BEFORE,
        "party": party,
        "may_object": party is not None
        and row.state in (*BEFORE, *ON_AIR, BroadcastState.ENDED, BroadcastState.REPLAY)
        and not any(each.party_id == party.pk and each.upheld is None for each in objections),
        # A party reads its own objections; the court all of them.
        "objections": [each for each in objections if at_court or (party is not None and each.party_id == party.pk)],
        "reasons": [(reason.text(lang()), reason.source, reason.certain) for reason in decision(row).reasons],
        "figures": [each for each in cast.figures if each.key.partition(":")[0] in {"party", "participant"}],
        "concerns": [
            (key.value, words[0 if lang().startswith("zh") else 1]) for key, words in law.CONCERN_WORDS.items()
        ],
        "approval": law.source_of("approval", clock.today()),
        "masking": law.source_of("masking", clock.today()),
        "is_public": row.state in PUBLIC,
        "source": sources.chosen().words,
        "possible": broadcaster.is_possible(),
        "refusal": {"verb": verb, "field": refused.field or "", "message": str(refused)} if refused else None,
        "posted": request.POST,
        "nav": "hearings",
    }
    return render(request, "broadcasts/broadcast.html", context, status=refused.status if refused else 200)


def _object(request: HttpRequest, row: Broadcast, by: User) -> None:
    actions.make_objection(by=by, broadcast=row, reason=request.POST.get("reason", ""))
    messages.success(request, _("The judge has your objection. Until it is decided the hearing is not shown."))


def _decide(request: HttpRequest, row: Broadcast, by: User) -> None:
    try:
        objection = UUID(request.POST.get("objection", ""))
    except ValueError:
        raise Http404 from None
    actions.decide_objection(
        by=by,
        broadcast=row,
        objection_id=objection,
        upheld=request.POST.get("upheld") == "yes",
        answer=request.POST.get("answer", ""),
    )


def _hide(request: HttpRequest, row: Broadcast, by: User) -> None:
    picture = request.POST.get("picture") == "yes"
    actions.hide_name(by=by, broadcast=row, key=request.POST.get("person", ""), picture=picture)


def _cut(request: HttpRequest, row: Broadcast, by: User) -> None:
    began, ended = (_moment(row, request.POST.get(name, "")) for name in ("began", "ended"))
    actions.cut(by=by, broadcast=row, began=began, ended=ended, back=request.POST.get("back") == "yes")


def _moment(row: Broadcast, typed: str) -> datetime | None:
    """A time of day on the day of the hearing."""
    try:
        at = time.fromisoformat(typed.strip())
    except ValueError:
        return None
    day = clock.local(row.live_at or clock.now()).date()
    return datetime.combine(day, at.replace(tzinfo=None), tzinfo=clock.local(clock.now()).tzinfo)


VERBS: dict[str, Callable[[HttpRequest, Broadcast, User], object]] = {
    "agree": lambda _request, row, by: actions.agree(by=by, broadcast=row),
    "approve": lambda _request, row, by: actions.approve(by=by, broadcast=row),
    "refuse": lambda request, row, by: actions.refuse(by=by, broadcast=row, reason=request.POST.get("reason", "")),
    "announce": lambda _request, row, by: actions.announce(by=by, broadcast=row),
    "withdraw": lambda request, row, by: actions.withdraw(by=by, broadcast=row, reason=request.POST.get("reason", "")),
    "concerns": lambda request, row, by: actions.change_concerns(
        by=by, broadcast=row, concerns=request.POST.getlist("concerns")
    ),
    "delay": lambda request, row, by: actions.change_delay(
        by=by, broadcast=row, seconds=whole(request.POST.get("delay", ""))
    ),
    "object": _object,
    "decide": _decide,
    "hide": _hide,
    "show": lambda request, row, by: actions.show_name(by=by, broadcast=row, key=request.POST.get("person", "")),
    "stop": lambda request, row, by: actions.stop(by=by, broadcast=row, reason=request.POST.get("reason", "")),
    "resume": lambda _request, row, by: actions.resume(by=by, broadcast=row),
    "replay": lambda _request, row, by: actions.replay(by=by, broadcast=row),
    "cut": _cut,
    "take-down": lambda request, row, by: actions.take_down(
        by=by, broadcast=row, reason=request.POST.get("reason", "")
    ),
}


@login_required
@require_POST
@acts_once
def act(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """One thing a person does with the broadcast; a refusal shows the page again with what was typed."""
    row = get_object_or_404(queries.visible_to(request.user), pk=pk)
    if verb not in VERBS:
        raise Http404
    try:
        VERBS[verb](request, row, person_of(request))
    except ActionRefused as refused:
        return _page(request, get_object_or_404(queries.visible_to(request.user), pk=pk), refused, verb)
    return redirect("broadcasts:broadcast", pk=pk)
