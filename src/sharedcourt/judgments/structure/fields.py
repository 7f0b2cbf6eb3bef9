"""What the public search asks of a judgment, told from its court, number and title: level, region, kind of case, procedure, kind of paper."""

import re
from dataclasses import dataclass

from sharedcourt.judgments.structure.recognising import Structure
from sharedcourt.law.casenumbers import TYPE_WORDS, parse_case_number
from sharedcourt.law.errors import LawError

_HAN = r"[\u4e00-\u9fff]"
_REGION = re.compile(
    rf"(?P<province>{_HAN}{{2,7}}?(?:省|自治区)|北京市|上海市|天津市|重庆市)?(?P<city>{_HAN}{{2,9}}?(?:市|自治州|盟|地区))?(?P<county>{_HAN}{{1,9}}?(?:自治县|[区县旗市]))?"
)
_PAPERS = ("判决书", "裁定书", "调解书", "决定书", "支付令", "通知书")
_KINDS = (
    ("刑", "刑事案件"),
    ("行", "行政案件"),
    ("执", "执行案件"),
    ("赔", "国家赔偿案件"),
    ("民", "民事案件"),
    ("财保", "民事案件"),
    ("诉前", "民事案件"),
)
# Courts without 高级, 中级 in their name that are above the basic ones.
_INTERMEDIATE = re.compile(r"中级人民法院|海事法院|知识产权法院|金融法院|铁路运输中级法院")


@dataclass(frozen=True, slots=True)
class Fields:
    """As the facets show them, in Chinese; empty where it is not known. `region` is province, city, county."""

    level: str
    region: tuple[str, str, str]
    case_kind: str
    procedure: str
    paper: str


def fields_of(structure: Structure) -> Fields:
    """The fields of a judgment that was recognised, or corrected by a person."""
    kind = _type_word(structure.number.value)
    return Fields(
        level_of(structure.court.value),
        region_of(structure.court.value),
        next((title for word, title in _KINDS if word in kind), ""),
        TYPE_WORDS[kind][0] if kind in TYPE_WORDS else "",
        next((paper for paper in _PAPERS if structure.kind.value.endswith(paper)), ""),
    )


def level_of(court: str) -> str:
    """最高法院, 高级法院, 中级法院 (also the special courts of that rank), 基层法院; empty without a court."""
    if not court:
        return ""
    if "最高人民法院" in court:
        return "最高法院"
    if "高级人民法院" in court:
        return "高级法院"
    return "中级法院" if _INTERMEDIATE.search(court) else "基层法院"


def region_of(court: str) -> tuple[str, str, str]:
    """Province, city, county that a court is named after, each empty where the name has none."""
    place = re.split(r"(?:最高|高级|中级)?人民法院|海事法院|铁路运输", court)[0]
    found = _REGION.match(place)
    if found is None:
        return "", "", ""
    return found["province"] or "", found["city"] or "", found["county"] or ""


def _type_word(number: str) -> str:
    try:
        return parse_case_number(number).kind
    except LawError:
        return ""
