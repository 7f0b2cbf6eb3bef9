"""Whose name a published judgment hides, and what stands in its place (法释〔2016〕19号, articles 8 to 11)."""

from collections.abc import Collection, Iterable
from datetime import date
from enum import StrEnum

from sharedcourt.law.identity import age_on
from sharedcourt.law.tables import rule

TABLE = "publication"
COMPOUND_SURNAMES = (
    "欧阳", "太史", "端木", "上官", "司马", "东方", "独孤", "南宫", "夏侯", "诸葛", "尉迟", "皇甫", "公孙", "慕容", "司徒", "长孙", "宇文", "轩辕", "令狐",
    "钟离", "闾丘", "司空", "申屠", "澹台", "呼延", "百里", "东郭", "西门", "赫连", "公羊", "公冶", "濮阳", "淳于", "单于", "拓跋", "万俟",
)  # fmt: skip
_BETWEEN = "·•・‧．"  # the dots inside names that are not Han
_HAN = ("\u3400", "\u9fff")


class Role(StrEnum):
    """As what a natural person appears in a judgment."""

    PARTY = "party"
    STATUTORY_AGENT = "statutory_agent"  # 法定代理人 of a party
    MINOR = "minor"
    MINORS_AGENT = "minors_agent"
    VICTIM = "victim"
    CIVIL_PLAINTIFF_IN_CRIME = "civil_plaintiff_in_crime"
    WITNESS = "witness"
    EXPERT = "expert"
    OUTSIDER = "outsider"  # 案外人 and others who are only told of
    HEAD = "head"  # 法定代表人 or 负责人 of an organisation
    AGENT = "agent"
    JUDGE = "judge"  # judges, assessors, clerks


class NamePolicy(StrEnum):
    """How far names are hidden: as article 8 asks, or every natural person who is no official, agent or head (practice; not certain)."""

    RULE = "rule"
    NATURAL_PERSONS = "natural_persons"


def is_family_cause(cause: str, on: date) -> bool:
    """Whether a cause is of marriage, family or inheritance, by its words."""
    return any(word in cause for word in rule(TABLE, "hidden", on)["family_words"])


def is_minor(born: date, on: date) -> bool:
    """Under the age of majority on the day of the judgment."""
    return age_on(born, on) < int(rule(TABLE, "hidden", on)["of_age"])


def is_hidden(role: Role, cause: str, policy: NamePolicy, on: date) -> bool:
    """Whether the name of somebody in a role is hidden in a case of a cause. Judges, agents and heads of organisations keep theirs."""
    found = rule(TABLE, "hidden", on)
    if role.value in found["always"]:
        return True
    if is_family_cause(cause, on) and role.value in found["in_family_causes"]:
        return True
    return policy is NamePolicy.NATURAL_PERSONS and role.value in rule(TABLE, "practice", on)["hidden"]


def deleted_kinds(on: date, *, organisation: bool = False) -> frozenset[str]:
    """The kinds of particulars that are deleted of a natural person, or of an organisation (art. 10)."""
    found = rule(TABLE, "deleted", on)
    if organisation:
        return frozenset(found["organisation"])
    return frozenset(found["natural"]) | frozenset(rule(TABLE, "deleted_too", on)["kinds"])


def certainty(kind: str, on: date) -> tuple[str, bool]:
    """Where it is written that a kind of particular, or "name", is hidden, and whether that is certain."""
    key = (
        "naming" if kind == "name" else "deleted_too" if kind in rule(TABLE, "deleted_too", on)["kinds"] else "deleted"
    )
    found = rule(TABLE, key, on)
    return f"{found['source']}：{found['article']}", bool(found["certain"])


def surname(name: str) -> str:
    """林 of 林建川, 欧阳 of 欧阳娜; the first character of names that are not Han, the first letter of those in a foreign script."""
    name = name.strip()
    if any(dot in name for dot in _BETWEEN):
        return name[:1]
    if any(name.startswith(compound) and name != compound for compound in COMPOUND_SURNAMES):
        return name[: len(COMPOUND_SURNAMES[0])]
    return name[:1]


def shown_as(name: str, on: date) -> str:
    """林某 for 林建川; 约某 for 约翰·史密斯; J for John Smithson (art. 9)."""
    first = surname(name)
    if not first:
        return str(rule(TABLE, "naming", on)["sign"])
    if not _HAN[0] <= first[0] <= _HAN[1]:
        return first.upper()
    return first + str(rule(TABLE, "naming", on)["sign"])


def shown_names(names: Iterable[str], on: date, *, taken: Collection[str] = ()) -> dict[str, str]:
    """What stands for each name, in the order given: those that would be alike get Arabic numerals, 林某1, 林某2 (art. 9).

    `taken` are signs already given in other documents of the case; they keep theirs, and new ones get the next numerals.
    """
    ordered = list(dict.fromkeys(names))
    signs = [shown_as(name, on) for name in ordered]
    used = set(taken)
    found: dict[str, str] = {}
    for name, sign in zip(ordered, signs, strict=True):
        numeral = 1
        alike = signs.count(sign) > 1 or any(other == sign or _numbered(other, sign) for other in used)
        chosen = f"{sign}{numeral}" if alike else sign
        if alike and sign in used:
            numeral = 2
            chosen = f"{sign}{numeral}"
        while chosen in used:
            numeral += 1
            chosen = f"{sign}{numeral}"
        used.add(chosen)
        found[name] = chosen
    return found


def _numbered(sign: str, base: str) -> bool:
    return sign.startswith(base) and sign[len(base) :].isdigit()
