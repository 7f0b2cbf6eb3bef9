"""The plaint and the answer to it over the API: what is asked, what was answered, the drafts. Signing is `documents_sign`, in person."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Field, Schema, Status
from ninja.pagination import paginate

from sharedcourt.core import clock
from sharedcourt.core.language import language
from sharedcourt.core.paging import Each
from sharedcourt.filing.api import router
from sharedcourt.filing.cases import queries as cases
from sharedcourt.filing.cases.models import Case
from sharedcourt.filing.plaint import actions, pleadings, policy, queries
from sharedcourt.filing.plaint.models import AnswerForm, Plaint
from sharedcourt.filing.plaint.views import FORMATS, draft_of
from sharedcourt.law.plaints import elements
from sharedcourt.law.plaints.elements import Element, in_language
from sharedcourt.people.policy import person_of

Draft = Literal["pdf", "docx"]


class ElementOut(Schema):
    """One thing that is asked. `kind`: text, long, money (yuan), price, rate (percent, "6.5"), number, date (ISO), choice, choices, yes_no, table, listed."""

    key: str
    kind: str
    label: str
    help: str
    example: str
    required: bool
    shown: bool = Field(description="whether it is asked, by what has been answered so far")
    certain: bool = Field(description="False where the model text was not before us")
    options: dict[str, str]
    columns: list["ElementOut"]
    answer: Any = Field(description="what was typed, else what the dispute already holds")
    known: bool = Field(description="whether the answer comes from the dispute and has not been typed")
    problem: str = Field(description="what is wrong or missing, in words")


class PleadingPageOut(Schema):
    key: str
    part: str
    title: str
    said: list[str] = Field(description="of an answer: what the plaintiff says")
    done: bool
    elements: list[ElementOut]


class PleadingSumOut(Schema):
    key: str
    label: str
    amount: str
    formulas: list[str]


class PleadingOut(Schema):
    """A plaint or an answer with everything it asks, one page after another."""

    id: UUID
    case: UUID
    form: str
    form_on: date
    title: str
    state: str
    revision: int = Field(description="send it back when saving; 409 when a colleague has saved the same page since")
    complete: bool
    missing: list[str]
    problems: dict[str, str] = Field(description="by element, or `table:row:column`")
    pages: list[PleadingPageOut]
    sums: list[PleadingSumOut]
    total: str | None
    unsettled: str = Field(description="why the sums cannot be worked out yet")
    file: UUID | None = Field(description="the official paper, once drawn up: sign and download it as a document")
    signed_at: datetime | None


class PleadingFormOut(Schema):
    code: str
    title: str
    causes: list[str]
    source: str
    published: str
    certain: bool


class PleadingFormsOut(Schema):
    """The element forms in force, a handful."""

    forms: list[PleadingFormOut]


class PleadingFormIn(Schema):
    form: str = Field("", description="a form's code; empty for the one that fits the cause of the case")


class PleadingAnswersIn(Schema):
    answers: dict[str, Any] = Field(
        description="by element, as typed; a list for choices, a list of rows of text for a table"
    )
    revision: int | None = None


class SignedAnswerOut(Schema):
    """An answer to the plaint that you may read."""

    id: UUID
    party: UUID
    state: str
    file: UUID | None
    signed_at: datetime | None


def _plaint_case(request: HttpRequest, pk: UUID) -> Case:
    case = get_object_or_404(cases.visible_to(request.user), pk=pk)
    if not policy.may_fill_plaint(request.user, case):
        raise Http404
    return case


def _answer_case(request: HttpRequest, pk: UUID) -> Case:
    case = get_object_or_404(cases.visible_to(request.user), pk=pk)
    if not policy.answering_parties(request.user, case):
        raise Http404
    return case


def _plaint(request: HttpRequest, pk: UUID) -> Plaint:
    return get_object_or_404(queries.plaints_of(request.user), case=_plaint_case(request, pk))


def _answer(request: HttpRequest, pk: UUID, for_party: UUID | None) -> AnswerForm:
    """The person's own answer, or that of the client who is named; who acts for several has to name one."""
    case = _answer_case(request, pk)
    party = policy.answering_party(request.user, case, for_party)
    if party is None:
        raise Http404
    return get_object_or_404(queries.answers_of(request.user), case=case, party=party)


