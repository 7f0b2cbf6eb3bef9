"""The terms of a mediation agreement as typed values. Its words are written from them, never typed by hand.

`AgreementTerms.clauses()` gives the numbered Chinese clauses, which are the agreement; the English ones are for reading only.
"""

import json
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from sharedcourt.law.causes import cause
from sharedcourt.law.codec import decode, encode
from sharedcourt.law.errors import LawError
from sharedcourt.law.interest import Debt
from sharedcourt.law.money import ZERO
from sharedcourt.law.schedules import Schedule
from sharedcourt.law.settlement import FirstPayment, Settlement

Role = Literal["creditor", "debtor", "joint_debtor", "guarantor"]
PartyKind = Literal["person", "organisation"]
Authority = Literal["special", "general"]
CostsBorne = Literal["none", "debtor", "creditor", "each"]
Lang = Literal["zh", "en"]

_LABELS = "甲乙丙丁戊己庚辛壬癸"


@dataclass(frozen=True, slots=True)
class AgreementAgent:
    """Someone who acts for a party. Only special authority (特别授权) allows to settle (民诉法解释 147)."""

    name: str
    authority: Authority = "special"
    post: str = ""


@dataclass(frozen=True, slots=True)
class AgreementParty:
    """A party as printed. `identifier` is a resident ID or credit code in the form the document may show.

    `relation` says what ties a joint debtor or guarantor to the debt, e.g. 乙方配偶，于2020年11月10日签署《共同还款承诺书》.
    """

    role: Role
    kind: PartyKind
    name: str
    identifier: str = ""
    address: str = ""
    phone: str = ""
    representative: str = ""
    representative_post: str = "负责人"
    agents: tuple[AgreementAgent, ...] = ()
    relation: str = ""
    relation_en: str = ""
    guarantee_kind: Literal["joint", "general"] | None = None


@dataclass(frozen=True, slots=True)
class LoanContract:
    """The contract the dispute is about; `annual_rate` and `penalty_rate` are yearly fractions."""

    name: str
    signed_on: date
    principal: Decimal
    released_on: date
    matures_on: date
    annual_rate: Decimal
    penalty_rate: Decimal | None = None
    number: str = ""


@dataclass(frozen=True, slots=True)
class ConfirmedSums:
    """What all agree is owed on a day, item by item, with the method of counting."""

    as_of: date
    principal: Decimal
    interest: Decimal = ZERO
    penalty: Decimal = ZERO
    compound: Decimal = ZERO
    costs: Decimal = ZERO
    day_base: int = 360
    method: str = ""
    method_en: str = ""

    @property
    def total(self) -> Decimal:
        """All items."""
        return self.principal + self.interest + self.penalty + self.compound + self.costs

    @classmethod
    def from_debt(cls, debt: Debt, *, day_base: int = 360, method: str = "", method_en: str = "") -> "ConfirmedSums":
        """The totals of a computed debt."""
        return cls(
            debt.as_of,
            debt.principal,
            debt.interest,
            debt.penalty,
            debt.compound,
            debt.costs,
            day_base,
            method,
            method_en,
        )


@dataclass(frozen=True, slots=True)
class Waiver:
    """What the creditor lets go of."""

    interest: Decimal = ZERO
    penalty: Decimal = ZERO
    compound: Decimal = ZERO
    principal: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        """All of it."""
        return self.interest + self.penalty + self.compound + self.principal

    @classmethod
    def from_settlement(cls, settlement: Settlement) -> "Waiver":
        """As computed by `plans.waive`."""
        return cls(
            settlement.waived_interest,
            settlement.waived_penalty,
            settlement.waived_compound,
            settlement.waived_principal,
        )


