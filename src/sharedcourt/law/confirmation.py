"""Judicial confirmation of a mediation agreement (司法确认): which courts, by when, and what stands in its way.

民事诉讼法 205-206, 民事诉讼法解释 351-358, 调解协议司法确认程序规定 (2011).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from sharedcourt.law.jurisdiction import Claim, Kind, Level, Litigant, court_division, level_of
from sharedcourt.law.mediation_rules import confirmation_deadline, deadline, is_late
from sharedcourt.law.tables import rule

CPL, CPLI = "中华人民共和国民事诉讼法", "最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释"


class CourtGround(StrEnum):
    """Why a court may confirm the agreement (CPL 205)."""

    INVITING = "inviting"
    PARTY_HOME = "party_home"
    SUBJECT_PLACE = "subject_place"
    ORGANISATION_PLACE = "organisation_place"


GROUND_WORDS: Mapping[CourtGround, tuple[str, str]] = {
    CourtGround.INVITING: (
        "邀请调解组织开展先行调解的人民法院",
        "the court that invited the organisation to mediate",
    ),
    CourtGround.PARTY_HOME: ("当事人住所地", "where a party is domiciled"),
    CourtGround.SUBJECT_PLACE: ("标的物所在地", "where the subject matter is"),
    CourtGround.ORGANISATION_PLACE: ("调解组织所在地", "where the mediation organisation is"),
}


@dataclass(frozen=True, slots=True)
class ConfirmingCourt:
    """A division whose court of `level` may confirm, and why; the parties choose together among them (CPLI 352)."""

    division: str
    level: Level
    ground: CourtGround
    article: str

    def text(self, lang: str = "zh") -> str:
        """The reason in a language."""
        return GROUND_WORDS[self.ground][0 if lang.startswith("zh") else 1]


def confirming_courts(
    homes: Sequence[str], *, organisation: str, inviting: str = "", subject: str = "", amount: Decimal, on: date
) -> list[ConfirmingCourt]:
    """The courts to which the parties may apply together, each division once. Divisions are six digits (GB/T 2260).

    The inviting court alone when a court invited the mediation; else those of a party's home, the subject matter and the
    organisation, at the level that would hear the dispute.
    """
    parties = [Litigant(domicile=home) for home in homes if home]
    at = inviting or organisation or (homes[0] if homes else "")
    claim = Claim(Kind.CONTRACT, amount, parties[0] if parties else Litigant(), tuple(parties[1:] or parties[:1]))
    level = level_of(claim, at, on=on)[0]
    # Only basic and intermediate courts confirm (CPL 205).
    level = Level.INTERMEDIATE if level is Level.HIGH else level
    article = f"{CPL}{rule('confirmation', 'articles', on)['courts']}"
    if inviting:
        return [ConfirmingCourt(inviting, level, CourtGround.INVITING, f"{article}（一）")]
    places = [(home, CourtGround.PARTY_HOME) for home in homes]
    places += [(subject, CourtGround.SUBJECT_PLACE), (organisation, CourtGround.ORGANISATION_PLACE)]
    found: dict[str, ConfirmingCourt] = {}
    for place, ground in places:
        if place:
            division = court_division(place, level)
            found.setdefault(division, ConfirmingCourt(division, level, ground, f"{article}（二）"))
    return list(found.values())


class NotAccepted(StrEnum):
    """Grounds on which the application is not taken in (CPLI 355), by item."""

    OUTSIDE_COURTS = "1"
    NO_JURISDICTION = "2"
    STATUS = "3"
    OTHER_PROCEDURE = "4"
    TITLE = "5"


NOT_ACCEPTED_WORDS: Mapping[NotAccepted, tuple[str, str]] = {
    NotAccepted.OUTSIDE_COURTS: ("不属于人民法院受理范围", "the matter is not for the courts"),
    NotAccepted.NO_JURISDICTION: ("不属于收到申请的人民法院管辖", "this court has no jurisdiction"),
    NotAccepted.STATUS: (
        "申请确认婚姻关系、亲子关系、收养关系等身份关系无效、有效或者解除",
        "it is about marriage, parentage, adoption or another status",
    ),
    NotAccepted.OTHER_PROCEDURE: (
        "涉及适用其他特别程序、公示催告程序、破产程序审理",
        "another special procedure, public summons or bankruptcy applies",
    ),
    NotAccepted.TITLE: ("内容涉及物权、知识产权确权", "it decides title to property or intellectual property"),
}


class Rejected(StrEnum):
    """Grounds on which the agreement is not confirmed (CPLI 358), by item."""

    MANDATORY_LAW = "1"
    INTERESTS = "2"
    MORALS = "3"
    INVOLUNTARY = "4"
    UNCLEAR = "5"
    OTHER = "6"


REJECTED_WORDS: Mapping[Rejected, tuple[str, str]] = {
    Rejected.MANDATORY_LAW: ("违反法律强制性规定", "it breaks a mandatory rule of law"),
    Rejected.INTERESTS: (
        "损害国家利益、社会公共利益、他人合法权益",
        "it harms the state, the public or somebody else's lawful rights",
    ),
    Rejected.MORALS: ("违背公序良俗", "it is against public order and good morals"),
    Rejected.INVOLUNTARY: ("违反自愿原则", "it was not voluntary"),
    Rejected.UNCLEAR: ("内容不明确", "its content is unclear"),
    Rejected.OTHER: ("其他不能进行司法确认的情形", "another reason why it cannot be confirmed"),
}


def may_apply(effective_on: date, on: date) -> bool:
    """Whether the thirty days from effect are not over (CPL 205; 人民调解法 33)."""
    return not is_late(confirmation_deadline(effective_on), on)


def acceptance_deadline(received_on: date) -> date:
    """The court decides within three days whether it takes the application in (司法确认程序规定 4)."""
    return deadline("confirmation_acceptance", received_on)


def decision_deadline(accepted_on: date) -> date:
    """Special procedures end within thirty days of acceptance (CPL 187)."""
    return deadline("confirmation_decision", accepted_on)


# A ground of CPLI 355 that is found only after the application was taken in leads to a rejection (355(2)).
FOUND_LATER: Mapping[str, NotAccepted] = {f"355-{each.value}": each for each in NotAccepted}


def rejected_words(ground: str) -> tuple[str, str]:
    """The ground of a rejection in Chinese and English: an item of CPLI 358, or of 355 found later. Raises ValueError."""
    return NOT_ACCEPTED_WORDS[FOUND_LATER[ground]] if ground in FOUND_LATER else REJECTED_WORDS[Rejected(ground)]


def is_ground_of_rejection(ground: str) -> bool:
    """Whether a rejection may rest on it (CPLI 355(2), 358)."""
    return ground in FOUND_LATER or ground in set(Rejected)


def not_accepted_articles(ground: NotAccepted) -> str:
    """The article on which a ruling rests that does not take the application in (CPLI 355(1))."""
    return f"《{CPLI}》第三百五十五条第一款第{'一二三四五'[int(ground) - 1]}项"


def withdrawal_articles() -> str:
    """The article on which a ruling rests that allows the application to be taken back (CPLI 357(1))."""
    return f"《{CPLI}》第三百五十七条第一款"


def ruling_articles(on: date, rejected: str = "") -> str:
    """The articles a ruling rests on, as the text in force numbers them (CPL 206; CPLI 355(2), 358)."""
    article = f"《{CPL}》{rule('confirmation', 'articles', on)['ruling']}"
    if not rejected:
        return article
    if rejected in FOUND_LATER:
        return f"{article}、《{CPLI}》第三百五十五条第一款第{'一二三四五'[int(FOUND_LATER[rejected]) - 1]}项、第二款"
    return f"{article}、《{CPLI}》第三百五十八条第{'一二三四五六'[int(rejected) - 1]}项"


def case_kind(ground: CourtGround) -> str:
    """The type word of the case number: 诉前调确 after mediation that a court invited, else 民特 (special procedure)."""
    return "诉前调确" if ground is CourtGround.INVITING else "民特"
