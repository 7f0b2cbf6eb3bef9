"""How dates, sums and numbers are written in a legal text, in Chinese and for reading in English."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sharedcourt.law.money import capital_numerals, format_yuan

_DIGITS = "零一二三四五六七八九"
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def zh_date(day: date) -> str:
    """2022年1月6日."""
    return f"{day.year}年{day.month}月{day.day}日"


def en_date(day: date) -> str:
    """6 January 2022."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def zh_sum(amount: Decimal) -> str:
    """46,433.20元（大写：人民币肆万陆仟肆佰叁拾叁元贰角整）."""
    return f"{format_yuan(amount)}元（大写：人民币{capital_numerals(amount)}）"


def zh_yuan(amount: Decimal) -> str:
    """46,433.20元."""
    return f"{format_yuan(amount)}元"


def en_sum(amount: Decimal) -> str:
    """CNY 46,433.20."""
    return f"CNY {format_yuan(amount)}"


def chinese_number(n: int) -> str:
    """1 → 一, 12 → 十二, 20 → 二十, up to 99."""
    tens, ones = divmod(n, 10)
    if tens == 0:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def zh_paragraphs(paragraphs: Sequence[str]) -> str:
    """One paragraph as it stands; several as （一）… （二）…, a line each."""
    if len(paragraphs) == 1:
        return paragraphs[0]
    return "\n".join(f"（{chinese_number(number)}）{text}" for number, text in enumerate(paragraphs, start=1))


def en_paragraphs(paragraphs: Sequence[str]) -> str:
    """One paragraph as it stands; several as (1) … (2) …, a line each."""
    if len(paragraphs) == 1:
        return paragraphs[0]
    return "\n".join(f"({number}) {text}" for number, text in enumerate(paragraphs, start=1))


def en_list(words: Sequence[str]) -> str:
    """a; a and b; a, b and c."""
    if len(words) <= 1:
        return "".join(words)
    return ", ".join(words[:-1]) + " and " + words[-1]
