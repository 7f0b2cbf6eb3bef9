"""What a case is about: its cause and its elements, drawn before a word is written."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

# Cause → (weight, family, keywords, articles of the Civil Code that its reasoning applies).
CAUSES: dict[str, tuple[int, str, tuple[str, ...], tuple[str, ...]]] = {
    "金融借款合同纠纷": (26, "loan", ("借款合同", "逾期利息", "违约责任"), ("第五百零九条第一款", "第六百七十四条", "第六百七十五条", "第六百七十六条")),
    "信用卡纠纷": (14, "card", ("信用卡", "透支", "滞纳金"), ("第五百零九条第一款", "第五百七十七条", "第六百七十六条")),
    "小额借款合同纠纷": (7, "loan", ("小额贷款", "借款合同", "逾期利息"), ("第五百零九条第一款", "第六百七十四条", "第六百七十五条", "第六百七十六条")),
    "民间借贷纠纷": (14, "lending", ("民间借贷", "借条", "利率上限"), ("第六百七十五条", "第六百七十六条", "第六百七十九条", "第六百八十条")),
    "保证保险合同纠纷": (7, "insurance", ("保证保险", "代位求偿", "保费"), ("第五百零九条第一款", "第五百七十七条", "第五百八十五条")),
    "融资租赁合同纠纷": (7, "lease", ("融资租赁", "租金", "租赁物"), ("第七百三十五条", "第七百五十二条", "第五百七十七条")),
    "保证合同纠纷": (4, "guarantee", ("保证合同", "保证期间", "追偿权"), ("第六百八十一条", "第六百八十八条", "第七百条")),
    "买卖合同纠纷": (7, "sale", ("买卖合同", "货款", "违约金"), ("第五百零九条第一款", "第五百七十九条", "第六百二十六条")),
    "劳务合同纠纷": (3, "labour", ("劳务报酬", "结算"), ("第五百零九条第一款", "第五百七十九条")),
    "物业服务合同纠纷": (4, "estate", ("物业费", "物业服务"), ("第九百三十七条", "第九百四十四条")),
    "机动车交通事故责任纠纷": (4, "accident", ("交通事故", "残疾赔偿金", "误工费"), ("第一千一百七十九条", "第一千二百零八条", "第一千二百一十三条")),
    "离婚纠纷": (3, "divorce", ("离婚", "抚养", "夫妻共同财产"), ("第一千零七十九条", "第一千零八十四条", "第一千零八十五条")),
}  # fmt: skip
_NAMES = tuple(CAUSES)
_WEIGHTS = tuple(entry[0] for entry in CAUSES.values())
BORROWING = frozenset({"loan", "lending", "card", "insurance", "lease", "guarantee"})

DEFENCES = (
    "none",
    "rate_too_high",
    "limitation",
    "already_repaid",
    "not_signed",
    "period_expired",
    "not_flagged",
    "hardship",
    "not_household",
)
GUARANTEES = ("none", "none", "joint", "joint", "general")
SECURITIES = ("none", "none", "none", "mortgage", "vehicle")
SPOUSES = ("none", "none", "signed", "household", "denied")
RESULTS = ("granted", "granted", "granted", "partly", "partly", "rejected")
METHODS = ("等额本息", "等额本金", "按月付息、到期还本", "按季付息、到期还本", "利随本清")


@dataclass(frozen=True, slots=True)
class Matter:
    """The elements of a case. Sums in fen, rates in basis points a year."""

    cause: str
    principal: int
    released: date
    months: int
    rate: int
    uplift: int
    method: str
    purpose: int
    paid: int
    defaulted: date
    accelerated: bool
    guarantee: str
    security: str
    spouse: str
    defence: str
    absent: bool
    lawyer_fee: int
    why: int
    result: str
    appeal: str
    decided: date

    @property
    def family(self) -> str:
        """Which way the case is told."""
        return CAUSES[self.cause][1]

    @property
    def due(self) -> date:
        """The agreed last day."""
        months = self.released.month - 1 + self.months
        return date(self.released.year + months // 12, months % 12 + 1, min(self.released.day, 28))

    @property
    def key(self) -> dict[str, str]:
        """The elements by which cases are like one another, beside their cause."""
        if self.family not in BORROWING:
            return {
                "defence": self.defence,
                "result": self.result,
                "scale": scale(self.principal),
                "absent": str(self.absent),
            }
        return {
            "guarantee": self.guarantee,
            "security": self.security,
            "spouse": self.spouse,
            "defence": self.defence,
            "accelerated": str(self.accelerated),
            "purpose": str(self.purpose),
            "scale": scale(self.principal),
            "absent": str(self.absent),
        }


def scale(principal: int) -> str:
    """The order of size of a sum in fen."""
    for name, top in (("small", 5_000_000), ("middle", 30_000_000), ("large", 200_000_000)):
        if principal < top:
            return name
    return "very large"


def drawn(rng: Random, cause: str = "") -> Matter:
    """A case's elements, with the frequencies of everyday dockets."""
    cause = cause or rng.choices(_NAMES, _WEIGHTS)[0]
    family = CAUSES[cause][1]
    released = date(2018, 6, 1) + timedelta(days=rng.randrange(0, 1600))
    months = rng.choice((6, 12, 12, 18, 24, 36, 60))
    principal = _principal(rng, family)
    defaulted = released + timedelta(days=rng.randrange(60, min(480, months * 30 - 20)))
    # Not before the Civil Code, which all of them apply.
    decided = max(
        defaulted + timedelta(days=rng.randrange(160, 800)), date(2021, 3, 1) + timedelta(days=rng.randrange(300))
    )
    borrowing = family in BORROWING
    company = family in ("loan", "lease", "sale") and rng.random() < 0.35
    return Matter(
        cause, principal, released, months, rng.randrange(435, 1800) if family != "loan" else rng.randrange(435, 1100),
        rng.choice((30, 40, 50, 50)), rng.choice(METHODS), rng.randrange(16), principal * rng.randrange(0, 60) // 100,
        defaulted, rng.random() < 0.6, rng.choice(GUARANTEES) if borrowing and family != "card" else "none",
        rng.choice(SECURITIES) if family in ("loan", "guarantee") else "none",
        "none" if company or not borrowing or family in ("lease", "insurance") else rng.choice(SPOUSES), rng.choice(DEFENCES), rng.random() < 0.4,
        rng.choice((0, 0, 300_000, 500_000, 800_000)), rng.randrange(12), rng.choice(RESULTS), rng.choice(("upheld", "upheld", "upheld", "changed")), decided,
    )  # fmt: skip


