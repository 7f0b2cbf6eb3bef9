"""Checking the recording of a hearing, explaining what is wrong with it, and taking it for the file. The only writers."""

import hashlib
import logging
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Conflict, NotAllowed
from sharedcourt.hearings.attendance.locking import locked_hearing, note
from sharedcourt.hearings.models import Bench, Hearing
from sharedcourt.hearings.recordings import judging, paper, policy, queries, telling
from sharedcourt.hearings.recordings.models import FaultExplanation, RecordingReview
from sharedcourt.hearings.states import HearingState
from sharedcourt.ledger.actions import personal
from sharedcourt.people.models import User
from sharedcourt.rooms.recording import sealed
from sharedcourt.rooms.recording.states import RecordingState

log = logging.getLogger(__name__)


def _read(path: str, size: int) -> tuple[int, str] | None:
    """Size and SHA-256 as they lie in the storage; None when it cannot be read."""
    whole, length = hashlib.sha256(), 0
    try:
        for part in sealed.read(path, size):
            whole.update(part)
            length += len(part)
    except (sealed.Damaged, OSError):
        log.warning("A recording cannot be read from the storage.")
        return None
    return length, whole.hexdigest()


def check(*, hearing: Hearing) -> RecordingReview | None:
    """Compare the recording with the session, reading every file once; the clerk is told of new doubts. None while it is not over.

    Reading takes a while and happens before anything is locked.
    """
    row = Hearing.objects.get(pk=hearing.pk)
    if row.state != HearingState.CLOSED or row.opened_at is None or row.closed_at is None:
        return None
    films = []
    for recording in queries.recordings_of(row):
        is_there = recording.state == RecordingState.READY and recording.path
        films.append(
            queries.film_of(recording, row.closed_at, _read(recording.path, recording.size) if is_there else None)
        )
    films += [queries.film_of_offline(kept, _read(kept.path, kept.size)) for kept in queries.offline_of(row)]
    found = [doubt.kept() for doubt in judging.doubts(row.opened_at, row.closed_at, films)]
    return _keep(row, found, [film.sha256 for film in films])


@transaction.atomic
def _keep(hearing: Hearing, found: list[dict[str, Any]], hashes: list[str]) -> RecordingReview:
    row = locked_hearing(hearing.pk)
    review = RecordingReview.objects.select_for_update(no_key=True).filter(hearing=row).first()
    before = review.doubts if review is not None else []
    if review is None:
        review = RecordingReview(hearing=row)
    if found != before:
        review.explained_at = None
    review.checked_at, review.doubts, review.is_doubtful = clock.now(), found, bool(found)
    is_new = review._state.adding
    review.save()
    if is_new or found != before:
        note("recording.checked", row, by=None, subject=review, doubts=found, sha256=hashes)
    if found and found != before:
        people = [row.clerk] if row.clerk is not None else []
        telling.tell(people, "hearings.recording_doubtful", row, by=None)
    return review


def _locked_review(hearing: Hearing) -> tuple[Hearing, RecordingReview]:
    row = locked_hearing(hearing.pk)
    review = RecordingReview.objects.select_for_update(no_key=True).filter(hearing=row).first()
    if review is None:
        raise Conflict(_("The recording has not been checked yet."))
    return row, review


@transaction.atomic
def explain(*, by: User, hearing: Hearing, text: str) -> FaultExplanation:
    """The clerk (or one of the bench) says in writing why the recording is not true or not whole; the judge checks and signs (REC 4).

    Written again before it is signed it takes the place of the first. Raises `Invalid` (`text`), and `Conflict` without a doubt.
    """
    row, review = _locked_review(hearing)
    policy.require_of_the_hearing(by, row)
    if not review.is_doubtful:
        raise Conflict(_("Nothing about this recording is in doubt."))
    words = needed(text, "text", _("Say why the recording is not whole."))
    written = {"text": words, "doubts": review.doubts, "by": by, "created_at": clock.now()}
    explanation, _made = FaultExplanation.objects.update_or_create(review=review, signed_at=None, defaults=written)
    note("recording.explained", row, by=by, subject=explanation, text=personal(words), doubts=review.doubts)
    presiding = [member.user for member in row.panel.filter(bench=Bench.PRESIDING).select_related("user")]
    telling.tell(presiding, "hearings.recording_explained", row, by=by)
    return explanation


@transaction.atomic
def sign(*, by: User, hearing: Hearing) -> FaultExplanation:
    """The presiding judge has checked the explanation and signs it for the file, where it lies under the court's seal (REC 4).

    Raises `Conflict` when there is none to sign, and when other doubts came up after it was written.
    """
    row, review = _locked_review(hearing)
    policy.require_presiding(by, row)
    explanation = review.explanations.select_for_update(no_key=True).filter(signed_at=None).first()
    if explanation is None:
        raise Conflict(_("There is no explanation to sign."))
    if explanation.doubts != review.doubts:
        raise Conflict(_("Something else has been found since this was written. Have it explained, too."))
    explanation.signed_by, explanation.signed_at = by, clock.now()
    explanation.paper = paper.issue(row, explanation)
    explanation.save(update_fields=["signed_by", "signed_at", "paper"])
    review.explained_at = explanation.signed_at
    review.save(update_fields=["explained_at"])
    note("recording.explanation_signed", row, by=by, subject=explanation, text=personal(explanation.text))
    return explanation


@transaction.atomic
def take_away(*, by: User, hearing: Hearing) -> list[str]:
    """The recording leaves for the file: written down with the hashes of what is taken, which are given. Before the first byte."""
    row = locked_hearing(hearing.pk)
    if not policy.may_take_away(by, row):
        raise NotAllowed(
            _("Only the clerk, the judges and the administrator of the court take recordings for the file.")
        )
    recordings = queries.recordings_of(row)
    ready = [one.sha256 for one in recordings if one.state == RecordingState.READY]
    tracks = [track.sha256 for found in queries.tracks_of(recordings).values() for track in found]
    hashes = [*ready, *(one.sha256 for one in queries.offline_of(row)), *tracks]
    if not hashes:
        raise Conflict(_("There is nothing to take: the recording is not ready."))
    note("recording.exported", row, by=by, sha256=hashes)
    return hashes


def check_by_id(hearing_id: UUID) -> bool:
    """The same for a background job; whether it was checked."""
    hearing = Hearing.objects.filter(pk=hearing_id).first()
    return hearing is not None and check(hearing=hearing) is not None
