"""Reads: hearings that were held with how their recordings stand, and the facts from which that is judged."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from sharedcourt.hearings.models import Form, Hearing, PanelMember
from sharedcourt.hearings.offline.models import OfflineRecording
from sharedcourt.hearings.offline.states import OfflineState
from sharedcourt.hearings.recordings import policy
from sharedcourt.hearings.recordings.judging import Film, Stretch
from sharedcourt.hearings.states import HearingState
from sharedcourt.people.policy import acting_for, is_person
from sharedcourt.rooms.recording.models import Purpose, Recording, RecordingTrack
from sharedcourt.rooms.recording.states import KEPT, RecordingState

TABS = ("doubtful", "unchecked", "explained", "in_order")
# Each night all that ended lately, and of the others those that were checked longest ago.
LATELY = timedelta(days=7)
OLDER_A_NIGHT = 50
WITH = ("court", "case__number", "case__dispute", "clerk", "room", "recording_review")


def visible_to(user: Any) -> QuerySet[Hearing]:
    """Hearings that were held whose recordings the person looks after: clerk, bench, the court's administrator."""
    if not is_person(user) or acting_for(user) is not None:
        return Hearing.objects.none()
    mine = PanelMember.objects.filter(user=user).order_by().values("hearing")
    seen = Q(clerk=user) | Q(pk__in=mine)
    courts = policy.administered(user)
    if courts:
        seen |= Q(court__in=courts)
    # At different times everybody recorded their own clips: there is no film of the whole (ODLR 20).
    found = Hearing.objects.filter(seen, opened_at__isnull=False).exclude(form=Form.IN_TURN)
    return found.select_related(*WITH)


def in_tab(user: Any, tab: str) -> QuerySet[Hearing]:
    """A list of closed hearings, latest first."""
    found = visible_to(user).filter(state=HearingState.CLOSED)
    reviewed = Q(recording_review__isnull=False)
    doubtful = Q(recording_review__is_doubtful=True)
    explained = Q(recording_review__explained_at__isnull=False)
    of_tab = {
        "doubtful": reviewed & doubtful & ~explained,
        "unchecked": ~reviewed,
        "explained": doubtful & explained,
        "in_order": reviewed & ~doubtful,
    }
    return found.filter(of_tab[tab]).order_by("-closed_at", "-id")


def to_reconcile(now: datetime) -> list[Any]:
    """The ids of the hearings that are compared in a night: unchecked, lately closed, doubtful, and those not looked at longest."""
    closed = Hearing.objects.filter(state=HearingState.CLOSED).exclude(form=Form.IN_TURN)
    due = closed.filter(
        Q(recording_review=None)
        | Q(closed_at__gte=now - LATELY)
        | Q(recording_review__is_doubtful=True, recording_review__explained_at=None)
    )
    older = closed.exclude(pk__in=due.order_by().values("pk")).order_by("recording_review__checked_at", "pk")
    ids: list[Any] = list(due.order_by("closed_at", "pk").values_list("pk", flat=True))
    return [*ids, *older.values_list("pk", flat=True)[:OLDER_A_NIGHT]]


def recordings_of(hearing: Hearing) -> list[Recording]:
    """Recordings of the hearing's room that began, oldest first, with how loud they are at most."""
    if hearing.room_id is None:
        return []
    found = Recording.objects.filter(room=hearing.room_id, purpose=Purpose.HEARING)
    found = found.filter(state__in=[*KEPT, RecordingState.DELETED]).annotate(loudest=Max("chunks__loudest_db"))
    return list(found.prefetch_related("spans").select_related("room").order_by("started_at", "id"))


def tracks_of(recordings: Iterable[Recording]) -> dict[UUID, list[RecordingTrack]]:
    """Every camera and microphone by itself, as it came in and is kept, by recording; in the order in which they began (two queries)."""
    found: dict[UUID, list[RecordingTrack]] = {}
    kept = RecordingTrack.objects.filter(recording__in=list(recordings), finished_at__isnull=False, size__gt=0)
    for track in kept.select_related("seat__user").prefetch_related("pieces").order_by("started_at", "id"):
        if all(piece.path for piece in track.pieces.all()):
            found.setdefault(track.recording_id, []).append(track)
    return found


def offline_of(hearing: Hearing) -> list[OfflineRecording]:
    """Recordings without a network that are kept."""
    return list(hearing.offline_recordings.filter(state=OfflineState.KEPT).order_by("started_at", "id"))


def film_of(recording: Recording, closed: datetime, read: tuple[int, str] | None) -> Film:
    """A recording of the room as facts; `read`: size and hash as read from the storage."""
    return Film(
        state=str(recording.state),
        stretches=tuple(
            Stretch(span.begun_at, span.ended_at or recording.ended_at or closed, span.ended_for)
            for span in recording.spans.all()
        ),
        seconds=recording.seconds,
        size=recording.size,
        sha256=recording.sha256,
        loudest_db=recording.loudest,  # type: ignore[attr-defined]
        faults=tuple(str(fault.get("what")) for fault in recording.faults),
        read_size=read[0] if read is not None else None,
        read_sha256=read[1] if read is not None else None,
    )


def film_of_offline(recording: OfflineRecording, read: tuple[int, str] | None) -> Film:
    """The same of a recording without a network, whose length and sound are not measured."""
    return Film(
        state="ready",
        stretches=(Stretch(recording.started_at, recording.ended_at, "offline"),),
        size=recording.size,
        sha256=recording.sha256,
        is_measured=False,
        read_size=read[0] if read is not None else None,
        read_sha256=read[1] if read is not None else None,
    )


def stretches_of(hearing: Hearing) -> Sequence[Stretch]:
    """When it was recorded, for the file (REC 3)."""
    closed = hearing.closed_at or hearing.opened_at
    assert closed is not None
    films = [film_of(one, closed, None) for one in recordings_of(hearing)]
    films += [film_of_offline(one, None) for one in offline_of(hearing)]
    return sorted((each for film in films for each in film.stretches), key=lambda each: each.began)
