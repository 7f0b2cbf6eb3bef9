"""Pages of judicial confirmation: applying together, the application, the court's desk."""

from collections.abc import Callable
from datetime import date, datetime
from datetime import time as clock_time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sharedcourt.core import clock
from sharedcourt.core.entered import whole
from sharedcourt.core.errors import ActionRefused, Invalid
from sharedcourt.core.language import language, worded
from sharedcourt.disputes import handover
from sharedcourt.disputes.queries import of_parties, parties_of
from sharedcourt.filing import policy, queries
from sharedcourt.filing.actions import confirmations, court, summoning, withdrawing
from sharedcourt.filing.finding import courts_here
from sharedcourt.filing.folder import uploads
from sharedcourt.filing.forms import HomesForm
from sharedcourt.filing.models import Attendance, Confirmation
from sharedcourt.filing.showing import acted, court_chosen, desk_of, judge_chosen, refusal_of, status_of
from sharedcourt.filing.states import OPEN, ConfirmationState
from sharedcourt.law.agreement_lint import agreement_lint
from sharedcourt.law.confirmation import (
    FOUND_LATER,
    GROUND_WORDS,
    NOT_ACCEPTED_WORDS,
    REJECTED_WORDS,
    CourtGround,
    NotAccepted,
    rejected_words,
)
from sharedcourt.law.divisions import division_name
from sharedcourt.people.models import Organisation, User
from sharedcourt.people.policy import has_role, person_of

TAB_NAMES = {
    "to_take_in": gettext_lazy("To take in"),
    "under_review": gettext_lazy("Under review"),
    "ended": gettext_lazy("Ended"),
}


# ---------- the parties


@login_required
@require_http_methods(["GET", "POST"])
def apply_together(request: HttpRequest, dispute_id: UUID) -> HttpResponse:
    """First where the parties are domiciled, then which of the competent courts; both stay on the page."""
    dispute = get_object_or_404(of_parties(request.user), pk=dispute_id)
    agreement = handover.agreement_of(dispute)
    if agreement is None or not queries.may_apply(request.user, dispute):
        raise Http404
    standing = queries.of_dispute(dispute)
    if standing is not None and standing.state in {*OPEN, ConfirmationState.GRANTED}:
        return redirect("filing:confirmation", pk=standing.pk)
    parties = list(parties_of(dispute))
    form = HomesForm(request.POST or None, parties=parties, labels=[party.name for party in parties])
    courts: list[tuple[Organisation | None, str, str, str]] = []
    refusal: ActionRefused | None = None
    if form.is_bound and form.is_valid():
        try:
            found = confirmations.courts_for(agreement, form.homes)
            courts = [
                (court_here, each.text(language()), each.article, division_name(each.division))
                for each, court_here in courts_here(found)
            ]
            if request.POST.get("step") == "apply":
                made = confirmations.apply_together(
                    by=person_of(request), dispute=dispute, court=court_chosen(request), homes=form.homes
                )
                return redirect("filing:confirmation", pk=made.pk)
        except ActionRefused as refused:
            refusal = refused
    context = {
        "dispute": dispute,
        "agreement": agreement,
        "form": form,
        "rows": [(form[f"home-{party.pk}"], form[f"other-{party.pk}"]) for party in parties],
        "courts": courts,
        "refusal": refusal,
        "nav": "desk",
    }
    return render(request, "filing/apply.html", context, status=status_of(refusal, form))


# ---------- one application, for whoever may see it


