"""A case reduced to what likeness is measured by: the facts' words, without names, places, numbers and formulas; elements, articles, sums."""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from sharedcourt.judgments.searching import words
from sharedcourt.judgments.searching.exact import kept as kept_whole
from sharedcourt.judgments.searching.exact import law_terms, whole
from sharedcourt.judgments.searching.fields import Section

# Words of which kinds of speech say what happened. Names, places, institutions, times, numbers and particles do not.
_SAYING = frozenset("n v a vn an vd ad nz i l j b g ng vg un d z s".split())
_SILENT = frozenset("nr nrt nrfg ns nt t tg m mq q r p c u f x w e y o uj ul ud uz uv ug k h".split())
# Words of every judgment.
_FORMULAS = frozenset(
    "原告 被告 被告人 本院 本案 认为 规定 依照 诉讼 请求 判决 判决书 民事 刑事 行政 法院 人民法院 人民检察院 公诉机关 审理 查明 证据 事实 证明 "
    "予以 依法 上述 相关 进行 提供 可以 应当 公司 有限公司 有限责任公司 股份有限公司 出生 汉族 男 女 住 公民 身份 号码 委托 代理人 律师 律师事务所 "
    "审判长 审判员 书记员 陪审员 人民陪审员 中华人民共和国 本判决 生效 之日起 十日 支付 确认 双方 当事人 分别 同日 当日 后 是 有 无 对 称 系 等 "
    "指控 法定代表人 统一 社会 信用代码 负责人 委托诉讼代理人 一案 现已 终结 立案 公开 开庭 到庭 参加 辩称 认定 提出 要求 如下 综上 属实 主张 表示 "
    "经 出 生于 人民币 起诉书 提起公诉 公诉 简易程序 普通程序 独任 审判 开庭审理 上述事实 足以认定 无异议 罪名 成立 刑事判决书 民事判决书 刑事裁定书 "
    "民事裁定书 陈述 证言 供述 笔录 书证 佐证 在案 佐证 现有证据 本院认为".split()
)
_FACTS_BEGIN = re.compile(
    r"(?:经(?:本院)?(?:公开)?(?:开庭)?(?:重新)?审理(?:后)?(?:，|,)?查明|审理查明|公诉机关指控|(?:起诉书|检察院)指控|指控(?:：|:|，|,)|认定事实(?:如下)?(?:：|:)|事实如下)"
)
_REASONS_BEGIN = re.compile(r"(?:^|(?<=[\n。；]))(?:综上，?)?本院(?:经审查)?认为")
_ORDER_BEGIN = re.compile(r"(?:判决|裁定)如下")
_CITED = re.compile(
    r"《([^《》]{2,40})》((?:[、，和及以]{0,2}第[0-9零〇一二两三四五六七八九十百千]{1,9}条(?:之[一二三四五六七八九十])?(?:第[0-9一二三四五六七八九十]{1,3}款)?(?:第?[(（]?[0-9一二三四五六七八九十]{1,3}[)）]?项)?)+)"
)
_ARTICLE = re.compile(r"第[^第条]{1,9}条(?:之[一二三四五六七八九十])?")
_DAY = re.compile(r"\d{2,4}年(?:\d{1,2}月(?:\d{1,2}日)?)?(?:\d{1,2}时(?:\d{1,2}分)?)?(?:许|起|左右)?")
_LITTLE_AFTER, _LITTLE = 80, 40  # characters; with less there the facts stand elsewhere
_CAUSE = re.compile(r".{2,}(?:纠纷|罪)$")


@dataclass(frozen=True, slots=True)
class Divided:
    """What a case is told in: the facts found, the court's reasons, the rest (claims, defence, order)."""

    facts: str
    reasons: str = ""
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """A case as it is compared. `facts`, `reasons` and `rest` are content words in order; `sum` the largest sum in yuan, 0 without one."""

    facts: tuple[str, ...]
    reasons: tuple[str, ...]
    rest: tuple[str, ...]
    elements: frozenset[str]
    articles: frozenset[str]
    causes: tuple[str, ...]
    sum: float


