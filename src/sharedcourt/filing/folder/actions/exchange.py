"""The exchange of evidence: a catalogue line by line, handed in at once; opinions on the other side's, handed in at once."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from sharedcourt.core import clock, transaction
from sharedcourt.core.entered import needed
from sharedcourt.core.errors import Conflict, Invalid, NotAllowed
from sharedcourt.disputes.models import Party
from sharedcourt.documents.actions import attach
from sharedcourt.documents.models import StoredFile
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.folder import policy, telling
from sharedcourt.filing.folder.actions.deadlines import fulfil, period_for
from sharedcourt.filing.folder.actions.holding import locked, note
from sharedcourt.filing.folder.actions.papers import LONGEST_TITLE, PURPOSE, next_number, put, title_of
from sharedcourt.filing.folder.models import CaseTask, Category, EvidenceItem, Opinion, Original, Paper, Visible
from sharedcourt.ledger.actions import personal
from sharedcourt.people.actions import require_confirmed
from sharedcourt.people.models import User

LONGEST_PROVES = 300
FILES_PER_ITEM = 30


@transaction.atomic
def add_item(
    *,
    by: User,
    case: Case,
    files: Sequence[StoredFile],
    title: str = "",
    proves: str = "",
    original: str = Original.COPY,
    for_party: UUID | None = None,
) -> EvidenceItem:
    """A new line of one's own catalogue with its files; nobody but one's own side sees it yet. The same files again are once.

    `for_party`: whose catalogue, where the person acts for several.
    """
    row = locked(case)
    _reader, party = policy.require_party(by, row, for_party)
    policy.require_working(row)
    if original not in Original.values:
        raise Invalid(_("Say whether you have the original."), field="original")
    if not files:
        raise Invalid(_("Choose a file first."), field="file")
    if len(files) > FILES_PER_ITEM:
        raise Invalid(_("Put at most %(count)d files into one item.") % {"count": FILES_PER_ITEM}, field="file")
    there = Paper.objects.filter(case=row, file__in=files, removed_at=None, item__party=party).first()
    if there is not None and there.item is not None:
        return there.item
    name = title_of(title, files[0])
    what = needed(proves, "proves", _("Say what it proves."))[:LONGEST_PROVES]
    item = EvidenceItem.objects.create(case=row, party=party, title=name, proves=what, original=original)
    # All of them before the ledger, which the first to be attached takes.
    list(StoredFile.objects.select_for_update(no_key=True).filter(pk__in=[file.pk for file in files]).order_by("pk"))
    for file in files:
        stored = attach(by=by, file=file, scope=row.pk, purpose=PURPOSE)
        label = name if len(files) == 1 else f"{name} {stored.name}"[:LONGEST_TITLE]
        put(
            row,
            by=by,
            party=party,
            category=Category.EVIDENCE,
            title=label,
            visible=Visible.SIDE,
            file=stored,
            item=item,
        )
    note("filing.folder.item_added", row, by=by, subject=item, title=personal(name))
    return item


def _own_draft(by: User, item: EvidenceItem, row: Case) -> EvidenceItem:
    reader = policy.require_side(by, row)
    kept = EvidenceItem.objects.select_for_update(no_key=True).get(pk=item.pk)
    if kept.party_id not in reader.own:
        raise NotAllowed(_("This is not your evidence."))
    if kept.submitted_at is not None:
        raise Conflict(_("What has been handed in stays in the folder."))
    return kept


@transaction.atomic
def change_item(*, by: User, item: EvidenceItem, title: str, proves: str, original: str) -> EvidenceItem:
    """Put a line right while it is not handed in."""
    row = locked(item.case)
    kept = _own_draft(by, item, row)
    if original not in Original.values:
        raise Invalid(_("Say whether you have the original."), field="original")
    kept.title = needed(title, "title", _("Say what this file is."))[:LONGEST_TITLE]
    kept.proves = needed(proves, "proves", _("Say what it proves."))[:LONGEST_PROVES]
    kept.original = original
    kept.save(update_fields=["title", "proves", "original"])
    note("filing.folder.item_changed", row, by=by, subject=kept)
    return kept


@transaction.atomic
def remove_item(*, by: User, item: EvidenceItem) -> EvidenceItem:
    """Take a line out of the catalogue while it is not handed in."""
    row = locked(item.case)
    kept = _own_draft(by, item, row)
    if kept.removed_at is None:
        kept.removed_at = clock.now()
        kept.save(update_fields=["removed_at"])
        Paper.objects.filter(item=kept, removed_at=None).update(removed_at=kept.removed_at)
        note("filing.folder.item_removed", row, by=by, subject=kept)
    return kept


@transaction.atomic
def submit_catalogue(*, by: User, case: Case, late_reason: str = "", for_party: UUID | None = None) -> int:
    """Hand in every line of one's own (of `for_party`, where the person acts for several) that is ready; the other side and the
    court see them from now on. Gives how many.

    After the period the court had set, a reason is needed; whether it is good enough the court decides (CPL 68). Nothing ready is 0.
    Whoever does it has shown again who they are (ODLR 7(3)); Conflict else.
    """
    row = locked(case)
    _reader, party = policy.require_party(by, row, for_party)
    policy.require_before_court(row)
    ready = list(
        EvidenceItem.objects.select_for_update(no_key=True)
        .filter(case=row, party=party, submitted_at=None, removed_at=None)
        .order_by("created_at", "id")
    )
    if not ready:
        return 0
    require_confirmed(by, row.pk, stage=row.state)
    period = period_for(row, party, CaseTask.Kind.EVIDENCE)
    late = period is not None and clock.today() > period
    if late:
        reason = needed(late_reason, "late_reason", _("The period is over. Say why you hand this in only now."))
    number, now = next_number(row, party), clock.now()
    for place, item in enumerate(ready):
        item.number, item.submitted_at, item.is_late = number + place, now, late
        item.late_reason = reason if late else ""
        item.save(update_fields=["number", "submitted_at", "is_late", "late_reason"])
    papers = Paper.objects.filter(case=row, item__in=ready, removed_at=None)
    hashes = sorted(papers.values_list("sha256", flat=True))
    papers.update(visible=Visible.ALL, handed_in_at=now)
    fulfil(row, party, CaseTask.Kind.EVIDENCE, by=by)
    note(
        "filing.folder.catalogue_submitted",
        row,
        by=by,
        party=party.pk,
        items=[item.pk for item in ready],
        sha256=hashes,
        late=late,
    )
    telling.tell(telling.everyone(row), "filing.folder.evidence", row, by=by)
    return len(ready)


def _answerable(by: User, item: EvidenceItem, row: Case, for_party: UUID | None) -> Party:
    reader, party = policy.require_party(by, row, for_party)
    if item.case_id != row.pk or item.submitted_at is None or item.party.side == reader.side:
        raise NotAllowed(_("Give opinions on the evidence of the other side."))
    return party


@transaction.atomic
def save_opinion(
    *,
    by: User,
    item: EvidenceItem,
    authenticity: bool | None,
    legality: bool | None,
    relevance: bool | None,
    reason: str = "",
    for_party: UUID | None = None,
) -> Opinion:
    """What one's party says to a piece of evidence, as a draft that only one's own side sees."""
    row = locked(item.case)
    policy.require_working(row)
    party = _answerable(by, EvidenceItem.objects.select_related("party").get(pk=item.pk), row, for_party)
    kept = Opinion.objects.select_for_update(no_key=True).filter(item=item, party=party).first()
    if kept is not None and kept.submitted_at is not None:
        raise Conflict(_("This opinion has been handed in. Say more in a message to the court, or at the hearing."))
    text = reason.strip()
    if text:
        text = needed(text, "reason", _("Say why."))
    opinion = kept or Opinion(item=item, party=party)
    opinion.user, opinion.saved_at, opinion.reason = by, clock.now(), text
    opinion.authenticity, opinion.legality, opinion.relevance = authenticity, legality, relevance
    opinion.save()
    note("filing.folder.opinion_saved", row, by=by, subject=opinion)
    return opinion


@transaction.atomic
def submit_opinions(*, by: User, case: Case, for_party: UUID | None = None) -> int:
    """Hand in all drafts of one's party (of `for_party`, where the person acts for several) at once; each must be complete, and a denial needs its reason. Gives how many.

    Whoever does it has shown again who they are (ODLR 7(3)); Conflict else.
    """
    row = locked(case)
    _reader, party = policy.require_party(by, row, for_party)
    policy.require_working(row)
    drafts = list(
        Opinion.objects.select_for_update(no_key=True, of=("self",))
        .filter(item__case=row, party=party, submitted_at=None)
        .select_related("item")
    )
    for draft in drafts:
        if None in (draft.authenticity, draft.legality, draft.relevance):
            raise Invalid(
                _("Item %(number)s: say something to authenticity, legality and relevance.")
                % {"number": draft.item.number},
                field="opinions",
            )
        if draft.denies and not draft.reason:
            raise Invalid(_("Item %(number)s: say why you deny it.") % {"number": draft.item.number}, field="opinions")
    if not drafts:
        return 0
    require_confirmed(by, row.pk, stage=row.state)
    Opinion.objects.filter(pk__in=[draft.pk for draft in drafts]).update(submitted_at=clock.now())
    fulfil(row, party, CaseTask.Kind.OPINIONS, by=by)
    note("filing.folder.opinions_submitted", row, by=by, party=party.pk, count=len(drafts))
    telling.tell(telling.everyone(row), "filing.folder.opinions", row, by=by)
    return len(drafts)
