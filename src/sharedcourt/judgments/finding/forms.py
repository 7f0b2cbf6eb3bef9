"""The advanced search: seventeen fields that become one question in the language of the search box."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sharedcourt.core.language import language
from sharedcourt.judgments.finding.naming import FIELD_WORDS, OFFERED, SECTION_WORDS
from sharedcourt.judgments.searching import asking, exact, words
from sharedcourt.judgments.searching.engine import Found
from sharedcourt.judgments.searching.fields import FIELD_NAMES, SECTION_NAMES, Field, Section

LONGEST = 200
DAY = "%Y-%m-%d"
# In the order of the page, after the full text; the date is two fields.
TYPED = (Field.CAUSE, Field.TITLE, Field.NUMBER, Field.COURT)
CHOSEN = (Field.LEVEL, Field.KIND, Field.PROCEDURE, Field.PAPER)
CHOSEN_AFTER_DATE = (Field.GRADE, Field.PUBLICITY)
TYPED_AFTER_DATE = (Field.JUDGE, Field.PARTY, Field.FIRM, Field.LAWYER, Field.LAW)
# Values of these are counted by the index; of the others only what `OFFERED` names is known.
COUNTED = (Field.LEVEL, Field.PROCEDURE, Field.PAPER, Field.GRADE)
_PIECE = re.compile(r'-?"[^"]*"|\S+')


def spelled(name: str, text: str) -> str:
    """A field and its value as one condition; blanks and signs of the language are quoted."""
    clean = " ".join(words.normal(text).replace('"', " ").split())
    quoted = f'"{clean}"' if re.search(r'[\s|>~:"-]', clean) else clean
    return f"{name}:{quoted}" if clean else ""


def scoped(section: Section | None, text: str) -> str:
    """Words and phrases of the full text, each in one part of the judgment when one is named."""
    if section is None:
        return text.strip()
    name = SECTION_NAMES[section][0]
    pieces = []
    for piece in _PIECE.findall(words.normal(text)):
        without, rest = ("-", piece[1:]) if piece.startswith("-") and len(piece) > 1 else ("", piece)
        # Each of several words to choose from needs the part's name before it.
        rest = rest if rest.startswith('"') else rest.replace("|", f"|{name}:")
        pieces.append(f"{without}{name}:{rest}")
    return " ".join(pieces)


def _day() -> forms.DateInput:
    return forms.DateInput({"type": "date", "class": "govuk-input--width-10"}, format=DAY)


class AdvancedForm(forms.Form):
    """What is left empty is not asked for; together the rest must all be so."""

    text = forms.CharField(label=_("Full text"), required=False, max_length=LONGEST)
    part = forms.ChoiceField(label=_("Where in the judgment"), required=False)
    since = forms.DateField(label=_("Decided on or after"), required=False, widget=_day(), input_formats=[DAY])
    until = forms.DateField(label=_("Decided on or before"), required=False, widget=_day(), input_formats=[DAY])

    def __init__(self, *arguments: Any, known: Found | None = None, **named: Any) -> None:
        super().__init__(*arguments, **named)
        parts = [(section.value, SECTION_WORDS[section]) for section in Section]
        self.fields["part"].choices = [("", _("the whole text")), *parts]  # type: ignore[attr-defined]
        for name in (*TYPED, *TYPED_AFTER_DATE):
            self.fields[name.value] = forms.CharField(label=FIELD_WORDS[name], required=False, max_length=LONGEST)
        for name in (*CHOSEN, *CHOSEN_AFTER_DATE):
            self.fields[name.value] = forms.ChoiceField(
                label=FIELD_WORDS[name],
                required=False,
                choices=[("", pgettext_lazy("choice of a search", "any")), *self._values(name, known)],
            )
        before = ("text", "part", *(name.value for name in (*TYPED, *CHOSEN)), "since", "until")
        self.order_fields([*before, *(name.value for name in (*CHOSEN_AFTER_DATE, *TYPED_AFTER_DATE))])

    @staticmethod
    def _values(name: Field, known: Found | None) -> Iterable[tuple[str, str]]:
        counted = [value for value, _count in known.facets.get(name, ())] if known else []
        return [(value, value) for value in dict.fromkeys([*OFFERED.get(name, ()), *counted])]

    def clean_number(self) -> str:
        """A case number, in any brackets and width."""
        typed: str = self.cleaned_data["number"]
        if typed and exact.case_number(words.normal(typed)) is None:
            raise forms.ValidationError(_("This is no case number. One looks like （2022）浙0302民初7号."))
        return typed

    def clean_law(self) -> str:
        """A law with or without an article."""
        typed: str = self.cleaned_data["law"]
        if typed and not exact.law_terms(words.closed(typed)):
            raise forms.ValidationError(_("This names no law. Write for example 民法典第585条."))
        return typed

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since and until and since > until:
            self.add_error("until", _("The last day is before the first one."))
        if not self.errors and not any(value for name, value in found.items() if name != "part"):
            self.add_error("text", _("Fill in at least one field."))
        if not self.errors:
            self._read(self._question(found))
        return found

    def _read(self, question: str) -> None:
        refused = [
            problem for problem in asking.read(question).problems if problem.refused or problem.code == "too_long"
        ]
        if refused:
            self.add_error("text", refused[0].text(language()))

    def question(self) -> str:
        """The question of a valid form, as it could be typed into the search box."""
        return self._question(self.cleaned_data)

    def _question(self, found: dict[str, Any]) -> str:
        part = Section(found["part"]) if found.get("part") else None
        pieces = [scoped(part, found.get("text") or "")]
        for name in (*TYPED, *CHOSEN, *CHOSEN_AFTER_DATE, *TYPED_AFTER_DATE):
            value = found.get(name.value) or ""
            label = FIELD_NAMES[name][0]
            pieces.append(f"{label}:{value.strip()}" if name is Field.NUMBER and value else spelled(label, value))
        pieces.append(_days(found.get("since"), found.get("until")))
        return " ".join(piece for piece in pieces if piece)


def _days(since: date | None, until: date | None) -> str:
    if since is None and until is None:
        return ""
    ends = (since.isoformat() if since else "", until.isoformat() if until else "")
    return f"{FIELD_NAMES[Field.DATE][0]}:{ends[0]}..{ends[1]}"
