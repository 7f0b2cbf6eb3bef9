"""Folders over the API: the same actions, policies and refusals as the pages. Its operations join the router of filing.

Files are uploaded through the uploads of documents with the purpose `case`; here they get their place in a folder.
"""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Status
from ninja.pagination import paginate

from sharedcourt.core.errors import Invalid
from sharedcourt.core.paging import Each
from sharedcourt.disputes.models import Party
from sharedcourt.disputes.queries import parties_of
from sharedcourt.documents.models import StoredFile
from sharedcourt.filing.api import router
from sharedcourt.filing.folder import policy, queries, searching, uploads, views
from sharedcourt.filing.folder.actions import deadlines, exchange, opening, papers, talking
from sharedcourt.filing.folder.described import (
    BundleOut,
    CaseApplicationIn,
    CaseApplicationOut,
    CaseDecisionIn,
    CaseMessageIn,
    CaseMessageOut,
    CaseTaskIn,
    CaseTaskOut,
    EvidenceItemChange,
    EvidenceItemIn,
    EvidenceItemOut,
    FolderAccessOut,
    FolderHit,
    FolderHitsOut,
    FolderOut,
    FolderPaperIn,
    FolderPaperOut,
    HandedInOut,
    IdentityCodeIn,
    IdentityOut,
    LateReasonIn,
    OpinionIn,
    OpinionOut,
    VisibleIn,
    WordsIn,
    access_out,
    application_out,
    bundle_out,
    folder_out,
    item_out,
    message_out,
    opinion_out,
    paper_out,
    task_out,
)
from sharedcourt.filing.folder.models import CaseApplication, EvidenceItem, FolderAccess, Paper
from sharedcourt.filing.folder.policy import Reader
from sharedcourt.people import actions as people
from sharedcourt.people.policy import person_of

BYTES = {
    "responses": {200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}}
}


def _reader(request: HttpRequest, pk: UUID) -> Reader:
    return views.reader_for(request, pk)


def _paper(reader: Reader, pk: UUID) -> Paper:
    return views.paper_for(reader, pk)


def _item(reader: Reader, pk: UUID) -> EvidenceItem:
    return get_object_or_404(queries.items_of(reader), pk=pk)


def _application(reader: Reader, pk: UUID) -> CaseApplication:
    return get_object_or_404(queries.applications_of(reader), pk=pk)


def _file(request: HttpRequest, pk: UUID) -> StoredFile:
    found = uploads.own(person_of(request), pk)
    if found is None:
        raise Invalid(_("Choose a file first."), field="file")
    return found


def _party(reader: Reader, pk: UUID | None) -> Party | None:
    if pk is None:
        return None
    return get_object_or_404(parties_of(reader.case.dispute), pk=pk)


# ---------- papers


@router.get("/folders/{uuid:pk}", response=FolderOut, operation_id="filing_folder")
def read_folder(request: HttpRequest, pk: UUID) -> Any:
    """One folder: how many papers of which kind you see."""
    return folder_out(_reader(request, pk))


@router.get("/folders/{uuid:pk}/papers", response=list[FolderPaperOut], operation_id="filing_papers")
@paginate
def list_papers(request: HttpRequest, pk: UUID, category: str = "") -> Each:
    """The papers you see, in the order of the folder."""
    rows = queries.papers_of(_reader(request, pk))
    return Each(rows.filter(category=category) if category else rows, paper_out)


@router.post("/folders/{uuid:pk}/papers", response={201: FolderPaperOut}, operation_id="filing_add_paper")
def add_paper(request: HttpRequest, pk: UUID, body: FolderPaperIn) -> Status[Any]:
    """Put an uploaded file into the folder. The same file twice is once."""
    reader = _reader(request, pk)
    made = papers.add_paper(
        by=person_of(request),
        case=reader.case,
        file=_file(request, body.file),
        category=body.category,
        title=body.title,
        visible=body.visible,
        for_party=body.for_party,
    )
    return Status(201, paper_out(made))


@router.get("/folders/{uuid:pk}/papers/{uuid:paper_id}", response=FolderPaperOut, operation_id="filing_paper")
def read_paper(request: HttpRequest, pk: UUID, paper_id: UUID) -> Any:
    """What is known of one paper; its content is its file."""
    return paper_out(_paper(_reader(request, pk), paper_id))


