"""Which fields a paper proposes: the resident identity card, the loan contract, papers of a credit card. Pure.

Nothing here is a finding: a person compares each proposal with the picture and confirms, corrects or ignores it.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from sharedcourt.documents.reading.finding import DATE, Found, Line, Proposal, Text, day
from sharedcourt.law import identity, money
from sharedcourt.law.errors import LawError

NAME = r"[\u3400-\u9fff\U00020000-\U0003ffff·]{2,15}"
COMPANY = r"[\u3400-\u9fff()·A-Za-z0-9]{2,40}"
MOST_RATE = 100
HEAD_LINES = 8  # of the first page, among which a title stands
_LOOKALIKE = str.maketrans("OoDQIl|", "0000111")
_LABELS = r"(?:住址|住所|地址|通讯地址|身份证|证件|联系电话|电话|手机|法定代表|负责人|统一社会|民族|性别|出生|\()"


def propose(lines: Sequence[Line]) -> Found:
    """What the paper seems to be and the fields found in it, each at most once."""
    text = Text(lines)
    kind = kind_of(text)
    finder: dict[str, Callable[[Text], list[Proposal]]] = {
        "id_card": _id_card,
        "loan_contract": _loan_contract,
        "credit_card": _credit_card,
    }
    found = finder[kind](text) if kind in finder else []
    once: dict[str, Proposal] = {}
    for proposal in found:
        once.setdefault(proposal.key, proposal)
    return Found(kind, tuple(once.values()))


def kind_of(text: Text) -> str:
    """Told from the words that only such a paper has."""
    whole = text.whole
    if "公民身份号码" in whole and "合同" not in whole:
        return "id_card"
    if "信用卡" in whole and re.search(r"账单|领用|还款日|应还|额度|卡号", whole):
        return "credit_card"
    if re.search(r"(借款|贷款)(合同|协议)|(借款人|贷款人|出借人).{0,400}(借款|贷款)(金额|本金|期限)", whole):
        return "loan_contract"
    return "other"


# ---------- the identity card


def _id_card(text: Text) -> list[Proposal]:
    whole = text.whole
    found: list[Proposal] = []
    name = re.search(rf"姓名[:]?({NAME}?)(?=性别|男|女|民族|出生|$)", whole)
    if name:
        found.append(text.proposal("name", name[1], name.start(1), name.end(1)))
    number = re.search(r"公民身份号码[:]?([0-9A-Za-z|]{15,20})", whole)
    if number:
        found.append(_resident_id(text, number[1], number.start(1), number.end(1)))
    address = re.search(r"住址[:]?(.{4,120}?)(?=公民身份号码|$)", whole)
    if address:
        found.append(text.proposal("address", address[1], address.start(1), address.end(1), sure=0.85))
    return found


def _resident_id(text: Text, raw: str, begin: int, end: int) -> Proposal:
    """The number as read; with the letters that readers mistake for digits put right only where its check digit then fits."""
    for candidate in (raw, raw.translate(_LOOKALIKE)):
        try:
            number = identity.resident_id(candidate).number
        except LawError:
            continue
        return text.proposal("resident_id", number, begin, end, checked=True)
    weak = text.proposal("resident_id", raw.upper(), begin, end, sure=0.3)
    return replace(weak, doubt="check_digit")


# ---------- the loan contract


def _loan_contract(text: Text) -> list[Proposal]:
    found = [*_title(text), *_number(text), *_amount(text), *_rates(text), *_days(text), *_people(text)]
    base = re.search(r"(?:一年按|年按|按年|/)(360|365)(?:天|日|计)?", text.whole)
    if base:
        found.append(text.proposal("day_base", base[1], base.start(1), base.end(1)))
    payday = re.search(r"每月(?:的)?(?:第)?(\d{1,2})日(?:为)?(?:结息|付息|还款|扣款)", text.whole)
    if payday and 1 <= int(payday[1]) <= 31:  # noqa: PLR2004  days of a month
        found.append(text.proposal("interest_day", str(int(payday[1])), payday.start(1), payday.end(1)))
    return found


def _title(text: Text) -> list[Proposal]:
    for index, part in enumerate(text.parts[:HEAD_LINES]):
        if re.fullmatch(r"[\u4e00-\u9fff()]{2,24}(?:合同|协议)(?:书)?", part):
            begin = text.begin_of(index)
            return [text.proposal("contract_name", part, begin, begin + len(part), sure=0.95)]
    return []


def _number(text: Text) -> list[Proposal]:
    for found in re.finditer(r"(?:合同|协议)?编号(?:为)?[:]?", text.whole):
        rest = text.whole[found.end() : text.end_of_line(found.end())]
        number = re.match(r"[A-Za-z0-9\u4e00-\u9fff〔〕\[\]()_/-]*\d[A-Za-z0-9\u4e00-\u9fff〔〕\[\]()_/-]*", rest)
        if number and 4 <= len(number[0]) <= 60:  # noqa: PLR2004  what a number may be long
            return [text.proposal("contract_number", number[0], found.end(), found.end() + len(number[0]))]
    return []


def _amount(text: Text) -> list[Proposal]:
    pattern = r"(?:借款|贷款)(?:金额|本金|总额)[^0-9。;]{0,40}?([\d,]{1,15}(?:\.\d{1,2})?)(万)?元"
    for found in re.finditer(pattern, text.whole):
        try:
            amount = money.fen(Decimal(found[1].replace(",", "")) * (10_000 if found[2] else 1))
        except InvalidOperation:
            continue
        if amount <= 0:
            continue
        # The capital numerals are the second writing: where they agree, no digit was misread.
        capital = money.capital_numerals(amount).removesuffix("整")
        near = text.whole[max(found.start() - 60, 0) : found.end() + 60]
        agrees = capital in near.replace("圆", "元")
        written = bool(re.search(r"[壹贰叁肆伍陆柒捌玖]{1}[拾佰仟万]", near))
        doubt = "" if agrees or not written else "capitals_differ"
        sure = 0.4 if doubt else 0.9
        begin, end = found.start(1), found.end(1)
        return [text.proposal("principal", str(amount), begin, end, sure=sure, checked=agrees, doubt=doubt)]
    return []


def _percent(raw: str) -> str | None:
    try:
        rate = Decimal(raw)
    except InvalidOperation:
        return None
    return f"{rate.normalize():f}" if 0 < rate <= MOST_RATE else None


def _rates(text: Text) -> list[Proposal]:
    found = []
    for key, pattern in (
        ("annual_rate", r"年利率[^0-9%。;]{0,20}(\d{1,2}(?:\.\d{1,6})?)%"),
        (
            "penalty_uplift",
            r"(?:逾期|罚息)[^。;%]{0,60}?(?:上浮|加收|加计|水平上加)[^0-9%。;]{0,8}(\d{1,3}(?:\.\d{1,4})?)%",
        ),
    ):
        match = re.search(pattern, text.whole)
        value = _percent(match[1]) if match else None
        if match and value is not None:
            found.append(text.proposal(key, value, match.start(1), match.end(1)))
    return found


def _days(text: Text) -> list[Proposal]:
    found: list[Proposal] = []
    term = re.search(rf"(?:借款|贷款)期限[^。;]{{0,30}}?({DATE})(?:起)?(?:,)?(?:至|到|-|—)({DATE})", text.whole)
    if term:
        for key, group in (("released_on", 1), ("matures_on", 2)):
            when = day(term[group])
            if when:
                found.append(text.proposal(key, when.isoformat(), term.start(group), term.end(group)))
    months = re.search(r"(?:借款|贷款)期限(?:为|共|:)?(\d{1,3})(?:个)?(月|年)", text.whole)
    if months:
        count = int(months[1]) * (12 if months[2] == "年" else 1)
        found.append(text.proposal("term_months", str(count), months.start(1), months.end(1)))
    signed = re.search(rf"(?:签订|签署|订立)(?:日期|时间|日)(?:为|是)?[:]?({DATE})", text.whole)
    if signed is None:
        signed = next(reversed(list(re.finditer(rf"日期[:]?({DATE})", text.whole))), None)
    when = day(signed[1]) if signed else None
    if signed and when:
        found.append(text.proposal("signed_on", when.isoformat(), signed.start(1), signed.end(1)))
    return found


def _party(text: Text, label: str, what: str = COMPANY) -> re.Match[str] | None:
    """Who stands behind a label, up to the end of the line or the next label."""
    for label_at in re.finditer(rf"(?:{label})(?:\([^)]{{1,12}}\))?[:]", text.whole):
        stop = text.end_of_line(label_at.end())
        found = re.compile(rf"({what}?)(?={_LABELS}|,|;|。|$)").match(text.whole[:stop], label_at.end())
        if found and found[1]:
            return found
    return None


def _people(text: Text) -> list[Proposal]:
    found: list[Proposal] = []
    lender = _party(text, "贷款人|出借人|贷款方")
    if lender:
        found.append(text.proposal("lender", lender[1], lender.start(1), lender.end(1)))
    guarantor = _party(text, "保证人|担保人")
    if guarantor:
        found.append(text.proposal("guarantor", guarantor[1], guarantor.start(1), guarantor.end(1)))
    borrower = _party(text, "借款人|借款方")
    if borrower is None:
        return found
    found.append(text.proposal("borrower", borrower[1], borrower.start(1), borrower.end(1)))
    # What follows the borrower's name belongs to the borrower, until somebody else is named.
    rest = re.compile(r"贷款人|出借人|贷款方|保证人|担保人|共同借款|鉴于|第一条|一、").search(
        text.whole, borrower.end()
    )
    stop = rest.start() if rest else len(text.whole)
    own = text.whole[:stop]
    number = re.compile(r"(?:身份证|证件)(?:件)?(?:号码|号)?[:]?([0-9A-Za-z|]{15,20})").search(own, borrower.end())
    if number:
        found.append(_resident_id(text, number[1], number.start(1), number.end(1)))
    phone = re.compile(r"(?:手机|联系电话|电话)(?:号码|号)?[:]?(1[3-9]\d{9})(?!\d)").search(own, borrower.end())
    if phone:
        found.append(text.proposal("phone", phone[1], phone.start(1), phone.end(1)))
    address = re.compile(
        r"(?:住址|住所地|住所|通讯地址|地址)[:]?(.{4,80}?)(?=身份证|证件|联系电话|电话|手机|,|;|。|$)"
    ).search(own, borrower.end())
    if address:
        found.append(text.proposal("address", address[1], address.start(1), address.end(1), sure=0.85))
    return found


# ---------- papers of a credit card


def _credit_card(text: Text) -> list[Proposal]:
    whole, found = text.whole, []
    card = re.search(r"(?:卡号|信用卡号码)[:]?(\d{13,19})(?!\d)", whole)
    if card:
        fits = not identity.bank_card(card[1]).warnings
        begin, end = card.start(1), card.end(1)
        doubt = "" if fits else "check_digit"
        found.append(
            text.proposal("card_number", card[1], begin, end, sure=0.9 if fits else 0.4, checked=fits, doubt=doubt)
        )
    holder = _party(text, "持卡人|持卡人姓名|申请人|姓名", NAME)
    if holder:
        found.append(text.proposal("holder", holder[1], holder.start(1), holder.end(1)))
    for key, label in (("statement_on", "账单日期|账单日"), ("due_on", "到期还款日|最后还款日")):
        match = re.search(rf"(?:{label})[:]?({DATE})", whole)
        when = day(match[1]) if match else None
        if match and when:
            found.append(text.proposal(key, when.isoformat(), match.start(1), match.end(1)))
    amount = r"[^0-9。;]{0,12}([\d,]{1,15}(?:\.\d{1,2})?)"
    for key, label in (
        ("amount_due", "本期应还(?:款)?(?:总)?(?:金)?额|应还款总额"),
        ("minimum_due", "最低(?:应)?还款额"),
        ("credit_limit", "信用额度|授信额度"),
    ):
        match = re.search(rf"(?:{label}){amount}", whole)
        if match:
            try:
                value = money.yuan(match[1])
            except LawError:
                continue
            found.append(text.proposal(key, str(value), match.start(1), match.end(1)))
    return found


# ---------- what a person confirms


def normal(key: str, value: str) -> str:
    """A confirmed value in the form in which it is kept: days as ISO text, amounts as decimals. Raises LawError (`field` is the key)."""
    text = " ".join(value.split())
    try:
        return _NORMAL.get(key, str)(text)
    except LawError as problem:
        raise LawError(problem.code, problem.message, field=key) from problem


def _normal_day(text: str) -> str:
    found = day("".join(text.split()))
    if found is None:
        raise LawError("not_a_day", f"{text!r} is no day")
    return found.isoformat()


def _normal_percent(text: str) -> str:
    value = _percent(text.removesuffix("%").strip())
    if value is None:
        raise LawError("not_a_rate", f"{text!r} is no rate")
    return value


def _whole(low: int, high: int) -> Callable[[str], str]:
    def check(text: str) -> str:
        if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
            raise LawError("not_a_number", f"{text!r} is not a number from {low} to {high}")
        return str(int(text))

    return check


_NORMAL: dict[str, Callable[[str], str]] = {
    "resident_id": lambda text: identity.resident_id(text).number,
    "phone": identity.mobile,
    "card_number": lambda text: identity.bank_card(text).number,
    **dict.fromkeys(("principal", "amount_due", "minimum_due", "credit_limit"), lambda text: str(money.yuan(text))),
    **dict.fromkeys(("signed_on", "released_on", "matures_on", "statement_on", "due_on"), _normal_day),
    **dict.fromkeys(("annual_rate", "penalty_uplift"), _normal_percent),
    "day_base": _whole(360, 366),
    "interest_day": _whole(1, 31),
    "term_months": _whole(1, 600),
}
