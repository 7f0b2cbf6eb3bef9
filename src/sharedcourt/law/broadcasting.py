"""Whether a hearing may be shown to the public over the internet (庭审直播), and whose person must be masked.

Pure decisions with their reasons. What the law leaves to the court (a good reason, an unsuitable case) comes in as decided facts.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from sharedcourt.law.identity import age_on
from sharedcourt.law.tables import Rules, rule

TABLE = "broadcasting"


class Concern(StrEnum):
    """What a case touches, as the court found when it asked."""

    STATE_SECRETS = "state_secrets"
    NATIONAL_SECURITY = "national_security"
    PRIVACY = "privacy"
    JUVENILE_CRIME = "juvenile_crime"
    MINORS = "minors"
    TRADE_SECRETS = "trade_secrets"
    DIVORCE = "divorce"
    UNSUITABLE = "unsuitable"


class Person(StrEnum):
    """Who may have to be masked."""

    MINOR = "minor"
    VICTIM = "victim"
    WITNESS = "witness"


# Whatever anybody wishes, such a hearing is not shown: concern → rule of the table.
NEVER = {
    Concern.STATE_SECRETS: "secrets",
    Concern.NATIONAL_SECURITY: "national_security",
    Concern.PRIVACY: "privacy",
    Concern.JUVENILE_CRIME: "juvenile_crime",
    Concern.UNSUITABLE: "unsuitable",
}
CONCERN_WORDS: dict[Concern, tuple[str, str]] = {
    Concern.STATE_SECRETS: ("涉及国家秘密", "state secrets"),
    Concern.NATIONAL_SECURITY: ("涉及国家安全", "national security"),
    Concern.PRIVACY: ("涉及个人隐私", "personal privacy"),
    Concern.JUVENILE_CRIME: ("未成年人犯罪", "a crime of a minor"),
    Concern.MINORS: ("涉及未成年人", "a civil case concerning minors"),
    Concern.TRADE_SECRETS: ("涉及商业秘密", "trade secrets"),
    Concern.DIVORCE: ("离婚案件", "divorce"),
    Concern.UNSUITABLE: ("其他不宜直播的情形", "unsuitable for another reason"),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a hearing. `open_court`: it is held in open court (CPL 137).

    `asked_not_public`: a party has asked that it is not shown. `objections`: for each objection of a party whether the court found
    its reason good; None while the court has not decided.
    """

    open_court: bool
    concerns: frozenset[Concern] = frozenset()
    asked_not_public: bool = False
    objections: tuple[bool | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why it must not be shown: a stable key, words (Chinese, English), where it is written, and whether that is certain."""

    key: str
    words: tuple[str, str]
    source: str
    certain: bool

    def text(self, lang: str = "zh") -> str:
        """The reason for people."""
        return self.words[0 if lang.startswith("zh") else 1]


@dataclass(frozen=True, slots=True)
class Decision:
    """May be shown exactly when nothing stands against it."""

    reasons: tuple[Reason, ...] = field(default=())

    @property
    def allowed(self) -> bool:
        return not self.reasons


WORDS: dict[str, tuple[str, str]] = {
    "not_open": ("本案不公开开庭审理", "the hearing is not held in open court"),
    "objection": ("当事人提出异议，法院认为理由正当", "a party objects, and the court found the reason good"),
    "objection_open": (
        "当事人提出异议，法院尚未作出决定",
        "a party objects, and the court has not decided on it",
    ),
}


def decide(facts: Facts, on: date) -> Decision:
    """Everything that stands against showing the hearing on a day, in the order of the rules.

    An objection on which the court has not decided holds it up: what has been shown cannot be unseen. Raises LawError
    `not_in_force` for days before the table.
    """
    found: list[Reason] = []
    if not facts.open_court:
        found.append(_reason("not_open", "not_open", WORDS["not_open"], on))
    found += [
        _reason(str(concern), NEVER[concern], CONCERN_WORDS[concern], on)
        for concern in Concern
        if concern in facts.concerns and concern in NEVER
    ]
    if facts.asked_not_public:
        on_request = rule(TABLE, "on_request", on)["concerns"]
        found += [
            _reason(str(concern), "on_request", _asked(concern), on)
            for concern in Concern
            if concern in facts.concerns and concern.value in on_request
        ]
    if any(facts.objections):
        found.append(_reason("objection", "objection", WORDS["objection"], on))
    if None in facts.objections:
        found.append(_reason("objection_open", "objection", WORDS["objection_open"], on))
    return Decision(tuple(found))


def _asked(concern: Concern) -> tuple[str, str]:
    zh, en = CONCERN_WORDS[concern]
    return f"{zh}，当事人申请不公开", f"{en}, and a party asked that it is not shown"


def _reason(key: str, name: str, words: tuple[str, str], on: date) -> Reason:
    found = rule(TABLE, name, on)
    return Reason(key, words, f"{found['source']}：{found['article']}", bool(found["certain"]))


def steps(on: date) -> tuple[str, ...]:
    """Who decides one after the other on one hearing: `trial_division` asks, `office` agrees, `vice_president` approves."""
    return tuple(rule(TABLE, "approval", on)["steps"])


def must_be_masked(on: date, *, witness: bool = False, victim: bool = False, born_on: date | None = None) -> bool:
    """Whether somebody's name and person must not be recognised: minors, victims, witnesses."""
    found: Rules = rule(TABLE, "masking", on)
    is_minor = born_on is not None and age_on(born_on, on) < int(found["of_age"])
    named = ((Person.WITNESS, witness), (Person.VICTIM, victim), (Person.MINOR, is_minor))
    return any(yes and person.value in found["persons"] for person, yes in named)


def source_of(name: str, on: date) -> tuple[str, bool]:
    """Where a rule is written and whether that is certain. Raises LawError `not_in_force`."""
    found = rule(TABLE, name, on)
    return f"{found['source']}：{found['article']}", bool(found["certain"])