@router.get("/folders/{uuid:pk}/papers/{uuid:paper_id}/file", operation_id="filing_paper_file", openapi_extra=BYTES)
def read_paper_file(request: HttpRequest, pk: UUID, paper_id: UUID) -> HttpResponse:
    """The file. Fetching it leaves a line in the list of openings."""
    reader = _reader(request, pk)
    return views.sent(reader, _paper(reader, paper_id))


@router.post(
    "/folders/{uuid:pk}/papers/{uuid:paper_id}/hand-in", response=FolderPaperOut, operation_id="filing_hand_in_paper"
)
def hand_in(request: HttpRequest, pk: UUID, paper_id: UUID, body: VisibleIn) -> Any:
    """Put a draft before the court, or before everyone."""
    found = _paper(_reader(request, pk), paper_id)
    return paper_out(papers.hand_in(by=person_of(request), paper=found, visible=body.visible))


@router.post(
    "/folders/{uuid:pk}/papers/{uuid:paper_id}/take-out", response=FolderPaperOut, operation_id="filing_take_out_paper"
)
def take_out(request: HttpRequest, pk: UUID, paper_id: UUID) -> Any:
    """Take a draft out."""
    found = _paper(_reader(request, pk), paper_id)
    return paper_out(papers.take_out(by=person_of(request), paper=found))


@router.post(
    "/folders/{uuid:pk}/papers/{uuid:paper_id}/show", response=FolderPaperOut, operation_id="filing_show_paper"
)
def show_paper(request: HttpRequest, pk: UUID, paper_id: UUID) -> Any:
    """The court lets both sides see what it had kept."""
    found = _paper(_reader(request, pk), paper_id)
    return paper_out(papers.show_to_all(by=person_of(request), paper=found))


@router.post("/folders/{uuid:pk}/search", response=FolderHitsOut, operation_id="filing_search_folder")
def search_folder(request: HttpRequest, pk: UUID, body: WordsIn) -> Any:
    """Words in titles and texts of the papers you see; the first fifty passages."""
    reader = _reader(request, pk)
    answer = searching.search(reader, body.q)
    shown = {hit.paper.pk: hit.paper for hit in answer.hits if hit.page}
    opening.opened_all(by=reader, papers=shown.values(), how=FolderAccess.How.FOUND)
    hits = [
        FolderHit(paper=hit.paper.pk, page=hit.page, before=hit.before, words=hit.words, after=hit.after)
        for hit in answer.hits
    ]
    return FolderHitsOut(hits=hits, pages=answer.pages, more=answer.more)


@router.get("/folders/{uuid:pk}/accesses", response=list[FolderAccessOut], operation_id="filing_accesses")
@paginate
def list_accesses(request: HttpRequest, pk: UUID) -> Each:
    """Who opened which of the papers you see, newest first."""
    return Each(queries.accesses_of(_reader(request, pk)), access_out)


@router.get("/folders/{uuid:pk}/bundles", response=list[BundleOut], operation_id="filing_bundles")
@paginate
def list_bundles(request: HttpRequest, pk: UUID) -> Each:
    """Your own bundles that are still there, and how far they are."""
    return Each(queries.bundles_of(_reader(request, pk)), bundle_out)


@router.post("/folders/{uuid:pk}/bundles", response={201: BundleOut}, operation_id="filing_order_bundle")
def order_bundle(request: HttpRequest, pk: UUID) -> Status[Any]:
    """Everything you see as one numbered PDF, made in the background."""
    reader = _reader(request, pk)
    return Status(201, bundle_out(opening.order_bundle(by=person_of(request), case=reader.case)))


@router.get("/folders/{uuid:pk}/bundles/{uuid:bundle_id}/file", operation_id="filing_bundle_file", openapi_extra=BYTES)
def read_bundle(request: HttpRequest, pk: UUID, bundle_id: UUID) -> HttpResponse:
    """The finished file."""
    return views.bundle_sent(_reader(request, pk), bundle_id)


# ---------- evidence


@router.get("/folders/{uuid:pk}/evidence", response=list[EvidenceItemOut], operation_id="filing_evidence")
@paginate
def list_evidence(request: HttpRequest, pk: UUID) -> Each:
    """Evidence handed in, and what your own side prepares, with the opinions you see."""
    return Each(queries.items_of(_reader(request, pk)), item_out)


