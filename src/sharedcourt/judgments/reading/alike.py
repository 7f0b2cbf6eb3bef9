"""Similar cases as a page shows them: what stands now in the database, why each is alike, how they ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import pgettext_lazy

from sharedcourt.core.language import language
from sharedcourt.disputes.models import Capacity, Dispute
from sharedcourt.judgments import queries
from sharedcourt.judgments.finding.engine import guarded
from sharedcourt.judgments.likeness import finding
from sharedcourt.judgments.likeness.finding import Similar
from sharedcourt.judgments.models import Publication
from sharedcourt.judgments.reading import plots
from sharedcourt.judgments.reading.presenting import PART_WORDS, Line, line
from sharedcourt.judgments.searching.engine import Card
from sharedcourt.judgments.searching.passages import Passage
from sharedcourt.law.causes import cause as cause_of
from sharedcourt.law.errors import LawError

MOST = 20
SHORTEST, LONGEST = 10, 20_000  # characters of a story that is pasted
RESULT_WORDS: dict[str, Any] = {
    "granted": pgettext_lazy("result of a case", "claims granted"),
    "rejected": pgettext_lazy("result of a case", "claims rejected"),
    "": pgettext_lazy("result of a case", "in part, or not recognised"),
}
# What the parties of a dispute tell of it: a guarantor, somebody who owes with the borrower.
_BY_CAPACITY = {Capacity.GUARANTOR: "joint_guarantee", Capacity.CO_OBLIGOR: "common_debt"}


@dataclass(frozen=True)
class Marked:
    """Text of a passage, marked or not."""

    text: str
    is_marked: bool


@dataclass(frozen=True)
class Why:
    """A passage that tells the same, with the part it stands in."""

    part: Any
    pieces: tuple[Marked, ...]
    cut_before: bool
    cut_after: bool


@dataclass(frozen=True)
class Alike:
    """A similar case; `place` is its number in list and drawing; `sum` in yuan, 0 when no sum stands in it."""

    place: int
    line: Line
    result: Any
    sum: float
    elements: tuple[str, ...]
    articles: tuple[str, ...]
    passages: tuple[Why, ...]


@dataclass(frozen=True)
class Found:
    """Similar cases, the likest first, with the spread of their results."""

    cases: tuple[Alike, ...]
    spread: plots.Spread
    results: tuple[tuple[Any, plots.Line], ...]


def like_card(card: Card, *, limit: int = MOST) -> Found:
    """Like a published judgment (one query). Raises Unavailable while there is no index."""
    with guarded() as engine:
        found = finding.like_card(engine, card, limit=limit)
    return _shown(found)


def like_text(told: str, *, limit: int = MOST) -> Found:
    """Like a story that somebody tells; it is kept nowhere (one query)."""
    with guarded() as engine:
        found = finding.like_text(engine, told, limit=limit)
    return _shown(found)


def like_dispute(dispute: Dispute, *, told_in_court: str = "", limit: int = MOST) -> Found:
    """Like a dispute, by its cause, what is told of it (also in court) and who owes in it (two queries)."""
    given = dispute.elements
    capacities = set(dispute.parties.filter(removed_at=None).values_list("capacity", flat=True))
    told = "\n".join(str(given.get(name) or "") for name in ("contract_name", "purpose", "facts", "other_claims"))
    with guarded() as engine:
        found = finding.like_elements(
            engine,
            f"{told}\n{told_in_court}"[:LONGEST],
            [element for capacity, element in _BY_CAPACITY.items() if capacity in capacities],
            cause=_cause(dispute.cause),
            sum_=float(dispute.amount_claimed or 0),
            limit=limit,
        )
    return _shown(found)


def _cause(code: str) -> str:
    try:
        return cause_of(code).zh
    except LawError:
        return ""


def _shown(found: Sequence[Similar]) -> Found:
    """Only what stands now, as it stands now: the index may be a step behind."""
    rows = queries.published().filter(
        judgment__key__in=[similar.key for similar in found], kind=Publication.Kind.JUDGMENT
    )
    standing = {row.judgment.key: row for row in rows} if found else {}
    kept = [similar for similar in found if similar.key in standing]
    spread = plots.spread(kept)
    return Found(
        tuple(_alike(place, similar, standing[similar.key]) for place, similar in enumerate(kept, 1)),
        spread,
        tuple((RESULT_WORDS[line.result], line) for line in spread.lines),
    )


def _alike(place: int, similar: Similar, row: Publication) -> Alike:
    card = queries.card_of(row)
    return Alike(
        place,
        line(row),
        RESULT_WORDS[similar.outcome if similar.outcome in RESULT_WORDS else ""],
        similar.sum,
        tuple(element.title(language()) for element in similar.elements),
        similar.articles,
        tuple(_why(passage) for passage in similar.passages if _stands(passage, card)),
    )


def _stands(passage: Passage, card: Card) -> bool:
    """Whether the passage is in the text that is published now: of a version corrected this moment nothing older is shown."""
    return passage.text in card.sections.get(passage.section, "")


def _why(passage: Passage) -> Why:
    pieces: list[Marked] = []
    at = 0
    for mark in passage.marks:
        pieces += [Marked(passage.text[at : mark.start], False), Marked(passage.text[mark.start : mark.end], True)]
        at = mark.end
    pieces.append(Marked(passage.text[at:], False))
    shown = tuple(piece for piece in pieces if piece.text)
    return Why(PART_WORDS[passage.section], shown, passage.cut_before, passage.cut_after)
