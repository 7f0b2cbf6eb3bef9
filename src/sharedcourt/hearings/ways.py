"""From a hearing's page to what belongs to it: the courtroom, the record, checking in at sites, recordings. Each page asks for itself who may."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sharedcourt.hearings.attendance import policy as attendance
from sharedcourt.hearings.courtroom import policy as courtroom
from sharedcourt.hearings.models import Form, Hearing
from sharedcourt.hearings.recordings import queries as recordings
from sharedcourt.hearings.sections import Section
from sharedcourt.hearings.states import BEFORE, HOLDING, HearingState
from sharedcourt.hearings.transcript import queries as transcript


def section(request: HttpRequest, hearing: Hearing) -> Section | None:
    """The ways that are open to this visitor now, the nearest first."""
    found = [(reverse(f"hearings:{name}", args=[hearing.pk]), words) for name, words in _open(request, hearing)]
    return Section("hearings/ways.html", {"ways": found}, order=10) if found else None


def _open(request: HttpRequest, hearing: Hearing) -> list[tuple[str, str]]:
    user, ways = request.user, []
    who = courtroom.attendee(user, hearing)
    has_room = hearing.form != Form.IN_TURN
    if has_room and who is not None and hearing.state in HOLDING:
        ways.append(("court", _("The courtroom")) if who.is_court else ("entry", _("Go to the hearing")))
    if hearing.state not in (*BEFORE, HearingState.CANCELLED) and (
        transcript.hearings_of(user).filter(pk=hearing.pk).exists()
        or transcript.visible_to(user).filter(hearing=hearing).exists()
    ):
        ways.append(("transcript", _("Record of the hearing")))
    if has_room and attendance.is_of_the_hearing(user, hearing):
        ways.append(("attendance-hearing", _("Who is checked in at which site")))
        if hearing.state in HOLDING:
            ways.append(("offline", _("Record here without a network")))
    if has_room and recordings.visible_to(user).filter(pk=hearing.pk).exists():
        ways.append(("recording", _("The recording, and whether it is right")))
    return ways
