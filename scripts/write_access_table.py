"""Write docs/access.md: who may what, from the rules that the tests hold the server to.

.venv/bin/python -m scripts.write_access_table            writes it
.venv/bin/python -m scripts.write_access_table --check    says whether the committed one is up to date
"""

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "access.md"
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

TITLES = {
    "anonymous": "not signed in",
    "rival_officer": "other bank's officer",
    "second_mediator": "colleague of the mediator",
    "other_manager": "other organisation's manager",
    "officer": "bank's officer",
    "former_mediator": "replaced mediator",
    "removed_party": "person taken out",
}
HEAD = """# Who may what

Written by `scripts/write_access_table.py` from `tests/access/rules`; do not edit it by hand. `tests/access/test_access.py`
knocks at every door as everybody and compares the answers with this table, on the dispute and on somebody else's.

The people are the fixed cast of the tests, seen from one dispute in mediation. ✓ the rule lets them in (what they then do may
still be refused: too late, already done, wrongly filled in). Everybody else gets “not found” or the way to sign in, never a
hint that the dispute exists; only people of the case may be told that a step is not theirs (403).
A program with an institution's token may what its officer may, save where the rule says “in person”.
"""


def text() -> str:
    """The page as it should be."""
    from tests.access import surface
    from tests.access.rules import DOORS, PEOPLE, RULES

    lines = [
        HEAD,
        "## The rules",
        "",
        "| rule | who | only on the own dispute | programs |",
        "| --- | --- | --- | --- |",
    ]
    for name, rule in RULES.items():
        lines.append(f"| {name} | {rule.words} | {'yes' if rule.bound else ''} | {'' if rule.by_token else 'no'} |")
    doors = surface.doors()
    rooms = list(dict.fromkeys(door.room for door in doors))
    heads = [TITLES.get(who, who.replace("_", " ")) for who in PEOPLE]
    for room in rooms:
        lines += ["", f"## {room}", "", "| door | address | rule | " + " | ".join(heads) + " |"]
        lines.append("| --- | --- | --- |" + " :-: |" * len(heads))
        for door in doors:
            if door.room == room:
                named = DOORS[door.key]
                marks = " | ".join("✓" if RULES[named].allows(who) else "" for who in PEOPLE)
                lines.append(f"| {door.key} | `{door.route}` | {named} | {marks} |")
    lines += ["", f"{len(doors)} doors, {len(RULES)} rules, {len(PEOPLE)} people.", ""]
    return "\n".join(lines)


def main() -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "sharedcourt.config.settings"
    with tempfile.TemporaryDirectory() as home:
        os.environ["SHAREDCOURT_HOME"] = home
        import django

        django.setup()
        made = text()
    if "--check" in sys.argv:
        if TARGET.exists() and TARGET.read_text() == made:
            return 0
        print("docs/access.md is not up to date: run python -m scripts.write_access_table", file=sys.stderr)
        return 1
    TARGET.write_text(made)
    print(f"Wrote {TARGET.relative_to(ROOT)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
