"""Who a judgment's head and foot name: parties, heads of organisations, agents, judges, clerks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sharedcourt.judgments.text import ROLE, Line, Squeezed

ORGANISATION = re.compile(
    r"(?:公司|银行|支行|分行|营业部|信用卡中心|信用社|联社|合作社|合伙）?|事务所|中心|委员会|政府|局|厅|处|所|院|学校|大学|中学|小学|幼儿园|医院|厂|店|商行|经营部|工作室|"
    r"基金会?|协会|商会|集团|企业|合作联社|村民小组|经济合作社|办事处|工会|联合会|超市|酒店|管理人|站|社|部|队)$"
)
_PARTY = re.compile(
    rf"(?P<role>{ROLE}[一二三四五六七八九十\d]{{0,2}}(?:（[^）]{{1,30}}）)?)：(?P<name>[^，。；（]{{1,60}}(?:（[^）]{{1,20}}）[^，。；（]{{0,40}})?)"
)
_HEAD = re.compile(
    r"(?P<role>法定代表人|主要负责人|负责人|执行事务合伙人|经营者|法定代理人)(?:（[^）]{1,30}）)?：(?P<name>[^，。；（]{1,40})"
)
_AGENT = re.compile(r"(?P<role>(?:共同)?(?:委托)?(?:诉讼)?代理人)(?:（[^）]{1,40}）)?：(?P<rest>[^\n]{2,200})")
_AGENT_ONE = re.compile(r"(?P<name>[^，、。；（]{2,30})(?:（[^）]*）)?[，]?(?P<about>[^。；]*)")
_FIRM = re.compile(r"([\u4e00-\u9fff（）]{2,40}?(?:律师事务所|法律服务所))")
_BORN = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日(?:出?生)")
_ID = re.compile(r"(?:身份号码|身份证号码?|身份证)[：为]?([1-9][\d-]{14,22}[\dXx])")
_LIVES = re.compile(
    r"(?:户籍地|户籍所在地|户籍住址|住址|住所地?|住|经常居住地|现住|注册地|营业场所|经营场所)[：为在]?([\u4e00-\u9fff][^，。；]{3,80})"
)
_JUDGE = re.compile(
    r"(?P<role>(?:代理)?审判长|(?:代理|助理)?审判员|人民陪审员|陪审员|法官助理|(?:代理)?书记员)：?(?P<name>[\u4e00-\u9fff·]{2,12}|[\u4e00-\u9fff]{2,4})"
)
_SEX = re.compile(r"，(?:男|女)(?:，|。|性)|公民身份号码|出生")


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody by name. `name` is squeezed; the span is that of the name in the original text."""

    role: str
    name: str
    start: int
    end: int
    confidence: float
    organisation: bool = False
    born: date | None = None
    addresses: tuple[str, ...] = ()
    of: str = ""
    firm: str = ""


@dataclass(frozen=True, slots=True)
class People:
    """All that head and foot name."""

    parties: tuple[Named, ...] = ()
    heads: tuple[Named, ...] = ()
    guardians: tuple[Named, ...] = ()
    agents: tuple[Named, ...] = ()
    panel: tuple[Named, ...] = ()
    clerks: tuple[Named, ...] = field(default=())


def is_organisation(name: str, about: str = "") -> bool:
    """By its name's last word, unless what follows the name says a sex or a birth."""
    return not _SEX.search(about) and (bool(ORGANISATION.search(name)) or "信用代码" in about or "住所地" in about)


def of_the_head(squeezed: Squeezed, lines: Sequence[Line]) -> People:
    """Parties with their particulars, heads of organisations, agents, in the order of the lines of the parties' part."""
    parties: list[Named] = []
    heads: list[Named] = []
    guardians: list[Named] = []
    agents: list[Named] = []
    for line in lines:
        party = _PARTY.match(line.text)
        if party:
            parties.append(_party(squeezed, line, party))
            continue
        agent = _AGENT.match(line.text)
        if agent:
            agents += _agents(squeezed, line, agent, parties[-1].name if parties else "")
            continue
        head = _HEAD.match(line.text)
        if head:
            start, end = squeezed.span(line.start + head.start("name"), line.start + head.end("name"))
            named = Named(head["role"], head["name"], start, end, 0.95, of=parties[-1].name if parties else "")
            (guardians if head["role"] == "法定代理人" else heads).append(named)
    return People(tuple(parties), tuple(heads), tuple(guardians), tuple(agents))


def _party(squeezed: Squeezed, line: Line, match: re.Match[str]) -> Named:
    name, about = match["name"], line.text[match.end() :]
    # 林建川（曾用名…） keeps the name before the bracket; 某某（有限合伙） and 中国（上海）某公司 keep it all.
    if "（" in name and not ORGANISATION.search(name):
        name = name.partition("（")[0]
    start = line.start + match.start("name")
    born = _BORN.search(about)
    organisation = is_organisation(name, about)
    known = organisation or bool(_SEX.search(about))
    return Named(
        match["role"],
        name,
        *squeezed.span(start, start + len(name)),
        0.98 if known else 0.7,
        organisation,
        _day(born) if born else None,
        tuple(place[1] for place in _LIVES.finditer(about)),
    )


def _agents(squeezed: Squeezed, line: Line, match: re.Match[str], of: str) -> list[Named]:
    found = []
    rest, base = match["rest"], line.start + match.start("rest")
    firm = _FIRM.search(rest)
    # 甲、乙，某律师事务所律师: the names are what stands before the first comma.
    names = rest.partition("，")[0].partition("。")[0]
    at = 0
    for name in names.split("、"):
        clean = name.partition("（")[0]
        if 2 <= len(clean) <= 30:
            start, end = squeezed.span(base + at, base + at + len(clean))
            found.append(Named(match["role"], clean, start, end, 0.9, of=of, firm=firm[1] if firm else ""))
        at += len(name) + 1
    return found


def of_the_foot(squeezed: Squeezed, lines: Sequence[Line]) -> People:
    """The panel and the clerks who signed."""
    panel: list[Named] = []
    clerks: list[Named] = []
    for line in lines:
        for match in _JUDGE.finditer(line.text):
            name = re.split(r"(?:代理)?审判|人民陪|法官助|书记员|二[〇零]", match["name"])[0]
            if len(name) < 2:
                continue
            start = line.start + match.start("name")
            named = Named(match["role"], name, *squeezed.span(start, start + len(name)), 0.95)
            (clerks if match["role"].endswith(("书记员", "助理")) else panel).append(named)
    return People(panel=tuple(panel), clerks=tuple(clerks))


def joined(head: People, foot: People) -> People:
    """Head and foot together."""
    return replace(head, panel=foot.panel, clerks=foot.clerks)


def _day(match: re.Match[str]) -> date | None:
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