@router.post("/folders/{uuid:pk}/evidence", response={201: EvidenceItemOut}, operation_id="filing_add_evidence")
def add_evidence(request: HttpRequest, pk: UUID, body: EvidenceItemIn) -> Status[Any]:
    """A new line of your catalogue; the others see it once you hand the catalogue in."""
    reader = _reader(request, pk)
    policy.require_side(person_of(request), reader.case)
    made = exchange.add_item(
        by=person_of(request),
        case=reader.case,
        files=[_file(request, each) for each in body.files],
        title=body.title,
        proves=body.proves,
        original=body.original,
        for_party=body.for_party,
    )
    return Status(201, item_out(_item(reader, made.pk)))


@router.put(
    "/folders/{uuid:pk}/evidence/{uuid:item_id}", response=EvidenceItemOut, operation_id="filing_change_evidence"
)
def change_evidence(request: HttpRequest, pk: UUID, item_id: UUID, body: EvidenceItemChange) -> Any:
    """Put a line right that is not handed in."""
    reader = _reader(request, pk)
    exchange.change_item(by=person_of(request), item=_item(reader, item_id), **body.dict())
    return item_out(_item(reader, item_id))


@router.delete(
    "/folders/{uuid:pk}/evidence/{uuid:item_id}", response={204: None}, operation_id="filing_remove_evidence"
)
def remove_evidence(request: HttpRequest, pk: UUID, item_id: UUID) -> Status[Any]:
    """Take a line out that is not handed in."""
    reader = _reader(request, pk)
    exchange.remove_item(by=person_of(request), item=_item(reader, item_id))
    return Status(204, None)


@router.post("/folders/{uuid:pk}/evidence/submit", response=HandedInOut, operation_id="filing_submit_evidence")
def submit_evidence(request: HttpRequest, pk: UUID, body: LateReasonIn) -> Any:
    """Hand in every line that is ready, once you have shown again who you are. After the period a reason is needed."""
    reader = _reader(request, pk)
    count = exchange.submit_catalogue(by=person_of(request), case=reader.case, **body.dict())
    return HandedInOut(count=count)


@router.put(
    "/folders/{uuid:pk}/evidence/{uuid:item_id}/opinion", response=OpinionOut, operation_id="filing_save_opinion"
)
def save_opinion(request: HttpRequest, pk: UUID, item_id: UUID, body: OpinionIn) -> Any:
    """What you say to a piece of the other side's evidence, as a draft."""
    reader = _reader(request, pk)
    return opinion_out(exchange.save_opinion(by=person_of(request), item=_item(reader, item_id), **body.dict()))


@router.post("/folders/{uuid:pk}/opinions/submit", response=HandedInOut, operation_id="filing_submit_opinions")
def submit_opinions(request: HttpRequest, pk: UUID, for_party: UUID | None = None) -> Any:
    """Hand in all your drafts at once, once you have shown again who you are."""
    reader = _reader(request, pk)
    return HandedInOut(count=exchange.submit_opinions(by=person_of(request), case=reader.case, for_party=for_party))


@router.post("/folders/{uuid:pk}/identity/code", response={202: None}, operation_id="filing_ask_identity_code")
def ask_identity_code(request: HttpRequest, pk: UUID) -> Status[Any]:
    """Six digits by SMS to your own phone, to show again who you are before handing in (ODLR 7)."""
    reader = _reader(request, pk)
    policy.require_side(person_of(request), reader.case)
    people.ask_again(by=person_of(request), request=request)
    return Status(202, None)


@router.post("/folders/{uuid:pk}/identity", response={201: IdentityOut}, operation_id="filing_confirm_identity")
def confirm_identity(request: HttpRequest, pk: UUID, body: IdentityCodeIn) -> Status[Any]:
    """You show again who you are. Until `until` you may hand in evidence and opinions in this case, and so may your programs."""
    reader, by = _reader(request, pk), person_of(request)
    policy.require_side(by, reader.case)
    people.confirm_again(by=by, code=body.code, scope=reader.case.pk, request=request)
    until = people.confirmed_until(by, reader.case.pk)
    assert until is not None
    return Status(201, IdentityOut(until=until))


# ---------- messages, applications, tasks


