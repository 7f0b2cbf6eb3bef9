"""Court hearings: notice, panel, online or in court, at different times, open to the public (CPL 40-44, 137-139, 163; ODLR 4, 20, 21, 27).

Pure functions over what is known; where the law leaves it to the court they say what is against it, and the court decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sharedcourt.law.hearing_words import reason_words
from sharedcourt.law.tables import rule

CPL, ODLR = "民事诉讼法", "人民法院在线诉讼规则"
SIMPLE = frozenset({"summary", "small"})
BASIC = "basic"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason and where it stands."""

    code: str
    article: str

    def text(self, lang: str = "zh") -> str:
        """The reason as words."""
        return reason_words(self.code, lang)


# ---------- notice


@dataclass(frozen=True, slots=True)
class Notice:
    """How many whole days must lie between the notice and the hearing, by which article, and whether the counting is certain."""

    days: int
    article: str
    certain: bool

    def earliest(self, told: date) -> date:
        """The first day on which the hearing can be when everybody is told on a day."""
        return told + timedelta(days=self.days + 1 if self.days else 0)


def notice(procedure: str, on: date) -> Notice:
    """The notice before a hearing: three days (CPL 139); a simple case is not bound by them (CPL 163)."""
    found = rule("hearings", "notice_simple" if procedure in SIMPLE else "notice", on)
    return Notice(found["days"], f"{CPL}{found['article']}", bool(found.get("certain", True)))


# ---------- panel


class Seat(StrEnum):
    """In what place somebody sits on the bench."""

    PRESIDING = "presiding"
    JUDGE = "judge"
    ASSESSOR = "assessor"


class MustBePanel(StrEnum):
    """The items of CPL 42: not to be tried by one judge alone."""

    PUBLIC_INTEREST = "42-1"
    MANY = "42-2"
    ATTENTION = "42-3"
    NEW_OR_COMPLEX = "42-4"
    BY_LAW = "42-5"
    OTHER = "42-6"


def panel_faults(
    seats: Sequence[str], *, procedure: str, court_level: str, on: date, must_be_panel: bool = False
) -> tuple[Reason, ...]:
    """What is wrong with the bench of a civil case of first instance; nothing when it is lawful.

    One alone is a judge, in summary and small claims procedure always (CPL 40(2)), in ordinary procedure at a basic court only, and
    not in the cases of CPL 42. A panel is odd (CPL 40(1)), and a judge presides (CPL 44).
    """
    places = [Seat(seat) for seat in seats]
    if not places:
        return (Reason("panel_empty", f"{CPL}第四十条"),)
    if len(places) == 1:
        return _single(places[0], procedure, court_level, must_be_panel)
    found: list[Reason] = []
    if procedure in SIMPLE:
        found.append(Reason("summary_is_single", f"{CPL}第四十条第二款、第一百六十三条"))
    if len(places) % 2 == 0:
        found.append(Reason("panel_odd", f"{CPL}第四十条第一款"))
    if len(places) < rule("hearings", "panel", on)["least"]:
        found.append(Reason("panel_too_small", f"{CPL}第四十条第一款"))
    largest = rule("hearings", "panel_largest", on)
    if len(places) > largest["members"]:
        found.append(Reason("panel_too_large", f"{largest['source']}{largest['article']}"))
    if places.count(Seat.PRESIDING) != 1:
        found.append(Reason("panel_presiding", f"{CPL}第四十四条"))
    return tuple(found)


def _single(place: Seat, procedure: str, court_level: str, must_be_panel: bool) -> tuple[Reason, ...]:
    found: list[Reason] = []
    if place is Seat.ASSESSOR:
        found.append(Reason("single_is_judge", f"{CPL}第四十条第二款"))
    if must_be_panel:
        found.append(Reason("must_be_panel", f"{CPL}第四十二条"))
    if procedure not in SIMPLE and court_level != BASIC:
        found.append(Reason("single_only_basic", f"{CPL}第四十条第二款"))
    return tuple(found)


# ---------- online, or in court


class NotOnline(StrEnum):
    """The items of ODLR 21(1): no online hearing. The first is found from the parties' answers, the others by the court."""

    REFUSED = "21-1"
    NO_MEANS = "21-2"
    ON_SITE_CHECK = "21-3"
    COMPLEX = "21-4"
    SECRETS = "21-5"
    ATTENTION = "21-6"
    OTHER = "21-7"


NOT_ONLINE_CODES = {
    NotOnline.NO_MEANS: "no_means",
    NotOnline.ON_SITE_CHECK: "on_site_check",
    NotOnline.COMPLEX: "complex",
    NotOnline.SECRETS: "state_secrets",
    NotOnline.ATTENTION: "public_attention",
    NotOnline.OTHER: "otherwise_unfit",
}
ITEMS = {
    NotOnline.REFUSED: "（一）",
    NotOnline.NO_MEANS: "（二）",
    NotOnline.ON_SITE_CHECK: "（三）",
    NotOnline.COMPLEX: "（四）",
    NotOnline.SECRETS: "（五）",
    NotOnline.ATTENTION: "（六）",
    NotOnline.OTHER: "（七）",
}


