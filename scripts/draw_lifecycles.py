"""Draw every lifecycle from the code into docs/lifecycles.md; with `--check`, only say whether the drawing is up to date.

A lifecycle is a model's protected state field (django-fsm-2); whatever room has one is found. Who may make a transition and
what it records stand in the transition's `custom`.
"""

import os
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sharedcourt.config.settings")
TARGET = ROOT / "docs" / "lifecycles.md"
HEAD = """# Lifecycles

Drawn from the code by `scripts/draw_lifecycles.py`; do not edit. The tables are `states.py` (or the model) of each room.
"""


def lifecycles() -> list[tuple[Any, Any]]:
    """(model, state field) of every model of ours that has one, by room."""
    from django.apps import apps
    from django_fsm import FSMFieldMixin

    found = [
        (model, field)
        for config in apps.get_app_configs()
        if config.name.startswith("sharedcourt.")
        for model in config.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, FSMFieldMixin)
    ]
    return sorted(found, key=lambda pair: (pair[0]._meta.app_label, pair[0].__name__, pair[1].name))


def drawing(model: Any, field: Any) -> str:
    """One lifecycle as a state diagram and as a table."""
    steps = sorted(field.get_all_transitions(model), key=lambda step: (step.name, str(step.source)))
    order = [str(value) for value, _label in field.flatchoices] or sorted({str(step.source) for step in steps})
    labels = {str(value): str(label) for value, label in field.flatchoices}
    place = {state: index for index, state in enumerate(order)}
    steps.sort(key=lambda step: (place.get(str(step.source), 99), place.get(str(step.target), 99), step.name))
    lines = [f"## {model._meta.app_label}: {model.__name__}.{field.name}", "", "```mermaid", "stateDiagram-v2"]
    lines += [f"    {state} : {labels.get(state, state)}" for state in order]
    default = field.get_default()
    if default:
        lines.append(f"    [*] --> {default}")
    lines += [f"    {step.source} --> {step.target} : {step.name}" for step in steps]
    sources = {str(step.source) for step in steps}
    lines += [f"    {state} --> [*]" for state in order if state not in sources]
    lines += ["```", "", "| transition | from | to | who may | records | what it means |", "|---|---|---|---|---|---|"]
    named: dict[str, list[Any]] = {}
    for step in steps:
        named.setdefault(step.name, []).append(step)
    for name, group in named.items():
        first = group[0]
        who = ", ".join(first.custom.get("who", ()))
        records = first.custom.get("records", "")
        meaning = " ".join((first.method.__doc__ or "").split())
        origins = ", ".join(dict.fromkeys(str(step.source) for step in group))
        lines.append(
            f"| `{name}` | {origins} | {first.target} | {who} | {f'`{records}`' if records else ''} | {meaning} |"
        )
    return "\n".join(lines) + "\n"


def document() -> str:
    import django
    from django.utils import translation

    django.setup()
    with translation.override("en"):
        return "\n".join([HEAD, *(drawing(model, field) for model, field in lifecycles())])


def main() -> int:
    drawn = document()
    if "--check" in sys.argv[1:]:
        if TARGET.exists() and TARGET.read_text(encoding="utf-8") == drawn:
            return 0
        print(f"{TARGET.relative_to(ROOT)} is not up to date: run scripts/draw_lifecycles.py")
        return 1
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(drawn, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
