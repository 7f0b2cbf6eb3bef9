"""What the creditor enters: against whom, before which court, where property may be; the sums where no agreement says them."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from sharedcourt.disputes.intake.forms import day, text
from sharedcourt.disputes.models import Party
from sharedcourt.filing.enforcing.titles import Entered
from sharedcourt.filing.forms import OTHER
from sharedcourt.law.divisions import DIVISIONS, division_name
from sharedcourt.law.enforcement import CourtGround
from sharedcourt.law.errors import LawError
from sharedcourt.law.money import ZERO, yuan

SUMS = ("owed", "paid", "interest")
AT_TITLE = "title"


class ApplicationForm(forms.Form):
    """`typed`: the sums are asked for, because the platform has no agreement that says them."""

    against = forms.MultipleChoiceField(
        label=_("Against whom?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose against whom enforcement is asked for.")},
    )
    owed = text(_("To be paid by the court's document, without interest (yuan)"), kind="money", longest=24)
    due = day(_("Last day on which it was to be paid"))
    paid = text(_("Paid since (yuan)"), kind="money", required=False, longest=24)
    interest = text(
        _("Interest as the document says, up to today (yuan)"),
        kind="money",
        required=False,
        longest=24,
        help_text=_("Not the doubled part for delay: that is computed for you."),
    )
    interest_how = text(
        _("How this interest is computed"),
        required=False,
        longest=300,
        help_text=_("For example: 280,000 yuan at 6.5 % a year from 1 March 2022."),
    )
    ground = forms.ChoiceField(
        label=_("Which court?"), widget=forms.RadioSelect, error_messages={"required": _("Choose a court.")}
    )
    place = forms.ChoiceField(label=_("Where is the property?"), required=False)
    other = forms.CharField(
        label=_("Six digits of that place (GB/T 2260)"),
        required=False,
        validators=[RegexValidator(r"^\d{6}$", _("The code of an administrative division has six digits."))],
    )
    clues = forms.CharField(
        label=_("What do you know of the other side's property?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "One thing a line: accounts, wages, houses, vehicles, claims against others. Only the court reads this."
        ),
    )
    facts = forms.CharField(
        label=_("Anything the court should know besides"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        debtors: Sequence[Party],
        grounds: Sequence[tuple[str, Any]],
        typed: bool,
        kept: Mapping[str, Any] | None = None,
    ) -> None:
        initial: dict[str, Any] = {"against": [str(party.pk) for party in debtors], "ground": grounds[0][0]}
        if kept:
            place = str(kept.get("property_at", ""))
            known = place in DIVISIONS
            initial |= {name: value for name, value in kept.items() if value not in ("", "0", "0.00")}
            initial |= {"place": place if known else OTHER if place else "", "other": "" if known else place}
            if kept.get("due"):
                initial["due"] = date.fromisoformat(str(kept["due"]))
        super().__init__(data, initial=initial)
        self.fields["against"].choices = [(str(party.pk), party.name) for party in debtors]  # type: ignore[attr-defined]
        self.fields["ground"].choices = list(grounds)  # type: ignore[attr-defined]
        places = sorted(DIVISIONS, key=lambda code: (DIVISIONS[code][0], code))
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose")),
            *((code, division_name(code)) for code in places),
            (OTHER, _("another place")),
        ]
        if not typed:
            for name in (*SUMS, "due", "interest_how"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in SUMS:
            if name not in self.fields or name in self.errors:
                continue
            try:
                cleaned[name] = yuan(cleaned[name]) if cleaned.get(name) else ZERO
            except LawError as error:
                self.add_error(name, error.text())
        if cleaned.get("ground") == CourtGround.PROPERTY:
            if not cleaned.get("place"):
                self.add_error("place", _("Say in which district or county the property is."))
            elif cleaned["place"] == OTHER and not cleaned.get("other") and "other" not in self.errors:
                self.add_error("other", _("Enter the six digits of that place."))
        return cleaned

    def entered(self) -> Entered:
        """What the action takes, once the form is valid."""
        given = self.cleaned_data
        place = given["other"] if given["place"] == OTHER else given["place"]
        return Entered(
            against=tuple(UUID(each) for each in given["against"]),
            ground=given["ground"],
            property_at=place if given["ground"] == CourtGround.PROPERTY else "",
            clues=given["clues"],
            facts=given["facts"],
            owed=given.get("owed", Decimal(0)),
            paid=given.get("paid", Decimal(0)),
            due=given.get("due"),
            interest=given.get("interest", Decimal(0)),
            interest_how=given.get("interest_how", ""),
        )


FIELDS = {"property_at": "place"}
