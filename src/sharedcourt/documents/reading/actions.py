"""What is done with readings: ask for one, keep what was read, confirm what is right in it."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.documents.models import StoredFile
from sharedcourt.documents.reading import fields, policy, queries
from sharedcourt.documents.reading.models import Reading, ReadingField, ReadingPage
from sharedcourt.documents.reading.pages import READABLE
from sharedcourt.documents.reading.states import ReadingState
from sharedcourt.law.errors import LawError
from sharedcourt.ledger.actions import personal, record
from sharedcourt.people.models import User

LONGEST_VALUE = 200
Outcome = ReadingField.Outcome


def ask(*, by: User, file: StoredFile) -> Reading:
    """Have a file read in the background. Asking twice gives the same reading; a failed one is tried again."""
    from sharedcourt.documents.reading import tasks

    reading = _ask(by=by, file=file)
    if reading.is_under_way:
        tasks.queue(reading.pk)
        reading.refresh_from_db()
    return reading


@transaction.atomic
def _ask(*, by: User, file: StoredFile) -> Reading:
    if not policy.may_use(by, file):
        raise NotAllowed(_("Only who sent the file has it read."))
    if file.mime not in READABLE:
        raise Invalid(_("Only photographs (JPG, PNG, HEIC) and PDF files can be read here."), field="file")
    # The file's row is the lock: two who ask at once get one reading.
    StoredFile.objects.select_for_update(no_key=True).get(pk=file.pk)
    reading = Reading.objects.select_related("file").filter(file=file).first()
    if reading is None:
        reading = Reading.objects.create(file=file, asked_by=by)
    elif reading.state == ReadingState.FAILED:
        reading.queue_again()
        reading.failure, reading.finished_at = "", None
        reading.save()
        reading.pages.filter(source=ReadingPage.Source.NONE).delete()
    else:
        return reading
    record("documents.reading.asked", by=by, subject=file, scope=file.scope)
    return reading


def _locked(pk: UUID) -> Reading:
    return Reading.objects.select_for_update(no_key=True, of=("self",)).select_related("file").get(pk=pk)


@transaction.atomic
def begin(*, by: None, pk: UUID) -> Reading | None:
    """A worker takes a reading up, or again; None when there is nothing to do any more."""
    reading = _locked(pk)
    if not reading.is_under_way:
        return None
    reading.begin()
    reading.save()
    return reading


@transaction.atomic
def keep_facts(*, by: None, pk: UUID, pages: int | None = None, engine: tuple[str, str] | None = None) -> None:
    """How many pages there are to read, and which engine reads them."""
    reading = _locked(pk)
    if pages is not None:
        reading.pages_total = pages
    if engine is not None:
        reading.engine, reading.engine_version = engine[0][:60], engine[1][:40]
    reading.save()


@transaction.atomic
def keep_page(*, by: None, pk: UUID, number: int, page: Mapping[str, Any]) -> None:
    """One page that was read (or, without a source, could not be); kept at once, so that nothing is read twice."""
    reading = _locked(pk)
    ReadingPage.objects.get_or_create(
        reading=reading,
        number=number,
        defaults={
            "source": page.get("source", ReadingPage.Source.NONE),
            "width": page.get("width", 0),
            "height": page.get("height", 0),
            "turned": page.get("turned", 0),
            "lines": page.get("lines", []),
        },
    )
    reading.pages_done = reading.pages.count()
    reading.save()


@transaction.atomic
def end(*, by: None, pk: UUID, failure: str = "") -> Reading:
    """The reading is over: read, or failed and why."""
    reading = _locked(pk)
    if not reading.is_under_way:
        return reading
    if failure:
        reading.failure = failure
        reading.fail()
    else:
        reading.kind = queries.proposed(reading).kind
        reading.finish()
    reading.finished_at = clock.now()
    reading.save()
    facts = {"failure": failure} if failure else {"pages": reading.pages_done, "engine": reading.engine or None}
    action = "documents.reading.failed" if failure else "documents.reading.finished"
    record(action, by=by, subject=reading.file, scope=reading.file.scope, **facts)
    return reading


@transaction.atomic
def confirm(*, by: User, reading: Reading, values: Mapping[str, str]) -> Reading:
    """Take over the fields in `values`, each as the person wrote it; all other proposals count as ignored.

    Nothing is taken over that is not named. Raises `Invalid` with the field for a value that cannot be.
    """
    row = _locked(reading.pk)
    if not policy.may_use(by, row.file):
        raise NotAllowed(_("Only who sent the file takes over what was read in it."))
    if row.state != ReadingState.READ:
        raise Conflict(_("This file has not been read yet."))
    offered = {proposal.key: proposal.value for proposal in queries.proposed(row).proposals}
    wanted: dict[str, str] = {}
    for key, value in values.items():
        if key not in offered:
            raise Invalid(_("The paper proposes no field of this name: %(name)s.") % {"name": key}, field=key)
        wanted[key] = _value(key, value)
    earlier = {field.key: (field.outcome, field.value) for field in row.fields.all()}
    decided = {key: (_outcome(proposal, wanted.get(key)), wanted.get(key, "")) for key, proposal in offered.items()}
    if earlier == decided and row.confirmed_at is not None:
        return row
    row.fields.all().delete()
    for key, (outcome, value) in decided.items():
        ReadingField.objects.create(reading=row, key=key, proposed=offered[key], value=value, outcome=outcome, by=by)
    row.confirmed_at = clock.now()
    row.save()
    record(
        "documents.reading.confirmed",
        by=by,
        subject=row.file,
        scope=row.file.scope,
        taken=sorted(wanted),
        corrected=sorted(key for key, (outcome, _value) in decided.items() if outcome == Outcome.CORRECTED),
        values=personal(json.dumps(wanted, ensure_ascii=False, sort_keys=True)),
    )
    return row


def _outcome(proposal: str, value: str | None) -> str:
    if value is None:
        return Outcome.IGNORED
    return Outcome.TAKEN if value == proposal else Outcome.CORRECTED


def _value(key: str, value: str) -> str:
    from sharedcourt.documents.reading.wording import refusal

    text = " ".join(str(value).split())
    if not text:
        raise Invalid(_("Write what stands in the paper, or do not take this field over."), field=key)
    if len(text) > LONGEST_VALUE:
        raise Invalid(_("Use at most %(longest)d characters.") % {"longest": LONGEST_VALUE}, field=key)
    try:
        return fields.normal(key, text)
    except LawError as problem:
        raise Invalid(refusal(problem.code), field=key) from problem