@login_required
@require_GET
def confirmation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The application as it stands: papers, questions, what to do next. Whoever opens it after the ruling has received it."""
    found = get_object_or_404(queries.visible_to(request.user), pk=pk)
    if found.services.filter(user=person_of(request), opened_at=None).exists():
        confirmations.opened(by=person_of(request), confirmation=found)
    return _page(request, found)


def _page(
    request: HttpRequest, found: Confirmation, refused: ActionRefused | None = None, verb: str = ""
) -> HttpResponse:
    user = person_of(request)
    reviewing = policy.is_judge(user, found)
    taking_in = policy.is_clerk(user, found) and found.state == ConfirmationState.SUBMITTED
    slots = list(found.application.slots.order_by("order")) if found.application is not None else []
    supplements = list(found.supplements.select_related("asked_by", "answered_by").prefetch_related("files__file"))
    agreement = handover.agreement_of(found.dispute) if reviewing or taking_in else None
    open_question = next((each for each in supplements if each.answered_at is None), None)
    context = {
        "confirmation": found,
        "slots": slots,
        "mine": next((slot for slot in slots if slot.user_id == user.pk), None),
        "supplements": supplements,
        "open_question": open_question,
        "sent_files": [file for pk in request.POST.getlist("file") if (file := uploads.own(user, pk)) is not None],
        "overdue": open_question is not None and clock.today() > open_question.due,
        "services": list(found.services.select_related("user")),
        "is_party": policy.is_party(user, found),
        "is_judge": reviewing,
        "is_administrator": policy.is_administrator(user, found),
        "taking_in": taking_in,
        "checks": _checks(found, agreement) if agreement is not None else [],
        "court_reason": _court_reason(found),
        "not_accepted": _choices(NOT_ACCEPTED_WORDS),
        "rejected": _choices(REJECTED_WORDS),
        "later": _choices({key: NOT_ACCEPTED_WORDS[item] for key, item in FOUND_LATER.items()}),
        "shown_state": ConfirmationState(found.state) if policy.works_at(user, found) else found.known_state,
        "signs_ruling": court.signs_ruling(user, found) if found.state == ConfirmationState.TURNING_AWAY else False,
        "is_clerk": policy.is_clerk(user, found),
        **_asked_and_called(found),
        "ground_words": _ground(found),
        "judges": queries.judges_of(found.court)
        if policy.is_administrator(user, found) and found.state == ConfirmationState.ACCEPTED
        else [],
        "refusal": refusal_of(refused, verb),
        "posted": request.POST,
        "nav": "desk",
    }
    return render(request, "filing/confirmation.html", context, status=status_of(refused))


def _asked_and_called(found: Confirmation) -> dict[str, Any]:
    """Whether somebody wants the application back, and when the parties are called; two queries and one for who came."""
    requests = list(found.withdrawal_requests.select_related("asked_by"))
    calls = list(found.summonses.prefetch_related("attendances__party"))
    call = next((each for each in calls if each.held_at is None), None)
    return {
        "requests": requests,
        "request_open": next((each for each in requests if each.decided_at is None), None),
        "calls": calls,
        "call": call,
        "call_is_over": call is not None and clock.now() >= call.at,
        "call_parties": list(parties_of(found.dispute)) if call is not None else [],
        "came_choices": Attendance.Came.choices,
        "refused_to_come": bool(calls)
        and any(each.came == Attendance.Came.REFUSED for row in calls[-1:] for each in row.attendances.all()),
    }


def _choices(words: Any) -> list[tuple[str, str]]:
    return [(str(key), worded(pair)) for key, pair in words.items()]


def _ground(found: Confirmation) -> str:
    if not found.ground:
        return ""
    not_taken_in = found.state in {ConfirmationState.NOT_ACCEPTED, ConfirmationState.TURNING_AWAY}
    pair = NOT_ACCEPTED_WORDS[NotAccepted(found.ground)] if not_taken_in else rejected_words(found.ground)
    return worded(pair)


def moment(day: str, time: str) -> datetime | None:
    """What was entered as a day and a time in China; None for anything else."""
    try:
        return datetime.combine(date.fromisoformat(day.strip()), clock_time.fromisoformat(time.strip()), clock.SHANGHAI)
    except ValueError:
        return None


def _court_reason(found: Confirmation) -> str:
    return worded(GROUND_WORDS[CourtGround(found.court_ground)])


def _checks(found: Confirmation, agreement: handover.Agreement) -> list[tuple[str, str]]:
    """What the machine has checked: (severity, words). It decides nothing."""
    slots = list(found.application.slots.all()) if found.application is not None else []
    every_signed = all(slot.signed_at is not None for slot in slots)
    in_time = found.submitted_at is not None and clock.local(found.submitted_at).date() <= found.apply_by
    sealed = agreement.file.state == "sealed"
    rows: list[tuple[str, str]] = [
        ("ok" if every_signed else "error", _("Every party has signed the application.")),
        ("ok" if in_time else "error", _("The application came within thirty days of effect.")),
        ("ok" if sealed else "error", _("The agreement is signed by all and sealed.")),
    ]
    unclear: list[tuple[str, str]] = [
        (finding.severity, finding.text(language())) for finding in agreement_lint(agreement.terms)
    ]
    return rows + (unclear or [("ok", _("No unclear term was found: sums, days and consequences are definite."))])


def _withdraw(request: HttpRequest, found: Confirmation, by: User) -> None:
    made = withdrawing.withdraw(by=by, confirmation=found, reasons=request.POST.get("reasons", ""))
    if made.state == ConfirmationState.WITHDRAWN:
        messages.info(request, _("The application has been taken back. The agreement itself still binds."))
    else:
        messages.info(request, _("The court has been asked and decides whether the application may be taken back."))


def _decide_withdrawal(request: HttpRequest, found: Confirmation, by: User) -> None:
    answer = request.POST.get("allowed", "")
    if answer not in {"yes", "no"}:
        raise Invalid(_("Choose yes or no."), field="allowed")
    decision = request.POST.get("decision", "")
    withdrawing.decide(by=by, confirmation=found, allowed=answer == "yes", decision=decision)
    if answer == "yes":
        messages.success(request, _("The ruling is drawn up. Read it and sign it; the court's seal follows by itself."))
    else:
        messages.info(request, _("The review goes on; the parties have been told."))


def _summon(request: HttpRequest, found: Confirmation, by: User) -> None:
    posted = request.POST
    at = moment(posted.get("day", ""), posted.get("time", ""))
    summoning.summon(by=by, confirmation=found, at=at, place=posted.get("place", ""), what=posted.get("call", ""))
    messages.success(request, _("All parties have been called."))


def _attendance(request: HttpRequest, found: Confirmation, by: User) -> None:
    came = {party.pk: request.POST.get(f"came-{party.pk}", "") for party in parties_of(found.dispute)}
    summoning.record(by=by, confirmation=found, came=came, note_text=request.POST.get("note", ""))
    messages.success(request, _("Recorded."))


def _answer(request: HttpRequest, found: Confirmation, by: User) -> None:
    files = uploads.kept(by, None, request.POST, request.FILES, purpose=confirmations.PURPOSE)
    confirmations.answer_question(by=by, confirmation=found, answer=request.POST.get("answer", ""), files=files)
    messages.success(request, _("The court has your answer."))


def _accept(request: HttpRequest, found: Confirmation, by: User) -> None:
    made = court.accept(by=by, confirmation=found)
    messages.success(request, _("Taken in as %(number)s.") % {"number": made.number})


def _turn_away(request: HttpRequest, found: Confirmation, by: User) -> None:
    court.turn_away(
        by=by, confirmation=found, ground=request.POST.get("ground", ""), reasons=request.POST.get("reasons", "")
    )
    messages.info(
        request, _("The ruling is drawn up. A judge of the court and you sign it; the seal follows by itself.")
    )


def _ask(request: HttpRequest, found: Confirmation, by: User) -> None:
    court.ask_for_more(
        by=by, confirmation=found, what=request.POST.get("what", ""), days=whole(request.POST.get("days", ""))
    )
    messages.success(request, _("Both parties have been asked."))


def _treat_as_withdrawn(request: HttpRequest, found: Confirmation, by: User) -> None:
    court.treat_as_withdrawn(by=by, confirmation=found)
    messages.info(request, _("Treated as taken back. Both parties have been told."))


def _decide(request: HttpRequest, found: Confirmation, by: User) -> None:
    court.decide(
        by=by,
        confirmation=found,
        granted=request.POST.get("decision") == "grant",
        ground=request.POST.get("ground", ""),
        reasons=request.POST.get("reasons", ""),
        checked=request.POST.get("checked") == "yes",
    )
    messages.success(request, _("The ruling is drawn up. Read it and sign it; the court's seal follows by itself."))


def _reconsider(request: HttpRequest, found: Confirmation, by: User) -> None:
    court.reconsider(by=by, confirmation=found)
    messages.info(request, _("The unsigned ruling has been taken back."))


def _reassign(request: HttpRequest, found: Confirmation, by: User) -> None:
    reason = request.POST.get("reason", "")
    court.reassign(by=by, confirmation=found, judge_id=judge_chosen(request), reason=reason)
    messages.success(request, _("The review has been given to another judge."))


VERBS: dict[str, Callable[[HttpRequest, Confirmation, User], None]] = {
    "withdraw": _withdraw,
    "decide-withdrawal": _decide_withdrawal,
    "summon": _summon,
    "attendance": _attendance,
    "answer": _answer,
    "accept": _accept,
    "turn-away": _turn_away,
    "ask": _ask,
    "treat-as-withdrawn": _treat_as_withdrawn,
    "decide": _decide,
    "reconsider": _reconsider,
    "reassign": _reassign,
}


@login_required
@require_POST
def act(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """One thing a person does with the application; a refusal shows the page again with what was typed."""
    found = get_object_or_404(queries.visible_to(request.user), pk=pk)
    refused = acted(request, found, verb, VERBS)
    if refused is not None:
        fresh = get_object_or_404(queries.visible_to(request.user), pk=pk)
        return _page(request, fresh, refused, verb)
    return redirect("filing:confirmation", pk=pk)


# ---------- the court's desk


@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """The court's applications: to be taken in, under review, ended; what is due first at the top."""
    if not has_role(person_of(request), *policy.DESK):
        raise Http404
    return render(request, "filing/desk.html", desk_of(request, queries, TAB_NAMES))
