"""The page of a hearing at different times, and what the court and the parties do on it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sharedcourt.core import clock
from sharedcourt.core.errors import ActionRefused
from sharedcourt.core.once import acts_once
from sharedcourt.hearings.courtroom.actions import entry
from sharedcourt.hearings.courtroom.policy import Attendee
from sharedcourt.hearings.in_turn import actions, forms, policy, queries
from sharedcourt.hearings.in_turn.models import Turn
from sharedcourt.hearings.in_turn.states import TurnState
from sharedcourt.hearings.models import Hearing
from sharedcourt.hearings.states import ENDED, HearingState
from sharedcourt.people.policy import person_of

TONES = {TurnState.ASKED.value: "waiting", TurnState.ANSWERED.value: "done", TurnState.PASSED.value: "ended"}


def attendee_for(request: HttpRequest, hearing_id: UUID) -> Attendee:
    """The court or a party in this hearing; 404 for everybody else."""
    hearing = get_object_or_404(queries.visible_to(request.user), pk=hearing_id)
    found = policy.attendee(request.user, hearing)
    if found is None:
        raise Http404
    return found


def refuse(form: django_forms.Form, refused: ActionRefused) -> None:
    """Show a refusal beside its field, or at the head of the form."""
    form.is_valid()
    field = "video" if refused.field == "clip" and "video" in form.fields else refused.field
    form.add_error(field if field in form.fields else None, str(refused.message))


def _turn(hearing: Hearing, turn_id: UUID) -> Turn:
    rows = Turn.objects.select_related("question__hearing__case", "question__clip", "question__by", "party")
    return get_object_or_404(rows, question__hearing=hearing, pk=turn_id)


@login_required
@never_cache
@require_safe
def page(request: HttpRequest, hearing_id: UUID) -> HttpResponse:
    """What the court asked and the parties answered, in order, and what the visitor may do now."""
    return _page(request, attendee_for(request, hearing_id))


def _page(
    request: HttpRequest, who: Attendee, bound: dict[str, django_forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    hearing, refused = who.hearing, bound or {}
    own = {party.pk for party in policy.own_parties(who.user, hearing)} if who.is_party else set()
    running = hearing.state in (HearingState.SCHEDULED, HearingState.IN_SESSION)
    keeps, judges = running and (who.is_judge or who.is_clerk), running and who.is_judge
    asked = [
        (question, [_shown(hearing, turn, own, refused, judges=judges) for turn in question.turns.all()])
        for question in queries.questions_of(hearing)
    ]
    waiting = [turn for _question, turns in asked for turn in turns if turn["turn"].state == TurnState.ASKED]
    context: dict[str, Any] = {
        "hearing": hearing,
        "number": hearing.case.number.text if hearing.case.number is not None else "",
        "who": who,
        "first": queries.first_day(hearing),
        "last": queries.last_day(hearing),
        "has_come": queries.has_come(hearing),
        "is_over": hearing.state in ENDED,
        "asked": asked,
        "own_waiting": [turn for turn in waiting if turn["may_answer"]],
        "must_enter": bool(own) and running and not _has_entered(who),
        "ask_form": (refused.get("ask") or forms.AskForm(parties=queries.parties_in(hearing))) if keeps else None,
        "longer_form": (refused.get("longer") or forms.LongerForm()) if judges else None,
        "may_close": judges and hearing.state == HearingState.IN_SESSION and bool(asked) and not waiting,
        "close_refused": refused.get("close"),
        "refused": next(iter(refused.values()), None),
        "clip_limit": settings.SHAREDCOURT_IN_TURN_CLIP_LIMIT,
        "nav": "hearings",
    }
    return render(request, "hearings/in_turn/page.html", context, status=status)


def _shown(
    hearing: Hearing, turn: Turn, own: set[UUID], refused: dict[str, django_forms.Form], *, judges: bool
) -> dict[str, Any]:
    is_late = turn.state == TurnState.ASKED and clock.today() > turn.last_day
    extendable = judges and turn.state in (TurnState.ASKED, TurnState.PASSED)
    may_pass = judges and is_late and hearing.state == HearingState.IN_SESSION
    return {
        "turn": turn,
        "answers": list(turn.answers.all()),
        "tone": TONES[turn.state],
        "is_late": is_late,
        "may_answer": turn.party_id in own and queries.is_open_to_answers(hearing, turn),
        "extend_form": (refused.get(f"extend {turn.pk}") or forms.ExtendForm(auto_id=f"extend-{turn.pk}-%s"))
        if extendable
        else None,
        "go_on_form": (refused.get(f"go-on {turn.pk}") or forms.GoOnForm(auto_id=f"go-on-{turn.pk}-%s"))
        if may_pass
        else None,
    }


def _has_entered(who: Attendee) -> bool:
    return (
        who.participant is not None
        and entry.has_declared(who.participant)
        and entry.has_shown_identity(who.participant)
    )


def _done(
    request: HttpRequest, who: Attendee, key: str, form: django_forms.Form, act: Callable[[], Any], said: str
) -> HttpResponse:
    """Do it and go back to the page, or show the page again with what was entered and why not."""
    status = 422
    if form.is_valid():
        try:
            act()
        except ActionRefused as refused:
            refuse(form, refused)
            status = refused.status
        else:
            messages.success(request, said)
            return redirect("hearings:in-turn", hearing_id=who.hearing.pk)
    return _page(request, attendee_for(request, who.hearing.pk), {key: form}, status)


@sensitive_post_parameters("text")
@login_required
@require_POST
@acts_once
def ask(request: HttpRequest, hearing_id: UUID) -> HttpResponse:
    """The judge or the clerk asks."""
    who = attendee_for(request, hearing_id)
    policy.require_keeper(who.user, who.hearing)
    form = forms.AskForm(request.POST, request.FILES, parties=queries.parties_in(who.hearing))

    def act() -> None:
        entered = form.cleaned_data
        actions.ask(
            by=who.user,
            hearing=who.hearing,
            stage=entered["stage"],
            text=entered["text"],
            parties=form.chosen(),
            last_day=entered["last_day"],
            clip_id=_clip(who, form),
        )

    return _done(request, who, "ask", form, act, _("Asked. The parties have been told."))


def _clip(who: Attendee, form: Any) -> UUID | None:
    """The clip that came before, or that comes with the form; the form remembers it, so that a refusal does not lose it."""
    upload = form.cleaned_data["video"]
    if upload:
        made = actions.keep_whole(by=who.user, hearing=who.hearing, upload=upload).pk
        form.data = form.data.copy()
        form.data["clip"] = str(made)
        return made
    entered = form.cleaned_data["clip"]
    return forms.identifier(entered) if entered else None


@sensitive_post_parameters("text", "why_no_clip")
@login_required
@never_cache
@require_http_methods(["GET", "POST"])
@acts_once
def answer(request: HttpRequest, hearing_id: UUID, turn_id: UUID) -> HttpResponse:
    """The party's own page for its answer: what is asked, what it said before, the camera, the words."""
    who = attendee_for(request, hearing_id)
    turn = _turn(who.hearing, turn_id)
    if turn.party_id not in {party.pk for party in policy.own_parties(who.user, who.hearing)}:
        raise Http404
    if request.method == "GET" and queries.is_open_to_answers(who.hearing, turn) and not _has_entered(who):
        return redirect("hearings:entry", hearing_id=hearing_id)
    form = forms.AnswerForm(request.POST, request.FILES) if request.method == "POST" else forms.AnswerForm()
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = actions.answer(
                    by=person_of(request),
                    turn=turn,
                    text=form.cleaned_data["text"],
                    clip_id=_clip(who, form),
                    why_no_clip=form.cleaned_data["why_no_clip"],
                )
            except ActionRefused as refused:
                refuse(form, refused)
                status = refused.status
            else:
                at = f"{clock.local(made.at):%H:%M}"
                messages.success(
                    request, _("Handed in at %(time)s. The court and the other side see it.") % {"time": at}
                )
                return redirect("hearings:in-turn", hearing_id=hearing_id)
    context = {
        "hearing": who.hearing,
        "number": who.hearing.case.number.text if who.hearing.case.number is not None else "",
        "turn": turn,
        "question": turn.question,
        "answers": list(turn.answers.select_related("by", "clip")),
        "is_open": queries.is_open_to_answers(who.hearing, turn),
        "has_come": queries.has_come(who.hearing),
        "first": queries.first_day(who.hearing),
        "must_enter": not _has_entered(who),
        "form": form,
        "clip_limit": settings.SHAREDCOURT_IN_TURN_CLIP_LIMIT,
        "nav": "hearings",
    }
    return render(request, "hearings/in_turn/answer.html", context, status=status)