def divided(text: str) -> Divided:
    """The parts of a pasted judgment by the formulas that open them; a text without them is all facts."""
    order = _ORDER_BEGIN.search(text)
    body, rest = (text[: order.start()], text[order.end() :]) if order else (text, "")
    opening = list(_REASONS_BEGIN.finditer(body))
    reasons = ""
    if opening and opening[-1].start() > 0:
        reasons, body = body[opening[-1].start() :], body[: opening[-1].start()]
    begin = _FACTS_BEGIN.search(body)
    if begin is None or len(body) - begin.start() <= _LITTLE_AFTER:
        return Divided(body, reasons, rest)
    return Divided(body[begin.start() :], reasons, f"{body[: begin.start()]}\n{rest}")


def of_sections(sections: Mapping[Section, str]) -> Divided:
    """The same of a judgment whose parts are known."""
    facts, reasons = sections.get(Section.FACTS, ""), sections.get(Section.REASONS, "")
    others = [name for name in (Section.COURSE, Section.OTHER, Section.ORDER) if name in sections]
    rest = "\n".join(sections[name] for name in others)
    return Divided(facts, reasons, rest) if len(facts) >= _LITTLE else Divided(f"{rest}\n{facts}", reasons)


@cache
def _canonical() -> dict[str, str]:
    return {word: min((word, *others)) for word, others in words.synonyms().items()}


def content(text: str) -> list[str]:
    """The words that say what happened, in order, each synonym as one."""
    same = _canonical()
    found = []
    for token, kind in words.tagged(_DAY.sub("。", words.normal(text))):
        if kind in _SILENT or kind not in _SAYING or token in _FORMULAS or token in words.EMPTY:
            continue
        if len(token) == 1 and kind not in ("n", "v"):
            continue
        found.append(same.get(token, token))
    return found


@dataclass(frozen=True, slots=True)
class Element:
    """A circumstance by which cases are like one another."""

    key: str
    zh: str
    en: str
    say: tuple[str, ...]
    absent: tuple[str, ...]

    def title(self, lang: str = "zh") -> str:
        """Its name in a language."""
        return self.zh if lang.startswith("zh") else self.en


@cache
def known_elements() -> dict[str, Element]:
    """All elements by key (`elements.toml`)."""
    table = tomllib.loads(files(__package__).joinpath("elements.toml").read_text(encoding="utf-8"))
    return {
        item["key"]: Element(item["key"], item["zh"], item["en"], tuple(item["say"]), tuple(item.get("not", ())))
        for item in table["element"]
    }


def elements(text: str) -> frozenset[str]:
    """The elements a text names."""
    clean = words.closed(text).replace(",", "，")
    found = set()
    for element in known_elements().values():
        told = clean
        for pattern in element.absent:
            told = re.sub(pattern, "", told)
        if any(phrase in told for phrase in element.say):
            found.add(element.key)
    return frozenset(found)


def articles(text: str) -> frozenset[str]:
    """The articles a text applies: 刑法第264条."""
    return frozenset(
        law_terms(f"{law}{article}")[-1]
        for law, cited in _CITED.findall(text)
        for article in _ARTICLE.findall(cited)
        if law_terms(f"{law}{article}")
    )


def causes(text: str) -> tuple[str, ...]:
    """Causes of action and crimes that a text names, the most often named first; three at most."""
    named = Counter(token for token in words.precise(text) if _CAUSE.match(token))
    return tuple(name for name, _ in named.most_common(3))


def largest_sum(text: str) -> float:
    """The largest sum in yuan, 0.0 when there is none."""
    clean = words.normal(text)
    most = 0.0
    for match in whole(clean):
        if clean[match.end() : match.end() + 1] != "元":
            continue
        try:
            most = max(most, float(kept_whole(match)))
        except ValueError:
            continue
    return most


def read(parts: Divided, *, laws: tuple[str, ...] = (), known_causes: tuple[str, ...] = (), full: str = "") -> Read:
    """Reduce a case. What the index knows of it (`laws`, `known_causes`) goes before what the text says; `full` is the whole text."""
    told = f"{parts.facts}\n{parts.reasons}\n{parts.rest}"
    cited = frozenset(term for law in laws for term in law_terms(law) if "条" in term and "款" not in term)
    return Read(
        tuple(content(parts.facts)),
        tuple(content(parts.reasons)),
        tuple(content(parts.rest)),
        elements(full or told),
        cited or articles(full or told),
        known_causes or causes(full or told),
        largest_sum(told),
    )


def read_text(text: str) -> Read:
    """Reduce a pasted case."""
    return read(divided(text), full=text)
