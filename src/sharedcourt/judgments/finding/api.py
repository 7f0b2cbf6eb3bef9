"""The public search over HTTP: questions, completions, counts; and the searches that the caller keeps."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field as Described
from ninja import Query, Schema, Status
from ninja.pagination import paginate

from sharedcourt.core.errors import Invalid
from sharedcourt.core.language import language
from sharedcourt.judgments.api import router
from sharedcourt.judgments.finding import results, saving, suggesting, wanted
from sharedcourt.judgments.finding.exporting import address_of
from sharedcourt.judgments.finding.limits import polite
from sharedcourt.judgments.finding.models import SavedSearch
from sharedcourt.judgments.finding.results import Line, Results
from sharedcourt.judgments.searching.engine import BadCursor
from sharedcourt.judgments.searching.fields import FACETS, Field
from sharedcourt.judgments.searching.problems import Problem
from sharedcourt.people.policy import person_of

MOST = 100  # results on a page


class SoughtIn(Schema):
    """As in the address of the page: each `q` searches within the results of those before it; the others are chosen values."""

    q: list[str] = []
    keyword: list[str] = []
    cause: list[str] = []
    level: list[str] = []
    region: list[str] = []
    court: list[str] = []
    year: list[str] = []
    procedure: list[str] = []
    paper: list[str] = []
    grade: list[str] = []


class SoughtPageIn(SoughtIn):
    """One page; `cursor` is `next` of the page before."""

    order: Literal["relevance", "newest", "oldest", "level"] | None = None
    size: int = Described(10, ge=1, le=MOST)
    cursor: str = ""


class FoundPieceOut(Schema):
    """Text, marked where it is what was asked for."""

    text: str
    marked: bool


class FoundQuoteOut(Schema):
    """A passage of the judgment that matters to the question."""

    section: str
    pieces: list[FoundPieceOut]
    cut_before: bool
    cut_after: bool


class FoundJudgmentOut(Schema):
    """A judgment with its permanent address."""

    key: str
    address: str
    title: str
    number: str
    court: str
    date: date
    quotes: list[FoundQuoteOut]


class FoundProblemOut(Schema):
    """What of the question could not be understood; `refused`: nothing could be searched. Places are those in the question."""

    code: str
    message: str
    start: int
    end: int
    refused: bool


class FoundPageOut(Schema):
    """`total` is exact unless `exact` says otherwise; `next` is the cursor of the next page, empty on the last."""

    total: int
    exact: bool
    widened: bool
    judgments: list[FoundJudgmentOut]
    next: str
    problems: list[FoundProblemOut]


class CompletionOut(Schema):
    """What may be meant, in how many judgments it stands, and the question with it."""

    field: str
    text: str
    total: int
    question: str


class CompletionsOut(Schema):
    """Completions, kind by kind, those of most judgments first."""

    completions: list[CompletionOut]


class CountedValueOut(Schema):
    """How many of the results have a value."""

    text: str
    total: int


class CountedFieldOut(Schema):
    """A field's values, the most frequent first; fifty at most."""

    field: str
    values: list[CountedValueOut]


class CountedOut(Schema):
    """The results counted by each field; exact."""

    total: int
    exact: bool
    fields: list[CountedFieldOut]
    problems: list[FoundProblemOut]


class SavedSearchOut(Schema):
    """A search that the caller keeps; `address` is the query of its page's address."""

    id: UUID
    name: str
    address: str
    how: str
    often: str
    created_at: datetime
    told_at: datetime | None


class SavedSearchIn(Schema):
    """A search to keep: `address` is the query of its page's address (`q=…&court=…`)."""

    name: str
    address: str
    how: str = SavedSearch.How.IN_APP.value
    often: str = SavedSearch.Often.DAILY.value


class SavedSearchChangeIn(Schema):
    """What is to be changed; what is left out stays."""

    name: str | None = None
    how: str | None = None
    often: str | None = None


def _found(request: HttpRequest, *, size: int, facets: tuple[Field, ...], passages: int) -> Results:
    try:
        return results.find(wanted.read(request.GET), size=size, facets=facets, passages=passages)
    except BadCursor as error:
        raise Invalid(_("The cursor is damaged, or belongs to a list in another order."), field="cursor") from error


