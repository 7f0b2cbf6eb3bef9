"""Reading folders, with a fixed number of queries however full they are."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from sharedcourt.disputes.models import Party, Side
from sharedcourt.disputes.queries import agencies_of, own_parties
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.cases.queries import open_at_court
from sharedcourt.filing.folder.models import (
    Bundle,
    CaseApplication,
    CaseMessage,
    CaseTask,
    EvidenceItem,
    FolderAccess,
    MessageRead,
    Opinion,
    Paper,
)
from sharedcourt.filing.folder.policy import Reader, reader_of
from sharedcourt.ledger import words
from sharedcourt.ledger.models import Entry
from sharedcourt.people.models import Role, User
from sharedcourt.people.policy import is_person, organisation_ids

TIMELINE = 30
# What the folder's timeline shows beside the filing's own entries: acts that everyone in the case may know of.
SHOWN = (
    "filing.case.submitted",
    "filing.case.withdrawn",
    "people.identity.confirmed_again",
    "people.identity.seen_at_counter",
    "filing.folder.catalogue_submitted",
    "filing.folder.opinions_submitted",
    "filing.folder.paper_handed_in",
    "filing.folder.task_set",
    "filing.folder.task_done",
    "filing.application.made",
    "filing.application.granted",
    "filing.application.refused",
    "filing.application.withdrawn",
)


def cases() -> QuerySet[Case]:
    return Case.objects.select_related("dispute", "court", "judge", "number")


def visible_to(user: Any) -> QuerySet[Case]:
    """Cases whose folder the person may open: `policy.reader_of` as a query."""
    if not is_person(user):
        return Case.objects.none()
    parties = Party.objects.filter(dispute=OuterRef("dispute"), removed_at=None)
    mine = parties.filter(Q(pk__in=own_parties(user).values("pk")) | Q(pk__in=agencies_of(user).values("party")))
    institutions = organisation_ids(user, Role.INSTITUTION_OFFICER)
    as_party = Q(Exists(mine.filter(side=Side.APPLICANT))) | Q(Exists(mine), accepted_at__isnull=False)
    as_party |= Q(dispute__applicant__in=institutions)
    return cases().filter(as_party | open_at_court(user))


def open_folder(user: Any, pk: UUID) -> Reader | None:
    """The folder with this id for this person; None for strangers and for ids that do not exist."""
    case = visible_to(user).filter(pk=pk).first()
    return reader_of(user, case) if case is not None else None


def papers_of(reader: Reader) -> QuerySet[Paper]:
    """What this reader sees in the folder, in its order."""
    rows = Paper.objects.filter(reader.papers(), case=reader.case)
    return rows.select_related("party", "file", "signing__current_file", "item").order_by("position")


def counts(reader: Reader) -> dict[str, int]:
    """How many papers there are in each category, in one query."""
    rows = Paper.objects.filter(reader.papers(), case=reader.case).order_by().values("category")
    return {row["category"]: row["count"] for row in rows.annotate(count=Count("pk"))}


def beside(reader: Reader, paper: Paper) -> tuple[Paper | None, Paper | None]:
    """The papers before and after this one."""
    rows = papers_of(reader)
    before = rows.filter(position__lt=paper.position).order_by("-position").first()
    return before, rows.filter(position__gt=paper.position).first()


@dataclass(frozen=True)
class Catalogue:
    """One party's evidence: what is handed in, and what only its own side sees as yet."""

    party: Party
    items: list[EvidenceItem]
    is_mine: bool

    @property
    def drafts(self) -> list[EvidenceItem]:
        return [item for item in self.items if item.submitted_at is None]


def items_of(reader: Reader) -> QuerySet[EvidenceItem]:
    """Lines of evidence this reader sees, each with its papers and the opinions on it; three queries."""
    return (
        EvidenceItem.objects.filter(reader.items(), case=reader.case)
        .select_related("party", "source")
        .prefetch_related(
            Prefetch("papers", Paper.objects.filter(reader.papers()).order_by("position"), to_attr="shown_papers"),
            Prefetch(
                "opinions",
                Opinion.objects.filter(reader.opinions()).select_related("party", "user"),
                to_attr="shown_opinions",
            ),
        )
        .order_by("party__position", "number", "created_at", "id")
    )


def catalogues(reader: Reader, parties: list[Party]) -> list[Catalogue]:
    """The catalogue of each party, one's own first."""
    rows: dict[UUID, list[EvidenceItem]] = {party.pk: [] for party in parties}
    for item in items_of(reader):
        rows.setdefault(item.party_id, []).append(item)
    for items in rows.values():
        items.sort(key=lambda item: (item.number is None, item.number or 0))
    found = [Catalogue(party, rows[party.pk], party.pk in reader.own) for party in parties]
    return sorted(found, key=lambda catalogue: not catalogue.is_mine)


def messages_of(reader: Reader) -> QuerySet[CaseMessage]:
    reads = MessageRead.objects.select_related("user")
    return (
        CaseMessage.objects.filter(reader.messages(), case=reader.case)
        .select_related("author", "party")
        .prefetch_related(Prefetch("reads", reads))
    )


def unread(reader: Reader) -> int:
    """Messages to this reader that they have not opened."""
    mine = MessageRead.objects.filter(message=OuterRef("pk"), user=reader.user)
    rows = CaseMessage.objects.filter(reader.messages(), ~Exists(mine), case=reader.case)
    return rows.exclude(author=reader.user).count()


def applications_of(reader: Reader) -> QuerySet[CaseApplication]:
    return CaseApplication.objects.filter(reader.applications(), case=reader.case).select_related(
        "party", "made_by", "decided_by"
    )


def tasks_of(reader: Reader) -> QuerySet[CaseTask]:
    return CaseTask.objects.filter(reader.tasks(), case=reader.case).select_related(
        "party", "concerns", "set_by", "done_by"
    )


def accesses_of(reader: Reader) -> QuerySet[FolderAccess]:
    """Who opened which of the papers this reader sees, newest first."""
    seen = Paper.objects.filter(reader.papers(), case=reader.case).values("pk")
    return FolderAccess.objects.filter(case=reader.case, paper__in=seen).select_related("paper", "user")


def bundles_of(reader: Reader) -> QuerySet[Bundle]:
    """One's own bundles that are still there."""
    return Bundle.objects.filter(case=reader.case, asked_by=reader.user, deleted_at=None)


@dataclass(frozen=True)
class Line:
    """One entry of the folder's timeline."""

    at: Any
    who: str
    what: str


def timeline(reader: Reader) -> list[Line]:
    """What happened in the case, newest first, names resolved; nothing of mediation, nothing of drafts. Two queries."""
    names = [name for name in words.registered() if name.startswith("filing.") and name not in words.quiet()]
    rows = (
        Entry.objects.filter(scope__in=[reader.case.dispute_id, reader.case.pk], action__in=[*names, *SHOWN])
        .select_related("payload")
        .order_by("-seq")[: TIMELINE * 2]
    )
    here = [row for row in rows if _belongs(reader, row)]
    people = User.objects.in_bulk({row.actor for row in here if row.actor is not None})
    return [
        Line(row.at, people[row.actor].name if row.actor in people else "", str(words.of(row.action)))
        for row in here[:TIMELINE]
    ]


def _belongs(reader: Reader, entry: Entry) -> bool:
    """Whether an entry is about this case (a dispute may have had others) and not kept between the court and one side."""
    kept_with = entry.payload.facts.get("kept_with")
    if kept_with is not None and reader.party is not None and kept_with not in {reader.side, *map(str, reader.own)}:
        return False
    return not entry.action.startswith("filing.case.") or entry.subject == reader.case.pk
