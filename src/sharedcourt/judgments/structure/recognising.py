"""Which paragraphs are a judgment's head, parties, course, claims, defence, findings, reasoning, order, closing and signatures."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sharedcourt.judgments.structure import citations, people
from sharedcourt.judgments.structure.citations import Article, CaseCited
from sharedcourt.judgments.structure.people import People
from sharedcourt.judgments.text import INTRODUCED, ROLE, Line, Squeezed, number, squeeze

SURE, LIKELY, GUESSED = 0.97, 0.8, 0.5


class PartName(StrEnum):
    """In the order in which they stand."""

    HEAD = "head"
    PARTIES = "parties"
    COURSE = "course"
    CLAIMS = "claims"
    DEFENCE = "defence"
    FINDINGS = "findings"
    REASONING = "reasoning"
    ORDER = "order"
    CLOSING = "closing"
    SIGNATURES = "signatures"
    OTHER = "other"  # an annex after the signatures


# Where the public site's full text can be limited to.
SCOPES: dict[PartName, str] = {
    PartName.HEAD: "首部",
    PartName.PARTIES: "当事人段",
    PartName.COURSE: "诉讼记录",
    PartName.CLAIMS: "事实",
    PartName.DEFENCE: "事实",
    PartName.FINDINGS: "事实",
    PartName.REASONING: "理由",
    PartName.ORDER: "判决结果",
    PartName.CLOSING: "尾部",
    PartName.SIGNATURES: "尾部",
    PartName.OTHER: "其他",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A part from `start` to `end` of the original text. One name may stand more than once (claims told again on appeal)."""

    name: PartName
    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Found:
    """A value, where it stands in the original text, and how sure that is (0 to 1); empty with 0 when it was not found."""

    value: str = ""
    start: int = 0
    end: int = 0
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Structure:
    """What was recognised. `applied` are the articles of the reasoning's last paragraph; `cited` all of them."""

    court: Found
    kind: Found
    number: Found
    cause: Found
    decided: Found
    decided_on: date | None
    people: People
    parts: tuple[Part, ...]
    cited: tuple[Article, ...]
    applied: tuple[Article, ...]
    cases: tuple[CaseCited, ...]

    def part(self, name: PartName) -> tuple[Part, ...]:
        """The parts of a name, in their order."""
        return tuple(part for part in self.parts if part.name is name)

    @property
    def confidence(self) -> float:
        """Of the least certain among what every judgment has; 0 when one is missing."""
        must = [self.court.confidence, self.kind.confidence, self.number.confidence, self.decided.confidence]
        needed = (PartName.PARTIES, PartName.REASONING, PartName.ORDER)
        must += [max((part.confidence for part in self.part(name)), default=0.0) for name in needed]
        return min(must)


