"""Who speaks in a hearing: the bench, the clerk and the participants, each with a key that lines carry and a key of the keyboard."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sharedcourt.hearings.models import Bench, Capacity, Hearing, Participant
from sharedcourt.people.models import User

CLERK = "clerk"
# F1, F5, F11 and F12 belong to the browser.
KEYS = ("F2", "F3", "F4", "F6", "F7", "F8", "F9", "F10")
PRINTED: dict[str, str] = {
    CLERK: "书记员",
    Bench.PRESIDING: "审判长",
    Bench.JUDGE: "审判员",
    Bench.ASSESSOR: "人民陪审员",
    Capacity.PLAINTIFF: "原告",
    Capacity.PLAINTIFF_AGENT: "原告委托诉讼代理人",
    Capacity.DEFENDANT: "被告",
    Capacity.DEFENDANT_AGENT: "被告委托诉讼代理人",
    Capacity.THIRD_PARTY: "第三人",
    Capacity.WITNESS: "证人",
    Capacity.EXPERT: "鉴定人",
    Capacity.INTERPRETER: "翻译人员",
    Capacity.SIGN_INTERPRETER: "手语翻译人员",
    Capacity.HELPER: "协助人",
}
SOLE_JUDGE = "审判员"  # one judge alone presides over no panel


@dataclass(frozen=True)
class Speaker:
    """`printed` is what the paper says before the words; `label` the same in the reader's language."""

    key: str
    printed: str
    label: str
    name: str
    user: User | None
    shortcut: str = ""
    capacity: str = ""


def name_of(participant: Participant) -> str:
    """A participant's name: their account's, the one written down for the hearing, or the party's."""
    return participant.called


def of(hearing: Hearing) -> list[Speaker]:
    """Everyone who may be a speaker, the bench first (two queries)."""
    members = sorted(
        hearing.panel.select_related("user"), key=lambda one: (one.bench != Bench.PRESIDING, one.created_at)
    )
    found: list[tuple[str, str, str, str, User | None, str]] = [
        (
            f"panel-{one.pk}",
            SOLE_JUDGE if len(members) == 1 else PRINTED[one.bench],
            str(one.get_bench_display()),
            one.user.name,
            one.user,
            "",
        )
        for one in members
    ]
    if hearing.clerk is not None:
        found.append((CLERK, PRINTED[CLERK], _("clerk"), hearing.clerk.name, hearing.clerk, ""))
    for person in hearing.participants.select_related("user", "party"):
        label = str(person.get_capacity_display())
        found.append(
            (f"person-{person.pk}", PRINTED[person.capacity], label, name_of(person), person.user, person.capacity)
        )
    shortcuts = [*KEYS, *[""] * len(found)]
    return [
        Speaker(key, printed, label, name, user, shortcut, capacity)
        for (key, printed, label, name, user, capacity), shortcut in zip(found, shortcuts, strict=False)
    ]


def numbered(speakers: Iterable[Speaker]) -> dict[str, str]:
    """What is printed before the words, by key; two of the same kind are told apart by their names."""
    listed = list(speakers)
    kinds = [one.printed for one in listed]
    return {one.key: f"{one.printed}（{one.name}）" if kinds.count(one.printed) > 1 else one.printed for one in listed}


def key_of(speakers: Iterable[Speaker], user: Any) -> str:
    """The key of a person who speaks, or an empty text."""
    return next((one.key for one in speakers if one.user is not None and one.user == user), "")