@login_required
@require_POST
@acts_once
def extend(request: HttpRequest, hearing_id: UUID, turn_id: UUID) -> HttpResponse:
    """The judge gives a party more time."""
    who = attendee_for(request, hearing_id)
    policy.require_judge(who.user, who.hearing)
    turn = _turn(who.hearing, turn_id)
    form = forms.ExtendForm(request.POST, auto_id=f"extend-{turn.pk}-%s")

    def act() -> None:
        actions.extend(by=who.user, turn=turn, last_day=form.cleaned_data["last_day"])

    return _done(request, who, f"extend {turn.pk}", form, act, _("The party has been told."))


@login_required
@require_POST
@acts_once
def go_on(request: HttpRequest, hearing_id: UUID, turn_id: UUID) -> HttpResponse:
    """The judge goes on without an answer."""
    who = attendee_for(request, hearing_id)
    policy.require_judge(who.user, who.hearing)
    turn = _turn(who.hearing, turn_id)
    form = forms.GoOnForm(request.POST, auto_id=f"go-on-{turn.pk}-%s")

    def act() -> None:
        actions.go_on(by=who.user, turn=turn, reason=form.cleaned_data["reason"])

    return _done(request, who, f"go-on {turn.pk}", form, act, _("Noted, with the reason. Everybody has been told."))


@login_required
@require_POST
@acts_once
def longer(request: HttpRequest, hearing_id: UUID) -> HttpResponse:
    """The judge lets the hearing last longer."""
    who = attendee_for(request, hearing_id)
    policy.require_judge(who.user, who.hearing)
    form = forms.LongerForm(request.POST)

    def act() -> None:
        actions.last_longer(by=who.user, hearing=who.hearing, last=form.cleaned_data["last"])

    return _done(request, who, "longer", form, act, _("Decided. Everybody has been told."))


@login_required
@require_POST
@acts_once
def close(request: HttpRequest, hearing_id: UUID) -> HttpResponse:
    """The judge closes the hearing; what was said becomes the record."""
    who = attendee_for(request, hearing_id)
    policy.require_judge(who.user, who.hearing)
    form = django_forms.Form(request.POST)

    def act() -> None:
        actions.close(by=who.user, hearing=who.hearing)

    said = _("Closed. What was asked and said is in the record, which is now read and signed.")
    return _done(request, who, "close", form, act, said)