_TITLE = r"(?:民事|刑事|行政|执行|赔偿|司法救助)*(?:附带民事)?(?:判决书|裁定书|调解书|决定书|支付令|通知书)"
_COURT = re.compile(rf"^([\u4e00-\u9fff]{{2,30}}?(?:人民法院|法院))(?:{_TITLE})?$")
_KIND = re.compile(rf"^(?:[\u4e00-\u9fff]{{2,30}}?法院)?({_TITLE})$")
_PARTY_LINE = re.compile(
    ROLE
    + r"[一二三四五六七八九十\d]{0,2}(?:（[^）]{1,30}）)?"
    + INTRODUCED
    + r"|(?:法定代表人|主要负责人|负责人|执行事务合伙人|经营者|法定代理人|(?:共同)?(?:委托)?(?:诉讼)?代理人)(?:（[^）]{1,30}）)?(?:：|[\u4e00-\u9fff]{2,4}[，。（])"
)
_CAUSE = re.compile(r"(?:之间的?)?((?:[\u4e00-\u9fff]{2,20}、)?[\u4e00-\u9fff（）]{2,30}?(?:纠纷|争议|之诉|责任))一案")
_CUES: tuple[tuple[PartName, re.Pattern[str], float], ...] = (
    (PartName.REASONING, re.compile(r"本院(?:经审查|经审理|二审|再审)?认为|综上所?述?，"), SURE),
    (PartName.FINDINGS, re.compile(r"(?:一审|原审)法院(?:经审理)?(?:认定|查明|认为|判决)|本院(?:经审理|二审|再审|经审查)?(?:查明|认定)|本院经审理(?:认定|查明)"), SURE),
    (PartName.FINDINGS, re.compile(r"经审理查明|经审查，?|审理查明|另查明?|又查明?|再查明|还查明|[上以]述?[上]?事实|上述事实|以上事实|当事人围绕|本案当事人|.{0,40}为证明其主张|.{0,10}提交了?(?:如下|以下)证据|本院(?:二审|再审)期间|围绕(?:诉讼|上诉)请求"), LIKELY),
    (PartName.CLAIMS, re.compile(r".{0,400}?(?:向(?:本院|一审法院|原审法院)(?:提出|起诉)(?:诉讼)?请求|提出诉讼请求|诉讼请求：|起诉请求|上诉请求|诉称|再审请求|请求再审)|事实[和与]理由："), SURE),
    (PartName.DEFENCE, re.compile(r".{0,400}?(?:辩称|答辩称|未作?(?:出)?(?:书面)?答辩|未提交(?:书面)?答辩|未到庭(?:应诉|答辩)|述称|答辩意见|未发表(?:答辩|陈述)意见)"), SURE),
)  # fmt: skip
_COURSE = re.compile(
    r".*(?:一案|纠纷).{0,60}(?:立案|受理|提起上诉|审理终结|申请再审|不服)|本院(?:于.{4,14}(?:立案|受理|作出)|受理后|依法)|本案现已审理终结"
)
_LEADS = re.compile(r"(?:判决|裁定|决定|协议|调解)如下：?$")
_CLOSING = re.compile(
    r"(?:如|若)(?:果|被告)?.{0,20}未(?:能)?按(?:照)?(?:本|上述|期|判决).{0,40}(?:履行|给付|支付)|.{0,12}受理费|.{0,6}(?:如不服|不服)本(?:判决|裁定)|本(?:判决|裁定)(?:为|系)终审|本(?:裁定|判决|调解书|决定).{0,20}(?:生效|送达后)|(?:公告|保全|鉴定|评估)费|财产保全"
)
_SIGNED = re.compile(r"(?:代理)?审判长|(?:代理|助理)?审判员|人民陪审员|陪审员|法官助理|(?:代理)?书记员|本件与原本")
_LAST = 10  # paragraphs
_DAY_HAN = re.compile(
    r"([一二][〇零一二三四五六七八九]{3})年([一二三四五六七八九十元]{1,3})月([一二三四五六七八九十]{1,3})日"
)
_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")


def recognise(original: str, names: Sequence[PartName] | None = None) -> Structure:
    """The structure of a judgment, ruling or letter from its plain text, whatever its blanks, width and broken lines.

    `names`: the part of each paragraph (`text.squeeze(original).lines`) where a person has said so. Raises ValueError when they are too few or many.
    """
    squeezed = squeeze(original)
    named = _named_lines(squeezed) if names is None else _said(squeezed, names)
    parts = _parts(squeezed, named)
    head_lines = [line for line, name, _sure in named if name is PartName.HEAD]
    foot = [line for line, name, _sure in named if name is PartName.SIGNATURES]
    # Where no order was recognised the signatures stand at the end all the same.
    foot = foot or [
        line for line, _name, _sure in named[-_LAST:] if _SIGNED.match(line.text) or _DAY_HAN.fullmatch(line.text)
    ]
    court = _first(squeezed, head_lines, _COURT)
    kind = _first(squeezed, head_lines, _KIND)
    case_number = _number(squeezed, head_lines)
    who = people.joined(
        people.of_the_head(squeezed, [line for line, name, _sure in named if name is PartName.PARTIES]),
        people.of_the_foot(squeezed, foot),
    )
    decided, day = _decided(squeezed, foot)
    cited = citations.articles(squeezed)
    return Structure(
        court,
        kind,
        case_number,
        _cause(squeezed, [line for line, name, _sure in named if name is PartName.COURSE], who),
        decided,
        day,
        who,
        parts,
        cited,
        _applied(squeezed, named, cited),
        tuple(case for case in citations.cases(squeezed) if case.number != case_number.value),
    )


def _said(squeezed: Squeezed, names: Sequence[PartName]) -> list[tuple[Line, PartName, float]]:
    return [(line, name, 1.0) for line, name in zip(squeezed.lines, names, strict=True)]


def _named_lines(squeezed: Squeezed) -> list[tuple[Line, PartName, float]]:
    found: list[tuple[Line, PartName, float]] = []
    state, led = PartName.HEAD, False
    for line in squeezed.lines:
        state, sure = _next(line.text, state, led)
        led = bool(_LEADS.search(line.text)) and state is PartName.REASONING
        found.append((line, state, sure))
    return found


