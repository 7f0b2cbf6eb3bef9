"""Time limits, endings and duties of the Online Mediation Rules (人民法院在线调解规则, "ODMR"), read from the tables."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from typing import Literal

from sharedcourt.law.agreement_lint import Finding, agreement_lint
from sharedcourt.law.errors import LawError
from sharedcourt.law.tables import rule
from sharedcourt.law.workdays import add_days_rolling, add_workdays, working_days_between

__all__ = [
    "COMPLAINT_GROUNDS",
    "RECUSAL_GROUNDS",
    "RETURN_GROUNDS",
    "Finding",
    "Ground",
    "TerminationReason",
    "acceptance_deadline",
    "agreement_lint",
    "ask_other_party_deadline",
    "assignment_deadline",
    "confirmation_deadline",
    "deadline",
    "extended_deadline",
    "joint_choice_deadline",
    "mediation_deadline",
    "remaining_workdays",
]

MediationKind = Literal["pre_filing", "ordinary", "summary"]


def deadline(limit: str, start: date) -> date:
    """Last day of a named time limit of tables/time_limits.toml that starts on a day (the day itself is not counted)."""
    row = rule("time_limits", limit, start)
    if row["unit"] == "workday":
        return add_workdays(start, row["value"])
    return add_days_rolling(start, row["value"])


def assignment_deadline(applied_on: date) -> date:
    """The court assigns an organisation or mediator within 3 working days of the application (ODMR 10)."""
    return deadline("court_assigns", applied_on)


def joint_choice_deadline(agreed_on: date) -> date:
    """Parties who both agreed choose together within 2 working days, else the court assigns (ODMR 10)."""
    return deadline("joint_choice", agreed_on)


def acceptance_deadline(offered_on: date) -> date:
    """Organisation or mediator accepts or declines with reason within 3 working days (ODMR 12); silence means choose again."""
    return deadline("acceptance", offered_on)


def ask_other_party_deadline(accepted_on: date) -> date:
    """The other party is asked within 3 working days of acceptance (ODMR 15)."""
    return deadline("ask_other_party", accepted_on)


def mediation_deadline(accepted_on: date, kind: MediationKind = "pre_filing") -> date:
    """30 days before filing; after filing 15 (ordinary) or 7 (summary), from acceptance on the platform (ODMR 24)."""
    return deadline(f"mediation_{kind}", accepted_on)


def extended_deadline(current: date, *, appraisal_days: int = 0, agreed_until: date | None = None) -> date:
    """A mediation period after a stop for appraisal (ODMR 26: not counted) or an extension all parties agreed to (ODMR 24)."""
    if appraisal_days < 0:
        raise LawError("negative_period", "a stop cannot be negative", field="appraisal_days")
    if agreed_until is not None:
        if agreed_until < current:
            raise LawError("extension_shortens", "an extension ends after the present period", field="agreed_until")
        current = agreed_until
    return add_days_rolling(current, appraisal_days)


def confirmation_deadline(effective_on: date) -> date:
    """Joint application for judicial confirmation within 30 days of effect (人民调解法 33, 民事诉讼法 205)."""
    return deadline("confirmation_application", effective_on)


def remaining_workdays(today: date, last_day: date) -> int:
    """Working days left after today up to the last day; negative when it has passed."""
    return working_days_between(today, last_day)


class TerminationReason(IntEnum):
    """The eight ways an online mediation ends (ODMR 25); the number is the item of the article."""

    AGREED = 1
    SETTLED_AND_WITHDRAWN = 2
    UNREACHABLE = 3
    PARTY_REFUSES = 4
    WIDE_GAP = 5
    PERIOD_OVER = 6
    REFUSES_TO_SIGN = 7
    OTHER = 8

    @property
    def zh(self) -> str:
        """The article's words."""
        return _TERMINATION[self][0]

    @property
    def en(self) -> str:
        """A reading in English."""
        return _TERMINATION[self][1]

    @property
    def article(self) -> str:
        """Where it stands."""
        return f"人民法院在线调解规则第二十五条（{'一二三四五六七八'[self - 1]}）"

    @property
    def succeeded(self) -> bool:
        """Whether the dispute was settled."""
        return self in {TerminationReason.AGREED, TerminationReason.SETTLED_AND_WITHDRAWN}


