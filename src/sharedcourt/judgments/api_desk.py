"""The court's desk over HTTP: the same actions as on the pages. Whoever works there, in person; a paper of another court is not there."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, File, Form, Schema, Status
from ninja.files import UploadedFile
from ninja.pagination import paginate

from sharedcourt.core.paging import Each
from sharedcourt.judgments import actions, kept, policy, publishing, queries_desk, showing
from sharedcourt.judgments.api import router
from sharedcourt.judgments.models import Judgment
from sharedcourt.judgments.receiving import text_of
from sharedcourt.judgments.text import squeeze
from sharedcourt.people.models import Organisation
from sharedcourt.people.policy import person_of


class DeskPaperLineOut(Schema):
    """A line of the desk."""

    id: UUID
    key: str = Field(description="the public name, for good: its address is /judgments/KEY/")
    court: UUID
    number: str
    state: str
    decided_on: date | None
    effective_on: date | None
    due: date | None = Field(description="the last day for publishing it (seven working days after effect)")
    confidence: float
    open_changes: int
    revision: int = Field(description="send it with what you decide: what was decided on an older one is refused")


class DeskPartOut(Schema):
    """A part of the paper, from `start` to `end` of the original text."""

    name: str
    start: int
    end: int
    confidence: float


class DeskReasonOut(Schema):
    """Why the paper itself is not published; `certain`: whether the words of the rule are before us."""

    text: str
    source: str
    certain: bool


class DeskPaperOut(DeskPaperLineOut):
    """One paper. `problems` stand against releasing it; `left` are the kinds of secrets that are still in the result."""

    original: str
    result: str
    title: str
    cause: str
    kind: str
    parts: list[DeskPartOut]
    decided: bool
    published: bool
    with_notice: bool
    reasons: list[DeskReasonOut]
    problems: list[str]
    left: list[str]


class DeskChangeOut(Schema):
    """A change, or with `held` a place that was left to be looked at. `place` is what answers name."""

    place: int
    held: bool
    kind: str
    original: str
    shown: str
    start: int
    end: int
    rule: str
    certain: bool
    doubtful: bool
    by_hand: bool
    state: Literal["proposed", "accepted", "rejected"]


class DeskTakeIn(Schema):
    """A paper as text; files go to `/desk/files`."""

    court: UUID
    text: str
    effective_on: date | None = None


class DeskAnswerIn(Schema):
    """Changes by place, or all of a kind that are not answered."""

    places: list[int] = []
    kind: str = ""
    revision: int | None = None


class DeskPlacesIn(Schema):
    places: list[int]
    revision: int | None = None


class DeskAddIn(Schema):
    """Words to hide, everywhere or only from `start` of the original text; `shown` is ×××, or 某某 for a name, where it is empty."""

    text: str
    kind: str
    shown: str = ""
    start: int | None = None
    revision: int | None = None


class DeskNameIn(Schema):
    """Somebody whom the head does not name; `role` as in the rules: witness, minor, outsider …"""

    name: str
    role: str
    revision: int | None = None


class DeskRevisionIn(Schema):
    revision: int | None = None


class DeskStructureIn(Schema):
    """`parts`: head, parties, course, claims, defence, findings, reasoning, order, closing, signatures, other; one for each paragraph."""

    parts: list[str]
    court: str
    kind: str
    number: str
    cause: str = ""
    decided_on: date
    revision: int | None = None


class DeskDecisionIn(Schema):
    """`kind`: judgment, ruling …; `flags`: state_secrets, juvenile_crime, by_mediation, interest_needs_it, divorce, care_of_minors, unsuitable."""

    kind: str
    flags: list[str] = []
    why: str = ""
    effective_on: date | None = None
    number: str = ""
    decided_on: date | None = None


class DeskReasonIn(Schema):
    reason: str


class DeskReleaseIn(Schema):
    """`reason` of a later version."""

    reason: str = ""
    revision: int | None = None


class DeskApprovalIn(Schema):
    agreed: bool
    reason: str = ""


class DeskPublicationOut(Schema):
    """What the public sees now."""

    key: str
    version: int
    kind: Literal["judgment", "notice"]
    number: str
    released_at: datetime


def paper_of(request: HttpRequest, pk: UUID) -> Judgment:
    """A paper of the person's courts; 404 for all others."""
    found: Judgment = get_object_or_404(queries_desk.visible_to(request.user), pk=pk)
    return found


