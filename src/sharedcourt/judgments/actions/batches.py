"""Many papers at once: taken in from an archive, looked at in samples by a second person, released together."""

import secrets
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.core.files.base import File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Conflict, Invalid
from sharedcourt.documents import storing
from sharedcourt.documents.engine.hashes import Fingerprint, Fingerprinter
from sharedcourt.documents.models import StoredFile
from sharedcourt.judgments import policy, tasks, telling
from sharedcourt.judgments.locking import locked_batch, note, require_state
from sharedcourt.judgments.models import Batch, Judgment, Sample
from sharedcourt.judgments.states import BatchState, JudgmentState
from sharedcourt.ledger.actions import personal
from sharedcourt.people.models import Organisation, User

PURPOSE = StoredFile.Purpose.OTHER
LONGEST_NAME = 120
MOST_DOUBLED = 6


def begin_batch(*, by: User, court: Organisation, file: Any, name: str) -> Batch:
    """An archive (.zip) or JSON Lines comes to the court's desk; it is taken in afterwards, by the worker. `file` is open, with a `size`.

    Raises NotAllowed; Invalid `file`. The bytes are removed when all is taken in.
    """
    policy.require(policy.works_at(by, court))
    size = int(file.size or 0)
    limit = settings.SHAREDCOURT_JUDGMENT_ARCHIVE_LIMIT
    if size <= 0:
        raise Invalid(_("The file is empty."), field="file")
    if size > limit:
        raise Invalid(_("The file is larger than %(limit)s.") % {"limit": filesizeformat(limit)}, field="file")
    source = source_of(file)
    mark = _fingerprint(file)
    path = storing.put_file(File(file))
    mime = "application/zip" if source is Batch.Source.ZIP else "application/jsonl"
    bare = name.replace("\\", "/").rpartition("/")[2][:LONGEST_NAME]
    with transaction.atomic():
        kept = StoredFile.objects.create(
            path=path, purpose=PURPOSE, name=bare, mime=mime, size=size, sha256=mark.sha256, sm3=mark.sm3,
            uploaded_by=by,
        )  # fmt: skip
        made = Batch.objects.create(court=court, source=source, name=bare, file=kept, begun_by=by)
        note("begun", made, by=by, source=source, sha256=mark.sha256, size=size)
        transaction.on_commit(lambda: tasks.queue_reading(made.pk))
    return made


def _fingerprint(file: IO[bytes]) -> Fingerprint:
    hasher = Fingerprinter()
    while piece := file.read(storing.PIECE):
        hasher.update(piece)
    file.seek(0)
    return hasher.finish()


def source_of(file: IO[bytes]) -> Batch.Source:
    """What it is, from its first bytes. Raises Invalid."""
    file.seek(0)
    head = file.read(512).lstrip(b"\xef\xbb\xbf \t\r\n")
    file.seek(0)
    if head.startswith(b"PK"):
        return Batch.Source.ZIP
    if head.startswith(b"{"):
        return Batch.Source.LINES
    raise Invalid(_("Send an archive (.zip), or lines of JSON with a text each (.jsonl)."), field="file")


@transaction.atomic
def begin_folder(*, by: User, court: Organisation, name: str) -> Batch:
    """A folder on the machine is taken in by the command `take_in_judgments`, which reads it itself."""
    policy.require(policy.works_at(by, court))
    made = Batch.objects.create(court=court, source=Batch.Source.FOLDER, name=name, begun_by=by)
    note("begun", made, by=by, source=made.source)
    return made


@transaction.atomic
def hand_over(*, by: User, batch: Batch) -> Batch:
    """A second person is to look at samples of what is ready: so many as the setting says, twice as many after each fault.

    Raises Conflict when nothing is ready.
    """
    row = locked_batch(batch.pk)
    policy.require(policy.works_at(by, row.court))
    require_state(row, BatchState.WORKING)
    ready = list(row.judgments.filter(state=JudgmentState.READY).values_list("pk", "revision"))
    if not ready:
        raise Conflict(_("Nothing of this batch is ready for release."))
    faults = row.samples.filter(faulty=True).values("round").distinct().count()
    wanted = settings.SHAREDCOURT_JUDGMENT_SAMPLES * 2 ** min(faults, MOST_DOUBLED)
    chosen = secrets.SystemRandom().sample(ready, min(len(ready), max(1, wanted)))
    row.rounds += 1
    row.handed_by, row.handed_at, row.passed_by = by, clock.now(), None
    row.hand_over()
    row.save()
    Sample.objects.bulk_create(
        Sample(batch=row, round=row.rounds, judgment_id=pk, revision=revision) for pk, revision in chosen
    )
    note("handed_over", row, by=by, round=row.rounds, ready=len(ready), samples=len(chosen))
    telling.seconds(row, by=by)
    return row


@transaction.atomic
def take_back(*, by: User, batch: Batch) -> Batch:
    """Whoever handed it over takes it back before the second person is through."""
    row = locked_batch(batch.pk)
    policy.require(policy.works_at(by, row.court))
    require_state(row, BatchState.SAMPLING)
    if row.handed_by_id != by.pk:
        raise Conflict(_("Only who handed it over takes it back. If you find a fault, say so at the sample."))
    row.send_back()
    row.save()
    note("sent_back", row, by=by, round=row.rounds, faulty=None)
    return row


@transaction.atomic
def answer_sample(*, by: User, batch: Batch, sample_id: UUID | None, faulty: bool, note_text: str = "") -> Batch:
    """The second person says whether a sample is right. One fault sends the whole batch back; after the last the batch is released.

    Raises NotAllowed for who handed it over; Invalid `sample`, `note`; Conflict.
    """
    row = locked_batch(batch.pk)
    policy.require(
        policy.is_second(by, row), _("Only a second person of the court, who did not hand it over, may do this.")
    )
    require_state(row, BatchState.SAMPLING)
    sample = row.samples.filter(pk=sample_id, round=row.rounds).first() if sample_id is not None else None
    if sample is None:
        raise Invalid(_("There is no such sample."), field="sample")
    if sample.faulty is not None:
        raise Conflict(_("This sample is answered already."))
    if faulty:
        sample.note = needed(note_text, "note", _("Say what is wrong."))
    sample.faulty, sample.by, sample.at = faulty, by, clock.now()
    sample.save()
    facts = {"round": row.rounds, "judgment": sample.judgment_id}
    note("sample_answered", row, by=by, faulty=faulty, words=personal(sample.note) if faulty else None, **facts)
    if faulty:
        _fault(row, sample.judgment_id, by)
    elif not row.samples.filter(round=row.rounds, faulty=None).exists():
        row.passed_by = by
        row.pass_on()
        row.save()
        note("passed", row, by=by, round=row.rounds)
        transaction.on_commit(lambda: tasks.queue_release(row.pk))
    return row


def _fault(row: Batch, judgment_id: UUID, by: User) -> None:
    row.send_back()
    row.save()
    note("sent_back", row, by=by, round=row.rounds, faulty=judgment_id)
    judgment = Judgment.objects.select_for_update(no_key=True).get(pk=judgment_id)
    if judgment.state == JudgmentState.READY:
        judgment.put_back()
        judgment.revision += 1
        judgment.save()
    telling.sent_back(row, by=by)
