"""The court's list of recordings, one recording with its doubts and their explanation, and the copy for the file."""

from collections.abc import AsyncIterator, Iterator
from uuid import UUID

from asgiref.sync import sync_to_async
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from sharedcourt.core.errors import ActionRefused
from sharedcourt.core.once import acts_once
from sharedcourt.hearings.attendance.policy import is_of_the_hearing
from sharedcourt.hearings.attendance.telling import number_of
from sharedcourt.hearings.models import Hearing
from sharedcourt.hearings.recordings import actions, export, judging, policy, queries, tasks, telling
from sharedcourt.hearings.recordings.models import Reconciliation, RecordingReview
from sharedcourt.people.policy import person_of
from sharedcourt.rooms.recording import queries as rooms

PAGE = 20
TAB_NAMES = {
    "doubtful": gettext_lazy("In doubt"),
    "unchecked": gettext_lazy("Not checked yet"),
    "explained": gettext_lazy("Explained"),
    "in_order": gettext_lazy("In order"),
}


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Closed hearings and how their recordings stand, what is in doubt first."""
    if not policy.works_at_a_court(request.user):
        raise Http404
    tab = request.GET.get("tab", "doubtful")
    tab = tab if tab in queries.TABS else "doubtful"
    page = Paginator(queries.in_tab(request.user, tab), PAGE).get_page(request.GET.get("page"))
    rows = [(hearing, _doubts(_review(hearing))) for hearing in page]
    context = {
        "page": page,
        "rows": rows,
        "tab": tab,
        "tabs": list(TAB_NAMES.items()),
        "night": Reconciliation.objects.first(),
        "nav": "hearings",
    }
    return render(request, "hearings/recordings/list.html", context)


def _review(hearing: Hearing) -> RecordingReview | None:
    try:
        return hearing.recording_review
    except RecordingReview.DoesNotExist:
        return None


def _doubts(review: RecordingReview | None) -> list[str]:
    return [telling.doubt_words(doubt) for doubt in review.doubts] if review is not None else []


def _hearing(request: HttpRequest, hearing_id: UUID) -> Hearing:
    return get_object_or_404(queries.visible_to(request.user), pk=hearing_id)


@login_required
@require_safe
def one(request: HttpRequest, hearing_id: UUID) -> HttpResponse:
    """One hearing's recording: stretches, breaks, hashes, doubts, and what may be done."""
    return _page(request, _hearing(request, hearing_id))


def _page(request: HttpRequest, found: Hearing, refused: ActionRefused | None = None) -> HttpResponse:
    user = person_of(request)
    review = _review(found)
    stretches = queries.stretches_of(found)
    recordings = queries.recordings_of(found)
    tracks = queries.tracks_of(recordings)
    watched = (
        set(rooms.visible_to(user).filter(room=found.room_id).values_list("pk", flat=True)) if recordings else set()
    )
    explanations = list(review.explanations.select_related("by", "signed_by")) if review is not None else []
    context = {
        "hearing": found,
        "number": number_of(found),
        "review": review,
        "doubts": _doubts(review),
        "stretches": stretches,
        "breaks": [
            (stretch, round(seconds), telling.reason_words(stretch.ended_for), stretch.ended_for in judging.BREAKS)
            for stretch, seconds in judging.breaks(stretches)
        ],
        "recordings": [(row, row.pk in watched, tracks.get(row.pk, [])) for row in recordings],
        "offline": queries.offline_of(found),
        "nav": "hearings",
        "explanations": explanations,
        "unsigned": next((row for row in explanations if row.signed_at is None), None),
        "explains": is_of_the_hearing(user, found),
        "presides": policy.is_presiding(user, found),
        "takes": policy.may_take_away(user, found),
        "refused": refused,
        "posted": request.POST,
    }
    return render(request, "hearings/recordings/one.html", context, status=refused.status if refused else 200)


@login_required
@require_POST
@acts_once
def explain(request: HttpRequest, hearing_id: UUID) -> HttpResponse:
    """Say in writing why it is not whole."""
    found = _hearing(request, hearing_id)
    try:
        actions.explain(by=person_of(request), hearing=found, text=request.POST.get("text", ""))
    except ActionRefused as refused:
        return _page(request, found, refused)
    messages.success(request, _("Written. The presiding judge checks and signs it."))
    return redirect("hearings:recording", hearing_id=hearing_id)


@login_required
@require_POST
@acts_once
def sign(request: HttpRequest, hearing_id: UUID) -> HttpResponse:
    """The presiding judge signs the explanation."""
    found = _hearing(request, hearing_id)
    try:
        actions.sign(by=person_of(request), hearing=found)
    except ActionRefused as refused:
        return _page(request, found, refused)
    messages.success(request, _("Signed; it belongs to the file."))
    return redirect("hearings:recording", hearing_id=hearing_id)


@login_required
@require_POST
def check(request: HttpRequest, hearing_id: UUID) -> HttpResponse:
    """Have it checked once more, without waiting for the night."""
    found = _hearing(request, hearing_id)
    tasks.queue(found.pk)
    messages.success(request, _("It is being checked; look again in a few minutes."))
    return redirect("hearings:recording", hearing_id=hearing_id)


async def _streamed(parts: Iterator[bytes]) -> AsyncIterator[bytes]:
    # Block by block: a server of asynchronous requests would gather a plain iterator in memory first.
    while (part := await sync_to_async(_following)(parts)) is not None:
        yield part


def _following(parts: Iterator[bytes]) -> bytes | None:
    return next(parts, None)


@login_required
@require_POST
def take(request: HttpRequest, hearing_id: UUID) -> HttpResponseBase:
    """The recording for the file, with its hashes and the log of breaks, as a ZIP made while it is sent."""
    found = _hearing(request, hearing_id)
    try:
        actions.take_away(by=person_of(request), hearing=found)
    except ActionRefused as refused:
        return _page(request, found, refused)
    response = StreamingHttpResponse(_streamed(export.zipped(found)), content_type="application/zip")
    name = f"{number_of(found)}-{found.session_number}.zip"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
