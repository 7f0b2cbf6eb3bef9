"""A text without its accidents: blanks, breaks inside sentences, full width; each character knows where it stood."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

# One character for one, so that places stay.
_PLAIN = (
    {0xFF01 + place: 0x21 + place for place in range(94)}
    | {ord(dot): ord("·") for dot in "•・‧∙⋅"}
    | {ord(dash): ord("-") for dash in "‐‑‒–—―−﹣"}
    | {ord("○"): ord("〇"), ord("Ｏ"): ord("O"), ord("﹫"): ord("@")}
)
# Punctuation that is Chinese stays Chinese: rules of reading are written with it.
for _mark in "，：；！？（）":
    _PLAIN.pop(ord(_mark), None)
_PLAIN |= {ord("("): ord("（"), ord(")"): ord("）"), ord(","): ord("，"), ord(";"): ord("；"), ord(":"): ord("：")}
_LOOKED_AT = 60  # characters of a line
_LINE = re.compile(r"[^\n\r\u2028\u2029\x0b\x0c]+")
_RUN = re.compile(r"[^\s\u200b-\u200f\u2060\ufeff\u00ad\x00-\x1f]+")
_ENDS = frozenset("。；：！？”")
ROLE = (
    r"(?:再审申请人|被申请人|申请执行人|被执行人|申请人|被上诉人|上诉人|原审第三人|原审原告|原审被告|反诉原告|反诉被告|起诉人|"
    r"一审原告|一审被告|二审上诉人|二审被上诉人|原告|被告|第三人|异议人|利害关系人)"
)
# In some courts no colon follows: 原告林建川，男，… The words after the name say that a party is introduced.
INTRODUCED = r"(?:：|(?=[^，。；：、\n]{2,40}，(?:男|女|性别|[\u4e00-\u9fff]{1,6}族|生于|出生|\d{4}年|公民身份|身份证|住所|住|统一社会|组织机构|营业场所|经营场所)))"
_BEGINS = re.compile(
    ROLE + r"[一二三四五六七八九十\d]{0,2}(?:（[^）]{1,30}）)?：|"
    r"(?:法定代表人|主要负责人|负责人|执行事务合伙人|经营者|法定代理人|共同委托诉讼代理人|委托诉讼代理人|委托代理人|诉讼代理人)(?:（[^）]{1,30}）)?：|"
    r"(?:代理)?审判长|(?:代理|助理)?审判员|人民陪审员|法官助理|书记员|本院(?:经审[理查])?(?:认为|查明|认定)|经审理查明|综上|"
    r"(?:二审|一审|本案)?案件受理费|附：|附录|附件|附相关|（\d{4}）(?:最高法|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼兵]\d)|[一二][〇零一二三四五六七八九]{3}年"
)
_ALONE = re.compile(
    r"[\u4e00-\u9fff]{2,30}(?:人民法院|法院)|(?:民事|刑事|行政|执行|知识产权)?(?:判决书|裁定书|调解书|决定书|通知书|支付令)|（\d{4}）.{3,25}号(?:之[一二三四五六七八九十]+)?"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the squeezed text, from `start` to `end` in it."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Squeezed:
    """`text` has no blanks, half-width figures and letters, and a line for a paragraph; `at` says where each character stood."""

    original: str
    text: str
    at: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """From a span of the squeezed text to that of the original."""
        if start >= end:
            place = self.at[start] if start < len(self.at) else len(self.original)
            return place, place
        return self.at[start], self.at[end - 1] + 1

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The paragraphs in their order."""
        found, start = [], 0
        for text in self.text.split("\n"):
            found.append(Line(text, start, start + len(text)))
            start += len(text) + 1
        return tuple(line for line in found if line.text)


def plain(text: str) -> str:
    """A short text (a name, a number) as it stands in a squeezed one."""
    return "".join(_RUN.findall(text.translate(_PLAIN)))


def squeeze(original: str) -> Squeezed:
    """Takes out blanks and the breaks that printers and scanners put into sentences; breaks between paragraphs stay.

    A break stays after the end of a sentence, before words that begin a paragraph of a judgment, and around lines of its head.
    """
    translated = original.translate(_PLAIN)
    pieces: list[str] = []
    at: list[int] = []
    last = ""
    for line in _LINE.finditer(translated):
        runs = [(run.start(), run.end()) for run in _RUN.finditer(translated, line.start(), line.end())]
        if not runs:
            continue
        text = "".join(translated[start:end] for start, end in runs)
        if last and (last[-1] in _ENDS or _BEGINS.match(text) or _ALONE.fullmatch(text) or _ALONE.fullmatch(last)):
            pieces.append("\n")
            at.append(line.start() - 1)
            last = text
        else:
            last = (last[-_LOOKED_AT:] if last else "") + text
        pieces.append(text)
        for start, end in runs:
            at.extend(range(start, end))
    return Squeezed(original, "".join(pieces), at)


def joined_lines(lines: Sequence[str]) -> list[str]:
    """Printed lines put together to paragraphs by the same signs; a blank stays only between letters or figures of the Latin kind."""
    found: list[str] = []
    for line in lines:
        text = plain(line)
        before = plain(found[-1][-_LOOKED_AT:]) if found else ""
        if not found or not before or _parted(before, found[-1], text):
            found.append(line)
            continue
        blank = " " if found[-1][-1:].isascii() and line[:1].isascii() and found[-1][-1:].isalpha() else ""
        found[-1] += blank + line
    return found


def _parted(before: str, whole: str, text: str) -> bool:
    """Whether a new paragraph begins with `text`; `before` is the end of the last one, `whole` all of it."""
    return bool(
        before[-1] in _ENDS
        or _BEGINS.match(text)
        or _ALONE.fullmatch(text)
        or (len(whole) < _LOOKED_AT and _ALONE.fullmatch(plain(whole)))
    )


def as_it_stands(original: str) -> Squeezed:
    """The text with its blanks and breaks, only in one width: for what stands beside one another and is not one."""
    return Squeezed(original, original.translate(_PLAIN), list(range(len(original))))


_FIGURES = {figure: value for value, figure in enumerate("〇一二三四五六七八九")} | {"零": 0, "元": 1}
_TEN = 10


def number(text: str) -> int:
    """A year, month or day in figures or Chinese numerals: 2022, 二〇二二, 十二, 元. Raises ValueError on anything else."""
    if text.isascii():
        return int(text)
    if any(figure not in _FIGURES and figure != "十" for figure in text):
        raise ValueError(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (_FIGURES[tens] if tens else 1) * _TEN + (_FIGURES[ones] if ones else 0)
    return int("".join(str(_FIGURES[figure]) for figure in text))
