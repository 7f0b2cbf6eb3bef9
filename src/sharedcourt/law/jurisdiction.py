"""Which court may hear a first-instance civil case, and why (民事诉讼法 18-36, 民事诉讼法解释 1-36).

Places are administrative divisions, six digits of GB/T 2260. The result is a proposal with its reasons; the court decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from sharedcourt.law.errors import LawError
from sharedcourt.law.jurisdiction_words import reason_words
from sharedcourt.law.tables import rule

DIVISION_DIGITS = 6
CPL, CPLI = "民事诉讼法", "民事诉讼法解释"


class Kind(StrEnum):
    """What the claim rests on, as far as jurisdiction asks."""

    CONTRACT = "contract"
    LEASE = "lease"  # property leases and finance leases (CPLI 19)
    ONLINE_SALE = "online_sale"
    PROPERTY_INSURANCE = "property_insurance"
    TRANSPORT_INSURANCE = "transport_insurance"
    PERSONAL_INSURANCE = "personal_insurance"
    BILL = "bill"
    COMPANY = "company"
    TORT = "tort"
    ONLINE_TORT = "online_tort"
    PRODUCT = "product"
    REAL_PROPERTY = "real_property"
    PORT = "port"
    INHERITANCE = "inheritance"
    STATUS = "status"
    PAYMENT_ORDER = "payment_order"
    OTHER = "other"  # whatever else: the general rule alone (CPL 22)


class Level(StrEnum):
    """Of a court."""

    BASIC = "basic"
    INTERMEDIATE = "intermediate"
    HIGH = "high"


Object = Literal["money", "real_property", "instant", "other"]


@dataclass(frozen=True, slots=True)
class Litigant:
    """`domicile`: household registration, or an organisation's main office, else its registered place (CPLI 3).

    `habitual`: where a person has lived without a break for over a year, hospitals aside (CPLI 4). `detained`: where a person is
    imprisoned or held for compulsory education.
    """

    domicile: str = ""
    habitual: str = ""
    detained: str = ""
    detained_over_a_year: bool = False

    @property
    def home(self) -> str:
        """Where the person is sued: the habitual residence goes before the domicile (CPL 22)."""
        return self.habitual or self.domicile


@dataclass(frozen=True, slots=True)
class Clause:
    """A choice of court (CPL 35). `connected`: the place is one of those the article names, or has a real connection."""

    divisions: tuple[str, ...]
    written: bool = True
    connected: bool = True
    standard_form: bool = False
    with_consumer: bool = False
    pointed_out: bool = True


@dataclass(frozen=True, slots=True)
class Claim:
    """The facts jurisdiction turns on.

    `receiver` is who receives the money that is owed, `obligor` who must perform otherwise. `places` holds what the kind asks for,
    by the reason's code (`leased_thing`, `accident_place`, `real_property` ...).
    """

    kind: Kind
    amount: Decimal
    plaintiff: Litigant
    defendants: tuple[Litigant, ...]
    object: Object = "money"
    receiver: Litigant | None = None
    obligor: Litigant | None = None
    agreed_performance: str = ""
    performed: bool = True
    clause: Clause | None = None
    places: Mapping[str, str] = field(default_factory=dict)
    major_foreign: bool = False
    delivered_online: bool = False


@dataclass(frozen=True, slots=True)
class Ground:
    """A place and why it counts, or why it does not."""

    division: str
    reason: str
    article: str

    def text(self, lang: str = "zh") -> str:
        """The reason as words."""
        return reason_words(self.reason, lang)


@dataclass(frozen=True, slots=True)
class Competence:
    """Where the plaintiff may sue: any of `grounds` (CPL 36), at `level`. `missing` names facts that would decide more."""

    level: Level
    level_reason: str
    level_article: str
    level_certain: bool
    grounds: tuple[Ground, ...]
    set_aside: tuple[Ground, ...]
    missing: tuple[str, ...]

    def allows(self, division: str) -> bool:
        """Whether the court of this division may hear the case."""
        return division in self.divisions

    @property
    def divisions(self) -> tuple[str, ...]:
        """The divisions whose court (of `level`) is competent, each once, in the order of the grounds."""
        return tuple(dict.fromkeys(court_division(ground.division, self.level) for ground in self.grounds))


def court_division(division: str, level: Level) -> str:
    """The division whose court of that level is competent for a place: the county's, the city's or the province's."""
    if len(division) != DIVISION_DIGITS or not division.isdigit():
        raise LawError("division_format", f"{division!r} is not a division of six digits", field="division")
    return {Level.BASIC: division, Level.INTERMEDIATE: f"{division[:4]}00", Level.HIGH: f"{division[:2]}0000"}[level]


