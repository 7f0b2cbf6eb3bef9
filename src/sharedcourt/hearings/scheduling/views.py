"""Pages of a hearing: arranging it, its times, the hearing itself for everyone who may see it, a person's own hearings."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sharedcourt.core import clock
from sharedcourt.core.errors import ActionRefused
from sharedcourt.core.once import acts_once
from sharedcourt.filing.cases import queries as cases
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.cases.states import ON_TRIAL
from sharedcourt.hearings import policy, queries
from sharedcourt.hearings.models import Form, Hearing
from sharedcourt.hearings.scheduling import actions, calendar, forms, hours, search
from sharedcourt.hearings.scheduling.page import lang
from sharedcourt.hearings.scheduling.page import of as page_of
from sharedcourt.hearings.states import BEFORE, ENDED, HearingState
from sharedcourt.people.models import User
from sharedcourt.people.policy import person_of

PAGE = 20
FIRST_TIMES = 24


def refuse(form: django_forms.Form, refused: ActionRefused) -> None:
    """Show a refusal beside its field, or at the head of the form."""
    form.is_valid()
    form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))


def seen(user: Any, pk: UUID) -> Hearing:
    """A hearing that the person may know of; 404 otherwise."""
    return get_object_or_404(queries.visible_to(user), pk=pk)


# ---------- arranging


@login_required
@require_http_methods(["GET", "POST"])
@acts_once
def arrange(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """A new hearing of a case: how it is to be held, who tries it, who keeps its record."""
    case: Case = get_object_or_404(cases.visible_to(request.user), pk=case_id)
    if not policy.may_arrange_in(request.user, case) or case.state not in ON_TRIAL:
        raise Http404
    clerks = list(queries.clerks_of(case.court_id))
    by = person_of(request)
    initial = {
        "judges": [str(case.judge_id)],
        "presiding": str(case.judge_id),
        "clerk": str(by.pk) if any(clerk.pk == by.pk for clerk in clerks) else "",
    }
    form = forms.ArrangeForm(request.POST or None, court=case.court_id, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = actions.arrange(by=by, case=case, form=form.cleaned_data["form"], **form.bench())
            except ActionRefused as refused:
                refuse(form, refused)
                status = refused.status
            else:
                messages.success(request, _("The parties have been asked. Now choose a time."))
                return redirect("hearings:hearing", pk=made.pk)
    context = {"case": case, "form": form, "nav": "hearings"}
    return render(request, "hearings/scheduling/arrange.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
@acts_once
def times(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Times that suit everybody, to hold one of them; or another time that is entered."""
    hearing = seen(request.user, pk)
    if not policy.may_arrange(request.user, hearing) or hearing.state not in BEFORE or hearing.form == Form.IN_TURN:
        raise Http404
    clerks, courtrooms = list(queries.clerks_of(hearing.court_id)), list(queries.courtrooms_of(hearing.court_id))
    moves = hearing.state == HearingState.SCHEDULED
    usual = _usual(hearing)
    asked = forms.SearchForm(
        request.GET if "minutes" in request.GET else {**usual, "days": "14"}, clerks=clerks, courtrooms=courtrooms
    )
    wanted = asked.cleaned_data if asked.is_valid() else {}
    initial = {"minutes": wanted.get("minutes", 60), "clerk": wanted.get("clerk") or usual["clerk"]}
    hold = forms.HoldForm(request.POST or None, clerks=clerks, courtrooms=courtrooms, moves=moves, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if hold.is_valid():
            try:
                _hold(person_of(request), hearing, hold.held())
            except ActionRefused as refused:
                refuse(hold, refused)
                status = refused.status
            else:
                messages.success(request, _("Held. Everybody has been told."))
                return redirect("hearings:hearing", pk=pk)
    context = {
        "hearing": hearing,
        "search": asked,
        "form": hold,
        "moves": moves,
        "found": _found(hearing, wanted, {room.pk: room.name for room in courtrooms}) if courtrooms else [],
        "no_courtroom": not courtrooms,
        "earliest": hours.earliest_day(hearing.case.procedure),
        "nav": "hearings",
    }
    return render(request, "hearings/scheduling/times.html", context, status=status)


def _usual(hearing: Hearing) -> dict[str, str]:
    minutes = 60
    if hearing.starts_at is not None and hearing.ends_at is not None:
        minutes = int((hearing.ends_at - hearing.starts_at).total_seconds()) // 60
    return {
        "minutes": str(minutes if minutes in forms.LENGTHS else 60),
        "clerk": str(hearing.clerk_id) if hearing.clerk_id is not None else "",
    }


def _found(hearing: Hearing, wanted: dict[str, Any], names: dict[UUID, str]) -> list[tuple[search.Suiting, str, str]]:
    """Each time with the courtroom that would be taken, and what the form sends back."""
    if not wanted:
        return []
    found = search.for_hearing(
        hearing,
        minutes=wanted["minutes"],
        first=wanted.get("first"),
        days=wanted["days"],
        clerk=forms.identifier(wanted.get("clerk")),
        courtroom=forms.identifier(wanted.get("courtroom")),
        most=FIRST_TIMES,
    )
    return [(each, names[each.courtrooms[0]], f"{each.starts_at.isoformat()}|{each.courtrooms[0]}") for each in found]


def _hold(by: User, hearing: Hearing, held: dict[str, Any]) -> None:
    if hearing.state == HearingState.SCHEDULED:
        actions.move(by=by, hearing=hearing, **held)
    else:
        actions.schedule(by=by, hearing=hearing, **held)


# ---------- one hearing


@login_required
@require_GET
def hearing(request: HttpRequest, pk: UUID) -> HttpResponse:
    """When, where and how; what each party has said; what the court decides."""
    return render(request, "hearings/scheduling/hearing.html", page_of(request, seen(request.user, pk)))


@login_required
@never_cache
@require_GET
def calendar_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The hearing for a calendar program."""
    found = seen(request.user, pk)
    if found.starts_at is None:
        raise Http404
    own = queries.participants_of(found).filter(user=person_of(request)).first()
    response = HttpResponse(calendar.calendar_file(found, own), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="hearing-{found.pk}.ics"'
    return response


def _answer(by: User, row: Hearing, entered: dict[str, Any]) -> str:
    actions.answer_online(
        by=by,
        hearing=row,
        party_id=forms.identifier(entered["party"]),
        agrees=forms.yes(entered["agrees"]),
        reason=entered["reason"],
    )
    return _("The court has your answer.")


def _weigh(by: User, row: Hearing, entered: dict[str, Any]) -> str:
    party = forms.identifier(entered["party"])
    actions.weigh(by=by, hearing=row, party_id=party, good_reason=forms.yes(entered["good_reason"]))
    return _("Recorded.")


def _decide(by: User, row: Hearing, entered: dict[str, Any]) -> str:
    actions.decide_form(
        by=by, hearing=row, form=entered["form"], grounds=entered["grounds"], reasons=entered["reasons"]
    )
    return _("Decided. Everybody has been told.")


def _publicity(by: User, row: Hearing, entered: dict[str, Any]) -> str:
    actions.decide_publicity(
        by=by,
        hearing=row,
        publicity=entered["publicity"],
        reasons=entered["reasons"],
        asked_by=forms.identifier(entered["asked_by"]),
    )
    return _("Decided. Everybody has been told.")


def _place(by: User, row: Hearing, entered: dict[str, Any]) -> str:
    actions.choose_place(
        by=by,
        hearing=row,
        participant_id=forms.identifier(entered["participant"]),
        place=entered["place"],
        site_id=forms.identifier(entered["site"]),
    )
    return _("The place has been recorded.")


def _bench(by: User, row: Hearing, entered: dict[str, Any]) -> str:
    actions.change_bench(
        by=by,
        hearing=row,
        judges=[found for each in entered["judges"] if (found := forms.identifier(each)) is not None],
        presiding=forms.identifier(entered["presiding"]),
        must_be_panel=entered["must_be_panel"],
        clerk_id=forms.identifier(entered["clerk"]),
    )
    return _("Recorded.")


def _call(by: User, row: Hearing, entered: dict[str, Any]) -> str:
    facts = {name: entered[name] for name in ("capacity", "name", "phone")}
    actions.call(by=by, hearing=row, beside=forms.identifier(entered["beside"]), **facts)
    return _("Entered. The personal link goes out as soon as the hearing has its time.")


def _excuse(by: User, row: Hearing, entered: dict[str, Any]) -> str:
    actions.excuse(by=by, hearing=row, participant_id=forms.identifier(entered["participant"]))
    return _("This person need not come.")


def _cancel(by: User, row: Hearing, entered: dict[str, Any]) -> str:
    actions.cancel(by=by, hearing=row, reason=entered["reason"])
    return _("Cancelled. Everybody has been told.")


def _ask_in_turn(by: User, row: Hearing, entered: dict[str, Any]) -> str:
    actions.ask_in_turn(by=by, hearing=row, party_id=forms.identifier(entered["party"]), reason=entered["reason"])
    return _("The other parties have been asked.")


def _answer_in_turn(by: User, row: Hearing, entered: dict[str, Any]) -> str:
    party = forms.identifier(entered["party"])
    actions.answer_in_turn(by=by, hearing=row, party_id=party, agrees=forms.yes(entered["agrees"]))
    return _("The court has your answer.")


def _grant_in_turn(by: User, row: Hearing, entered: dict[str, Any]) -> str:
    actions.grant_in_turn(
        by=by,
        hearing=row,
        first=entered["first"],
        last=entered["last"],
        undisputed=entered["undisputed"],
        clerk_id=forms.identifier(entered["clerk"]),
    )
    return _("Decided. Everybody has been told.")


def _refuse_in_turn(by: User, row: Hearing, entered: dict[str, Any]) -> str:
    actions.refuse_in_turn(by=by, hearing=row, reasons=entered["reason"])
    return _("Decided. Everybody has been told.")


VERBS: dict[str, Callable[[User, Hearing, dict[str, Any]], str]] = {
    "answer": _answer,
    "weigh": _weigh,
    "decide": _decide,
    "publicity": _publicity,
    "place": _place,
    "bench": _bench,
    "call": _call,
    "excuse": _excuse,
    "cancel": _cancel,
    "ask-in-turn": _ask_in_turn,
    "answer-in-turn": _answer_in_turn,
    "grant-in-turn": _grant_in_turn,
    "refuse-in-turn": _refuse_in_turn,
}
# Forms of which the page has several: by which field they are told apart.
SEVERAL = {"answer": "party", "weigh": "party", "place": "participant", "answer-in-turn": "party"}


def _form(verb: str, request: HttpRequest, row: Hearing) -> django_forms.Form:
    posted = request.POST
    if verb == "bench":
        return forms.BenchForm(posted, court=row.court_id)
    if verb == "decide":
        return forms.DecideForm(posted, lang=lang())
    if verb == "publicity":
        parties = [participant.party for participant in queries.participants_of(row) if participant.party is not None]
        return forms.PublicityForm(posted, parties=list({party.pk: party for party in parties}.values()))
    if verb == "call":
        return forms.CallForm(posted, participants=list(queries.participants_of(row)))
    if verb == "grant-in-turn":
        return forms.InTurnGrantForm(posted, clerks=list(queries.clerks_of(row.court_id)))
    plain: dict[str, Callable[[Any], django_forms.Form]] = {
        "answer": forms.OnlineForm,
        "weigh": forms.WeighForm,
        "place": forms.PlaceForm,
        "excuse": forms.ParticipantForm,
        "cancel": forms.ReasonForm,
        "ask-in-turn": forms.InTurnForm,
        "answer-in-turn": forms.InTurnAnswerForm,
        "refuse-in-turn": forms.ReasonForm,
    }
    return plain[verb](posted)


@login_required
@require_POST
@acts_once
def act(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """One thing a person does about the hearing; a refusal shows the page again with what was typed."""
    row = seen(request.user, pk)
    if verb not in VERBS:
        raise Http404
    form = _form(verb, request, row)
    key = f"{verb} {request.POST.get(SEVERAL[verb], '')}" if verb in SEVERAL else verb
    status = 422
    if form.is_valid():
        try:
            messages.success(request, VERBS[verb](person_of(request), row, form.cleaned_data))
        except ActionRefused as refused:
            refuse(form, refused)
            status = refused.status
        else:
            return redirect("hearings:hearing", pk=pk)
    context = page_of(request, seen(request.user, pk), {key: form})
    return render(request, "hearings/scheduling/hearing.html", context, status=status)


# ---------- my hearings


@login_required
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """The person's own hearings: what comes first, then what is over."""
    over = request.GET.get("tab") == "over"
    rows = queries.own(request.user)
    if over:
        rows = rows.filter(state__in=ENDED).order_by("-starts_at", "-id")
    else:
        rows = rows.exclude(state__in=ENDED).order_by("starts_at", "id")
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "over": over,
        "courts": queries.courts_with_list(request.user),
        "today": clock.today(),
        "nav": "hearings",
    }
    return render(request, "hearings/scheduling/mine.html", context)