def _element(element: Element, opened: pleadings.Opened, standing: dict[str, Any], lang: str) -> ElementOut:
    problem = opened.reading.problems.get(element.key)
    missing = element.key in opened.reading.missing
    return ElementOut(
        key=element.key,
        kind=element.kind,
        label=element.text(lang),
        help=in_language(element.help, lang),
        example=element.example,
        required=element.required,
        shown=element.key in opened.reading.shown,
        certain=element.certain,
        options={key: in_language(words, lang) for key, words in element.choices.items()},
        columns=[_column(column, lang) for column in element.columns],
        answer=standing.get(element.key, opened.given.get(element.key, "")),
        known=element.key in opened.given and element.key not in opened.pleading.answers,
        problem=problem.text(lang) if problem is not None else actions.not_answered(element) if missing else "",
    )


def _column(column: Element, lang: str) -> ElementOut:
    return ElementOut(
        key=column.key,
        kind=column.kind,
        label=column.text(lang),
        help=in_language(column.help, lang),
        example=column.example,
        required=column.required,
        shown=True,
        certain=column.certain,
        options={},
        columns=[],
        answer="",
        known=False,
        problem="",
    )


def _out(pleading: Plaint | AnswerForm) -> PleadingOut:
    lang = language()
    opened = pleadings.opened(pleading, lang=lang)
    standing = opened.answers()
    return PleadingOut(
        id=pleading.pk,
        case=pleading.case_id,
        form=pleading.form,
        form_on=pleading.form_on,
        title=opened.form.text(lang),
        state=str(pleading.state),
        revision=pleading.revision,
        complete=opened.is_complete,
        missing=list(opened.reading.missing),
        problems={name: problem.text(lang) for name, problem in opened.reading.problems.items()},
        pages=[
            PleadingPageOut(
                key=page.key,
                part=page.part,
                title=page.text(lang),
                said=list(page.said),
                done=opened.is_done(page),
                elements=[_element(element, opened, standing, lang) for element in page.elements],
            )
            for page in opened.form.pages
        ],
        sums=[
            PleadingSumOut(
                key=each.key,
                label=in_language(each.label, lang),
                amount=str(each.amount),
                formulas=[in_language(formula, lang) for formula in each.formulas],
            )
            for each in (opened.account.sums if opened.account is not None else ())
        ],
        total=str(opened.total) if opened.total is not None else None,
        unsettled=opened.unsettled.text(lang) if opened.unsettled is not None else "",
        file=pleading.file_id,
        signed_at=pleading.signed_at,
    )


def _draft(pleading: Plaint | AnswerForm, fmt: str) -> HttpResponse:
    response = HttpResponse(draft_of(pleadings.opened(pleading), fmt), content_type=FORMATS[fmt])
    response["Cache-Control"] = "private, no-store"
    return response


@router.get("/plaint-forms", response=PleadingFormsOut, operation_id="filing_plaint_forms")
def plaint_forms(request: HttpRequest) -> Any:
    """The element forms of plaints in force today, each with the causes it fits."""
    today = clock.today()
    found = [elements.form(code, today) for code, _title in elements.choices(today)]
    return {
        "forms": [
            PleadingFormOut(
                code=form.code,
                title=form.text(language()),
                causes=list(form.causes),
                source=form.source,
                published=form.published,
                certain=form.certain,
            )
            for form in found
        ]
    }


# ---------- the plaint


@router.get("/cases/{uuid:case_id}/plaint", response=PleadingOut, operation_id="filing_plaint")
def read_plaint(request: HttpRequest, case_id: UUID) -> Any:
    """The plaint of your side's case, as far as it is filled in."""
    return _out(_plaint(request, case_id))


@router.post("/cases/{uuid:case_id}/plaint", response={201: PleadingOut}, operation_id="filing_begin_plaint")
def begin_plaint(request: HttpRequest, case_id: UUID, body: PleadingFormIn) -> Status[Any]:
    """Begin the plaint, prefilled from the dispute; or use another form for it."""
    case = _plaint_case(request, case_id)
    return Status(201, _out(actions.begin_plaint(by=person_of(request), case=case, form=body.form)))


@router.patch("/cases/{uuid:case_id}/plaint", response=PleadingOut, operation_id="filing_save_plaint")
def save_plaint(request: HttpRequest, case_id: UUID, body: PleadingAnswersIn) -> Any:
    """Keep answers, complete or not; what is missing or wrong comes back in words."""
    row = _plaint(request, case_id)
    return _out(actions.save(by=person_of(request), pleading=row, answers=body.answers, revision=body.revision))