def level_of(claim: Claim, division: str, *, on: date) -> tuple[Level, str, str, bool]:
    """(level, reason, article, whether the rule's text is at hand) for a claim brought in a division's province."""
    if claim.kind is Kind.PAYMENT_ORDER:
        return Level.BASIC, "payment_order_basic", f"{CPLI}第二十三条", True
    high = rule("jurisdiction", "high", on)
    if claim.amount >= Decimal(high["amount"]):
        return Level.HIGH, "amount_high", f"{high['source']}{high['article']}", bool(high["certain"])
    if claim.major_foreign:
        return Level.INTERMEDIATE, "major_foreign", f"{CPL}第十九条（一）", True
    middle = rule("jurisdiction", "intermediate", on)
    parties = (claim.plaintiff, *claim.defendants)
    here = {each.home[:2] == division[:2] for each in parties if each.home}
    threshold = middle["both_here_or_both_elsewhere"] if len(here) == 1 else middle["one_elsewhere"]
    if claim.amount >= Decimal(threshold):
        return (
            Level.INTERMEDIATE,
            "amount_intermediate",
            f"{middle['source']}{middle['article']}",
            bool(middle["certain"]),
        )
    return Level.BASIC, "basic_by_rule", f"{CPL}第十八条", True


def competence(claim: Claim, *, on: date) -> Competence:
    """The competent courts. Raises LawError `no_defendant` or `negative_amount`."""
    if not claim.defendants:
        raise LawError("no_defendant", "a claim is brought against somebody", field="defendants")
    if claim.amount < 0:
        raise LawError("negative_amount", "a claim cannot be negative", field="amount")
    missing: list[str] = []
    set_aside: list[Ground] = []
    exclusive = _exclusive(claim, missing)
    chosen = _chosen(claim, exclusive=bool(exclusive) or claim.kind in EXCLUSIVE, set_aside=set_aside)
    grounds = exclusive or chosen
    if not grounds and claim.kind not in EXCLUSIVE:
        grounds = _general(claim, missing) + _special(claim, missing, set_aside)
    grounds = [
        each for number, each in enumerate(grounds) if each.division not in {g.division for g in grounds[:number]}
    ]
    at = grounds[0].division if grounds else claim.plaintiff.home
    level, reason, article, certain = level_of(claim, at, on=on)
    return Competence(level, reason, article, certain, tuple(grounds), tuple(set_aside), tuple(dict.fromkeys(missing)))


EXCLUSIVE: Mapping[Kind, tuple[tuple[str, ...], str]] = {
    Kind.REAL_PROPERTY: (("real_property",), f"{CPL}第三十四条（一）"),
    Kind.PORT: (("port",), f"{CPL}第三十四条（二）"),
    Kind.INHERITANCE: (("deceased_home", "main_estate"), f"{CPL}第三十四条（三）"),
}
# What else is competent beside the defendant's home, by kind: the facts asked for, and the article.
BESIDE: Mapping[Kind, tuple[tuple[str, ...], str]] = {
    Kind.PROPERTY_INSURANCE: (("insured_thing",), f"{CPL}第二十五条"),
    Kind.TRANSPORT_INSURANCE: (
        ("insured_thing", "vehicle_registered", "transport_destination", "accident_place"),
        f"{CPL}第二十五条、{CPLI}第二十一条第一款",
    ),
    Kind.PERSONAL_INSURANCE: (("insured_person",), f"{CPLI}第二十一条第二款"),
    Kind.BILL: (("payment_place",), f"{CPL}第二十六条"),
    Kind.TORT: (("tort_act", "tort_result"), f"{CPL}第二十九条、{CPLI}第二十四条"),
    Kind.ONLINE_TORT: (("tort_act", "victim_home"), f"{CPL}第二十九条、{CPLI}第二十五条"),
    Kind.PRODUCT: (("product_made", "product_sold", "service_given", "tort_act", "tort_result"), f"{CPLI}第二十六条"),
}
# Of these one place is enough to go on; for the others every fact asked for is wanted.
_ANY = frozenset({Kind.TRANSPORT_INSURANCE, Kind.TORT, Kind.ONLINE_TORT, Kind.PRODUCT, Kind.INHERITANCE})
CONTRACTS = frozenset({Kind.CONTRACT, Kind.LEASE, Kind.ONLINE_SALE})


def _named(claim: Claim, codes: Sequence[str], article: str, missing: list[str], *, any_will_do: bool) -> list[Ground]:
    found = [Ground(claim.places[code], code, article) for code in codes if claim.places.get(code)]
    if len(found) < (1 if any_will_do else len(codes)):
        missing += [code for code in codes if not claim.places.get(code)]
    return found


