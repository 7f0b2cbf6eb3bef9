"""What operations of folders take and answer, and rows put into these words."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from sharedcourt.filing.folder import queries
from sharedcourt.filing.folder.actions.exchange import FILES_PER_ITEM
from sharedcourt.filing.folder.models import (
    Bundle,
    CaseApplication,
    CaseMessage,
    CaseTask,
    FolderAccess,
    Opinion,
    Paper,
)
from sharedcourt.filing.folder.policy import Reader


class FolderOut(Schema):
    """A folder, and how much of it you have not read."""

    case: UUID
    number: str
    state: str
    papers: dict[str, int] = Field(description="how many papers you see, by category")
    unread: int


class FolderPaperOut(Schema):
    """A paper. `pages` is empty until it has been read, and 0 for what has no pages."""

    id: UUID
    party: UUID | None = Field(description="who handed it in; empty for the court")
    category: str
    title: str
    position: int
    pages: int | None
    visible: str = Field(description="court, side (only your side, not handed in yet) or all")
    sha256: str
    item: UUID | None = Field(description="the piece of evidence it belongs to")
    handed_in_at: datetime | None
    created_at: datetime


class FolderPaperIn(Schema):
    file: UUID = Field(description="an own file, uploaded with the purpose `case`")
    category: str
    title: str = ""
    visible: str = "all"
    for_party: UUID | None = Field(default=None, description="for whom, where you act for several parties")


class VisibleIn(Schema):
    visible: str = "all"


class IdentityCodeIn(Schema):
    """The six digits that were sent to your phone."""

    code: str


class IdentityOut(Schema):
    until: datetime


class WordsIn(Schema):
    q: str


class FolderHit(Schema):
    paper: UUID
    page: int = Field(description="from 1; 0 means the title")
    before: str
    words: str
    after: str


class FolderHitsOut(Schema):
    hits: list[FolderHit]
    pages: int = Field(description="how many pages were looked through")
    more: bool


class OpinionOut(Schema):
    """What a party says to a piece of evidence: true admits, false denies."""

    party: UUID
    authenticity: bool | None
    legality: bool | None
    relevance: bool | None
    reason: str
    submitted_at: datetime | None


class EvidenceItemOut(Schema):
    id: UUID
    party: UUID
    number: int | None = Field(description="given when it is handed in")
    title: str
    proves: str
    original: str = Field(description="held, electronic or copy")
    papers: list[UUID]
    submitted_at: datetime | None
    is_late: bool
    late_reason: str
    opinions: list[OpinionOut]


class EvidenceItemChange(Schema):
    title: str
    proves: str
    original: str


class EvidenceItemIn(EvidenceItemChange):
    files: list[UUID] = Field(max_length=FILES_PER_ITEM)
    for_party: UUID | None = Field(default=None, description="for whom, where you act for several parties")


class ForPartyIn(Schema):
    for_party: UUID | None = Field(default=None, description="for whom, where you act for several parties")


class LateReasonIn(ForPartyIn):
    late_reason: str = ""


class HandedInOut(Schema):
    count: int


class OpinionIn(ForPartyIn):
    authenticity: bool | None = None
    legality: bool | None = None
    relevance: bool | None = None
    reason: str = ""


class MessageReadOut(Schema):
    user: str
    at: datetime


class CaseMessageOut(Schema):
    id: UUID
    author: str
    by_court: bool
    party: UUID | None
    audience: str
    text: str
    created_at: datetime
    reads: list[MessageReadOut]


class CaseMessageIn(Schema):
    """`key` of your own choice: the same message sent twice is one."""

    text: str
    audience: str = "court"
    party: UUID | None = Field(default=None, description="to whom, when the court writes to one party")
    key: UUID | None = None
    for_party: UUID | None = Field(default=None, description="for whom, where you act for several parties")


class CaseApplicationOut(Schema):
    id: UUID
    party: UUID
    kind: str
    fields: dict[str, Any]
    reason: str
    visible: str
    state: str
    due: datetime | None
    decision: str
    decided_at: datetime | None
    created_at: datetime


class CaseApplicationIn(Schema):
    kind: str
    reason: str
    fields: dict[str, Any] = {}
    key: UUID | None = None
    for_party: UUID | None = Field(default=None, description="for whom, where you act for several parties")


class CaseDecisionIn(Schema):
    granted: bool
    decision: str
    show: bool = False


class CaseTaskOut(Schema):
    id: UUID
    party: UUID | None = Field(description="empty: the court")
    concerns: UUID | None = Field(
        description="of a copy that the court sends: to whom the plaint goes, or who answered"
    )
    kind: str
    what: str
    due: date
    by_law: bool
    done_at: datetime | None
    overdue: bool


class CaseTaskIn(Schema):
    party: UUID | None = None
    kind: str
    due: date
    what: str = ""


class FolderAccessOut(Schema):
    paper: UUID
    user: str
    as_court: bool
    how: str
    at: datetime


class BundleOut(Schema):
    id: UUID
    state: str
    percent: int
    pages: int
    size: int
    sha256: str
    failure: str


def folder_out(reader: Reader) -> FolderOut:
    case = reader.case
    return FolderOut(
        case=case.pk,
        number=case.number.text if case.number is not None else "",
        state=reader.state.value,
        papers=queries.counts(reader),
        unread=queries.unread(reader),
    )


def paper_out(row: Paper) -> FolderPaperOut:
    return FolderPaperOut(
        id=row.pk,
        party=row.party_id,
        category=row.category,
        title=row.title,
        position=row.position,
        pages=row.pages,
        visible=row.visible,
        sha256=row.sha256,
        item=row.item_id,
        handed_in_at=row.handed_in_at,
        created_at=row.created_at,
    )


def opinion_out(row: Opinion) -> OpinionOut:
    return OpinionOut(
        party=row.party_id,
        authenticity=row.authenticity,
        legality=row.legality,
        relevance=row.relevance,
        reason=row.reason,
        submitted_at=row.submitted_at,
    )


def item_out(row: Any) -> EvidenceItemOut:
    return EvidenceItemOut(
        id=row.pk,
        party=row.party_id,
        number=row.number,
        title=row.title,
        proves=row.proves,
        original=row.original,
        papers=[paper.pk for paper in row.shown_papers],
        submitted_at=row.submitted_at,
        is_late=row.is_late,
        late_reason=row.late_reason,
        opinions=[opinion_out(opinion) for opinion in row.shown_opinions],
    )


def message_out(row: CaseMessage) -> CaseMessageOut:
    return CaseMessageOut(
        id=row.pk,
        author=row.author.name,
        by_court=row.by_court,
        party=row.party_id,
        audience=row.audience,
        text=row.text,
        created_at=row.created_at,
        reads=[MessageReadOut(user=read.user.name, at=read.at) for read in row.reads.all()],
    )


def application_out(row: CaseApplication) -> CaseApplicationOut:
    return CaseApplicationOut(
        id=row.pk,
        party=row.party_id,
        kind=row.kind,
        fields=row.fields,
        reason=row.reason,
        visible=row.visible,
        state=str(row.state),
        due=row.due,
        decision=row.decision,
        decided_at=row.decided_at,
        created_at=row.created_at,
    )


def task_out(row: CaseTask) -> CaseTaskOut:
    return CaseTaskOut(
        id=row.pk,
        party=row.party_id,
        concerns=row.concerns_id,
        kind=row.kind,
        what=row.what,
        due=row.due,
        by_law=row.set_by_id is None,
        done_at=row.done_at,
        overdue=row.is_overdue(),
    )


def access_out(row: FolderAccess) -> FolderAccessOut:
    return FolderAccessOut(
        paper=row.paper_id, user=row.user.name, as_court=row.as_court, how=row.how, at=row.created_at
    )


def bundle_out(row: Bundle) -> BundleOut:
    return BundleOut(
        id=row.pk,
        state=row.state,
        percent=row.percent,
        pages=row.pages,
        size=row.size,
        sha256=row.sha256,
        failure=row.failure,
    )
