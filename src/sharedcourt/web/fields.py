"""A form's field as GOV.UK Frontend marks it up: label, hint, error, control, and what ties them together for a screen reader."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from sharedcourt.core.widgets import DateParts

KINDS = {
    "money": {"inputmode": "decimal", "class": "govuk-input--width-10 sc-input--money", "autocomplete": "off"},
    "percent": {"inputmode": "decimal", "class": "govuk-input--width-5 sc-input--money", "autocomplete": "off"},
    "days": {"inputmode": "numeric", "class": "govuk-input--width-3", "autocomplete": "off"},
    "phone": {"inputmode": "tel", "class": "govuk-input--width-20", "autocomplete": "tel"},
    "otp": {"inputmode": "numeric", "class": "govuk-input--width-10 sc-input--code", "autocomplete": "one-time-code"},
    "code": {"class": "sc-input--code", "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    "resident_id": {"class": "govuk-input--width-20", "autocomplete": "off", "spellcheck": "false"},
    "name": {"class": "govuk-input--width-20", "autocomplete": "name"},
}


@dataclass
class Choice:
    """One radio button or box."""

    id: str
    name: str
    value: Any
    label: Any
    hint: Any
    checked: bool
    disabled: bool


@dataclass
class Shown:
    """Everything a field's template needs."""

    bound: BoundField
    id: str
    control: str
    label: Any
    label_class: str
    as_heading: bool
    hint: Any
    errors: list[str]
    described_by: str
    prefix: Any = ""
    suffix: Any = ""
    widget: SafeString | str = ""
    choices: list[Choice] = field(default_factory=list)
    parts: list[dict[str, Any]] = field(default_factory=list)
    optional: bool = False


def kind_of(bound: BoundField) -> str:
    """The kind named by the widget's `data-kind`, which says how a text box is dressed."""
    return str(bound.field.widget.attrs.get("data-kind", ""))


def control_of(bound: BoundField) -> str:
    """Which of our templates draws this widget."""
    widget = bound.field.widget
    if isinstance(widget, DateParts):
        return "date"
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "checkboxes"
    if isinstance(widget, forms.RadioSelect):
        return "radios"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.FileInput):
        return "file"
    if isinstance(widget, forms.Textarea):
        return "textarea"
    if isinstance(widget, forms.Select):
        return "select"
    return "input"


BASE_CLASS = {
    "input": "govuk-input",
    "textarea": "govuk-textarea",
    "select": "govuk-select",
    "file": "govuk-file-upload",
}


def first_id(bound: BoundField) -> str:
    """The id of the field's first control: where the error summary leads."""
    control = control_of(bound)
    if control in {"radios", "checkboxes", "date"}:
        return f"{bound.auto_id}_0"
    return str(bound.id_for_label or bound.auto_id)


def show(
    bound: BoundField, *, hint: Any = None, label: Any = None, size: str = "s", as_heading: bool = False, kind: str = ""
) -> Shown:
    """The field, ready for its template."""
    control = control_of(bound)
    errors = [str(error) for error in bound.errors]
    shown_hint = bound.help_text if hint is None else hint
    described = [f"{bound.auto_id}-hint"] if shown_hint else []
    described += [f"{bound.auto_id}-error"] if errors else []
    shown = Shown(
        bound=bound,
        id=str(bound.id_for_label or bound.auto_id) if control != "date" else str(bound.auto_id),
        control=control,
        label=bound.label if label is None else label,
        label_class=f"--{size}" if size else "",
        as_heading=as_heading,
        hint=shown_hint,
        errors=errors,
        described_by=" ".join(described),
        optional=not bound.field.required,
    )
    kind = kind or kind_of(bound)
    if kind == "money":
        shown.suffix = pgettext("unit of money", "yuan")
    elif kind == "percent":
        shown.suffix = "%"
    elif kind == "days":
        shown.suffix = pgettext("suffix of a number", "days")
    if control in {"radios", "checkboxes"}:
        shown.choices = _choices(bound)
    elif control == "checkbox":
        shown.choices = [
            Choice(shown.id, bound.html_name, bound.field.widget.attrs.get("value", "on"), shown.label, shown_hint,
                   bool(bound.value()), bound.field.disabled)
        ]  # fmt: skip
    elif control == "date":
        shown.parts = _date_parts(bound, has_errors=bool(errors))
    else:
        shown.widget = _widget(bound, control, kind, shown)
    return shown


def _choices(bound: BoundField) -> list[Choice]:
    hints: dict[str, Any] = getattr(bound.field, "choice_hints", {})
    found: list[Choice] = []
    for index, sub in enumerate(bound.subwidgets):
        attrs = sub.data["attrs"]
        value = sub.data["value"]
        found.append(
            Choice(
                id=f"{bound.auto_id}_{index}",
                name=str(sub.data["name"]),
                value=value,
                label=sub.choice_label,
                hint=hints.get(str(value), ""),
                checked=bool(sub.data["selected"]),
                disabled=bool(attrs.get("disabled") or bound.field.disabled),
            )
        )
    return found


def _date_parts(bound: BoundField, *, has_errors: bool) -> list[dict[str, Any]]:
    values = bound.field.widget.decompress(bound.value())
    labels = (
        pgettext("part of a date", "Year"),
        pgettext("part of a date", "Month"),
        pgettext("part of a date", "Day"),
    )
    return [
        {
            "id": f"{bound.auto_id}_{index}",
            "name": f"{bound.html_name}_{index}",
            "label": label,
            "value": "" if value is None else value,
            "width": 4 if index == 0 else 2,
            "error": has_errors,
        }
        for index, (label, value) in enumerate(zip(labels, values, strict=True))
    ]


def _widget(bound: BoundField, control: str, kind: str, shown: Shown) -> SafeString:
    attrs: dict[str, Any] = {}
    dressed = dict(KINDS.get(kind, {}))
    classes = [BASE_CLASS[control], dressed.pop("class", ""), str(bound.field.widget.attrs.get("class", ""))]
    if shown.errors:
        classes.append(f"{BASE_CLASS[control]}--error")
        attrs["aria-invalid"] = "true"
    for name, value in dressed.items():
        attrs.setdefault(name, bound.field.widget.attrs.get(name, value))
    attrs["class"] = " ".join(name for name in classes if name)
    # Said even when empty: Django would name a hint element of its own otherwise.
    attrs["aria-describedby"] = shown.described_by or None
    if control == "textarea" and "rows" not in bound.field.widget.attrs:
        attrs["rows"] = 5
    return bound.as_widget(attrs={name: value for name, value in attrs.items() if value is not None})


def render(bound: BoundField, **options: Any) -> SafeString:
    """The whole form group."""
    if bound.is_hidden:
        return bound.as_widget()
    return render_to_string("web/forms/field.html", {"shown": show(bound, **options)})
