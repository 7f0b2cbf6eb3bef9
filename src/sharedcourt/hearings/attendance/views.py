"""Pages of the check-in: the director's list and checklist at the site, and what the clerk and the judge see of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sharedcourt.core.errors import ActionRefused
from sharedcourt.core.once import acts_once
from sharedcourt.hearings.attendance import actions, policy, queries
from sharedcourt.hearings.attendance.states import CheckInState
from sharedcourt.hearings.models import Hearing, Participant
from sharedcourt.hearings.states import ENDED
from sharedcourt.people.models import Organisation
from sharedcourt.people.policy import person_of
from sharedcourt.sites.queries import open_sites

PAGE = 20
MOST_FOUND = 10


@login_required
@require_safe
def expected(request: HttpRequest) -> HttpResponse:
    """Whom the director checks in now, at every site they look after."""
    if not policy.directed_by(request.user).exists():
        raise Http404
    people = Paginator(queries.expected(request.user), PAGE).get_page(request.GET.get("page"))
    return render(request, "hearings/attendance/expected.html", {"page": people, "nav": "hearings"})


def _person(request: HttpRequest, participant_id: UUID) -> Participant:
    return get_object_or_404(queries.expected(request.user), pk=participant_id)


@login_required
@require_http_methods(["GET", "POST"])
@acts_once
def person(request: HttpRequest, participant_id: UUID) -> HttpResponse:
    """The checklist of one person; each item is ticked by itself, and what is not in order needs words."""
    found = _person(request, participant_id)
    refused: ActionRefused | None = None
    if request.method == "POST":
        item = request.POST.get("item", "")
        in_order = request.POST.get("in_order") == "yes"
        try:
            check = actions.find(
                by=person_of(request),
                participant=found,
                item=item,
                in_order=in_order,
                text=request.POST.get("text", ""),
            )
        except ActionRefused as error:
            refused = error
        else:
            if check.state == CheckInState.PASSED:
                messages.success(request, _("Everything is in order: the person may go in."))
            return redirect("hearings:attendance-person", participant_id=participant_id)
    context = {
        "participant": found,
        "check": queries.check_in_of(found),
        "lines": queries.lines(found),
        "hold": queries.holds_back(found),
        "refused": refused,
        "posted": request.POST,
        "nav": "hearings",
    }
    return render(request, "hearings/attendance/person.html", context, status=refused.status if refused else 200)


def _hearing(request: HttpRequest, hearing_id: UUID) -> Hearing:
    return get_object_or_404(queries.visible_to(request.user), pk=hearing_id)


@login_required
@require_safe
def hearing(request: HttpRequest, hearing_id: UUID) -> HttpResponse:
    """For the clerk and the bench: who has been checked in where, and from which place each of the bench takes part."""
    return _page(request, _hearing(request, hearing_id))


def _page(
    request: HttpRequest, found: Hearing, refused: ActionRefused | None = None, about: UUID | None = None
) -> HttpResponse:
    people = [
        {
            "participant": one,
            "check": queries.check_in_of(one),
            "hold": queries.holds_back(one),
            "lines": queries.lines(one),
        }
        for one in queries.at_sites(found)
    ]
    bench = [
        {"member": member, "place": queries.place_words(queries.place_of_member(member))}
        for member in queries.bench(found)
    ]
    text = request.GET.get("q", "").strip()[:80]
    context: dict[str, Any] = {
        "hearing": found,
        "people": people,
        "bench": bench,
        "leads": policy.leads(request.user, found) and found.state not in ENDED,
        "chosen": request.GET.get("member", ""),
        "q": text,
        "refused": refused,
        "about": about,
        "posted": request.POST,
        **_places(text),
    }
    return render(request, "hearings/attendance/hearing.html", context, status=refused.status if refused else 200)


def _places(text: str) -> dict[str, Any]:
    """Sites and courts of a name or address; at most ten of each, none before something is sought."""
    if not text:
        return {"sites": [], "courts": []}
    sites = open_sites().filter(Q(name__icontains=text) | Q(address__icontains=text)).order_by("name")
    courts = Organisation.objects.filter(kind=Organisation.Kind.COURT, is_active=True, name__icontains=text)
    return {"sites": list(sites[:MOST_FOUND]), "courts": list(courts.order_by("name")[:MOST_FOUND])}


@login_required
@require_POST
@acts_once
def again(request: HttpRequest, hearing_id: UUID, participant_id: UUID) -> HttpResponse:
    """The court has cleared up who it is: the site checks anew."""
    found = _hearing(request, hearing_id)
    participant = get_object_or_404(queries.at_sites(found), pk=participant_id)
    try:
        actions.allow_again(by=person_of(request), participant=participant, reason=request.POST.get("reason", ""))
    except ActionRefused as refused:
        return _page(request, found, refused, participant_id)
    messages.success(request, _("The director of the site checks the person anew."))
    return redirect("hearings:attendance-hearing", hearing_id=hearing_id)


@login_required
@require_POST
@acts_once
def place(request: HttpRequest, hearing_id: UUID, member_id: UUID) -> HttpResponse:
    """From where somebody on the bench takes part."""
    found = _hearing(request, hearing_id)
    member = get_object_or_404(queries.bench(found), pk=member_id)
    kind, _dash, key = request.POST.get("place", "").partition(":")
    chosen = _uuid(key)
    site = open_sites().filter(pk=chosen).first() if kind == "site" and chosen else None
    court = Organisation.objects.filter(pk=chosen).first() if kind == "court" and chosen else None
    try:
        actions.sit_at(by=person_of(request), member=member, site=site, court=court)
    except ActionRefused as refused:
        return _page(request, found, refused, member_id)
    messages.success(request, _("The place is noted; it stands under the picture."))
    return redirect("hearings:attendance-hearing", hearing_id=hearing_id)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
