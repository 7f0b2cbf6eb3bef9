"""Signing: the paper is made, each who signs has every page before them, then signs; the court's seal follows by itself."""

from uuid import UUID

from django.db import transaction as db
from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.errors import ActionRefused, Conflict, NotAllowed
from sharedcourt.documents import actions as documents
from sharedcourt.documents.actions import SignerSpec
from sharedcourt.documents.models import SigningFile
from sharedcourt.hearings.transcript import live, papers, policy, queries, speakers, telling
from sharedcourt.hearings.transcript.locking import locked, note, require_state
from sharedcourt.hearings.transcript.models import PageRead, Transcript
from sharedcourt.hearings.transcript.states import TranscriptState
from sharedcourt.law.hearing_record import reading_deadline
from sharedcourt.people.models import User

KIND, CHECKSUM_KIND, REFUSALS_KIND = "hearings.transcript", "hearings.recording", "hearings.refusals"
KINDS = (KIND, CHECKSUM_KIND, REFUSALS_KIND)


@transaction.atomic
def open_signing(*, by: User, transcript: Transcript) -> Transcript:
    """Make the paper that everyone signs: who takes part, the bench and the clerk. Those who have refused are noted in it.

    Raises Conflict while a request is not answered, or somebody may still read it (CPL 150).
    """
    row = locked(transcript)
    policy.require_clerk(by, row.hearing)
    require_state(row, TranscriptState.READING)
    if queries.open_requests(row).exists():
        raise Conflict(_("A request for a correction is not answered yet."))
    if not queries.may_be_signed(row):
        raise Conflict(
            _(
                "Not everybody has read the record yet. It can be signed when they have, or when the days for reading are over."
            )
        )
    row.file = documents.open_for_signing(
        by=by,
        kind=KIND,
        scope=row.hearing.case.dispute_id,
        template=papers.TEMPLATE,
        payload=papers.transcript(row),
        signers=signers(row),
        sealer=row.hearing.court,
        title=papers.TITLE,
    )
    row.open_signing()
    row.save()
    note("signing", row, by=by, file=row.file.pk, sha256=row.file.base_file.sha256, pages=row.file.pages)
    live.changed(row)
    telling.to_sign(row, by)
    return row


def signers(row: Transcript) -> list[SignerSpec]:
    """Everyone with an account who takes part and does not refuse, then the bench and the clerk; each once."""
    refusing = {word.speaker.key for word in queries.words(row) if word.refuses}
    listed = speakers.of(row.hearing)
    ordered = [one for one in listed if one.capacity] + [one for one in listed if not one.capacity]
    found: dict[UUID, SignerSpec] = {}
    for one in ordered:
        if one.user is not None and one.key not in refusing:
            found.setdefault(one.user.pk, SignerSpec(one.user, one.printed, role=papers.role_key(one)))
    return list(found.values())


@transaction.atomic
def take_back(*, by: User, transcript: Transcript) -> Transcript:
    """Something is still to be corrected: paper and signatures count no longer, and the record is read again."""
    row = locked(transcript)
    policy.require_clerk(by, row.hearing)
    require_state(row, TranscriptState.SIGNING)
    assert row.file is not None
    documents.supersede(by=by, signing_file=row.file, reason=_("Something was to be corrected."))
    row.file, row.recording, row.checksum = None, None, ""
    row.take_back()
    row.finished_at = row.finished_at or clock.now()
    if row.read_by is None:  # the recording was to stand for it, and nothing had been told to be read
        row.read_by = reading_deadline(clock.today())
    row.save()
    note("taken_back", row, by=by)
    live.changed(row)
    return row


@transaction.atomic
def confirm_page(*, by: User, transcript: Transcript, number: int) -> PageRead:
    """Whoever signs has had this page before them and confirms it. Twice changes nothing."""
    row = locked(transcript)
    require_state(row, TranscriptState.SIGNING)
    assert row.file is not None
    if not row.file.slots.filter(user=by).exists():
        raise NotAllowed(_("You are not one of those who sign this document."))
    if not 1 <= number <= row.file.pages:
        raise Conflict(_("There is no such page."))
    page, new = PageRead.objects.get_or_create(file=row.file, user=by, number=number)
    if new and not pages_left(by, row.file):
        note("pages_read", row, by=by, file=row.file.pk, pages=row.file.pages, sha256=row.file.base_file.sha256)
    return page


def pages_left(user: User, file: SigningFile) -> list[int]:
    """Pages that the person has not confirmed yet, in order."""
    seen = set(PageRead.objects.filter(file=file, user=user).values_list("number", flat=True))
    return [number for number in range(1, file.pages + 1) if number not in seen]


def require_may_sign(by: User, signing_file: SigningFile) -> None:
    """Signed page by page: every page confirmed first, by whatever way the person comes to sign."""
    found = queries.rows().filter(file=signing_file).first()
    if found is None or found.state != TranscriptState.SIGNING:
        raise Conflict(_("This record has been replaced. Sign the new one."))
    left = pages_left(by, signing_file)
    if left:
        raise Conflict(
            _("Read and confirm every page first: page %(page)d is missing.") % {"page": left[0]}, field="pages"
        )


def require_may_refuse(by: User, signing_file: SigningFile, user: User) -> None:
    """Who takes part may refuse, and the clerk may note it; the bench and the clerk themselves sign (CPL 150)."""
    found = queries.rows().filter(file=signing_file).first()
    if found is None or policy.participation(user, found.hearing) is None:
        raise NotAllowed(_("This document needs the signature of everyone it names."))
    if by != user:
        policy.require_clerk(by, found.hearing)


def signed_by_all(*, file_id: UUID) -> None:
    """The court's seal follows after the commit."""
    if Transcript.objects.filter(file=file_id, state=TranscriptState.SIGNING).exists():
        db.on_commit(lambda: seal_quietly(file_id), robust=True)


def seal_quietly(file_id: UUID) -> None:
    """Seal by the system; what fails now is tried again by the scheduled work."""
    try:
        documents.seal(by=None, signing_file=SigningFile.objects.get(pk=file_id))
    except ActionRefused:
        return


def sealed(*, file_id: UUID) -> None:
    """The record is complete. Who refused after the paper was made is noted on a paper of its own for the file (CPL 150)."""
    found = queries.rows().filter(file=file_id, state=TranscriptState.SIGNING).first()
    if found is None:
        return
    row = locked(found)
    assert row.file is not None
    row.seal()
    row.sealed_at = clock.now()
    row.save()
    note("sealed", row, by=None, file=row.file.pk, sha256=row.file.current_file.sha256, checksum=row.checksum)
    refusals = list(row.file.slots.filter(refused_at__isnull=False).select_related("user"))
    if refusals:
        documents.issue(
            by=None,
            kind=REFUSALS_KIND,
            scope=row.hearing.case.dispute_id,
            template=papers.REFUSALS_TEMPLATE,
            payload=papers.refusals(row, refusals),
            sealer=row.hearing.court,
            title=papers.REFUSALS_TITLE,
        )
    live.changed(row)
    telling.sealed(row)