def _judgment(line: Line) -> dict[str, Any]:
    return {
        "key": line.key,
        "address": address_of(line.key),
        "title": line.title,
        "number": line.number,
        "court": line.court,
        "date": line.date,
        "quotes": [
            {
                "section": str(quote.section),
                "pieces": [{"text": piece.text, "marked": piece.is_marked} for piece in quote.pieces],
                "cut_before": quote.cut_before,
                "cut_after": quote.cut_after,
            }
            for quote in line.quotes
        ],
    }


def _problems(found: tuple[Problem, ...]) -> list[dict[str, Any]]:
    return [
        {
            "code": problem.code,
            "message": problem.text(language()),
            "start": problem.start,
            "end": problem.end,
            "refused": problem.refused,
        }
        for problem in found
    ]


@router.get("/search", auth=None, response=FoundPageOut, operation_id="judgments_search")
@polite
def search(request: HttpRequest, sought: Query[SoughtPageIn]) -> Any:
    """Published judgments that answer a question; so often a minute, then 429 with Retry-After."""
    found = _found(request, size=sought.size, facets=(), passages=1)
    return {
        "total": found.count,
        "exact": found.exact,
        "widened": found.widened,
        "judgments": [_judgment(line) for line in found.lines],
        "next": found.cursor,
        "problems": _problems(found.problems),
    }


@router.get("/suggest", auth=None, response=CompletionsOut, operation_id="judgments_suggest")
@polite
def suggest(request: HttpRequest, q: str) -> Any:
    """What may be meant by the last word, of eight kinds; courts also by pinyin, short form and with slips."""
    return {
        "completions": [
            {"field": group.field.value, "text": item.text, "total": item.count, "question": item.question}
            for group in suggesting.groups(q)
            for item in group.items
        ]
    }


@router.get("/facets", auth=None, response=CountedOut, operation_id="judgments_facets")
@polite
def facets(request: HttpRequest, sought: Query[SoughtIn]) -> Any:
    """The results of a question counted by each of the fields beside them; exact."""
    found = _found(request, size=1, facets=FACETS, passages=0)
    return {
        "total": found.count,
        "exact": found.exact,
        "fields": [
            {"field": name.value, "values": [{"text": text, "total": many} for text, many in found.facets[name]]}
            for name in FACETS
        ],
        "problems": _problems(found.problems),
    }


@router.get("/saved", response=list[SavedSearchOut], operation_id="judgments_saved")
@paginate
def list_saved(request: HttpRequest) -> QuerySet[SavedSearch]:
    """The searches that the caller keeps, newest first; a program has none."""
    return saving.visible_to(request.user)


@router.post("/saved", response={201: SavedSearchOut}, operation_id="judgments_save")
def save(request: HttpRequest, body: SavedSearchIn) -> Status[Any]:
    """Keep a search and be told of what is published from now on."""
    made = saving.save(by=person_of(request), name=body.name, address=body.address, how=body.how, often=body.often)
    return Status(201, made)


@router.patch("/saved/{uuid:pk}", response=SavedSearchOut, operation_id="judgments_change_saved")
def change_saved(request: HttpRequest, pk: UUID, body: SavedSearchChangeIn) -> Any:
    """Another name, way or pace of telling."""
    row = get_object_or_404(saving.visible_to(request.user), pk=pk)
    saving.change(
        by=person_of(request),
        search=row,
        name=row.name if body.name is None else body.name,
        how=row.how if body.how is None else body.how,
        often=row.often if body.often is None else body.often,
    )
    return saving.visible_to(request.user).get(pk=pk)


@router.delete("/saved/{uuid:pk}", response={204: None}, operation_id="judgments_end_saved")
def end_saved(request: HttpRequest, pk: UUID) -> Status[Any]:
    """Hear no more of a search."""
    saving.end(by=person_of(request), search=get_object_or_404(saving.visible_to(request.user), pk=pk))
    return Status(204, None)
