"""Applying for enforcement (申请执行): which court, until when, for how much (民事诉讼法 235, 247, 250, 264; 民事诉讼法解释 460, 461, 480, 481)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Any

from sharedcourt.law.agreements import AgreementTerms
from sharedcourt.law.errors import LawError
from sharedcourt.law.interest import late_performance_interest
from sharedcourt.law.jurisdiction import Level, court_division
from sharedcourt.law.limitation import enforcement_period_end
from sharedcourt.law.mediation_rules import deadline
from sharedcourt.law.money import ZERO, fen, format_rate, format_yuan
from sharedcourt.law.receipts import Receipt, Span, Standing, day_base_of, standing, standing_under
from sharedcourt.law.tables import rule
from sharedcourt.law.wording import en_date, zh_date

Words = tuple[str, str]


class Title(StrEnum):
    """What is enforced (执行依据)."""

    CONFIRMED = "confirmed"  # a mediation agreement, confirmed by a ruling
    DECIDED = "decided"  # a judgment, ruling or mediation document of a court


class CourtGround(StrEnum):
    """Why a court enforces."""

    MADE_IT = "made_it"
    FIRST_INSTANCE = "first_instance"
    PROPERTY = "property"


GROUND_WORDS: Mapping[CourtGround, Words] = {
    CourtGround.MADE_IT: ("作出确认调解协议裁定的人民法院", "the court that confirmed the agreement"),
    CourtGround.FIRST_INSTANCE: ("第一审人民法院", "the court of first instance"),
    CourtGround.PROPERTY: (
        "与其同级的被执行财产所在地人民法院",
        "the court of the same level where property of the debtor is",
    ),
}


@dataclass(frozen=True, slots=True)
class EnforcingCourt:
    """A division whose court of `level` may enforce, and why. The creditor chooses."""

    division: str
    level: Level
    ground: CourtGround
    article: str

    def text(self, lang: str = "zh") -> str:
        """The reason in a language."""
        return GROUND_WORDS[self.ground][0 if lang.startswith("zh") else 1]


def enforcing_courts(
    title: Title, *, division: str, level: Level, on: date, property_at: str = ""
) -> list[EnforcingCourt]:
    """The court that made the title (of first instance, CPL 235; of the ruling, CPLI 460), and that of its level where property is.

    Divisions are six digits (GB/T 2260). Raises LawError `division_format`.
    """
    article = str(rule("enforcement", "courts", on)[title.value])
    first = CourtGround.MADE_IT if title is Title.CONFIRMED else CourtGround.FIRST_INSTANCE
    found = [EnforcingCourt(court_division(division, level), level, first, article)]
    if property_at:
        there = court_division(property_at, level)
        if there != found[0].division:
            found.append(EnforcingCourt(there, level, CourtGround.PROPERTY, article))
    return found


class NotAccepted(StrEnum):
    """Why an application is not taken in: what a title must have (CPLI 461), and the other conditions of the enforcement rules."""

    NOT_IN_FORCE = "in_force"
    NOT_THE_CREDITOR = "creditor"
    PARTIES_UNCLEAR = "461-1"
    CONTENT_UNCLEAR = "461-2"
    NOT_DUE = "due"
    NO_JURISDICTION = "court"


NOT_ACCEPTED_WORDS: Mapping[NotAccepted, Words] = {
    NotAccepted.NOT_IN_FORCE: ("申请执行的法律文书尚未生效", "the title is not in force"),
    NotAccepted.NOT_THE_CREDITOR: (
        "申请人不是生效法律文书确定的权利人",
        "the applicant is not whom the title names as creditor",
    ),
    NotAccepted.PARTIES_UNCLEAR: ("权利义务主体不明确", "it is not clear who owes whom"),
    NotAccepted.CONTENT_UNCLEAR: ("给付内容不明确", "it is not clear what is owed"),
    NotAccepted.NOT_DUE: (
        "义务人履行义务的期限尚未届满，或者义务已经履行",
        "the time to perform is not over, or it has been performed",
    ),
    NotAccepted.NO_JURISDICTION: ("不属于本院管辖", "this court has no jurisdiction"),
}


def not_accepted_articles(ground: NotAccepted, on: date) -> str:
    """What a ruling not to accept rests on."""
    if ground in {NotAccepted.PARTIES_UNCLEAR, NotAccepted.CONTENT_UNCLEAR}:
        item = "一" if ground is NotAccepted.PARTIES_UNCLEAR else "二"
        return f"《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》{rule('enforcement', 'title', on)['article']}第{item}项"
    found = rule("enforcement", "conditions", on)
    return f"《{str(found['source']).partition('（2020')[0]}》{found['article']}"


def case_kind(on: date) -> str:
    """The type word of the case number: 执."""
    return str(rule("enforcement", "case_kind", on)["word"])


def review_deadline(received_on: date) -> date:
    """The court registers the application or refuses it within seven days."""
    return deadline("enforcement_review", received_on)


def notice_deadline(received_on: date) -> date:
    """The court sends the debtor the notice to perform within ten days of the application (CPL 251, CPLI 480)."""
    return deadline("enforcement_notice", received_on)


# ---------- until when


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """`ends_on`: the last day, from the end of the last instalment's time (CPL 250). `early`: two years from the day on which everything
    fell due at once; whether the period runs from there is not settled, so that it is the safe day. None when that did not happen.
    """

    runs_from: date
    ends_on: date
    early: date | None = None

    @property
    def safe(self) -> date:
        """The earlier of the two."""
        return min(self.ends_on, self.early) if self.early is not None else self.ends_on

    def over(self, on: date) -> bool:
        """Whether the debtor may object on a day (CPLI 481); the court never does by itself."""
        return on > self.ends_on


def time_limit(due_days: Sequence[date], fallen_due_on: date | None = None) -> TimeLimit:
    """Two years from the end of the time to perform (CPL 250). Raises LawError `no_due_date`."""
    ends = enforcement_period_end(due_days)
    early = enforcement_period_end([fallen_due_on]) if fallen_due_on is not None else None
    return TimeLimit(max(due_days), ends, early if early is not None and early < ends else None)


# ---------- for how much


@dataclass(frozen=True, slots=True)
class Item:
    """One sum that is claimed: what it is and how it is computed, in Chinese and English."""

    key: str
    name: Words
    amount: Decimal
    how: Words


@dataclass(frozen=True, slots=True)
class Claimed:
    """What is outstanding on a day. `agreed` says that the title's own penalty is claimed, so that the doubled part is not."""

    as_of: date
    items: tuple[Item, ...]
    agreed: bool = False

    @property
    def total(self) -> Decimal:
        """All items."""
        return sum((item.amount for item in self.items), ZERO)


