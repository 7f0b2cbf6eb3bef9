"""Yuan: rounding to the fen, figures with separators, and capital Chinese numerals (大写)."""

from decimal import ROUND_HALF_UP, Decimal

from sharedcourt.law.errors import LawError

FEN = Decimal("0.01")
ZERO = Decimal("0.00")

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_SMALL_UNITS = ("", "拾", "佰", "仟")
_GROUP_UNITS = ("", "万", "亿", "万亿")
_FULL_GROUP = 1_000  # a group below this needs 零 after a higher one
_TRILLIONS = 3  # place of the 万亿 group
_LARGEST = Decimal("9999999999999999.99")


def fen(amount: Decimal | int) -> Decimal:
    """Round to 0.01 yuan, half up."""
    return Decimal(amount).quantize(FEN, rounding=ROUND_HALF_UP)


def yuan(text: str | Decimal | int) -> Decimal:
    """A typed amount ("280,000.00", "46433.2") as Decimal yuan. Raises LawError on anything else or on more than two decimals."""
    try:
        amount = Decimal(str(text).strip().replace(",", "").replace("，", ""))
    except ArithmeticError as exc:
        raise LawError("not_an_amount", f"{text!r} is not an amount of money", field="amount") from exc
    if not amount.is_finite():
        raise LawError("not_an_amount", f"{text!r} is not an amount of money", field="amount")
    if abs(amount) > _LARGEST:
        raise LawError("amount_too_large", f"{text!r} is beyond what can be written", field="amount")
    if amount != fen(amount):
        raise LawError("finer_than_fen", f"{text!r} has more than two decimals", field="amount")
    return fen(amount)


def format_yuan(amount: Decimal | int) -> str:
    """280000 → '280,000.00'."""
    return f"{fen(amount):,.2f}"


def format_rate(rate: Decimal) -> str:
    """A rate as a percentage with at least two decimals and no more than needed: 0.065 → '6.50%', 0.0975 → '9.75%'."""
    text = f"{(rate * 100).normalize():f}"
    whole, _, decimals = text.partition(".")
    return f"{whole}.{decimals.ljust(2, '0')}%"


def _group(value: int) -> str:
    """1-9999 in capitals, inner zeros as one 零, without leading 零."""
    text, gap = "", False
    for position in (3, 2, 1, 0):
        digit = value // 10**position % 10
        if digit == 0:
            gap = bool(text)
            continue
        text += ("零" if gap else "") + _DIGITS[digit] + _SMALL_UNITS[position]
        gap = False
    return text


def _whole_yuan(value: int) -> str:
    groups: list[int] = []
    while value:
        groups.append(value % 10_000)
        value //= 10_000
    text, gap = "", False
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if group == 0:
            gap = bool(text)
            continue
        if text and (gap or group < _FULL_GROUP):
            text += "零"
        unit = _GROUP_UNITS[place]
        if place == _TRILLIONS and groups[2]:  # 万亿 followed by 亿 is said once: 壹万贰仟亿
            unit = "万"
        text += _group(group) + unit
        gap = False
    return text


def capital_numerals(amount: Decimal | int) -> str:
    """人民币大写, after the rules for filling in bills (票据法 支付结算办法 附一): 46433.20 → 肆万陆仟肆佰叁拾叁元贰角整.

    Ends in 整 unless there are fen; a zero between figures is written once. Up to 9,999 trillion; negative sums begin with 负.
    """
    rounded = fen(amount)
    if abs(rounded) > _LARGEST:
        raise LawError("amount_too_large", f"{amount} is beyond what can be written", field="amount")
    total_fen = int(abs(rounded) * 100)
    whole, jiao, cents = total_fen // 100, total_fen // 10 % 10, total_fen % 10
    text = _whole_yuan(whole) + "元" if whole else ""
    if jiao == 0 and cents == 0:
        text = (text or "零元") + "整"
    else:
        if jiao:
            text += _DIGITS[jiao] + "角"
        elif whole:
            text += "零"
        text += _DIGITS[cents] + "分" if cents else "整"
    return ("负" if rounded < 0 else "") + text
