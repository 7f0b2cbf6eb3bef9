"""Before the door: the rules and the declaration, who one is shown once more (ODLR 7), then on to the devices."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from sharedcourt.core.errors import ActionRefused, Invalid
from sharedcourt.hearings.courtroom import rules
from sharedcourt.hearings.courtroom.actions import entry as entering
from sharedcourt.hearings.courtroom.policy import Attendee
from sharedcourt.hearings.courtroom.views import attendee_for
from sharedcourt.hearings.models import Form
from sharedcourt.hearings.states import ENDED
from sharedcourt.law.identity import mask_phone
from sharedcourt.people import actions as people
from sharedcourt.people import reauthentication
from sharedcourt.people.forms import CodeForm


@sensitive_post_parameters("code")
@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest, hearing_id: UUID) -> HttpResponse:
    """The steps before the door, one at a time. Whoever tries the hearing or keeps its record goes straight to the room."""
    who = attendee_for(request, hearing_id)
    if who.hearing.form == Form.IN_TURN and request.method == "GET" and _goes_on_alone(who):
        return redirect("hearings:in-turn", hearing_id=hearing_id)
    if who.participant is None:
        if who.hearing.room_id is None:
            return redirect("hearings:court", hearing_id=hearing_id)
        return redirect("rooms:room", room_id=who.hearing.room_id)
    form = CodeForm()
    refused: ActionRefused | None = None
    if request.method == "POST":
        if request.POST.get("step") == "code":
            form = CodeForm(request.POST)
        try:
            done = _step(request, who, form)
            if done:
                return redirect(done)
        except Invalid as error:
            refused = error
            if form.is_bound:
                form.add_error("code", str(error))
        except ActionRefused as error:
            refused = error
    return _page(request, attendee_for(request, hearing_id), form, refused)


def _goes_on_alone(who: Attendee) -> bool:
    """At different times: the court, and a party that has read the rules and shown who it is, go to the questions (ODLR 20)."""
    one = who.participant
    return one is None or (who.is_party and entering.has_declared(one) and entering.has_shown_identity(one))


def _step(request: HttpRequest, who: Attendee, form: CodeForm) -> str:
    """Do what was sent; the address to go on to, or nothing when the page is to be shown again."""
    here, by, step = reverse("hearings:entry", args=[who.hearing.pk]), who.user, request.POST.get("step")
    if step == "declare":
        entering.declare(by=by, hearing=who.hearing, declared=request.POST.get("declared") == "yes")
        return here
    if step == "send":
        people.ask_again(by=by, request=request)
        return f"{here}?sent=1"
    if step == "code":
        if not form.is_valid():
            return ""
        people.confirm_again(by=by, code=form.cleaned_data["code"], scope=who.hearing.pk, request=request)
        return here
    if step == "signed-in" and reauthentication.has_just_signed_in_again(request, by):
        people.signed_in_again(by=by, scope=who.hearing.pk)
        return here
    if step == "join":
        entering.join(by=by, hearing=who.hearing)
        if who.hearing.room_id is not None:
            return reverse("rooms:room", args=[who.hearing.room_id])
    return here


def _page(request: HttpRequest, who: Attendee, form: CodeForm, refused: ActionRefused | None) -> HttpResponse:
    one = who.participant
    if one is None:
        raise Http404
    in_form = form.is_bound and bool(form.errors)
    context: dict[str, Any] = {
        "hearing": who.hearing,
        "who": who,
        "number": who.hearing.case.number.text if who.hearing.case.number is not None else "",
        "declared": entering.has_declared(one),
        "shown_again": entering.has_shown_identity(one),
        "comes_back": entering.gone_at(one) is not None,
        "is_over": who.hearing.state in ENDED,
        "rules": rules.text(who.standing),
        "form": form,
        "sent": "sent" in request.GET or form.is_bound,
        "phone": mask_phone(who.user.phone) if who.user.phone else "",
        "sign_in_again": reauthentication.address(who.user, reverse("hearings:entry", args=[who.hearing.pk])),
        "signed_in_again": reauthentication.has_just_signed_in_again(request, who.user),
        "refused": None if in_form else refused,
        "demo": settings.DEMO,
        "nav": "hearings",
    }
    status = 422 if in_form else refused.status if refused is not None else 200
    return render(request, "hearings/courtroom/entry.html", context, status=status)