_NAMES: Mapping[str, Words] = {
    "principal": ("本金", "principal"),
    "interest": ("利息等（随到期款项应付）", "interest and other sums due with the instalments"),
    "stated": ("法律文书确定的利息", "interest as the title says"),
    "penalty": ("约定的逾期罚息", "penalty interest as agreed"),
    "late": ("迟延履行期间加倍部分债务利息", "doubled part of interest for delay"),
}


def _item(key: str, amount: Decimal, zh: str, en: str) -> Item:
    return Item(key, _NAMES[key], amount, (zh, en))


def claimed_under(
    terms: AgreementTerms, receipts: Iterable[Receipt], on: date, *, in_force_on: date
) -> tuple[Claimed, Standing]:
    """What a confirmed agreement leaves to be enforced on a day, and where its performance stands.

    What has not fallen due is not claimed. The doubled part (CPL 264) runs on late principal alone, from the day it was due, at the
    earliest from the day the title took effect; where the agreement's own rate after default runs, it is not claimed on top (MT 15).
    """
    received = sorted(receipts, key=lambda each: each.on)
    found = standing_under(terms, received, on)
    arrears = found.arrears
    items: list[Item] = []
    fallen = arrears.accelerated_on
    if arrears.principal:
        if fallen is not None:
            zh = f"自{zh_date(fallen)}起全部未还本金提前到期"
            en = f"all open principal fell due on {en_date(fallen)}"
        else:
            zh = "已到期未付各期中的本金"
            en = "principal in the instalments that are late"
        items.append(_item("principal", arrears.principal, zh, en))
    if arrears.interest:
        items.append(
            _item(
                "interest", arrears.interest, "按协议应随到期款项支付而未付", "owed with the late instalments, unpaid"
            )
        )
    agreed = fallen is not None and bool(terms.default_rate)
    if agreed and arrears.penalty:
        items.append(_penalty(terms, found))
    if not agreed:
        items += _late(terms, received, found, in_force_on)
    return Claimed(on, tuple(items), agreed), found


def _penalty(terms: AgreementTerms, found: Standing) -> Item:
    rate, base = format_rate(terms.default_rate or ZERO), day_base_of(terms)
    zh = "；".join(
        f"{format_yuan(span.principal)}元×{rate}÷{base}×{span.days}日（{zh_date(span.since)}至{zh_date(span.until)}）"
        for span in found.spans
    )
    en = "; ".join(
        f"{format_yuan(span.principal)} × {rate} ÷ {base} × {span.days} days ({en_date(span.since)} to {en_date(span.until)})"
        for span in found.spans
    )
    whole = fen(
        sum((span.principal * (terms.default_rate or ZERO) / base * span.days for span in found.spans), Decimal(0))
    )
    paid = whole - found.arrears.penalty
    if paid > 0:
        zh, en = f"{zh}；减已付{format_yuan(paid)}元", f"{en}; less {format_yuan(paid)} paid"
    return _item("penalty", found.arrears.penalty, zh, en)