def court_of(request: HttpRequest, pk: UUID) -> Organisation:
    """A court whose papers the person brings; 404 for courts at whose desk they are not."""
    found = next((court for court in policy.desks(request.user) if court.pk == pk), None)
    if found is None:
        raise Http404
    policy.require(policy.works_at(request.user, found))
    return found


def _line(row: Judgment) -> dict[str, Any]:
    names = ("key", "number", "decided_on", "effective_on", "due", "confidence", "open_changes", "revision")
    return {
        "id": row.pk,
        "court": row.court_id,
        "state": str(row.state),
        **{name: getattr(row, name) for name in names},
    }


def _out(row: Judgment) -> dict[str, Any]:
    structure, proposal = kept.structure_of(row), kept.proposal_of(row)
    ready = publishing.prepared(row)
    standing = showing.standing(row, ready)
    return {
        **_line(row),
        "original": row.original,
        "result": proposal.result,
        "title": ready.card.title,
        "cause": structure.cause.value,
        "kind": structure.kind.value,
        "parts": [
            {"name": part.name.value, "start": part.start, "end": part.end, "confidence": part.confidence}
            for part in structure.parts
        ],
        "decided": standing.decided,
        "published": standing.published,
        "with_notice": standing.with_notice,
        "reasons": [{"text": text, "source": source, "certain": sure} for text, source, sure in standing.reasons],
        "problems": list(standing.problems),
        "left": sorted({left.kind for left in ready.left}),
    }