@router.get("/folders/{uuid:pk}/messages", response=list[CaseMessageOut], operation_id="filing_messages")
@paginate
def list_messages(request: HttpRequest, pk: UUID) -> Each:
    """Messages you see, newest first; from now on they count as read by you."""
    reader = _reader(request, pk)
    talking.read(by=person_of(request), case=reader.case)
    return Each(queries.messages_of(reader), message_out)


@router.post("/folders/{uuid:pk}/messages", response={201: CaseMessageOut}, operation_id="filing_send_message")
def send_message(request: HttpRequest, pk: UUID, body: CaseMessageIn) -> Status[Any]:
    """Write to the court, to one party (the court does), or to everyone in the case."""
    reader = _reader(request, pk)
    made = talking.send(
        by=person_of(request),
        case=reader.case,
        text=body.text,
        audience=body.audience,
        to=_party(reader, body.party),
        key=body.key,
        for_party=body.for_party,
    )
    return Status(201, message_out(made))


@router.get("/folders/{uuid:pk}/applications", response=list[CaseApplicationOut], operation_id="filing_applications")
@paginate
def list_applications(request: HttpRequest, pk: UUID) -> Each:
    """What was applied for, newest first, with the decisions."""
    return Each(queries.applications_of(_reader(request, pk)), application_out)


@router.post(
    "/folders/{uuid:pk}/applications", response={201: CaseApplicationOut}, operation_id="filing_make_application"
)
def make_application(request: HttpRequest, pk: UUID, body: CaseApplicationIn) -> Status[Any]:
    """Apply to the court for one thing."""
    reader = _reader(request, pk)
    return Status(201, application_out(talking.apply(by=person_of(request), case=reader.case, **body.dict())))


@router.post(
    "/folders/{uuid:pk}/applications/{uuid:application_id}/withdraw",
    response=CaseApplicationOut,
    operation_id="filing_withdraw_application",
)
def withdraw_application(request: HttpRequest, pk: UUID, application_id: UUID) -> Any:
    """Take it back before it is decided."""
    found = _application(_reader(request, pk), application_id)
    return application_out(talking.withdraw(by=person_of(request), application=found))


@router.post(
    "/folders/{uuid:pk}/applications/{uuid:application_id}/decide",
    response=CaseApplicationOut,
    operation_id="filing_decide_application",
)
def decide_application(request: HttpRequest, pk: UUID, application_id: UUID, body: CaseDecisionIn) -> Any:
    """The judge decides, with the reason."""
    found = _application(_reader(request, pk), application_id)
    return application_out(talking.decide(by=person_of(request), application=found, **body.dict()))


@router.post(
    "/folders/{uuid:pk}/applications/{uuid:application_id}/show",
    response=CaseApplicationOut,
    operation_id="filing_show_application",
)
def show_application(request: HttpRequest, pk: UUID, application_id: UUID) -> Any:
    """The court lets the other side see a decided application."""
    found = _application(_reader(request, pk), application_id)
    return application_out(talking.show_application(by=person_of(request), application=found))


@router.get("/folders/{uuid:pk}/tasks", response=list[CaseTaskOut], operation_id="filing_tasks")
@paginate
def list_tasks(request: HttpRequest, pk: UUID) -> Each:
    """Who has to do what by when."""
    return Each(queries.tasks_of(_reader(request, pk)), task_out)


@router.post("/folders/{uuid:pk}/tasks", response={201: CaseTaskOut}, operation_id="filing_set_task")
def set_task(request: HttpRequest, pk: UUID, body: CaseTaskIn) -> Status[Any]:
    """The court sets a day, for a party or for itself."""
    reader = _reader(request, pk)
    made = deadlines.set_task(
        by=person_of(request),
        case=reader.case,
        party=_party(reader, body.party),
        kind=body.kind,
        due=body.due,
        what=body.what,
    )
    return Status(201, task_out(made))


@router.post("/folders/{uuid:pk}/tasks/{uuid:task_id}/done", response=CaseTaskOut, operation_id="filing_finish_task")
def finish_task(request: HttpRequest, pk: UUID, task_id: UUID) -> Any:
    """It is done."""
    found = queries.tasks_of(_reader(request, pk)).filter(pk=task_id).first()
    if found is None:
        raise Http404
    return task_out(deadlines.finish_task(by=person_of(request), task=found))
