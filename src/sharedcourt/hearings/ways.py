"""From a hearing's page to what belongs to it: the courtroom, the record, checking in at sites, recordings. Each page asks for itself who may."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sharedcourt.hearings.attendance import policy as attendance
from sharedcourt.hearings.courtroom import policy as courtroom
from sharedcourt.hearings.models import Form, Hearing
from sharedcourt.hearings.recordings import queries as recordings
from sharedcourt.hearings.sections import Section
from sharedcourt.hearings.states import HOLDING
from sharedcourt.hearings.transcript import queries as transcript
from sharedcourt.hearings.transcript.policy import is_clerk
from sharedcourt.rooms.policy import may_read_log
from sharedcourt.rooms.recording import queries as films
from sharedcourt.rooms.recording.states import KEPT


def section(request: HttpRequest, hearing: Hearing) -> Section | None:
    """The ways that are open to this visitor now, the nearest first."""
    found = [(reverse(f"hearings:{name}", args=[hearing.pk]), words) for name, words in _open(request, hearing)]
    found += _of_the_room(request, hearing)
    return Section("hearings/ways.html", {"ways": found}, order=10) if found else None


def _of_the_room(request: HttpRequest, hearing: Hearing) -> list[tuple[str, str]]:
    """What is left of the room also when the hearing is over: the recording, and for judge and clerk the connection log (ODLR 25)."""
    if hearing.room is None:
        return []
    found = []
    if films.visible_to(request.user).filter(room=hearing.room, state__in=KEPT).exists():
        found.append((reverse("rooms:recording", args=[hearing.room.pk]), _("Watch the recording")))
    if may_read_log(request.user, hearing.room):
        found.append((reverse("rooms:log", args=[hearing.room.pk]), _("Connection log")))
    return found


def _open(request: HttpRequest, hearing: Hearing) -> list[tuple[str, str]]:
    user, ways = request.user, []
    who = courtroom.attendee(user, hearing)
    has_room = hearing.form != Form.IN_TURN
    if has_room and who is not None and hearing.state in HOLDING:
        ways.append(("court", _("The courtroom")) if who.is_court else ("entry", _("Go to the hearing")))
    may_begin = is_clerk(user, hearing) and transcript.hearings_of(user).filter(pk=hearing.pk).exists()
    if may_begin or transcript.visible_to(user).filter(hearing=hearing).exists():
        ways.append(("transcript", _("Record of the hearing")))
    if has_room and attendance.is_of_the_hearing(user, hearing):
        ways.append(("attendance-hearing", _("Who is checked in at which site")))
        if hearing.state in HOLDING:
            ways.append(("offline", _("Record here without a network")))
    if has_room and recordings.visible_to(user).filter(pk=hearing.pk).exists():
        ways.append(("recording", _("The recording, and whether it is right")))
    return ways