_TERMINATION: dict[TerminationReason, tuple[str, str]] = {
    TerminationReason.AGREED: ("当事人达成调解协议", "The parties reached an agreement"),
    TerminationReason.SETTLED_AND_WITHDRAWN: (
        "当事人自行和解，撤回调解申请",
        "The parties settled by themselves and withdrew the application",
    ),
    TerminationReason.UNREACHABLE: (
        "在调解期限内无法联系到当事人",
        "A party could not be reached within the mediation period",
    ),
    TerminationReason.PARTY_REFUSES: (
        "当事人一方明确表示不愿意继续调解",
        "A party said plainly that it will not go on",
    ),
    TerminationReason.WIDE_GAP: (
        "当事人分歧较大且难以达成调解协议",
        "The parties are too far apart to agree",
    ),
    TerminationReason.PERIOD_OVER: (
        "调解期限届满，未达成调解协议，且各方当事人未达成延长调解期限的合意",
        "The period ended without agreement and without a common wish to extend it",
    ),
    TerminationReason.REFUSES_TO_SIGN: (
        "当事人一方拒绝在调解协议上签章",
        "A party refused to sign the agreement",
    ),
    TerminationReason.OTHER: ("其他导致调解无法进行的情形", "Another reason that makes mediation impossible"),
}


class RecusalGround(StrEnum):
    """What a mediator must disclose (ODMR 13)."""

    NEAR_RELATIVE = "near_relative"
    INTEREST = "interest"
    OTHER_RELATION = "other_relation"


@dataclass(frozen=True, slots=True)
class Ground:
    """One item of a list in the rules."""

    code: str
    zh: str
    en: str
    article: str


RECUSAL_GROUNDS: tuple[Ground, ...] = (
    Ground(
        RecusalGround.NEAR_RELATIVE,
        "是纠纷当事人或者当事人、诉讼代理人近亲属的",
        "Is a party, or a near relative of a party or of an agent",
        "人民法院在线调解规则第十三条（一）",
    ),
    Ground(
        RecusalGround.INTEREST,
        "与纠纷有利害关系的",
        "Has an interest in the dispute",
        "人民法院在线调解规则第十三条（二）",
    ),
    Ground(
        RecusalGround.OTHER_RELATION,
        "与当事人、诉讼代理人有其他可能影响公正调解关系的",
        "Has another relation to a party or agent that may affect fair mediation",
        "人民法院在线调解规则第十三条（三）",
    ),
)

COMPLAINT_GROUNDS: tuple[Ground, ...] = (
    Ground("coercion", "强迫调解", "Forced mediation", "人民法院在线调解规则第二十九条（一）"),
    Ground(
        "repeated_refusal",
        "无正当理由多次拒绝接受人民法院委派委托或者当事人调解申请",
        "Repeated refusal of cases without good reason",
        "人民法院在线调解规则第二十九条（二）",
    ),
    Ground(
        "favours",
        "接受当事人请托或者收受财物",
        "Took favours or money from a party",
        "人民法院在线调解规则第二十九条（三）",
    ),
    Ground(
        "leak",
        "泄露调解过程、调解协议内容以及调解过程中获悉的国家秘密、商业秘密、个人隐私和其他不宜公开的信息",
        "Leaked the process, the agreement or secrets learnt in it",
        "人民法院在线调解规则第二十九条（四）",
    ),
    Ground(
        "other",
        "其他违反调解职业道德应当作出处理的行为",
        "Another breach of a mediator's duties",
        "人民法院在线调解规则第二十九条（五）",
    ),
)

RETURN_GROUNDS: tuple[Ground, ...] = (
    Ground(
        "outside_court_scope",
        "纠纷不属于人民法院受案范围，可以采用其他纠纷解决方式",
        "The dispute is not one for the courts; other ways of resolving it are open",
        "人民法院在线调解规则第九条（一）",
    ),
    Ground(
        "no_jurisdiction",
        "作出邀请的人民法院对该纠纷不具有管辖权，请选择对纠纷有管辖权的人民法院邀请的调解组织或者调解员",
        "The inviting court has no jurisdiction; choose a mediator invited by the court that has",
        "人民法院在线调解规则第九条（二）",
    ),
    Ground(
        "unsuitable_online",
        "纠纷不适宜在线调解，请到人民法院诉讼服务大厅现场办理调解或者立案手续",
        "The dispute is not suited to online mediation; go to the court's service hall",
        "人民法院在线调解规则第九条（三）",
    ),
)


def earliest_effect(last_party_signed_on: date, mediator_signed_on: date | None, sealed_on: date | None) -> date:
    """The day from which the 30 days for confirmation are safely counted.

    ODMR 19 takes the last party's signature, PML 29 also the mediator's and the seal: the earlier of the two, which is the first.
    """
    later = [day for day in (mediator_signed_on, sealed_on) if day is not None]
    return min([last_party_signed_on, *later])


def is_late(last_day: date, on: date) -> bool:
    """Whether a limit has passed."""
    return on - last_day >= timedelta(days=1)
