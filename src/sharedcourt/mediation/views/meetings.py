"""The page of a meeting: which time suits whom, from where, and the way into the room."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sharedcourt.core.errors import ActionRefused, Invalid
from sharedcourt.mediation import policy, queries
from sharedcourt.mediation.actions import meetings
from sharedcourt.mediation.calendar import calendar_file
from sharedcourt.mediation.models import Meeting, SlotAnswer
from sharedcourt.mediation.states import MeetingState
from sharedcourt.mediation.views import answers
from sharedcourt.mediation.views.answers import Refusal
from sharedcourt.rooms.queries import visible_to
from sharedcourt.sites.queries import open_sites


def _context(request: HttpRequest, found: Meeting, refusal: Refusal | None = None) -> dict[str, Any]:
    user = answers.person(request)
    participants = list(
        found.participants.select_related("user", "site", "booking__terminal__site", "party__organisation")
    )
    given = {(each.slot_id, each.user_id): each.suits for each in SlotAnswer.objects.filter(slot__meeting=found)}
    suiting = {slot.pk for slot in meetings.suiting_slots(found)}
    me = next((each for each in participants if each.user_id == user.pk), None)
    slots = [
        {
            "slot": slot,
            "mine": given.get((slot.pk, user.pk)),
            "others": [(each, given.get((slot.pk, each.user_id))) for each in participants if not each.is_host],
            "suits_all": slot.pk in suiting,
        }
        for slot in found.slots.all()
    ]
    return {
        "meeting": found,
        "case": found.case,
        "slots": slots,
        "has_seat": found.room_id is not None and visible_to(user).filter(pk=found.room_id).exists(),
        "participants": participants,
        "me": me,
        "answers_asked": me is not None and not me.is_host and found.state == MeetingState.PROPOSING,
        "is_mediator": policy.is_mediator(user, found.case),
        "may_cancel": policy.is_mediator(user, found.case) or policy.is_manager(user, found.case),
        "sites": open_sites() if found.state == MeetingState.PROPOSING else [],
        "refusal": refusal,
        "nav": "desk",
    }


@login_required
@require_GET
def meeting(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    found = get_object_or_404(queries.meetings_visible_to(request.user), pk=meeting_id)
    return render(request, "mediation/meeting.html", _context(request, found))


@login_required
@require_GET
def calendar(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """The meeting for the person's own calendar."""
    found = get_object_or_404(queries.panels_of(request.user), pk=meeting_id)
    if found.starts_at is None:
        raise Http404
    me = found.participants.filter(user=answers.person(request)).select_related("site").first()
    response = HttpResponse(calendar_file(found, me), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="mediation-{found.case.dispute.code}.ics"'
    return response


def _answer(request: HttpRequest, found: Meeting) -> None:
    """`answer` is SLOT:yes or SLOT:no, once per tap; `site` an id or nothing."""
    given: dict[UUID, bool] = {}
    for text in request.POST.getlist("answer"):
        slot, _colon, word = text.partition(":")
        try:
            given[UUID(slot)] = {"yes": True, "no": False}[word]
        except (ValueError, KeyError) as error:
            raise Invalid(_("Say for each time whether it suits you."), field="slots") from error
    site = None
    if request.POST.get("site"):
        site = open_sites().filter(pk=answers.identifier(request, "site")).first()
        if site is None:
            raise Invalid(_("This shared court cannot be booked. Choose another one."), field="site")
    meetings.answer_times(by=answers.person(request), meeting=found, answers=given, site=site)


def _fix(request: HttpRequest, found: Meeting) -> None:
    slot = found.slots.filter(pk=answers.identifier(request, "slot")).first()
    if slot is None:
        raise Invalid(_("Choose one of the list."), field="slot")
    meetings.fix_time(by=answers.person(request), meeting=found, slot=slot)


def _cancel(request: HttpRequest, found: Meeting) -> str:
    meetings.cancel(by=answers.person(request), meeting=found)
    return reverse("mediation:case", args=[found.case_id])


def _end(request: HttpRequest, found: Meeting) -> str:
    meetings.end_meeting(by=answers.person(request), meeting=found)
    return reverse("mediation:case", args=[found.case_id])


VERBS: dict[str, Callable[[HttpRequest, Meeting], str | None]] = {
    "answer": _answer,
    "fix": _fix,
    "cancel": _cancel,
    "end": _end,
}


@login_required
@require_POST
def act(request: HttpRequest, meeting_id: UUID, verb: str) -> HttpResponse:
    found = get_object_or_404(queries.meetings_visible_to(request.user), pk=meeting_id)
    do = answers.chosen(VERBS, verb)
    try:
        target = do(request, found)
    except ActionRefused as error:
        refusal = Refusal.of(error, verb)
        found.refresh_from_db()
        return render(request, "mediation/meeting.html", _context(request, found, refusal), status=refusal.status)
    return redirect(target or reverse("mediation:meeting", args=[meeting_id]))