def _exclusive(claim: Claim, missing: list[str]) -> list[Ground]:
    if claim.kind not in EXCLUSIVE:
        return []
    codes, article = EXCLUSIVE[claim.kind]
    return _named(claim, codes, article, missing, any_will_do=claim.kind in _ANY)


def _chosen(claim: Claim, *, exclusive: bool, set_aside: list[Ground]) -> list[Ground]:
    """The court the parties chose, unless the choice does not hold (CPL 35, CPLI 30, 31)."""
    clause = claim.clause
    if clause is None:
        return []
    why = ""
    if exclusive:
        why, article = "clause_against_exclusive", f"{CPL}第三十五条"
    elif claim.kind is Kind.STATUS:
        why, article = "clause_not_property", f"{CPL}第三十五条"
    elif not clause.written:
        why, article = "clause_not_written", f"{CPLI}第二十九条"
    elif not clause.connected:
        why, article = "clause_no_connection", f"{CPL}第三十五条"
    elif clause.standard_form and clause.with_consumer and not clause.pointed_out:
        why, article = "clause_not_shown", f"{CPLI}第三十一条"
    if why:
        set_aside += [Ground(division, why, article) for division in clause.divisions]
        return []
    return [Ground(division, "agreed_court", f"{CPL}第三十五条、{CPLI}第三十条") for division in clause.divisions]


def _general(claim: Claim, missing: list[str]) -> list[Ground]:
    """The defendant's home (CPL 22), or what takes its place when a defendant is detained (CPL 23, CPLI 8)."""
    found: list[Ground] = []
    if claim.kind is Kind.COMPANY:
        return found
    for defendant in claim.defendants:
        if defendant.detained and claim.plaintiff.detained:
            held = defendant.detained_over_a_year
            place = defendant.detained if held else defendant.domicile
            reason = "defendant_detained" if held else "defendant_former_home"
            article = f"{CPLI}第八条"
        elif defendant.detained:
            place, reason, article = claim.plaintiff.home, "plaintiff_home", f"{CPL}第二十三条"
        elif defendant.habitual and defendant.habitual != defendant.domicile:
            place, reason, article = defendant.habitual, "defendant_habitual", f"{CPL}第二十二条第一款"
        else:
            place, reason, article = defendant.home, "defendant_home", f"{CPL}第二十二条"
        if place:
            found.append(Ground(place, reason, article))
        else:
            missing.append("defendant_home")
    return found


def _special(claim: Claim, missing: list[str], set_aside: list[Ground]) -> list[Ground]:
    if claim.kind in BESIDE:
        codes, article = BESIDE[claim.kind]
        return _named(claim, codes, article, missing, any_will_do=claim.kind in _ANY)
    if claim.kind is Kind.COMPANY:
        return _named(claim, ("company_seat",), f"{CPL}第二十七条", missing, any_will_do=False)
    if claim.kind in CONTRACTS:
        return _performance(claim, missing, set_aside)
    return []


def _performance(claim: Claim, missing: list[str], set_aside: list[Ground]) -> list[Ground]:
    """The place of performance (CPL 24; CPLI 18-20)."""
    homes = {each.home for each in (claim.plaintiff, *claim.defendants) if each.home}
    if claim.agreed_performance:
        if not claim.performed and claim.agreed_performance not in homes:
            set_aside.append(Ground(claim.agreed_performance, "not_performed", f"{CPLI}第十八条第三款"))
            return []
        return [Ground(claim.agreed_performance, "agreed_performance", f"{CPL}第二十四条、{CPLI}第十八条第一款")]
    if claim.kind is Kind.LEASE:
        return _named(claim, ("leased_thing",), f"{CPLI}第十九条", missing, any_will_do=False)
    if claim.kind is Kind.ONLINE_SALE:
        code = "buyer_home" if claim.delivered_online else "delivery_place"
        return _named(claim, (code,), f"{CPLI}第二十条", missing, any_will_do=False)
    article = f"{CPLI}第十八条第二款"
    if claim.object == "real_property":
        return _named(claim, ("real_property_delivery",), article, missing, any_will_do=False)
    if claim.object == "instant":
        return _named(claim, ("instant_trade",), article, missing, any_will_do=False)
    who, reason = (claim.receiver, "money_received") if claim.object == "money" else (claim.obligor, "obligor_place")
    if who is None or not who.home:
        missing.append(reason)
        return []
    return [Ground(who.home, reason, f"{CPL}第二十四条、{article}")]