@dataclass(frozen=True, slots=True)
class PayeeAccount:
    """Where money is paid. `number` is printed as given: pass the full number for the agreement that is to be enforced."""

    holder: str
    bank: str
    number: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered clause. `key` is stable across versions and languages; `number` is 一, 二 … (1, 2 … in English).

    `text` has a line per paragraph, sub-paragraphs already numbered （一）, 1.
    """

    key: str
    number: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class AgreementTerms:
    """Everything an agreement says. Parties in the order of their labels 甲方, 乙方, 丙方 …, the creditor first.

    `acceleration_days`: more days late than this and everything falls due. `default_rate`: yearly rate from then on.
    `interest_free_until_plan`: no interest between the day of the confirmed sums and the plan's beginning (or the first payment).
    `extra_clauses`: further agreements in the parties' words, one clause each, checked by the lint.
    """

    number: str
    organisation: str
    mediators: tuple[str, ...]
    agreed_on: date
    parties: tuple[AgreementParty, ...]
    confirmed: ConfirmedSums
    place: str = "在线（共享法庭音视频调解）"
    cause: str = "financial_loan"
    contract: LoanContract | None = None
    facts: str = ""
    dispute: str = ""
    undisputed_facts: tuple[str, ...] = ()
    waiver: Waiver = field(default_factory=Waiver)
    down_payment: FirstPayment | None = None
    schedule: Schedule | None = None
    account: PayeeAccount | None = None
    interest_free_until_plan: bool = True
    acceleration_days: int | None = None
    default_rate: Decimal | None = None
    early_payment: bool = True
    costs: CostsBorne = "none"
    mediation_free: bool = True
    preservation: str = ""
    other_claims_settled: bool = True
    confidential: bool = True
    confirmation: bool = True
    confirmation_court: str = ""
    e_service: bool = True
    extra_clauses: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.parties) > len(_LABELS):
            raise LawError("too_many_parties", "an agreement names at most ten parties", field="parties")
        cause(self.cause)

    def label(self, party: AgreementParty) -> str:
        """甲方, 乙方 … by the order of parties."""
        return _LABELS[self.parties.index(party)] + "方"

    def label_en(self, party: AgreementParty) -> str:
        """Party A, Party B … by the order of parties."""
        return "Party " + chr(ord("A") + self.parties.index(party))

    def with_role(self, *roles: Role) -> tuple[AgreementParty, ...]:
        """Parties of the roles, in order."""
        return tuple(party for party in self.parties if party.role in roles)

    @property
    def kept_principal(self) -> Decimal:
        """Principal after waiver."""
        return self.confirmed.principal - self.waiver.principal

    @property
    def kept_total(self) -> Decimal:
        """All that stays owed after waiver."""
        return self.confirmed.total - self.waiver.total

    @property
    def payable(self) -> Decimal:
        """All that the agreement makes payable: first payment and plan with its interest."""
        first = self.down_payment.total if self.down_payment else ZERO
        return first + (self.schedule.total if self.schedule else ZERO)

    def clauses(self, lang: Lang = "zh") -> list[Clause]:
        """The agreement's numbered clauses; Chinese is the agreement, English a reading version."""
        if lang == "zh":
            from sharedcourt.law.agreement_text_zh import clauses
        else:
            from sharedcourt.law.agreement_text_en import clauses
        return clauses(self)

    def annex(self, lang: Lang = "zh") -> Clause | None:
        """The schedule of payments line by line, part of the agreement; None without a plan."""
        if lang == "zh":
            from sharedcourt.law.agreement_text_zh import annex
        else:
            from sharedcourt.law.agreement_text_en import annex
        return annex(self)

    def party_lines(self, lang: Lang = "zh") -> list[str]:
        """The parties as the head of the agreement names them, a line each."""
        if lang == "zh":
            from sharedcourt.law.agreement_text_zh import party_lines
        else:
            from sharedcourt.law.agreement_text_en import party_lines
        return party_lines(self)

    def opening(self, lang: Lang = "zh") -> str:
        """The sentence between the parties and the first clause."""
        if lang == "zh":
            from sharedcourt.law.agreement_text_zh import opening
        else:
            from sharedcourt.law.agreement_text_en import opening
        return opening(self)

    def title(self, lang: Lang = "zh") -> str:
        """What the document is called."""
        return "调解协议书" if lang == "zh" else "Mediation Agreement"

    def to_json(self) -> dict[str, Any]:
        """Plain data; amounts and dates as text."""
        written: dict[str, Any] = encode(self)
        return written

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "AgreementTerms":
        """Inverse of `to_json`. Raises LawError `bad_json`."""
        return decode(cls, value)

    def canonical(self) -> bytes:
        """The same bytes for the same terms: what is hashed and what voids signatures when it changes."""
        return json.dumps(self.to_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
