"""Pages of the courtroom: the panel beside the pictures, what is done on it, and the page that is being shown."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from sharedcourt.core.errors import ActionRefused
from sharedcourt.core.once import acts_once
from sharedcourt.filing.folder import reading
from sharedcourt.filing.folder.actions import opening as openings
from sharedcourt.hearings.courtroom import acts, policy, queries
from sharedcourt.hearings.courtroom.page import PARTS, Court, Refused
from sharedcourt.hearings.courtroom.policy import Attendee
from sharedcourt.hearings.models import Form
from sharedcourt.people.policy import person_of


def attendee_for(request: HttpRequest, hearing_id: UUID) -> Attendee:
    """The person in this hearing; 404 for strangers and for ids that do not exist."""
    hearing = get_object_or_404(queries.visible_to(request.user), pk=hearing_id)
    found = policy.attendee(request.user, hearing)
    if found is None:
        raise Http404
    return found


def _show(request: HttpRequest, view: Court, *, status: int = 200) -> HttpResponse:
    is_fragment = bool(request.headers.get("HX-Request"))
    template = "hearings/courtroom/_court.html" if is_fragment else "hearings/courtroom/court.html"
    response = render(request, template, view.context(), status=status)
    response["Vary"] = "HX-Request"
    return response


@login_required
@never_cache
@require_GET
def court(request: HttpRequest, hearing_id: UUID) -> HttpResponse:
    """The courtroom's panel: a whole page, or the fragment beside the pictures. At different times there is none (ODLR 20)."""
    who = attendee_for(request, hearing_id)
    if who.hearing.form == Form.IN_TURN:
        return redirect("hearings:in-turn", hearing_id=hearing_id)
    return _show(request, Court(request, who))


@login_required
@never_cache
@require_GET
def part(request: HttpRequest, hearing_id: UUID, name: str) -> HttpResponse:
    """One part of the panel, or nothing (204) when it has not changed."""
    if name not in PARTS:
        raise Http404
    view = Court(request, attendee_for(request, hearing_id))
    context = PARTS[name](view)
    if request.GET.get("seen") == context[f"{name}_key"]:
        return HttpResponse(status=204)
    return render(request, f"hearings/courtroom/part_{name}.html", {**view.base(), **context})


def _act(request: HttpRequest, who: Attendee, table: dict[str, acts.Act]) -> HttpResponse:
    act = request.POST.get("act", "")
    try:
        acts.do(table, by=person_of(request), hearing=who.hearing, act=act, said=request.POST.dict())
    except ActionRefused as error:
        view = Court(request, attendee_for(request, who.hearing.pk), Refused.of(act, error))
        return _show(request, view, status=error.status)
    if request.headers.get("HX-Request"):
        return _show(request, Court(request, attendee_for(request, who.hearing.pk)))
    return redirect("hearings:court", hearing_id=who.hearing.pk)


@sensitive_post_parameters("reason")
@login_required
@require_POST
@acts_once
def lead(request: HttpRequest, hearing_id: UUID) -> HttpResponse:
    """What the presiding judge does."""
    who = attendee_for(request, hearing_id)
    policy.require_judge(who.user, who.hearing)
    return _act(request, who, acts.LEAD)


@sensitive_post_parameters("reason", "note")
@login_required
@require_POST
@acts_once
def keep(request: HttpRequest, hearing_id: UUID) -> HttpResponse:
    """What the clerk does, and the judge as well."""
    who = attendee_for(request, hearing_id)
    policy.require_keeper(who.user, who.hearing)
    return _act(request, who, acts.KEEP)


@login_required
@require_POST
def present(request: HttpRequest, hearing_id: UUID) -> HttpResponse:
    """Show a page to all, or put it away: the court, or the party that has the floor."""
    return _act(request, attendee_for(request, hearing_id), acts.PRESENT)


@login_required
@require_GET
def shown_page(request: HttpRequest, hearing_id: UUID, shown_id: UUID) -> HttpResponse:
    """The page that is being shown now, as a picture, for whoever may see it; a 404 for all others and as soon as it is put away."""
    who = attendee_for(request, hearing_id)
    now = queries.shown_now(who.hearing)
    if now is None or now.pk != shown_id or not queries.sees_shown(who, now, queries.stage_of(who.hearing)):
        raise Http404
    made = reading.picture(now.paper, now.page)
    if made is None:
        raise Http404
    reader = policy.reader_of(who)
    if reader is not None:
        openings.opened(by=reader, paper=now.paper, turning=True)
    response = HttpResponse(made, content_type="image/png")
    response["Cache-Control"] = "private, no-store"
    return response