class Way(StrEnum):
    """How a hearing may be held after the parties' answers."""

    ONLINE = "online"
    MIXED = "mixed"
    ON_SITE = "on_site"


@dataclass(frozen=True, slots=True)
class Answer:
    """What one party says of an online hearing: `agrees` None while it has not answered; `good_reason` as the court finds."""

    agrees: bool | None
    good_reason: bool = False


@dataclass(frozen=True, slots=True)
class OnlineRuling:
    """Which ways the law leaves open, and why the others are closed. `waiting`: a party has not answered."""

    ways: tuple[Way, ...]
    reasons: tuple[Reason, ...]
    waiting: bool

    def allows(self, way: str) -> bool:
        return way in self.ways


def online(answers: Sequence[Answer], grounds: Sequence[str], *, secrets: bool = False) -> OnlineRuling:
    """Whether a hearing may be held online (ODLR 4, 21): only where it is consented to, and none of the grounds is there.

    All agree: online. Some do not: they come to court, the others are online (ODLR 4(2)(3)), unless a refusal has a good reason, which
    closes it for all (ODLR 21(1)(1)). Who has not answered has not agreed. In court is always open.
    """
    found: list[Reason] = []
    if secrets and NotOnline.SECRETS not in grounds:
        grounds = [*grounds, NotOnline.SECRETS]
    for ground in dict.fromkeys(grounds):
        item = NotOnline(ground)
        if item in NOT_ONLINE_CODES:
            found.append(Reason(NOT_ONLINE_CODES[item], f"{ODLR}第二十一条第一款{ITEMS[item]}"))
    refusing = [answer for answer in answers if answer.agrees is False]
    waiting = any(answer.agrees is None for answer in answers)
    item_one = f"{ODLR}第二十一条第一款（一）"
    if answers and len(refusing) == len(answers):
        found.append(Reason("all_refuse", item_one))
    elif any(answer.good_reason for answer in refusing):
        found.append(Reason("refused_with_reason", item_one))
    if found:
        return OnlineRuling((Way.ON_SITE,), tuple(found), waiting)
    if waiting:
        found.append(Reason("not_answered", f"{ODLR}第四条第一款"))
    if refusing:
        found.append(Reason("some_in_court", f"{ODLR}第四条第二款（三）"))
    agreeing = any(answer.agrees for answer in answers)
    if agreeing and not refusing and not waiting:
        return OnlineRuling((Way.ONLINE, Way.MIXED, Way.ON_SITE), (), waiting)
    return OnlineRuling((Way.MIXED, Way.ON_SITE) if agreeing else (Way.ON_SITE,), tuple(found), waiting)


# ---------- not at the same time


@dataclass(frozen=True, slots=True)
class InTurn:
    """What is known for a hearing at different times (ODLR 20(2))."""

    procedure: str
    hardship: bool
    asked_in_writing: bool
    all_agree: bool
    exchanged: bool
    undisputed: bool


def in_turn_faults(known: InTurn, on: date) -> tuple[Reason, ...]:
    """What stands against a hearing at different times; nothing when all conditions of ODLR 20 are met."""
    found = rule("hearings", "in_turn", on)
    article = f"{ODLR}{found['article']}第二款"
    checks = (
        (known.procedure in found["procedures"], "not_simple", article),
        (known.hardship, "no_hardship", f"{article}（一）"),
        (known.asked_in_writing, "not_asked", f"{article}（二）"),
        (known.all_agree, "not_all_agree", f"{article}（二）"),
        (known.exchanged, "not_exchanged", f"{article}（三）"),
        (known.undisputed, "disputed", f"{article}（三）"),
    )
    return tuple(Reason(code, where) for met, code, where in checks if not met)


# ---------- open to the public


class Publicity(StrEnum):
    """Whether the public may attend (CPL 137)."""

    OPEN = "open"
    SECRETS = "secrets"
    PRIVACY = "privacy"
    BY_LAW = "by_law"
    DIVORCE = "divorce"
    TRADE_SECRETS = "trade_secrets"


# Closed only when a party asks for it (CPL 137(2)).
ON_REQUEST = frozenset({Publicity.DIVORCE, Publicity.TRADE_SECRETS})


def is_open(publicity: str) -> bool:
    """Whether the hearing is public, and is therefore announced with parties, cause, time and place (CPL 137, 139)."""
    return Publicity(publicity) is Publicity.OPEN


def needs_request(publicity: str) -> bool:
    """Whether a party must have asked for it to be closed (CPL 137(2))."""
    return Publicity(publicity) in ON_REQUEST


def publicity_article(publicity: str) -> str:
    """Where it stands that the hearing is open, closed, or may be closed."""
    return f"{CPL}第一百三十七条第{'二' if needs_request(publicity) else '一'}款"