def _principal(rng: Random, family: str) -> int:
    low, high = {
        "card": (5_000, 150_000), "estate": (1_000, 20_000), "labour": (3_000, 90_000), "accident": (8_000, 600_000),
        "divorce": (100_000, 2_000_000), "insurance": (20_000, 300_000), "lending": (10_000, 1_500_000),
    }.get(family, (30_000, 5_000_000))  # fmt: skip
    sum_ = int(low * (high / low) ** rng.random())
    step = 100 if family in ("card", "estate", "accident") else 1000
    return max(step, sum_ // step * step) * 100 + (rng.randrange(100) if family in ("card", "accident") else 0)


# What may be changed in a matter to make it less like another, and to what.
_CHANGES = {
    "guarantee": GUARANTEES, "security": SECURITIES, "spouse": SPOUSES, "defence": DEFENCES, "purpose": range(16), "accelerated": (True, False),
    "absent": (True, False), "result": RESULTS,
}  # fmt: skip


def likened(rng: Random, matter: Matter, changes: int) -> Matter:
    """Another case like this one with so many of its elements changed; parties, days, sums within the same scale differ anyway."""
    other = drawn(rng, matter.cause)
    sums = [other.principal]
    for _again in range(40):
        if scale(sums[-1]) == scale(matter.principal):
            break
        sums.append(_principal(rng, matter.family))
    kept = replace(
        other, principal=sums[-1], paid=sums[-1] * (matter.paid * 100 // matter.principal) // 100, accelerated=matter.accelerated,
        guarantee=matter.guarantee, security=matter.security, spouse=matter.spouse, defence=matter.defence, purpose=matter.purpose,
        absent=matter.absent, result=matter.result,
    )  # fmt: skip
    names = [name for name in _CHANGES if name in matter.key]
    for name in rng.sample(names, min(changes, len(names))):
        choices = [value for value in _CHANGES[name] if value != getattr(matter, name)]
        kept = replace(kept, **{name: rng.choice(choices)})
    return kept


def likeness(one: Matter, other: Matter) -> int:
    """3 for the same cause with nearly all key elements shared, 2 for most of them, 1 for about half, 0 for less or another cause."""
    if one.cause != other.cause:
        return 0
    ours, theirs = one.key, other.key
    shared = sum(theirs[name] == value for name, value in ours.items()) / len(ours)
    return 3 if shared >= 0.87 else 2 if shared >= 0.7 else 1 if shared >= 0.5 else 0
