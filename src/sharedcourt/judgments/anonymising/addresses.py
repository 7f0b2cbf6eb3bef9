"""Addresses below the county: what stands after 区, 县, 市 down to the door."""

import re
from collections.abc import Collection, Iterator

from sharedcourt.judgments.anonymising.patterns import Hit
from sharedcourt.judgments.text import Squeezed

_HAN = r"[\u4e00-\u9fff]"
# Characters that end an address when one reads backwards from a street.
_STOP = "，。；：、（）“”《》\n"
_STREET = (
    r"(?:街道|镇|乡|民族乡|村委会|村|社区|小区|花园|花苑|公寓|名苑|新苑|家苑|苑|家园|名邸|大道|大街|公路|路|街|巷|胡同|里弄|工业园区?|园区|工业区|开发区|广场|大厦|大楼|"
    r"商城|市场|城|府|庄|庭|墅|新村|宿舍|坊|湾|屯|组团|号院)"
)
_UNIT = r"(?:号楼|号院|号|弄|幢|栋|室|单元|楼|层|座|组|户|院|区|队)"
_DOOR = (
    rf"(?:{_HAN}{{0,3}}?[A-Za-z]?(?:\d{{1,5}}|[一二三四五六七八九十]{{1,3}})(?:-[A-Za-z]?\d{{1,5}}){{0,3}}[A-Za-z]?{_UNIT}"
    r"|\d{1,4}(?:-\d{1,4}){1,3}(?![\d年月元-]))"
)
_SEGMENT = rf"(?:[^\W\d_A-Za-z]{{1,10}}?{_STREET})"
_BELOW = re.compile(rf"(?P<below>{_SEGMENT}{{1,5}}{_DOOR}{{1,6}}(?:-?\d{{1,5}}(?:室|号)?)?)")
_COUNTY = re.compile(
    rf"(?:{_HAN}{{2,7}}?(?:省|自治区))?(?:{_HAN}{{2,7}}?(?:市|自治州|盟|地区))?(?:{_HAN}{{1,7}}?(?:自治县|[区县旗市]))(?P<below>{_HAN}[^{_STOP}]{{2,50}})"
)
_HOME = r"(?:户籍所在地|户籍地址|户籍地|户籍|经常居住地|居住地|暂住地|居住在|居住于|现住|住址|家住|住)"
_LIVES = re.compile(
    rf"(?P<how>{_HOME}|住所地|住所|住处|地址|坐落于|座落于|坐落|座落|位于)[：为在于]{{0,2}}(?P<place>[^，。；\n（]{{4,70}})"
)
# Whoever lives in a place of the county's lives at an address, whatever its words are.
_HOME_ONLY = re.compile(_HOME)
_NO_HOME = re.compile(r"(?:法院|检察院|派出所|公司|看守所|监狱|支行)$")
_PROVINCES = re.compile(
    rf"^(?:{_HAN}{{2,7}}?(?:省|自治区))?(?:{_HAN}{{2,7}}?(?:市|自治州|盟|地区))?(?:{_HAN}{{1,8}}?(?:自治县|[区县旗市]))?"
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
        if below >= len(place) or _NO_HOME.search(place):
            continue
        lives = below > 0 and _HOME_ONLY.fullmatch(match["how"])
        if not lives and (_SOMETHING_ELSE.search(place) or not _is_place(place[below:], county=below > 0)):
            continue
        if _is_kept(place[below:], keep):
            continue
        yield Hit("address", start + below, start + len(place))
    for match in _BELOW.finditer(text):
        start, end = match.span("below")
        found = match["below"]
        # What precedes the street may hold the county: read on behind it.
        lead = below_county(found)
        rest = found[lead:] if lead < len(found) and _is_place(found[lead:], county=True) else found
        if _SOMETHING_ELSE.search(rest) or _is_kept(rest, keep):
            continue
        yield Hit("address", end - len(rest), end)


def _is_place(below: str, *, county: bool) -> bool:
    """Whether something looks like a street or village, not like more of a sentence."""
    if re.search(_DOOR, below) and re.search(_STREET, below):
        return True
    return county and bool(re.match(rf"{_SEGMENT}{{1,4}}(?:{_DOOR})*$", below))


def _is_kept(below: str, keep: Collection[str]) -> bool:
    return any(below in place or place.endswith(below) or (place and below.endswith(place)) for place in keep if place)