def _late(terms: AgreementTerms, receipts: Sequence[Receipt], found: Standing, in_force_on: date) -> list[Item]:
    """The doubled part, from change to change of the late principal."""
    on, fallen = found.as_of, found.arrears.accelerated_on
    moments = {each.due for each in found.dues} | {each.on for each in receipts} | ({fallen} if fallen else set())
    days = sorted({min(max(day, in_force_on), on) for day in moments if day < on} | {on})
    spans: list[Span] = []
    for since, until in pairwise(days):
        base = _late_principal(terms, [each for each in receipts if each.on <= since], since, fallen)
        if spans and spans[-1].principal == base:
            spans[-1] = Span(spans[-1].since, until, base)
        else:
            spans.append(Span(since, until, base))
    total, zh, en = ZERO, [], []
    for span in spans:
        amount = late_performance_interest(span.principal, span.since, span.until)
        if amount:
            total += amount
            sums = f"{format_yuan(span.principal)}元×{_daily(span.until)}×{span.days}日"
            zh.append(f"{sums}（{zh_date(span.since)}至{zh_date(span.until)}）")
            en.append(
                f"{format_yuan(span.principal)} × {_daily(span.until)} × {span.days} days "
                f"({en_date(span.since)} to {en_date(span.until)})"
            )
    return [_item("late", total, "；".join(zh), "; ".join(en))] if total else []


def _late_principal(terms: AgreementTerms, receipts: Sequence[Receipt], day: date, fallen: date | None) -> Decimal:
    """Principal that is late from a day on: all of it once everything has fallen due."""
    morrow = day + timedelta(days=1)
    if fallen is not None and day >= fallen:
        return standing_under(terms, receipts, morrow).arrears.principal
    return standing(terms.down_payment, terms.schedule, receipts, morrow).arrears.principal


def _daily(on: date) -> str:
    """The doubled part's rate a day, as a percentage without zeros at its end."""
    rate = Decimal(rule("penalty_bounds", "late_performance", max(on, date(2014, 8, 1)))["daily_rate"])
    return f"{(rate * 100).normalize():f}%"


def claimed_from(
    *, owed: Decimal, paid: Decimal, due: date, on: date, interest: Decimal = ZERO, interest_how: str = ""
) -> Claimed:
    """What a judgment or the court's mediation document leaves to be enforced, from what the creditor enters.

    `owed`: money other than interest, to be paid by `due`; `interest`: as the title says up to the day. What was paid went to `owed`.
    The doubled part runs on what is left of `owed`, for the time since `due` as if it had stood at that all along, which is the least
    it can be (DBL 1-3). Raises LawError.
    """
    if owed < 0 or paid < 0 or interest < 0:
        raise LawError("negative_amount", "a claim cannot be negative", field="owed")
    if paid > owed:
        raise LawError("below_zero", "more has been paid than is owed", field="paid")
    left = owed - paid
    items: list[Item] = []
    if left:
        less = (f"减已付{format_yuan(paid)}元", f"less {format_yuan(paid)} paid") if paid else ("", "")
        items.append(
            _item(
                "principal",
                left,
                f"法律文书确定{format_yuan(owed)}元{less[0]}",
                f"{format_yuan(owed)} by the title {less[1]}".strip(),
            )
        )
    if interest:
        items.append(_item("stated", interest, interest_how, interest_how))
    late = late_performance_interest(left, due, on)
    if late:
        span = f"{(on - due).days}"
        items.append(
            _item(
                "late",
                late,
                f"{format_yuan(left)}元×{_daily(on)}×{span}日（{zh_date(due)}至{zh_date(on)}）",
                f"{format_yuan(left)} × {_daily(on)} × {span} days ({en_date(due)} to {en_date(on)})",
            )
        )
    return Claimed(on, tuple(items))


def source_of(key: str, on: date) -> tuple[str, bool]:
    """Where a rule of the table stands, and whether its text is at hand."""
    found: Mapping[str, Any] = rule("enforcement", key, on)
    return f"{found['source']}{found['article']}", bool(found.get("certain", True))


def warning_days(on: date) -> list[int]:
    """How many days before the end the creditor is told."""
    return [int(each) for each in rule("enforcement", "warnings", on)["days"]]
