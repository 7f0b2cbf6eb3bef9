"""Whether a court's paper may be published on the internet (裁判文书公开), what stands in its place if not, and by when it must be.

Pure decisions with their reasons (法释〔2016〕19号). What the law leaves to the court comes in as decided facts.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from sharedcourt.law.casenumbers import CaseNumber
from sharedcourt.law.tables import rule
from sharedcourt.law.wording import en_date, zh_date
from sharedcourt.law.workdays import add_workdays

TABLE = "publication"


class Kind(StrEnum):
    """What paper it is."""

    JUDGMENT = "judgment"
    RULING = "ruling"
    PAYMENT_ORDER = "payment_order"
    REJECTION_OF_COMPLAINT = "rejection_of_complaint"
    ENFORCEMENT_RULING = "enforcement_ruling"
    DETENTION_OR_FINE = "detention_or_fine"
    ADMINISTRATIVE_MEDIATION_LETTER = "administrative_mediation_letter"
    PUBLIC_INTEREST_MEDIATION_LETTER = "public_interest_mediation_letter"
    MEDIATION_LETTER = "mediation_letter"
    OTHER_WITH_EFFECT = "other_with_effect"
    OTHER = "other"


class Bar(StrEnum):
    """What keeps a paper from being published, in the order of the rules."""

    STATE_SECRETS = "state_secrets"
    JUVENILE_CRIME = "juvenile_crime"
    MEDIATION = "mediation"
    FAMILY = "family"
    UNSUITABLE = "unsuitable"
    NOT_OF_A_KIND = "not_of_a_kind"


BAR_WORDS: dict[Bar, tuple[str, str]] = {
    Bar.STATE_SECRETS: ("涉及国家秘密", "It touches state secrets"),
    Bar.JUVENILE_CRIME: ("未成年人犯罪", "It is about a crime of a minor"),
    Bar.MEDIATION: (
        "以调解方式结案或者确认人民调解协议效力",
        "The case was closed by mediation, or the paper confirms a mediation agreement",
    ),
    Bar.FAMILY: (
        "离婚诉讼或者涉及未成年子女抚养、监护",
        "It is about divorce, or about the care for or guardianship of minor children",
    ),
    Bar.UNSUITABLE: ("人民法院认为不宜在互联网公布的其他情形", "The court finds it unsuitable to be published"),
    Bar.NOT_OF_A_KIND: ("不属于应当在互联网公布的裁判文书", "It is no paper of the kinds that are published"),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a paper.

    `by_mediation`: closed by mediation or confirming a mediation agreement; `interest_needs_it`: public or others' interest needs it
    published all the same. `unsuitable`: the court found it so, approved by whom article 12 asks.
    """

    kind: Kind
    state_secrets: bool = False
    juvenile_crime: bool = False
    by_mediation: bool = False
    interest_needs_it: bool = False
    divorce: bool = False
    care_of_minors: bool = False
    unsuitable: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why it is not published: a stable key, words (Chinese, English), where it is written, whether that is certain."""

    bar: Bar
    source: str
    certain: bool

    def text(self, lang: str = "zh") -> str:
        """The reason for people."""
        return BAR_WORDS[self.bar][0 if lang.startswith("zh") else 1]


@dataclass(frozen=True, slots=True)
class Decision:
    """Published exactly when nothing stands against it. `with_notice`: number, court, date and reason are published in its place."""

    reasons: tuple[Reason, ...] = field(default=())
    with_notice: bool = False

    @property
    def published(self) -> bool:
        """Whether the paper itself may be."""
        return not self.reasons


def decide(facts: Facts, on: date) -> Decision:
    """Everything that stands against publishing the paper on a day. Raises LawError `not_in_force` for days before the table.

    A mediation letter is barred as closed by mediation even where that was not said, save those article 3 names.
    """
    letter = facts.kind is Kind.MEDIATION_LETTER
    bars = {
        Bar.STATE_SECRETS: facts.state_secrets,
        Bar.JUVENILE_CRIME: facts.juvenile_crime,
        Bar.MEDIATION: (facts.by_mediation or letter)
        and not facts.interest_needs_it
        and not _mediation_published(facts),
        Bar.FAMILY: facts.divorce or facts.care_of_minors,
        Bar.UNSUITABLE: facts.unsuitable,
        Bar.NOT_OF_A_KIND: not letter and facts.kind.value not in rule(TABLE, "published", on)["kinds"],
    }
    reasons = tuple(_reason(bar, on) for bar, stands in bars.items() if stands)
    secret = {reason.bar.value for reason in reasons} & set(rule(TABLE, "notice", on)["none_for"])
    # A paper that is of no kind to be published needs nothing in its place.
    other = any(reason.bar is not Bar.NOT_OF_A_KIND for reason in reasons)
    return Decision(reasons, with_notice=other and not secret)


def _mediation_published(facts: Facts) -> bool:
    return facts.kind in (Kind.ADMINISTRATIVE_MEDIATION_LETTER, Kind.PUBLIC_INTEREST_MEDIATION_LETTER)


def _reason(bar: Bar, on: date) -> Reason:
    found = rule(TABLE, bar.value, on)
    return Reason(bar, f"{found['source']}：{found['article']}", bool(found["certain"]))


def notice(decision: Decision, *, number: CaseNumber | str, court: str, decided: date, lang: str = "zh") -> str:
    """What is published in the place of a paper that is not (art. 6): number, court, date, reason. Empty where nothing may be said."""
    if not decision.with_notice:
        return ""
    reasons = [reason.text(lang) for reason in decision.reasons if reason.bar is not Bar.NOT_OF_A_KIND]
    if lang.startswith("zh"):
        return f"案号：{number}\n审理法院：{court}\n裁判日期：{zh_date(decided)}\n不公开理由：{'；'.join(reasons)}"
    return (
        f"Case number: {number}\nCourt: {court}\nDate: {en_date(decided)}\nNot published because: {'; '.join(reasons)}"
    )


def due_by(effective_on: date) -> date:
    """The last day for publishing a paper: seven working days after it takes effect (art. 7).

    For papers of first instance that were appealed or protested, `effective_on` is the day the second instance's took effect.
    """
    return add_workdays(effective_on, int(rule(TABLE, "time", effective_on)["value"]))


def source_of(name: str, on: date) -> tuple[str, bool]:
    """Where a rule is written and whether that is certain. Raises LawError `not_in_force`."""
    found = rule(TABLE, name, on)
    return f"{found['source']}：{found['article']}", bool(found["certain"])
