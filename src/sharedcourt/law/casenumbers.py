"""Case numbers (案号) of the courts, and the numbers mediation organisations give their agreements."""

import re
from dataclasses import dataclass

from sharedcourt.law.errors import LawError

_CASE = re.compile(
    r"^[（(](\d{4})[）)]((?:最高法|[\u4e00-\u9fa5])(?:\d{4}|\d{2})?)([\u4e00-\u9fa5]{1,4})([1-9]\d*)号((?:之[一二三四五六七八九十]+)?)$"
)
_AGREEMENT = re.compile(r"^([\u4e00-\u9fa5]{2,12})[〔\[（(](\d{4})[〕\]）)]([1-9]\d*)号$")

# Type words: what kind of case the number names. (zh title, en title)
TYPE_WORDS: dict[str, tuple[str, str]] = {
    "民初": ("民事一审", "Civil, first instance"),
    "民终": ("民事二审", "Civil, second instance"),
    "民申": ("民事申请再审审查", "Civil, petition for retrial"),
    "民再": ("民事再审", "Civil, retrial"),
    "民特": ("民事特别程序", "Civil, special procedure"),
    "民督": ("督促程序", "Payment order"),
    "民辖终": ("民事管辖上诉", "Civil, appeal on jurisdiction"),
    "财保": ("诉前财产保全", "Pre-suit preservation"),
    "执": ("首次执行", "Enforcement"),
    "执保": ("执行保全", "Enforcement, preservation"),
    "执恢": ("恢复执行", "Enforcement, resumed"),
    "执异": ("执行异议", "Enforcement, objection"),
    "诉前调": ("诉前调解", "Pre-suit mediation"),
    "诉前调确": ("诉前调解司法确认", "Judicial confirmation after pre-suit mediation"),
    "诉前调书": ("诉前调解出具调解书", "Mediation letter after pre-suit mediation"),
}


@dataclass(frozen=True, slots=True, order=True)
class CaseNumber:
    """（2022）浙0302诉前调确7号: year, court code, type word, serial, and the suffix of a later paper (之一)."""

    year: int
    court: str
    kind: str
    serial: int
    suffix: str = ""

    def __str__(self) -> str:
        return f"（{self.year:04d}）{self.court}{self.kind}{self.serial}号{self.suffix}"

    def title(self, lang: str = "zh") -> str:
        """What the type word means; the word itself when it is not in the list."""
        titles = TYPE_WORDS.get(self.kind)
        return self.kind if titles is None else titles[0 if lang == "zh" else 1]


def parse_case_number(text: str) -> CaseNumber:
    """Read a case number typed with half- or full-width brackets and blanks. Raises LawError `case_number_format`."""
    match = _CASE.match(re.sub(r"\s+", "", text))
    if match is None:
        raise LawError("case_number_format", f"{text!r} is not a case number", field="case_number")
    return CaseNumber(int(match[1]), match[2], match[3], int(match[4]), match[5])


def format_case_number(year: int, court: str, kind: str, serial: int, suffix: str = "") -> str:
    """The normal form with full-width brackets; checked by reading it back."""
    return str(parse_case_number(str(CaseNumber(year, court, kind, serial, suffix))))


@dataclass(frozen=True, slots=True, order=True)
class AgreementNumber:
    """温银保调〔2022〕1号: the organisation's short word, year, serial."""

    word: str
    year: int
    serial: int

    def __str__(self) -> str:
        return f"{self.word}〔{self.year:04d}〕{self.serial}号"


def parse_agreement_number(text: str) -> AgreementNumber:
    """Read the number of a mediation agreement. Raises LawError `agreement_number_format`."""
    match = _AGREEMENT.match(re.sub(r"\s+", "", text))
    if match is None:
        raise LawError("agreement_number_format", f"{text!r} is not an agreement's number", field="number")
    return AgreementNumber(match[1], int(match[2]), int(match[3]))
