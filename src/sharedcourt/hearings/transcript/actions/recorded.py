"""The recording in place of the record, in the summary procedure and with every party's consent (REC 8, 9).

What is signed is the recording's checksum: it is computed anew from what is stored before anybody is asked to sign it.
"""

import hashlib

from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.errors import Conflict, NotAllowed
from sharedcourt.documents import actions as documents
from sharedcourt.hearings.states import HearingState
from sharedcourt.hearings.transcript import live, marks, papers, policy, queries, speakers, telling
from sharedcourt.hearings.transcript.actions.reading import word_of
from sharedcourt.hearings.transcript.actions.signing import CHECKSUM_KIND, signers
from sharedcourt.hearings.transcript.locking import locked, note, require_state
from sharedcourt.hearings.transcript.models import Reading, Transcript
from sharedcourt.hearings.transcript.states import TranscriptState
from sharedcourt.law.hearing_record import recording_may_stand
from sharedcourt.people.models import User
from sharedcourt.rooms.recording import sealed as stored
from sharedcourt.rooms.recording.models import Recording
from sharedcourt.rooms.recording.states import RecordingState


@transaction.atomic
def say_recording_stands(*, by: User, transcript: Transcript, stands: bool) -> Reading:
    """A party says whether the recording may stand for the record. The last word counts, until the checksum is to be signed."""
    row = locked(transcript)
    if policy.require_participant(by, row).capacity not in policy.PARTIES:
        raise NotAllowed(_("Only a party may say whether the recording may stand for the record."))
    require_state(row, TranscriptState.WRITING, TranscriptState.READING)
    if stands and not recording_may_stand(row.hearing.case.procedure, clock.today()):
        raise Conflict(_("The recording may stand for the record in the summary procedure only."))
    word = word_of(row, by)
    if word.lets_recording_stand != stands:
        word.lets_recording_stand, word.said_at = stands, clock.now()
        word.save()
        note("stands", row, by=by, subject=word, stands=stands)
        live.changed(row)
    return word


def hindrances(row: Transcript) -> list[str]:
    """Why the recording cannot stand for the record now, in words; empty when it can."""
    found: list[str] = []
    if not recording_may_stand(row.hearing.case.procedure, clock.today()):
        found.append(_("The recording may stand for the record in the summary procedure only."))
    parties = [word for word in queries.words(row) if word.speaker.capacity in policy.PARTIES]
    missing = [word.speaker.name for word in parties if word.lets_recording_stand is not True]
    # A party without an account could not be asked (REC 8: every party).
    missing += [one.name for one in speakers.of(row.hearing) if one.capacity in policy.PARTIES and one.user is None]
    if missing or not parties:
        found.append(_("Not every party agrees: %(names)s.") % {"names": "、".join(missing)})
    if row.hearing.state != HearingState.CLOSED:
        found.append(_("The hearing is not closed yet."))
    recordings = list(marks.recordings_of(row.hearing))
    if len(recordings) != 1 or recordings[0].state != RecordingState.READY:
        found.append(_("There is no finished recording of the hearing that is one whole."))
    elif recordings[0].faults:
        found.append(_("The recording has faults. Look at its page first."))
    return found


@transaction.atomic
def let_recording_stand(*, by: User, transcript: Transcript) -> Transcript:
    """The recording stands for the record: a paper with its checksum is made, for everyone to sign (REC 9).

    Raises Conflict with the first reason why not, or when what is stored is not what was recorded.
    """
    row = locked(transcript)
    policy.require_clerk(by, row.hearing)
    require_state(row, TranscriptState.WRITING, TranscriptState.READING)
    against = hindrances(row)
    if against:
        raise Conflict(against[0], field="recording")
    recording = marks.recordings_of(row.hearing).get()
    if checksum_of(recording) != recording.sha256:
        raise Conflict(
            _("What is stored is not what was recorded: the checksum differs. It cannot stand for the record.")
        )
    row.recording, row.checksum = recording, recording.sha256
    row.file = documents.open_for_signing(
        by=by,
        kind=CHECKSUM_KIND,
        scope=row.hearing.case.dispute_id,
        template=papers.CHECKSUM_TEMPLATE,
        payload=papers.checksum(row, recording),
        signers=signers(row),
        sealer=row.hearing.court,
        title=papers.CHECKSUM_TITLE,
    )
    if row.pen is not None:
        row.pen.ended_at = clock.now()
        row.pen.save(update_fields=["ended_at"])
        row.pen = None
    row.let_recording_stand()
    row.save()
    note("recording_stands", row, by=by, recording=recording.pk, sha256=recording.sha256, file=row.file.pk)
    live.changed(row)
    telling.to_sign(row, by)
    return row


def checksum_of(recording: Recording) -> str:
    """SHA-256 of the film as it lies in the storage now, hex; empty when it cannot be read whole."""
    digest = hashlib.sha256()
    try:
        for part in stored.read(recording.path, recording.size, 0, recording.size):
            digest.update(part)
    except (stored.Damaged, OSError):
        return ""
    return digest.hexdigest()
