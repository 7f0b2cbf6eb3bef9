"""Check that every string people see has its Chinese: in the catalogues, not empty, not doubtful, same placeholders.

    python scripts/check_messages.py

Strings are found the way `makemessages` finds them, but without the gettext programs: in Python by the syntax tree,
in templates by Django's own translation of a template into calls.
"""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "sharedcourt"

# name of the function: where its context, its text and its plural stand among the arguments
CALLS: dict[str, tuple[int | None, int, int | None]] = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
STRING = r"""u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
IN_TEMPLATE = re.compile(
    rf"\b(_|gettext|ngettext|pgettext|npgettext)\(\s*{STRING}(?:\s*,\s*{STRING})?(?:\s*,\s*{STRING})?"
)


@dataclass(frozen=True)
class Message:
    context: str | None
    text: str
    plural: str | None


def _constant(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def in_python(source: str) -> Iterator[tuple[Message, int]]:
    """Every translatable string of a Python file with its line."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name not in CALLS:
            continue
        words = [_constant(argument) for argument in node.args]
        context, text, plural = (words[at] if at is not None and at < len(words) else None for at in CALLS[name])
        if text:
            yield Message(context, text, plural), node.lineno


def in_template(source: str) -> Iterator[tuple[Message, int]]:
    """Every translatable string of a template with its line."""
    from django.utils.translation.template import templatize

    calls = templatize(source)
    for found in IN_TEMPLATE.finditer(calls):
        words = [ast.literal_eval(word) if word else None for word in found.groups()[1:]]
        context, text, plural = (words[at] if at is not None else None for at in CALLS[found[1]])
        if text:
            yield Message(context, text, plural), calls.count("\n", 0, found.start()) + 1


def wanted(package: Path) -> dict[Message, str]:
    """Every translatable string under `package` with the first place where it stands."""
    places: dict[Message, str] = {}
    for file in sorted(package.rglob("*")):
        parts = file.relative_to(package).parts
        if not file.is_file() or {"tests", "migrations", "static", "node_modules", "locale"}.intersection(parts):
            continue
        if file.suffix == ".py":
            found = in_python(file.read_text())
        elif "templates" in parts and file.suffix in {".html", ".txt"}:
            found = in_template(file.read_text())
        else:
            continue
        for message, line in found:
            places.setdefault(message, f"{file.relative_to(package.parent)}:{line}")
    return places


def catalogues(package: Path) -> dict[tuple[str | None, str], list[polib.POEntry]]:
    entries = defaultdict(list)
    for file in sorted(package.glob("*/locale/zh_Hans/LC_MESSAGES/django.po")):
        for entry in polib.pofile(str(file)):
            if not entry.obsolete:
                entries[(entry.msgctxt, entry.msgid)].append(entry)
    return entries


def _fault(message: Message, entries: list[polib.POEntry]) -> str | None:
    if not entries:
        return "no Chinese"
    for entry in entries:
        written = list(entry.msgstr_plural.values()) if message.plural else [entry.msgstr]
        if "fuzzy" in entry.flags:
            return "Chinese is marked doubtful (fuzzy)"
        if not written or not all(text.strip() for text in written):
            return "Chinese is empty"
        known = set(PLACEHOLDER.findall(message.text)) | set(PLACEHOLDER.findall(message.plural or ""))
        for text in written:
            unknown = set(PLACEHOLDER.findall(text)) - known
            lost = known - set(PLACEHOLDER.findall(text)) if not message.plural else set()
            if unknown or lost:
                return f"placeholders differ: {', '.join(sorted(unknown | lost))}"
    if len({entry.msgstr for entry in entries}) > 1:
        return "rooms say it differently, and Django shows only one of them (unify, or give a context)"
    return None


def faults(package: Path = PACKAGE) -> list[str]:
    """What is wrong, one line each with its place; empty when every string has its Chinese."""
    written = catalogues(package)
    problems = []
    for message, place in wanted(package).items():
        fault = _fault(message, written.get((message.context, message.text), []))
        if fault:
            problems.append(f"{place}: {fault}: {message.text!r}")
    return problems


def main() -> int:
    problems = faults()
    print(*problems, sep="\n", end="\n" if problems else "")
    print(f"{len(wanted(PACKAGE))} strings, {len(problems)} without their Chinese.")
    return 1 if problems else 0


if __name__ == "__main__":
    import django
    from django.conf import settings

    settings.configure(USE_I18N=True)
    django.setup()
    sys.exit(main())
