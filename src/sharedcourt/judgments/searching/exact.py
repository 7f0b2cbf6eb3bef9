"""What is kept whole in a text: case numbers of any age and bracket, articles of laws, sums and other numbers.

All functions take text that `words.normal` has passed: half-width, round brackets.
"""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}
_COUNT = "0-9零〇一二两三四五六七八九十百千万"

# (2020)浙0302民初2881号之一, and the form until 2015: (2012)温鹿商初字第00123号.
CASE_NUMBER = (
    r"\(\s*(?P<year>(?:19|20)\d\d)\s*\)\s*(?P<court>[\u4e00-\u9fa5]{1,8}?\s*\d{0,4})\s*"
    r"(?P<kind>[\u4e00-\u9fa5]{1,6}?)\s*(?P<old>字\s*第)?\s*(?P<serial>\d{1,8}(?:-\d{1,3})?)\s*号(?P<suffix>之[一二三四五六七八九十]+)?"
)
ARTICLE = rf"第(?P<article>[{_COUNT}]{{1,9}})(?P<of>条|款)(?P<after>之[一二三四五六七八九十]+)?"
NUMBER = r"(?P<sum>\d[\d,]*(?:\.\d+)?)(?P<unit>[万亿])?"
WORDS_SUM = r"(?P<spoken>[一二两三四五六七八九十][零〇一二两三四五六七八九十百千万亿]{1,15})(?=元)"
_KEPT = re.compile(f"{CASE_NUMBER}|{ARTICLE}|{NUMBER}|{WORDS_SUM}")
_MAY_BEGIN = re.compile(r"[(第0-9一二两三四五六七八九十]")
_ONLY_CASE_NUMBER = re.compile(CASE_NUMBER)


def whole(text: str) -> "Iterator[re.Match[str]]":
    """All that is kept whole, in order. Looks only where it can begin: three times as fast as one search for all."""
    at = 0
    while (begin := _MAY_BEGIN.search(text, at)) is not None:
        match = _KEPT.match(text, begin.start())
        if match is None:
            at = begin.end()
        else:
            yield match
            at = match.end()


def counted(text: str) -> int:
    """三百二十五 → 325; digits are read as they are. Raises ValueError for anything else."""
    if text.isdigit() and text.isascii():
        return int(text)
    total = part = digit = 0
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _UNITS:
            part += (digit or 1) * _UNITS[character]
            digit = 0
        elif character in _LARGE:
            total = (total + part + digit) * _LARGE[character]
            part = digit = 0
        else:
            raise ValueError(f"{text!r} is no number")
    return total + part + digit


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _case_number(match: "re.Match[str]") -> str:
    court, kind = match["court"].replace(" ", ""), match["kind"]
    serial = match["serial"].lstrip("0") or "0"
    old = "字第" if match["old"] else ""
    return f"({match['year']}){court}{kind}{old}{serial}号{match['suffix'] or ''}".replace(" ", "")


def case_number(text: str) -> str | None:
    """The one spelling under which a case number is found, when `text` is one; None otherwise."""
    match = _ONLY_CASE_NUMBER.fullmatch(text.strip())
    return None if match is None else _case_number(match)


def case_numbers(text: str) -> list[str]:
    """All case numbers in a text, in that spelling, in order."""
    return [_case_number(match) for match in _ONLY_CASE_NUMBER.finditer(text)]


def kept(match: "re.Match[str]") -> str:
    """The token for what `whole` found: a case number, 第676条, a plain number (10万 and 100,000.00 are 100000)."""
    if match["year"]:
        return _case_number(match)
    if match["article"]:
        try:
            return f"第{counted(match['article'])}{match['of']}{match['after'] or ''}"
        except ValueError:
            return match[0]
    if match["spoken"]:
        try:
            return str(counted(match["spoken"]))
        except ValueError:
            return match[0]
    try:
        value = Decimal(match["sum"].replace(",", "").rstrip("."))
    except InvalidOperation:
        return match[0]
    return _plain(value * _LARGE[match["unit"]] if match["unit"] else value)


_PREFIX = "中华人民共和国"
_CITED = re.compile(r"《?([^《》]*?)》?(第[^《》]*)?")


def law_terms(citation: str) -> list[str]:
    """A cited law from wide to narrow: 民法典, 民法典第585条, 民法典第585条第1款. Empty when no law is named."""
    match = _CITED.fullmatch("".join(citation.split()))
    if match is None or not match[1]:
        return []
    terms = [match[1].removeprefix(_PREFIX)]
    for place in re.finditer(ARTICLE, match[2] or ""):
        try:
            number = counted(place["article"])
        except ValueError:
            break
        terms.append(f"{terms[-1]}第{number}{place['of']}{place['after'] or ''}")
    return terms
