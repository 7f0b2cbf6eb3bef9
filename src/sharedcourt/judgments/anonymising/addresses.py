"""Addresses below the county: what stands after 区, 县, 市 down to the door."""

import re
from collections.abc import Collection, Iterator

from sharedcourt.judgments.anonymising.patterns import Hit
from sharedcourt.judgments.text import Squeezed

_HAN = r"[\u4e00-\u9fff]"
_STREET = re.compile(
    r"街道|镇|乡|村|社区|小区|花园|花苑|公寓|苑|家园|名邸|大道|大街|公路|路|街|巷|胡同|里弄|工业园|园区|工业区|开发区|广场|大厦|大楼|商城|市场|城|府|庄|庭|墅|宿舍|坊|湾|屯|组团|号院"
)
_UNIT = r"(?:号楼|号院|号|弄|幢|栋|室|单元|楼|层|座|组|户|院|区|队)"
# One number with its unit, or 3-2-601; read from the number on, so that a text without numbers costs nothing.
_DOOR = re.compile(
    rf"[A-Za-z]?\d{{1,5}}(?:-[A-Za-z]?\d{{1,5}}){{0,3}}[A-Za-z]?{_UNIT}|\d{{1,4}}(?:-\d{{1,4}}){{1,3}}(?![\d年月元-])"
    rf"|[一二三四五六七八九十]{{1,3}}(?:号楼|号|弄|幢|栋|室|单元|组)"
)
_BETWEEN = re.compile(rf"{_HAN}{{0,3}}")
_LAST_NUMBER = re.compile(r"-?\d{1,5}(?:室|号|房)?")
_RUN = re.compile(r"[^\W\d_A-Za-z]+$")
_LOOK_BACK = 40  # characters before the door that may belong to an address
_FIRST_NAME = 10  # characters before the first 路, 镇 that may be its name
_ESTATE = 6  # characters of a name between the street and the door: 望潮街道 阳光翡翠 3幢
_NEAR = 14  # characters within which a street or village is named
_HOME = r"(?:户籍所在地|户籍地址|户籍地|户籍|经常居住地|居住地|暂住地|居住在|居住于|现住|住址|家住|住)"
_LIVES = re.compile(
    rf"(?P<how>{_HOME}|住所地|住所|住处|地址|坐落于|座落于|坐落|座落|位于)[：为在于]{{0,2}}(?P<place>[^，。；\n（]{{4,70}})"
)
# Whoever lives in a place of the county's lives at an address, whatever its words are.
_HOME_ONLY = re.compile(_HOME)
_NO_HOME = re.compile(r"(?:法院|检察院|派出所|公司|看守所|监狱|支行)$")
_PROVINCES = re.compile(
    rf"(?:{_HAN}{{2,7}}?(?:省|自治区))?(?:{_HAN}{{2,7}}?(?:市|自治州|盟|地区))?(?:{_HAN}{{1,8}}?(?:自治县|[区县旗市]))?"
)
_SOMETHING_ELSE = re.compile(r"法院|检察院|公安|派出所|管理局|仲裁委|公司|支行|分行|事务所|委员会$|办事处$")
_TAIL_WORDS = re.compile(r"(?:的|房产|房屋|房地产|不动产|商铺|店面|厂房|土地|处|内|附近|进行|发生|送达|邮寄).*$")


def below_county(place: str) -> int:
    """Where in an address the part below its county begins; 0 when no county is named."""
    found = _PROVINCES.match(place)
    return found.end() if found else 0


def addresses(squeezed: Squeezed, kept: Collection[str] = ()) -> Iterator[Hit]:
    """Parts below the county of every address; those of organisations in `kept` (squeezed, as the head tells them) stay."""
    text = squeezed.text
    keep = tuple(place[below_county(place) :] for place in kept if place)
    for match in _LIVES.finditer(text):
        start = match.start("place")
        place = _TAIL_WORDS.sub("", match["place"])
        below = below_county(place)
        if below >= len(place) or _NO_HOME.search(place) or _is_kept(place[below:], keep):
            continue
        lives = below > 0 and _HOME_ONLY.fullmatch(match["how"])
        if not lives and (_SOMETHING_ELSE.search(place) or not _is_place(place[below:], county=below > 0)):
            continue
        yield Hit("address", start + below, start + len(place))
    for start, end in _with_doors(text):
        found = text[start:end]
        lead = below_county(found)
        rest = found[lead:] if lead < len(found) and _is_place(found[lead:], county=True) else found
        if _SOMETHING_ELSE.search(rest) or _is_kept(rest, keep):
            continue
        yield Hit("address", end - len(rest), end)


def _with_doors(text: str) -> Iterator[tuple[int, int]]:
    """Every street or village with a door behind it."""
    at = 0
    while door := _DOOR.search(text, at):
        at = door.end()
        before = _RUN.search(text[max(0, door.start() - _LOOK_BACK) : door.start()])
        streets = list(_STREET.finditer(before[0])) if before else []
        if before is None or not streets or len(before[0]) - streets[-1].end() > _ESTATE:
            continue
        # 3幢 2单元 1201室: doors follow one another, with 附 or a word like 甲 between them.
        while following := _DOOR.match(text, between.end() if (between := _BETWEEN.match(text, at)) else at):
            at = following.end()
        number = _LAST_NUMBER.match(text, at)
        at = number.end() if number else at
        yield door.start() - len(before[0]) + max(0, streets[0].start() - _FIRST_NAME), at


def _is_place(below: str, *, county: bool) -> bool:
    """Whether something looks like a street or village, not like more of a sentence."""
    street = _STREET.search(below)
    if street is None:
        return False
    return bool(_DOOR.search(below)) or (county and street.start() <= _NEAR and not _RUN.sub("", below))


def _is_kept(below: str, keep: Collection[str]) -> bool:
    return any(below in place or place.endswith(below) or below.endswith(place) for place in keep if place)
