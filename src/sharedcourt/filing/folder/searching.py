"""Full-text search in one case. The texts lie encrypted and in no index: each search opens those this reader sees, in memory.

Chinese texts come out of a PDF with blanks and breaks inside words, so both sides are compared without any.
"""

import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sharedcourt.core.errors import Invalid
from sharedcourt.filing.folder import queries
from sharedcourt.filing.folder.models import Paper
from sharedcourt.filing.folder.policy import Reader

SHORTEST, LONGEST = 2, 60
MOST_PAGES = 20_000
MOST_HITS = 50
PER_PAPER = 5
AROUND = 40
CHUNK = 200


@dataclass(frozen=True)
class Hit:
    """A passage: the page (0: it is in the title), the words around it and the words themselves."""

    paper: Paper
    page: int
    before: str
    words: str
    after: str


@dataclass(frozen=True)
class Answer:
    """What was found, how many pages were looked through, and whether there is more than is shown."""

    hits: list[Hit]
    pages: int
    more: bool


def plain(text: str) -> str:
    """A text as it is compared: compatibility forms, lower case, no blanks."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def search(reader: Reader, entered: str) -> Answer:
    """Passages in titles and pages of what this reader sees, in the order of the folder. Raises Invalid for too short or long words."""
    wanted = plain(entered)
    if not SHORTEST <= len(wanted) <= LONGEST:
        raise Invalid(
            _("Type %(shortest)d to %(longest)d characters.") % {"shortest": SHORTEST, "longest": LONGEST}, field="q"
        )
    hits: list[Hit] = []
    pages = 0
    rows = queries.papers_of(reader).select_related("party", "item", "text").defer("text__pages", "text__bookmarks")
    for paper in rows.iterator(chunk_size=CHUNK):
        text = paper.text.plain if hasattr(paper, "text") else ""
        pages += text.count("\n") + 1 if text else 0
        whole = f"{plain(paper.title)}\n{text}"
        if wanted in whole:
            found = [hit for number, page in enumerate(whole.split("\n")) if (hit := _hit(paper, number, page, wanted))]
            hits += found[:PER_PAPER]
        if len(hits) > MOST_HITS or pages >= MOST_PAGES:
            return Answer(hits[:MOST_HITS], pages, more=True)
    return Answer(hits, pages, more=False)


def _hit(paper: Paper, number: int, text: str, wanted: str) -> Hit | None:
    at = text.find(wanted)
    if at < 0:
        return None
    end = at + len(wanted)
    return Hit(paper, number, text[max(0, at - AROUND) : at], text[at:end], text[end : end + AROUND])
