"""From a code to a person: the pages anybody may open, and how one becomes the party one is."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from sharedcourt.core import cipher, codes
from sharedcourt.core.errors import ActionRefused
from sharedcourt.disputes import actions, queries
from sharedcourt.disputes.forms import CodeForm, IdentityForm
from sharedcourt.disputes.intake.views import person
from sharedcourt.disputes.models import Dispute, Nomination, Side
from sharedcourt.people.limits import too_often
from sharedcourt.people.policy import memberships

WRONG_CODES = 20
WRONG_CODES_AT_A_SCREEN = 100
WITHIN = 600


def _origin(request: HttpRequest) -> tuple[str, int]:
    """Where wrong codes are counted, and how many are borne: a site's screen by itself, everything else by its address.

    Codes are read aloud and typed at a screen all day, in front of people; and nobody else in the building can lock it.
    """
    terminal = getattr(request, "terminal", None)
    if terminal is not None:
        return f"terminal:{terminal.pk}", WRONG_CODES_AT_A_SCREEN
    return str(request.META.get("REMOTE_ADDR", "")), WRONG_CODES


def _locked(request: HttpRequest) -> bool:
    """Whether too many wrong codes came from there lately; asking does not count."""
    origin, most = _origin(request)
    return int(cache.get(f"limit:code-guess:{cipher.keyed_hash('limit', origin)}") or 0) >= most


def find(request: HttpRequest, entered: str) -> Dispute | None:
    """The dispute of a code; a wrong one is counted against the caller's address, or the terminal.

    After twenty within ten minutes (a hundred at a terminal) nothing is found from there, except by the parties themselves, who
    are signed in.
    """
    locked = _locked(request)
    try:
        dispute = queries.by_code(entered)
    except codes.CodeInvalid:
        dispute = None
    if dispute is None:
        origin, most = _origin(request)
        too_often("code-guess", origin, most=most, seconds=WITHIN)
    elif locked and not _belongs(request, dispute):
        return None
    return dispute


def _belongs(request: HttpRequest, dispute: Dispute) -> bool:
    if queries.visible_to(request.user).filter(pk=dispute.pk).exists():
        return True
    if queries.nomination_waiting_for(request.user, dispute) is not None:
        return True
    return queries.party_waiting_for(request.user, dispute) is not None


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Type or scan a code."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("disputes:public", code=form.cleaned_data["code"])
    return render(request, "disputes/public/enter.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET"])
def public(request: HttpRequest, code: str) -> HttpResponse:
    """That a dispute with this code exists, and where it is mediated; about its people nothing."""
    locked = _locked(request)
    dispute = find(request, code)
    if dispute is None:
        context = {"form": CodeForm(initial={"code": code[:20]}), "locked": locked, "entered": code[:20]}
        return render(request, "disputes/public/unknown.html", context, status=429 if locked else 404)
    if code != dispute.code:
        return redirect("disputes:public", code=dispute.code)
    join_path = reverse("disputes:join", kwargs={"code": dispute.code})
    seen = queries.visible_to(request.user).filter(pk=dispute.pk).exists()
    context = {"dispute": dispute, "join_path": join_path, "seen": seen}
    return render(request, "disputes/public/public.html", context)


@sensitive_post_parameters("name", "resident_id")
@require_http_methods(["GET", "POST"])
@login_required
def join(request: HttpRequest, code: str) -> HttpResponse:
    """Name and ID number, once; then straight to what the bank says."""
    dispute = find(request, code)
    if dispute is None:
        raise Http404
    user = person(request)
    mine = queries.party_of(user, dispute)
    nomination = queries.nomination_waiting_for(user, dispute)
    if nomination is None and (mine is not None or queries.visible_to(user).filter(pk=dispute.pk).exists()):
        return redirect("disputes:detail", pk=dispute.pk)
    waiting = queries.party_waiting_for(user, dispute)
    nomination = nomination if waiting is None else None
    if nomination is not None:
        return _join_as_agent(request, dispute, nomination)
    if waiting is None or (waiting.user_id is not None and waiting.user_id != user.pk):
        context = {"dispute": dispute, "is_staff_account": bool(memberships(user))}
        return render(request, "disputes/public/not_a_party.html", context, status=404)
    form = IdentityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.join(by=user, dispute=dispute, **form.cleaned_data)
        except ActionRefused as refused:
            refused.put_beside(form)
        else:
            return redirect("disputes:answer", pk=dispute.pk)
    context = {"dispute": dispute, "form": form}
    return render(request, "disputes/public/join.html", context, status=422 if form.errors else 200)


def _join_as_agent(request: HttpRequest, dispute: Dispute, nomination: Nomination) -> HttpResponse:
    """The same question for whoever is to act for a party."""
    form = IdentityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.join_as_agent(by=person(request), dispute=dispute, **form.cleaned_data)
        except ActionRefused as refused:
            refused.put_beside(form)
        else:
            return redirect("disputes:detail", pk=dispute.pk)
    context = {"dispute": dispute, "form": form, "nomination": nomination}
    return render(request, "disputes/public/join.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters("name", "resident_id")
@require_http_methods(["GET", "POST"])
@login_required
def sue_together(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Whoever was named as a further plaintiff says that they sue, too; who was named as agent, that they act. Nobody else learns of it."""
    user = person(request)
    party = queries.suit_waiting_for(user, pk)
    if party is None:
        nomination = queries.agency_in_suit_waiting_for(user, pk)
        if nomination is not None:
            return _join_as_agent(request, nomination.party.dispute, nomination)
        if queries.visible_to(user).filter(pk=pk).exists():
            return redirect("disputes:detail", pk=pk)
        raise Http404
    form = IdentityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.join_suit(by=user, dispute=party.dispute, **form.cleaned_data)
        except ActionRefused as refused:
            refused.put_beside(form)
        else:
            return redirect("disputes:detail", pk=pk)
    parties = list(queries.parties_of(party.dispute))
    context = {
        "dispute": party.dispute,
        "form": form,
        "plaintiffs": [each.name for each in parties if each.side == Side.APPLICANT and each.pk != party.pk],
        "defendants": [each.name for each in parties if each.side == Side.RESPONDENT],
    }
    return render(request, "disputes/public/together.html", context, status=422 if form.errors else 200)
