"""Who a judgment's head and foot name: parties, heads of organisations, agents, judges, clerks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sharedcourt.judgments.text import INTRODUCED, ROLE, Line, Squeezed, number

ORGANISATION = re.compile(
    r"(?:公司|银行|支行|分行|营业部|信用卡中心|信用社|联社|合作社|合伙）?|事务所|大排档|中心|委员会|政府|局|厅|处|所|院|学校|大学|中学|小学|幼儿园|医院|厂|店|商行|经营部|工作室|"
    r"基金会?|协会|商会|集团|企业|合作联社|村民小组|经济合作社|办事处|工会|联合会|超市|酒店|管理人|站|社|部|队)$"
)
_PARTY = re.compile(
    rf"(?P<role>{ROLE}[一二三四五六七八九十\d]{{0,2}}(?:（[^）]{{1,30}}）)?){INTRODUCED}(?P<name>[^，。；（]{{1,60}}(?:（[^）]{{1,20}}）[^，。；（]{{0,40}})?)"
)
_HEAD = re.compile(
    r"(?P<role>法定代表人|主要负责人|负责人|执行事务合伙人|经营者|法定代理人)(?:（[^）]{1,30}）)?(?:：|(?<=^法定代表人)|(?<=^法定代理人)|(?<=^负责人))(?P<name>[^，。；（]{1,40})"
)
_AGENT = re.compile(
    r"^[^：，。]{0,14}?(?<!法定)(?P<role>(?:共同)?(?:委托)?(?:诉讼)?代理人)(?:（[^）]{1,40}）)?(?:：|(?=[\u4e00-\u9fff]{2,4}[，、（]))(?P<rest>[^\n]{2,200})"
)
_FIRM = re.compile(r"([\u4e00-\u9fff（）]{2,40}?(?:律师事务所|法律服务所))")
_BORN = re.compile(
    r"(\d{4}|[一二][〇零一二三四五六七八九]{3})年(\d{1,2}|[一二三四五六七八九十]{1,3})月(\d{1,2}|[一二三四五六七八九十]{1,3})日(?:出?生)"
)
_ALIAS = re.compile(
    r"(?:曾用名|又名|别名|化名|原名|小名|绰号|英文名|中文名)[：为]?([\u4e00-\u9fff·]{2,12}?|[A-Za-z]{3,40})(?=[，。；、）])"
)
# John Smith（约翰·史密斯）
_IN_BRACKETS = re.compile(r"：[^，。；：（]{1,40}（([\u4e00-\u9fff]+·[\u4e00-\u9fff·]+|[A-Z][A-Za-z]{3,40})）")
_LIVES = re.compile(
    r"(?:户籍地|户籍所在地|户籍住址|住址|住所地?|住|经常居住地|现住|注册地|营业场所|经营场所)[：为在]?([\u4e00-\u9fff][^，。；]{3,80})"
)
_JUDGE = re.compile(
    r"(?P<role>(?:代理)?审判长|(?:代理|助理)?审判员|人民陪审员|陪审员|法官助理|(?:代理)?书记员)：?(?P<name>[\u4e00-\u9fff·]{2,12}|[\u4e00-\u9fff]{2,4})"
)
_SHORTEST, _LONGEST = 2, 30  # characters of a name
_PERSON = re.compile(
    r"(?:（[^）]*）)?(?:[，、](?:曾用名|又名|别名)[^，]*)?，(?:男|女|性别|[\u4e00-\u9fff]{1,6}族|\d{4}年|[一二][〇零一二三四五六七八九]{3}年|公民身份|身份证|生于|出生)"
)
_FIRM_SAYS = re.compile(r"信用代码|组织机构代码|住所地|经营场所|营业场所|经营者：|注册号")


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
    aliases: tuple[str, ...] = ()
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
    """By what the head says right after the name, a sex or a birth, a seat or a code; else by the name's last word."""
    if _PERSON.match(about):
        return False
    return bool(ORGANISATION.search(name) or _FIRM_SAYS.search(about))


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
            # 经营者 of a household business stands in its own line of the head.
            heads += _heads(squeezed, line, party.end(), parties[-1].name)
            continue
        agent = _AGENT.search(line.text)
        if agent:
            agents += _agents(squeezed, line, agent, parties[-1].name if parties else "")
            continue
        for named in _heads(squeezed, line, 0, parties[-1].name if parties else ""):
            (guardians if named.role == "法定代理人" else heads).append(named)
    return People(tuple(parties), tuple(heads), tuple(guardians), tuple(agents))


def _heads(squeezed: Squeezed, line: Line, at: int, of: str) -> list[Named]:
    head = _HEAD.search(line.text, at)
    if head is None:
        return []
    span = squeezed.span(line.start + head.start("name"), line.start + head.end("name"))
    return [Named(head["role"], head["name"], *span, 0.95, of=of)]


def _party(squeezed: Squeezed, line: Line, match: re.Match[str]) -> Named:
    name, about = match["name"], line.text[match.end() :]
    # 林建川（曾用名…） keeps the name before the bracket; 某某（有限合伙） and 中国（上海）某公司 keep it all.
    if "（" in name and not ORGANISATION.search(name):
        name = name.partition("（")[0]
    aliases = [alias[1] for alias in _ALIAS.finditer(line.text)] + [
        alias[1] for alias in _IN_BRACKETS.finditer(line.text)
    ]
    start = line.start + match.start("name")
    born = _BORN.search(about)
    organisation = is_organisation(name, about)
    known = organisation or bool(_PERSON.match(about))
    return Named(
        match["role"],
        name,
        *squeezed.span(start, start + len(name)),
        0.98 if known else 0.7,
        organisation,
        _day(born) if born else None,
        tuple(place[1] for place in _LIVES.finditer(about.partition("经营者：")[0] if organisation else about)),
        aliases=() if organisation else tuple(alias for alias in dict.fromkeys(aliases) if alias != name),
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
        if _SHORTEST <= len(clean) <= _LONGEST:
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
            if len(name) < _SHORTEST:
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
        return date(number(match[1]), number(match[2]), number(match[3]))
    except ValueError:
        return None
