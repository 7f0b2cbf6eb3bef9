"""Numbers and marks that give a person away, found by their form and by the words before them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from stdnum import luhn

from sharedcourt.judgments.text import Squeezed, number

_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_CREDIT = re.compile(r"(?:信用代码|组织机构代码|注册号|税号|识别号)[^\d]{0,6}$")
_NO_SECRET = re.compile(
    r"(?:执业证号?码?|许可证号?|合同编?号|编号|订单号|保单号|保险单号|发票号码?|流水号|借据号|案号)[：为]?[A-Za-z]{0,6}$"
)
_CARD_FIRST = "3456"
_SHORTEST_CARD, _LONGEST_CARD = 16, 19
_ID_LENGTHS = (15, 18)


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found in a squeezed text. `doubtful`: its form fits, the words around it do not say so."""

    kind: str
    start: int
    end: int
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class _Rule:
    kind: str
    pattern: re.Pattern[str]
    group: int | str = 0
    holds: Callable[[str, str], str | None] | None = None  # (found, words before) → kind, or None when it is not one
    needs: tuple[str, ...] = ()  # one of these must be in the text; only for speed


def _digits(text: str) -> str:
    return text.replace("-", "")


def _resident(found: str, before: str) -> str | None:
    number = _digits(found).upper()
    if _CREDIT.search(before):
        return None
    try:
        if len(number) == _ID_LENGTHS[1]:
            date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
        else:
            date(1900 + int(number[6:8]), int(number[8:10]), int(number[10:12]))
    except ValueError:
        return None
    if len(number) == _ID_LENGTHS[0] and "身份" not in before:
        return None
    # A card number can look like a birth date too: the words before decide.
    return "card" if re.search(r"(?:卡号|账号|帐号|账户|帐户)[：为]?$", before) else "id"


def _account(found: str, before: str) -> str | None:
    if _CREDIT.search(before) or _NO_SECRET.search(before):
        return None
    return "card" if _is_card(_digits(found)) else "account"


def _is_card(number: str) -> bool:
    return number[0] in _CARD_FIRST and _SHORTEST_CARD <= len(number) <= _LONGEST_CARD and luhn.is_valid(number)


def _card(found: str, before: str) -> str | None:
    if _CREDIT.search(before) or _NO_SECRET.search(before):
        return None
    number = _digits(found)
    # 62 is UnionPay's: some cards of it carry no check digit that fits.
    return "card" if _is_card(number) or number.startswith("62") else None


def _allowed(found: str, before: str) -> str | None:
    return None if _NO_SECRET.search(before) or _CREDIT.search(before) else ""


