"""Taking in: a paper's text comes from a case, a file or a batch; it is recognised and made anonymous as a proposal."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db import IntegrityError
from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Conflict, Invalid
from sharedcourt.disputes.models import PartyKind
from sharedcourt.disputes.queries import parties_of
from sharedcourt.documents.models import SigningFile
from sharedcourt.filing.cases.models import Case
from sharedcourt.judgments import kept, policy
from sharedcourt.judgments.anonymising import NameTable, propose
from sharedcourt.judgments.locking import changed, locked, note, require_state
from sharedcourt.judgments.models import Batch, CaseNames, Judgment
from sharedcourt.judgments.numbers import of_the_case, spelled
from sharedcourt.judgments.queries_desk import digest_of
from sharedcourt.judgments.states import BatchState, JudgmentState
from sharedcourt.judgments.taking_in.reading import MOST_CHARACTERS
from sharedcourt.law import publication as law
from sharedcourt.law.errors import LawError
from sharedcourt.law.publication_names import NamePolicy, Role
from sharedcourt.ledger.actions import personal
from sharedcourt.people.models import Organisation, User

EARLIEST = date(1949, 10, 1)


@transaction.atomic
def take_in(
    *,
    by: User,
    court: Organisation,
    text: str,
    notes: Sequence[str] = (),
    case: Case | None = None,
    document: SigningFile | None = None,
    batch: Batch | None = None,
    effective_on: date | None = None,
) -> Judgment:
    """A paper comes to the court's desk, with what was recognised and what is proposed.

    Raises NotAllowed; Invalid `text`, `effective_on`; Conflict when this court has taken in the same text already.
    """
    policy.require(policy.works_at(by, court))
    if case is not None and case.court_id != court.pk:
        raise Invalid(_("This case is another court's."), field="case")
    source = Judgment.Source.BATCH if batch else Judgment.Source.CASE if case else Judgment.Source.UPLOAD
    row = Judgment(court=court, case=case, document=document, batch=batch, source=source, taken_by=by)
    _set_text(row, text, notes)
    set_effective(row, effective_on)
    _insert(row)
    _taken_in(row, by)
    return row


@transaction.atomic
def await_text(*, case: Case, facts: dict[str, Any]) -> Judgment | None:
    """A case of the platform has ended: its paper is awaited. None where it is awaited already."""
    if Judgment.objects.filter(case=case, state=JudgmentState.EXPECTED).exists():
        return None
    number = case.number.text if case.number is not None else ""
    row = Judgment(
        court=case.court,
        case=case,
        source=Judgment.Source.CASE,
        number=number,
        state=JudgmentState.EXPECTED,
    )
    row.facts = facts
    row.save(force_insert=True)
    note("awaited", row, by=None)
    return row


@transaction.atomic
def give_text(
    *, by: User, judgment: Judgment, text: str, notes: Sequence[str] = (), document: SigningFile | None = None
) -> Judgment:
    """The text of a paper that was awaited. Raises as `take_in`."""
    row = locked(judgment.pk)
    policy.require(policy.works_at(by, row.court))
    require_state(row, JudgmentState.EXPECTED)
    _set_text(row, text, notes)
    row.document, row.taken_by = document, by
    row.take_in()
    _update_once(row)
    _taken_in(row, by)
    return row


@transaction.atomic
def discard(*, by: User, judgment: Judgment, reason: str) -> Judgment:
    """Taken in by mistake: it leaves the desk, and its text is forgotten. Nothing of it was ever public."""
    row = locked(judgment.pk)
    policy.require(policy.works_at(by, row.court))
    require_state(row, JudgmentState.EXPECTED, JudgmentState.DESK, JudgmentState.READY)
    if row.publications.exists():
        raise Conflict(_("It was published before; it stays in the files of the court."))
    if row.batch is not None and row.batch.state in (BatchState.SAMPLING, BatchState.RELEASING):
        raise Conflict(_("A second person is looking at samples of its batch, or the batch is being released."))
    why = needed(reason, "reason", _("Say why."))
    row.original, row.structure, row.proposal, row.open_changes = "", None, None, 0
    row.discard()
    changed(row)
    note("discarded", row, by=by, reason=personal(why))
    return row


def set_effective(row: Judgment, effective_on: date | None) -> None:
    """When it took effect, and by when it is to be published (art. 7). Raises Invalid `effective_on`."""
    if effective_on is None:
        return
    if not EARLIEST <= effective_on <= clock.today():
        raise Invalid(_("Enter the day on which it took effect; it cannot be in the future."), field="effective_on")
    row.effective_on = effective_on
    try:
        row.due = law.due_by(effective_on)
    except LawError:
        row.due = None  # older than the rules: there is no day


def names_of_case(row: Judgment) -> tuple[NameTable, CaseNames | None]:
    """The names of the case that its papers share; locked. Papers without a number share none."""
    number = of_the_case(row.number)
    if not number:
        return NameTable(), None
    found = CaseNames.objects.select_for_update(no_key=True).filter(court=row.court, number=number).first()
    return (NameTable.from_json(found.table), found) if found is not None else (NameTable(), None)


def keep_names(row: Judgment, table: NameTable, found: CaseNames | None) -> None:
    """Hand the names on to the next paper of the case."""
    number = of_the_case(row.number)
    if found is not None:
        found.table = table.as_json()
        found.save(update_fields=["table"])
    elif number:
        CaseNames.objects.create(court=row.court, number=number, table=table.as_json())


def propose_for(row: Judgment, *, names: Sequence[tuple[str, Role]] = ()) -> None:
    """A fresh proposal by the structure as it stands (not saved): answers are lost, so callers carry them over."""
    structure = kept.structure_of(row)
    table, found = names_of_case(row)
    proposal = propose(
        row.original,
        on=clock.today(),
        policy=NamePolicy(settings.SHAREDCOURT_JUDGMENT_NAMES),
        table=table,
        structure=structure,
        names=[*_parties(row), *names],
    )
    keep_names(row, proposal.table, found)
    kept.keep_proposal(row, proposal, set())


def _parties(row: Judgment) -> list[tuple[str, Role]]:
    """Natural persons who are parties of the platform's case: the head may spell them in a way that is not recognised."""
    if row.case is None:
        return []
    persons = [party for party in parties_of(row.case.dispute) if party.kind == PartyKind.PERSON]
    return [(party.name, Role.PARTY) for party in persons]


def _set_text(row: Judgment, text: str, notes: Sequence[str]) -> None:
    if not text.strip():
        raise Invalid(_("There is no text in the file."), field="text")
    if len(text) > MOST_CHARACTERS:
        raise Invalid(_("The text is too long for a judgment."), field="text")
    row.original, row.notes = text, list(notes)
    row.digest = digest_of(text)
    structure = kept.structure_of(row)
    # A case of the platform has its number; papers that came by themselves say theirs.
    row.number = spelled(structure.number.value) or row.number
    row.decided_on = structure.decided_on if structure.decided_on and structure.decided_on >= EARLIEST else None
    row.confidence = kept.confidence_of(row, structure)
    propose_for(row)


def _insert(row: Judgment) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_("This paper has been taken in already."), field="file") from error


def _update_once(row: Judgment) -> None:
    try:
        with transaction.atomic():
            changed(row)
    except IntegrityError as error:
        raise Conflict(_("This paper has been taken in already."), field="file") from error


def _taken_in(row: Judgment, by: User) -> None:
    facts = {"source": row.source, "confidence": round(row.confidence, 2), "changes": row.open_changes}
    note("taken_in", row, by=by, due=row.due, digest=row.digest, **facts)
