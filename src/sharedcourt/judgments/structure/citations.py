"""Articles of law and numbers of cases that a text cites, with their places."""

import re
from dataclasses import dataclass

from sharedcourt.judgments.text import Squeezed

_NUMERAL = r"[〇零一二三四五六七八九十百千\d]+"
_ARTICLE = re.compile(rf"第{_NUMERAL}条(?:之{_NUMERAL})?(?:第{_NUMERAL}款)?(?:第?（?{_NUMERAL}）?项)?")
_LAW = re.compile(
    r"《([^《》]{2,60})》|(?<![\u4e00-\u9fff])(民法典|民事诉讼法|合同法|担保法|物权法|婚姻法|保险法)(?=第)"
)
_BETWEEN = re.compile(
    r"(?:（[^（）]{0,20}）)?[、，和及以与]*(?:第[〇零一二三四五六七八九十]+款|第（?[一二三四五六七八九十]+）?项)?[、，和及以与]*"
)
_CASE = re.compile(
    r"（(\d{4})）((?:最高法|[\u4e00-\u9fff])(?:\d{4}|\d{2})?)([\u4e00-\u9fff]{1,4})([1-9]\d*)号((?:之[一二三四五六七八九十]+)?)"
)


@dataclass(frozen=True, slots=True)
class Article:
    """《中华人民共和国民法典》第六百七十五条, from `start` to `end` of the original text; the first after its law's name includes that."""

    law: str
    article: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CaseCited:
    """A case number in its normal form, and its place."""

    number: str
    start: int
    end: int


def articles(squeezed: Squeezed, start: int = 0, end: int | None = None) -> tuple[Article, ...]:
    """Every article cited with the name of its law, in the order of the text."""
    text, found = squeezed.text, []
    end = len(text) if end is None else end
    for law in _LAW.finditer(text, start, end):
        name, at, begins = law[1] or law[2], law.end(), law.start()
        while True:
            gap = _BETWEEN.match(text, at, end)
            at = gap.end() if gap else at
            article = _ARTICLE.match(text, at, end)
            if article is None:
                break
            found.append(Article(name, article[0], *squeezed.span(begins, article.end())))
            at = article.end()
            next_at = _BETWEEN.match(text, at, end)
            begins = next_at.end() if next_at else at
    return tuple(found)


def cases(squeezed: Squeezed, start: int = 0, end: int | None = None) -> tuple[CaseCited, ...]:
    """Every case number, with brackets and figures of any width, in the order of the text."""
    text = squeezed.text
    return tuple(
        CaseCited(f"（{case[1]}）{case[2]}{case[3]}{case[4]}号{case[5]}", *squeezed.span(case.start(), case.end()))
        for case in _CASE.finditer(text, start, len(text) if end is None else end)
    )