def again(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """The paper as it stands now."""
    return _out(paper_of(request, pk))


@router.get("/desk/papers", response=list[DeskPaperLineOut], operation_id="judgments_desk_papers")
@paginate
def papers(
    request: HttpRequest,
    tab: Literal["due", "desk", "expected", "approval", "ready", "published", "gone"] = "due",
    number: str = "",
) -> Each:
    """Papers at the desks of your courts, tab by tab; with a number those of that case."""
    return Each(queries_desk.listed(request.user, tab, number), _line)


@router.post("/desk/papers", response={201: DeskPaperOut}, operation_id="judgments_desk_take_in")
def take_in(request: HttpRequest, body: DeskTakeIn) -> Status[Any]:
    """Bring a paper as text. Refused (409) when the court has the same text already."""
    court = court_of(request, body.court)
    taken = text_of(None, body.text)
    made = actions.take_in(
        by=person_of(request), court=court, text=taken.text, notes=taken.notes, effective_on=body.effective_on
    )
    return Status(201, again(request, made.pk))


@router.post("/desk/files", response={201: DeskPaperOut}, operation_id="judgments_desk_take_file")
def take_file(
    request: HttpRequest, file: File[UploadedFile], court: Form[UUID], effective_on: Form[date | None] = None
) -> Status[Any]:
    """Bring a paper as a file: .docx, .pdf, .html or .txt."""
    where = court_of(request, court)
    taken = text_of(file, "")
    made = actions.take_in(
        by=person_of(request), court=where, text=taken.text, notes=taken.notes, effective_on=effective_on
    )
    return Status(201, again(request, made.pk))


@router.get("/desk/papers/{uuid:pk}", response=DeskPaperOut, operation_id="judgments_desk_paper")
def paper(request: HttpRequest, pk: UUID) -> Any:
    """One paper, with the original: for the court's own people."""
    return again(request, pk)


@router.get("/desk/papers/{uuid:pk}/paragraphs", response=list[str], operation_id="judgments_desk_paragraphs")
def paragraphs(request: HttpRequest, pk: UUID) -> list[str]:
    """The paragraphs of the original, in the order in which `structure` names their parts."""
    return [line.text for line in squeeze(paper_of(request, pk).original).lines]


@router.put("/desk/papers/{uuid:pk}/structure", response=DeskPaperOut, operation_id="judgments_desk_structure")
def structure(request: HttpRequest, pk: UUID, body: DeskStructureIn) -> Any:
    """Correct the parts of the paper; what was answered stays answered."""
    actions.correct_structure(
        by=person_of(request),
        judgment=paper_of(request, pk),
        parts=body.parts,
        values={name: getattr(body, name) for name in kept.VALUES},
        decided_on=body.decided_on,
        revision=body.revision,
    )
    return again(request, pk)


@router.get("/desk/papers/{uuid:pk}/changes", response=list[DeskChangeOut], operation_id="judgments_desk_changes")
@paginate
def changes(request: HttpRequest, pk: UUID) -> list[Any]:
    """What is hidden, what is urgent first, each with its rule."""
    return [
        {
            "place": row.place,
            "held": row.is_held,
            "kind": row.kind,
            "original": row.original,
            "shown": row.shown,
            "start": row.start,
            "end": row.end,
            "rule": row.rule,
            "certain": row.certain,
            "doubtful": row.doubtful,
            "by_hand": row.by_hand,
            "state": row.state,
        }
        for row in showing.rows_of(paper_of(request, pk))
    ]


@router.post("/desk/papers/{uuid:pk}/accept", response=DeskPaperOut, operation_id="judgments_desk_accept")
def accept(request: HttpRequest, pk: UUID, body: DeskAnswerIn) -> Any:
    """Accept changes."""
    row, by = paper_of(request, pk), person_of(request)
    actions.accept(by=by, judgment=row, places=body.places, kind=body.kind, revision=body.revision)
    return again(request, pk)


@router.post("/desk/papers/{uuid:pk}/reject", response=DeskPaperOut, operation_id="judgments_desk_reject")
def reject(request: HttpRequest, pk: UUID, body: DeskAnswerIn) -> Any:
    """Reject changes: the original stays there."""
    row, by = paper_of(request, pk), person_of(request)
    actions.reject(by=by, judgment=row, places=body.places, kind=body.kind, revision=body.revision)
    return again(request, pk)


@router.post("/desk/papers/{uuid:pk}/look", response=DeskPaperOut, operation_id="judgments_desk_look")
def look(request: HttpRequest, pk: UUID, body: DeskPlacesIn) -> Any:
    """You have looked at places that were left, and leave them as they are."""
    row, by = paper_of(request, pk), person_of(request)
    actions.look(by=by, judgment=row, places=body.places, revision=body.revision)
    return again(request, pk)


@router.post("/desk/papers/{uuid:pk}/add", response=DeskPaperOut, operation_id="judgments_desk_add")
def add(request: HttpRequest, pk: UUID, body: DeskAddIn) -> Any:
    """Hide more."""
    row, by = paper_of(request, pk), person_of(request)
    actions.add(
        by=by, judgment=row, text=body.text, kind=body.kind, shown=body.shown, start=body.start, revision=body.revision
    )
    return again(request, pk)


@router.post("/desk/papers/{uuid:pk}/names", response=DeskPaperOut, operation_id="judgments_desk_name")
def name(request: HttpRequest, pk: UUID, body: DeskNameIn) -> Any:
    """Somebody who was not recognised: hidden by the rules of their role, in later papers of the case too."""
    row, by = paper_of(request, pk), person_of(request)
    actions.add_name(by=by, judgment=row, name=body.name, role=body.role, revision=body.revision)
    return again(request, pk)


@router.post("/desk/papers/{uuid:pk}/undo", response=DeskPaperOut, operation_id="judgments_desk_undo")
def undo(request: HttpRequest, pk: UUID, body: DeskRevisionIn) -> Any:
    """Take back the last answer or addition."""
    actions.undo(by=person_of(request), judgment=paper_of(request, pk), revision=body.revision)
    return again(request, pk)


@router.put("/desk/papers/{uuid:pk}/decision", response=DeskPaperOut, operation_id="judgments_desk_decide")
def decide(request: HttpRequest, pk: UUID, body: DeskDecisionIn) -> Any:
    """Say what the paper is and touches; the rules say whether it is published."""
    row, by = paper_of(request, pk), person_of(request)
    actions.decide(
        by=by,
        judgment=row,
        kind=body.kind,
        flags=dict.fromkeys(body.flags, True),
        why=body.why,
        effective_on=body.effective_on,
        number=body.number,
        decided_on=body.decided_on,
    )
    return again(request, pk)


@router.post("/desk/papers/{uuid:pk}/approval", response=DeskPaperOut, operation_id="judgments_desk_approve")
def approve(request: HttpRequest, pk: UUID, body: DeskApprovalIn) -> Any:
    """Approve that it is unsuitable to be published, or not: who approves for the court."""
    row, by = paper_of(request, pk), person_of(request)
    actions.answer_approval(by=by, judgment=row, agreed=body.agreed, reason=body.reason)
    return again(request, pk)


@router.post(
    "/desk/papers/{uuid:pk}/release", response={201: DeskPublicationOut}, operation_id="judgments_desk_release"
)
def release(request: HttpRequest, pk: UUID, body: DeskReleaseIn) -> Status[Any]:
    """Publish the paper, or the notice in its place."""
    row, by = paper_of(request, pk), person_of(request)
    made = actions.release(by=by, judgment=row, reason=body.reason, revision=body.revision)
    content = {name: getattr(made, name) for name in ("version", "number", "released_at")}
    return Status(201, {"key": row.key, "kind": str(made.kind), **content})


@router.post("/desk/papers/{uuid:pk}/keep", response=DeskPaperOut, operation_id="judgments_desk_keep")
def keep(request: HttpRequest, pk: UUID) -> Any:
    """Neither the paper nor a notice is published, as the rules say of it."""
    actions.keep_from_public(by=person_of(request), judgment=paper_of(request, pk))
    return again(request, pk)


@router.post("/desk/papers/{uuid:pk}/ready", response=DeskPaperOut, operation_id="judgments_desk_ready")
def ready(request: HttpRequest, pk: UUID, body: DeskRevisionIn) -> Any:
    """It may be released with its batch."""
    actions.make_ready(by=person_of(request), judgment=paper_of(request, pk), revision=body.revision)
    return again(request, pk)


@router.post("/desk/papers/{uuid:pk}/put-back", response=DeskPaperOut, operation_id="judgments_desk_put_back")
def put_back(request: HttpRequest, pk: UUID) -> Any:
    """Back on the desk, before its batch is released."""
    actions.put_back(by=person_of(request), judgment=paper_of(request, pk))
    return again(request, pk)


@router.post("/desk/papers/{uuid:pk}/correct", response=DeskPaperOut, operation_id="judgments_desk_correct")
def correct(request: HttpRequest, pk: UUID, body: DeskReasonIn) -> Any:
    """Begin to correct what is published."""
    actions.correct(by=person_of(request), judgment=paper_of(request, pk), reason=body.reason)
    return again(request, pk)


@router.post("/desk/papers/{uuid:pk}/leave", response=DeskPaperOut, operation_id="judgments_desk_leave")
def leave(request: HttpRequest, pk: UUID) -> Any:
    """Nothing is corrected: what is published stays."""
    actions.leave(by=person_of(request), judgment=paper_of(request, pk))
    return again(request, pk)


@router.post("/desk/papers/{uuid:pk}/reopen", response=DeskPaperOut, operation_id="judgments_desk_reopen")
def reopen(request: HttpRequest, pk: UUID, body: DeskReasonIn) -> Any:
    """A withdrawn paper is to be published again, or one that was kept is decided anew."""
    actions.reopen(by=person_of(request), judgment=paper_of(request, pk), reason=body.reason)
    return again(request, pk)


@router.post("/desk/papers/{uuid:pk}/withdraw", response=DeskPaperOut, operation_id="judgments_desk_withdraw")
def withdraw(request: HttpRequest, pk: UUID, body: DeskReasonIn) -> Any:
    """Take it from the public at once; its address says on which day."""
    actions.withdraw(by=person_of(request), judgment=paper_of(request, pk), reason=body.reason)
    return again(request, pk)


@router.post("/desk/papers/{uuid:pk}/discard", response=DeskPaperLineOut, operation_id="judgments_desk_discard")
def discard(request: HttpRequest, pk: UUID, body: DeskReasonIn) -> Any:
    """Remove a paper that was taken in by mistake; its text is forgotten."""
    actions.discard(by=person_of(request), judgment=paper_of(request, pk), reason=body.reason)
    return _line(paper_of(request, pk))