def _next(text: str, state: PartName, led: bool) -> tuple[PartName, float]:
    """The part a paragraph belongs to, knowing the one before it and whether that ended in 判决如下."""
    if led:
        return PartName.ORDER, SURE
    if state in (PartName.HEAD, PartName.PARTIES) and _PARTY_LINE.match(text):
        return PartName.PARTIES, SURE
    if state is PartName.HEAD:
        return (PartName.COURSE, GUESSED) if _COURSE.match(text) else (PartName.HEAD, SURE)
    if state in (PartName.ORDER, PartName.CLOSING, PartName.SIGNATURES, PartName.OTHER):
        return _after_the_order(text, state)
    if state is PartName.PARTIES:
        told = next(((name, sure) for name, cue, sure in _CUES if cue.match(text)), (PartName.PARTIES, GUESSED))
        # 上述二原告共同委托诉讼代理人 is still about the parties, 一案 no more.
        return (PartName.COURSE, SURE) if _COURSE.match(text) else told
    if state is PartName.REASONING:
        return (PartName.SIGNATURES, LIKELY) if _SIGNED.match(text) else (PartName.REASONING, SURE)
    if (
        state is PartName.COURSE
        and _COURSE.match(text)
        and not any(cue.match(text[:60]) for _name, cue, _sure in _CUES)
    ):
        return PartName.COURSE, SURE
    for name, cue, sure in _CUES:
        if cue.match(text):
            return name, sure
    return state, LIKELY if state is not PartName.COURSE else GUESSED


def _after_the_order(text: str, state: PartName) -> tuple[PartName, float]:
    if state is PartName.OTHER or (
        state is PartName.SIGNATURES and not _SIGNED.match(text) and not _DAY_HAN.search(text)
    ):
        return (PartName.SIGNATURES, LIKELY) if _DAY.fullmatch(text) else (PartName.OTHER, LIKELY)
    if _SIGNED.match(text) or _DAY_HAN.fullmatch(text):
        return PartName.SIGNATURES, SURE
    if state is PartName.ORDER:
        return (PartName.CLOSING, SURE) if _CLOSING.match(text) else (PartName.ORDER, SURE)
    return state, SURE


def _parts(squeezed: Squeezed, named: list[tuple[Line, PartName, float]]) -> tuple[Part, ...]:
    found: list[Part] = []
    for line, name, sure in named:
        start, end = squeezed.span(line.start, line.end)
        if found and found[-1].name is name:
            last = found[-1]
            # The first paragraph's cue decides: those after it only continue.
            found[-1] = Part(name, last.start, end, last.confidence)
        else:
            found.append(Part(name, start, end, sure))
    return tuple(found)


def _first(squeezed: Squeezed, lines: list[Line], pattern: re.Pattern[str]) -> Found:
    for line in lines:
        match = pattern.match(line.text)
        if match:
            return Found(match[1], *squeezed.span(line.start + match.start(1), line.start + match.end(1)), SURE)
    return Found()


def _number(squeezed: Squeezed, lines: list[Line]) -> Found:
    for line in lines:
        for case in citations.cases(squeezed, line.start, line.end):
            alone = len(line.text) <= len(case.number) + 1
            return Found(case.number, case.start, case.end, SURE if alone else LIKELY)
    return Found()


def _cause(squeezed: Squeezed, lines: list[Line], who: People) -> Found:
    for line in lines:
        match = _CAUSE.search(line.text)
        if match is None:
            continue
        # Names of parties and what is said of them in brackets stand right before the cause.
        before = line.text[: match.end(1)]
        ends = [before.rfind(party.name) + len(party.name) for party in who.parties if party.name in before]
        start = max([0, before.rfind("）") + 1, *ends])
        if not ends and start == 0:
            start = match.start(1)
        text = before[start:]
        text, start = _without_joint(text, start)
        return Found(text, *squeezed.span(line.start + start, line.start + start + len(text)), LIKELY)
    return Found()


def _without_joint(text: str, start: int) -> tuple[str, int]:
    joint = re.match(r"(?:、|之间|的|等)+", text)
    return (text[joint.end() :], start + joint.end()) if joint else (text, start)


def _decided(squeezed: Squeezed, lines: list[Line]) -> tuple[Found, date | None]:
    for line in lines:
        for pattern, sure in ((_DAY_HAN, SURE), (_DAY, LIKELY)):
            match = pattern.search(line.text)
            if match is None:
                continue
            try:
                year, month, day = (number(match[place]) for place in (1, 2, 3))
                return Found(
                    match[0], *squeezed.span(line.start + match.start(), line.start + match.end()), sure
                ), date(year, month, day)
            except ValueError:
                continue
    return Found(), None


def _applied(
    squeezed: Squeezed, named: list[tuple[Line, PartName, float]], cited: tuple[Article, ...]
) -> tuple[Article, ...]:
    leads = [line for line, name, _sure in named if name is PartName.REASONING and _LEADS.search(line.text)]
    if not leads:
        return ()
    start, end = squeezed.span(leads[-1].start, leads[-1].end)
    return tuple(article for article in cited if start <= article.start and article.end <= end)
