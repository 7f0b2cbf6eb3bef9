"""When a paper counts as served: electronically by the online litigation rules (在线诉讼规则 31), otherwise by the Civil Procedure Law.

Pure functions over what is known of each delivery; who reads them decides nothing else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sharedcourt.law.errors import LawError
from sharedcourt.law.tables import rule
from sharedcourt.law.workdays import add_days_rolling


class Means(StrEnum):
    """How a paper is brought to somebody (CPL 88-95)."""

    ELECTRONIC = "electronic"
    DIRECT = "direct"
    LEFT = "left"
    ENTRUSTED = "entrusted"
    POST = "post"
    PUBLIC_NOTICE = "public_notice"


class Ground(StrEnum):
    """Why an electronic delivery counts."""

    ARRIVED = "arrived"  # at an address the person gave or confirmed
    REPLIED = "replied"  # says that it was received
    ACTED = "acted"  # did what the paper asks for
    READ = "read"  # presumed; may be rebutted


ARTICLES = {
    Ground.ARRIVED: "第三十一条第一款",
    Ground.REPLIED: "第三十一条第二款（一）",
    Ground.ACTED: "第三十一条第二款（一）",
    Ground.READ: "第三十一条第二款（二）",
}
GROUND_WORDS = {
    Ground.ARRIVED: ("到达受送达人确认的电子地址", "it arrived at an address that the person had confirmed"),
    Ground.REPLIED: ("受送达人回复已收悉", "the person replied that it was received"),
    Ground.ACTED: ("受送达人已根据送达内容作出相应诉讼行为", "the person did what the paper asks for"),
    Ground.READ: (
        "系统反馈受送达人已阅知（推定，可反证）",
        "the system reports that it was read (presumed, may be rebutted)",
    ),
}


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is known of one electronic way. `confirmed`: the address was given or confirmed by the person, with consent.

    `bounced`: the system of the address gave it back. `rebutted`: the person has proved a fault, a foreign address or another reader.
    """

    confirmed: bool
    reached_at: datetime | None = None
    bounced: bool = False
    replied_at: datetime | None = None
    acted_at: datetime | None = None
    read_at: datetime | None = None
    rebutted: bool = False


@dataclass(frozen=True, slots=True)
class Served:
    """The moment from which periods run, why, and the article of the online litigation rules."""

    at: datetime
    ground: Ground

    @property
    def article(self) -> str:
        return ARTICLES[self.ground]


def electronic(delivery: Delivery) -> Served | None:
    """Whether and when one electronic delivery counts; None while it does not.

    A confirmed address: on arrival (31(1)), unless it came back. Any other: on a reply or a procedural act (31(2)(1)), or presumed
    from reading (31(2)(2)) unless rebutted; the earliest of them.
    """
    found: list[Served] = []
    if delivery.confirmed and delivery.reached_at is not None and not delivery.bounced:
        found.append(Served(delivery.reached_at, Ground.ARRIVED))
    for moment, ground in ((delivery.replied_at, Ground.REPLIED), (delivery.acted_at, Ground.ACTED)):
        if moment is not None:
            found.append(Served(moment, ground))
    if delivery.read_at is not None and not delivery.rebutted:
        found.append(Served(delivery.read_at, Ground.READ))
    return min(found, key=lambda served: served.at) if found else None


def earliest(deliveries: Iterable[Delivery]) -> Served | None:
    """Several electronic ways for the same paper: the first that is complete counts (31(4))."""
    found = [served for each in deliveries if (served := electronic(each)) is not None]
    return min(found, key=lambda served: served.at) if found else None


def on_paper(means: Means, day: date) -> date:
    """The day of service by other means (CPL 87-95): `day` is when the receipt was signed, when the paper was left (留置), what
    the postal receipt says, or when the public notice was last put up; a notice counts when its days are over.

    Raises LawError `not_in_force` for days before the text in the table, and `not_on_paper` for electronic service.
    """
    if means is Means.ELECTRONIC:
        raise LawError("not_on_paper", "electronic service has a moment, not a day", field="means")
    found = rule("service", means.value, day)
    return add_days_rolling(day, found["days"]) if means is Means.PUBLIC_NOTICE else day


def may_use(means: Means, *, summary: bool, mediation_document: bool, on: date) -> None:
    """Raises LawError `no_public_notice` in summary procedure (CPLI 140) and `not_to_be_left` for a mediation document, which is handed
    to the party (CPLI 133); `not_in_force` for a day before the text in the table."""
    rule("service", means.value, on)
    if means is Means.PUBLIC_NOTICE and summary:
        raise LawError("no_public_notice", "summary procedure knows no public notice (CPLI 140)", field="means")
    if mediation_document and means in {Means.LEFT, Means.PUBLIC_NOTICE}:
        raise LawError("not_to_be_left", "a mediation document is handed to the party (CPLI 133)", field="means")


def copy_deadline(what: str, begun: date) -> date:
    """The last day on which the court sends a copy on, five days (CPL 128): "plaint_copy" to the defendants from docketing, "answer_copy"
    to the plaintiffs from receipt of the answer. Raises LawError `not_in_force`."""
    return add_days_rolling(begun, rule("time_limits", what, begun)["value"])


def answer_deadline(served: date) -> date:
    """The last day for the statement of defence, fifteen days from service of the plaint (CPL 128)."""
    return add_days_rolling(served, rule("time_limits", "answer", served)["value"])