_NOT_IN = r"(?<![\dA-Za-z])"
_AFTER = r"(?![\dA-Za-z])"
_RULES = (
    _Rule(
        "email",
        re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._%+-]*)@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII),
        needs=("@",),
    ),
    _Rule(
        "id",
        re.compile(r"(?:身份号码|身份证号码?|身份证|证件号码?)[：为是]?((?:\d-?){14,17}[\dXx])(?!\d)"),
        1,
        needs=(
            "身份",
            "证件号",
        ),
    ),
    _Rule("id", re.compile(rf"{_NOT_IN}[1-9](?:-?\d){{16}}-?[\dXx]{_AFTER}"), 0, _resident),
    _Rule("id", re.compile(rf"{_NOT_IN}[1-9](?:-?\d){{14}}{_AFTER}"), 0, _resident),
    _Rule(
        "id",
        re.compile(r"(?:护照|通行证|居留证|军官证|驾驶证|社保卡?)(?:证?号码?)?[：为]?([A-Z]{0,2}\d{6,12})(?!\d)"),
        1,
        needs=(
            "护照",
            "通行证",
            "居留证",
            "军官证",
            "驾驶证",
            "社保",
        ),
    ),
    _Rule(
        "vehicle",
        re.compile(r"(?:车架号码?|车辆识别代[号码]|VIN码?|发动机号码?)[：为]?([A-Za-z0-9-]{5,20})"),
        1,
        needs=(
            "车架",
            "识别代",
            "VIN",
            "发动机",
        ),
    ),
    _Rule(
        "vehicle",
        re.compile(rf"{_NOT_IN}(?=[A-Z\d]*[A-Z])(?=[A-Z\d]*\d{{4}})[A-HJ-NPR-Z\d]{{17}}{_AFTER}"),
        0,
        _allowed,
    ),
    _Rule(
        "wechat",
        re.compile(
            r"(?:微信|QQ|支付宝|钉钉|抖音|快手|微博)（?(?:账?号|帐号|账户|ID|号码|群)?[：为“「]{0,2}([A-Za-z0-9_][A-Za-z0-9_-]{4,40})"
        ),
        1,
        needs=(
            "微信",
            "QQ",
            "支付宝",
            "钉钉",
            "抖音",
            "快手",
            "微博",
        ),
    ),
    _Rule("wechat", re.compile(r"(?<![A-Za-z0-9_])wxid_[A-Za-z0-9_-]{3,40}"), needs=("wxid_",)),
    _Rule(
        "wechat",
        re.compile(r"(?:微信|QQ|支付宝)(?:昵称|名|备注|账号|号)[：为]?[“「]([^”」\n]{1,20})[”」]"),
        1,
        needs=(
            "“",
            "「",
        ),
    ),
    _Rule("phone", re.compile(r"(?<![\dA-Za-z.])(?:\+?86-?)?1-?[3-9](?:-?\d){9}(?![\dA-Za-z]|\.\d)"), 0, _allowed),
    _Rule(
        "phone",
        re.compile(rf"{_NOT_IN}(?:（0\d{{2,3}}）|0\d{{2,3}}-?)\d(?:-?\d){{6,7}}(?:-\d{{1,6}})?{_AFTER}"),
        0,
        _allowed,
    ),
    _Rule(
        "phone",
        re.compile(r"(?:电话|手机|座机|传真|联系方式|短信)(?:号码?)?[：为]?(\d(?:-?\d){6,11})(?![\d元万])"),
        1,
        needs=(
            "电话",
            "手机",
            "座机",
            "传真",
            "联系方式",
            "短信",
        ),
    ),
    _Rule(
        "account",
        re.compile(
            r"(?:账号|帐号|账户|帐户|卡号|银行卡|储蓄卡|借记卡|信用卡|贷记卡|存折|存单|户名|[行社]卡)[^，。；\d\n]{0,14}[：为]?(\d(?:-?\d){7,25})(?![\dA-Za-z元万%]|\.\d)"
        ),
        1,
        _account,
    ),
    _Rule("card", re.compile(rf"{_NOT_IN}\d(?:-?\d){{15,18}}{_AFTER}"), 0, _card),
    _Rule(
        "plate",
        re.compile(
            rf"[{_PROVINCE}][A-HJ-NP-Za-hj-np-z][·.-]?(?:[DFdf][A-HJ-NP-Za-hj-np-z\d]\d{{4}}|\d{{5}}[DFdf]|[A-HJ-NP-Za-hj-np-z\d]{{4}}[A-HJ-NP-Za-hj-np-z\d挂学警港澳超])(?![A-Za-z\d])"
        ),
    ),
    _Rule(
        "certificate",
        re.compile(
            rf"[{_PROVINCE}]（\d{{4}}）[\u4e00-\u9fff]{{1,14}}?不动产(?:权证?|登记证明|证明)(?:字)?第?[A-Za-z\d-]+号?"
        ),
        needs=("不动产",),
    ),
    _Rule(
        "certificate",
        re.compile(r"[\u4e00-\u9fff]{2}(?:房|地|房地)?(?:房|产)权证[\u4e00-\u9fff]{0,8}?(?:字)?第?[A-Za-z\d-]{3,}号?"),
        needs=("权证",),
    ),
    _Rule(
        "certificate",
        re.compile(r"[\u4e00-\u9fff]{2}房他证[\u4e00-\u9fff]{0,8}?(?:字)?第?[A-Za-z\d-]{3,}号?"),
        needs=("房他证",),
    ),
    _Rule(
        "certificate",
        re.compile(r"[\u4e00-\u9fff]{1,2}(?:国用|集用|土国用|集建)（\d{4}）(?:字)?第?[A-Za-z\d-]+号?"),
        needs=(
            "国用",
            "集用",
            "集建",
        ),
    ),
    _Rule("certificate", re.compile(r"(?<![A-Za-z\d])[JLB]\d{6}-?\d{4}-?\d{6}(?!\d)")),
    _Rule(
        "certificate",
        re.compile(
            r"(?:房产证|产权证|权证|不动产权证书?|土地证|土地使用证|房屋所有权证|他项权证|权利证书|登记证明|结婚证|离婚证|出生(?:医学)?证明?|学位证书?|登记证书)(?:编?字?号码?|证号)?[：为]?((?:[\u4e00-\u9fff（）\d]{0,16}?第)?[A-Za-z]{0,4}\d[A-Za-z\d-]{4,24}号?)"
        ),
        1,
        needs=("证",),
    ),
)
_YEAR = r"(\d{4}|[一二][〇零一二三四五六七八九]{3})"
_TWO = r"(\d{1,2}|[一二三四五六七八九十]{1,3})"
_BIRTH = re.compile(
    rf"{_YEAR}年{_TWO}月{_TWO}日(?=出?生(?![效产]))|(?:生于|出生于|出生日期[：为]?|生日[：为]?){_YEAR}[年./-]{_TWO}[月./-]{_TWO}日?"
)
_WINDOW = 24


def numbers(squeezed: Squeezed) -> Iterator[Hit]:
    """Everything found by form: identity, phone, card, account, plate, vehicle, certificate, e-mail, WeChat; hits may overlap."""
    text = squeezed.text
    for rule in _RULES:
        if rule.needs and not any(word in text for word in rule.needs):
            continue
        for match in rule.pattern.finditer(text):
            start, end = match.span(rule.group)
            kind = rule.kind
            if rule.holds is not None:
                held = rule.holds(text[start:end], text[max(0, start - _WINDOW) : start])
                if held is None:
                    continue
                kind = held or kind
            yield Hit(kind, start, end)


def births(squeezed: Squeezed) -> Iterator[tuple[date, Hit]]:
    """Days of birth as they are told, with the day; whether somebody is a minor is the caller's matter."""
    for match in _BIRTH.finditer(squeezed.text):
        at = 1 if match[1] else 4
        try:
            day = date(number(match[at]), number(match[at + 1]), number(match[at + 2]))
        except ValueError:
            continue
        yield day, Hit("birth", match.start(at), match.end())
