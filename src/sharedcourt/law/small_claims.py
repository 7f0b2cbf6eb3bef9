"""Which procedure fits a case of first instance: small claims, summary or ordinary (CPL 160, 165, 166; CPLI 257, 271-273).

The wage from which the ceiling of small claims follows is published by each province every year; callers hand in what they know.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from sharedcourt.law.errors import LawError
from sharedcourt.law.money import fen, format_yuan
from sharedcourt.law.tables import rule


class Excluded(StrEnum):
    """What keeps a case from small claims procedure (CPL 166), by item."""

    STATUS_OR_TITLE = "1"
    FOREIGN = "2"
    APPRAISAL = "3"
    MISSING = "4"
    COUNTERCLAIM = "5"
    OTHER = "6"


EXCLUDED_WORDS: Mapping[Excluded, tuple[str, str]] = {
    Excluded.STATUS_OR_TITLE: ("人身关系、财产确权案件", "it is about personal status or title to property"),
    Excluded.FOREIGN: ("涉外案件", "it is foreign-related"),
    Excluded.APPRAISAL: (
        "需要评估、鉴定或者对诉前评估、鉴定结果有异议",
        "it needs an appraisal, or one made before the suit is disputed",
    ),
    Excluded.MISSING: ("一方当事人下落不明", "nobody knows where a party is"),
    Excluded.COUNTERCLAIM: ("当事人提出反诉", "a counterclaim has been brought"),
    Excluded.OTHER: ("其他不宜适用小额诉讼的程序审理", "it does not fit small claims procedure for another reason"),
}


class Reason(StrEnum):
    """Why a procedure is proposed."""

    WITHIN = "within"
    BY_AGREEMENT = "by_agreement"
    ABOVE = "above"
    EXCLUDED = "excluded"
    MISSING = "missing"
    NO_AMOUNT = "no_amount"
    NOT_BASIC = "not_basic"
    WAGE_UNKNOWN = "wage_unknown"


@dataclass(frozen=True, slots=True)
class Ceiling:
    """Up to which amount small claims procedure applies, and up to which the parties may agree on it; yuan, and of which year."""

    year: int
    must: Decimal
    may: Decimal


@dataclass(frozen=True, slots=True)
class Proposed:
    """The procedure that fits by what is known, and why. `certain` is False: the wage is a figure that somebody entered."""

    procedure: str
    reason: Reason
    ceiling: Ceiling | None = None
    certain: bool = False

    def text(self, lang: str) -> str:
        """The reason in words, "zh" or "en"."""
        zh, en = _WORDS[self.reason]
        words = zh if lang == "zh" else en
        if self.ceiling is None:
            return words
        return words.format(
            year=self.ceiling.year, must=format_yuan(self.ceiling.must), may=format_yuan(self.ceiling.may)
        )


_WORDS: Mapping[Reason, tuple[str, str]] = {
    Reason.WITHIN: (
        "简单金钱给付案件，标的额不超过{year}年度就业人员年平均工资的百分之五十（{must}元），适用小额诉讼的程序，一审终审。",
        "A simple claim for money of at most half the average wage of {year} ({must} yuan): small claims procedure, final at once.",
    ),
    Reason.BY_AGREEMENT: (
        "标的额超过{year}年度就业人员年平均工资的百分之五十（{must}元）但在二倍（{may}元）以下，双方约定的可以适用小额诉讼的程序。",
        "Above half the average wage of {year} ({must} yuan) but within twice of it ({may} yuan): small claims only if both parties agree.",
    ),
    Reason.ABOVE: (
        "标的额超过{year}年度就业人员年平均工资的二倍（{may}元），不适用小额诉讼的程序。",
        "Above twice the average wage of {year} ({may} yuan): no small claims procedure.",
    ),
    Reason.EXCLUDED: (
        "属于民事诉讼法第一百六十六条不适用小额诉讼的程序的案件。",
        "A case that the law keeps from small claims procedure (CPL 166).",
    ),
    Reason.MISSING: (
        "起诉时被告下落不明，不适用简易程序（民事诉讼法解释第二百五十七条）。",
        "Nobody knows where the defendant is: no summary procedure (CPLI 257).",
    ),
    Reason.NO_AMOUNT: (
        "没有金钱给付的标的额，不适用小额诉讼的程序。",
        "No sum of money is claimed: no small claims procedure.",
    ),
    Reason.NOT_BASIC: (
        "只有基层人民法院适用简易程序和小额诉讼的程序。",
        "Only a basic court tries cases in summary or small claims procedure.",
    ),
    Reason.WAGE_UNKNOWN: (
        "本省上年度就业人员年平均工资未设置，无法判断是否适用小额诉讼的程序，请法院自行核对。",
        "The province's average wage has not been entered: whether small claims procedure applies the court checks itself.",
    ),
}


def ceiling(wages: Mapping[int, Decimal], on: date) -> Ceiling | None:
    """From the average yearly wages of a province by year: of the year before, else the newest known before it (CPLI 272)."""
    years = [year for year in wages if year < on.year]
    if not years:
        return None
    year = max(years)
    found = rule("procedures", "small_claims", on)
    must = fen(wages[year] * Decimal(found["mandatory_wage_share"]))
    return Ceiling(year, must, fen(wages[year] * Decimal(found["agreed_wage_multiple"])))


def propose(
    amount: Decimal | None, wages: Mapping[int, Decimal], *, basic: bool, excluded: Collection[Excluded] = (), on: date
) -> Proposed:
    """The procedure that fits a money claim of first instance, and why. `basic`: before a basic court. Yuan."""
    if not basic:
        return Proposed("ordinary", Reason.NOT_BASIC, certain=True)
    if Excluded.MISSING in excluded:
        return Proposed("ordinary", Reason.MISSING, certain=True)
    if excluded:
        return Proposed("summary", Reason.EXCLUDED, certain=True)
    if amount is None:
        return Proposed("summary", Reason.NO_AMOUNT, certain=True)
    bound = ceiling(wages, on)
    if bound is None:
        return Proposed("summary", Reason.WAGE_UNKNOWN)
    if amount <= bound.must:
        return Proposed("small", Reason.WITHIN, bound)
    return Proposed("summary", Reason.BY_AGREEMENT if amount <= bound.may else Reason.ABOVE, bound)


def require_fits(procedure: str, proposed: Proposed, *, agreed: bool) -> None:
    """Raises LawError where the law does not allow the procedure chosen: `small_claims_excluded`, `small_claims_too_high`,
    `small_claims_by_agreement`, `no_summary`. What depends on an unknown wage is not refused."""
    if proposed.reason is Reason.MISSING and procedure != "ordinary":
        raise LawError("no_summary", "whereabouts of the defendant unknown (CPLI 257)", field="procedure")
    if procedure != "small":
        return
    if proposed.reason in {Reason.EXCLUDED, Reason.NO_AMOUNT}:
        raise LawError("small_claims_excluded", "excluded by CPL 166", field="procedure")
    if proposed.reason is Reason.ABOVE:
        raise LawError("small_claims_too_high", "above twice the average wage (CPL 165)", field="procedure")
    if proposed.reason is Reason.BY_AGREEMENT and not agreed:
        raise LawError("small_claims_by_agreement", "only if both parties agree (CPL 165)", field="agreed")
