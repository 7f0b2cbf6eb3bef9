"""Registering a civil case of first instance: periods, grounds of refusal, trial period (CPL 122-127, 152, 164, 168; 登记立案规定)."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from sharedcourt.law.errors import LawError
from sharedcourt.law.jurisdiction import (
    Claim,
    Clause,
    Competence,
    Ground,
    Kind,
    Level,
    Litigant,
    competence,
    court_division,
)
from sharedcourt.law.mediation_rules import deadline
from sharedcourt.law.tables import rule
from sharedcourt.law.workdays import add_days_rolling, add_months, next_workday

CASE_KIND = "民初"
CPL = "民事诉讼法"
PROCEDURES = {"ordinary": "ordinary", "summary": "summary", "small": "small_claims"}
# What the causes rest on. Where the special place of a cause is not certain to us, only the general rule is applied (CPL 22).
CLAIM_KINDS: Mapping[str, Kind] = {
    "financial_loan": Kind.CONTRACT,
    "credit_card": Kind.CONTRACT,
    "small_loan": Kind.CONTRACT,
    "private_lending": Kind.CONTRACT,
    "guarantee": Kind.CONTRACT,
    "insurance": Kind.PROPERTY_INSURANCE,
    # The insurer claims back what it paid: whether as insurance (CPL 25) or under the loan is answered differently.
    "guarantee_insurance": Kind.OTHER,
    "finance_lease": Kind.LEASE,
    # The rule of its own for such suits (法释〔2022〕2号) was not before us.
    "securities_misstatement": Kind.OTHER,
    "civil": Kind.OTHER,
}


# Where the place of a thing makes a court competent, too (CPL 25, CPLI 19): the reason's code.
THINGS: Mapping[Kind, str] = {Kind.LEASE: "leased_thing", Kind.PROPERTY_INSURANCE: "insured_thing"}


class Refusal(StrEnum):
    """Why a case is not accepted: a condition of CPL 122 that is not met, an item of CPL 127, or not corrected."""

    NO_INTEREST = "122-1"
    NO_DEFENDANT = "122-2"
    NO_CLAIM = "122-3"
    NOT_FOR_COURTS = "122-4a"
    NO_JURISDICTION = "127-4"
    ADMINISTRATIVE = "127-1"
    ARBITRATION = "127-2"
    OTHER_AUTHORITY = "127-3"
    DECIDED_ALREADY = "127-5"
    TOO_EARLY = "127-6"
    NOT_CORRECTED = "correction"


REFUSAL_WORDS: Mapping[Refusal, tuple[str, str]] = {
    Refusal.NO_INTEREST: ("起诉人与本案没有直接利害关系", "the plaintiff has no direct interest in the case"),
    Refusal.NO_DEFENDANT: ("没有明确的被告", "there is no clear defendant"),
    Refusal.NO_CLAIM: ("没有具体的诉讼请求和事实、理由", "there is no definite claim with facts and reasons"),
    Refusal.NOT_FOR_COURTS: ("不属于人民法院受理民事诉讼的范围", "the matter is not a civil case for the courts"),
    Refusal.NO_JURISDICTION: ("不属于本院管辖", "this court has no jurisdiction"),
    Refusal.ADMINISTRATIVE: ("属于行政诉讼受案范围", "it belongs to administrative litigation"),
    Refusal.ARBITRATION: (
        "双方当事人达成书面仲裁协议，不得向人民法院起诉",
        "the parties agreed in writing on arbitration",
    ),
    Refusal.OTHER_AUTHORITY: ("依法应当由其他机关处理", "another authority has to deal with it"),
    Refusal.DECIDED_ALREADY: (
        "判决、裁定、调解书已经发生法律效力，当事人又起诉",
        "it has been decided with legal effect already",
    ),
    Refusal.TOO_EARLY: ("在依法不得起诉的期限内起诉", "it is brought in a time in which it may not be brought"),
    Refusal.NOT_CORRECTED: (
        "起诉材料经补正仍不符合要求",
        "the papers still do not meet the requirements after correction",
    ),
}
_ARTICLES: Mapping[Refusal, str] = {
    Refusal.NO_INTEREST: "第一百二十二条第一项",
    Refusal.NO_DEFENDANT: "第一百二十二条第二项",
    Refusal.NO_CLAIM: "第一百二十二条第三项",
    Refusal.NOT_FOR_COURTS: "第一百二十二条第四项",
    Refusal.NO_JURISDICTION: "第一百二十二条第四项、第一百二十七条第四项",
    Refusal.ADMINISTRATIVE: "第一百二十七条第一项",
    Refusal.ARBITRATION: "第一百二十七条第二项",
    Refusal.OTHER_AUTHORITY: "第一百二十七条第三项",
    Refusal.DECIDED_ALREADY: "第一百二十七条第五项",
    Refusal.TOO_EARLY: "第一百二十七条第六项",
    Refusal.NOT_CORRECTED: "第一百二十二条",
}


def refusal_articles(ground: Refusal) -> str:
    """The articles on which a ruling of refusal rests (CPL 126)."""
    return f"《中华人民共和国{CPL}》{_ARTICLES[ground]}、第一百二十六条"


def review_deadline(received_on: date) -> date:
    """The court decides within seven days whether it accepts (CPL 126); after correction they begin anew (ODLR 9)."""
    return deadline("filing_review", received_on)


def appeal_deadline(served_on: date) -> date:
    """Until when the plaintiff may appeal against the ruling of refusal: ten days after service (CPL 171)."""
    return deadline("appeal_ruling", served_on)


def appeal_days(on: date) -> int:
    """How many days the ruling of refusal can be appealed against, as it says itself (CPL 171)."""
    return int(rule("time_limits", "appeal_ruling", on)["value"])


def correction_days(on: date) -> tuple[int, int]:
    """(days proposed, most days) to correct what is missing; the court sets them (登记立案规定 7). Not fixed by law."""
    row = rule("filing", "correction", on)
    return int(row["proposed_days"]), int(row["longest_days"])


def correction_deadline(asked_on: date, days: int) -> date:
    """The day by which corrections are to be there. Raises LawError `correction_days`."""
    longest = correction_days(asked_on)[1]
    if not 1 <= days <= longest:
        raise LawError("correction_days", f"between 1 and {longest} days", field="days")
    return add_days_rolling(asked_on, days)


def procedures_at(level: str) -> tuple[str, ...]:
    """The procedures of first instance before a court of this level: summary and small claims are for basic courts (CPL 160, 165)."""
    return tuple(PROCEDURES) if level == Level.BASIC else ("ordinary",)


def trial_deadline(procedure: str, accepted_on: date) -> date:
    """Last day of the trial period from acceptance: six, three or two months (CPL 152, 164, 168).

    Raises LawError `unknown_procedure`.
    """
    if procedure not in PROCEDURES:
        raise LawError("unknown_procedure", f"there is no procedure {procedure!r}", field="procedure")
    months = int(rule("procedures", PROCEDURES[procedure], accepted_on)["months"])
    return next_workday(add_months(accepted_on, months))


ORDINARY_ARTICLES: Mapping[str, str] = {
    "summary": "第一百七十条",
    "small": "第一百六十九条第一款",
}


def ordinary_basis(before: str) -> str:
    """The article on which a ruling rests that moves a case to ordinary procedure (CPL 169, 170). Raises LawError `unknown_procedure`."""
    if before not in ORDINARY_ARTICLES:
        raise LawError("unknown_procedure", f"no way from {before!r} to ordinary procedure", field="procedure")
    return f"《中华人民共和国{CPL}》{ORDINARY_ARTICLES[before]}"


def changed_trial_deadline(procedure: str, accepted_on: date, not_counted: int) -> date:
    """The trial period after a change of procedure: counted from acceptance all the same (CPLI 258), longer by the days of mediation
    that are not counted."""
    return later(trial_deadline(procedure, accepted_on), not_counted)


def mediation_deadline(procedure: str, agreed_on: date) -> date:
    """Mediation of an accepted case: fifteen days in the ordinary procedure, seven in the summary ones (ODMR 24)."""
    return deadline("mediation_ordinary" if procedure == "ordinary" else "mediation_summary", agreed_on)


def days_not_counted(procedure: str, agreed_on: date, ended_on: date) -> int:
    """Days of mediation that are left out of the trial period: only those after its own period (ODMR 24)."""
    rule("filing", "mediation_in_suit", agreed_on)
    return max(0, (ended_on - mediation_deadline(procedure, agreed_on)).days)


def courts_for(
    cause: str,
    *,
    amount: Decimal,
    plaintiff: str,
    defendants: list[str],
    on: date,
    clause: Clause | None = None,
    agreed_performance: str = "",
    thing: str = "",
) -> Competence:
    """The competent courts for a claim, from the divisions of the parties' domiciles (CPL 18-36).

    Under a contract about money the plaintiff receives it, so that without an agreed place its domicile counts too (CPLI 18).
    `thing` is the division in which the leased or insured thing is (`THINGS`). Raises LawError.
    """
    if cause not in CLAIM_KINDS:
        raise LawError("unknown_cause", f"there is no cause of action {cause!r}", field="cause")
    claimant = Litigant(domicile=plaintiff)
    claim = Claim(
        CLAIM_KINDS[cause],
        amount,
        claimant,
        tuple(Litigant(domicile=home) for home in defendants),
        receiver=claimant,
        agreed_performance=agreed_performance,
        clause=clause,
        places={THINGS[CLAIM_KINDS[cause]]: thing} if thing and CLAIM_KINDS[cause] in THINGS else {},
    )
    return competence(claim, on=on)


def thing_of(cause: str) -> str:
    """The code of the thing whose place counts for a cause; empty where none does."""
    kind = CLAIM_KINDS.get(cause)
    return THINGS.get(kind, "") if kind is not None else ""


def by_general_rule_only(cause: str) -> bool:
    """Whether only the general rule is applied to a cause (CPL 22), so that other courts may be competent beside the one found."""
    return CLAIM_KINDS.get(cause) is Kind.OTHER


def ground_of(found: Competence, division: str) -> Ground | None:
    """Why the court of a division is competent; None when it is not."""
    return next((each for each in found.grounds if court_division(each.division, found.level) == division), None)


def later(due: date, days: int) -> date:
    """A period that is longer by some days: a last day on a day off rolls to the next working day (CPL 85)."""
    return next_workday(due + timedelta(days=days)) if days else due
