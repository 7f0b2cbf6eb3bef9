"""One published judgment over HTTP, its versions, and cases like it, for everybody."""

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Schema, Status
from ninja.pagination import paginate

from sharedcourt.core import clock
from sharedcourt.core.errors import Invalid
from sharedcourt.core.paging import Each
from sharedcourt.judgments import queries
from sharedcourt.judgments.api import router
from sharedcourt.judgments.finding.limits import polite
from sharedcourt.judgments.models import Publication
from sharedcourt.judgments.reading import alike, formats, presenting
from sharedcourt.judgments.reading.addresses import address_of
from sharedcourt.judgments.searching.fields import SECTION_NAMES


class JudgmentSectionOut(Schema):
    """A part of the judgment; `name` is stable (head, parties, course, facts, reasons, order, closing, other)."""

    name: str
    title: str
    text: str


class JudgmentVersionOut(Schema):
    """A version of what the public sees; `reason` says why it was corrected. Only the newest is shown."""

    version: int
    released_at: datetime
    reason: str


class JudgmentVersionsOut(Schema):
    """All versions, the oldest first."""

    versions: list[JudgmentVersionOut]


class PublishedJudgmentOut(Schema):
    """A judgment as it is published, or the notice in its place (`kind` notice: then only number, court, day and the notice)."""

    kind: str
    key: str
    address: str
    title: str = ""
    number: str
    court: str
    decided_on: date
    paper: str = ""
    causes: list[str] = []
    laws: list[str] = []
    sections: list[JudgmentSectionOut] = []
    notice: str = ""
    version: int
    released_at: datetime


class GoneJudgmentOut(Schema):
    """It was published and has been withdrawn; nothing else is said of it."""

    code: str
    withdrawn_on: date


class PublishedNoticeOut(Schema):
    """What stands in the place of a paper that is not published."""

    key: str
    address: str
    number: str
    court: str
    decided_on: date
    notice: str
    released_at: datetime


class AlikeJudgmentOut(Schema):
    """A judgment like the one asked for, the likest first, with what both have; `sum` in yuan, 0 when none stands in it."""

    key: str
    address: str
    title: str
    number: str
    court: str
    decided_on: date
    result: str
    sum: float
    elements: list[str]
    articles: list[str]


class AlikeJudgmentsOut(Schema):
    """Twenty at most, the likest first."""

    judgments: list[AlikeJudgmentOut]


class ToldCaseIn(Schema):
    """What happened, in plain words, or a whole judgment; it is compared and kept nowhere."""

    told: str


def _found(key: str) -> Publication | Status[Any]:
    publication = queries.current(key)
    if publication is not None:
        return publication
    withdrawal = queries.was_withdrawn(key)
    if withdrawal is None:
        raise Http404
    return Status(410, {"code": "gone", "withdrawn_on": clock.local(withdrawal.at).date()})


@router.get("/notices", auth=None, response=list[PublishedNoticeOut], operation_id="judgments_notices")
@paginate
def list_notices(request: HttpRequest) -> Each:
    """The papers in whose place only a notice stands, newest first."""
    rows = queries.published().filter(kind=Publication.Kind.NOTICE).order_by("-released_at", "-id")
    return Each(rows, _notice)


def _notice(row: Publication) -> dict[str, Any]:
    key = row.judgment.key
    return {
        "key": key,
        "address": address_of(key),
        "number": row.number,
        "court": row.court_name,
        "decided_on": row.decided_on,
        "notice": "\n".join(presenting.notice_words(row)),
        "released_at": row.released_at,
    }


@router.get(
    "/{judgment_key:key}",
    auth=None,
    response={200: PublishedJudgmentOut, 410: GoneJudgmentOut},
    operation_id="judgments_read",
)
@polite
def read(request: HttpRequest, key: str) -> Any:
    """One published judgment by its key, or the notice in its place; 410 once it was withdrawn."""
    found = _found(key)
    if isinstance(found, Status):
        return found
    if found.kind == Publication.Kind.NOTICE:
        return {"kind": "notice", "version": found.version, **_notice(found)}
    card = queries.card_of(found)
    return {
        "kind": "judgment",
        "key": key,
        "address": address_of(key),
        "title": card.title,
        "number": card.number,
        "court": card.court,
        "decided_on": card.date,
        "paper": card.paper,
        "causes": card.causes,
        "laws": card.laws,
        "sections": [
            {"name": section.value, "title": SECTION_NAMES[section][0], "text": text}
            for section, text in formats.sections_of(card)
        ],
        "version": found.version,
        "released_at": found.released_at,
    }


@router.get(
    "/{judgment_key:key}/versions",
    auth=None,
    response={200: JudgmentVersionsOut, 410: GoneJudgmentOut},
    operation_id="judgments_versions",
)
@polite
def versions(request: HttpRequest, key: str) -> Any:
    """When a judgment was published and corrected, and why, oldest first; never what stood in an older version."""
    found = _found(key)
    if isinstance(found, Status):
        return found
    return {
        "versions": [
            {"version": version.number, "released_at": version.released_at, "reason": version.reason}
            for version in presenting.versions_of(found)
        ]
    }


@router.get(
    "/{judgment_key:key}/similar",
    auth=None,
    response={200: AlikeJudgmentsOut, 410: GoneJudgmentOut},
    operation_id="judgments_similar",
)
@polite
def similar(request: HttpRequest, key: str) -> Any:
    """Up to twenty judgments like a published one, the likest first."""
    found = _found(key)
    if isinstance(found, Status):
        return found
    if found.kind == Publication.Kind.NOTICE:
        raise Http404
    return _alike(alike.like_card(queries.card_of(found)))


@router.post("/similar", auth=None, response=AlikeJudgmentsOut, operation_id="judgments_told")
@polite
def told(request: HttpRequest, body: ToldCaseIn) -> Any:
    """Up to twenty judgments like a story; what is told is compared and kept nowhere."""
    text = body.told.strip()
    if not alike.SHORTEST <= len(text) <= alike.LONGEST:
        message = _("Tell what happened in %(least)d to %(most)d characters.")
        raise Invalid(message % {"least": alike.SHORTEST, "most": alike.LONGEST}, field="told")
    return _alike(alike.like_text(text))


def _alike(found: alike.Found) -> dict[str, Any]:
    return {
        "judgments": [
            {
                "key": case.line.key,
                "address": address_of(case.line.key),
                "title": case.line.title,
                "number": case.line.number,
                "court": case.line.court,
                "decided_on": case.line.date,
                "result": str(case.result),
                "sum": case.sum,
                "elements": list(case.elements),
                "articles": list(case.articles),
            }
            for case in found.cases
        ]
    }