@router.post("/cases/{uuid:case_id}/plaint/draw-up", response=PleadingOut, operation_id="filing_draw_up_plaint")
def draw_up_plaint(request: HttpRequest, case_id: UUID) -> Any:
    """Make the official paper; whoever does this signs it, in person."""
    return _out(actions.draw_up(by=person_of(request), pleading=_plaint(request, case_id)))


@router.post("/cases/{uuid:case_id}/plaint/reopen", response=PleadingOut, operation_id="filing_reopen_plaint")
def reopen_plaint(request: HttpRequest, case_id: UUID) -> Any:
    """Back to the draft; the paper that was drawn up no longer counts."""
    return _out(actions.reopen(by=person_of(request), pleading=_plaint(request, case_id)))


@router.get("/cases/{uuid:case_id}/plaint/draft", operation_id="filing_plaint_draft")
def plaint_draft(request: HttpRequest, case_id: UUID, fmt: Draft = "pdf") -> HttpResponse:
    """The draft as a PDF or Word file, marked as one."""
    return _draft(_plaint(request, case_id), fmt)


# ---------- the answer to it


@router.get("/cases/{uuid:case_id}/answers", response=list[SignedAnswerOut], operation_id="filing_answers")
@paginate
def list_answers(request: HttpRequest, case_id: UUID) -> Each:
    """The answers to the plaint that you may read: your own, and those that are signed."""
    case = get_object_or_404(cases.visible_to(request.user), pk=case_id)
    rows = queries.visible_answers(request.user, case).order_by("created_at", "pk")
    return Each(
        rows,
        lambda row: SignedAnswerOut(
            id=row.pk, party=row.party_id, state=str(row.state), file=row.file_id, signed_at=row.signed_at
        ),
    )


@router.get("/cases/{uuid:case_id}/answer", response=PleadingOut, operation_id="filing_answer_form")
def read_answer(request: HttpRequest, case_id: UUID, for_party: UUID | None = None) -> Any:
    """Your answer to the plaint (of `for_party`, where you act for several), as far as it is filled in."""
    return _out(_answer(request, case_id, for_party))


@router.post("/cases/{uuid:case_id}/answer", response={201: PleadingOut}, operation_id="filing_begin_answer")
def begin_answer(request: HttpRequest, case_id: UUID, for_party: UUID | None = None) -> Status[Any]:
    """Begin the answer to the plaint."""
    case = _answer_case(request, case_id)
    return Status(201, _out(actions.begin_answer(by=person_of(request), case=case, for_party=for_party)))


@router.patch("/cases/{uuid:case_id}/answer", response=PleadingOut, operation_id="filing_save_answer")
def save_answer(request: HttpRequest, case_id: UUID, body: PleadingAnswersIn, for_party: UUID | None = None) -> Any:
    """Keep answers, complete or not: `stance_…` is agreed or contested, `reason_…` says why."""
    row = _answer(request, case_id, for_party)
    return _out(actions.save(by=person_of(request), pleading=row, answers=body.answers, revision=body.revision))


@router.post("/cases/{uuid:case_id}/answer/draw-up", response=PleadingOut, operation_id="filing_draw_up_answer")
def draw_up_answer(request: HttpRequest, case_id: UUID, for_party: UUID | None = None) -> Any:
    """Make the official paper; whoever does this signs it, in person."""
    return _out(actions.draw_up(by=person_of(request), pleading=_answer(request, case_id, for_party)))


@router.post("/cases/{uuid:case_id}/answer/reopen", response=PleadingOut, operation_id="filing_reopen_answer")
def reopen_answer(request: HttpRequest, case_id: UUID, for_party: UUID | None = None) -> Any:
    """Back to the draft, before it is signed."""
    return _out(actions.reopen(by=person_of(request), pleading=_answer(request, case_id, for_party)))


@router.get("/cases/{uuid:case_id}/answer/draft", operation_id="filing_answer_draft")
def answer_draft(
    request: HttpRequest, case_id: UUID, fmt: Draft = "pdf", for_party: UUID | None = None
) -> HttpResponse:
    """The draft as a PDF or Word file, marked as one."""
    return _draft(_answer(request, case_id, for_party), fmt)
